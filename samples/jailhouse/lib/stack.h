/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stacks of the CPUs: one after the other, so that a CPU knows its number from its
 * stack pointer. Shared by start-up code and C code.
 */
#ifndef _INMATE_STACK_H
#define _INMATE_STACK_H

#define SMP_MAX_CPUS	16
#define STACK_SIZE	0x2000

#endif /* _INMATE_STACK_H */
