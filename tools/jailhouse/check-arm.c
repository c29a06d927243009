// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules about configurations that are used together: Arm machines
 */
#include "check.h"

static bool overlap(__u64 start1, __u64 size1, __u64 start2, __u64 size2)
{
	return start1 < start2 + size2 && start2 < start1 + size1;
}

static void check_region(struct checker *c, unsigned int n, __u32 m)
{
	const struct jailhouse_config_memory *mem = &config_memory(checked_config(c, n))[m];
	struct jailhouse_config_range parts[JAILHOUSE_GIC_MAX_PARTS];
	unsigned int count = config_gic_parts(checked_config(c, 0), parts), k;

	for (k = 0; k < count; k++) {
		if (!overlap(mem->virt_start, mem->size, parts[k].base, parts[k].size) &&
		    (mem->flags & JAILHOUSE_MEM_COMM_REGION ||
		     !overlap(mem->phys_start, mem->size, parts[k].base, parts[k].size)))
			continue;
		COMPLAIN(c, n, JAILHOUSE_OBJ_MEMORY, m,
			 "covers the interrupt controller at 0x%llx; exclude its 0x%llx bytes, in the cell's address space, too",
			 ULL(parts[k].base), ULL(parts[k].size));
		return;
	}
}

/**
 * gic_rules() - rules about cells on a machine with a GIC
 * @c:		the check
 * @n:		configuration of a cell
 */
void gic_rules(struct checker *c, unsigned int n)
{
	const struct jailhouse_config_system *sys = config_system(checked_config(c, 0));
	const struct jailhouse_config *cfg = checked_config(c, n);
	__u32 m;

	if (!sys || !sys->arm.gic_version)
		return;
	if (cfg->flags & JAILHOUSE_CELL_DIRECT_IRQ && sys->arm.gic_version == 2)
		COMPLAIN(c, n, JAILHOUSE_OBJ_HEADER, 0,
			 "the GICv2 of %s cannot deliver interrupts directly; remove 'direct-interrupts'",
			 c->files[0]);
	for (m = 0; m < cfg->memory.count; m++)
		if (config_memory(cfg)[m].size)
			check_region(c, n, m);
}
