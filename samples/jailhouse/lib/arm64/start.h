/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the assembly parts and the linker script offer to C code
 */
#ifndef _INMATE_ARM64_START_H
#define _INMATE_ARM64_START_H

#include <inmate.h>

/* Distances from the field itself */
struct ex_entry {
	s32 start, end;
};

/* start.S */
extern u64 boot_tables[];
extern char secondary_entry[];
void __noreturn arch_start(unsigned int cpu);

/* interrupt-entry.S */
void interrupt_dispatch(struct int_frame *frame);

/* inmate.lds */
extern const struct ex_entry __ex_table_start[], __ex_table_end[];

#endif /* _INMATE_ARM64_START_H */
