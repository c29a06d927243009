// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exits, by exception class (Arm ARM, D19.2.37)
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <asm/esr.h>
#include <asm/ptrace.h>
#include <asm/sysreg.h>
#include <cell.h>
#include <control.h>
#include <exits.h>
#include <gic.h>
#include <mmio.h>
#include <mmu.h>
#include <private.h>
#include <psci.h>
#include <sysreg.h>
#include <vcpu.h>

static void exit_hvc(union guest_regs *regs, struct percpu *pc, u64 esr)
{
	if (unlikely((esr & 0xffff) != JAILHOUSE_HVC_IMM)) {
		/* Linux calls what it believes to be its stub */
		if (pc->cell == root_cell)
			regs->x[0] = -1;
		else
			vcpu_violation(regs, JH_VIOLATION_INSN, esr & 0xffff, 0,
				       0, false);
		return;
	}
	pc->stats[JAILHOUSE_CPU_STAT_EXITS_HYPERCALL]++;
	regs->x[0] = hypercall(regs->x[0], regs->x[1], regs->x[2]);
}

static void exit_smc(union guest_regs *regs, struct percpu *pc)
{
	/* A trapped one has not been executed yet */
	vcpu_skip();
	psci_call(regs, pc);
}

/* Guest-physical address of the access (Arm ARM, D19.2.60) */
static u64 fault_address(void)
{
	return (read_sysreg(hpfar_el2) & GENMASK_ULL(39, 4)) << 8 |
	       (read_sysreg(far_el2) & 0xfff);
}

/* Is the guest to repeat what a table in transition did not let through? */
static bool is_transient(u64 esr, u64 gpa, bool write)
{
	const u64 type = esr & ESR_ELx_FSC_TYPE;

	return (type == ESR_ELx_FSC_FAULT || type == ESR_ELx_FSC_PERM) &&
	       mmu_allows(gpa, write);
}

static void exit_fetch(union guest_regs *regs, u64 esr)
{
	u64 gpa = fault_address();

	if ((esr & ESR_ELx_FSC_TYPE) == ESR_ELx_FSC_FAULT &&
	    mmu_allows(gpa, false))
		return;
	vcpu_violation(regs, JH_VIOLATION_MEMORY, gpa, 0, 0, false);
}

static void exit_data(union guest_regs *regs, struct percpu *pc, u64 esr)
{
	unsigned int reg = (esr & ESR_ELx_SRT_MASK) >> ESR_ELx_SRT_SHIFT;
	struct mmio_access access = {
		.address = fault_address(),
		.size = 1 << ((esr & ESR_ELx_SAS) >> ESR_ELx_SAS_SHIFT),
		.write = esr & ESR_ELx_WNR,
	};
	int err = -ENOENT;

	pc->stats[JAILHOUSE_CPU_STAT_EXITS_MMIO]++;
	/* The walk of the guest's own tables, or a cache instruction */
	if (esr & (ESR_ELx_S1PTW | ESR_ELx_CM))
		access.write = esr & ESR_ELx_CM;

	if (esr & ESR_ELx_ISV && !(esr & ESR_ELx_S1PTW)) {
		if (access.write)
			access.value = regs->x[reg] &
				       GENMASK_ULL(access.size * 8 - 1, 0);
		err = mmio_dispatch(pc->cell, &access);
	}
	if (likely(!err)) {
		u64 value = access.value;

		vcpu_skip();
		if (access.write || reg == 31)
			return;
		if (esr & ESR_ELx_SSE) {
			unsigned int shift = 64 - access.size * 8;

			value = (s64)(value << shift) >> shift;
			if (!(esr & ESR_ELx_SF))
				value = (u32)value;
		}
		regs->x[reg] = value;
		return;
	}
	if (is_transient(esr, access.address, access.write))
		return;
	vcpu_violation(regs, mmio_trapped(pc->cell, access.address) ?
		       JH_VIOLATION_MMIO : JH_VIOLATION_MEMORY, access.address,
		       access.value, esr & ESR_ELx_ISV ? access.size : 0,
		       access.write);
}

static void exit_sysreg(union guest_regs *regs, u64 esr)
{
	unsigned int reg = (esr & ESR_ELx_SYS64_ISS_RT_MASK) >>
			   ESR_ELx_SYS64_ISS_RT_SHIFT;
	bool write = !(esr & ESR_ELx_SYS64_ISS_DIR_MASK);
	u64 value = write ? regs->x[reg] : 0;

	if (!sysreg_access(esr_sys64_to_sysreg(esr), write, &value)) {
		vcpu_refused(regs, JH_VIOLATION_MSR, esr_sys64_to_sysreg(esr),
			     value, 8, write);
		vcpu_inject_undefined();
		return;
	}
	vcpu_skip();
	if (!write && reg != 31)
		regs->x[reg] = value;
}

static void serve_if_asked(union guest_regs *regs, struct percpu *pc)
{
	if (unlikely(READ_ONCE(pc->request) || pc->parked))
		vcpu_serve(regs);
}

/**
 * exit_sync() - the guest has caused an exit
 * @regs:	its general registers
 */
void exit_sync(union guest_regs *regs)
{
	u64 esr = read_sysreg(esr_el2);
	struct percpu *pc = this_cpu();

	pc->stats[JAILHOUSE_CPU_STAT_EXITS_TOTAL]++;
	switch (ESR_ELx_EC(esr)) {
	case ESR_ELx_EC_HVC64:
		exit_hvc(regs, pc, esr);
		break;
	case ESR_ELx_EC_SMC64:
		exit_smc(regs, pc);
		break;
	case ESR_ELx_EC_SYS64:
		exit_sysreg(regs, esr);
		break;
	case ESR_ELx_EC_DABT_LOW:
		exit_data(regs, pc, esr);
		break;
	case ESR_ELx_EC_IABT_LOW:
		exit_fetch(regs, esr);
		break;
	default:
		vcpu_violation(regs, JH_VIOLATION_EXIT, ESR_ELx_EC(esr), 0, 0,
			       false);
		break;
	}
	serve_if_asked(regs, pc);
}

/**
 * exit_irq() - an interrupt has arrived that is ours
 * @regs:	general registers of the guest
 */
void exit_irq(union guest_regs *regs)
{
	struct percpu *pc = this_cpu();

	pc->stats[JAILHOUSE_CPU_STAT_EXITS_TOTAL]++;
	gic_handle_kick();
	serve_if_asked(regs, pc);
}

/**
 * exit_serror() - an asynchronous abort that was routed to us
 * @regs:	general registers of the guest
 */
void exit_serror(union guest_regs *regs)
{
	struct percpu *pc = this_cpu();

	pc->stats[JAILHOUSE_CPU_STAT_EXITS_TOTAL]++;
	vcpu_violation(regs, JH_VIOLATION_EXIT, ESR_ELx_EC_SERROR, 0, 0, false);
	serve_if_asked(regs, pc);
}
