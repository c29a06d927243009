// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model-specific registers: a refused one raises #GP, and nothing else happens
 */
#include "hostile.h"

static const struct {
	u32 first, count;
} ranges[] = {
	{ 0x00000000, 0x2000 },
	{ 0x40000000, 0x0200 },
	{ 0x80000000, 0x0100 },
	{ 0xc0000000, 0x2000 },
	{ 0xc0010000, 0x2000 },
	{ 0xfffffff0, 0x0010 },
};

static bool read_all(void)
{
	unsigned int granted = 0, refused = 0;
	bool ok = true;
	int exc;
	u64 val;

	for (unsigned int r = 0; r < ARRAY_SIZE(ranges); r++) {
		for (u32 n = 0; n < ranges[r].count; n++) {
			exc = rdmsr_safe(ranges[r].first + n, &val);
			granted += exc == NO_EXCEPTION;
			refused += exc == EXC_GP;
			if (exc != NO_EXCEPTION && exc != EXC_GP) {
				printf("hostile: MSR %#x: exception %d\n",
				       ranges[r].first + n, exc);
				ok = false;
			}
		}
	}
	printf("hostile: %u MSRs read, %u refused\n", granted, refused);
	return ok;
}

/* Harmless where a write is granted: it is what was read. ICR is left out. */
static bool write_back_all(void)
{
	unsigned int granted = 0, refused = 0;
	int exc;
	u64 val;
	u32 msr;

	for (unsigned int r = 0; r < ARRAY_SIZE(ranges); r++) {
		for (u32 n = 0; n < ranges[r].count; n++) {
			msr = ranges[r].first + n;
			if (msr == APIC_BASE_MSR + (APIC_ICR >> 4) ||
			    rdmsr_safe(msr, &val) != NO_EXCEPTION)
				val = 0;
			if (msr == APIC_BASE_MSR + (APIC_ICR >> 4))
				continue;
			exc = wrmsr_safe(msr, val);
			granted += exc == NO_EXCEPTION;
			refused += exc == EXC_GP;
		}
	}
	printf("hostile: %u MSRs written, %u refused\n", granted, refused);
	return true;
}

/* Registers that reach beyond the cell */
static bool write_dangerous(void)
{
	static const struct {
		u32 msr;
		u64 val;
		const char *what;
	} list[] = {
		{ 0x0000001b, 0xfee00800ULL + 0x10000, "APICBASE, other address" },
		{ 0x0000001b, 0xfee00000ULL, "APICBASE, off" },
		{ 0x00000079, 0x10000, "microcode update, Intel" },
		{ 0xc0010020, 0x10000, "microcode update, AMD" },
		{ 0x0000017b, 0, "MCG_CTL" },
		{ 0x00000400, 0, "MC0_CTL" },
		{ 0x00000401, 0, "MC0_STATUS" },
		{ 0x000001a0, 0, "MISC_ENABLE" },
		{ 0x00000200, 0x6, "MTRR 0 base" },
		{ 0x00000201, 0x800, "MTRR 0 mask" },
		{ 0x00000250, 0, "fixed MTRR" },
		{ MSR_AMD64_SYSCFG, 0, "SYSCFG" },
		{ 0xc0010015, 0, "HWCR" },
		{ 0xc0010016, 0, "IORR base" },
		{ 0xc001001a, 0, "TOP_MEM" },
		{ 0xc001001d, 0, "TOP_MEM2" },
		{ 0xc0010058, 0, "MMIO configuration base" },
		{ 0xc0010062, 0, "P-state control" },
		{ 0xc0010111, 0x10000, "SMM base" },
		{ 0xc0010112, 0, "SMM address" },
		{ 0xc0010113, 0, "SMM mask" },
		{ MSR_VM_CR, 0, "VM_CR" },
		{ MSR_VM_IGNNE, 1, "IGNNE" },
		{ MSR_VM_HSAVE_PA, 0x10000, "host save area" },
		{ 0xc0010130, 3, "GHCB" },
		{ 0xc0011020, 0, "LS_CFG" },
		{ 0xc0011029, 0, "DE_CFG" },
		{ 0x0000003a, 5, "feature control" },
	};
	bool ok = true;

	for (unsigned int n = 0; n < ARRAY_SIZE(list); n++) {
		if (wrmsr_safe(list[n].msr, list[n].val) == EXC_GP)
			continue;
		printf("hostile: MSR %#x, %s: no #GP\n", list[n].msr, list[n].what);
		ok = false;
	}
	return ok;
}

static bool efer(void)
{
	u64 old = rdmsr(MSR_EFER);
	bool ok = true;

	/* #GP, or SVME remains as it is; reserved bits are never accepted */
	wrmsr_safe(MSR_EFER, old ^ EFER_SVME);
	ok &= !((rdmsr(MSR_EFER) ^ old) & EFER_SVME);
	ok &= wrmsr_safe(MSR_EFER, old | 1ULL << 63) == EXC_GP;
	ok &= wrmsr_safe(MSR_EFER, old | 2) == EXC_GP;
	/* paging is on */
	ok &= wrmsr_safe(MSR_EFER, old & ~(u64)EFER_LME) == EXC_GP;
	return ok;
}

static bool pat(void)
{
	u64 old = rdmsr(MSR_IA32_CR_PAT);
	bool ok = wrmsr_safe(MSR_IA32_CR_PAT, -1ULL) == EXC_GP;

	for (unsigned int n = 0; n < 100; n++)
		wrmsr_safe(MSR_IA32_CR_PAT, (u64)random() << 32 | random());
	/* all memory uncached, of this cell alone */
	ok &= wrmsr_safe(MSR_IA32_CR_PAT, 0) == NO_EXCEPTION;
	ok &= wrmsr_safe(MSR_IA32_CR_PAT, old) == NO_EXCEPTION;
	return ok;
}

static bool mtrr_type(void)
{
	u64 old = rdmsr(MSR_MTRR_DEF_TYPE);

	for (unsigned int n = 0; n < 100; n++)
		wrmsr_safe(MSR_MTRR_DEF_TYPE, random() & 0xfff);
	return wrmsr_safe(MSR_MTRR_DEF_TYPE, old) == NO_EXCEPTION;
}

static bool x2apic_all(void)
{
	u64 val;

	for (u32 msr = 0x800; msr < 0x900; msr++) {
		rdmsr_safe(msr, &val);
		wrmsr_safe(msr, -1ULL);
		wrmsr_safe(msr, 0xffffffff);
		wrmsr_safe(msr, 0);
	}
	return true;
}

static const struct hostile_class classes[] = {
	{ "msr-read", "read all MSRs", SURVIVES, read_all },
	{ "msr-write", "write what was read to all MSRs", SURVIVES, write_back_all },
	{ "msr-dangerous", "write to MSRs that reach beyond the cell", SURVIVES, write_dangerous },
	{ "msr-efer", "wrong values in EFER", SURVIVES, efer },
	{ "msr-pat", "wrong values in PAT", SURVIVES, pat },
	{ "msr-mtrr", "any value in MTRR_DEF_TYPE", SURVIVES, mtrr_type },
	{ "msr-x2apic", "wrong values in all x2APIC MSRs", SURVIVES, x2apic_all },
};

HOSTILE_PART(hostile_msr);
