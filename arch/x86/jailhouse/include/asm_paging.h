/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Long-mode page-table entries, which AMD's nested paging uses as well
 * (AMD APM vol. 2, 5.3 and 15.25)
 */
#ifndef _JAILHOUSE_ASM_PAGING_H
#define _JAILHOUSE_ASM_PAGING_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/types.h>
#include <paging.h>

#define PTE_PRESENT	BIT_ULL(0)
#define PTE_WRITE	BIT_ULL(1)
#define PTE_USER	BIT_ULL(2)
#define PTE_PWT		BIT_ULL(3)
#define PTE_PCD		BIT_ULL(4)
#define PTE_ACCESSED	BIT_ULL(5)
#define PTE_DIRTY	BIT_ULL(6)
#define PTE_LARGE	BIT_ULL(7)
#define PTE_SMALL	BIT_ULL(9)	/* ours: never to be merged to a large page */
#define PTE_IGNORED_SHIFT	55	/* four bits that mean nothing to hardware */
#define PTE_IGNORED	GENMASK_ULL(58, 55)
#define PTE_NX		BIT_ULL(63)
#define PTE_ADDR	GENMASK_ULL(51, 12)

/* Entries of one table, and the largest level whose entries may map memory */
#define PT_ENTRIES	512
#define PT_INDEX(virt, level)	(((virt) >> (12 + 9 * (level))) & 511)
#define PT_MAX_LEAF	2	/* 0: 4 KiB, 1: 2 MiB, 2: 1 GiB */

/* The CPU has 1 GiB pages (CPUID 0x80000001 EDX bit 26); arch sets it early */
extern bool paging_1g;

/**
 * zero_pages() - fill pages of the hypervisor with zeroes
 * @page:	first page
 * @pages:	how many
 */
static inline void zero_pages(void *page, u32 pages)
{
	unsigned long words = (unsigned long)pages * PT_ENTRIES;

	asm volatile("rep stosq"
		     : "+D" (page), "+c" (words)
		     : "a" (0UL)
		     : "memory");
}

/* Entries of the top level */
static inline unsigned int pt_top_entries(bool stage2)
{
	return PT_ENTRIES;
}

/* Processors take a new entry for an old one without further ado */
static inline void pte_replace(u64 *pte, u64 new, bool stage2)
{
	WRITE_ONCE(*pte, new);
}

static inline bool pte_is_present(u64 pte)
{
	return pte & PTE_PRESENT;
}

static inline bool pte_is_writable(u64 pte)
{
	return pte & PTE_WRITE;
}

/* Does @new lead to the same page as the leaf @old, with no right less? */
static inline bool pte_allows(u64 new, u64 old)
{
	return pte_is_present(new) && !((new ^ old) & PTE_ADDR) &&
	       !(old & ~new & PTE_WRITE) && !(new & ~old & PTE_NX);
}

/* Does a present entry of a table of @level point to a table? */
static inline bool pte_is_table(u64 pte, unsigned int level)
{
	return level && !(pte & PTE_LARGE);
}

/* Level at and below which an entry may map memory */
static inline unsigned int pte_max_leaf(unsigned int flags)
{
	if (flags & MAP_SMALL)
		return 0;
	return paging_1g ? 2 : 1;
}

/* Entry that points to the table at @phys; access is limited by leaves only */
static inline u64 pte_make_table(u64 phys, bool stage2)
{
	return phys | PTE_PRESENT | PTE_WRITE | PTE_ACCESSED |
		(stage2 ? PTE_USER : 0);
}

/*
 * Entry of a table of @level that maps @phys. Accessed and dirty are set, so
 * that the hardware has no reason to write to the table. Nested tables are
 * walked as by user mode, and leave cacheability to the guest's PAT. What may
 * be written or executed may also be read: there is no way to say otherwise.
 */
static inline u64 pte_make_leaf(u64 phys, unsigned int level, bool stage2,
				unsigned int flags)
{
	u64 pte = phys | PTE_PRESENT | PTE_ACCESSED | PTE_DIRTY;

	if (flags & MAP_WRITE)
		pte |= PTE_WRITE;
	if (!(flags & MAP_EXEC))
		pte |= PTE_NX;
	if (flags & MAP_SMALL)
		pte |= PTE_SMALL;
	if (level)
		pte |= PTE_LARGE;
	if (stage2)
		pte |= PTE_USER;
	else if (flags & MAP_DEVICE)
		pte |= PTE_PCD | PTE_PWT;
	return pte;
}

/* The part with index @n of what the leaf @pte of a table of @level maps */
static inline u64 pte_split(u64 pte, unsigned int level, unsigned int n)
{
	if (level == 1)
		pte &= ~PTE_LARGE;
	return pte + ((u64)n << (12 + 9 * (level - 1)));
}

/* Leaf of a table of @level that stands for a whole table that starts with @pte */
static inline u64 pte_merge(u64 pte)
{
	return pte | PTE_LARGE;
}

#endif /* _JAILHOUSE_ASM_PAGING_H */
