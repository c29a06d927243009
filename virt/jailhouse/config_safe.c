// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse partitioning hypervisor: can the hypervisor work with a cell's
 * configuration?
 *
 * The driver has run jailhouse_config_check() on it and has said what was wrong. A
 * root cell that goes around its driver meets the few rules that the hypervisor
 * itself lives by: whatever it reads lies inside of the configuration, no sum of an
 * address and a size wraps around, and names end. All that would only hurt the cell
 * which is described so is left to the driver, and whether the root may give
 * something away is for the units to find out, which compare it with the system
 * configuration. That one is trusted.
 */
#include <linux/string.h>
#include "config_check.h"

/* Lists that the hypervisor reads */
static const struct {
	__u16 field;
	__u16 element;
	__u16 limit;
} lists[] = {
#define LIST(name, element, limit)					\
	{ offsetof(struct jailhouse_config, name), sizeof(element), limit }
	LIST(cpus, __u64, JAILHOUSE_MAX_CPUS / 64),
	LIST(memory, struct jailhouse_config_memory, JAILHOUSE_MAX_MEMORY),
	LIST(pio, struct jailhouse_config_pio, JAILHOUSE_MAX_PIO),
	LIST(irqchips, struct jailhouse_config_irqchip, JAILHOUSE_MAX_IRQCHIPS),
	LIST(pci, struct jailhouse_config_pci, JAILHOUSE_MAX_PCI),
	LIST(pci_caps, struct jailhouse_config_pci_cap, JAILHOUSE_MAX_PCI_CAPS),
	{}
#undef LIST
};

static bool lists_are_inside(const struct jailhouse_config *cfg)
{
	const struct jailhouse_config_array *list;
	unsigned int n;

	for (n = 0; lists[n].limit; n++) {
		list = (const void *)cfg + lists[n].field;
		/* The product is below 2^31, and so is the size */
		if (list->count > lists[n].limit || list->offset & 7 ||
		    list->offset > cfg->size ||
		    list->count * lists[n].element > cfg->size - list->offset)
			return false;
	}
	return true;
}

static bool memory_is_safe(const struct jailhouse_config *cfg)
{
	const struct jailhouse_config_memory *mem = config_memory(cfg);
	const struct jailhouse_config_memory *end = mem + cfg->memory.count;

	for (; mem < end; mem++) {
		if (!mem->size)
			continue;
		if (mem->size > VIRT_LIMIT ||
		    mem->virt_start > VIRT_LIMIT - mem->size)
			return false;
		if (!(mem->flags & JAILHOUSE_MEM_COMM_REGION)) {
			if (mem->phys_start > PHYS_LIMIT - mem->size)
				return false;
		} else if (mem->virt_start & ~JAILHOUSE_PAGE_MASK) {
			return false;
		}
		/* It could not be taken away page by page */
		if (mem->flags & JAILHOUSE_MEM_LOADABLE &&
		    config_memory_is_subpage(mem))
			return false;
	}
	return true;
}

static bool capabilities_are_inside(const struct jailhouse_config *cfg)
{
	const struct jailhouse_config_pci *dev = config_pci(cfg);
	const struct jailhouse_config_pci *end = dev + cfg->pci.count;

	for (; dev < end; dev++) {
		if (dev->num_caps &&
		    dev->caps_start + dev->num_caps > cfg->pci_caps.count)
			return false;
	}
	return true;
}

/**
 * config_is_safe() - can the hypervisor work with a cell's configuration?
 * @cfg:	a copy that nobody can change, 8-byte aligned
 * @size:	bytes of it, enough for its head
 * @arch:	JAILHOUSE_ARCH_* that is wanted
 *
 * Whatever jailhouse_config_check() accepts is safe.
 *
 * Return: whether the accessors of config.h may be used.
 */
bool config_is_safe(const struct jailhouse_config *cfg, size_t size,
		    unsigned int arch)
{
	return !memcmp(cfg->magic, JAILHOUSE_CONFIG_MAGIC, sizeof(cfg->magic)) &&
	       cfg->version == JAILHOUSE_CONFIG_VERSION && cfg->arch == arch &&
	       cfg->kind == JAILHOUSE_KIND_CELL && cfg->size == size &&
	       cfg->id < JAILHOUSE_MAX_CELLS && !cfg->name[JAILHOUSE_NAME_MAX] &&
	       lists_are_inside(cfg) && memory_is_safe(cfg) &&
	       capabilities_are_inside(cfg);
}
