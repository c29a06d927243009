/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Notes the state at start before the library changes it
 */
#include "conform.h"

	.section .entry, "ax"
entry:
	/* There is no register to spare: one is kept in a place of its own */
	msr	tpidr_el1, x0
	adr	x0, start_state
	stp	x1, x2, [x0, #8]
	stp	x3, x4, [x0, #24]
	stp	x5, x6, [x0, #40]
	stp	x7, x8, [x0, #56]
	stp	x9, x10, [x0, #72]
	stp	x11, x12, [x0, #88]
	stp	x13, x14, [x0, #104]
	stp	x15, x16, [x0, #120]
	stp	x17, x18, [x0, #136]
	stp	x19, x20, [x0, #152]
	stp	x21, x22, [x0, #168]
	stp	x23, x24, [x0, #184]
	stp	x25, x26, [x0, #200]
	stp	x27, x28, [x0, #216]
	stp	x29, x30, [x0, #232]
	mrs	x1, tpidr_el1
	str	x1, [x0]
	mrs	x1, CurrentEL
	str	x1, [x0, #START_CURRENT_EL]
	mrs	x1, spsel
	str	x1, [x0, #START_SPSEL]
	mrs	x1, daif
	str	x1, [x0, #START_DAIF]
	mrs	x1, sctlr_el1
	str	x1, [x0, #START_SCTLR]
	mrs	x1, nzcv
	str	x1, [x0, #START_NZCV]
	adr	x1, entry
	str	x1, [x0, #START_PC]
	b	reset_entry

	/* Written with caches off, and not cleared together with .bss */
	.section .data.start_state, "aw"
	.balign	64
	.globl	start_state
start_state:
	.skip	START_SIZE
	.balign	64

	.section .note.GNU-stack, "", @progbits
