// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model-specific registers, XSETBV, test device
 */
#include "conform.h"

static enum outcome mtrr_off_at_start(void)
{
	/* that memory is uncached until then does not show in an emulator, which has no cache */
	EXPECT_EQ(capture_mtrr & MTRR_DEF_TYPE_ENABLE, 0);
	return PASS;
}

static enum outcome mtrr_enable(void)
{
	u64 val = rdmsr(MSR_MTRR_DEF_TYPE);

	EXPECT(val & MTRR_DEF_TYPE_ENABLE);	/* by the library */
	EXPECT_EQ(wrmsr_safe(MSR_MTRR_DEF_TYPE, val & ~(u64)MTRR_DEF_TYPE_ENABLE), NO_EXCEPTION);
	EXPECT_EQ(rdmsr(MSR_MTRR_DEF_TYPE) & MTRR_DEF_TYPE_ENABLE, 0);
	EXPECT_EQ(wrmsr_safe(MSR_MTRR_DEF_TYPE, val), NO_EXCEPTION);
	EXPECT_EQ(rdmsr(MSR_MTRR_DEF_TYPE), val);
	return PASS;
}

static enum outcome mtrrs_readable(void)
{
	u64 cap, val;

	SKIP_IF(!(cpuid(1, 0).edx & BIT(12)), "CPU has no MTRRs");
	EXPECT_EQ(rdmsr_safe(MSR_MTRR_CAP, &cap), NO_EXCEPTION);
	for (u32 n = 0; n < 2 * (cap & 0xff); n++)
		EXPECT_EQ(rdmsr_safe(0x200 + n, &val), NO_EXCEPTION);
	if (cap & BIT(8))
		EXPECT_EQ(rdmsr_safe(MSR_MTRR_FIX64K_00000, &val), NO_EXCEPTION);
	return PASS;
}

static enum outcome pat_kept(void)
{
	u64 old = rdmsr(MSR_IA32_CR_PAT), val = 0x0706050401000604ULL;

	EXPECT_EQ(wrmsr_safe(MSR_IA32_CR_PAT, val), NO_EXCEPTION);
	EXPECT_EQ(rdmsr(MSR_IA32_CR_PAT), val);
	EXPECT_EQ(wrmsr_safe(MSR_IA32_CR_PAT, old), NO_EXCEPTION);
	EXPECT_EQ(rdmsr(MSR_IA32_CR_PAT), old);
	return PASS;
}

static enum outcome pat_validated(void)
{
	u64 old = rdmsr(MSR_IA32_CR_PAT);

	/* types 2 and 3 do not exist, nor do values above 7 */
	for (unsigned int n = 0; n < 64; n += 8) {
		EXPECT_EQ(wrmsr_safe(MSR_IA32_CR_PAT, (old & ~(0xffULL << n)) | 2ULL << n), EXC_GP);
		EXPECT_EQ(wrmsr_safe(MSR_IA32_CR_PAT, (old & ~(0xffULL << n)) | 3ULL << n), EXC_GP);
		EXPECT_EQ(wrmsr_safe(MSR_IA32_CR_PAT, (old & ~(0xffULL << n)) | 8ULL << n), EXC_GP);
	}
	EXPECT_EQ(rdmsr(MSR_IA32_CR_PAT), old);
	return PASS;
}

static enum outcome efer(void)
{
	u64 old, val;

	EXPECT_EQ(rdmsr_safe(MSR_EFER, &old), NO_EXCEPTION);
	EXPECT_EQ(wrmsr_safe(MSR_EFER, old), NO_EXCEPTION);
	EXPECT_EQ(wrmsr_safe(MSR_EFER, old ^ EFER_SCE), NO_EXCEPTION);
	val = rdmsr(MSR_EFER);
	EXPECT_EQ(wrmsr_safe(MSR_EFER, old), NO_EXCEPTION);
	EXPECT_EQ((val ^ old) & EFER_SCE, EFER_SCE);
	return PASS;
}

static enum outcome apicbase_readable(void)
{
	u64 val;

	EXPECT_EQ(rdmsr_safe(MSR_IA32_APICBASE, &val), NO_EXCEPTION);
	EXPECT(val & MSR_IA32_APICBASE_ENABLE);
	return PASS;
}

static enum outcome smi_count(void)
{
	u64 val;

	SKIP_IF(cpuid(0, 0).ebx != 0x756e6547 /* GenuineIntel */, "only Intel CPUs count SMIs");
	EXPECT_EQ(rdmsr_safe(MSR_SMI_COUNT, &val), NO_EXCEPTION);
	return PASS;
}

static enum outcome fault_not_violation(void)
{
	static const u32 msrs[] = {
		MSR_VM_CR, MSR_VM_HSAVE_PA, MSR_AMD64_SYSCFG, 0x12345678, 0xc0019999,
	};

	for (unsigned int n = 0; n < ARRAY_SIZE(msrs); n++)
		EXPECT_EQ(wrmsr_safe(msrs[n], 0x1), EXC_GP);
	return PASS;
}

static int xsetbv_safe(u32 reg, u64 val)
{
	return TRY("xsetbv", (),
		   ([reg] "c" (reg), [low] "a" ((u32)val), [high] "d" ((u32)(val >> 32))));
}

static enum outcome xsetbv_works(void)
{
	u64 all;

	SKIP_IF(!(cpuid(1, 0).ecx & BIT(26)), "CPU has no XSAVE");
	write_cr4(read_cr4() | X86_CR4_OSXSAVE);
	all = cpuid(0xd, 0).eax & 7;
	EXPECT_EQ(xsetbv_safe(0, all), NO_EXCEPTION);
	EXPECT_EQ(xgetbv(0), all);
	EXPECT_EQ(xsetbv_safe(0, 1), NO_EXCEPTION);
	EXPECT_EQ(xgetbv(0), 1);
	return PASS;
}

static enum outcome xsetbv_validated(void)
{
	SKIP_IF(!(cpuid(1, 0).ecx & BIT(26)), "CPU has no XSAVE");
	write_cr4(read_cr4() | X86_CR4_OSXSAVE);
	EXPECT_EQ(xsetbv_safe(0, 0), EXC_GP);		/* x87 has to be on */
	EXPECT_EQ(xsetbv_safe(0, 5), EXC_GP);		/* AVX without SSE */
	EXPECT_EQ(xsetbv_safe(0, -1ULL), EXC_GP);
	EXPECT_EQ(xsetbv_safe(1, 1), EXC_GP);		/* no such register */
	EXPECT_EQ(xgetbv(0), 1);
	return PASS;
}

static enum outcome plain_rdtsc(void)
{
	u64 a = read_tsc(), b = read_tsc(), start, tsc, ns;

	EXPECT(b > a);
	start = pm_timer_ns();
	tsc = read_tsc();
	do {
		ns = pm_timer_ns() - start;
	} while (ns < 10 * NS_PER_MSEC);
	EXPECT(read_tsc() - tsc > 10000);
	return PASS;
}

#define SCRATCH		(TEST_DEVICE_ADDR + JAILHOUSE_TEST_DEVICE_SCRATCH)
#define MIRROR		(COMM_REGION_ADDR + JAILHOUSE_TEST_DEVICE_SCRATCH)

static enum outcome test_device(void)
{
	SKIP_IF(!cmdline_flag("test-device"), "\"test-device\" is not on the command line");
	mmio_write64(MIRROR, 0x1122334455667788ULL);
	EXPECT_EQ(mmio_read64(SCRATCH), 0x1122334455667788ULL);
	EXPECT_EQ(mmio_read32(SCRATCH + 4), 0x11223344);
	EXPECT_EQ(mmio_read16(SCRATCH + 2), 0x5566);
	EXPECT_EQ(mmio_read8(SCRATCH + 7), 0x11);
	mmio_write8(SCRATCH, 0xaa);
	mmio_write16(SCRATCH + 2, 0xbbcc);
	mmio_write32(SCRATCH + 4, 0xddeeff00);
	EXPECT_EQ(mmio_read64(MIRROR), 0xddeeff00bbcc77aaULL);
	mmio_write64(SCRATCH, 0x123456789abcdef0ULL);
	EXPECT_EQ(mmio_read64(MIRROR), 0x123456789abcdef0ULL);
	return PASS;
}

static const struct conform_case cases[] = {
	{ "MTRRs are off at start", mtrr_off_at_start },
	{ "the enable bit of MTRR_DEF_TYPE can be written", mtrr_enable },
	{ "MTRRs are readable", mtrrs_readable },
	{ "PAT keeps what is written", pat_kept },
	{ "PAT writes are validated", pat_validated },
	{ "EFER is readable and writable", efer },
	{ "APICBASE is readable", apicbase_readable },
	{ "SMI count passes", smi_count },
	{ "refused MSRs raise #GP", fault_not_violation },
	{ "XSETBV is usable", xsetbv_works },
	{ "XSETBV with a wrong value raises #GP", xsetbv_validated },
	{ "RDTSC is plain", plain_rdtsc },
	{ "test device: bytes 0xff8-0xfff, 8 to 64 bits, are those of the communication region",
	  test_device },
};

CONFORM_PART(part_msr, "MSRs");
