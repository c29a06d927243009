/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What cells are refused
 */
#ifndef _JAILHOUSE_VIOLATION_H
#define _JAILHOUSE_VIOLATION_H

#include <linux/types.h>
#include <boot.h>

union guest_regs;

/*
 * A violation of the cell on this CPU: writes the record, marks the CPU failed
 * and parks it. The caller returns to the exit path at once.
 */
void vcpu_violation(union guest_regs *regs, u16 kind, u64 address, u64 value,
		    u8 width, bool write);
/* A refused access that is not fatal: recorded the first time */
void vcpu_refused(union guest_regs *regs, u16 kind, u64 address, u64 value,
		  u8 width, bool write);

/* The architecture's: add the state of the CPU to a record; wait from now on */
void vcpu_describe(struct jh_violation *v, const union guest_regs *regs);
void vcpu_park(void);

#endif /* _JAILHOUSE_VIOLATION_H */
