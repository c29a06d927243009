/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * AMD SVM: the way into a guest and back
 *
 * RSP points to union guest_regs whenever no C code runs, at a fixed offset of
 * which lies everything else of the CPU. VMRUN saves and restores RSP and the
 * other registers of the hypervisor (AMD APM vol. 2, 15.5.1). FS, GS, TR, LDTR
 * and the MSRs for system calls stay the guest's at all times: the hypervisor
 * does not use them.
 */
#include <linux/linkage.h>
#include <asm_percpu.h>
#include <private.h>
#include "offsets.h"

	.text

/* First entry of a CPU into the root cell */
SYM_CODE_START(svm_enter_root)
	mov	$JH_PRIVATE_BASE + JH_STACK_SIZE - GUEST_REGS_SIZE, %rsp
	/* Linux returns from its call */
	addq	$8, PRIV_VMCB + VMCB_RSP(%rsp)
	jmp	.Lrun
SYM_CODE_END(svm_enter_root)

	.balign	64
.Lrun:
	mov	1*8(%rsp), %rcx
	mov	2*8(%rsp), %rdx
	mov	3*8(%rsp), %rbx
	mov	5*8(%rsp), %rbp
	mov	6*8(%rsp), %rsi
	mov	7*8(%rsp), %rdi
	mov	8*8(%rsp), %r8
	mov	9*8(%rsp), %r9
	mov	10*8(%rsp), %r10
	mov	11*8(%rsp), %r11
	mov	12*8(%rsp), %r12
	mov	13*8(%rsp), %r13
	mov	14*8(%rsp), %r14
	mov	15*8(%rsp), %r15
	mov	PRIV_VMCB_PHYS(%rsp), %rax
	vmrun	%rax
	mov	%rcx, 1*8(%rsp)
	mov	%rdx, 2*8(%rsp)
	mov	%rbx, 3*8(%rsp)
	mov	%rbp, 5*8(%rsp)
	mov	%rsi, 6*8(%rsp)
	mov	%rdi, 7*8(%rsp)
	mov	%r8, 8*8(%rsp)
	mov	%r9, 9*8(%rsp)
	mov	%r10, 10*8(%rsp)
	mov	%r11, 11*8(%rsp)
	mov	%r12, 12*8(%rsp)
	mov	%r13, 13*8(%rsp)
	mov	%r14, 14*8(%rsp)
	mov	%r15, 15*8(%rsp)

	/* Nothing that the guest chose may steer speculation in C code */
	xor	%ecx, %ecx
	xor	%ebx, %ebx
	xor	%ebp, %ebp
	xor	%r8d, %r8d
	xor	%r9d, %r9d
	xor	%r10d, %r10d
	xor	%r11d, %r11d
	xor	%r12d, %r12d
	xor	%r13d, %r13d
	xor	%r14d, %r14d
	xor	%r15d, %r15d
	/* RAX is the processor's: the address of the VMCB again */

	/* A flush that was asked for has been done */
	movb	$0, PRIV_VMCB + VMCB_TLB_CTL(%rsp)

	mov	PRIV_PERCPU(%rsp), %rsi
	movzbl	PRIV_VMCB + VMCB_EXIT_CODE(%rsp), %edx
	incl	PERCPU_STATS(%rsi)
	mov	%rsp, %rdi
	call	*PRIV_EXIT_HANDLER(,%rdx,8)
	jmp	.Lrun

/*
 * Handlers by exit code (AMD APM vol. 2, appendix C), as distances from the
 * table: the image has no relocations. What is not listed is not intercepted
 * and ends as a violation. Ascending order.
 *
 * The lowest byte tells all exit codes apart that there can be: of those with
 * others set, the nested page fault, 0x400, shares its byte with reading CR0, which
 * is not intercepted; VMEXIT_INVALID, -1, and others that the processor may report
 * by itself have bytes that are not listed.
 */
	.macro	handle code, function
	.rept	(\code) - (. - svm_exit_table) / 4
	.long	svm_exit_other - svm_exit_table
	.endr
	.long	\function - svm_exit_table
	.endm

	.section .rodata
	.balign	4
SYM_DATA_START(svm_exit_table)
	handle	0x00, svm_exit_npf	/* 0x400 */
	handle	0x41, svm_exit_db
	handle	0x51, svm_exit_ac
	handle	0x61, svm_exit_nmi
	handle	0x6f, svm_exit_rdpmc
	handle	0x72, svm_exit_cpuid
	handle	0x74, svm_exit_iret
	handle	0x76, svm_exit_invd
	handle	0x7a, svm_exit_ud	/* INVLPGA */
	handle	0x7b, svm_exit_io
	handle	0x7c, svm_exit_msr
	handle	0x7e, svm_exit_ferr
	handle	0x7f, svm_exit_shutdown
	handle	0x80, svm_exit_ud	/* VMRUN */
	handle	0x81, svm_exit_vmmcall
	handle	0x82, svm_exit_ud	/* VMLOAD */
	handle	0x83, svm_exit_ud	/* VMSAVE */
	handle	0x84, svm_exit_ud	/* STGI */
	handle	0x85, svm_exit_ud	/* CLGI */
	handle	0x86, svm_exit_ud	/* SKINIT */
	handle	0x89, svm_exit_wbinvd
	handle	0x8d, svm_exit_xsetbv
	handle	0xa0, svm_exit_ud	/* INVLPGB */
	handle	0xa1, svm_exit_ud	/* INVLPGB, illegal */
	handle	0xa3, svm_exit_ud	/* MCOMMIT */
	handle	0xff, svm_exit_other
SYM_DATA_END(svm_exit_table)
