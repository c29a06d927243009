/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hand-over between the driver and the hypervisor, arm64 part; see boot.h
 *
 * Entry function, called by the driver's trampoline at EL2 on the boot page table,
 * with all exceptions masked:
 *
 *	X0	address of struct jh_boot (JH_BASE + boot_offset)
 *	X1	logical CPU number
 *	X2	SCTLR_EL2 as Linux had it, MMU off
 *
 * ELR_EL2 and SPSR_EL2 say where Linux goes on. On success that is in the root
 * cell, with X0 = 0. On failure, and after the hypercall DISABLE, the CPU comes
 * back through tramp_return:
 *
 *	X0	result
 *	X1	SCTLR_EL2 as Linux had it
 *	X2	VBAR_EL2 as Linux had it
 *
 * with all other registers of EL2 restored; the trampoline turns the MMU off,
 * restores these two and returns from the exception. Other general registers
 * have any value then, in Linux they are the trampoline's to save.
 *
 * Since tables may not be exchanged under a running MMU if they map the same with
 * pages of other sizes (Arm ARM, D8.16.1), the trampoline does that as well:
 * struct jh_boot_arch.tramp_switch is called with the address of a table in X0,
 * changes X9, and returns on that table. The trampoline is mapped to its physical
 * address.
 */
#ifndef _JAILHOUSE_ASM_BOOT_H
#define _JAILHOUSE_ASM_BOOT_H

/* Near the end of the 48 bits of the only range of addresses that EL2 has */
#define JH_BASE			0xff0000000000

/* What the configuration has to be for */
#define JH_CONFIG_ARCH		JAILHOUSE_ARCH_ARM64

/* MAIR_EL2: normal memory, write-back; Device-nGnRE (Arm ARM, D19.2.100) */
#define JH_MAIR			0x04ff
#define JH_MAIR_NORMAL		0
#define JH_MAIR_DEVICE		1

#ifndef __ASSEMBLY__

#include <linux/types.h>
#include <linux/jailhouse.h>

/**
 * struct jh_boot_arch - arm64 part of struct jh_boot
 * @tramp_switch: code of the trampoline that exchanges page tables
 * @mpidr:	MPIDR_EL1 of each CPU
 */
struct jh_boot_arch {
	u64 tramp_switch;
	u64 mpidr[JAILHOUSE_MAX_CPUS];
};

/**
 * struct jh_violation_arch - registers of the CPU that was refused something
 * @regs:	X0..X30
 * @sp_el1:	stack pointer
 * @spsr:	processor state
 * @sctlr_el1:	system register
 * @tcr_el1:	system register
 * @ttbr0_el1:	system register
 * @ttbr1_el1:	system register
 * @vbar_el1:	system register
 * @esr_el1:	system register
 * @elr_el1:	system register
 * @far_el1:	system register
 */
struct jh_violation_arch {
	u64 regs[31];
	u64 sp_el1;
	u64 spsr;
	u64 sctlr_el1;
	u64 tcr_el1;
	u64 ttbr0_el1;
	u64 ttbr1_el1;
	u64 vbar_el1;
	u64 esr_el1;
	u64 elr_el1;
	u64 far_el1;
};

#endif /* __ASSEMBLY__ */
#endif /* _JAILHOUSE_ASM_BOOT_H */
