/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Firmware of 64 KiB that makes a machine of QEMU's q35 board look like a cell to
 * an inmate: all CPUs start at address 0 in real mode, at about the same time.
 *
 * The inmate, its command line and the communication region have been put into
 * memory by QEMU. What real firmware would assign is written to the chipset first.
 */
#define SIPI_PAGE	0xff		/* 0xff000, inside this image */
#define APIC_ICR_LOW	0xfee00300
#define INIT_ALL_BUT	0x000c4500
#define SIPI_ALL_BUT	(0x000c4600 | SIPI_PAGE)

#define CFG(bdf, reg)	(0x80000000 | (bdf) << 8 | (reg))

	.code16
	.section .text, "ax"
	.globl	_start
_start:
	cli
	xorw	%ax, %ax
	movw	%ax, %ss

	/* write the table to configuration space */
	movw	%cs, %ax
	movw	%ax, %ds
	movw	$chipset, %si
1:	lodsl
	testl	%eax, %eax
	jz	2f
	movw	$0xcf8, %dx
	outl	%eax, %dx
	lodsl
	movw	$0xcfc, %dx
	outl	%eax, %dx
	jmp	1b

	/* 4 GiB limit for DS, to reach the local APIC from real mode */
2:	lgdtl	gdt_pointer
	movl	%cr0, %eax
	orb	$1, %al
	movl	%eax, %cr0
	movw	$8, %cx
	movw	%cx, %ds
	andb	$0xfe, %al
	movl	%eax, %cr0
	xorw	%ax, %ax
	movw	%ax, %ds

	movl	$APIC_ICR_LOW, %esi
	movl	$INIT_ALL_BUT, (%esi)
	movl	$0x10000, %ecx
3:	loopl	3b
	movl	$SIPI_ALL_BUT, (%esi)

	/* leave as little behind as after a reset */
	xorl	%eax, %eax
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	xorl	%esi, %esi
	ljmp	$0, $0

	.balign	8
gdt:
	.quad	0
	.quad	0x008f93000000ffff
gdt_pointer:
	.word	. - gdt - 1
	.long	0xf0000 + gdt

	.balign	4
chipset:
	/* LPC bridge: ACPI registers at 0x600, enabled. The PM timer is at 0x608. */
	.long	CFG(0x00f8, 0x40), 0x00000601
	.long	CFG(0x00f8, 0x44), 0x00000080
	/* host bridge: ECAM at 0xb0000000, 256 buses */
	.long	CFG(0x0000, 0x64), 0x00000000
	.long	CFG(0x0000, 0x60), 0xb0000001
	/* 00:1b.0: BAR 0; memory and bus master */
	.long	CFG(0x00d8, 0x10), 0xfebf0000
	.long	CFG(0x00d8, 0x04), 0x00000006
	.long	0

	.org	0xf000
	ljmp	$0, $0			/* the other CPUs, after the SIPI */

	.org	0xfff0
	ljmp	$0xf000, $_start
	.org	0x10000
