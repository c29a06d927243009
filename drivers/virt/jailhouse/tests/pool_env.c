// SPDX-License-Identifier: GPL-2.0-only
/*
 * A page pool for tests, in place of the hypervisor's memory
 */
#include <linux/gfp.h>
#include <linux/string.h>
#include <asm_paging.h>
#include <paging.h>
#include <pool.h>
#include "pool_env.h"

u64 hyp_phys;
bool paging_1g;

static unsigned long pool_pages;

/**
 * test_pool_init() - set up a pool full of garbage
 * @test:	the test; also usable as the init function of a suite
 *
 * Return: 0 or -ENOMEM.
 */
int test_pool_init(struct kunit *test)
{
	pool_pages = __get_free_pages(GFP_KERNEL, TEST_POOL_ORDER);
	if (!pool_pages)
		return -ENOMEM;
	memset((void *)pool_pages, 0x5a, TEST_POOL_PAGES * PAGE_SIZE);
	hyp_phys = TEST_POOL_PHYS - (pool_pages - JH_BASE);
	paging_1g = true;
	pool_init((void *)pool_pages, TEST_POOL_PAGES);
	return 0;
}

/**
 * test_pool_exit() - free the memory of the pool
 * @test:	the test
 */
void test_pool_exit(struct kunit *test)
{
	free_pages(pool_pages, TEST_POOL_ORDER);
}
