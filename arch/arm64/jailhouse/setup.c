// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bring-up: from Linux on all CPUs to Linux in the root cell on all CPUs
 *
 * Every CPU comes here at the same time. The first one builds what all share;
 * at each barrier a CPU that failed makes all of them go back to Linux.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <asm/cputype.h>
#include <asm/sysreg.h>
#include <asm_paging.h>
#include <bringup.h>
#include <cell.h>
#include <control.h>
#include <gic.h>
#include <host.h>
#include <log.h>
#include <mmu.h>
#include <setup.h>
#include <unit.h>
#include <vcpu.h>

/**
 * arch_early_init() - see bringup.h
 */
void arch_early_init(void)
{
	mmu_init();
}

static struct arch_private *private_of(u32 cpu)
{
	return (void *)percpu_of(cpu) + PAGE_SIZE;
}

/**
 * arch_build_tables() - see bringup.h
 * @cpu:	logical number
 *
 * Context: on the boot page table.
 * Return: physical address of the CPU's page table.
 */
u64 arch_build_tables(u32 cpu)
{
	struct arch_private *p = private_of(cpu);
	struct percpu *pc = percpu_of(cpu);
	u64 phys = hyp_to_phys(p);
	unsigned int n;

	p->percpu = pc;

	pc->cpu = cpu;
	pc->arch.mpidr = boot->arch.mpidr[cpu];
	pc->arch.private_phys = phys;
	write_sysreg((u64)pc, tpidr_el2);

	memcpy(p->root, hyp_tables.root, sizeof(p->root));
	p->root[PT_INDEX(JH_PRIVATE_BASE, 3)] =
		pte_make_table(hyp_to_phys(p->l2), false);
	p->l2[PT_INDEX(JH_PRIVATE_BASE, 2)] =
		pte_make_table(hyp_to_phys(p->l1), false);
	p->l1[PT_INDEX(JH_PRIVATE_BASE, 1)] =
		pte_make_table(hyp_to_phys(p->l0), false);
	for (n = 0; n < sizeof(*p) / PAGE_SIZE; n++)
		p->l0[n] = pte_make_leaf(phys + n * PAGE_SIZE, 0, false,
					 MAP_READ | MAP_WRITE);
	return hyp_to_phys(p->root);
}

/* First CPU: build the root cell and let the units claim what is in it */
static int build_root_cell(void)
{
	int err = vcpu_init_parking();

	if (!err)
		err = root_cell_init();
	if (!err)
		err = units_init();
	return err ? explain_error(err) : 0;
}

/* Could this CPU execute a cell with the tables that the first one made? */
static void check_cpu(u32 cpu)
{
	if ((stage2_vtcr >> 16 & 7) > mmu_parange())
		boot_fail(-ENODEV,
			  "CPU %u has fewer bits of physical addresses than CPU 0; keep it offline",
			  cpu);
	if ((read_sysreg(mpidr_el1) ^ this_cpu()->arch.mpidr) & MPIDR_HWID_BITMASK)
		boot_fail(-EINVAL, "CPU %u is not the one that Linux says", cpu);
}

/**
 * entry_main() - rest of the way of a CPU, on its own page table
 * @cpu:	logical number
 *
 * Return: a negative errno if any CPU failed. On success the CPU executes the
 * root cell and this does not return.
 */
long entry_main(u64 cpu)
{
	const bool first = cpu == 0;
	int err;

	check_cpu(cpu);
	if (fault_injected(cpu, JH_FAULT_CPU_INIT))
		boot_fail(-EIO, "injected failure of CPU %u", (u32)cpu);
	err = barrier_cpus(2);

	if (first && !err)
		build_root_cell();
	if (!err)
		err = barrier_cpus(3);
	if (!err) {
		vcpu_init();
		gic_cpu_init();
		vcpu_join_cell(root_cell);
		if (fault_injected(cpu, JH_FAULT_LATE))
			boot_fail(-EIO, "injected failure of CPU %u at the end",
				  (u32)cpu);
		err = barrier_cpus(4);
		if (err)
			gic_cpu_shutdown();
		if (err && first)
			units_shutdown();
	}
	if (err)
		return err;

	/* It returns from its call of the hypervisor with 0 */
	memset(guest_regs(), 0, sizeof(*guest_regs()));
	enter_guest(guest_regs());
}
