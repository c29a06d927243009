/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Start-up of arm64 inmates
 *
 * The first CPU of the cell starts at the begin of the image, in EL1 with MMU and
 * caches off; the others start at secondary_entry when it asks firmware for them,
 * with their number as context. Nothing in here depends on where the image is.
 */
#include <layout.h>
#include <sysreg.h>

	.section .boot, "ax"

	.globl	reset_entry
reset_entry:
	msr	daifset, #0xf
	adr	x19, __image_start

	/* Pointers in the image count from its start: add where that is */
	adr	x0, __rela_start
	adr	x1, __rela_end
1:	cmp	x0, x1
	b.hs	2f
	ldp	x2, x3, [x0], #16
	ldr	x4, [x0], #8
	add	x4, x4, x19
	str	x4, [x2, x19]
	b	1b
2:
	/*
	 * Two tables, for the block that the image is in. They are written around
	 * the caches, in which nothing older of them may be left.
	 */
	adr	x20, boot_tables
	mov	x0, x20
	bl	clean_tables
	mov	x0, x20
	add	x1, x20, #0x2000
3:	stp	xzr, xzr, [x0], #16
	cmp	x0, x1
	b.lo	3b
	add	x0, x20, #0x1000
	orr	x1, x0, #PTE_TABLE
	ubfx	x2, x19, #30, #(VA_BITS - 30)
	str	x1, [x20, x2, lsl #3]
	ubfx	x2, x19, #BLOCK_SHIFT, #(30 - BLOCK_SHIFT)
	lsr	x1, x19, #BLOCK_SHIFT
	lsl	x1, x1, #BLOCK_SHIFT
	ldr	x3, =(PTE_BLOCK | PTE_ATTR(ATTR_NORMAL) | PTE_INNER_SHAREABLE | \
		      PTE_ACCESSED | PTE_UXN)
	orr	x1, x1, x3
	str	x1, [x0, x2, lsl #3]
	mov	x0, x20
	bl	clean_tables
	bl	mmu_on

	adr	x0, __bss_start
	adr	x1, __bss_end
4:	cmp	x0, x1
	b.hs	5f
	stp	xzr, xzr, [x0], #16
	b	4b
5:	mov	x0, #0
	b	run

	.globl	secondary_entry
secondary_entry:
	msr	daifset, #0xf
	mov	x19, x0
	bl	mmu_on
	mov	x0, x19

	/* Every CPU has its own stack, and knows its number from the stack pointer */
run:	adr	x1, smp_stacks
	mov	x2, #STACK_SIZE
	madd	x1, x0, x2, x1
	add	sp, x1, x2
	mov	x29, #0
	mov	x30, #0
	bl	arch_start
6:	wfi
	b	6b

/* x0: the two tables. Writes back and drops what caches hold of them. */
clean_tables:
	add	x1, x0, #0x2000
	mrs	x2, ctr_el0
	ubfx	x2, x2, #16, #4		/* DminLine, in words */
	mov	x3, #4
	lsl	x2, x3, x2
1:	dc	civac, x0
	add	x0, x0, x2
	cmp	x0, x1
	b.lo	1b
	dsb	sy
	ret

mmu_on:
	adr	x0, exception_vectors
	msr	vbar_el1, x0
	mov	x0, #MAIR_VALUE
	msr	mair_el1, x0
	mrs	x0, id_aa64mmfr0_el1
	and	x0, x0, #0xf		/* PARange */
	mov	x1, #TCR_IPS_MAX
	cmp	x0, x1
	csel	x0, x0, x1, lo
	ldr	x1, =TCR_VALUE
	orr	x0, x1, x0, lsl #TCR_IPS_SHIFT
	msr	tcr_el1, x0
	adr	x0, boot_tables
	msr	ttbr0_el1, x0
	isb
	tlbi	vmalle1
	ic	iallu
	dsb	nsh
	isb
	ldr	x0, =SCTLR_ON
	msr	sctlr_el1, x0
	isb
	ret

	.ltorg

	/* Not cleared together with .bss: the tables are in use then */
	.section .stacks, "aw", @nobits
	.balign	0x1000
	.globl	boot_tables
boot_tables:
	.skip	0x2000
	.balign	STACK_SIZE
	.globl	smp_stacks
smp_stacks:
	.skip	SMP_MAX_CPUS * STACK_SIZE

	.section .note.GNU-stack, "", @progbits
