/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Translation tables of the VMSAv8-64 with a granule of 4 KiB, for the hypervisor
 * itself (stage 1 of EL2) and for cells (stage 2): Arm ARM, D8.3
 */
#ifndef _JAILHOUSE_ASM_PAGING_H
#define _JAILHOUSE_ASM_PAGING_H

#include <linux/bits.h>
#include <linux/string.h>
#include <linux/types.h>
#include <asm_boot.h>
#include <paging.h>

#define PTE_PRESENT	BIT_ULL(0)
#define PTE_TABLE	BIT_ULL(1)	/* level 0: a page; above: a table */
#define PTE_ATTR_SHIFT	2
#define PTE_INNER_SHARED	(3ULL << 8)
#define PTE_ACCESSED	BIT_ULL(10)
#define PTE_XN		BIT_ULL(54)
#define PTE_SMALL	BIT_ULL(58)	/* ours: never to be merged to a large page */
#define PTE_IGNORED_SHIFT	55	/* four bits that mean nothing to hardware */
#define PTE_IGNORED	GENMASK_ULL(58, 55)
#define PTE_ADDR	GENMASK_ULL(47, 12)

/* Stage 1 */
#define PTE_S1_RES1	BIT_ULL(6)	/* AP[1] */
#define PTE_S1_RDONLY	BIT_ULL(7)

/* Stage 2: what the guest's own attributes are combined with */
#define PTE_S2_NORMAL	(0xfULL << PTE_ATTR_SHIFT)
#define PTE_S2_DEVICE	(0x1ULL << PTE_ATTR_SHIFT)	/* Device-nGnRE */
#define PTE_S2_READ	BIT_ULL(6)
#define PTE_S2_WRITE	BIT_ULL(7)

/* Entries of one table, and the largest level whose entries may map memory */
#define PT_ENTRIES	512
#define PT_INDEX(virt, level)	(((virt) >> (12 + 9 * (level))) & 511)
#define PT_MAX_LEAF	2	/* 0: 4 KiB, 1: 2 MiB, 2: 1 GiB */

/* Geometry of stage 2, see mmu.c */
extern u8 stage2_levels;
extern u16 stage2_top_entries;

void pte_replace(u64 *pte, u64 new, bool stage2);

/**
 * zero_pages() - fill pages of the hypervisor with zeroes
 * @page:	first page
 * @pages:	how many
 */
static inline void zero_pages(void *page, u32 pages)
{
	memset(page, 0, (size_t)pages * PAGE_SIZE);
}

/* Entries of the top level */
static inline unsigned int pt_top_entries(bool stage2)
{
	return stage2 ? stage2_top_entries : PT_ENTRIES;
}

static inline bool pte_is_present(u64 pte)
{
	return pte & PTE_PRESENT;
}

/* Of stage 2 */
static inline bool pte_is_writable(u64 pte)
{
	return pte & PTE_S2_WRITE;
}

/* Does @new lead to the same page as the leaf @old, with no right less? Stage 2 */
static inline bool pte_allows(u64 new, u64 old)
{
	return pte_is_present(new) && !((new ^ old) & PTE_ADDR) &&
	       !(old & ~new & (PTE_S2_READ | PTE_S2_WRITE)) &&
	       !(new & ~old & PTE_XN);
}

/* Does a present entry of a table of @level point to a table? */
static inline bool pte_is_table(u64 pte, unsigned int level)
{
	return level && pte & PTE_TABLE;
}

/* Level at and below which an entry may map memory */
static inline unsigned int pte_max_leaf(unsigned int flags)
{
	return flags & MAP_SMALL ? 0 : PT_MAX_LEAF;
}

/* Entry that points to the table at @phys; access is limited by leaves only */
static inline u64 pte_make_table(u64 phys, bool stage2)
{
	return phys | PTE_TABLE | PTE_PRESENT;
}

/* Entry of a table of @level that maps @phys */
static inline u64 pte_make_leaf(u64 phys, unsigned int level, bool stage2,
				unsigned int flags)
{
	u64 pte = phys | PTE_PRESENT | PTE_ACCESSED | PTE_INNER_SHARED;

	if (!level)
		pte |= PTE_TABLE;
	if (!(flags & MAP_EXEC))
		pte |= PTE_XN;
	if (flags & MAP_SMALL)
		pte |= PTE_SMALL;
	if (stage2) {
		pte |= flags & MAP_DEVICE ? PTE_S2_DEVICE : PTE_S2_NORMAL;
		if (flags & MAP_READ)
			pte |= PTE_S2_READ;
		if (flags & MAP_WRITE)
			pte |= PTE_S2_WRITE;
	} else {
		pte |= PTE_S1_RES1;
		if (flags & MAP_DEVICE)
			pte |= JH_MAIR_DEVICE << PTE_ATTR_SHIFT;
		if (!(flags & MAP_WRITE))
			pte |= PTE_S1_RDONLY;
	}
	return pte;
}

/* The part with index @n of what the leaf @pte of a table of @level maps */
static inline u64 pte_split(u64 pte, unsigned int level, unsigned int n)
{
	if (level == 1)
		pte |= PTE_TABLE;
	return pte + ((u64)n << (12 + 9 * (level - 1)));
}

/* Leaf of a table of @level that stands for a whole table that starts with @pte */
static inline u64 pte_merge(u64 pte)
{
	return pte & ~PTE_TABLE;
}

#endif /* _JAILHOUSE_ASM_PAGING_H */
