/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Firmware that makes a machine of QEMU's virt board look like a cell to an inmate
 *
 * QEMU starts the first CPU here, in EL1, and plays PSCI firmware for the others. The
 * inmate, its command line and the communication region are in memory already. What
 * is left is the interrupt controller: a cell finds its interrupts in group 1, with a
 * priority, sent to its first CPU, and the distributor on. GIC is its version.
 */
#define GICD_BASE	0x08000000
#define GICR_BASE	0x080a0000
#define GICR_SGI_BASE	0x10000
#define GICR_SIZE	0x20000

#define GICD_CTLR	0x000
#define GICD_IGROUPR	0x080
#define GICD_ISENABLER	0x100
#define GICD_IPRIORITYR	0x400
#define GICD_ITARGETSR	0x800
#define GICR_TYPER	0x008
#define GICR_WAKER	0x014

#define NUM_SPIS	256

	.text
	.globl	_start
_start:
	ldr	x0, =GICD_BASE
	movn	w1, #0
	ldr	w2, =0xa0a0a0a0
	ldr	w3, =0x01010101

	/*
	 * Shared interrupts: groups of 32, priorities and targets of 4. The virtual
	 * CPU interface of a GICv2 has cells use what is group 0 without one.
	 */
#if GIC != 2
	mov	x4, #4
1:	add	x5, x0, x4
	str	w1, [x5, #GICD_IGROUPR]
	add	x4, x4, #4
	cmp	x4, #(4 + NUM_SPIS / 8)
	b.lo	1b
#endif
	mov	x4, #32
2:	add	x5, x0, x4
	str	w2, [x5, #GICD_IPRIORITYR]
#if GIC == 2
	str	w3, [x5, #GICD_ITARGETSR]
#endif
	add	x4, x4, #4
	cmp	x4, #(32 + NUM_SPIS)
	b.lo	2b

#if GIC == 2
	mov	w4, #1
	str	w4, [x0, #GICD_CTLR]
#else
	/* EnableGrp1, ARE */
	mov	w4, #0x12
	str	w4, [x0, #GICD_CTLR]

	/* Private ones, of each CPU */
	ldr	x0, =GICR_BASE
3:	str	wzr, [x0, #GICR_WAKER]
4:	ldr	w4, [x0, #GICR_WAKER]
	tbnz	w4, #2, 4b			/* ChildrenAsleep */
	add	x5, x0, #GICR_SGI_BASE
	str	w1, [x5, #GICD_IGROUPR]
	mov	w4, #0xffff			/* SGIs are enabled */
	str	w4, [x5, #GICD_ISENABLER]
	mov	x4, #0
5:	add	x6, x5, x4
	str	w2, [x6, #GICD_IPRIORITYR]
	add	x4, x4, #4
	cmp	x4, #32
	b.lo	5b
	ldr	w4, [x0, #GICR_TYPER]
	add	x0, x0, #GICR_SIZE
	tbz	w4, #4, 3b			/* Last */
#endif

	/* all registers are 0, EL1 with all interrupts masked */
	ldr	x0, =INMATE
	msr	elr_el1, x0
	mov	x0, #0x3c5
	msr	spsr_el1, x0
	mov	x0, #0
	mov	x1, #0
	mov	x2, #0
	mov	x3, #0
	mov	x4, #0
	mov	x5, #0
	mov	x6, #0
	eret
