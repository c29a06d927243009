// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the model of pending TLB flushes: planted bugs have to be found
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <control.h>
#include <memory.h>
#include <paging.h>
#include <pool.h>
#include <tlb_track.h>
#include "env.h"
#include "pool_env.h"

#define CELL_RAM(id)	(ENV_RAM + ((id) - 1) * ENV_RAM_SIZE)

static void expect_trap(struct kunit *test, const char *text)
{
	KUNIT_EXPECT_GE(test, env.traps, 1);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(env.trap_log, text), "%s",
				  env.trap_log);
	/* What follows from it is not of interest */
	env.expected_traps = env.traps;
	env.trap_log[0] = 0;
}

static void correct_flushes_pass(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);

	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_START, 1), -EAGAIN);
	env_answer(cell, JAILHOUSE_REPLY_REQUEST_APPROVED);
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_START, 1), 0);
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_SET_LOADABLE, 1), -EAGAIN);
	env_answer(cell, JAILHOUSE_REPLY_REQUEST_APPROVED);
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_SET_LOADABLE, 1), 0);
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_DESTROY, 1), 0);
	KUNIT_EXPECT_EQ(test, env.traps, 0);
}

/* CPU 1 of the root keeps its translations of what the cell gets */
static void create_without_flush(struct kunit *test)
{
	env.no_flush = BIT(1);
	env_create(test, 1);
	expect_trap(test, "CPU 1 has not flushed it");
}

static void create_without_own_flush(struct kunit *test)
{
	env.no_flush = BIT(0);
	env_create(test, 1);
	expect_trap(test, "CPU 0 has not flushed it");
}

/* The guest's translations are flushed, those of the window are not */
static void create_without_window_flush(struct kunit *test)
{
	env.half_flush = BIT(1);
	env_create(test, 1);
	expect_trap(test, "CPU 1 has not flushed it, in its window");
}

/* The root may write to the image after the cell has started */
static void start_without_flush(struct kunit *test)
{
	env_create(test, 1);
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_SET_LOADABLE, 1), 0);
	KUNIT_EXPECT_EQ(test, env.traps, 0);
	env.no_flush = BIT(2);
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_START, 1), 0);
	expect_trap(test, "CPU 2 has not flushed it");
}

/* A parked CPU of the cell still has the cell's translations */
static void set_loadable_without_flush(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);

	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_SET_LOADABLE, 1), -EAGAIN);
	env_answer(cell, JAILHOUSE_REPLY_REQUEST_APPROVED);
	env.no_flush = BIT(3);
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_SET_LOADABLE, 1), 0);
	expect_trap(test, "CPU 3 has not flushed it");
}

static void destroy_without_flush(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);

	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_DESTROY, 1), -EAGAIN);
	env_answer(cell, JAILHOUSE_REPLY_REQUEST_APPROVED);
	env.no_flush = BIT(3);
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_DESTROY, 1), 0);
	expect_trap(test, "CPU 3 still maps it");
}

/* A tree goes back to the pool while a CPU may be walking it */
static void tree_without_flush(struct kunit *test)
{
	struct page_table pt;

	KUNIT_ASSERT_EQ(test, page_table_init(&pt, 4, true), 0);
	KUNIT_ASSERT_EQ(test, page_table_map(&pt, 0, SZ_1G, SZ_4K, MAP_READ), 0);
	tlb_track_flushed(2, TLB_WINDOW, hyp_to_phys(pt.root), tlb_track_begin());
	page_table_destroy(&pt);
	expect_trap(test, "CPU 2 has not flushed it, in its window");
}

/* So does a single table of a tree that stays */
static void table_without_flush(struct kunit *test)
{
	struct page_table *pt = &root_cell->stage2;

	page_table_map(pt, SZ_1G, SZ_1G, SZ_4K, MAP_READ);
	cell_flush(root_cell);
	page_table_unmap(pt, SZ_1G, SZ_4K);
	KUNIT_EXPECT_EQ(test, env.traps, 0);
	page_table_free_pending(pt);
	expect_trap(test, "CPU 0 has not flushed it");
}

/* A right that was taken away counts like a page */
static void lost_rights(struct kunit *test)
{
	struct page_table *pt = &root_cell->stage2;
	const u64 phys = ENV_RAM + SZ_2M;

	page_table_map(pt, phys, phys, SZ_4K, MAP_READ | MAP_WRITE);
	page_table_unmap(pt, phys, SZ_4K);
	cell_flush(root_cell);
	tlb_track_check(phys, SZ_4K);
	KUNIT_EXPECT_EQ(test, env.traps, 0);

	/* Read-only elsewhere, and not flushed */
	page_table_map(pt, SZ_1G, phys, SZ_4K, MAP_READ | MAP_WRITE);
	page_table_map(pt, SZ_1G, phys, SZ_4K, MAP_READ);
	page_table_unmap(pt, SZ_1G, SZ_4K);
	tlb_track_check(phys, SZ_4K);
	expect_trap(test, "CPU 0 has not flushed it");
}

/* A large page is split and merged: nobody loses a translation by that */
static void split_is_no_loss(struct kunit *test)
{
	struct page_table *pt = &root_cell->stage2;

	page_table_map(pt, SZ_1G, SZ_1G, SZ_2M, MAP_READ | MAP_WRITE);
	page_table_unmap(pt, SZ_1G + SZ_1M, SZ_4K);
	/* The page was, its neighbours were not */
	page_table_unmap(pt, SZ_1G, SZ_2M);
	cell_flush(root_cell);
	page_table_map(pt, SZ_1G, SZ_1G, SZ_1M, MAP_READ | MAP_WRITE);
	page_table_map(pt, SZ_1G + SZ_1M, SZ_1G + SZ_1M, SZ_1M,
		       MAP_READ | MAP_WRITE);
	cell_flush(root_cell);
	KUNIT_EXPECT_EQ(test, env.traps, 0);
	tlb_track_check(SZ_1G, SZ_4K);
	expect_trap(test, "CPU 0 still maps it");
}

/* More losses than the model can list: too much is suspected, not too little */
static void many_losses(struct kunit *test)
{
	struct page_table *pt = &root_cell->stage2;
	const unsigned int pages = 400;
	unsigned int n;

	for (n = 0; n < pages; n++)
		page_table_map(pt, SZ_1G + n * SZ_8K, SZ_1G + n * SZ_8K, SZ_4K,
			       MAP_READ);
	for (n = 0; n < pages; n++)
		page_table_unmap(pt, SZ_1G + n * SZ_8K, SZ_4K);
	for (n = 0; n < pages; n++) {
		tlb_track_check(SZ_1G + n * SZ_8K, SZ_4K);
		KUNIT_EXPECT_EQ(test, env.traps, n + 1);
	}
	cell_flush(root_cell);
	env.expected_traps = env.traps;
	for (n = 0; n < pages; n++)
		tlb_track_check(SZ_1G + n * SZ_8K, SZ_4K);
}

/* ownership.c: a page that a cell reaches although it is the root's */
static void wrong_tables_are_found(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);

	ownership_check();
	KUNIT_EXPECT_EQ(test, env.traps, 0);
	page_table_map(&root_cell->stage2, CELL_RAM(1) + SZ_4K,
		       CELL_RAM(1) + SZ_4K, SZ_4K, MAP_READ);
	ownership_check();
	expect_trap(test, "cell 0 reaches memory of another");

	page_table_unmap(&root_cell->stage2, CELL_RAM(1) + SZ_4K, SZ_4K);
	page_table_unmap(&cell->stage2, SZ_8K, SZ_4K);
	ownership_check();
	expect_trap(test, "cell 1 has lost its memory");
}

/* Nobody looks for it there */
static void foreign_page_elsewhere(struct kunit *test)
{
	struct cell *one = env_run(test, 1);
	const u64 virt = 511ULL * SZ_1G * 512 + SZ_4K;
	struct cell *two;

	env_default_config(2, "two", BIT(2));
	KUNIT_ASSERT_EQ(test, env_call(JAILHOUSE_HC_CELL_CREATE, ENV_CONFIG), -EAGAIN);
	env_answer(one, JAILHOUSE_REPLY_RECEIVED);
	KUNIT_ASSERT_EQ(test, env_call(JAILHOUSE_HC_CELL_CREATE, ENV_CONFIG), 0);
	two = cells[2];
	ownership_check();
	KUNIT_EXPECT_EQ(test, env.traps, 0);

	/* Of another cell, at the end of the address space */
	page_table_map(&one->stage2, virt, CELL_RAM(2), SZ_4K, MAP_READ);
	ownership_check();
	expect_trap(test, "cell 1 reaches memory of another, at");
	page_table_unmap(&one->stage2, virt, SZ_4K);

	/* Of a cell, at an address that the root has for something else */
	page_table_map(&root_cell->stage2, virt, CELL_RAM(1), SZ_4K, MAP_READ);
	ownership_check();
	expect_trap(test, "cell 0 reaches memory of another");
	page_table_unmap(&root_cell->stage2, virt, SZ_4K);

	/* Of the hypervisor */
	page_table_map(&two->stage2, virt, TEST_POOL_PHYS, SZ_4K, MAP_READ);
	ownership_check();
	expect_trap(test, "cell 2 reaches memory of another");
	page_table_unmap(&two->stage2, virt, SZ_4K);

	/* What is mapped instead of it is no substitute */
	page_table_map(&one->stage2, SZ_4K, CELL_RAM(1), SZ_4K,
		       MAP_READ | MAP_WRITE | MAP_EXEC);
	ownership_check();
	expect_trap(test, "cell 1 has lost its memory");
	page_table_map(&one->stage2, SZ_4K, CELL_RAM(1) + SZ_4K, SZ_4K,
		       MAP_READ | MAP_WRITE | MAP_EXEC);
	ownership_check();
	KUNIT_EXPECT_EQ(test, env.traps, env.expected_traps);
}

static void wrong_rights_are_found(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);
	const u64 device = env.config.memory[ENV_MEM_DEVICE].virt_start;
	const u64 phys = env.config.memory[ENV_MEM_DEVICE].phys_start;

	page_table_map(&cell->stage2, device, phys, SZ_4K,
		       MAP_READ | MAP_WRITE | MAP_EXEC);
	ownership_check();
	expect_trap(test, "cell 1 has rights that nobody gave it");
	page_table_map(&cell->stage2, device, phys, SZ_4K, MAP_READ);
	ownership_check();
	expect_trap(test, "cell 1 has lost its memory, or a right to it");
	page_table_map(&cell->stage2, device, phys, SZ_4K, MAP_READ | MAP_WRITE);
	ownership_check();
	KUNIT_EXPECT_EQ(test, env.traps, env.expected_traps);

	/* The root may read what the hypervisor publishes */
	page_table_map(&root_cell->stage2, boot->phys + boot->public_offset,
		       boot->phys + boot->public_offset, SZ_4K,
		       MAP_READ | MAP_WRITE);
	ownership_check();
	expect_trap(test, "cell 0 has rights that nobody gave it");
}

/* A region of the root of which a cell has a part, with the rest of it */
static void rest_of_lent_region(struct kunit *test)
{
	env_run(test, 1);
	page_table_unmap(&root_cell->stage2, ENV_RAM + ENV_RAM_SIZE, SZ_4K);
	ownership_check();
	expect_trap(test, "cell 0 has lost its memory");
	page_table_map(&root_cell->stage2, ENV_RAM + ENV_RAM_SIZE,
		       ENV_RAM + ENV_RAM_SIZE, SZ_4K,
		       MAP_READ | MAP_WRITE | MAP_EXEC);
	ownership_check();
	KUNIT_EXPECT_EQ(test, env.traps, env.expected_traps);

	/* The last page of what is lent */
	page_table_map(&root_cell->stage2, ENV_RAM + ENV_RAM_SIZE - SZ_4K,
		       ENV_RAM + ENV_RAM_SIZE - SZ_4K, SZ_4K, MAP_READ);
	ownership_check();
	expect_trap(test, "cell 0 reaches memory of another");
}

static struct kunit_case tlb_cases[] = {
	KUNIT_CASE(correct_flushes_pass),
	KUNIT_CASE(create_without_flush),
	KUNIT_CASE(create_without_own_flush),
	KUNIT_CASE(create_without_window_flush),
	KUNIT_CASE(start_without_flush),
	KUNIT_CASE(set_loadable_without_flush),
	KUNIT_CASE(destroy_without_flush),
	KUNIT_CASE(tree_without_flush),
	KUNIT_CASE(table_without_flush),
	KUNIT_CASE(lost_rights),
	KUNIT_CASE(split_is_no_loss),
	KUNIT_CASE(many_losses),
	KUNIT_CASE(wrong_tables_are_found),
	KUNIT_CASE(foreign_page_elsewhere),
	KUNIT_CASE(wrong_rights_are_found),
	KUNIT_CASE(rest_of_lent_region),
	{}
};

static struct kunit_suite tlb_suite = {
	.name = "jailhouse-tlb",
	.init = env_init,
	.exit = env_exit,
	.test_cases = tlb_cases,
};

kunit_test_suite(tlb_suite);
