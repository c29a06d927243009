/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Jailhouse driver: shared by its files for arm64
 */
#ifndef _JAILHOUSE_ARM64_H
#define _JAILHOUSE_ARM64_H

#include <linux/linkage.h>
#include <linux/types.h>

/**
 * struct jh_arm64_way - what CPUs need to know on their way to the hypervisor
 * @ttbr:	TTBR0_EL2: boot page table
 * @tcr:	TCR_EL2
 * @mair:	MAIR_EL2
 * @sctlr:	SCTLR_EL2
 * @entry:	where to jump
 * @boot:	argument
 *
 * Read by jailhouse_arm64_el2 with the MMU off.
 */
struct jh_arm64_way {
	u64 ttbr;
	u64 tcr;
	u64 mair;
	u64 sctlr;
	u64 entry;
	u64 boot;
};

/* arm64_trampoline.S */
extern const u8 jailhouse_trampoline[], jailhouse_arm64_el2[];
extern const u8 jailhouse_arm64_switch[], jailhouse_arm64_return[];
asmlinkage long jailhouse_arm64_enter(u64 way, u32 cpu, u64 el2);
asmlinkage long jailhouse_arm64_leave(void);

/* Physical address of something in the text or data of this driver */
u64 jh_driver_phys(const void *addr);
/* Make what was written visible to who reads without caches */
void jh_clean_to_poc(const void *start, size_t size);

#endif /* _JAILHOUSE_ARM64_H */
