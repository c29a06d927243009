// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of what Linux may have switched on
 *
 * Emulators keep few of these bits, so most refusals can be seen only here.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <checks.h>
#include <setup.h>

/* What 64-bit Linux has set on an AMD processor: 5 levels, PCID, keys, AutoIBRS */
static const struct cpu_controls usual = {
	.cr0 = 0x80050033,
	.cr4 = 0x771ef0,
	.efer = 0x205d01,
	.syscfg = 0x740000,
};

#define UNKNOWN	"unknown to the hypervisor: switch off what needs it"

static char failure[128];
static unsigned int failures;

int boot_fail(int err, const char *fmt, ...)
{
	va_list args;

	if (failures++)
		return err;
	va_start(args, fmt);
	vsnprintf(failure, sizeof(failure), fmt, args);
	va_end(args);
	return err;
}

static unsigned int check(const struct cpu_controls *c)
{
	failures = 0;
	failure[0] = '\0';
	check_controls(3, c);
	return failures;
}

static void usual_bits(struct kunit *test)
{
	struct cpu_controls none = {};

	KUNIT_EXPECT_EQ_MSG(test, check(&usual), 0, "%s", failure);
	KUNIT_EXPECT_EQ_MSG(test, check(&none), 0, "%s", failure);
}

/* Bits with a name: what it is, and how to be without it */
static void named_bits(struct kunit *test)
{
	static const struct {
		struct cpu_controls set;
		const char *text;
	} cases[] = {
		{ { .cr0 = BIT(30) },
		  "bit 30 of CR0 (caches are off: look for a driver that did it)" },
		{ { .cr0 = BIT(29) },
		  "bit 29 of CR0 (caches are off: look for a driver that did it)" },
		{ { .cr4 = BIT(13) },
		  "bit 13 of CR4 (VMX: unload kvm_intel)" },
		{ { .cr4 = BIT(14) },
		  "bit 14 of CR4 (SMX: boot without a measured launch)" },
		{ { .cr4 = BIT(23) },
		  "bit 23 of CR4 (CET: boot with ibt=off nousershstk)" },
		{ { .cr4 = BIT(24) },
		  "bit 24 of CR4 (PKS: use a kernel without it)" },
		{ { .cr4 = BIT(28) },
		  "bit 28 of CR4 (LAM: boot with clearcpuid=lam)" },
		{ { .cr4 = BIT(32) },
		  "bit 32 of CR4 (FRED: boot with fred=off)" },
		{ { .syscfg = BIT(23) },
		  "bit 23 of SYSCFG (SME: boot with mem_encrypt=off)" },
		{ { .syscfg = BIT(24) },
		  "bit 24 of SYSCFG (SNP: switch it off in the firmware)" },
		{ { .xss = BIT(8) },
		  "bit 8 of XSS (" UNKNOWN ")" },
		{ { .xss = BIT(11) },
		  "bit 11 of XSS (CET: boot with nousershstk)" },
		{ { .xss = BIT(12) },
		  "bit 12 of XSS (CET: boot with nousershstk)" },
		{ { .efer = BIT(13) },
		  "bit 13 of EFER (" UNKNOWN ")" },
	};
	struct cpu_controls c;
	char expected[128];
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(cases); n++) {
		c = usual;
		c.cr0 |= cases[n].set.cr0;
		c.cr4 |= cases[n].set.cr4;
		c.efer |= cases[n].set.efer;
		c.syscfg |= cases[n].set.syscfg;
		c.xss |= cases[n].set.xss;
		KUNIT_EXPECT_EQ_MSG(test, check(&c), 1, "%s", cases[n].text);
		snprintf(expected, sizeof(expected), "CPU 3: Linux uses %s",
			 cases[n].text);
		KUNIT_EXPECT_STREQ(test, failure, expected);
	}
}

/* Of each register, all that is let through, and nothing else */
static void all_bits(struct kunit *test)
{
	static const struct {
		size_t offset;
		u64 known;
	} regs[] = {
		/* no NW, CD */
		{ offsetof(struct cpu_controls, cr0), 0x8005003f },
		/* no VMXE, SMXE, 19, CET, PKS and above */
		{ offsetof(struct cpu_controls, cr4), 0x771fff },
		/* no LMSLE (13), MCOMMIT (17), INTWB (18), UAIE (20) */
		{ offsetof(struct cpu_controls, efer), 0x20dd01 },
		/* MTRR extensions, TOM2 */
		{ offsetof(struct cpu_controls, syscfg), 0x7c0000 },
		{ offsetof(struct cpu_controls, xss), 0 },
	};
	unsigned int n, bit;

	for (n = 0; n < ARRAY_SIZE(regs); n++) {
		for (bit = 0; bit < 64; bit++) {
			struct cpu_controls c = {};
			bool known = regs[n].known >> bit & 1;

			*(u64 *)((u8 *)&c + regs[n].offset) = 1ULL << bit;
			KUNIT_EXPECT_EQ_MSG(test, check(&c), !known,
					    "register %u, bit %u", n, bit);
		}
	}
}

/* One CPU, several reasons: each is said, in this order */
static void first_reason(struct kunit *test)
{
	struct cpu_controls c = usual;

	c.cr4 |= 1ULL << 32 | BIT(23);
	c.syscfg |= BIT(23);
	KUNIT_EXPECT_EQ(test, check(&c), 2);
	KUNIT_EXPECT_NOT_NULL(test, strstr(failure, "bit 23 of CR4"));
}

static struct kunit_case checks_cases[] = {
	KUNIT_CASE(usual_bits),
	KUNIT_CASE(named_bits),
	KUNIT_CASE(all_bits),
	KUNIT_CASE(first_reason),
	{}
};

static struct kunit_suite checks_suite = {
	.name = "jailhouse-checks",
	.test_cases = checks_cases,
};

kunit_test_suite(checks_suite);
