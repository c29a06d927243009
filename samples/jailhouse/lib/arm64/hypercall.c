// SPDX-License-Identifier: GPL-2.0-only
/*
 * Detection of the hypervisor, and its calls
 */
#include <inmate.h>

/**
 * hypervisor_present() - whether this is a cell, or a machine of its own
 *
 * There is nothing to detect it by. So what runs a program elsewhere, with a
 * communication region, puts "bare" on the command line.
 *
 * Return: true in a cell.
 */
bool hypervisor_present(void)
{
	return comm_valid() && !cmdline_flag("bare");
}

/**
 * hypercall() - call the hypervisor
 * @code:	JAILHOUSE_HC_*
 * @arg1:	first argument
 * @arg2:	second argument
 *
 * Return: what the call returns; negative: an errno. -ENODEV without hypervisor.
 */
int hypercall(u32 code, unsigned long arg1, unsigned long arg2)
{
	static int present;	/* 1: no, 2: yes */

	if (!present)
		present = hypervisor_present() + 1;
	if (present == 1)
		return -ENODEV;

	/* No other call may come between these and their use */
	register unsigned long x0 __asm__("x0") = code;
	register unsigned long x1 __asm__("x1") = arg1;
	register unsigned long x2 __asm__("x2") = arg2;

	__asm__ __volatile__("hvc %[imm]" : "+r" (x0), "+r" (x1), "+r" (x2)
			     : [imm] "i" (JAILHOUSE_HVC_IMM) : "memory");
	return x0;
}
