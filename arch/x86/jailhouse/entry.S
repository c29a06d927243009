/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Into the hypervisor: from Linux once, from host exceptions if something is
 * wrong. The way in and out of a guest is in the vendor's file.
 */
#include <linux/linkage.h>
#include <asm/segment.h>
#include <asm_percpu.h>
#include <boot.h>
#include "offsets.h"

	.text

/*
 * Entry from the driver, see boot.h. Runs on the boot page table, which maps the
 * whole memory of the hypervisor at JH_BASE.
 *
 * The CPU's stack is reached through that mapping first, and through the CPU's
 * private one as soon as it has its own tables.
 */
SYM_CODE_START(hyp_entry)
	/* R9: this CPU's private area; percpu_of() + one page */
	mov	BOOT_PERCPU_SIZE(%rdi), %r9d
	imul	%rsi, %r9
	mov	BOOT_PERCPU_OFFSET(%rdi), %eax
	add	%rax, %r9
	mov	$JH_BASE + 0x1000, %rax
	add	%rax, %r9

	lea	PRIV_LINUX(%r9), %r10
	mov	%rbx, LINUX_RBX(%r10)
	mov	%rbp, LINUX_RBP(%r10)
	mov	%r12, LINUX_R12(%r10)
	mov	%r13, LINUX_R13(%r10)
	mov	%r14, LINUX_R14(%r10)
	mov	%r15, LINUX_R15(%r10)
	mov	%rdx, LINUX_RSP(%r10)
	mov	%rcx, LINUX_CR3(%r10)
	mov	%r8, LINUX_CR4(%r10)
	mov	%es, LINUX_ES(%r10)
	mov	%cs, LINUX_CS(%r10)
	mov	%ss, LINUX_SS(%r10)
	mov	%ds, LINUX_DS(%r10)
	sgdt	LINUX_GDT(%r10)
	sidt	LINUX_IDT(%r10)

	lea	JH_STACK_SIZE - GUEST_REGS_SIZE(%r9), %rsp
	mov	%rsi, %rbx
	mov	%r10, %r12
	cld

	/* Builds the tables of this CPU; physical address or a negative errno */
	call	entry_tables
	test	%rax, %rax
	js	.Lback_early
	mov	%rax, %cr3
	mov	$JH_PRIVATE_BASE + JH_STACK_SIZE - GUEST_REGS_SIZE, %rsp
	mov	$JH_PRIVATE_BASE + PRIV_LINUX, %r12

	/* Does not come back if the CPU is in the root cell now */
	mov	%rbx, %rdi
	call	entry_main

.Lback_early:
	mov	%rax, %rsi
	mov	%r12, %rdi
	lgdt	LINUX_GDT(%rdi)
	lidt	LINUX_IDT(%rdi)
	mov	LINUX_CR3(%rdi), %rax
	mov	LINUX_CR4(%rdi), %rcx
	mov	LINUX_RSP(%rdi), %rdx
	mov	LINUX_RBX(%rdi), %rbx
	mov	LINUX_RBP(%rdi), %rbp
	mov	LINUX_R12(%rdi), %r12
	mov	LINUX_R13(%rdi), %r13
	mov	LINUX_R14(%rdi), %r14
	mov	LINUX_R15(%rdi), %r15
	jmp	*tramp_return(%rip)
SYM_CODE_END(hyp_entry)

/*
 * Hand the CPU back to Linux: RDI: struct linux_state, RSI: value to return
 */
SYM_CODE_START(leave_to_linux)
	mov	%rdi, %r12
	mov	%rsi, %rax
	jmp	.Lback_early
SYM_CODE_END(leave_to_linux)

/*
 * Exceptions in the hypervisor. Stubs take EXCEPTION_STUB_SIZE bytes each, push
 * an error code where the processor does not, and the vector. Those from which a
 * short jump does not reach the common code jump to the jump of a later one.
 */
SYM_CODE_START(exception_stubs)
.Lstubs:
	.set	vector, 0
	.rept	32
	/* #DF, #TS..#PF, #AC, #CP, #VC, #SX come with an error code */
	.if	(1 << vector) & EXCEPTIONS_WITH_CODE
	xchg	%ax, %ax
	.else
	push	$0
	.endif
	push	$vector
	.if	vector < 16
	jmp	.Lstubs + (vector + 17) * EXCEPTION_STUB_SIZE - 2
	.else
	jmp	exception_common
	.endif
	.set	vector, vector + 1
	.endr
	.org	.Lstubs + 32 * EXCEPTION_STUB_SIZE
SYM_CODE_END(exception_stubs)

SYM_CODE_START_LOCAL(exception_common)
	push	%rax
	push	%rcx
	push	%rdx
	push	%rsi
	push	%rdi
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	/* struct exception_frame starts at the vector */
	lea	72(%rsp), %rdi
	call	host_exception
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rdi
	pop	%rsi
	pop	%rdx
	pop	%rcx
	pop	%rax
	add	$16, %rsp
	iretq
SYM_CODE_END(exception_common)

/*
 * NMIs are taken only where the hypervisor opens its gate for them: in
 * host_take_nmi(), which finds out by R11, and where interrupts are drained.
 */
SYM_CODE_START(host_nmi)
	mov	$1, %r11d
	iretq
SYM_CODE_END(host_nmi)
