// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the preparation of cells: each way to refuse one, after which
 * nothing has changed
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <config.h>
#include <control.h>
#include <create.h>
#include <mmio.h>
#include <paging.h>
#include <pool.h>
#include "env.h"

static int create_test_init(struct kunit *test)
{
	int err = env_init(test);

	if (!err)
		env_default_config(1, "one", BIT(3));
	return err;
}

/* The root keeps all that it had, and no page of the pool is lost */
static void expect_refused(struct kunit *test, int err)
{
	u32 used = pool.used, cells_before = num_cells;

	env_clear_trace();
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_CREATE, ENV_CONFIG), err);
	KUNIT_EXPECT_EQ(test, pool.used, used);
	KUNIT_EXPECT_EQ(test, num_cells, cells_before);
	KUNIT_EXPECT_TRUE(test, cell_owns_cpu(root_cell, 3));
	KUNIT_EXPECT_PTR_EQ(test, env_cpu[3].cell, root_cell);
	KUNIT_EXPECT_NE(test, page_table_lookup(&root_cell->stage2, ENV_RAM, NULL),
			0);
	KUNIT_EXPECT_NULL(test, strstr(env.trace, "park"));
	KUNIT_EXPECT_NULL(test, strstr(env.trace, "commit"));
	KUNIT_EXPECT_NULL(test, strstr(env.trace, "clear"));
	ownership_check();
}

/* ... and the log says why */
static void expect_refused_as(struct kunit *test, int err, const char *text)
{
	expect_refused(test, err);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(env.log, text),
				  "'%s' instead of '%s'", env.log, text);
}

static void expect_created(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_CREATE, ENV_CONFIG), 0);
}

static void created(struct kunit *test)
{
	struct cell *cell;

	env_clear_trace();
	expect_created(test);
	cell = cells[1];
	KUNIT_ASSERT_NOT_NULL(test, cell);
	/* Checks, then the CPU, then the resources, then clearing in slices */
	KUNIT_EXPECT_STREQ(test, env.trace,
			   "first.prepare; last.prepare; park.3; first.commit; "
			   "flush.0; flush.1; flush.2; last.commit; "
			   "clear.3b000000; clear.3b040000; clear.3b080000; "
			   "clear.3b0c0000; ");
	KUNIT_EXPECT_STREQ(test, cell->config->name, "one");
	KUNIT_EXPECT_TRUE(test, cell_owns_cpu(cell, 3));
	KUNIT_EXPECT_FALSE(test, cell_owns_cpu(root_cell, 3));
	KUNIT_EXPECT_PTR_EQ(test, env_cpu[3].cell, cell);
	KUNIT_EXPECT_EQ(test, num_cells, 2);
	KUNIT_EXPECT_EQ(test, page_table_lookup(&root_cell->stage2, ENV_RAM, NULL),
			0);
	KUNIT_EXPECT_EQ(test, page_table_lookup(&root_cell->stage2, ENV_DEVICE, NULL),
			0);
	KUNIT_EXPECT_NE(test, page_table_lookup(&root_cell->stage2, ENV_SHARED, NULL),
			0);
}

/* What the hypervisor uses is its own copy */
static void copy_counts(struct kunit *test)
{
	expect_created(test);
	env.config.cpus[0] = ~0ULL;
	env.config.memory[ENV_MEM_RAM].phys_start = 0;
	KUNIT_ASSERT_EQ(test, env_call(JAILHOUSE_HC_CELL_START, 1), 0);
	KUNIT_EXPECT_EQ(test, config_cpus(cells[1]->config)[0], BIT(3));
}

static void unreadable(struct kunit *test)
{
	env.config_size = 0;
	expect_refused(test, -EINVAL);
	env.config_size = sizeof(struct jailhouse_config) - 1;
	expect_refused(test, -EINVAL);
	/* The head is there, the rest is not */
	env.config_size = sizeof(env.config) - 1;
	expect_refused(test, -EINVAL);
	/* The head is there when it is read first */
	env.config_size = sizeof(env.config);
	env.reads_left = 1;
	expect_refused(test, -EINVAL);
	env.reads_left = -1;
	expect_created(test);
}

static void bad_size(struct kunit *test)
{
	env.config.cfg.size = JAILHOUSE_CONFIG_MAX_SIZE + 1;
	expect_refused(test, -E2BIG);
	env.config.cfg.size = ~0U;
	expect_refused(test, -E2BIG);
	env.config.cfg.size = sizeof(struct jailhouse_config) - 1;
	expect_refused(test, -EINVAL);
	env.config.cfg.size = 0;
	expect_refused(test, -EINVAL);
}

/* What a root that goes around its driver meets */
static void unsafe_config(struct kunit *test)
{
	struct jailhouse_config_memory *ram = &env.config.memory[ENV_MEM_RAM];
	struct jailhouse_config_memory *comm = &env.config.memory[ENV_MEM_COMM];
	const struct env_cell_config good = env.config;
	unsigned int n;

	for (n = 0; n < 15; n++) {
		switch (n) {
		case 0:
			env.config.cfg.magic[7]++;
			break;
		case 1:
			env.config.cfg.version++;
			break;
		case 2:
			env.config.cfg.kind = JAILHOUSE_KIND_SYSTEM;
			break;
		case 3:
			env.config.cfg.arch = JAILHOUSE_ARCH_ARM64;
			break;
		case 4:
			env.config.cfg.id = JAILHOUSE_MAX_CELLS;
			break;
		case 5:
			memset(env.config.cfg.name, 'x', sizeof(env.config.cfg.name));
			break;
		case 6:
			env.config.cfg.cpus.count = JAILHOUSE_MAX_CPUS / 64 + 1;
			break;
		case 7:
			env.config.cfg.memory.count = sizeof(env.config) /
						      sizeof(*ram) + 1;
			break;
		case 8:
			env.config.cfg.memory.offset += 4;
			break;
		case 9:
			env.config.cfg.memory.offset = sizeof(env.config) + 8;
			env.config.cfg.memory.count = 0;
			break;
		case 10:
			ram->size = 1ULL << 63;
			break;
		case 11:
			ram->virt_start = -ram->size;
			break;
		case 12:
			ram->phys_start = -ram->size;
			break;
		case 13:
			ram->size -= 8;
			ram->flags |= JAILHOUSE_MEM_LOADABLE;
			break;
		case 14:
			comm->virt_start += 8;
			break;
		}
		expect_refused_as(test, -EINVAL, "configuration refused");
		env.config = good;
	}
	expect_created(test);
}

static void capabilities_elsewhere(struct kunit *test)
{
	struct {
		struct jailhouse_config cfg;
		struct jailhouse_config_pci dev;
		struct jailhouse_config_pci_cap cap;
	} t = {
		.cfg = {
			.version = JAILHOUSE_CONFIG_VERSION,
			.arch = JAILHOUSE_ARCH_X86,
			.kind = JAILHOUSE_KIND_CELL,
			.size = sizeof(t),
			.pci = { (void *)&t.dev - (void *)&t, 1 },
			.pci_caps = { (void *)&t.cap - (void *)&t, 1 },
		},
	};

	memcpy(t.cfg.magic, JAILHOUSE_CONFIG_MAGIC, sizeof(t.cfg.magic));
	/* The index does not count if there are none */
	t.dev.caps_start = 2;
	KUNIT_EXPECT_TRUE(test, config_is_safe(&t.cfg, sizeof(t), 0));
	t.dev.num_caps = 1;
	KUNIT_EXPECT_FALSE(test, config_is_safe(&t.cfg, sizeof(t), 0));
	t.dev.caps_start = 0;
	KUNIT_EXPECT_TRUE(test, config_is_safe(&t.cfg, sizeof(t), 0));
	t.dev.num_caps = 0xffff;
	KUNIT_EXPECT_FALSE(test, config_is_safe(&t.cfg, sizeof(t), 0));
}

static void id_and_name_taken(struct kunit *test)
{
	env_create(test, 2);
	env_default_config(2, "other", BIT(3));
	expect_refused_as(test, -EEXIST, "id 2 is taken");
	env_default_config(1, "two", BIT(3));
	expect_refused_as(test, -EEXIST, "the name is taken by cell 2");
	env_default_config(0, "zero", BIT(3));
	expect_refused_as(test, -EEXIST, "id 0 is taken");
	env_default_config(1, "root", BIT(3));
	expect_refused_as(test, -EEXIST, "the name is taken by cell 0");
}

static void cpus_refused(struct kunit *test)
{
	env.config.cpus[0] = BIT(ENV_CPUS);
	expect_refused_as(test, -EINVAL, "there is no CPU 4");
	env.config.cpus[0] = BIT(3) | BIT_ULL(63);
	expect_refused_as(test, -EINVAL, "there is no CPU 63");
	env_on_cpu(1);
	env.config.cpus[0] = BIT(0) | BIT(3);
	expect_refused_as(test, -EBUSY, "CPU 0 is in use");
	/* The one that makes the call */
	env.config.cpus[0] = BIT(1) | BIT(3);
	expect_refused_as(test, -EBUSY, "CPU 1 is in use");
	env_on_cpu(0);

	env_create(test, 2);
	env_default_config(1, "one", BIT(2) | BIT(3));
	expect_refused_as(test, -EBUSY, "CPU 2 is in use");
}

static void memory_refused(struct kunit *test)
{
	struct jailhouse_config_memory *ram = &env.config.memory[ENV_MEM_RAM];
	struct jailhouse_config_memory *extra =
		&env.config.memory[ENV_MEM_EXTRA];

	ram->phys_start = 0x60000000;
	expect_refused_as(test, -EINVAL, "0x60000000: the root cell lacks it");
	ram->phys_start = 0x3a000000 - SZ_4K;
	expect_refused_as(test, -EINVAL, "is the hypervisor's");
	/* Half of it */
	ram->phys_start = ENV_RAM + SZ_16M - SZ_4K;
	expect_refused_as(test, -EINVAL, "is RAM in part only");

	env_default_config(1, "one", BIT(3));
	*extra = (struct jailhouse_config_memory) {
		ENV_DEVICE + SZ_4K, 0xf1000000, SZ_4K,
		JAILHOUSE_MEM_READ | JAILHOUSE_MEM_EXECUTE,
	};
	expect_refused_as(test, -EINVAL, "or rights to it");
	extra->phys_start = ENV_RAM + SZ_4K;
	extra->flags = JAILHOUSE_MEM_READ;
	expect_refused_as(test, -EINVAL, "is listed twice");
	/* A page whose first bytes are the root's to be trapped */
	extra->phys_start = ENV_SUBPAGE;
	expect_refused_as(test, -EINVAL, "registers that have to be trapped");

	env_create(test, 2);
	env_default_config(1, "one", BIT(3));
	ram->phys_start = ENV_RAM + ENV_RAM_SIZE + ENV_RAM_SIZE / 2;
	expect_refused_as(test, -EBUSY, "belongs to cell 2");
}

/* Registers of the root that share a page with others' */
static void subpage(struct kunit *test)
{
	struct jailhouse_config_memory *extra =
		&env.config.memory[ENV_MEM_EXTRA];

	*extra = (struct jailhouse_config_memory) {
		ENV_SUBPAGE, ENV_SUBPAGE, 64,
		JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_IO |
		JAILHOUSE_MEM_IO_8,
	};
	expect_refused_as(test, -EINVAL, "the root cell lacks it");
	extra->flags ^= JAILHOUSE_MEM_IO_8 | JAILHOUSE_MEM_IO_32;
	/* The other half would be nobody's, or somebody else's too early */
	extra->size = 32;
	expect_refused_as(test, -EINVAL, "or has other pieces");
	extra->size = 64;
	KUNIT_EXPECT_TRUE(test, mmio_trapped(root_cell, ENV_SUBPAGE));
	expect_created(test);
	KUNIT_EXPECT_FALSE(test, mmio_trapped(root_cell, ENV_SUBPAGE));
	KUNIT_EXPECT_TRUE(test, mmio_trapped(cells[1], ENV_SUBPAGE));
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_DESTROY, 1), 0);
	KUNIT_EXPECT_TRUE(test, mmio_trapped(root_cell, ENV_SUBPAGE));
}

static void expect_traced(struct kunit *test, const char *text)
{
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(env.trace, text),
				  "'%s' instead of '%s'", env.trace, text);
}

/* Registers that the root keeps: seen by a window, which can be full */
static void shared_subpage(struct kunit *test)
{
	struct jailhouse_config_memory *extra =
		&env.config.memory[ENV_MEM_EXTRA];
	const struct jailhouse_config_memory registers = {
		ENV_DEVICE + 3 * SZ_4K + 8, 0xf1000008, 8,
		JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_IO |
		JAILHOUSE_MEM_IO_32 | JAILHOUSE_MEM_ROOTSHARED,
	};
	unsigned int n;

	/* However often it fails, nothing of it stays */
	env.prepare_error = -EBUSY;
	*extra = registers;
	for (n = 0; n < 2 * DEVICE_WINDOW_PAGES; n++) {
		extra->size = 8 + n % 64 * 8;
		expect_refused(test, -EBUSY);
		expect_traced(test, "window.0.feb03008; ");
	}
	env.prepare_error = 0;
	extra->phys_start = ENV_RAM + SZ_4M + 8;
	extra->size = DEVICE_WINDOW_PAGES * SZ_4K;
	expect_refused_as(test, -ENOMEM, "take more than 511 pages");

	/* Those of two cells do not meet, and free pages are used again */
	env_default_config(2, "two", BIT(2));
	*extra = registers;
	expect_created(test);
	env_default_config(1, "one", BIT(3));
	*extra = registers;
	extra->phys_start = ENV_RAM + SZ_4M + 8;
	extra->size = (DEVICE_WINDOW_PAGES - 1) * SZ_4K;
	expect_refused_as(test, -ENOMEM, "take more than 511 pages");
	extra->size -= SZ_4K;
	env_clear_trace();
	expect_created(test);
	expect_traced(test, "window.1.3b400008; ");
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_DESTROY, 2), 0);
	env_default_config(2, "two", BIT(2));
	*extra = registers;
	env_clear_trace();
	expect_created(test);
	expect_traced(test, "window.0.feb03008; ");
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_DESTROY, 1), 0);

	/* A part of what the root has trapped itself needs no page */
	env_default_config(1, "one", BIT(3));
	*extra = registers;
	extra->phys_start = ENV_SUBPAGE + 16;
	env_clear_trace();
	expect_created(test);
	KUNIT_EXPECT_NULL(test, strstr(env.trace, "window"));
	KUNIT_EXPECT_TRUE(test, mmio_trapped(root_cell, ENV_SUBPAGE));
}

/* A unit refuses: those before it undo their part, in reverse order */
static void unit_refuses(struct kunit *test)
{
	env.prepare_error = -EBUSY;
	expect_refused(test, -EBUSY);
	KUNIT_EXPECT_STREQ(test, env.trace,
			   "first.prepare; last.prepare; first.abort; ");
	env.prepare_error = 0;
	expect_created(test);
}

/*
 * The pool is empty after any number of pages: refused, and nothing is lost. With
 * one page more than the last refusal the cell is created, and nothing that can
 * fail is left for later.
 */
static void pool_runs_out(struct kunit *test)
{
	u32 limit = pool.pages, used = pool.used;
	unsigned int refused = 0;
	long ret;

	for (pool.pages = used;; pool.pages++) {
		KUNIT_ASSERT_LE(test, pool.pages, limit);
		ret = env_call(JAILHOUSE_HC_CELL_CREATE, ENV_CONFIG);
		if (!ret)
			break;
		KUNIT_ASSERT_EQ(test, ret, -ENOMEM);
		KUNIT_ASSERT_EQ(test, pool.used, used);
		KUNIT_ASSERT_EQ(test, num_cells, 1);
		refused++;
	}
	/* configuration, cell, region, two tables, stage 2 of four levels, ... */
	KUNIT_EXPECT_GE(test, refused, 10);
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_SET_LOADABLE, 1), 0);
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_START, 1), 0);
	cells[1]->comm->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_DESTROY, 1), 0);
	KUNIT_EXPECT_EQ(test, pool.used, used);
	pool.pages = limit;
}

/* What two cells may still need for their memory is set aside for both */
static void reserve_of_others(struct kunit *test)
{
	u32 used = pool.used, first, limit = pool.pages;
	long ret;

	env_create(test, 1);
	first = pool.used;
	env_default_config(2, "two", BIT(2));
	for (pool.pages = first;; pool.pages++) {
		KUNIT_ASSERT_LE(test, pool.pages, limit);
		ret = env_call(JAILHOUSE_HC_CELL_CREATE, ENV_CONFIG);
		if (!ret)
			break;
		KUNIT_ASSERT_EQ(test, ret, -ENOMEM);
		KUNIT_ASSERT_EQ(test, pool.used, first);
	}
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_START, 1), 0);
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_START, 2), 0);
	cells[1]->comm->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
	cells[2]->comm->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_DESTROY, 1), 0);
	KUNIT_EXPECT_EQ(test, env_call(JAILHOUSE_HC_CELL_DESTROY, 2), 0);
	KUNIT_EXPECT_EQ(test, pool.used, used);
	pool.pages = limit;
}

static struct kunit_case create_cases[] = {
	KUNIT_CASE(created),
	KUNIT_CASE(copy_counts),
	KUNIT_CASE(unreadable),
	KUNIT_CASE(bad_size),
	KUNIT_CASE(unsafe_config),
	KUNIT_CASE(capabilities_elsewhere),
	KUNIT_CASE(id_and_name_taken),
	KUNIT_CASE(cpus_refused),
	KUNIT_CASE(memory_refused),
	KUNIT_CASE(subpage),
	KUNIT_CASE(shared_subpage),
	KUNIT_CASE(unit_refuses),
	KUNIT_CASE(pool_runs_out),
	KUNIT_CASE(reserve_of_others),
	{}
};

static struct kunit_suite create_suite = {
	.name = "jailhouse-create",
	.init = create_test_init,
	.exit = env_exit,
	.test_cases = create_cases,
};

kunit_test_suite(create_suite);
