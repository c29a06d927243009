/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processor while it executes the hypervisor
 */
#ifndef _JAILHOUSE_HOST_H
#define _JAILHOUSE_HOST_H

#include <linux/types.h>
#include <private.h>

/* Bounds of the image's sections */
extern u8 __text_start[], __rodata_start[], __data_start[];

/**
 * struct extable_entry - an instruction that may fault
 * @from:	distance to the instruction
 * @to:		distance to where execution goes on
 */
struct extable_entry {
	s32 from;
	s32 to;
};

extern const struct extable_entry __extable_start[], __extable_end[];

/* entry.S */
extern u8 hyp_vectors[];

void host_save(struct linux_state *state, u64 sctlr);
void host_restore(const struct linux_state *state);
void host_exception(u64 *regs, u64 vector);

#endif /* _JAILHOUSE_HOST_H */
