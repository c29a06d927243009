/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Jailhouse driver: the way into the hypervisor and back (arm64)
 *
 * A part of this runs in EL2 with the MMU off, so all of it lies in one page, which
 * the hypervisor maps to its physical address. asm_boot.h describes both
 * directions.
 */
#include <linux/linkage.h>
#include <asm/assembler.h>
#include <asm/virt.h>
#include <linux/jailhouse_cell.h>

#define TRAMPOLINE_SIZE	1024

	.text
	/* As it is aligned to its size it cannot straddle a page */
	.balign	TRAMPOLINE_SIZE
SYM_CODE_START(jailhouse_trampoline)

	.macro	save_linux
	stp	x29, x30, [sp, #-112]!
	mov	x29, sp
	stp	x18, x19, [sp, #16]
	stp	x20, x21, [sp, #32]
	stp	x22, x23, [sp, #48]
	stp	x24, x25, [sp, #64]
	stp	x26, x27, [sp, #80]
	str	x28, [sp, #96]
	.endm

	.macro	return_to_linux
	ldp	x18, x19, [sp, #16]
	ldp	x20, x21, [sp, #32]
	ldp	x22, x23, [sp, #48]
	ldp	x24, x25, [sp, #64]
	ldp	x26, x27, [sp, #80]
	ldr	x28, [sp, #96]
	ldp	x29, x30, [sp], #112
	ret
	.endm

/*
 * long jailhouse_arm64_enter(u64 way, u32 cpu, u64 el2)
 *
 * Interrupts are off. @way is the physical address of struct jh_arm64_way, @el2
 * that of jailhouse_arm64_el2 below, which Linux's stub in EL2 calls with the
 * first two arguments and the MMU off.
 */
SYM_INNER_LABEL(jailhouse_arm64_enter, SYM_L_GLOBAL)
	save_linux
	mov	x3, x1
	mov	x1, x2
	mov	x2, x0
	mov	x0, #HVC_SOFT_RESTART
	hvc	#0
	return_to_linux

/*
 * long jailhouse_arm64_leave(void)
 *
 * The hypercall DISABLE.
 */
SYM_INNER_LABEL(jailhouse_arm64_leave, SYM_L_GLOBAL)
	save_linux
	mov	x0, #JAILHOUSE_HC_DISABLE
	hvc	#JAILHOUSE_HVC_IMM
	return_to_linux

/* EL2, MMU off: X0: struct jh_arm64_way, X1: CPU */
SYM_INNER_LABEL(jailhouse_arm64_el2, SYM_L_GLOBAL)
	ldp	x3, x4, [x0]			/* tables, TCR_EL2 */
	ldp	x5, x6, [x0, #16]		/* MAIR_EL2, SCTLR_EL2 */
	ldp	x7, x0, [x0, #32]		/* entry, struct jh_boot */
	mrs	x2, sctlr_el2
	msr	ttbr0_el2, x3
	msr	tcr_el2, x4
	msr	mair_el2, x5
	isb
	tlbi	alle2
	ic	iallu
	dsb	nsh
	isb
	msr	sctlr_el2, x6
	isb
	br	x7

/* Exchange the tables of EL2: X0: physical address of the new ones; changes X9 */
SYM_INNER_LABEL(jailhouse_arm64_switch, SYM_L_GLOBAL)
	adr	x9, .Loff
	br	x9
.Loff:
	mrs	x9, sctlr_el2
	bic	x9, x9, #1
	dsb	sy
	msr	sctlr_el2, x9
	isb
	msr	ttbr0_el2, x0
	isb
	tlbi	alle2
	dsb	nsh
	isb
	orr	x9, x9, #1
	msr	sctlr_el2, x9
	isb
	ret

/* The hypervisor gives the CPU back: X0: result, X1: SCTLR_EL2, X2: VBAR_EL2 */
SYM_INNER_LABEL(jailhouse_arm64_return, SYM_L_GLOBAL)
	dsb	sy
	msr	sctlr_el2, x1
	isb
	msr	vbar_el2, x2
	tlbi	alle2
	dsb	nsh
	isb
	eret
	dsb	nsh
	isb

	.if	. - jailhouse_trampoline > TRAMPOLINE_SIZE
	.error	"the trampoline has outgrown its size"
	.endif
SYM_CODE_END(jailhouse_trampoline)
