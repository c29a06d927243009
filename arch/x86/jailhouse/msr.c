// SPDX-License-Identifier: GPL-2.0-only
/*
 * Moderation of MSRs
 *
 * Two permission maps, one for the root cell and one for all others, say what is
 * done without an exit (AMD APM vol. 2, 15.11). Whatever is not listed below
 * exits, and is refused with #GP unless msr_read() or msr_write() knows it.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <asm/msr-index.h>
#include <asm/mtrr.h>
#include <asm/processor-flags.h>
#include <asm/svm.h>
#include <apic.h>
#include <cell.h>
#include <host.h>
#include <log.h>
#include <msr.h>
#include <pool.h>
#include <svm_backend.h>
#include <vcpu.h>

#define ROOT_READ	0x01
#define ROOT_WRITE	0x02
#define CELL_READ	0x04
#define CELL_WRITE	0x08
#define ROOT_RW		(ROOT_READ | ROOT_WRITE)
#define ALL_READ	(ROOT_READ | CELL_READ)
#define ALL_RW		(ROOT_RW | CELL_READ | CELL_WRITE)

/* Banks of machine checks that have MSRs in the map (AMD APM vol. 2, 9.3.2) */
#define MC_BANKS	32

static const struct {
	u32 first;
	u32 last;
	u32 access;
} permitted[] = {
	/* Counts for everybody alike; writing it would move it for the root too */
	{ MSR_IA32_TSC, MSR_IA32_TSC, ALL_READ },
	{ MSR_SMI_COUNT, MSR_SMI_COUNT, ALL_READ },
	/* Linux checks that nobody touched it */
	{ MSR_IA32_TSC_ADJUST, MSR_IA32_TSC_ADJUST, ROOT_READ },
	/* Speculation control of the CPU itself */
	{ MSR_IA32_SPEC_CTRL, MSR_IA32_SPEC_CTRL, ALL_RW },
	{ MSR_IA32_PRED_CMD, MSR_IA32_PRED_CMD, ROOT_WRITE | CELL_WRITE },
	{ MSR_AMD64_VIRT_SPEC_CTRL, MSR_AMD64_VIRT_SPEC_CTRL, ALL_RW },
	/* Version of the microcode, for reports */
	{ MSR_IA32_UCODE_REV, MSR_IA32_UCODE_REV, ALL_READ },
	/* Counters of the CPU's frequency */
	{ MSR_IA32_MPERF, MSR_IA32_APERF, ALL_READ },
	/* Memory types: readable; writes are ignored or emulated below */
	{ MSR_MTRRcap, MSR_MTRRcap, ALL_READ },
	{ MTRRphysBase_MSR(0), MTRRphysMask_MSR(7), ALL_READ },
	{ MSR_MTRRfix64K_00000, MSR_MTRRfix64K_00000, ALL_READ },
	{ MSR_MTRRfix16K_80000, MSR_MTRRfix16K_A0000, ALL_READ },
	{ MSR_MTRRfix4K_C0000, MSR_MTRRfix4K_F8000, ALL_READ },
	/* System calls, kept per guest: VMLOAD resets them */
	{ MSR_IA32_SYSENTER_CS, MSR_IA32_SYSENTER_EIP, ALL_RW },
	{ MSR_STAR, MSR_SYSCALL_MASK, ALL_RW },
	{ MSR_FS_BASE, MSR_KERNEL_GS_BASE, ALL_RW },
	{ MSR_TSC_AUX, MSR_TSC_AUX, ALL_RW },
	/* Machine checks are reported to the root only, which takes notice of them */
	{ MSR_IA32_MCG_CAP, MSR_IA32_MCG_CTL, ROOT_READ },
	{ MSR_IA32_MCG_STATUS, MSR_IA32_MCG_STATUS, ROOT_WRITE },
	{ MSR_IA32_MC0_CTL, MSR_IA32_MCx_MISC(MC_BANKS - 1), ROOT_RW },
	{ MSR_IA32_DEBUGCTLMSR, MSR_IA32_DEBUGCTLMSR, ALL_RW },
	/* Cannot be wiped, so a cell would see where others were */
	{ MSR_IA32_LASTBRANCHFROMIP, MSR_IA32_LASTINTTOIP, ROOT_READ },
	/* The timer that mainline prefers */
	{ MSR_IA32_TSC_DEADLINE, MSR_IA32_TSC_DEADLINE, ALL_RW },
	/* Performance counters of the CPU itself, wiped with it */
	{ MSR_K7_EVNTSEL0, MSR_K7_PERFCTR3, ALL_RW },
	{ MSR_F15H_PERF_CTL0, MSR_F15H_PERF_CTR5, ALL_RW },
	/* What Linux looks at to decide on workarounds */
	{ MSR_K7_HWCR, MSR_K7_HWCR, ROOT_READ },
	{ MSR_AMD64_SYSCFG, MSR_AMD64_SYSCFG, ROOT_READ },
	{ MSR_K8_TOP_MEM1, MSR_K8_TOP_MEM1, ROOT_READ },
	{ MSR_K8_TOP_MEM2, MSR_K8_TOP_MEM2, ROOT_READ },
	{ MSR_AMD64_OSVW_ID_LENGTH, MSR_AMD64_OSVW_STATUS, ROOT_READ },
	{ MSR_AMD64_FP_CFG, MSR_AMD64_FP_CFG, ROOT_READ },
	{ MSR_AMD64_NB_CFG, MSR_AMD64_NB_CFG, ROOT_READ },
	{ MSR_AMD64_LS_CFG, MSR_AMD64_LS_CFG, ROOT_READ },
	{ MSR_AMD64_DE_CFG, MSR_AMD64_DE_CFG, ROOT_READ },
	{ MSR_AMD64_PATCH_LEVEL, MSR_AMD64_PATCH_LEVEL, ROOT_READ },
};

#define MSRPM_PAGES	2

static u8 *msrpm[2];

/* Bit number of an MSR's read permission, -1 where the map has none */
static int msrpm_bit(u32 msr)
{
	if (msr < 0x2000)
		return msr * 2;
	if (msr - 0xc0000000 < 0x2000)
		return 0x4000 + (msr - 0xc0000000) * 2;
	if (msr - 0xc0010000 < 0x2000)
		return 0x8000 + (msr - 0xc0010000) * 2;
	return -1;
}

/*
 * What is reported as a machine check, by banks that CPUs of several cells share
 * (AMD APM vol. 2, 9.3.2)
 */
static bool is_mc_control(u32 msr)
{
	return msr == MSR_IA32_MCG_CTL ||
	       (msr - MSR_IA32_MC0_CTL < 4 * MC_BANKS && !(msr & 3));
}

static void permit(u8 *map, u32 msr, bool read, bool write)
{
	int bit = msrpm_bit(msr);

	if (bit < 0)
		return;
	write &= !is_mc_control(msr);
	if (read)
		map[bit / 8] &= ~(1 << bit % 8);
	if (write)
		map[bit / 8] &= ~(2 << bit % 8);
}

/**
 * msr_init() - build the permission maps
 *
 * Return: 0 or -ENOMEM.
 */
int msr_init(void)
{
	unsigned int n;
	u32 msr;

	msrpm[0] = pool_alloc(MSRPM_PAGES);
	msrpm[1] = pool_alloc(MSRPM_PAGES);
	if (!msrpm[0] || !msrpm[1])
		return -ENOMEM;
	memset(msrpm[0], 0xff, MSRPM_PAGES * PAGE_SIZE);
	memset(msrpm[1], 0xff, MSRPM_PAGES * PAGE_SIZE);

	for (n = 0; n < ARRAY_SIZE(permitted); n++)
		for (msr = permitted[n].first; msr <= permitted[n].last; msr++) {
			permit(msrpm[0], msr, permitted[n].access & ROOT_READ,
			       permitted[n].access & ROOT_WRITE);
			permit(msrpm[1], msr, permitted[n].access & CELL_READ,
			       permitted[n].access & CELL_WRITE);
		}
	x2apic_fill_msrpm(msrpm[0], true);
	x2apic_fill_msrpm(msrpm[1], false);
	return 0;
}

/**
 * msrpm_of() - permission map of a cell
 * @cell:	the cell
 *
 * Return: the map, two pages.
 */
u8 *msrpm_of(const struct cell *cell)
{
	return msrpm[cell != root_cell];
}

/* Guest PAT that makes everything uncached while MTRRs are off (15.25.8) */
static void apply_pat(void)
{
	priv->vmcb.save.g_pat = priv->mtrr_def_type & MTRR_DEF_TYPE_E ?
				priv->pat : 0;
}

/**
 * msr_cpu_from_linux() - take over what Linux has set on this CPU
 */
void msr_cpu_from_linux(void)
{
	priv->mtrr_def_type = hyp_rdmsr(MSR_MTRRdefType);
	priv->pat = hyp_rdmsr(MSR_IA32_CR_PAT);
	priv->host_pat = priv->pat;
	apply_pat();
}

#ifdef CONFIG_JAILHOUSE_DEBUG
/**
 * msr_check_host() - find out whether a guest has changed the processor's PAT
 *
 * Guests have one of their own in the VMCB (AMD APM vol. 2, 15.25.8). They are told
 * of that one, so none would notice that all memory of the host has other types.
 *
 * Context: exit path; does not return if it is so.
 */
void msr_check_host(void)
{
	u64 pat = hyp_rdmsr(MSR_IA32_CR_PAT);

	if (pat == priv->host_pat)
		return;
	hyp_log("BUG: PAT of CPU %u is %llx, but was %llx at enable",
		this_cpu()->cpu, pat, priv->host_pat);
	__builtin_trap();
}
#endif

/**
 * msr_cpu_reset() - state of emulated MSRs after INIT
 *
 * Established programs run uncached until they enable the MTRRs.
 */
void msr_cpu_reset(void)
{
	priv->mtrr_def_type = 0;
	priv->pat = PAT_RESET;
	apply_pat();
}

/* Memory types of a PAT entry; 2 and 3 are reserved (AMD APM vol. 2, 7.8.1) */
static bool pat_valid(u64 pat)
{
	unsigned int n;

	for (n = 0; n < 8; n++, pat >>= 8)
		if ((pat & 0xff) > 7 || (pat & 0xff) == 2 || (pat & 0xff) == 3)
			return false;
	return true;
}

/*
 * Newer processors have more banks, of 16 MSRs each, in a place that the map does not
 * cover (AMD APM vol. 2, 9.3.3). Linux panics if it cannot read them.
 */
#define SMCA_FIRST	0xc0002000
#define SMCA_BANKS	64
#define SMCA_CTL	0
#define SMCA_CONFIG	4

static bool is_smca(const struct percpu *pc, u32 msr)
{
	return pc->cell == root_cell && msr - SMCA_FIRST < 16 * SMCA_BANKS;
}

static bool is_mtrr(u32 msr)
{
	return msr - MTRRphysBase_MSR(0) < 16 || msr == MSR_MTRRfix64K_00000 ||
	       msr - MSR_MTRRfix16K_80000 < 2 || msr - MSR_MTRRfix4K_C0000 < 8;
}

/**
 * msr_read() - RDMSR that exits
 * @pc:		this CPU
 * @msr:	number
 * @value:	result
 *
 * Return: 0, or a negative errno: #GP.
 */
int msr_read(struct percpu *pc, u32 msr, u64 *value)
{
	pc->stats[JAILHOUSE_CPU_STAT_X86_EXITS_MSR_OTHER]++;
	switch (msr) {
	case MSR_IA32_CR_PAT:
		*value = priv->pat;
		return 0;
	case MSR_EFER:
		*value = priv->vmcb.save.efer & ~EFER_SVME;
		return 0;
	case MSR_MTRRdefType:
		*value = priv->mtrr_def_type;
		return 0;
	case MSR_IA32_APICBASE:
		return apicbase_rdmsr(value);
	case X2APIC_MSR_FIRST ... X2APIC_MSR_LAST:
		return apic_msr_read(pc, msr, value);
	}
	return is_smca(pc, msr) ? hyp_rdmsr_safe(msr, value) : -EPERM;
}

static int write_efer(u64 value)
{
	struct vmcb_save_area *s = &priv->vmcb.save;
	const u64 changeable = EFER_SCE | EFER_LME | EFER_NX | EFER_FFXSR |
			       EFER_TCE | EFER_AUTOIBRS;
	u64 changed = (value ^ s->efer) & ~(EFER_LMA | EFER_SVME);
	u64 host;

	if (changed & ~changeable || value & EFER_SVME)
		return -EPERM;
	if (changed & EFER_LME && s->cr0 & X86_CR0_PG)
		return -EPERM;
	/* Bits that this processor does not have; ours stay as they are */
	if (changed & (EFER_FFXSR | EFER_TCE | EFER_AUTOIBRS)) {
		host = hyp_rdmsr(MSR_EFER);
		if (hyp_wrmsr_safe(MSR_EFER, host | (value & changeable)))
			return -EPERM;
		hyp_wrmsr(MSR_EFER, host);
	}
	s->efer = (value & changeable) | (s->efer & EFER_LMA) | EFER_SVME;
	return 0;
}

/**
 * msr_write() - WRMSR that exits
 * @pc:		this CPU
 * @msr:	number
 * @value:	value
 *
 * Return: 0, or a negative errno: #GP.
 */
int msr_write(struct percpu *pc, u32 msr, u64 value)
{
	u64 old;

	if (msr == APIC_BASE_MSR + (APIC_ICR >> 4)) {
		pc->stats[JAILHOUSE_CPU_STAT_X86_EXITS_MSR_X2APIC_ICR]++;
		return apic_msr_write(pc, msr, value);
	}

	pc->stats[JAILHOUSE_CPU_STAT_X86_EXITS_MSR_OTHER]++;
	switch (msr) {
	case MSR_IA32_CR_PAT:
		if (!pat_valid(value))
			return -EINVAL;
		priv->pat = value;
		apply_pat();
		return 0;
	case MSR_EFER:
		return write_efer(value);
	case MSR_MTRRdefType:
		priv->mtrr_def_type = value & (MTRR_DEF_TYPE_E |
					       MTRR_DEF_TYPE_FE |
					       MTRR_DEF_TYPE_TYPE);
		apply_pat();
		return 0;
	case MSR_IA32_APICBASE:
		return apicbase_wrmsr(value);
	case X2APIC_MSR_FIRST ... X2APIC_MSR_LAST:
		return apic_msr_write(pc, msr, value);
	}
	if (pc->cell != root_cell)
		return -EPERM;

	/*
	 * Linux sets platform MSRs again when a CPU comes online. They concern
	 * everybody, so nothing is changed: memory types are set by firmware,
	 * extended configuration space is reached through the ECAM, and machine
	 * checks stay as they were when Linux alone had the machine.
	 */
	if (is_mtrr(msr) || is_mc_control(msr) || msr == MSR_AMD64_NB_CFG ||
	    msr == MSR_AMD64_FP_CFG)
		return 0;
	if (is_smca(pc, msr))
		return msr % 16 == SMCA_CTL || msr % 16 == SMCA_CONFIG ?
		       0 : hyp_wrmsr_safe(msr, value);
	if (hyp_rdmsr_safe(msr, &old) || old != value)
		return -EPERM;
	return 0;
}
