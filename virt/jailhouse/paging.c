// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables
 *
 * Level 0 is the table whose entries map single pages. The tree is always in its
 * shortest form: a table without entries is taken out, and one that a large page
 * can stand for is replaced by it. So what a tree takes depends on what is mapped
 * only, not on the history, and a cell that comes and goes leaves no trace.
 *
 * Other CPUs walk the tables meanwhile. Hence an entry is written with one
 * store, and a table is filled before it is linked. A table that was taken out may
 * still be in use by a walk, so it waits in page_table.freed for the caller's TLB
 * flush.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <asm/barrier.h>
#include <asm_paging.h>
#include <paging.h>
#include <pool.h>
#include <tlb_track.h>

/**
 * struct pt_update - what is being done to a tree
 * @pt:		the tree
 * @phys:	what the next byte of the range is mapped to
 * @flags:	MAP_*
 * @map:	else unmap
 */
struct pt_update {
	struct page_table *pt;
	u64 phys;
	unsigned int flags;
	bool map;
};

static inline unsigned int level_shift(unsigned int level)
{
	return PAGE_SHIFT + level * 9;
}

static inline u64 level_size(unsigned int level)
{
	return 1ULL << level_shift(level);
}

/* Which entry of a table of @level is it? The top level may be several tables */
static inline unsigned int slot_of(const struct page_table *pt, u64 virt,
				   unsigned int level)
{
	unsigned int entries = PT_ENTRIES;

	if (level == pt->levels - 1)
		entries = pt_top_entries(pt->stage2);
	return (virt >> level_shift(level)) & (entries - 1);
}

static inline u64 *pte_table(u64 pte)
{
	return phys_to_hyp(pte & PTE_ADDR);
}

/*
 * A walk that is under way may still read a table that was taken out, and must
 * find the translations there that it always found. So the list of freed tables
 * is kept in bits of the entries that the hardware ignores: four bits of the
 * number of the next table in each of the first entries.
 */
#define LINK_ENTRIES	8

static void free_later(struct page_table *pt, u64 *table)
{
	u64 next = pt->freed ? ((u8 *)pt->freed - pool.base) / PAGE_SIZE : 0;
	unsigned int n;

	for (n = 0; n < LINK_ENTRIES; n++, next >>= 4)
		WRITE_ONCE(table[n], (table[n] & ~PTE_IGNORED) |
			   (next << PTE_IGNORED_SHIFT & PTE_IGNORED));
	pt->freed = table;
	if (pt->stage2)
		tlb_track_lost(hyp_to_phys(pt->root), hyp_to_phys(table),
			       PAGE_SIZE);
}

/* Page 0 of the pool is never a table, so it ends the list */
static u64 *next_freed(const u64 *table)
{
	unsigned int n;
	u32 next = 0;

	for (n = 0; n < LINK_ENTRIES; n++)
		next |= ((table[n] & PTE_IGNORED) >> PTE_IGNORED_SHIFT) << 4 * n;
	return next ? (u64 *)(pool.base + next * PAGE_SIZE) : NULL;
}

static void free_tree(struct page_table *pt, u64 *table, unsigned int level)
{
	unsigned int n;

	for (n = 0; level && n < PT_ENTRIES; n++) {
		if (pte_is_present(table[n]) && pte_is_table(table[n], level))
			free_tree(pt, pte_table(table[n]), level - 1);
	}
	free_later(pt, table);
}

/* What can stand for a table of @level in the table above, 0: nothing can */
static u64 merged_entry(const u64 *table, unsigned int level)
{
	u64 step = level_size(level), first = table[0];
	unsigned int n;

	if (!pte_is_present(first) || pte_is_table(first, level) ||
	    (first & PTE_SMALL) || level >= pte_max_leaf(0) ||
	    (first & PTE_ADDR & (level_size(level + 1) - 1)))
		return 0;
	for (n = 1; n < PT_ENTRIES; n++) {
		if (table[n] != first + n * step)
			return 0;
	}
	return pte_merge(first);
}

static bool table_is_empty(const u64 *table)
{
	unsigned int n;

	for (n = 0; n < PT_ENTRIES; n++) {
		if (table[n])
			return false;
	}
	return true;
}

/* May the whole of an entry of @level be written at once? */
static bool fits_entry(const struct pt_update *up, unsigned int level, u64 virt)
{
	if (!up->map)
		return true;
	return level <= pte_max_leaf(up->flags) &&
	       !((virt | up->phys) & (level_size(level) - 1));
}

/* Debug builds: tell what is lost when @new, which is no table, replaces @old */
static void track_change(const struct page_table *pt, u64 old, u64 new,
			 unsigned int level)
{
	unsigned int n;

	if (!IS_ENABLED(CONFIG_JAILHOUSE_DEBUG) || !pt->stage2 ||
	    !pte_is_present(old))
		return;
	if (!pte_is_table(old, level)) {
		if (!pte_allows(new, old))
			tlb_track_lost(hyp_to_phys(pt->root), old & PTE_ADDR,
				       level_size(level));
		return;
	}
	for (n = 0; n < PT_ENTRIES; n++)
		track_change(pt, pte_table(old)[n],
			     pte_is_present(new) ? pte_split(new, level, n) : 0,
			     level - 1);
}

static void set_entry(struct pt_update *up, u64 *pte, unsigned int level)
{
	u64 old = *pte, new = 0;

	if (up->map)
		new = pte_make_leaf(up->phys, level, up->pt->stage2, up->flags);
	pte_replace(pte, new, up->pt->stage2);
	track_change(up->pt, old, new, level);
	if (level && pte_is_present(old) && pte_is_table(old, level))
		free_tree(up->pt, pte_table(old), level - 1);
}

static int update_table(struct pt_update *up, u64 *table, unsigned int level,
			u64 virt, u64 size);

/* Change a part of what lies below @pte, an entry of a table of @level */
static int update_below(struct pt_update *up, u64 *pte, unsigned int level,
			u64 virt, u64 size)
{
	u64 old = *pte, merged;
	bool linked = pte_is_present(old) && pte_is_table(old, level);
	unsigned int n;
	u64 *table;
	int err;

	if (linked) {
		table = pte_table(old);
	} else {
		if (!up->map && !pte_is_present(old))
			return 0;
		table = pool_alloc(1);
		if (!table)
			return -ENOMEM;
		for (n = 0; pte_is_present(old) && n < PT_ENTRIES; n++)
			table[n] = pte_split(old, level, n);
	}
	err = update_table(up, table, level - 1, virt, size);

	merged = merged_entry(table, level - 1);
	if (merged || table_is_empty(table)) {
		if (merged != old)
			pte_replace(pte, merged, up->pt->stage2);
		if (linked)
			free_later(up->pt, table);
		else
			pool_free(table, 1);
	} else if (!linked) {
		/* Who walks the tables finds it filled */
		smp_wmb();
		pte_replace(pte, pte_make_table(hyp_to_phys(table), up->pt->stage2),
			    up->pt->stage2);
	}
	return err;
}

static int update_table(struct pt_update *up, u64 *table, unsigned int level,
			u64 virt, u64 size)
{
	u64 entry_size = level_size(level), chunk;
	u64 *pte;
	int err;

	while (size) {
		pte = &table[slot_of(up->pt, virt, level)];
		chunk = entry_size - (virt & (entry_size - 1));
		if (chunk > size)
			chunk = size;
		if (chunk == entry_size && fits_entry(up, level, virt)) {
			set_entry(up, pte, level);
			up->phys += chunk;
		} else {
			err = update_below(up, pte, level, virt, chunk);
			if (err)
				return err;
		}
		virt += chunk;
		size -= chunk;
	}
	return 0;
}

/* Tables that make up one top level lie one behind the other, aligned to the whole */
static u64 *alloc_top(bool stage2)
{
	u32 pages = pt_top_entries(stage2) / PT_ENTRIES, before;
	u8 *first;

	if (pages == 1)
		return pool_alloc(1);
	first = pool_alloc(2 * pages - 1);
	if (!first)
		return NULL;
	before = -(hyp_to_phys(first) / PAGE_SIZE) & (pages - 1);
	if (before)
		pool_free(first, before);
	first += before * PAGE_SIZE;
	if (before < pages - 1)
		pool_free(first + pages * PAGE_SIZE, pages - 1 - before);
	return (u64 *)first;
}

/**
 * page_table_init() - start an empty tree
 * @pt:		where to put it
 * @levels:	its depth
 * @stage2:	it translates guest-physical addresses
 *
 * Return: 0 or -ENOMEM.
 */
int page_table_init(struct page_table *pt, u8 levels, bool stage2)
{
	pt->levels = levels;
	pt->stage2 = stage2;
	pt->freed = NULL;
	pt->root = alloc_top(stage2);
	return pt->root ? 0 : -ENOMEM;
}

/**
 * page_table_map() - map a range
 * @pt:		the tree
 * @virt:	page-aligned address
 * @phys:	page-aligned physical address
 * @size:	bytes, a multiple of the page size
 * @flags:	MAP_*
 *
 * Uses pages as large as alignment and @flags allow. What was mapped in the
 * range is replaced; the caller flushes then.
 *
 * Return: 0, or -ENOMEM; then a part of the range may have been mapped.
 */
int page_table_map(struct page_table *pt, u64 virt, u64 phys, u64 size,
		   unsigned int flags)
{
	struct pt_update up = {
		.pt = pt,
		.phys = phys,
		.flags = flags,
		.map = true,
	};
	int err = update_table(&up, pt->root, pt->levels - 1, virt, size);

	tlb_track_lost_end();
	return err;
}

/**
 * page_table_unmap() - unmap a range
 * @pt:		the tree
 * @virt:	page-aligned address
 * @size:	bytes, a multiple of the page size
 *
 * The caller flushes the TLB of all CPUs that use @pt, then calls
 * page_table_free_pending().
 *
 * Return: 0, or -ENOMEM if a large page could not be split; then a part of the
 * range is still mapped.
 */
int page_table_unmap(struct page_table *pt, u64 virt, u64 size)
{
	struct pt_update up = { .pt = pt };
	int err = update_table(&up, pt->root, pt->levels - 1, virt, size);

	tlb_track_lost_end();
	return err;
}

/*
 * Tables below the top are needed for entries that cannot be written as a whole:
 * all of those in the range where the level is above @max_leaf, else those that
 * the range covers in part, which are the ones at its two ends.
 */
static u32 bound(const struct page_table *pt, u64 virt, u64 size,
		 unsigned int max_leaf)
{
	unsigned int level, shift;
	u64 first, last, mask;
	u32 tables = 0;

	if (!size)
		return 0;
	for (level = 1; level < pt->levels; level++) {
		shift = level_shift(level);
		mask = level_size(level) - 1;
		first = virt >> shift;
		last = (virt + size - 1) >> shift;
		if (level > max_leaf)
			tables += last - first + 1;
		else if (first == last)
			tables += size <= mask;
		else
			tables += !!(virt & mask) + !!((virt + size) & mask);
	}
	return tables;
}

/**
 * page_table_map_bound() - upper bound of the tables that a mapping may need
 * @pt:		the tree, which need not exist yet apart from its levels
 * @virt:	as for page_table_map()
 * @phys:	as for page_table_map()
 * @size:	as for page_table_map()
 * @flags:	as for page_table_map()
 *
 * Holds whatever @pt contains when the mapping is made.
 *
 * Return: pages.
 */
u32 page_table_map_bound(const struct page_table *pt, u64 virt, u64 phys,
			 u64 size, unsigned int flags)
{
	unsigned int max_leaf = pte_max_leaf(flags);

	while (max_leaf && ((virt ^ phys) & (level_size(max_leaf) - 1)))
		max_leaf--;
	return bound(pt, virt, size, max_leaf);
}

/**
 * page_table_unmap_bound() - upper bound of the tables that unmapping may need
 * @pt:		the tree
 * @virt:	as for page_table_unmap()
 * @size:	as for page_table_unmap()
 *
 * Holds whatever @pt contains when the range is unmapped.
 *
 * Return: pages.
 */
u32 page_table_unmap_bound(const struct page_table *pt, u64 virt, u64 size)
{
	return bound(pt, virt, size, pt->levels);
}

/**
 * page_table_lookup() - what an address is mapped to
 * @pt:		the tree
 * @virt:	address
 * @size:	out: bytes from @virt on that are mapped by the same entry, or not
 *		mapped for the same reason; may be NULL
 *
 * Return: an entry of level 0 for the page that contains @virt, whatever the size
 * of the page that maps it; 0 if it is not mapped.
 */
u64 page_table_lookup(const struct page_table *pt, u64 virt, u64 *size)
{
	unsigned int level = pt->levels - 1;
	const u64 *table = pt->root;
	u64 pte;

	for (;;) {
		pte = READ_ONCE(table[slot_of(pt, virt, level)]);
		if (!pte_is_present(pte) || !pte_is_table(pte, level))
			break;
		table = pte_table(pte);
		level--;
	}
	if (size)
		*size = level_size(level) - (virt & (level_size(level) - 1));
	if (!pte_is_present(pte))
		return 0;
	for (; level; level--)
		pte = pte_split(pte, level,
				(virt >> level_shift(level - 1)) % PT_ENTRIES);
	return pte;
}

/**
 * page_table_free_pending() - give back tables that are no longer used
 * @pt:		the tree
 *
 * Context: after every CPU that uses @pt has flushed its TLB.
 */
void page_table_free_pending(struct page_table *pt)
{
	u64 *table = pt->freed, *next;

	pt->freed = NULL;
	for (; table; table = next) {
		next = next_freed(table);
		if (pt->stage2)
			tlb_track_check(hyp_to_phys(table), PAGE_SIZE);
		pool_free(table, 1);
	}
}

/**
 * page_table_destroy() - give back the whole tree
 * @pt:		the tree
 *
 * Context: no CPU uses it any more.
 */
void page_table_destroy(struct page_table *pt)
{
	unsigned int n;

	if (!pt->root)
		return;
	for (n = 0; n < pt_top_entries(pt->stage2); n += PT_ENTRIES)
		free_tree(pt, pt->root + n, pt->levels - 1);
	tlb_track_lost_end();
	page_table_free_pending(pt);
	pt->root = NULL;
}
