/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupt and exception entries: one stub per vector, 16 bytes each, that make
 * the stack look alike, and the common path to interrupt_dispatch()
 */
#include <layout.h>

	.text
	.balign	16
	.globl	interrupt_stubs
interrupt_stubs:
vector = 0
	.rept	256
	.balign	16
	/* #DF, #TS, #NP, #SS, #GP, #PF, #AC, #CP, #VC, #SX push an error code */
	.if !(vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || \
	      vector == 21 || vector == 29 || vector == 30)
	push	$0
	.endif
#ifdef __x86_64__
	pushq	$vector
#else
	pushl	$vector
#endif
	jmp	interrupt_common
	vector = vector + 1
	.endr

#ifdef __x86_64__
interrupt_common:
	push	%rax
	push	%rcx
	push	%rdx
	push	%rbx
	push	%rbp
	push	%rsi
	push	%rdi
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, %rdi
	mov	%rsp, %rbp
	cld
	/* Hardware aligned the stack and 22 words are on it by now */
	and	$-16, %rsp
	call	interrupt_dispatch
	mov	%rbp, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rdi
	pop	%rsi
	pop	%rbp
	pop	%rbx
	pop	%rdx
	pop	%rcx
	pop	%rax
	add	$16, %rsp		/* vector and error code */
	iretq
#else
interrupt_common:
	push	%eax
	push	%ecx
	push	%edx
	push	%ebx
	push	%ebp
	push	%esi
	push	%edi
	/* Nested entries keep the segments; those from virtual-8086 mode have none */
	mov	$SEL_DATA, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%esp, %eax
	mov	%esp, %ebp
	cld
	and	$-16, %esp
	sub	$12, %esp
	push	%eax
	call	interrupt_dispatch
	mov	%ebp, %esp
	pop	%edi
	pop	%esi
	pop	%ebp
	pop	%ebx
	pop	%edx
	pop	%ecx
	pop	%eax
	add	$8, %esp
	iret
#endif

	.section .note.GNU-stack, "", @progbits
