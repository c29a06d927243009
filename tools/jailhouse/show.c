// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a configuration to JSON, for scripts
 *
 * Numbers are decimal; what does not fit into the 53 bits that every reader of
 * JSON keeps does not occur, physical addresses have at most 52.
 */
#include <string.h>
#include "compile.h"
#include "decompile.h"
#include "util.h"

#define ULL(x)	((unsigned long long)(x))

static void start_array(FILE *out, const char *name)
{
	fprintf(out, ",\n  \"%s\": [", name);
}

static void json_console(FILE *out, const char *name,
			 const struct jailhouse_config_console *con)
{
	fprintf(out,
		",\n  \"%s\": {\"type\": \"%s\", \"address\": %llu, \"size\": %u, \"flags\": %u, \"divider\": %u, \"gate\": %u, \"clock_reg\": %llu}",
		name, word_name(console_words, con->type), ULL(con->address),
		con->size, con->flags, con->divider, con->gate_nr,
		ULL(con->clock_reg));
}

static void json_gic(FILE *out, const struct jailhouse_config_arm *arm)
{
	fprintf(out,
		",\n  \"gic\": {\"version\": %u, \"maintenance_irq\": %u, \"gicd\": %llu, ",
		arm->gic_version, arm->maintenance_irq, ULL(arm->gicd_base));
	if (arm->gic_version == 2)
		fprintf(out, "\"gicc\": %llu, \"gich\": %llu, \"gicv\": %llu}",
			ULL(arm->gicc_base), ULL(arm->gich_base), ULL(arm->gicv_base));
	else
		fprintf(out, "\"gicr\": %llu, \"gicr_size\": %llu}",
			ULL(arm->gicr_base), ULL(arm->gicr_size));
}

static void json_system(FILE *out, const struct jailhouse_config_system *sys)
{
	unsigned int n;

	fprintf(out, ",\n  \"hypervisor\": {\"phys\": %llu, \"size\": %llu}",
		ULL(sys->hypervisor_phys), ULL(sys->hypervisor_size));
	fprintf(out, ",\n  \"system_flags\": %u", sys->flags);
	json_console(out, "debug_console", &sys->debug_console);
	fprintf(out,
		",\n  \"pci_mmconfig\": {\"base\": %llu, \"end_bus\": %u, \"domain\": %u, \"virtual\": %u}",
		ULL(sys->pci_mmconfig_base), sys->pci_mmconfig_end_bus,
		sys->pci_domain, sys->pci_is_virtual);
	fprintf(out,
		",\n  \"x86\": {\"pm_timer\": %u, \"apic_mode\": \"%s\", \"tsc_khz\": %u, \"apic_khz\": %u}",
		sys->x86_pm_timer_address,
		word_name(apic_mode_words, sys->x86_apic_mode),
		sys->x86_tsc_khz, sys->x86_apic_khz);
	if (sys->arm.gic_version)
		json_gic(out, &sys->arm);
	start_array(out, "iommus");
	for (n = 0; n < JAILHOUSE_MAX_IOMMUS && sys->iommus[n].type; n++)
		fprintf(out, "%s\n    {\"type\": \"%s\", \"base\": %llu, \"size\": %u}",
			n ? "," : "",
			word_name(iommu_words, sys->iommus[n].type),
			ULL(sys->iommus[n].base), sys->iommus[n].size);
	fputs(n ? "\n  ]" : "]", out);
}

static void json_memory(FILE *out, const struct jailhouse_config *cfg)
{
	const struct jailhouse_config_memory *mem;
	__u32 n;

	start_array(out, "memory");
	for (n = 0; n < cfg->memory.count; n++) {
		mem = &config_memory(cfg)[n];
		fprintf(out,
			"%s\n    {\"phys\": %llu, \"virt\": %llu, \"size\": %llu, \"flags\": %llu}",
			n ? "," : "", ULL(mem->phys_start),
			ULL(mem->virt_start), ULL(mem->size), ULL(mem->flags));
	}
	fputs(n ? "\n  ]" : "]", out);
}

static void json_irqchips(FILE *out, const struct jailhouse_config *cfg)
{
	const struct jailhouse_config_irqchip *chip;
	const char *separator;
	unsigned int pin;
	__u32 n;

	start_array(out, "irqchips");
	for (n = 0; n < cfg->irqchips.count; n++) {
		chip = &config_irqchips(cfg)[n];
		fprintf(out, "%s\n    {\"address\": %llu, \"id\": %u, \"pins\": [",
			n ? "," : "", ULL(chip->address), chip->id);
		separator = "";
		for (pin = 0; pin < 128; pin++) {
			if (!(chip->pin_bitmap[pin / 32] >> pin % 32 & 1))
				continue;
			fprintf(out, "%s%u", separator, chip->pin_base + pin);
			separator = ", ";
		}
		fputs("]}", out);
	}
	fputs(n ? "\n  ]" : "]", out);
}

static void json_pci(FILE *out, const struct jailhouse_config *cfg)
{
	const struct jailhouse_config_pci_cap *cap;
	const struct jailhouse_config_pci *dev;
	unsigned int k;
	__u32 n;

	start_array(out, "pci");
	for (n = 0; n < cfg->pci.count; n++) {
		dev = &config_pci(cfg)[n];
		fprintf(out,
			"%s\n    {\"type\": \"%s\", \"domain\": %u, \"bdf\": %u, \"iommu\": %u, \"bar_masks\": [",
			n ? "," : "", word_name(pci_words, dev->type),
			dev->domain, dev->bdf, dev->iommu);
		for (k = 0; k < 6; k++)
			fprintf(out, "%s%u", k ? ", " : "", dev->bar_mask[k]);
		fprintf(out,
			"], \"msi_vectors\": %u, \"msi_flags\": %u, \"msix_vectors\": %u, \"msix_address\": %llu, \"msix_size\": %u",
			dev->num_msi_vectors, dev->msi_flags,
			dev->num_msix_vectors, ULL(dev->msix_address),
			dev->msix_region_size);
		if (dev->type == JAILHOUSE_PCI_IVSHMEM)
			fprintf(out,
				", \"shmem_region\": %u, \"peer_id\": %u, \"peers\": %u, \"protocol\": %u",
				dev->shmem_regions_start, dev->shmem_dev_id,
				dev->shmem_peers, dev->shmem_protocol);
		fputs(", \"capabilities\": [", out);
		for (k = 0; k < dev->num_caps; k++) {
			cap = &config_pci_caps(cfg)[dev->caps_start + k];
			fprintf(out, "%s{\"id\": %u, \"start\": %u, \"length\": %u, \"flags\": %u}",
				k ? ", " : "", cap->id, cap->start, cap->len,
				cap->flags);
		}
		fputs("]}", out);
	}
	fputs(n ? "\n  ]" : "]", out);
}

/**
 * config_to_json() - print a configuration as one JSON object
 * @out:	where to
 * @cfg:	accepted by jailhouse_config_check()
 */
void config_to_json(FILE *out, const struct jailhouse_config *cfg)
{
	const struct jailhouse_config_cache *cache;
	const char *separator = "";
	unsigned int cpu;
	__u32 n;

	fprintf(out, "{\n  \"kind\": \"%s\",\n  \"architecture\": \"%s\",\n  \"name\": ",
		cfg->system ? "system" : "cell",
		word_name(arch_words, cfg->arch));
	json_string(out, cfg->name);
	fprintf(out, ",\n  \"size\": %u,\n  \"id\": %u,\n  \"flags\": %u,\n  \"cpus\": [",
		cfg->size, cfg->id, cfg->flags);
	for (cpu = config_next_cpu(cfg, 0); cpu < JAILHOUSE_MAX_CPUS;
	     cpu = config_next_cpu(cfg, cpu + 1)) {
		fprintf(out, "%s%u", separator, cpu);
		separator = ", ";
	}
	fprintf(out,
		"],\n  \"reset_address\": %llu,\n  \"message_timeout_us\": %llu,\n  \"vpci_irq_base\": %u",
		ULL(cfg->cpu_reset_address), ULL(cfg->msg_reply_timeout),
		cfg->vpci_irq_base);
	json_console(out, "console", &cfg->console);
	if (cfg->system)
		json_system(out, config_system(cfg));
	json_memory(out, cfg);
	json_irqchips(out, cfg);
	start_array(out, "ports");
	for (n = 0; n < cfg->pio.count; n++)
		fprintf(out, "%s\n    {\"base\": %u, \"length\": %u}",
			n ? "," : "", config_pio(cfg)[n].base,
			config_pio(cfg)[n].length);
	fputs(n ? "\n  ]" : "]", out);
	json_pci(out, cfg);
	start_array(out, "caches");
	for (n = 0; n < cfg->caches.count; n++) {
		cache = &config_caches(cfg)[n];
		fprintf(out,
			"%s\n    {\"start\": %u, \"size\": %u, \"type\": \"%s\", \"flags\": %u}",
			n ? "," : "", cache->start, cache->size,
			word_name(cache_words, cache->type), cache->flags);
	}
	fputs(n ? "\n  ]" : "]", out);
	start_array(out, "stream_ids");
	for (n = 0; n < cfg->stream_ids.count; n++)
		fprintf(out, "%s%u", n ? ", " : "", config_stream_ids(cfg)[n]);
	fputs("]\n}\n", out);
}
