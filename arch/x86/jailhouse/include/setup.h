/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bring-up
 */
#ifndef _JAILHOUSE_SETUP_H
#define _JAILHOUSE_SETUP_H

#include <linux/types.h>
#include <bringup.h>

/* Tests have the kernel's */
#ifndef PMD_SIZE
#define PMD_SIZE	0x200000UL
#endif

struct percpu;

/* Called by entry.S */
long entry_main(u64 cpu);

/* entry.S */
void __noreturn leave_to_linux(void);

#endif /* _JAILHOUSE_SETUP_H */
