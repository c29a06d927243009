// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a configuration to device-tree source
 *
 * What is printed compiles to the same configuration again, the tests hold it to
 * that.
 */
#include <linux/jailhouse_cell.h>
#include <string.h>
#include "compile.h"
#include "decompile.h"

static unsigned int high(__u64 value)
{
	return value >> 32;
}

static unsigned int low(__u64 value)
{
	return value;
}

static const char * const mem_kinds[] = {
	"ram", "mmio", "communication-region",
};

static unsigned int mem_kind(const struct jailhouse_config_memory *mem)
{
	if (mem->flags & JAILHOUSE_MEM_COMM_REGION)
		return 2;
	return mem->flags & JAILHOUSE_MEM_IO ? 1 : 0;
}

/* Is the region part of a shared-memory link, so that it needs a label? */
static bool is_shmem(const struct jailhouse_config *cfg, __u32 region)
{
	const struct jailhouse_config_pci *dev;
	__u32 n;

	for (n = 0; n < cfg->pci.count; n++) {
		dev = &config_pci(cfg)[n];
		if (dev->type == JAILHOUSE_PCI_IVSHMEM &&
		    region >= dev->shmem_regions_start &&
		    region < dev->shmem_regions_start + 2 + dev->shmem_peers)
			return true;
	}
	return false;
}

static void print_access(FILE *out, __u64 flags)
{
	const struct word *word;
	const char *separator = "\t\taccess = ";

	for (word = access_words; word->name; word++) {
		if (!(flags & word->value))
			continue;
		fprintf(out, "%s\"%s\"", separator, word->name);
		separator = ", ";
	}
	/* A placeholder may permit nothing */
	if (separator[0] == ',')
		fputs(";\n", out);
}

static void print_memory(FILE *out, const struct jailhouse_config *cfg,
			 __u32 index)
{
	const struct jailhouse_config_memory *mem = &config_memory(cfg)[index];
	bool comm = mem->flags & JAILHOUSE_MEM_COMM_REGION;
	bool twice = false;
	__u32 n;

	for (n = 0; n < index; n++)
		if (config_memory(cfg)[n].virt_start == mem->virt_start &&
		    mem_kind(&config_memory(cfg)[n]) == mem_kind(mem))
			twice = true;

	fputs("\n\t", out);
	if (is_shmem(cfg, index))
		fprintf(out, "region%u: ", index);
	fputs(mem_kinds[mem_kind(mem)], out);
	if (twice)
		fprintf(out, "-%u", index);
	fprintf(out, "@%llx {\n", (unsigned long long)mem->virt_start);
	fprintf(out, "\t\treg = <0x%x 0x%x 0x%x 0x%x>;\n",
		high(mem->virt_start), low(mem->virt_start), high(mem->size), low(mem->size));
	if (!comm && mem->phys_start != mem->virt_start)
		fprintf(out, "\t\tphys-address = <0x%x 0x%x>;\n",
			high(mem->phys_start), low(mem->phys_start));
	print_access(out, mem->flags);
	if (mem->flags & JAILHOUSE_MEM_LOADABLE)
		fputs("\t\tloadable;\n", out);
	if (mem->flags & JAILHOUSE_MEM_ROOTSHARED)
		fputs("\t\troot-shared;\n", out);
	if (mem->flags & JAILHOUSE_MEM_NO_HUGEPAGES)
		fputs("\t\tno-huge-pages;\n", out);
	if (mem->flags & JAILHOUSE_MEM_IO_UNALIGNED)
		fputs("\t\tunaligned-access;\n", out);
	if (mem->flags & JAILHOUSE_MEM_IO_WIDTHS) {
		fputs("\t\taccess-widths = <", out);
		for (n = 0; n < 4; n++)
			if (mem->flags & (JAILHOUSE_MEM_IO_8 << n))
				fprintf(out, "%s%u",
					mem->flags & JAILHOUSE_MEM_IO_WIDTHS &
					((JAILHOUSE_MEM_IO_8 << n) - 1) ?
					" " : "", 8 << n);
		fputs(">;\n", out);
	}
	fputs("\t};\n", out);
}

static void print_console(FILE *out, const char *name,
			  const struct jailhouse_config_console *con)
{
	if (con->type == JAILHOUSE_CON_TYPE_NONE)
		return;
	fprintf(out, "\n\t%s", name);
	if (con->flags & JAILHOUSE_CON_MMIO)
		fprintf(out, "@%llx", (unsigned long long)con->address);
	fprintf(out, " {\n\t\ttype = \"%s\";\n",
		word_name(console_words, con->type));
	if (con->flags & JAILHOUSE_CON_MMIO)
		fprintf(out, "\t\treg = <0x%x 0x%x 0x0 0x%x>;\n",
			high(con->address), low(con->address), con->size);
	else
		fprintf(out, "\t\tio-port = <0x%llx>;\n",
			(unsigned long long)con->address);
	if (con->flags & JAILHOUSE_CON_REGDIST_4)
		fputs("\t\treg-shift = <2>;\n", out);
	if (con->divider)
		fprintf(out, "\t\tclock-divider = <%u>;\n", con->divider);
	if (con->clock_reg)
		fprintf(out, "\t\tclock-gate = <0x%x 0x%x>;\n",
			high(con->clock_reg), low(con->clock_reg));
	if (con->gate_nr)
		fprintf(out, "\t\tclock-gate-bit = <%u>;\n", con->gate_nr);
	if (con->flags & JAILHOUSE_CON_INVERTED_GATE)
		fputs("\t\tclock-gate-inverted;\n", out);
	if (con->flags & JAILHOUSE_CON_MDR_QUIRK)
		fputs("\t\tmdr-quirk;\n", out);
	if (con->flags & JAILHOUSE_CON_FB_1920x1080)
		fputs("\t\tfb-1920x1080;\n", out);
	fputs("\t};\n", out);
}

static bool pin_is_set(const struct jailhouse_config_irqchip *chip,
		       unsigned int pin)
{
	return chip->pin_bitmap[pin / 32] >> pin % 32 & 1;
}

static void print_range(FILE *out, const char *before, __u64 start, __u64 size,
			const char *after)
{
	fprintf(out, "%s<0x%x 0x%x 0x%x 0x%x>%s", before, high(start), low(start),
		high(size), low(size), after);
}

/* What the node of a system's first interrupt controller says besides */
static void print_gic(FILE *out, const struct jailhouse_config_arm *arm)
{
	const char *next = ",\n\t\t      ";

	fprintf(out, "\t\tcompatible = \"%s\";\n",
		word_name(gic_words, arm->gic_version));
	if (arm->gic_version == 2) {
		print_range(out, "\t\treg = ", arm->gicd_base, 0x1000, next);
		print_range(out, "", arm->gicc_base, 0x2000, next);
		print_range(out, "", arm->gich_base, 0x2000, next);
		print_range(out, "", arm->gicv_base, 0x2000, ";\n");
	} else {
		print_range(out, "\t\treg = ", arm->gicd_base, 0x10000, next);
		print_range(out, "", arm->gicr_base, arm->gicr_size, ";\n");
	}
	fprintf(out, "\t\tinterrupts = <GIC_PPI %u 4>;\n", arm->maintenance_irq - 16);
}

/* A system that grants no pin at all still has a GIC */
static void print_bare_gic(FILE *out, const struct jailhouse_config_arm *arm)
{
	fprintf(out, "\n\tinterrupt-controller@%llx {\n",
		(unsigned long long)arm->gicd_base);
	print_gic(out, arm);
	fputs("\t\tinterrupt-controller;\n\t\t#interrupt-cells = <3>;\n", out);
	fputs("\t\tnum-interrupts = <0>;\n\t};\n", out);
}

static void print_irqchip(FILE *out, const struct jailhouse_config *cfg,
			  __u32 index)
{
	const struct jailhouse_config_irqchip *chip =
		&config_irqchips(cfg)[index];
	const char *separator = "\t\tinterrupt-ranges = <";
	bool x86 = cfg->arch == JAILHOUSE_ARCH_X86;
	unsigned int pin, first;

	fputs("\n\tinterrupt-controller", out);
	for (pin = 0; pin < index; pin++)
		if (config_irqchips(cfg)[pin].address == chip->address)
			break;
	if (pin < index)
		fprintf(out, "-%u", index);
	fprintf(out, "@%llx {\n", (unsigned long long)chip->address);
	if (!index && cfg->system && config_system(cfg)->arm.gic_version)
		print_gic(out, &config_system(cfg)->arm);
	else
		print_range(out, "\t\treg = ", chip->address, 0x1000, ";\n");
	fputs("\t\tinterrupt-controller;\n", out);
	fprintf(out, "\t\t#interrupt-cells = <%u>;\n\t\t#address-cells = <0>;\n",
		x86 ? 1 : 3);
	if (!x86)
		fprintf(out, "\t\tfirst-interrupt = <%u>;\n", chip->pin_base);
	if (chip->id)
		fprintf(out, "\t\tsource-id = <0x%x>;\n", chip->id);
	for (pin = 0; pin < 128; pin++) {
		if (!pin_is_set(chip, pin))
			continue;
		for (first = pin; pin < 128 && pin_is_set(chip, pin); pin++)
			;
		fprintf(out, "%s%u %u>", separator, chip->pin_base + first,
			pin - first);
		separator = ", <";
	}
	if (separator[0] == ',')
		fputs(";\n", out);
	fputs("\t};\n", out);
}

static void print_ports(FILE *out, const struct jailhouse_config *cfg)
{
	const struct jailhouse_config_pio *range;
	__u32 n, m;

	if (!cfg->pio.count)
		return;
	fputs("\n\tio-ports {\n\t\t#address-cells = <1>;\n\t\t#size-cells = <1>;\n",
	      out);
	for (n = 0; n < cfg->pio.count; n++) {
		range = &config_pio(cfg)[n];
		for (m = 0; m < n; m++)
			if (config_pio(cfg)[m].base == range->base)
				break;
		fputs("\n\t\tports", out);
		if (m < n)
			fprintf(out, "-%u", n);
		fprintf(out, "@%x {\n\t\t\treg = <0x%x 0x%x>;\n\t\t};\n",
			range->base, range->base, range->length);
	}
	fputs("\t};\n", out);
}

static void print_pci_function(FILE *out, const struct jailhouse_config *cfg,
			       const struct jailhouse_config_pci *dev)
{
	const struct jailhouse_config_pci_cap *cap;
	unsigned int n, last;

	fprintf(out, "\n\t\tfunction@%x {\n", dev->bdf);
	fprintf(out, "\t\t\tcompatible = \"%s\";\n",
		word_name(pci_words, dev->type));
	fprintf(out, "\t\t\treg = <PCI_BDF(0x%x, 0x%x, %u)>;\n", dev->bdf >> 8,
		dev->bdf >> 3 & 31, dev->bdf & 7);
	for (last = 6; last && !dev->bar_mask[last - 1]; last--)
		;
	for (n = 0; n < last; n++)
		fprintf(out, "%s0x%x%s", n ? " " : "\t\t\tbar-masks = <",
			dev->bar_mask[n], n == last - 1 ? ">;\n" : "");
	for (n = 0; n < dev->num_caps; n++) {
		cap = &config_pci_caps(cfg)[dev->caps_start + n];
		fprintf(out, "%s<0x%x 0x%x 0x%x %s>",
			n ? ",\n\t\t\t\t       " : "\t\t\tcapabilities = ",
			cap->id, cap->start, cap->len,
			cap->flags ? "PCI_CAP_WRITABLE" : "PCI_CAP_READ_ONLY");
	}
	if (dev->num_caps)
		fputs(";\n", out);
	if (dev->num_msi_vectors)
		fprintf(out, "\t\t\tmsi-vectors = <%u>;\n", dev->num_msi_vectors);
	if (dev->msi_flags & JAILHOUSE_PCI_MSI_64BIT)
		fputs("\t\t\tmsi-64bit;\n", out);
	if (dev->msi_flags & JAILHOUSE_PCI_MSI_MASKABLE)
		fputs("\t\t\tmsi-maskable;\n", out);
	if (dev->num_msix_vectors)
		fprintf(out, "\t\t\tmsix-vectors = <%u>;\n",
			dev->num_msix_vectors);
	if (dev->msix_address)
		fprintf(out, "\t\t\tmsix-table = <0x%x 0x%x 0x0 0x%x>;\n",
			high(dev->msix_address), low(dev->msix_address), dev->msix_region_size);
	if (dev->iommu)
		fprintf(out, "\t\t\tiommu-index = <%u>;\n", dev->iommu);
	if (dev->type == JAILHOUSE_PCI_IVSHMEM) {
		fprintf(out, "\t\t\tpeer-id = <%u>;\n", dev->shmem_dev_id);
		if (dev->shmem_protocol)
			fprintf(out, "\t\t\tprotocol = <0x%x>;\n",
				dev->shmem_protocol);
		fputs("\t\t\tmemory-region = ", out);
		for (n = 0; n < 2U + dev->shmem_peers; n++)
			fprintf(out, "%s<&region%u>", n ? ", " : "",
				dev->shmem_regions_start + n);
		fputs(";\n", out);
	}
	fputs("\t\t};\n", out);
}

/* One host for each domain, because functions inherit theirs from it */
static void print_pci(FILE *out, const struct jailhouse_config *cfg)
{
	const struct jailhouse_config_system *sys = config_system(cfg);
	const struct jailhouse_config_pci *devs = config_pci(cfg);
	bool ecam = sys && (sys->pci_mmconfig_base || sys->pci_is_virtual);
	__u32 n, m, host = 0;
	__u16 domain;

	for (n = 0; n < cfg->pci.count || (!n && ecam); n++) {
		if (n && n >= cfg->pci.count)
			break;
		domain = cfg->pci.count ? devs[n].domain : sys->pci_domain;
		/* Consecutive ones together, to keep their order */
		if (n && devs[n - 1].domain == domain)
			continue;
		fputs("\n\tpci-host", out);
		if (host++)
			fprintf(out, "-%u", host);
		if (ecam && sys->pci_mmconfig_base && domain == sys->pci_domain)
			fprintf(out, "@%llx",
				(unsigned long long)sys->pci_mmconfig_base);
		fputs(" {\n\t\t#address-cells = <1>;\n\t\t#size-cells = <0>;\n",
		      out);
		if (ecam && domain == sys->pci_domain) {
			if (sys->pci_mmconfig_base)
				fprintf(out,
					"\t\treg = <0x%x 0x%x 0x0 0x%x>;\n\t\tbus-range = <0 %u>;\n",
					high(sys->pci_mmconfig_base), low(sys->pci_mmconfig_base),
					(sys->pci_mmconfig_end_bus + 1U) << 20,
					sys->pci_mmconfig_end_bus);
			if (sys->pci_is_virtual)
				fputs("\t\tvirtual-host;\n", out);
			ecam = false;
		}
		if (domain)
			fprintf(out, "\t\tlinux,pci-domain = <%u>;\n", domain);
		for (m = n; m < cfg->pci.count && devs[m].domain == domain; m++)
			print_pci_function(out, cfg, &devs[m]);
		fputs("\t};\n", out);
	}
	/* The ECAM's domain has no function at all */
	if (ecam && sys->pci_mmconfig_base) {
		fprintf(out,
			"\n\tpci-host-ecam@%llx {\n\t\t#address-cells = <1>;\n\t\t#size-cells = <0>;\n",
			(unsigned long long)sys->pci_mmconfig_base);
		fprintf(out, "\t\treg = <0x%x 0x%x 0x0 0x%x>;\n\t\tbus-range = <0 %u>;\n",
			high(sys->pci_mmconfig_base), low(sys->pci_mmconfig_base),
			(sys->pci_mmconfig_end_bus + 1U) << 20,
			sys->pci_mmconfig_end_bus);
		if (sys->pci_is_virtual)
			fputs("\t\tvirtual-host;\n", out);
		fprintf(out, "\t\tlinux,pci-domain = <%u>;\n\t};\n",
			sys->pci_domain);
	}
}

static void print_iommu(FILE *out, const struct jailhouse_config_iommu *unit)
{
	fprintf(out, "\n\tiommu@%llx {\n\t\tcompatible = \"%s\";\n",
		(unsigned long long)unit->base,
		word_name(iommu_words, unit->type));
	fprintf(out, "\t\treg = <0x%x 0x%x 0x0 0x%x>;\n", high(unit->base), low(unit->base),
		unit->size);
	fputs("\t\t#iommu-cells = <0>;\n", out);
	if (unit->amd_bdf)
		fprintf(out, "\t\tpci-function = <PCI_BDF(0x%x, 0x%x, %u)>;\n",
			unit->amd_bdf >> 8, unit->amd_bdf >> 3 & 31,
			unit->amd_bdf & 7);
	if (unit->amd_base_cap)
		fprintf(out, "\t\tcapability-offset = <0x%x>;\n",
			unit->amd_base_cap);
	if (unit->amd_msi_cap)
		fprintf(out, "\t\tmsi-capability-offset = <0x%x>;\n",
			unit->amd_msi_cap);
	if (unit->amd_features)
		fprintf(out, "\t\tfeatures = <0x%x>;\n", unit->amd_features);
	fputs("\t};\n", out);
}

static void print_system(FILE *out, const struct jailhouse_config_system *sys)
{
	unsigned int n;

	fprintf(out, "\n\thypervisor-memory@%llx {\n\t\treg = <0x%x 0x%x 0x%x 0x%x>;\n\t};\n",
		(unsigned long long)sys->hypervisor_phys,
		high(sys->hypervisor_phys), low(sys->hypervisor_phys),
		high(sys->hypervisor_size), low(sys->hypervisor_size));
	print_console(out, "debug-console", &sys->debug_console);
	if (sys->x86_pm_timer_address || sys->x86_apic_mode ||
	    sys->x86_tsc_khz || sys->x86_apic_khz) {
		fputs("\n\tx86-platform {\n", out);
		if (sys->x86_pm_timer_address)
			fprintf(out, "\t\tpm-timer-port = <0x%x>;\n",
				sys->x86_pm_timer_address);
		if (sys->x86_apic_mode)
			fprintf(out, "\t\tapic-mode = \"%s\";\n",
				word_name(apic_mode_words, sys->x86_apic_mode));
		if (sys->x86_tsc_khz)
			fprintf(out, "\t\ttsc-khz = <%u>;\n", sys->x86_tsc_khz);
		if (sys->x86_apic_khz)
			fprintf(out, "\t\tapic-timer-khz = <%u>;\n",
				sys->x86_apic_khz);
		fputs("\t};\n", out);
	}
	for (n = 0; n < JAILHOUSE_MAX_IOMMUS && sys->iommus[n].type; n++)
		print_iommu(out, &sys->iommus[n]);
}

static void print_root_props(FILE *out, const struct jailhouse_config *cfg)
{
	const struct jailhouse_config_system *sys = config_system(cfg);
	unsigned int cpu;
	__u32 n;

	fprintf(out, "\tcompatible = \"jailhouse,%s-config\";\n",
		sys ? "system" : "cell");
	fprintf(out, "\tmodel = \"%s\";\n", cfg->name);
	fputs("\t#address-cells = <2>;\n\t#size-cells = <2>;\n\n", out);
	fprintf(out, "\tcell-name = \"%s\";\n", cfg->name);
	fprintf(out, "\tarchitecture = \"%s\";\n",
		word_name(arch_words, cfg->arch));
	fputs("\tcpus = <", out);
	cpu = config_next_cpu(cfg, 0);
	while (cpu < JAILHOUSE_MAX_CPUS) {
		fprintf(out, "%u", cpu);
		cpu = config_next_cpu(cfg, cpu + 1);
		if (cpu < JAILHOUSE_MAX_CPUS)
			fputc(' ', out);
	}
	fputs(">;\n", out);
	if (cfg->id)
		fprintf(out, "\tcell-id = <%u>;\n", cfg->id);
	if (cfg->cpu_reset_address)
		fprintf(out, "\treset-address = <0x%x 0x%x>;\n",
			high(cfg->cpu_reset_address), low(cfg->cpu_reset_address));
	if (cfg->msg_reply_timeout)
		fprintf(out, "\tmessage-timeout-us = <%llu>;\n",
			(unsigned long long)cfg->msg_reply_timeout);
	if (cfg->flags & JAILHOUSE_CELL_PASSIVE_COMM)
		fputs("\tpassive-communication;\n", out);
	if (cfg->flags & JAILHOUSE_CELL_TEST_DEVICE)
		fputs("\ttest-device;\n", out);
	if (cfg->flags & JAILHOUSE_CELL_AARCH32)
		fputs("\taarch32;\n", out);
	if (cfg->flags & JAILHOUSE_CELL_DIRECT_IRQ)
		fputs("\tdirect-interrupts;\n", out);
	if (cfg->flags & JAILHOUSE_CELL_VCONSOLE_ACTIVE)
		fputs("\tvirtual-console-active;\n", out);
	else if (cfg->flags & JAILHOUSE_CELL_VCONSOLE_PERM)
		fputs("\tvirtual-console-permitted;\n", out);
	if (cfg->vpci_irq_base)
		fprintf(out, "\tvpci-irq-base = <%u>;\n", cfg->vpci_irq_base);
	for (n = 0; n < cfg->stream_ids.count; n++)
		fprintf(out, "%s0x%x%s", n ? " " : "\tstream-ids = <",
			config_stream_ids(cfg)[n],
			n == cfg->stream_ids.count - 1 ? ">;\n" : "");
	if (sys && sys->flags & JAILHOUSE_SYS_VCONSOLE_ROOT)
		fputs("\troot-reads-console;\n", out);
	if (sys && sys->flags & JAILHOUSE_SYS_AUDIT)
		fputs("\taudit;\n", out);
	if (sys && sys->flags & JAILHOUSE_SYS_INSECURE_TEST)
		fputs("\tinsecure-test;\n", out);
}

static void print_cache(FILE *out, const struct jailhouse_config *cfg,
			__u32 index)
{
	const struct jailhouse_config_cache *cache = &config_caches(cfg)[index];

	fputs("\n\tl3-cache", out);
	if (index)
		fprintf(out, "-%u", index);
	fprintf(out, " {\n\t\tways = <%u %u>;\n\t\tcontent = \"%s\";\n",
		cache->start, cache->size, word_name(cache_words, cache->type));
	if (cache->flags & JAILHOUSE_CACHE_ROOTSHARED)
		fputs("\t\troot-shared;\n", out);
	fputs("\t};\n", out);
}

/**
 * config_to_dts() - print a configuration as device-tree source
 * @out:	where to
 * @cfg:	accepted by jailhouse_config_check()
 */
void config_to_dts(FILE *out, const struct jailhouse_config *cfg)
{
	__u32 n;

	fputs("/dts-v1/;\n#include <dt-bindings/jailhouse/config.h>\n\n/ {\n", out);
	print_root_props(out, cfg);
	if (cfg->system)
		print_system(out, config_system(cfg));
	print_console(out, "console", &cfg->console);
	for (n = 0; n < cfg->memory.count; n++)
		print_memory(out, cfg, n);
	if (cfg->system && config_system(cfg)->arm.gic_version && !cfg->irqchips.count)
		print_bare_gic(out, &config_system(cfg)->arm);
	for (n = 0; n < cfg->irqchips.count; n++)
		print_irqchip(out, cfg, n);
	print_ports(out, cfg);
	print_pci(out, cfg);
	for (n = 0; n < cfg->caches.count; n++)
		print_cache(out, cfg, n);
	fputs("};\n", out);
}
