/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the assembly parts and the linker script offer to C code
 */
#ifndef _INMATE_X86_START_H
#define _INMATE_X86_START_H

#include <inmate.h>

struct table_pointer {
	u16 limit;
	unsigned long base;
} __packed;

struct ex_entry {
	u32 start, end;
};

/* start.S */
extern u32 smp_counter, smp_starting;
extern u64 gdt[];
extern u64 boot_pml4[512];
void __noreturn arch_start(unsigned int cpu, bool by_sipi);

/* interrupt-entry.S */
extern char interrupt_stubs[];
void interrupt_dispatch(struct int_frame *frame);

/* user.c: where user_enter() is left, and the stack pointer then */
extern char user_resume[];
extern unsigned long user_kernel_sp;
void user_enter(unsigned long *frame, unsigned long ax, unsigned long di);

/* inmate.lds */
extern const struct ex_entry __ex_table_start[], __ex_table_end[];

#endif /* _INMATE_X86_START_H */
