// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hypercalls from user mode and from virtual-8086 mode
 */
#include "conform.h"

/* The same code in all modes: VMMCALL or VMCALL; HLT */
static const u8 *call_code(void)
{
	static const u8 amd[] = { 0x0f, 0x01, 0xd9, 0xf4 }, intel[] = { 0x0f, 0x01, 0xc1, 0xf4 };

	return cpuid(0, 0).ebx == 0x756e6547 /* GenuineIntel */ ? intel : amd;
}

static enum outcome from_user_mode(void)
{
	static const unsigned long codes[] = {
		JAILHOUSE_HC_DISABLE, JAILHOUSE_HC_HYPERVISOR_GET_INFO, JAILHOUSE_HC_CPU_GET_INFO,
		JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, 0x7fffffff,
	};
	struct user_result r;

	SKIP_IF(!hypervisor_present(), "no hypervisor");
	for (unsigned int n = 0; n < ARRAY_SIZE(codes); n++) {
		r = user_run(call_code(), codes[n], 0);
		EXPECT_EQ(r.vector, EXC_GP);	/* by HLT, so the call returned */
		EXPECT_EQ(r.offset, 3);
		EXPECT_EQ((int)r.ax, -EPERM);
	}
	return PASS;
}

static enum outcome from_v86_mode(void)
{
#ifndef __x86_64__
	struct user_result r;

	SKIP_IF(!hypervisor_present(), "no hypervisor");
	r = user_run_v86(call_code(), JAILHOUSE_HC_HYPERVISOR_GET_INFO, 0);
	EXPECT_EQ(r.vector, EXC_GP);
	EXPECT_EQ(r.offset, 3);
	EXPECT_EQ((int)r.ax, -EPERM);
	return PASS;
#else
	skip_reason = "32-bit programs only, see conform-32";
	return SKIP;
#endif
}

/* That the way to user mode and back works at all */
static enum outcome user_mode_works(void)
{
	static const u8 code[] = { 0x90, 0x90, 0xf4 };	/* nop; nop; hlt */
	struct user_result r = user_run(code, 0x1234, 0);

	EXPECT_EQ(r.vector, EXC_GP);
	EXPECT_EQ(r.offset, 2);
	EXPECT_EQ(r.ax, 0x1234);
#ifndef __x86_64__
	r = user_run_v86(code, 0x4321, 0);
	EXPECT_EQ(r.vector, EXC_GP);
	EXPECT_EQ(r.offset, 2);
	EXPECT_EQ(r.ax, 0x4321);
#endif
	return PASS;
}

static const struct conform_case cases[] = {
	{ "user mode works", user_mode_works },
	{ "hypercalls from CPL > 0 return -EPERM", from_user_mode },
	{ "hypercalls from virtual-8086 mode return -EPERM", from_v86_mode },
};

CONFORM_PART(part_user, "user mode");
