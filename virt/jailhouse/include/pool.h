/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page pool: all memory that the hypervisor ever allocates
 *
 * Used by management operations only, which hold the management lock; the exit
 * path allocates nothing.
 */
#ifndef _JAILHOUSE_POOL_H
#define _JAILHOUSE_POOL_H

#include <linux/types.h>

/**
 * struct page_pool - state of the pool
 * @base:	first page
 * @bitmap:	a bit a page, set while it is in use
 * @pages:	size
 * @used:	pages in use
 * @hint:	where to look first
 */
struct page_pool {
	u8 *base;
	unsigned long *bitmap;
	u32 pages;
	u32 used;
	u32 hint;
};

extern struct page_pool pool;

void pool_init(void *base, u32 pages);
void *pool_alloc(u32 pages);
void pool_free(void *page, u32 pages);

/**
 * pool_available() - number of free pages
 *
 * A management operation compares it with an upper bound of what its commit will
 * allocate, one page at a time, so that the commit cannot fail.
 *
 * Return: pages.
 */
static inline u32 pool_available(void)
{
	return pool.pages - pool.used;
}

#endif /* _JAILHOUSE_POOL_H */
