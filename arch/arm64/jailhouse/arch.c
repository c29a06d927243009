// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the core asks of the architecture, see control.h
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <asm/barrier.h>
#include <asm/sysreg.h>
#include <asm_paging.h>
#include <cell.h>
#include <control.h>
#include <gic.h>
#include <host.h>
#include <mmu.h>
#include <setup.h>
#include <unit.h>
#include <vcpu.h>

/**
 * arch_kick() - see control.h
 * @pc:		the CPU, not this one
 */
void arch_kick(struct percpu *pc)
{
	/* What it is asked for can be seen when it wakes up */
	dsb(ish);
	asm volatile("sev" : : : "memory");
	if (!READ_ONCE(pc->parked))
		gic_kick(pc);
}

/**
 * arch_comm_init() - Arm fields of a communication region
 * @cell:	the cell, about to be started
 */
void arch_comm_init(struct cell *cell)
{
	const struct jailhouse_config_arm *arm = &system->arm;
	struct jailhouse_comm_region *comm = cell->comm;

	comm->pci_mmconfig_base = system->pci_mmconfig_base;
	comm->arm.gic_version = arm->gic_version;
	comm->arm.gicd_base = arm->gicd_base;
	comm->arm.gicc_base = arm->gicc_base;
	comm->arm.gicr_base = arm->gicr_base;
	comm->arm.vpci_irq_base = cell->config->vpci_irq_base;
}

/**
 * arch_time_us() - time that only goes forward
 *
 * Return: microseconds since some point in the past.
 */
u64 arch_time_us(void)
{
	u64 hz = read_sysreg(cntfrq_el0) ?: 1, ticks;

	isb();
	ticks = read_sysreg(cntpct_el0);
	return ticks / hz * 1000000 + ticks % hz * 1000000 / hz;
}

/**
 * arch_cpu_to_root() - let a parked CPU wait for the root to start it
 * @pc:		the CPU, whose cell is the root already
 */
void arch_cpu_to_root(struct percpu *pc)
{
	pc->failed = false;
	pc->stopped = false;
}

#define GICC_FLAGS	(MAP_READ | MAP_WRITE | MAP_DEVICE)

/**
 * arch_map_cell() - add to a cell's stage 2 what every cell has
 * @cell:	the cell
 *
 * GICv2: its CPUs' interface to the interrupt controller.
 *
 * Return: 0 or -ENOMEM.
 */
int arch_map_cell(struct cell *cell)
{
	const u64 gicc = system->arm.gicc_base;

	if (gic_v3)
		return 0;
	return page_table_map(&cell->stage2, gicc, gicc, SZ_8K, GICC_FLAGS);
}

#ifdef CONFIG_JAILHOUSE_DEBUG
u64 arch_cell_leaf(u64 virt, u64 *size)
{
	const u64 gicc = system->arm.gicc_base;

	if (gic_v3 || virt >= gicc + SZ_8K)
		return 0;
	if (virt < gicc) {
		*size = min(*size, gicc - virt);
		return 0;
	}
	*size = PAGE_SIZE;
	return pte_make_leaf(virt & PAGE_MASK, 0, true, GICC_FLAGS);
}
#endif

/**
 * arch_disable() - hand this CPU back to Linux
 *
 * Called by the hypercall with which Linux asks for it. Linux continues as if
 * the hypercall had returned 0.
 */
void __noreturn arch_disable(void)
{
	static u32 gone;
	struct linux_state *caller = &priv->caller;

	gic_cpu_shutdown();
	if (__sync_add_and_fetch(&gone, 1) == num_cpus)
		units_shutdown();

	caller->elr = read_sysreg(elr_el2);
	caller->spsr = read_sysreg(spsr_el2);
	leave_to_linux(caller, 0);
}
