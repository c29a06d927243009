/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bring-up
 */
#ifndef _JAILHOUSE_SETUP_H
#define _JAILHOUSE_SETUP_H

#include <linux/types.h>
#include <bringup.h>

#ifndef PMD_SIZE
#define PMD_SIZE	0x200000UL
#endif

struct linux_state;
union guest_regs;

/* Called by entry.S */
long entry_main(u64 cpu);

/* entry.S */
void __noreturn leave_to_linux(struct linux_state *state, long result);
void __noreturn enter_guest(union guest_regs *regs);
void wipe_vectors(void);

#endif /* _JAILHOUSE_SETUP_H */
