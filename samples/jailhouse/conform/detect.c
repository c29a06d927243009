// SPDX-License-Identifier: GPL-2.0-only
/*
 * Detection by CPUID
 */
#include "conform.h"

static enum outcome hypervisor_bit(void)
{
	EXPECT(cpuid(1, 0).ecx & BIT(31));
	return PASS;
}

static enum outcome no_vmx(void)
{
	EXPECT(!(cpuid(1, 0).ecx & BIT(5)));
	return PASS;
}

static enum outcome osxsave_follows_cr4(void)
{
	unsigned long cr4 = read_cr4();
	bool off, on;

	SKIP_IF(!(cpuid(1, 0).ecx & BIT(26)), "CPU has no XSAVE");
	write_cr4(cr4 & ~X86_CR4_OSXSAVE);
	off = cpuid(1, 0).ecx & BIT(27);
	write_cr4(cr4 | X86_CR4_OSXSAVE);
	on = cpuid(1, 0).ecx & BIT(27);
	write_cr4(cr4);
	EXPECT_EQ(off, 0);
	EXPECT_EQ(on, 1);
	return PASS;
}

static enum outcome no_svm(void)
{
	EXPECT(!(cpuid(0x80000001, 0).ecx & BIT(2)));
	return PASS;
}

static enum outcome signature(void)
{
	struct cpuid c = cpuid(JAILHOUSE_CPUID_BASE, 0);

	EXPECT_EQ(c.eax, JAILHOUSE_CPUID_FEATURES);
	EXPECT_EQ(c.ebx, JAILHOUSE_CPUID_SIGNATURE_EBX);
	EXPECT_EQ(c.ecx, JAILHOUSE_CPUID_SIGNATURE_ECX);
	EXPECT_EQ(c.edx, JAILHOUSE_CPUID_SIGNATURE_EDX);
	return PASS;
}

static enum outcome features(void)
{
	struct cpuid c = cpuid(JAILHOUSE_CPUID_FEATURES, 0);

	EXPECT_EQ(c.eax | c.ebx | c.ecx | c.edx, 0);
	return PASS;
}

static enum outcome plain_cpuid(void)
{
	struct cpuid vendor = cpuid(0, 0), again = cpuid(0, 0x12345678);

	EXPECT(vendor.eax >= 1);
	EXPECT(vendor.ebx && vendor.ecx && vendor.edx);
	EXPECT_EQ(again.ebx, vendor.ebx);
	EXPECT(cpuid(1, 0).edx & BIT(9));	/* an APIC */
	EXPECT(cpuid(1, 0).edx & BIT(4));	/* a TSC */
	return PASS;
}

static enum outcome upper_half(void)
{
#ifdef __x86_64__
	unsigned long ax = 0xffffffff00000000UL, bx, cx = ax, dx = -1UL;

	__asm__ __volatile__("cpuid" : "+a" (ax), "=b" (bx), "+c" (cx), "+d" (dx));
	EXPECT_EQ((ax | bx | cx | dx) >> 32, 0);
	EXPECT_EQ(bx, cpuid(0, 0).ebx);
	return PASS;
#else
	skip_reason = "64-bit programs only";
	return SKIP;
#endif
}

static const struct conform_case cases[] = {
	{ "leaf 1 has the hypervisor bit", hypervisor_bit },
	{ "leaf 1 has no VMX", no_vmx },
	{ "OSXSAVE of leaf 1 is CR4.OSXSAVE of the cell", osxsave_follows_cr4 },
	{ "leaf 0x80000001 has no SVM", no_svm },
	{ "leaf 0x40000000 has highest leaf and signature", signature },
	{ "leaf 0x40000001 is zero", features },
	{ "other leaves are plain", plain_cpuid },
	{ "CPUID uses EAX and clears upper halves", upper_half },
};

CONFORM_PART(part_detect, "detection");
