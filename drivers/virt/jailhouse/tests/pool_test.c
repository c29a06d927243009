// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the page pool
 */
#include <kunit/test.h>
#include <linux/string.h>
#include <paging.h>
#include <pool.h>
#include "pool_env.h"

static void pool_counts_itself(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, pool.pages, TEST_POOL_PAGES);
	KUNIT_EXPECT_EQ(test, pool.used, 1);
	KUNIT_EXPECT_EQ(test, pool_available(), TEST_POOL_PAGES - 1);
}

static void pool_zeroes(struct kunit *test)
{
	u8 *page = pool_alloc(3);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, (unsigned long)page % PAGE_SIZE, 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(page, 0, 3 * PAGE_SIZE));
	/* ... and nothing but what it hands out */
	KUNIT_EXPECT_EQ(test, page[3 * PAGE_SIZE], 0x5a);

	memset(page, 0xff, 3 * PAGE_SIZE);
	pool_free(page, 3);
	KUNIT_EXPECT_PTR_EQ(test, pool_alloc(3), (void *)page);
	KUNIT_EXPECT_NULL(test, memchr_inv(page, 0, 3 * PAGE_SIZE));
}

static void pool_runs_out(struct kunit *test)
{
	u8 *first = pool_alloc(1), *page;
	unsigned int n;

	for (n = 1; n < TEST_POOL_PAGES - 1; n++) {
		page = pool_alloc(1);
		KUNIT_ASSERT_PTR_EQ(test, page, first + n * PAGE_SIZE);
	}
	KUNIT_EXPECT_EQ(test, pool_available(), 0);
	KUNIT_EXPECT_NULL(test, pool_alloc(1));
	KUNIT_EXPECT_EQ(test, pool.used, TEST_POOL_PAGES);

	pool_free(first + 100 * PAGE_SIZE, 1);
	KUNIT_EXPECT_NULL(test, pool_alloc(2));
	KUNIT_EXPECT_PTR_EQ(test, pool_alloc(1), (void *)(first + 100 * PAGE_SIZE));
	KUNIT_EXPECT_NULL(test, pool_alloc(1));
}

static void pool_finds_gaps(struct kunit *test)
{
	u8 *base = pool_alloc(TEST_POOL_PAGES - 1);

	KUNIT_ASSERT_NOT_NULL(test, base);
	/* Two free pages, one in use, four across the words of the bitmap */
	pool_free(base + 10 * PAGE_SIZE, 2);
	pool_free(base + 61 * PAGE_SIZE, 4);
	KUNIT_EXPECT_NULL(test, pool_alloc(5));
	KUNIT_EXPECT_PTR_EQ(test, pool_alloc(3), (void *)(base + 61 * PAGE_SIZE));
	KUNIT_EXPECT_PTR_EQ(test, pool_alloc(1), (void *)(base + 10 * PAGE_SIZE));
	KUNIT_EXPECT_NULL(test, pool_alloc(2));
	KUNIT_EXPECT_PTR_EQ(test, pool_alloc(1), (void *)(base + 11 * PAGE_SIZE));
	KUNIT_EXPECT_PTR_EQ(test, pool_alloc(1), (void *)(base + 64 * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, pool_available(), 0);
}

static void pool_whole(struct kunit *test)
{
	u8 *base = pool_alloc(TEST_POOL_PAGES - 1);

	KUNIT_ASSERT_NOT_NULL(test, base);
	pool_free(base, TEST_POOL_PAGES - 1);
	KUNIT_EXPECT_NULL(test, pool_alloc(TEST_POOL_PAGES));
	KUNIT_EXPECT_PTR_EQ(test, pool_alloc(TEST_POOL_PAGES - 1), (void *)base);
}

static struct kunit_case pool_cases[] = {
	KUNIT_CASE(pool_counts_itself),
	KUNIT_CASE(pool_zeroes),
	KUNIT_CASE(pool_runs_out),
	KUNIT_CASE(pool_finds_gaps),
	KUNIT_CASE(pool_whole),
	{}
};

static struct kunit_suite pool_suite = {
	.name = "jailhouse-pool",
	.init = test_pool_init,
	.exit = test_pool_exit,
	.test_cases = pool_cases,
};

kunit_test_suite(pool_suite);
