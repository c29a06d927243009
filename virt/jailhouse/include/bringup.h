/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bring-up, the part that all architectures share
 */
#ifndef _JAILHOUSE_BRINGUP_H
#define _JAILHOUSE_BRINGUP_H

#include <linux/types.h>
#include <boot.h>

struct page_table;

extern struct page_table hyp_tables;
/* Where the driver takes CPUs back, see asm_boot.h */
extern u64 tramp_return;

int __printf(2, 3) boot_fail(int err, const char *fmt, ...);
int explain_error(int err);
int barrier_cpus(u32 number);
bool fault_injected(u32 cpu, enum jh_boot_fault where);

/* Called by entry.S */
long entry_tables(struct jh_boot *b, u64 cpu);

/* What the architecture provides */

/* First CPU, before the page pool is there */
void arch_early_init(void);
/* This CPU's own tables, as a copy of hyp_tables; returns their physical address */
u64 arch_build_tables(u32 cpu);

#endif /* _JAILHOUSE_BRINGUP_H */
