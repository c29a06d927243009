/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records the state in which CPUs start, before the library changes it. All CPUs
 * come along here at the same time: what must be 0 is collected by OR.
 */
#include <msr.h>

	.section .entry, "ax"
	.code16
	movl	%esp, %cs:capture_esp
	movl	$capture_stack_end, %esp
	pushfl				/* to capture_flags */
	lock orl %eax, %cs:capture_gpr
	lock orl %ebx, %cs:capture_gpr
	lock orl %ecx, %cs:capture_gpr
	lock orl %edx, %cs:capture_gpr
	lock orl %esi, %cs:capture_gpr
	lock orl %edi, %cs:capture_gpr
	lock orl %ebp, %cs:capture_gpr
	movw	%ds, %ax
	lock orw %ax, %cs:capture_segments
	movw	%es, %ax
	lock orw %ax, %cs:capture_segments
	movw	%fs, %ax
	lock orw %ax, %cs:capture_segments
	movw	%gs, %ax
	lock orw %ax, %cs:capture_segments
	movw	%ss, %ax
	lock orw %ax, %cs:capture_segments
	movw	%cs, %ax
	lock orw %ax, %cs:capture_cs
	movl	%cr0, %eax
	lock orl %eax, %cs:capture_cr0
	movl	%cr4, %eax
	lock orl %eax, %cs:capture_cr4
	movl	$MSR_EFER, %ecx
	rdmsr
	lock orl %eax, %cs:capture_efer
	movl	$MSR_IA32_APICBASE, %ecx
	rdmsr
	lock andl %eax, %cs:capture_apicbase
	movl	$MSR_MTRR_DEF_TYPE, %ecx
	rdmsr
	lock orl %eax, %cs:capture_mtrr
	jmp	reset_entry

#ifdef __x86_64__
	/* Registers that only exist now; the library has not touched them */
	.section .entry64, "ax"
	.code64
	.irp	n, 8, 9, 10, 11, 12, 13, 14, 15
	lock orq %r\n, capture_gpr64
	.endr
	.section .entry, "ax"
#endif

	.balign	4
capture_stack:
	.globl	capture_flags
capture_flags:
	.long	0
capture_stack_end:
	.irp	name, esp, gpr, segments, cs, cr0, cr4, efer, mtrr
	.globl	capture_\name
capture_\name:
	.long	0
	.endr
	.balign	8
	.globl	capture_gpr64
capture_gpr64:
	.quad	0
	.globl	capture_apicbase
capture_apicbase:
	.long	-1
	.globl	capture_sipi_cs
capture_sipi_cs:
	.long	0
	.globl	capture_sipi_marker
capture_sipi_marker:
	.long	0

	/* A SIPI entry of our own, on a page of its own */
	.text
	.code16
	.balign	0x1000
	.globl	conform_sipi
conform_sipi:
	movw	%cs, %ax
	xorw	%bx, %bx
	movw	%bx, %ds
	movw	%ax, capture_sipi_cs
	/* right only if the base of CS is that of this page */
	movw	%cs:2f - conform_sipi, %ax
	movw	%ax, capture_sipi_marker
	ljmp	$0, $sipi_entry
2:	.word	0x4a48

	.section .note.GNU-stack, "", @progbits
