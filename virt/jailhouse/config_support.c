// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse partitioning hypervisor: can this build do what a configuration asks?
 *
 * The format describes more than is implemented. What nobody takes care of must
 * not be asked for in vain, but it may be compiled, shown and imported. The tool's
 * "config check" and the driver ask here.
 */
#include <uapi/linux/jailhouse_cell.h>
#include "config_check.h"

static int unsupported(struct check *c, unsigned int code, unsigned int object,
		       unsigned int index, __u64 value, __u64 other)
{
	c->object = object;
	c->index = index;
	refuse(c, code, value, other);
	return -EOPNOTSUPP;
}

/* Numbers without a gap: they are those of Linux */
static int root_cpus(struct check *c)
{
	unsigned int cpu = 0, next;

	while (config_has_cpu(c->cfg, cpu))
		cpu++;
	next = config_next_cpu(c->cfg, cpu);
	if (next == JAILHOUSE_MAX_CPUS)
		return 0;
	return unsupported(c, JAILHOUSE_CFG_CPU_GAP, JAILHOUSE_OBJ_CPUS, 0, cpu,
			   next);
}

static int system_part(struct check *c, const struct jailhouse_config_system *sys)
{
	const __u32 type = sys->debug_console.type;

	if (sys->flags & JAILHOUSE_SYS_AUDIT)
		return unsupported(c, JAILHOUSE_CFG_NO_AUDIT,
				   JAILHOUSE_OBJ_SYSTEM, 0, 0, 0);
	if (config_arch(c) == JAILHOUSE_ARCH_X86 &&
	    type != JAILHOUSE_CON_TYPE_NONE && type != JAILHOUSE_CON_TYPE_8250)
		return unsupported(c, JAILHOUSE_CFG_NO_CONSOLE,
				   JAILHOUSE_OBJ_SYSTEM, 0, type, 0);
	if (config_arch(c) == JAILHOUSE_ARCH_X86 &&
	    c->cfg->irqchips.count > JAILHOUSE_X86_MAX_IOAPICS)
		return unsupported(c, JAILHOUSE_CFG_NO_IOAPICS,
				   JAILHOUSE_OBJ_IRQCHIP,
				   JAILHOUSE_X86_MAX_IOAPICS,
				   c->cfg->irqchips.count,
				   JAILHOUSE_X86_MAX_IOAPICS);
	return root_cpus(c);
}

/* What Arm machines are described with, beyond what exists there */
static int arm_part(struct check *c, const struct jailhouse_config_system *sys)
{
	unsigned int object = sys ? JAILHOUSE_OBJ_SYSTEM : JAILHOUSE_OBJ_HEADER;

	if (c->cfg->flags & JAILHOUSE_CELL_DIRECT_IRQ)
		return unsupported(c, JAILHOUSE_CFG_NO_DIRECT_IRQ,
				   JAILHOUSE_OBJ_HEADER, 0, 0, 0);
	if (c->cfg->flags & JAILHOUSE_CELL_AARCH32)
		return unsupported(c, JAILHOUSE_CFG_NO_AARCH32,
				   JAILHOUSE_OBJ_HEADER, 0, 0, 0);
	if (c->cfg->vpci_irq_base || (sys && sys->pci_is_virtual))
		return unsupported(c, JAILHOUSE_CFG_NO_VIRTUAL_PCI, object, 0, 0, 0);
	if (c->cfg->stream_ids.count)
		return unsupported(c, JAILHOUSE_CFG_NO_STREAMS, JAILHOUSE_OBJ_STREAM,
				   0, c->cfg->stream_ids.count, 0);
	return 0;
}

static int pci_functions(struct check *c, const struct jailhouse_config_system *sys)
{
	const struct jailhouse_config_pci *dev = config_pci(c->cfg);
	__u32 n;

	for (n = 0; n < c->cfg->pci.count; n++, dev++) {
		if (dev->type == JAILHOUSE_PCI_IVSHMEM)
			return unsupported(c, JAILHOUSE_CFG_NO_SHMEM,
					   JAILHOUSE_OBJ_PCI, n, 0, 0);
		/* A cell's functions are compared with those of the system */
		if (sys && dev->domain != sys->pci_domain)
			return unsupported(c, JAILHOUSE_CFG_NO_SEGMENT,
					   JAILHOUSE_OBJ_PCI, n, dev->domain,
					   sys->pci_domain);
	}
	return 0;
}

/* Each of them needs a place in the table of its cell, as does the ECAM */
static int traps(struct check *c)
{
	__u32 n, num = 1 + c->cfg->irqchips.count;

	for (n = 0; n < c->cfg->pci.count; n++)
		num += !!config_pci(c->cfg)[n].num_msix_vectors;
	for (n = 0; n < c->cfg->memory.count; n++)
		num += config_memory(c->cfg)[n].size &&
		       config_memory_is_subpage(&config_memory(c->cfg)[n]);
	if (num <= JAILHOUSE_MAX_TRAPPED)
		return 0;
	return unsupported(c, JAILHOUSE_CFG_NO_TRAPS, JAILHOUSE_OBJ_HEADER, 0,
			   num, JAILHOUSE_MAX_TRAPPED);
}

/*
 * Each page is trapped for one purpose. That no region of memory is there was
 * checked before.
 */
static int msix_table(struct check *c, const struct jailhouse_config_system *sys,
		      __u32 index)
{
	const struct jailhouse_config_pci *other, *dev = &config_pci(c->cfg)[index];
	__u64 start = dev->msix_address & JAILHOUSE_PAGE_MASK, found = 0;
	__u32 n;

	if (!dev->num_msix_vectors)
		return 0;
	for (n = 0; n < index; n++) {
		other = &config_pci(c->cfg)[n];
		if (other->num_msix_vectors &&
		    overlap(start, dev->msix_region_size,
			    other->msix_address & JAILHOUSE_PAGE_MASK,
			    other->msix_region_size))
			found = other->msix_address;
	}
	for (n = 0; n < c->cfg->irqchips.count; n++)
		if (overlap(start, dev->msix_region_size,
			    config_irqchips(c->cfg)[n].address,
			    JAILHOUSE_PAGE_SIZE))
			found = config_irqchips(c->cfg)[n].address;
	if (sys && sys->pci_mmconfig_base &&
	    overlap(start, dev->msix_region_size, sys->pci_mmconfig_base,
		    ((__u64)sys->pci_mmconfig_end_bus + 1) << 20))
		found = sys->pci_mmconfig_base;
	if (!found)
		return 0;
	return unsupported(c, JAILHOUSE_CFG_TRAP_OVERLAP, JAILHOUSE_OBJ_PCI, index,
			   dev->msix_address, found);
}

/**
 * jailhouse_config_unsupported() - does a configuration ask for what does not exist?
 * @cfg:	accepted by jailhouse_config_check()
 * @err:	filled in if it does
 *
 * Allocates nothing, calls nothing, any context.
 *
 * Return: 0 if all that it asks for is implemented, else -EOPNOTSUPP.
 */
int jailhouse_config_unsupported(const struct jailhouse_config *cfg,
				 struct jailhouse_config_error *err)
{
	const struct jailhouse_config_system *sys = config_system(cfg);
	struct check c;
	int ret = 0;
	__u32 n;

	c.cfg = cfg;
	c.err = err;
	if (cfg->caches.count)
		ret = unsupported(&c, JAILHOUSE_CFG_NO_CACHE,
				  JAILHOUSE_OBJ_CACHE, 0, 0, 0);
	if (!ret && sys)
		ret = system_part(&c, sys);
	if (!ret && config_is_arm(&c))
		ret = arm_part(&c, sys);
	if (!ret)
		ret = pci_functions(&c, sys);
	for (n = 0; n < cfg->pci.count && !ret; n++)
		ret = msix_table(&c, sys, n);
	return ret ? ret : traps(&c);
}
