/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Start-up of x86 inmates
 *
 * All CPUs of the cell start at address 0, in real mode, at the same time. An
 * atomic counter numbers them: number 0 is the boot CPU, the others record their
 * APIC id and halt (see smp.c) until a SIPI makes them start once more, at
 * sipi_entry.
 *
 * Two pages are given away below 0x3000, see inmate.h: the linker script checks
 * that .boot and .sipi fit.
 */
#include <asm/processor-flags.h>

#include <layout.h>
#include <msr.h>

	.section .boot, "ax"
	.code16

	.globl	reset_entry
reset_entry:
	cli
	xorl	%ebp, %ebp		/* 0: started by the hypervisor */

common16:
	/* CS may have any value here, so everything is addressed through DS = 0 */
	xorw	%ax, %ax
	movw	%ax, %ds
	lgdtl	gdt_pointer
	movl	%cr0, %eax
	/* INIT leaves the caches off */
	andl	$~(X86_CR0_CD | X86_CR0_NW), %eax
	orl	$X86_CR0_PE, %eax
	movl	%eax, %cr0
	ljmpl	$SEL_CODE32, $start32

	.code32
start32:
	movl	$SEL_DATA, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %fs
	movl	%eax, %gs
	movl	%eax, %ss

	/* The hypervisor keeps memory uncached until MTRRs are enabled */
	movl	$MSR_MTRR_DEF_TYPE, %ecx
	rdmsr
	orl	$MTRR_DEF_TYPE_ENABLE, %eax
	wrmsr

	testl	%ebp, %ebp
	jnz	1f
	movl	$1, %esi
	lock xaddl %esi, smp_counter
	jmp	2f
1:
	movl	smp_starting, %esi	/* one at a time, see smp_start_cpu_at() */
	testl	%esi, %esi
	jz	halt_forever		/* nobody of ours wanted this SIPI */
2:
	cmpl	$SMP_MAX_CPUS, %esi
	jae	halt_forever

	/* Every CPU has its own stack, and knows its number from the stack pointer */
	leal	1(%esi), %esp
	imull	$STACK_SIZE, %esp
	addl	$smp_stacks, %esp

	/* The boot CPU alone may clear .bss; nothing that others use yet is there */
	movl	%esi, %eax
	orl	%ebp, %eax
	jnz	3f
	movl	$__bss_start, %edi
	movl	$__bss_end, %ecx
	subl	%edi, %ecx
	rep stosb
3:

#ifdef __x86_64__
	movl	%cr4, %eax
	orl	$X86_CR4_PAE, %eax
	movl	%eax, %cr4
	movl	$boot_pml4, %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	rdmsr
	orl	$EFER_LME, %eax
	wrmsr
	movl	%cr0, %eax
	orl	$(X86_CR0_PG | X86_CR0_WP), %eax
	movl	%eax, %cr0
	ljmpl	$SEL_CODE64, $start64
#else
	movl	%ebp, %eax
	xorl	%ebp, %ebp
	subl	$8, %esp		/* the ABI wants 16-byte alignment at the call */
	pushl	%eax
	pushl	%esi
	call	arch_start
#endif

	.code32
halt_forever:
	cli
	hlt
	jmp	halt_forever

#ifdef __x86_64__
	/* The linker script knows where 64-bit code begins, as others may come first */
	.section .boot64, "ax"
	.code64
	movl	%esi, %edi
	movl	%ebp, %esi
	xorl	%ebp, %ebp
	call	arch_start
	.section .boot, "ax"
#endif

	.balign	8
	.globl	gdt
gdt:
	.quad	0
	.quad	0x00cf9b000000ffff	/* SEL_CODE32 */
	.quad	0x00cf93000000ffff	/* SEL_DATA */
	.quad	0x00af9b000000ffff	/* SEL_CODE64 */
	.quad	0x00cff3000000ffff	/* SEL_USER_DATA */
#ifdef __x86_64__
	.quad	0x00affb000000ffff	/* SEL_USER_CODE */
#else
	.quad	0x00cffb000000ffff
#endif
	.quad	0, 0			/* SEL_TSS, for those who need one */
gdt_end:

	.globl	gdt_pointer
gdt_pointer:
	.word	gdt_end - gdt - 1
	.long	gdt, 0			/* 64-bit code wants 8 bytes */

	.balign	4
	.globl	smp_counter
smp_counter:
	.long	0
	.globl	smp_starting
smp_starting:
	.long	0

	/* A CPU that received a SIPI: CS = vector << 8, base = vector << 12, IP = 0 */
	.section .sipi, "ax"
	.code16
	.globl	sipi_entry
sipi_entry:
	cli
	movl	$1, %ebp
	ljmpl	$0, $common16

#ifdef __x86_64__
	/* 2 MiB to begin with: RAM, communication region, test device */
	.section .data.nobss, "aw"
	.balign	0x1000
	.globl	boot_pml4
boot_pml4:
	.quad	boot_pdpt + 0x7
	.fill	511, 8, 0
	.globl	boot_pdpt
boot_pdpt:
	.quad	boot_pd + 0x7
	.fill	511, 8, 0
	.globl	boot_pd
boot_pd:
	.quad	0x87
	.fill	511, 8, 0
#endif

	.section .stacks, "aw", @nobits
	.balign	STACK_SIZE
	.globl	smp_stacks
smp_stacks:
	.skip	SMP_MAX_CPUS * STACK_SIZE

	.section .note.GNU-stack, "", @progbits
