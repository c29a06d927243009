/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Jailhouse driver: the way into the hypervisor and back (AMD-V)
 *
 * This code runs while the page tables change, so all of it lies in one page,
 * which is mapped at the same address in Linux's tables, in the boot table and
 * in the hypervisor's own. boot.h describes both directions.
 */
#include <linux/linkage.h>
#include <asm/processor-flags.h>
#include <asm/segment.h>

#define TRAMPOLINE_SIZE	512

	.text
	/* As it is aligned to its size it cannot straddle a page */
	.balign	TRAMPOLINE_SIZE
SYM_CODE_START_NOALIGN(jailhouse_trampoline)

/*
 * long jailhouse_x86_enter(u64 cr3, u64 entry, u64 boot, u32 cpu)
 *
 * Interrupts are off, EFER.SVME is set.
 */
SYM_INNER_LABEL(jailhouse_x86_enter, SYM_L_GLOBAL)
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rdi, %rax		/* boot table */
	movq	%rsi, %r9		/* entry */
	movq	%rdx, %rdi		/* struct jh_boot */
	movl	%ecx, %esi		/* CPU */

	/* Neither interrupt nor NMI finds the tables half switched */
	clgi

	leaq	.Lback(%rip), %r10
	pushq	%r10
	movq	%rsp, %rdx
	movq	%cr3, %rcx
	movq	%cr4, %r8

	/* Without PCIDs and global pages the switch drops all of Linux's TLB */
	movq	%r8, %r10
	andq	$~(X86_CR4_PCIDE | X86_CR4_PGE), %r10
	movq	%r10, %cr4
	movq	%rax, %cr3

	jmp	*%r9

/*
 * The hypervisor gives the CPU back: RAX = CR3, RCX = CR4, RDX = RSP,
 * RSI = result.
 */
SYM_INNER_LABEL(jailhouse_x86_return, SYM_L_GLOBAL)
	/* CR4.PCIDE can be set only while the PCID is 0 (APM vol. 2, 5.5.1) */
	movq	%rax, %r10
	andq	$~0xfff, %r10
	movq	%r10, %cr3
	movq	%rcx, %cr4
	movq	%rax, %cr3
	movq	%rdx, %rsp

	pushq	$__KERNEL_CS
	leaq	.Lcs(%rip), %r10
	pushq	%r10
	lretq
.Lcs:
	movl	$__KERNEL_DS, %r10d
	movl	%r10d, %ss
	/* What a kernel thread has */
	xorl	%r10d, %r10d
	movl	%r10d, %ds
	movl	%r10d, %es
	stgi
	movslq	%esi, %rax
	ret
	int3

/* Linux again, above or beside the hypervisor; the result is in RAX */
.Lback:
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret
	int3

/*
 * long jailhouse_x86_leave(void)
 *
 * The hypercall DISABLE. The hypervisor returns to what RSP points to.
 */
SYM_INNER_LABEL(jailhouse_x86_leave, SYM_L_GLOBAL)
	xorl	%eax, %eax		/* JAILHOUSE_HC_DISABLE */
	xorl	%edi, %edi
	xorl	%esi, %esi
	vmmcall
	cltq
	ret
	int3

	.if	. - jailhouse_trampoline > TRAMPOLINE_SIZE
	.error	"the trampoline has outgrown its size"
	.endif
SYM_CODE_END(jailhouse_trampoline)
