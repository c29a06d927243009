// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules about configurations that are used together
 *
 * Each configuration is sound in itself when it comes here. The first may be
 * that of the system; the others are the cells that are to run at the same time.
 */
#include <linux/jailhouse_cell.h>
#include <string.h>
#include "check.h"
#include "util.h"

#define ULL(x)	((unsigned long long)(x))

struct checker {
	const struct loaded_config *loaded;
	const char **files;
	unsigned int count;
	bool json;
	unsigned int findings;
	unsigned int errors;
};

/* One line: where, what, and what to do; the format ends with the remedy */
static __printf(6, 7)
void report(struct checker *c, bool is_error, unsigned int n,
	    unsigned int object, unsigned int index, const char *fmt, ...)
{
	const char *path = blob_path(&c->loaded[n].source, object, index);
	char text[512], where[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (path)
		snprintf(where, sizeof(where), "%s", path);
	else if (object == JAILHOUSE_OBJ_HEADER || object == JAILHOUSE_OBJ_CPUS ||
		 object == JAILHOUSE_OBJ_SYSTEM)
		snprintf(where, sizeof(where), "%s",
			 jailhouse_config_object_name(object));
	else
		snprintf(where, sizeof(where), "%s %u",
			 jailhouse_config_object_name(object), index);
	if (c->json) {
		printf("%s\n  {\"severity\": \"%s\", \"file\": ",
		       c->findings ? "," : "", is_error ? "error" : "warning");
		json_string(stdout, c->files[n]);
		printf(", \"path\": ");
		json_string(stdout, where);
		printf(", \"text\": ");
		json_string(stdout, text);
		printf("}");
	} else {
		printf("%s: %s: %s: %s\n", c->files[n], where,
		       is_error ? "error" : "warning", text);
	}
	c->findings++;
	c->errors += is_error;
}

#define COMPLAIN(c, n, object, index, fmt, ...)				\
	report(c, true, n, object, index, fmt, ##__VA_ARGS__)
#define WARN(c, n, object, index, fmt, ...)				\
	report(c, false, n, object, index, fmt, ##__VA_ARGS__)

static bool overlap(__u64 start1, __u64 size1, __u64 start2, __u64 size2)
{
	return start1 < start2 + size2 && start2 < start1 + size1;
}

static const struct jailhouse_config *config(const struct checker *c,
					     unsigned int n)
{
	return c->loaded[n].config;
}

/* Is the whole range made of the root cell's regions? They may touch. */
static bool is_in_root(const struct jailhouse_config *root, __u64 start,
		       __u64 size)
{
	const struct jailhouse_config_memory *mem;
	bool progress = true;
	__u64 end = start + size;
	__u32 n;

	while (start < end && progress) {
		progress = false;
		for (n = 0; n < root->memory.count; n++) {
			mem = &config_memory(root)[n];
			if (mem->size && mem->phys_start <= start &&
			    start < mem->phys_start + mem->size) {
				start = mem->phys_start + mem->size;
				progress = true;
			}
		}
	}
	return start >= end;
}

static bool has_comm_region(const struct jailhouse_config *cfg, __u32 *index)
{
	for (*index = 0; *index < cfg->memory.count; (*index)++)
		if (config_memory(cfg)[*index].flags & JAILHOUSE_MEM_COMM_REGION)
			return true;
	return false;
}

static void check_cell_alone(struct checker *c, unsigned int n)
{
	const struct jailhouse_config *cfg = config(c, n);
	const struct jailhouse_config_memory *mem;
	bool passive = cfg->flags & JAILHOUSE_CELL_PASSIVE_COMM;
	bool starts = false;
	__u32 m;

	if (cfg->kind == JAILHOUSE_KIND_SYSTEM)
		return;
	if (!has_comm_region(cfg, &m)) {
		if (!passive)
			COMPLAIN(c, n, JAILHOUSE_OBJ_HEADER, 0,
				 "no communication region, so shutdown requests get no answer; add 'communication-region@100000' or 'passive-communication'");
	} else if (passive &&
		   config_memory(cfg)[m].flags & JAILHOUSE_MEM_WRITE) {
		WARN(c, n, JAILHOUSE_OBJ_MEMORY, m,
		     "a passive cell needs not write to its communication region; write 'access = \"read\"'");
	}
	for (m = 0; m < cfg->memory.count; m++) {
		mem = &config_memory(cfg)[m];
		if (mem->size && mem->flags & JAILHOUSE_MEM_EXECUTE &&
		    cfg->cpu_reset_address - mem->virt_start < mem->size &&
		    cfg->cpu_reset_address >= mem->virt_start)
			starts = true;
	}
	if (!starts)
		COMPLAIN(c, n, JAILHOUSE_OBJ_HEADER, 0,
			 "CPUs start at 0x%llx, where nothing can be executed; correct 'reset-address' or add \"execute\" to the 'access' of that region",
			 ULL(cfg->cpu_reset_address));
}

static void check_memory(struct checker *c, unsigned int n)
{
	const struct jailhouse_config *cfg = config(c, n), *root = config(c, 0);
	const struct jailhouse_config_system *sys = config_system(root);
	const struct jailhouse_config_memory *mem, *other;
	unsigned int k;
	__u32 m, o;

	for (m = 0; m < cfg->memory.count; m++) {
		mem = &config_memory(cfg)[m];
		if (!mem->size || mem->flags & JAILHOUSE_MEM_COMM_REGION)
			continue;
		if (sys && overlap(mem->phys_start, mem->size,
				   sys->hypervisor_phys, sys->hypervisor_size))
			COMPLAIN(c, n, JAILHOUSE_OBJ_MEMORY, m,
				 "overlaps the hypervisor's memory at 0x%llx; move it",
				 ULL(sys->hypervisor_phys));
		else if (sys && sys->pci_mmconfig_base &&
			 overlap(mem->phys_start, mem->size,
				 sys->pci_mmconfig_base,
				 ((__u64)sys->pci_mmconfig_end_bus + 1) << 20))
			COMPLAIN(c, n, JAILHOUSE_OBJ_MEMORY, m,
				 "covers the PCI configuration space at 0x%llx; list the devices in 'pci-host' instead",
				 ULL(sys->pci_mmconfig_base));
		else if (sys && !is_in_root(root, mem->phys_start, mem->size))
			COMPLAIN(c, n, JAILHOUSE_OBJ_MEMORY, m,
				 "0x%llx bytes at 0x%llx are not all in the root cell, which would have to give them away; add them to %s or move the region",
				 ULL(mem->size), ULL(mem->phys_start),
				 c->files[0]);
		for (k = sys ? 1 : 0; k < n; k++) {
			for (o = 0; o < config(c, k)->memory.count; o++) {
				other = &config_memory(config(c, k))[o];
				if (!other->size ||
				    other->flags & JAILHOUSE_MEM_COMM_REGION ||
				    !overlap(mem->phys_start, mem->size,
					     other->phys_start, other->size))
					continue;
				if (mem->flags & other->flags &
				    JAILHOUSE_MEM_ROOTSHARED)
					continue;
				COMPLAIN(c, n, JAILHOUSE_OBJ_MEMORY, m,
					 "overlaps memory %u of %s at physical address 0x%llx; move one, or write 'root-shared' in both if they are to share it",
					 o, c->files[k],
					 ULL(other->phys_start));
			}
		}
	}
}

static void check_cpus(struct checker *c, unsigned int n)
{
	const struct jailhouse_config *cfg = config(c, n), *root = config(c, 0);
	unsigned int cpu, k;

	for (cpu = config_next_cpu(cfg, 0); cpu < JAILHOUSE_MAX_CPUS;
	     cpu = config_next_cpu(cfg, cpu + 1)) {
		if (root->system && !config_has_cpu(root, cpu))
			COMPLAIN(c, n, JAILHOUSE_OBJ_CPUS, 0,
				 "CPU %u is not in the root cell; add it to %s or choose another",
				 cpu, c->files[0]);
		for (k = root->system ? 1 : 0; k < n; k++)
			if (config_has_cpu(config(c, k), cpu))
				COMPLAIN(c, n, JAILHOUSE_OBJ_CPUS, 0,
					 "CPU %u is in %s, too; choose another",
					 cpu, c->files[k]);
	}
}

static bool port_is_in(const struct jailhouse_config *cfg, unsigned int port)
{
	const struct jailhouse_config_pio *range;
	__u32 n;

	for (n = 0; n < cfg->pio.count; n++) {
		range = &config_pio(cfg)[n];
		if (port >= range->base && port - range->base < range->length)
			return true;
	}
	return false;
}

static void check_ports(struct checker *c, unsigned int n)
{
	const struct jailhouse_config *cfg = config(c, n), *root = config(c, 0);
	const struct jailhouse_config_system *sys = config_system(root);
	const struct jailhouse_config_pio *range;
	unsigned int port, k;
	__u32 m;

	for (m = 0; m < cfg->pio.count; m++) {
		range = &config_pio(cfg)[m];
		for (port = range->base; port < range->base + range->length;
		     port++)
			if ((port & ~7U) == 0xcf8 &&
			    (port != 0xcf9 || cfg != root))
				break;
		if (port < range->base + range->length)
			WARN(c, n, JAILHOUSE_OBJ_PIO, m,
			     "port 0x%x is one of those for PCI configuration, which are always trapped; leave 0xcf8-0xcff out, but for 0xcf9 (reset) in a system configuration",
			     port);
		if (root == cfg && sys)
			continue;
		for (port = range->base; port < range->base + range->length;
		     port++)
			if (sys && !port_is_in(root, port))
				break;
		if (port < range->base + range->length)
			COMPLAIN(c, n, JAILHOUSE_OBJ_PIO, m,
				 "port 0x%x is not in the root cell; add it to %s or leave it out",
				 port, c->files[0]);
		for (k = sys ? 1 : 0; k < n; k++)
			for (port = range->base;
			     port < range->base + range->length; port++)
				if (port_is_in(config(c, k), port)) {
					COMPLAIN(c, n, JAILHOUSE_OBJ_PIO, m,
						 "port 0x%x is in %s, too; leave it out of one",
						 port, c->files[k]);
					break;
				}
		if (sys && sys->debug_console.type == JAILHOUSE_CON_TYPE_8250 &&
		    !(sys->debug_console.flags & JAILHOUSE_CON_MMIO) &&
		    sys->debug_console.address - range->base < range->length &&
		    sys->debug_console.address >= range->base)
			COMPLAIN(c, n, JAILHOUSE_OBJ_PIO, m,
				 "port 0x%llx is the hypervisor's debug console; give the cell another UART",
				 ULL(sys->debug_console.address));
	}
}

static bool pin_is_in(const struct jailhouse_config *cfg, __u64 address,
		      unsigned int pin)
{
	const struct jailhouse_config_irqchip *chip;
	__u32 n;

	for (n = 0; n < cfg->irqchips.count; n++) {
		chip = &config_irqchips(cfg)[n];
		if (chip->address == address && pin >= chip->pin_base &&
		    pin - chip->pin_base < 128 &&
		    chip->pin_bitmap[(pin - chip->pin_base) / 32] >>
		    (pin - chip->pin_base) % 32 & 1)
			return true;
	}
	return false;
}

static void check_pins(struct checker *c, unsigned int n)
{
	const struct jailhouse_config *cfg = config(c, n), *root = config(c, 0);
	const struct jailhouse_config_irqchip *chip;
	unsigned int pin, k;
	__u32 m;

	for (m = 0; m < cfg->irqchips.count; m++) {
		chip = &config_irqchips(cfg)[m];
		for (pin = chip->pin_base; pin < chip->pin_base + 128; pin++) {
			if (!pin_is_in(cfg, chip->address, pin))
				continue;
			if (root->system &&
			    !pin_is_in(root, chip->address, pin))
				COMPLAIN(c, n, JAILHOUSE_OBJ_IRQCHIP, m,
					 "interrupt %u is not in the root cell; add it to %s or leave it out",
					 pin, c->files[0]);
			for (k = root->system ? 1 : 0; k < n; k++)
				if (pin_is_in(config(c, k), chip->address, pin))
					COMPLAIN(c, n, JAILHOUSE_OBJ_IRQCHIP, m,
						 "interrupt %u is in %s, too; devices of two cells cannot share a line",
						 pin, c->files[k]);
		}
	}
}

static const struct jailhouse_config_pci *
find_function(const struct jailhouse_config *cfg, __u16 domain, __u16 bdf)
{
	__u32 n;

	for (n = 0; n < cfg->pci.count; n++)
		if (config_pci(cfg)[n].domain == domain &&
		    config_pci(cfg)[n].bdf == bdf)
			return &config_pci(cfg)[n];
	return NULL;
}

static void check_pci(struct checker *c, unsigned int n)
{
	const struct jailhouse_config *cfg = config(c, n), *root = config(c, 0);
	const struct jailhouse_config_system *sys = config_system(root);
	const struct jailhouse_config_pci *dev;
	unsigned int k;
	__u32 m;

	for (m = 0; m < cfg->pci.count; m++) {
		dev = &config_pci(cfg)[m];
		/* Each end of a shared-memory link is a function of its own */
		if (dev->type == JAILHOUSE_PCI_IVSHMEM)
			continue;
		if (sys && !find_function(root, dev->domain, dev->bdf))
			COMPLAIN(c, n, JAILHOUSE_OBJ_PCI, m,
				 "the function is not in the root cell; add it to %s or leave it out",
				 c->files[0]);
		for (k = sys ? 1 : 0; k < n; k++)
			if (find_function(config(c, k), dev->domain, dev->bdf))
				COMPLAIN(c, n, JAILHOUSE_OBJ_PCI, m,
					 "the function is in %s, too; leave it out of one",
					 c->files[k]);
		if (sys && !sys->iommus[dev->iommu].type)
			WARN(c, n, JAILHOUSE_OBJ_PCI, m,
			     "no IOMMU confines its DMA: it reaches all memory; trust its driver, or add the 'iommu@' node of the machine");
	}
}

static void check_names(struct checker *c, unsigned int n)
{
	unsigned int k;

	for (k = 0; k < n; k++)
		if (!strcmp(config(c, k)->name, config(c, n)->name))
			COMPLAIN(c, n, JAILHOUSE_OBJ_HEADER, 0,
				 "the name '%s' is that of %s, too; change one",
				 config(c, n)->name, c->files[k]);
}

/**
 * check_together() - check configurations for what they do to each other
 * @loaded:	the configurations, each accepted alone
 * @files:	their names, for messages
 * @count:	number of both
 * @json:	print JSON instead of text
 *
 * Return: EXIT_OK, also with warnings, or EXIT_CONFIG.
 */
int check_together(const struct loaded_config *loaded, const char **files,
		   unsigned int count, bool json)
{
	struct checker c = {
		.loaded = loaded, .files = files, .count = count, .json = json,
	};
	bool system = loaded[0].config->system;
	unsigned int n;

	if (json)
		printf("[");
	for (n = 0; n < count; n++) {
		if (loaded[n].config->arch != loaded[0].config->arch) {
			COMPLAIN(&c, n, JAILHOUSE_OBJ_HEADER, 0,
				 "another architecture than %s; check those of one machine",
				 files[0]);
			continue;
		}
		check_cell_alone(&c, n);
		check_names(&c, n);
		check_ports(&c, n);
		if (!n && system)
			continue;
		check_cpus(&c, n);
		check_memory(&c, n);
		check_pins(&c, n);
		check_pci(&c, n);
	}
	if (json)
		puts(c.findings ? "\n]" : "]");
	else if (!c.findings)
		printf("%u configuration%s: nothing to complain about\n", count,
		       count == 1 ? "" : "s");
	return c.errors ? EXIT_CONFIG : EXIT_OK;
}
