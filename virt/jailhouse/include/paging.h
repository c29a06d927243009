/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables of the hypervisor (stage 1) and of cells (stage 2)
 *
 * The walk is written once; asm_paging.h says what an entry looks like. Tables
 * come from the page pool.
 */
#ifndef _JAILHOUSE_PAGING_H
#define _JAILHOUSE_PAGING_H

#include <linux/types.h>
#include <asm/page.h>
#include <boot.h>

/* Access to a mapping; same meaning in both stages */
#define MAP_READ	0x01
#define MAP_WRITE	0x02
#define MAP_EXEC	0x04
#define MAP_DEVICE	0x08	/* uncached in stage 1; stage 2 leaves it to the guest */
#define MAP_SMALL	0x10	/* no large pages */

/**
 * struct page_table - a tree of tables
 * @root:	top-level table, or the first of those that it consists of
 * @levels:	its depth
 * @stage2:	it translates guest-physical addresses
 * @freed:	list of tables taken out of the tree, which wait there until
 *		every CPU has forgotten them (page_table_free_pending())
 */
struct page_table {
	u64 *root;
	u8 levels;
	bool stage2;
	u64 *freed;
};

int page_table_init(struct page_table *pt, u8 levels, bool stage2);
u32 page_table_map_bound(const struct page_table *pt, u64 virt, u64 phys,
			 u64 size, unsigned int flags);
u32 page_table_unmap_bound(const struct page_table *pt, u64 virt, u64 size);
int page_table_map(struct page_table *pt, u64 virt, u64 phys, u64 size,
		   unsigned int flags);
int page_table_unmap(struct page_table *pt, u64 virt, u64 size);
u64 page_table_lookup(const struct page_table *pt, u64 virt, u64 *size);
void page_table_free_pending(struct page_table *pt);
void page_table_destroy(struct page_table *pt);

/* The hypervisor's memory is mapped as a whole, at a constant distance */
extern u64 hyp_phys;

static inline void *phys_to_hyp(u64 phys)
{
	return (void *)(phys - hyp_phys + JH_BASE);
}

static inline u64 hyp_to_phys(const void *virt)
{
	return (u64)virt - JH_BASE + hyp_phys;
}

/* Map device registers into every CPU's table; initialization only */
void *map_device(u64 phys, u64 size);

/* A window in these tables for what only some CPUs look at, for some time */
#define DEVICE_WINDOW_PAGES	511U

void *map_device_window(u32 page, u64 phys, u64 size);

#endif /* _JAILHOUSE_PAGING_H */
