/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Into the hypervisor: from Linux once, from host exceptions if something is
 * wrong. The way in and out of a guest is in the vendor's file.
 */
#include <linux/linkage.h>
#include <asm/segment.h>
#include <asm_percpu.h>
#include <private.h>
#include <boot.h>
#include "offsets.h"

	.text

/* Base and limit lie apart in the VMCB, but not as the processor stores them */
	.macro	save_table insn, table
	\insn	\table + SEG_BASE - 2(%rax)
	movzwl	\table + SEG_BASE - 2(%rax), %r10d
	mov	%r10d, \table + SEG_LIMIT(%rax)
	.endm

	.macro	load_table insn, table
	mov	\table + SEG_LIMIT(%rdi), %eax
	mov	%ax, \table + SEG_BASE - 2(%rdi)
	\insn	\table + SEG_BASE - 2(%rdi)
	.endm

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

	/* What C code would change goes to where the guest's registers are kept */
	lea	JH_STACK_SIZE - GUEST_REGS_SIZE(%r9), %rsp
	mov	%rbx, 3*8(%rsp)
	mov	%rbp, 5*8(%rsp)
	mov	%r12, 12*8(%rsp)
	mov	%r13, 13*8(%rsp)
	mov	%r14, 14*8(%rsp)
	mov	%r15, 15*8(%rsp)

	/* ... and the rest to its place in the VMCB */
	lea	PRIV_VMCB + VMCB_SAVE(%rsp), %rax
	mov	%es, SAVE_ES(%rax)
	mov	%cs, SAVE_CS(%rax)
	mov	%ss, SAVE_SS(%rax)
	mov	%ds, SAVE_DS(%rax)
	mov	%rdx, SAVE_RSP(%rax)
	mov	%rcx, SAVE_CR3(%rax)
	mov	%r8, SAVE_CR4(%rax)
	save_table sgdt, SAVE_GDTR
	save_table sidt, SAVE_IDTR

	mov	%rsi, %rbx
	cld

	/* Builds the tables of this CPU; physical address or a negative errno */
	call	entry_tables
	test	%rax, %rax
	js	.Lback
	mov	%rax, %cr3
	mov	$JH_PRIVATE_BASE + JH_STACK_SIZE - GUEST_REGS_SIZE, %rsp

	/* Does not come back if the CPU is in the root cell now */
	mov	%rbx, %rdi
	call	entry_main

.Lback:
	mov	%rax, %rsi
	lea	PRIV_VMCB + VMCB_SAVE(%rsp), %rdi
	load_table lgdt, SAVE_GDTR
	load_table lidt, SAVE_IDTR
	mov	SAVE_CR3(%rdi), %rax
	mov	SAVE_CR4(%rdi), %rcx
	mov	SAVE_RSP(%rdi), %rdx
	mov	3*8(%rsp), %rbx
	mov	5*8(%rsp), %rbp
	mov	12*8(%rsp), %r12
	mov	13*8(%rsp), %r13
	mov	14*8(%rsp), %r14
	mov	15*8(%rsp), %r15
	jmp	*tramp_return(%rip)
SYM_CODE_END(hyp_entry)

/*
 * Hand the CPU back to Linux, whose state is that of the virtual CPU; the result
 * is 0
 */
SYM_CODE_START(leave_to_linux)
	mov	$JH_PRIVATE_BASE + JH_STACK_SIZE - GUEST_REGS_SIZE, %rsp
	xor	%eax, %eax
	jmp	.Lback
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
