// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls to firmware, which the hypervisor answers in a cell
 */
#include <inmate.h>

/* SMC Calling Convention 1.0: what a call may change */
#define SMCCC_CLOBBERS								\
	"x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14",	\
	"x15", "x16", "x17", "memory"

static bool by_hvc(void)
{
	char buf[8];

	return !strcmp(cmdline_str("psci", buf, sizeof(buf), "smc"), "hvc");
}

/**
 * psci_call() - call firmware
 * @function:	id of the function
 * @arg1:	first argument
 * @arg2:	second argument
 * @arg3:	third argument
 *
 * By SMC, as in every cell; "psci=hvc" on the command line is for emulators that play
 * the firmware below EL2.
 *
 * Return: what the call returns.
 */
s64 psci_call(u32 function, u64 arg1, u64 arg2, u64 arg3)
{
	bool hvc = by_hvc();
	/* No other call may come between these and their use */
	register u64 x0 __asm__("x0") = function;
	register u64 x1 __asm__("x1") = arg1;
	register u64 x2 __asm__("x2") = arg2;
	register u64 x3 __asm__("x3") = arg3;

	if (hvc)
		__asm__ __volatile__("hvc #0" : "+r" (x0), "+r" (x1), "+r" (x2), "+r" (x3)
				     : : SMCCC_CLOBBERS);
	else
		__asm__ __volatile__("smc #0" : "+r" (x0), "+r" (x1), "+r" (x2), "+r" (x3)
				     : : SMCCC_CLOBBERS);
	return x0;
}
