/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The virtual CPU
 *
 * All of these concern the CPU they are called on.
 */
#ifndef _JAILHOUSE_VCPU_H
#define _JAILHOUSE_VCPU_H

#include <linux/types.h>
#include <asm/sysreg.h>
#include <boot.h>
#include <percpu.h>
#include <violation.h>

struct cell;

/**
 * this_cpu() - data of the CPU that executes this
 *
 * Return: its struct percpu.
 */
static inline struct percpu *this_cpu(void)
{
	return (struct percpu *)read_sysreg(tpidr_el2);
}

/* General registers of the guest */
static inline union guest_regs *guest_regs(void)
{
	return (union guest_regs *)(JH_PRIVATE_BASE + JH_STACK_SIZE -
				    GUEST_REGS_SIZE);
}

/* Let the guest take an Undefined Instruction exception */
void vcpu_inject_undefined(void);

int vcpu_init_parking(void);
void vcpu_init(void);
void vcpu_join_cell(struct cell *cell);
void vcpu_reset(union guest_regs *regs, u64 entry, u64 context);
void vcpu_serve(union guest_regs *regs);

/* Continue behind the instruction that caused the exit; all have 4 bytes */
static inline void vcpu_skip(void)
{
	write_sysreg(read_sysreg(elr_el2) + 4, elr_el2);
}

#endif /* _JAILHOUSE_VCPU_H */
