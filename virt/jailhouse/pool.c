// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page pool
 *
 *	pool.base                                   pool.base + pages
 *	| bitmap | page | page | page | ...        |
 *	  1 1 1     0      1      0
 *
 * The bitmap lies in the first pages of the pool and marks itself as used. A
 * hint keeps the search short: no page below it is free.
 */
#include <linux/bits.h>
#include <linux/minmax.h>
#include <asm_paging.h>
#include <paging.h>
#include <pool.h>

struct page_pool pool;

static bool page_used(u32 page)
{
	return pool.bitmap[page / BITS_PER_LONG] >> (page % BITS_PER_LONG) & 1;
}

static void mark_used(u32 page, u32 pages)
{
	u32 n;

	for (n = page; n < page + pages; n++)
		pool.bitmap[n / BITS_PER_LONG] |= BIT(n % BITS_PER_LONG);
	pool.used += pages;
}

/* First free page from @page on, pool.pages if there is none */
static u32 find_free(u32 page)
{
	unsigned long word;

	while (page < pool.pages) {
		word = ~pool.bitmap[page / BITS_PER_LONG] >> (page % BITS_PER_LONG);
		if (word) {
			page += __builtin_ctzl(word);
			break;
		}
		page += BITS_PER_LONG - page % BITS_PER_LONG;
	}
	return min(page, pool.pages);
}

/* Number of free pages from @page on, at most @pages */
static u32 count_free(u32 page, u32 pages)
{
	u32 n = 0;

	while (n < pages && page + n < pool.pages && !page_used(page + n))
		n++;
	return n;
}

/**
 * pool_init() - hand over the memory that the hypervisor allocates from
 * @base:	first page, in the hypervisor's memory
 * @pages:	number of pages, at least 2; they may hold anything
 *
 * Context: once, on the first CPU, before any other function of the pool.
 */
void pool_init(void *base, u32 pages)
{
	u32 bitmap_pages = (pages + 8 * PAGE_SIZE - 1) / (8 * PAGE_SIZE);

	pool.base = base;
	pool.bitmap = base;
	pool.pages = pages;
	pool.used = 0;
	zero_pages(base, bitmap_pages);
	mark_used(0, bitmap_pages);
	pool.hint = bitmap_pages;
}

/**
 * pool_alloc() - allocate pages
 * @pages:	how many, contiguous; at least 1
 *
 * Context: management lock held, or initialization.
 * Return: the first page, all of them filled with zeroes; NULL if there are not
 * so many contiguous pages free.
 */
void *pool_alloc(u32 pages)
{
	u32 first = find_free(pool.hint);
	u32 page, found;

	pool.hint = first;
	for (page = first; page < pool.pages; page = find_free(page + found)) {
		found = count_free(page, pages);
		if (found < pages)
			continue;
		mark_used(page, pages);
		if (page == first)
			pool.hint = page + pages;
		zero_pages(pool.base + page * PAGE_SIZE, pages);
		return pool.base + page * PAGE_SIZE;
	}
	return NULL;
}

/**
 * pool_free() - give pages back
 * @page:	what pool_alloc() returned, or a page from inside of it; nothing
 *		happens if it is NULL
 * @pages:	how many
 *
 * Context: management lock held, or initialization.
 */
void pool_free(void *page, u32 pages)
{
	u32 first = ((u8 *)page - pool.base) / PAGE_SIZE;
	u32 n;

	if (!page)
		return;
	for (n = first; n < first + pages; n++)
		pool.bitmap[n / BITS_PER_LONG] &= ~BIT(n % BITS_PER_LONG);
	pool.used -= pages;
	if (first < pool.hint)
		pool.hint = first;
}
