/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupts that are taken to be dropped, see svm_drain.c
 *
 * Two ways to end one, because one register file is memory and one MSRs. Nothing
 * but the drain loop is ever interrupted: it has loaded RDI or RCX, and expects RAX
 * and RDX to change.
 */
#include <linux/linkage.h>

	.text

SYM_CODE_START(drain_xapic)
	movl	$0, (%rdi)
	iretq
SYM_CODE_END(drain_xapic)

SYM_CODE_START(drain_x2apic)
	xor	%eax, %eax
	xor	%edx, %edx
	wrmsr
	iretq
SYM_CODE_END(drain_x2apic)
