/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Into the hypervisor: from Linux once, from guests, and from exceptions of our own
 */
#include <linux/linkage.h>
#include <asm/assembler.h>
#include <asm_percpu.h>
#include <boot.h>
#include "offsets.h"

	.text

/*
 * Entry from the driver, see asm_boot.h. Runs on the boot page table, which maps
 * the whole memory of the hypervisor at JH_BASE.
 *
 * The CPU's stack is reached through that mapping first, and through the CPU's
 * private one as soon as it has its own tables.
 */
SYM_CODE_START(hyp_entry)
	mov	x20, x1				// CPU
	mov	x21, x0				// struct jh_boot
	mov	x1, x2				// Linux's SCTLR_EL2

	/* X9: this CPU's private area; percpu_of() + one page */
	ldr	w9, [x21, #BOOT_PERCPU_SIZE]
	ldr	w10, [x21, #BOOT_PERCPU_OFFSET]
	madd	x9, x9, x20, x10
	mov_q	x10, JH_BASE + 0x1000
	add	x9, x9, x10
	mov	x10, #PRIV_LINUX
	add	x19, x9, x10
	mov	x10, #JH_STACK_SIZE - GUEST_REGS_SIZE
	add	sp, x9, x10

	mov	x0, x19
	bl	host_save
	adr_l	x10, hyp_vectors
	msr	vbar_el2, x10
	isb

	/* Builds the tables of this CPU; physical address or a negative errno */
	mov	x0, x21
	mov	x1, x20
	bl	entry_tables
	tbnz	x0, #63, .Lback
	ldr	x10, [x21, #BOOT_TRAMP_SWITCH]
	blr	x10
	mov_q	x10, JH_PRIVATE_BASE + JH_STACK_SIZE - GUEST_REGS_SIZE
	mov	sp, x10
	mov_q	x19, JH_PRIVATE_BASE + PRIV_LINUX

	/* Does not come back if the CPU is in the root cell now */
	mov	x0, x20
	bl	entry_main

.Lback:
	mov	x20, x0
	mov	x0, x19
	bl	host_restore
	mov	x0, x20
	ldr	x1, [x19, #LINUX_SCTLR]
	ldr	x2, [x19, #LINUX_VBAR]
	adr_l	x3, tramp_return
	ldr	x3, [x3]
	br	x3
SYM_CODE_END(hyp_entry)

/*
 * Hand the CPU back to Linux: X0: struct linux_state, X1: value to return
 */
SYM_CODE_START(leave_to_linux)
	mov	x19, x0
	mov	x0, x1
	b	.Lback
SYM_CODE_END(leave_to_linux)

	.macro	save_regs
	stp	x0, x1, [sp]
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	stp	x30, xzr, [sp, #240]
	.endm

/*
 * Continue the guest: X0: its registers, at the bottom of the stack
 */
SYM_CODE_START(enter_guest)
	mov	sp, x0
SYM_INNER_LABEL(return_to_guest, SYM_L_LOCAL)
	ldp	x2, x3, [sp, #16]
	ldp	x4, x5, [sp, #32]
	ldp	x6, x7, [sp, #48]
	ldp	x8, x9, [sp, #64]
	ldp	x10, x11, [sp, #80]
	ldp	x12, x13, [sp, #96]
	ldp	x14, x15, [sp, #112]
	ldp	x16, x17, [sp, #128]
	ldp	x18, x19, [sp, #144]
	ldp	x20, x21, [sp, #160]
	ldp	x22, x23, [sp, #176]
	ldp	x24, x25, [sp, #192]
	ldp	x26, x27, [sp, #208]
	ldp	x28, x29, [sp, #224]
	ldr	x30, [sp, #240]
	ldp	x0, x1, [sp]
	eret
	/* Nothing behind it is to be executed, not even speculatively */
	dsb	nsh
	isb
SYM_CODE_END(enter_guest)

	/* Exit of a guest: at most 32 instructions */
	.macro	exit handler
	.balign	128
	save_regs
	mov	x0, sp
	bl	\handler
	b	return_to_guest
	.endm

	/* An exception of our own */
	.macro	own vector
	.balign	128
	sub	sp, sp, #GUEST_REGS_SIZE
	save_regs
	mov	x0, sp
	mov	x1, #\vector
	b	own_exception
	.endm

/* Arm ARM, D1.3.1.5: vector table */
	.balign	2048
SYM_CODE_START(hyp_vectors)
	.set	vector, 0
	.rept	8
	own	vector
	.set	vector, vector + 1
	.endr
	exit	exit_sync
	exit	exit_irq
	exit	exit_irq
	exit	exit_serror
	/* AArch32 */
	exit	exit_sync
	exit	exit_irq
	exit	exit_irq
	exit	exit_serror
	.balign	128
SYM_CODE_END(hyp_vectors)

SYM_CODE_START_LOCAL(own_exception)
	bl	host_exception
	ldp	x2, x3, [sp, #16]
	ldp	x4, x5, [sp, #32]
	ldp	x6, x7, [sp, #48]
	ldp	x8, x9, [sp, #64]
	ldp	x10, x11, [sp, #80]
	ldp	x12, x13, [sp, #96]
	ldp	x14, x15, [sp, #112]
	ldp	x16, x17, [sp, #128]
	ldp	x18, x19, [sp, #144]
	ldp	x29, x30, [sp, #232]
	ldp	x0, x1, [sp]
	add	sp, sp, #GUEST_REGS_SIZE
	eret
SYM_CODE_END(own_exception)

/* Leave nothing in the registers of floating point and vectors */
SYM_CODE_START(wipe_vectors)
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	movi	v\n\().2d, #0
	.endr
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	movi	v\n\().2d, #0
	.endr
	msr	fpcr, xzr
	msr	fpsr, xzr
	ret
SYM_CODE_END(wipe_vectors)
