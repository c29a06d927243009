/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Translation: geometry of stage 2, temporary mappings, caches
 */
#ifndef _JAILHOUSE_MMU_H
#define _JAILHOUSE_MMU_H

#include <linux/types.h>

extern u64 stage2_vtcr;
extern u8 stage2_bits;

void mmu_init(void);
unsigned int mmu_parange(void);
bool mmu_allows(u64 gpa, bool write);
void mmu_clean(const void *start, u64 size);

#endif /* _JAILHOUSE_MMU_H */
