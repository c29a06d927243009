// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls of firmware: PSCI (Arm DEN 0022) and SMCCC (DEN 0028)
 *
 * What a CPU does to itself or to others of its cell is done here, because only
 * the hypervisor knows who owns which CPU, and what firmware starts would start in
 * EL2. Some of the rest is passed on, by lists; all else is not supported.
 */
#include <linux/arm-smccc.h>
#include <linux/errno.h>
#include <uapi/linux/psci.h>
#include <asm/barrier.h>
#include <asm/cputype.h>
#include <cell.h>
#include <control.h>
#include <psci.h>
#include <vcpu.h>

#define PSCI_VERSION_1_1	0x10001

/* Ids that established guests use besides those of the standard */
#define PSCI_LEGACY_CPU_OFF	0x95c1ba5f
#define PSCI_LEGACY_CPU_ON	0x95c1ba60

/* Ask firmware, which may change X0..X17 (DEN 0028, 2.6) */
static void firmware_call(union guest_regs *regs)
{
	register u64 x0 asm("x0") = regs->x[0];
	register u64 x1 asm("x1") = regs->x[1];
	register u64 x2 asm("x2") = regs->x[2];
	register u64 x3 asm("x3") = regs->x[3];

	asm volatile("smc #0"
		     : "+r" (x0), "+r" (x1), "+r" (x2), "+r" (x3) : :
		     "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12",
		     "x13", "x14", "x15", "x16", "x17", "memory");
	regs->x[0] = x0;
	regs->x[1] = x1;
	regs->x[2] = x2;
	regs->x[3] = x3;
}

/* CPU by affinity, NULL if there is none in the machine */
static struct percpu *cpu_by_mpidr(u64 mpidr)
{
	u32 cpu;

	for (cpu = 0; cpu < num_cpus; cpu++) {
		struct percpu *pc = percpu_of(cpu);

		if (((pc->arch.mpidr ^ mpidr) & MPIDR_HWID_BITMASK) == 0)
			return pc;
	}
	return NULL;
}

static long cpu_on(struct percpu *self, u64 mpidr, u64 entry, u64 context)
{
	struct percpu *pc = cpu_by_mpidr(mpidr);

	if (!pc)
		return PSCI_RET_INVALID_PARAMS;
	if (pc->cell != self->cell)
		return PSCI_RET_DENIED;
	if (!READ_ONCE(pc->parked))
		return PSCI_RET_ALREADY_ON;
	if (READ_ONCE(pc->failed) || READ_ONCE(pc->stopped))
		return PSCI_RET_DENIED;
	if (!__sync_bool_compare_and_swap(&pc->arch.on_pending, 0, 1))
		return PSCI_RET_ON_PENDING;
	pc->arch.entry = entry;
	pc->arch.context = context;
	cpu_request(pc, CPU_REQ_SIPI);
	return PSCI_RET_SUCCESS;
}

static long affinity_info(const struct percpu *self, u64 mpidr, u64 level)
{
	const struct percpu *pc = cpu_by_mpidr(mpidr);

	/* Levels above that of CPUs were optional before version 1.0 */
	if (level || !pc || pc->cell != self->cell)
		return PSCI_RET_INVALID_PARAMS;
	if (!READ_ONCE(pc->parked))
		return PSCI_0_2_AFFINITY_LEVEL_ON;
	return READ_ONCE(pc->arch.on_pending) ? PSCI_0_2_AFFINITY_LEVEL_ON_PENDING :
						PSCI_0_2_AFFINITY_LEVEL_OFF;
}

static long psci_features(u32 function)
{
	switch (function) {
	case PSCI_0_2_FN_PSCI_VERSION:
	case PSCI_0_2_FN_CPU_SUSPEND:
	case PSCI_0_2_FN64_CPU_SUSPEND:
	case PSCI_0_2_FN_CPU_OFF:
	case PSCI_0_2_FN_CPU_ON:
	case PSCI_0_2_FN64_CPU_ON:
	case PSCI_0_2_FN_AFFINITY_INFO:
	case PSCI_0_2_FN64_AFFINITY_INFO:
	case PSCI_1_0_FN_PSCI_FEATURES:
	case ARM_SMCCC_VERSION_FUNC_ID:
		return PSCI_RET_SUCCESS;
	default:
		return PSCI_RET_NOT_SUPPORTED;
	}
}

/* What the root may have done to the whole machine, if nobody else is there */
static bool root_may(const struct percpu *pc, u32 function)
{
	if (pc->cell != root_cell)
		return false;
	switch (function) {
	case PSCI_0_2_FN_MIGRATE_INFO_TYPE:
		return true;
	case PSCI_0_2_FN_SYSTEM_OFF:
	case PSCI_0_2_FN_SYSTEM_RESET:
	case PSCI_1_1_FN_SYSTEM_RESET2:
	case PSCI_1_1_FN64_SYSTEM_RESET2:
		return READ_ONCE(num_cells) == 1;
	default:
		return false;
	}
}

static void psci(union guest_regs *regs, struct percpu *pc, u32 function)
{
	u64 mask = ARM_SMCCC_IS_64(function) ? ~0ULL : U32_MAX;
	u64 a1 = regs->x[1] & mask, a2 = regs->x[2] & mask, a3 = regs->x[3] & mask;
	long ret = PSCI_RET_NOT_SUPPORTED;

	switch (function) {
	case PSCI_0_2_FN_PSCI_VERSION:
		ret = PSCI_VERSION_1_1;
		break;
	case PSCI_0_2_FN_CPU_SUSPEND:
	case PSCI_0_2_FN64_CPU_SUSPEND:
		/* An interrupt that the guest masks wakes it up as well */
		asm volatile("dsb sy; wfi" : : : "memory");
		ret = PSCI_RET_SUCCESS;
		break;
	case PSCI_0_2_FN_CPU_OFF:
	case PSCI_LEGACY_CPU_OFF:
		vcpu_park();
		return;
	case PSCI_0_2_FN_CPU_ON:
	case PSCI_0_2_FN64_CPU_ON:
	case PSCI_LEGACY_CPU_ON:
		ret = cpu_on(pc, a1, a2, a3);
		break;
	case PSCI_0_2_FN_AFFINITY_INFO:
	case PSCI_0_2_FN64_AFFINITY_INFO:
		ret = affinity_info(pc, a1, a2);
		break;
	case PSCI_1_0_FN_PSCI_FEATURES:
		ret = psci_features(a1);
		break;
	default:
		if (root_may(pc, function)) {
			firmware_call(regs);
			return;
		}
		break;
	}
	regs->x[0] = ret;
}

static void smccc(union guest_regs *regs, struct percpu *pc, u32 function)
{
	pc->stats[JAILHOUSE_CPU_STAT_ARM_EXITS_SMCCC]++;
	switch (function) {
	case ARM_SMCCC_VERSION_FUNC_ID:
		regs->x[0] = ARM_SMCCC_VERSION_1_1;
		break;
	case ARM_SMCCC_ARCH_FEATURES_FUNC_ID:
		switch ((u32)regs->x[1]) {
		case ARM_SMCCC_VERSION_FUNC_ID:
		case ARM_SMCCC_ARCH_FEATURES_FUNC_ID:
			regs->x[0] = SMCCC_RET_SUCCESS;
			break;
		case ARM_SMCCC_ARCH_WORKAROUND_1:
		case ARM_SMCCC_ARCH_WORKAROUND_2:
		case ARM_SMCCC_ARCH_WORKAROUND_3:
			firmware_call(regs);
			break;
		default:
			regs->x[0] = SMCCC_RET_NOT_SUPPORTED;
			break;
		}
		break;
	case ARM_SMCCC_ARCH_WORKAROUND_1:
	case ARM_SMCCC_ARCH_WORKAROUND_2:
	case ARM_SMCCC_ARCH_WORKAROUND_3:
		firmware_call(regs);
		break;
	default:
		regs->x[0] = SMCCC_RET_NOT_SUPPORTED;
		break;
	}
}

/**
 * psci_call() - the guest has called firmware
 * @regs:	its general registers: the function in X0 and its arguments
 * @pc:		this CPU
 *
 * A CPU that switches itself off is marked as parked, and does not go on.
 */
void psci_call(union guest_regs *regs, struct percpu *pc)
{
	u32 function = regs->x[0];

	if (ARM_SMCCC_OWNER_NUM(function) == ARM_SMCCC_OWNER_ARCH &&
	    ARM_SMCCC_IS_FAST_CALL(function)) {
		smccc(regs, pc, function);
		return;
	}
	pc->stats[JAILHOUSE_CPU_STAT_ARM_EXITS_PSCI]++;
	psci(regs, pc, function);
}
