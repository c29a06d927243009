// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the tables of trapped regions
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <cell.h>
#include <mmio.h>
#include "env.h"

/* Where nothing else is trapped */
#define BASE		0x100000000ULL
#define STEP		0x3000
#define SIZE		0x1800
#define REGIONS		61	/* a prime */

static int handler(void *arg, struct mmio_access *access)
{
	access->value = (unsigned long)arg;
	return 0;
}

static int add(u64 start, u64 size)
{
	return mmio_region_add(root_cell, start, size, handler,
			       (void *)(unsigned long)start);
}

static int access_at(u64 address, u8 size, u64 *value)
{
	struct mmio_access access = { .address = address, .size = size };
	int err = mmio_dispatch(root_cell, &access);

	*value = access.value;
	return err;
}

static void expect_region(struct kunit *test, u64 start, bool there)
{
	const u64 end = start + SIZE;
	const int err = there ? 0 : -ENXIO;
	u64 value;

	KUNIT_EXPECT_EQ(test, access_at(start - 1, 1, &value), -ENXIO);
	KUNIT_EXPECT_EQ(test, access_at(start - 4, 8, &value), -ENXIO);
	KUNIT_EXPECT_EQ(test, access_at(start, 8, &value), err);
	if (there)
		KUNIT_EXPECT_EQ(test, value, start);
	KUNIT_EXPECT_EQ(test, access_at(end - 1, 1, &value), err);
	if (there)
		KUNIT_EXPECT_EQ(test, value, start);
	KUNIT_EXPECT_EQ(test, access_at(end - 4, 8, &value), -ENXIO);
	KUNIT_EXPECT_EQ(test, access_at(end, 1, &value), -ENXIO);

	KUNIT_EXPECT_FALSE(test, mmio_trapped(root_cell, start - 1));
	KUNIT_EXPECT_EQ(test, mmio_trapped(root_cell, start), there);
	KUNIT_EXPECT_EQ(test, mmio_trapped(root_cell, end - 1), there);
	KUNIT_EXPECT_FALSE(test, mmio_trapped(root_cell, end));
}

/* Regions come and go in no order; what the table had before is still found */
static void regions_are_found(struct kunit *test)
{
	u64 start;
	u32 n;

	for (n = 0; n < REGIONS; n++) {
		start = BASE + n * 37 % REGIONS * STEP;
		expect_region(test, start, false);
		KUNIT_ASSERT_EQ(test, add(start, SIZE), 0);
		expect_region(test, start, true);
	}
	for (n = 0; n < REGIONS; n++)
		expect_region(test, BASE + n * STEP, true);
	KUNIT_EXPECT_TRUE(test, mmio_trapped(root_cell, ENV_SUBPAGE));

	for (n = 0; n < REGIONS; n++) {
		start = BASE + n * 23 % REGIONS * STEP;
		/* not its start: nothing happens */
		mmio_region_remove(root_cell, start + 1);
		expect_region(test, start, true);
		mmio_region_remove(root_cell, start);
		expect_region(test, start, false);
	}
	KUNIT_EXPECT_TRUE(test, mmio_trapped(root_cell, ENV_SUBPAGE));
	KUNIT_EXPECT_FALSE(test, mmio_trapped(root_cell, 0));
	KUNIT_EXPECT_FALSE(test, mmio_trapped(root_cell, ~0ULL));
}

static void overlaps_are_refused(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, add(BASE, SIZE), 0);
	KUNIT_EXPECT_EQ(test, add(BASE, SIZE), -EBUSY);
	KUNIT_EXPECT_EQ(test, add(BASE + SIZE - 1, 1), -EBUSY);
	KUNIT_EXPECT_EQ(test, add(BASE - 1, 2), -EBUSY);
	KUNIT_EXPECT_EQ(test, add(BASE - 1, SIZE + 2), -EBUSY);
	KUNIT_EXPECT_EQ(test, add(BASE + SIZE, 1), 0);
	KUNIT_EXPECT_EQ(test, add(BASE - 1, 1), 0);
}

static void table_gets_full(struct kunit *test)
{
	const u32 first = root_cell->mmio->num;
	u32 n;

	for (n = first; n < MMIO_TABLE_MAX; n++)
		KUNIT_ASSERT_EQ(test, add(BASE + n * STEP, SIZE), 0);
	KUNIT_EXPECT_EQ(test, add(BASE + n * STEP, SIZE), -ENOMEM);
	for (n = first; n < MMIO_TABLE_MAX; n++)
		expect_region(test, BASE + n * STEP, true);
	mmio_region_remove(root_cell, BASE + first * STEP);
	KUNIT_EXPECT_EQ(test, add(BASE + n * STEP, SIZE), 0);
	expect_region(test, BASE + n * STEP, true);
}

/*
 * A CPU of the cell is in the middle of a search while the table changes twice.
 * The second change needs the page that it reads, so it has to wait for it.
 */
static void readers_keep_their_table(struct kunit *test)
{
	struct mmio_table *reader = root_cell->mmio;
	void *copy = kunit_kmalloc(test, PAGE_SIZE, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, copy);
	/* As after the first operation */
	cells_live = true;
	cell_flush(root_cell);
	memcpy(copy, reader, PAGE_SIZE);

	env_clear_trace();
	KUNIT_EXPECT_EQ(test, add(BASE, SIZE), 0);
	KUNIT_EXPECT_PTR_NE(test, root_cell->mmio, reader);
	KUNIT_EXPECT_MEMEQ(test, copy, reader, PAGE_SIZE);
	KUNIT_EXPECT_NULL(test, strstr(env.trace, "flush"));

	/* refused: nothing has to be waited for */
	KUNIT_EXPECT_EQ(test, add(BASE, SIZE), -EBUSY);
	mmio_region_remove(root_cell, BASE + 1);
	KUNIT_EXPECT_MEMEQ(test, copy, reader, PAGE_SIZE);
	KUNIT_EXPECT_NULL(test, strstr(env.trace, "flush"));

	KUNIT_EXPECT_EQ(test, add(BASE + STEP, SIZE), 0);
	KUNIT_EXPECT_PTR_EQ(test, root_cell->mmio, reader);
	KUNIT_EXPECT_NOT_NULL(test, strstr(env.trace, "flush.1"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(env.trace, "flush.3"));

	/* The same for a removal after a change */
	env_clear_trace();
	mmio_region_remove(root_cell, BASE);
	KUNIT_EXPECT_NOT_NULL(test, strstr(env.trace, "flush.1"));
}

static struct kunit_case mmio_cases[] = {
	KUNIT_CASE(regions_are_found),
	KUNIT_CASE(overlaps_are_refused),
	KUNIT_CASE(table_gets_full),
	KUNIT_CASE(readers_keep_their_table),
	{}
};

static struct kunit_suite mmio_suite = {
	.name = "jailhouse-mmio",
	.init = env_init,
	.exit = env_exit,
	.test_cases = mmio_cases,
};

kunit_test_suite(mmio_suite);
