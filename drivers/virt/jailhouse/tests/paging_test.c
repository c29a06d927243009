// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the page-table code
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <asm_paging.h>
#include <paging.h>
#include <pool.h>
#include "pool_env.h"

#define RWX	(MAP_READ | MAP_WRITE | MAP_EXEC)
#define RW	(MAP_READ | MAP_WRITE)

static struct page_table pt;

static int paging_test_init(struct kunit *test)
{
	return test_pool_init(test) ?: page_table_init(&pt, 4, true);
}

static void expect_mapped(struct kunit *test, u64 virt, u64 phys, u64 size,
			  u64 bits)
{
	u64 span;
	u64 pte = page_table_lookup(&pt, virt, &span);

	KUNIT_EXPECT_EQ_MSG(test, pte & PTE_ADDR, phys, "at %llx", virt);
	KUNIT_EXPECT_EQ_MSG(test, pte & ~PTE_ADDR & ~PTE_IGNORED, bits,
			    "at %llx", virt);
	KUNIT_EXPECT_EQ_MSG(test, span, size, "at %llx", virt);
}

#define STAGE2_RWX	(PTE_PRESENT | PTE_WRITE | PTE_USER | PTE_ACCESSED | \
			 PTE_DIRTY)

static void map_uses_large_pages(struct kunit *test)
{
	u32 used = pool.used;

	KUNIT_ASSERT_EQ(test, page_table_map(&pt, 0, 0, SZ_4G, RWX), 0);
	expect_mapped(test, 0, 0, SZ_1G, STAGE2_RWX);
	expect_mapped(test, SZ_2G + SZ_4K, SZ_2G + SZ_4K, SZ_1G - SZ_4K, STAGE2_RWX);
	/* One table of 1 GiB entries below the top */
	KUNIT_EXPECT_EQ(test, pool.used, used + 1);

	KUNIT_ASSERT_EQ(test, page_table_unmap(&pt, 0, SZ_4G), 0);
	page_table_free_pending(&pt);
	KUNIT_EXPECT_EQ(test, pool.used, used);
	KUNIT_EXPECT_EQ(test, page_table_lookup(&pt, 0, NULL), 0);

	paging_1g = false;
	KUNIT_ASSERT_EQ(test, page_table_map(&pt, 0, SZ_2M, SZ_1G, RWX), 0);
	expect_mapped(test, 0, SZ_2M, SZ_2M, STAGE2_RWX);
	KUNIT_EXPECT_EQ(test, pool.used, used + 2);
}

static void map_respects_alignment(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, page_table_map(&pt, SZ_1M, SZ_1M, SZ_4M, RWX), 0);
	expect_mapped(test, SZ_1M, SZ_1M, SZ_4K, STAGE2_RWX);
	expect_mapped(test, SZ_2M, SZ_2M, SZ_2M, STAGE2_RWX);
	expect_mapped(test, SZ_4M, SZ_4M, SZ_4K, STAGE2_RWX);
	KUNIT_EXPECT_EQ(test, page_table_lookup(&pt, SZ_1M - 1, NULL), 0);
	KUNIT_EXPECT_EQ(test, page_table_lookup(&pt, SZ_1M + SZ_4M, NULL), 0);

	KUNIT_ASSERT_EQ(test, page_table_map(&pt, SZ_1G, SZ_4K, SZ_4M, RWX), 0);
	expect_mapped(test, SZ_1G + SZ_2M, SZ_4K + SZ_2M, SZ_4K, STAGE2_RWX);
}

static void map_small(struct kunit *test)
{
	u32 used = pool.used;
	u64 virt;

	KUNIT_ASSERT_EQ(test, page_table_map(&pt, 0, 0, SZ_4M, RWX | MAP_SMALL), 0);
	expect_mapped(test, SZ_2M, SZ_2M, SZ_4K, STAGE2_RWX | PTE_SMALL);
	KUNIT_EXPECT_EQ(test, pool.used, used + 4);

	/* Not merged either when the last hole is filled */
	for (virt = 0; virt < SZ_2M; virt += SZ_4K)
		page_table_map(&pt, virt, virt, SZ_4K, RWX | MAP_SMALL);
	expect_mapped(test, 0, 0, SZ_4K, STAGE2_RWX | PTE_SMALL);
}

static void entry_bits(struct kunit *test)
{
	const u64 common = PTE_PRESENT | PTE_ACCESSED | PTE_DIRTY;

	page_table_map(&pt, 0, 0, SZ_4K, MAP_READ);
	expect_mapped(test, 0, 0, SZ_4K, common | PTE_USER | PTE_NX);
	page_table_map(&pt, 0, 0, SZ_4K, RW | MAP_DEVICE);
	expect_mapped(test, 0, 0, SZ_4K, common | PTE_USER | PTE_NX | PTE_WRITE);
	page_table_map(&pt, 0, 0, SZ_4K, MAP_READ | MAP_EXEC);
	expect_mapped(test, 0, 0, SZ_4K, common | PTE_USER);

	page_table_destroy(&pt);
	KUNIT_ASSERT_EQ(test, page_table_init(&pt, 5, false), 0);
	page_table_map(&pt, 0, 0, SZ_4K, MAP_READ);
	expect_mapped(test, 0, 0, SZ_4K, common | PTE_NX);
	page_table_map(&pt, 0, 0, SZ_4K, MAP_READ | MAP_EXEC);
	expect_mapped(test, 0, 0, SZ_4K, common);
	page_table_map(&pt, 0, 0, SZ_2M, RW | MAP_DEVICE);
	expect_mapped(test, 0, 0, SZ_2M, common | PTE_NX | PTE_WRITE | PTE_PCD |
		      PTE_PWT);
	/* An address in the upper half, with five levels */
	page_table_map(&pt, JH_BASE, SZ_1G, SZ_4K, MAP_READ);
	expect_mapped(test, JH_BASE, SZ_1G, SZ_4K, common | PTE_NX);
}

static void split_and_merge(struct kunit *test)
{
	u32 used;

	KUNIT_ASSERT_EQ(test, page_table_map(&pt, 0, 0, SZ_1G, RWX), 0);
	used = pool.used;

	KUNIT_ASSERT_EQ(test, page_table_unmap(&pt, 0x3ee00000, SZ_1M), 0);
	KUNIT_EXPECT_EQ(test, pool.used, used + 2);
	KUNIT_EXPECT_EQ(test, page_table_lookup(&pt, 0x3ee00000, NULL), 0);
	KUNIT_EXPECT_EQ(test, page_table_lookup(&pt, 0x3eeff000, NULL), 0);
	expect_mapped(test, 0, 0, SZ_2M, STAGE2_RWX);
	expect_mapped(test, 0x3ec00000, 0x3ec00000, SZ_2M, STAGE2_RWX);
	expect_mapped(test, 0x3ef00000, 0x3ef00000, SZ_4K, STAGE2_RWX);
	expect_mapped(test, 0x3f000000, 0x3f000000, SZ_2M, STAGE2_RWX);

	KUNIT_ASSERT_EQ(test, page_table_map(&pt, 0x3ee00000, 0x3ee00000, SZ_1M,
					     RWX), 0);
	expect_mapped(test, 0x3ee00000, 0x3ee00000, SZ_1G - 0x3ee00000,
		      STAGE2_RWX);
	page_table_free_pending(&pt);
	KUNIT_EXPECT_EQ(test, pool.used, used);
}

static void other_flags_do_not_merge(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, page_table_map(&pt, 0, 0, SZ_2M, RWX), 0);
	KUNIT_ASSERT_EQ(test, page_table_map(&pt, SZ_1M, SZ_1M, SZ_4K, RW), 0);
	expect_mapped(test, SZ_1M, SZ_1M, SZ_4K, STAGE2_RWX | PTE_NX);
	expect_mapped(test, 0, 0, SZ_4K, STAGE2_RWX);
	/* Right flags, wrong place */
	KUNIT_ASSERT_EQ(test, page_table_map(&pt, SZ_1M, SZ_2M, SZ_4K, RWX), 0);
	expect_mapped(test, SZ_1M, SZ_2M, SZ_4K, STAGE2_RWX);
	expect_mapped(test, 0, 0, SZ_4K, STAGE2_RWX);
	KUNIT_ASSERT_EQ(test, page_table_map(&pt, SZ_1M, SZ_1M, SZ_4K, RWX), 0);
	expect_mapped(test, 0, 0, SZ_2M, STAGE2_RWX);
}

/* A walk under way finds in a table that was taken out what it always found */
static void freed_tables_stay_valid(struct kunit *test)
{
	u64 *table, *second, *saved;
	unsigned int n;
	u32 used;

	KUNIT_ASSERT_EQ(test, page_table_map(&pt, 0, 0, SZ_4M, RWX), 0);
	used = pool.used;
	page_table_unmap(&pt, SZ_4K, SZ_4K);
	page_table_unmap(&pt, SZ_2M + SZ_4K, SZ_4K);
	KUNIT_ASSERT_EQ(test, pool.used, used + 2);
	second = phys_to_hyp(pt.root[0] & PTE_ADDR);
	second = phys_to_hyp(second[0] & PTE_ADDR);
	table = phys_to_hyp(second[0] & PTE_ADDR);
	second = phys_to_hyp(second[1] & PTE_ADDR);
	saved = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, saved);
	memcpy(saved, table, PAGE_SIZE);
	saved[1] = saved[0] + SZ_4K;

	page_table_map(&pt, SZ_4K, SZ_4K, SZ_4K, RWX);
	page_table_map(&pt, SZ_2M + SZ_4K, SZ_2M + SZ_4K, SZ_4K, RWX);
	KUNIT_EXPECT_PTR_EQ(test, pt.freed, second);
	KUNIT_EXPECT_EQ(test, pool.used, used + 2);
	for (n = 0; n < PT_ENTRIES; n++) {
		KUNIT_EXPECT_EQ(test, table[n] & ~PTE_IGNORED, saved[n]);
		KUNIT_EXPECT_EQ(test, second[n] & ~PTE_IGNORED, saved[n] + SZ_2M);
	}
	page_table_free_pending(&pt);
	KUNIT_EXPECT_EQ(test, pool.used, used);
}

static void out_of_memory(struct kunit *test)
{
	u32 n;

	KUNIT_ASSERT_EQ(test, page_table_map(&pt, 0, 0, SZ_1G, RWX), 0);
	for (n = pool_available(); n; n--)
		pool_alloc(1);
	KUNIT_EXPECT_EQ(test, page_table_unmap(&pt, SZ_2M, SZ_4K), -ENOMEM);
	KUNIT_EXPECT_EQ(test, page_table_map(&pt, SZ_1G, SZ_1G, SZ_4K, RWX), -ENOMEM);
	/* What was there is still there */
	expect_mapped(test, 0, 0, SZ_1G, STAGE2_RWX);
	KUNIT_EXPECT_EQ(test, page_table_lookup(&pt, SZ_1G, NULL), 0);
	/* What needs no table works */
	KUNIT_EXPECT_EQ(test, page_table_map(&pt, SZ_1G, SZ_1G, SZ_1G, RWX), 0);
	KUNIT_EXPECT_EQ(test, page_table_unmap(&pt, 0, SZ_1G), 0);
}

#define MODEL_PAGES	2048	/* 8 MiB from 1 GiB - 4 MiB */
#define MODEL_BASE	(SZ_1G - SZ_4M)

static u64 model[MODEL_PAGES];

static u32 next_random(u32 *state)
{
	/* Numerical Recipes; fixed, so that a failure can be repeated */
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static void compare_with_model(struct kunit *test, unsigned int round)
{
	unsigned int n, wrong = 0;

	for (n = 0; n < MODEL_PAGES; n++)
		wrong += (page_table_lookup(&pt, MODEL_BASE + n * SZ_4K, NULL) &
			  ~PTE_IGNORED) != model[n];
	KUNIT_ASSERT_EQ_MSG(test, wrong, 0, "round %u", round);
}

static void random_updates(struct kunit *test)
{
	static const unsigned int flags[] = { RWX, RWX, RW, RWX | MAP_SMALL };
	u32 seed = 1, before, limit, n, first, pages, fl;
	unsigned int round;
	u64 virt, phys, size;

	for (round = 0; round < 600; round++) {
		fl = flags[next_random(&seed) % 4];
		first = next_random(&seed) % MODEL_PAGES;
		pages = next_random(&seed) % (MODEL_PAGES - first) + 1;
		if (next_random(&seed) & 1) {
			/* Whole large pages */
			first &= ~511;
			pages = (pages + 511) & ~511;
		}
		virt = MODEL_BASE + first * SZ_4K;
		size = pages * SZ_4K;
		phys = virt;
		if (!(next_random(&seed) % 4))
			phys += SZ_4K * (next_random(&seed) % 3);
		before = pool.used;
		if (next_random(&seed) % 3) {
			limit = page_table_map_bound(&pt, virt, phys, size, fl);
			KUNIT_ASSERT_EQ(test, page_table_map(&pt, virt, phys, size,
							     fl), 0);
			for (n = 0; n < pages; n++)
				model[first + n] = pte_make_leaf(phys + n * SZ_4K,
								 0, true, fl);
		} else {
			limit = page_table_unmap_bound(&pt, virt, size);
			KUNIT_ASSERT_EQ(test, page_table_unmap(&pt, virt, size), 0);
			memset(&model[first], 0, pages * sizeof(model[0]));
		}
		KUNIT_ASSERT_LE_MSG(test, pool.used, before + limit, "round %u", round);
		page_table_free_pending(&pt);
		compare_with_model(test, round);
	}
}

/* The tree depends on what is mapped, not on how it came about */
static void canonical(struct kunit *test)
{
	u32 seed = 2, used, first, pages, n;
	unsigned int round;

	KUNIT_ASSERT_EQ(test, page_table_map(&pt, 0, 0, SZ_2G, RWX), 0);
	KUNIT_ASSERT_EQ(test, page_table_unmap(&pt, SZ_1G, 3 * SZ_4K), 0);
	page_table_free_pending(&pt);
	used = pool.used;
	for (round = 0; round < 200; round++) {
		first = next_random(&seed) % (SZ_2G / SZ_4K - 4096);
		pages = next_random(&seed) % 4096 + 1;
		KUNIT_ASSERT_EQ(test, page_table_unmap(&pt, first * (u64)SZ_4K,
						       pages * SZ_4K), 0);
		page_table_free_pending(&pt);
		/* Back in two pieces */
		n = next_random(&seed) % pages;
		page_table_map(&pt, (first + n) * (u64)SZ_4K,
			       (first + n) * (u64)SZ_4K, (pages - n) * SZ_4K, RWX);
		page_table_map(&pt, first * (u64)SZ_4K, first * (u64)SZ_4K,
			       n * SZ_4K, RWX);
		KUNIT_ASSERT_EQ(test, page_table_unmap(&pt, SZ_1G, 3 * SZ_4K), 0);
		page_table_free_pending(&pt);
		KUNIT_ASSERT_EQ_MSG(test, pool.used, used, "round %u", round);
	}
}

static void destroy(struct kunit *test)
{
	u32 used = pool.used - 1;

	KUNIT_ASSERT_EQ(test, page_table_map(&pt, SZ_4K, SZ_4K, SZ_8M, RWX), 0);
	KUNIT_ASSERT_EQ(test, page_table_map(&pt, SZ_4G, SZ_4K, SZ_8M, RWX), 0);
	KUNIT_ASSERT_EQ(test, page_table_unmap(&pt, SZ_4G, SZ_4M), 0);
	page_table_destroy(&pt);
	KUNIT_EXPECT_EQ(test, pool.used, used);
	page_table_destroy(&pt);
	KUNIT_EXPECT_EQ(test, pool.used, used);
}

static struct kunit_case paging_cases[] = {
	KUNIT_CASE(map_uses_large_pages),
	KUNIT_CASE(map_respects_alignment),
	KUNIT_CASE(map_small),
	KUNIT_CASE(entry_bits),
	KUNIT_CASE(split_and_merge),
	KUNIT_CASE(other_flags_do_not_merge),
	KUNIT_CASE(freed_tables_stay_valid),
	KUNIT_CASE(out_of_memory),
	KUNIT_CASE_SLOW(random_updates),
	KUNIT_CASE(canonical),
	KUNIT_CASE(destroy),
	{}
};

static struct kunit_suite paging_suite = {
	.name = "jailhouse-paging",
	.init = paging_test_init,
	.exit = test_pool_exit,
	.test_cases = paging_cases,
};

kunit_test_suite(paging_suite);
