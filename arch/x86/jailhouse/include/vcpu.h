/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The virtual CPU, as the code shared by the x86 vendors sees it
 *
 * All of these concern the CPU they are called on.
 */
#ifndef _JAILHOUSE_VCPU_H
#define _JAILHOUSE_VCPU_H

#include <linux/types.h>
#include <boot.h>
#include <percpu.h>
#include <violation.h>

/**
 * this_cpu() - data of the CPU that executes this
 *
 * Return: its struct percpu.
 */
static inline struct percpu *this_cpu(void)
{
	/* first word of the private area behind the stack, see private.h */
	return *(struct percpu **)(JH_PRIVATE_BASE + JH_STACK_SIZE);
}

/* General registers of the guest; RAX and RSP are in the VMCB */
static inline union guest_regs *guest_regs(void)
{
	return (union guest_regs *)(JH_PRIVATE_BASE + JH_STACK_SIZE -
				    GUEST_REGS_SIZE);
}

/* Inject an exception; @error_code is used by those that have one */
void vcpu_inject_exception(u8 vector, u32 error_code);

/* Wipe registers that belong to nobody's saved state; arch.c */
void vcpu_wipe(void);

/* Exits that the vendors share; each skips the instruction itself if need be */
/*
 * Port access of 1, 2 or 4 bytes, no string instruction (those are violations
 * unless the port is granted). The caller has skipped nothing; returns 0 if done.
 */
int exit_pio(u16 port, unsigned int size, bool write, u32 *value); /* pio.c */

/* x2APIC MSRs (0x800..0x83f); -EFAULT: inject #GP */
int x2apic_rdmsr(u32 msr, u64 *value);
int x2apic_wrmsr(u32 msr, u64 value);

#endif /* _JAILHOUSE_VCPU_H */
