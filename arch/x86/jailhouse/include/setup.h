/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bring-up
 */
#ifndef _JAILHOUSE_SETUP_H
#define _JAILHOUSE_SETUP_H

#include <linux/types.h>

/* Tests have the kernel's */
#ifndef PMD_SIZE
#define PMD_SIZE	0x200000UL
#endif

struct jh_boot;
struct percpu;

int __printf(2, 3) boot_fail(int err, const char *fmt, ...);

/* Called by entry.S, which jumps to the address when it hands a CPU back */
long entry_tables(struct jh_boot *b, u64 cpu);
long entry_main(u64 cpu);
extern u64 tramp_return;

/* entry.S */
void __noreturn leave_to_linux(void);

#endif /* _JAILHOUSE_SETUP_H */
