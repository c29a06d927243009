// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the management calls: states of cells, who is asked, who may
 * refuse, and what happens between two calls
 */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/string.h>
#include <control.h>
#include <log.h>
#include <message.h>
#include <paging.h>
#include <pool.h>
#include "env.h"

#define CREATE		JAILHOUSE_HC_CELL_CREATE
#define START		JAILHOUSE_HC_CELL_START
#define SET_LOADABLE	JAILHOUSE_HC_CELL_SET_LOADABLE
#define DESTROY		JAILHOUSE_HC_CELL_DESTROY
#define GET_STATE	JAILHOUSE_HC_CELL_GET_STATE

/* The calls that ask the cell concerned */
static const u32 asking[] = { START, SET_LOADABLE, DESTROY };

static void set_state(struct cell *cell, u32 state)
{
	cell->comm->cell_state = state;
}

static void agree(struct cell *cell)
{
	env_answer(cell, JAILHOUSE_REPLY_REQUEST_APPROVED);
}

static bool root_has(u64 phys)
{
	return page_table_lookup(&root_cell->stage2, phys, NULL);
}

static bool cell_has(const struct cell *cell, u64 virt)
{
	return page_table_lookup(&cell->stage2, virt, NULL);
}

/* --- who may call what ------------------------------------------------------ */

static void only_the_root_manages(struct kunit *test)
{
	static const u32 codes[] = {
		JAILHOUSE_HC_DISABLE, CREATE, START, SET_LOADABLE, DESTROY,
		GET_STATE
	};
	unsigned int n;

	env_run(test, 1);
	env_on_cpu(3);
	for (n = 0; n < ARRAY_SIZE(codes); n++)
		KUNIT_EXPECT_EQ_MSG(test, hypercall(codes[n], 1, 0), -EPERM,
				    "code %u", codes[n]);
	KUNIT_EXPECT_EQ(test, num_cells, 2);
	KUNIT_EXPECT_STREQ(test, env.trace, "");
}

static void unknown_calls(struct kunit *test)
{
	const long unknown = -ENOSYS;

	KUNIT_EXPECT_EQ(test, hypercall(9, 0, 0), unknown);
	KUNIT_EXPECT_EQ(test, hypercall(~0U, 0, 0), unknown);
}

static void information(struct kunit *test)
{
	const u32 get = JAILHOUSE_HC_HYPERVISOR_GET_INFO;

	env_run(test, 1);
	KUNIT_EXPECT_EQ(test, hypercall(get, JAILHOUSE_INFO_NUM_CELLS, 0), 2);
	env_on_cpu(3);
	KUNIT_EXPECT_EQ(test, hypercall(get, JAILHOUSE_INFO_NUM_CELLS, 0), 2);
	KUNIT_EXPECT_EQ(test, hypercall(get, JAILHOUSE_INFO_MEM_POOL_SIZE, 0),
			pool.pages);
	KUNIT_EXPECT_EQ(test, hypercall(get, JAILHOUSE_INFO_MEM_POOL_USED, 0),
			pool.used);
	KUNIT_EXPECT_EQ(test, hypercall(get, JAILHOUSE_INFO_REMAP_POOL_SIZE, 0), 0);
	KUNIT_EXPECT_EQ(test, hypercall(get, JAILHOUSE_INFO_REMAP_POOL_USED, 0), 0);
	KUNIT_EXPECT_EQ(test, hypercall(get, 5, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, hypercall(get, ~0ULL, 0), -EINVAL);
}

static void cpu_information(struct kunit *test)
{
	const u32 get = JAILHOUSE_HC_CPU_GET_INFO;
	const u64 mmio = JAILHOUSE_CPU_INFO_STAT_BASE +
			 JAILHOUSE_CPU_STAT_EXITS_MMIO;

	env_run(test, 1);
	env_cpu[3].stats[JAILHOUSE_CPU_STAT_EXITS_MMIO] = 0x80000005;
	env_cpu[2].failed = true;
	/* 31 bits, so that it is no error */
	KUNIT_EXPECT_EQ(test, hypercall(get, 3, mmio), 5);
	KUNIT_EXPECT_EQ(test, hypercall(get, 3, 0), JAILHOUSE_CPU_RUNNING);
	KUNIT_EXPECT_EQ(test, hypercall(get, 2, 0), JAILHOUSE_CPU_FAILED);
	KUNIT_EXPECT_EQ(test, hypercall(get, ENV_CPUS, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, hypercall(get, BIT_ULL(32), 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, hypercall(get, 3, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, hypercall(get, 3, 999), -EINVAL);
	KUNIT_EXPECT_EQ(test, hypercall(get, 3, JAILHOUSE_CPU_INFO_STAT_BASE +
					JAILHOUSE_NUM_CPU_STATS), -EINVAL);
	/* A cell is told of its own */
	env_on_cpu(3);
	KUNIT_EXPECT_EQ(test, hypercall(get, 3, mmio), 5);
	KUNIT_EXPECT_EQ(test, hypercall(get, 2, mmio), -EPERM);
	KUNIT_EXPECT_EQ(test, hypercall(get, 0, 0), -EPERM);
}

static void console(struct kunit *test)
{
	const u32 putc = JAILHOUSE_HC_DEBUG_CONSOLE_PUTC;
	const struct jh_log_ring *ring = &public->log[3];
	struct cell *cell = env_run(test, 1);
	const u32 entry = sizeof(struct jh_log_entry) + 4;

	env_on_cpu(3);
	/* What the cell writes to its region grants nothing */
	cell->comm->flags = JAILHOUSE_COMM_CONSOLE_PERMITTED;
	KUNIT_EXPECT_EQ(test, hypercall(putc, 'a', 0), -EPERM);
	KUNIT_EXPECT_EQ(test, hypercall(putc, '\n', 0), -EPERM);
	KUNIT_EXPECT_EQ(test, ring->head, 0);
	cell->config->flags = JAILHOUSE_CELL_VCONSOLE_PERM;
	KUNIT_EXPECT_EQ(test, hypercall(putc, 'b', 0), 0);
	cell->config->flags = JAILHOUSE_CELL_VCONSOLE_ACTIVE;
	KUNIT_EXPECT_EQ(test, hypercall(putc, '\n', 0), 0);
	KUNIT_EXPECT_EQ(test, ring->head, entry);
	KUNIT_EXPECT_MEMEQ(test, ring->data + sizeof(struct jh_log_entry), "b\n", 2);
}

/* Not a byte of it is found in memory that the root can read */
static void console_of_no_concern_to_the_root(struct kunit *test)
{
	const u32 putc = JAILHOUSE_HC_DEBUG_CONSOLE_PUTC;
	const struct jh_log_ring *ring = &public->log[3];
	struct cell *cell = env_run(test, 1);

	env_root_reads_console(false);
	cell->config->flags = JAILHOUSE_CELL_VCONSOLE_ACTIVE;
	env_on_cpu(3);
	KUNIT_EXPECT_EQ(test, hypercall(putc, 'x', 0), 0);
	KUNIT_EXPECT_EQ(test, hypercall(putc, '\n', 0), 0);
	KUNIT_EXPECT_EQ(test, ring->head, 0);
	KUNIT_EXPECT_NULL(test, memchr(ring->data, 'x', JH_LOG_RING_SIZE));
}

/* A line that a cell brings about: it is in the ring, but waits for no device */
static void note(struct kunit *test)
{
	const struct jh_log_ring *ring = &public->log[3];

	env_on_cpu(3);
	env_clear_trace();
	hyp_note("BAR %u", 7);
	KUNIT_EXPECT_MEMEQ(test, ring->data + sizeof(struct jh_log_entry),
			   "BAR 7\n", 6);
	KUNIT_EXPECT_STREQ(test, env.log, "");
	hyp_log("shown");
	KUNIT_EXPECT_STREQ(test, env.log, "shown");
}

/* --- which cell ------------------------------------------------------------- */

static void no_such_cell(struct kunit *test)
{
	static const u64 ids[] = {
		1, 2, JAILHOUSE_MAX_CELLS - 1, JAILHOUSE_MAX_CELLS,
		BIT_ULL(32), ~0ULL
	};
	unsigned int n, call;

	for (n = 0; n < ARRAY_SIZE(ids); n++) {
		for (call = 0; call < ARRAY_SIZE(asking); call++)
			KUNIT_EXPECT_EQ(test, hypercall(asking[call], ids[n], 0),
					-ENOENT);
		KUNIT_EXPECT_EQ(test, hypercall(GET_STATE, ids[n], 0), -ENOENT);
	}
}

static void not_the_root(struct kunit *test)
{
	unsigned int call;

	for (call = 0; call < ARRAY_SIZE(asking); call++)
		KUNIT_EXPECT_EQ(test, hypercall(asking[call], 0, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, hypercall(GET_STATE, 0, 0), JAILHOUSE_CELL_RUNNING);
}

static void states(struct kunit *test)
{
	struct cell *cell = env_create(test, 1);

	KUNIT_EXPECT_EQ(test, hypercall(GET_STATE, 1, 0), JAILHOUSE_CELL_SHUT_DOWN);
	KUNIT_EXPECT_EQ(test, env_call(START, 1), 0);
	KUNIT_EXPECT_EQ(test, hypercall(GET_STATE, 1, 0), JAILHOUSE_CELL_RUNNING);
	set_state(cell, JAILHOUSE_CELL_RUNNING_LOCKED);
	KUNIT_EXPECT_EQ(test, hypercall(GET_STATE, 1, 0),
			JAILHOUSE_CELL_RUNNING_LOCKED);
	set_state(cell, 5);
	KUNIT_EXPECT_EQ(test, hypercall(GET_STATE, 1, 0), -EINVAL);
}

/* --- life of a cell ---------------------------------------------------------- */

static void start_and_restart(struct kunit *test)
{
	struct cell *cell = env_create(test, 1);

	env_clear_trace();
	KUNIT_EXPECT_FALSE(test, cell_has(cell, 0));
	KUNIT_EXPECT_EQ(test, env_call(START, 1), 0);
	KUNIT_EXPECT_STREQ(test, env.trace,
			   "park.3; first.reset; last.reset; start.3; ");
	KUNIT_EXPECT_TRUE(test, cell_has(cell, 0));

	/* A warm start keeps the memory: nothing is cleared or mapped anew */
	set_state(cell, JAILHOUSE_CELL_SHUT_DOWN);
	env_clear_trace();
	KUNIT_EXPECT_EQ(test, env_call(START, 1), 0);
	KUNIT_EXPECT_STREQ(test, env.trace,
			   "park.3; first.reset; last.reset; start.3; ");
	KUNIT_EXPECT_EQ(test, cell->comm->cell_state, JAILHOUSE_CELL_RUNNING);
}

static void load_and_start(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);

	KUNIT_EXPECT_FALSE(test, root_has(ENV_RAM));
	KUNIT_EXPECT_EQ(test, env_call(SET_LOADABLE, 1), -EAGAIN);
	agree(cell);
	KUNIT_EXPECT_EQ(test, env_call(SET_LOADABLE, 1), 0);
	KUNIT_EXPECT_STREQ(test, env.trace,
			   "park.3; flush.3; flush.0; flush.1; flush.2; ");
	KUNIT_EXPECT_EQ(test, cell->comm->cell_state, JAILHOUSE_CELL_SHUT_DOWN);
	KUNIT_EXPECT_TRUE(test, root_has(ENV_RAM));
	KUNIT_EXPECT_FALSE(test, cell_has(cell, 0));
	/* What is not loadable stays where it is */
	KUNIT_EXPECT_FALSE(test, root_has(ENV_DEVICE));
	KUNIT_EXPECT_TRUE(test, cell_has(cell, 0xf0000000));

	/* Once more changes nothing */
	KUNIT_EXPECT_EQ(test, env_call(SET_LOADABLE, 1), 0);
	KUNIT_EXPECT_TRUE(test, root_has(ENV_RAM));

	env_clear_trace();
	KUNIT_EXPECT_EQ(test, env_call(START, 1), 0);
	KUNIT_EXPECT_STREQ(test, env.trace,
			   "park.3; flush.0; flush.1; flush.2; first.reset; "
			   "last.reset; start.3; ");
	KUNIT_EXPECT_FALSE(test, root_has(ENV_RAM));
	KUNIT_EXPECT_TRUE(test, cell_has(cell, 0));
}

static void destroyed(struct kunit *test)
{
	u32 used = pool.used;
	struct cell *cell = env_run(test, 1);

	KUNIT_EXPECT_EQ(test, env_call(DESTROY, 1), -EAGAIN);
	agree(cell);
	KUNIT_EXPECT_EQ(test, env_call(DESTROY, 1), 0);
	KUNIT_EXPECT_STREQ(test, env.trace,
			   "park.3; last.exit; first.exit; "
			   "clear.3b000000; clear.3b040000; clear.3b080000; "
			   "clear.3b0c0000; flush.0; flush.1; flush.2; "
			   "park.3; to-root.3; ");
	KUNIT_EXPECT_EQ(test, pool.used, used);
	KUNIT_EXPECT_EQ(test, num_cells, 1);
	KUNIT_EXPECT_NULL(test, cells[1]);
	KUNIT_EXPECT_PTR_EQ(test, env_cpu[3].cell, root_cell);
	KUNIT_EXPECT_TRUE(test, cell_owns_cpu(root_cell, 3));
	KUNIT_EXPECT_TRUE(test, root_has(ENV_RAM));
	KUNIT_EXPECT_TRUE(test, root_has(ENV_DEVICE));
	KUNIT_EXPECT_EQ(test, env_call(DESTROY, 1), -ENOENT);
}

/* What one owner did with a CPU is no concern of the next */
static void counters_begin_anew(struct kunit *test)
{
	const u32 kept[JAILHOUSE_NUM_CPU_STATS] = { [0] = 7 };
	struct cell *cell;

	memset(env_cpu[2].stats, 0, sizeof(env_cpu[2].stats));
	env_cpu[2].stats[0] = 7;
	memset(env_cpu[3].stats, 0xff, sizeof(env_cpu[3].stats));
	cell = env_create(test, 1);
	KUNIT_EXPECT_TRUE(test, mem_is_zero(env_cpu[3].stats,
					    sizeof(env_cpu[3].stats)));
	/* Not when the cell starts, or is loaded again */
	memset(env_cpu[3].stats, 0xff, sizeof(env_cpu[3].stats));
	KUNIT_EXPECT_EQ(test, env_call(START, 1), 0);
	set_state(cell, JAILHOUSE_CELL_SHUT_DOWN);
	KUNIT_EXPECT_EQ(test, env_call(SET_LOADABLE, 1), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(env_cpu[3].stats, 0xff,
					   sizeof(env_cpu[3].stats)));
	KUNIT_EXPECT_EQ(test, env_call(DESTROY, 1), 0);
	KUNIT_EXPECT_TRUE(test, mem_is_zero(env_cpu[3].stats,
					    sizeof(env_cpu[3].stats)));
	/* Other CPUs keep theirs */
	KUNIT_EXPECT_MEMEQ(test, env_cpu[2].stats, kept, sizeof(kept));
}

/* The root loses the image first, so that it cannot see what is not cleared yet */
static void destroyed_while_loadable(struct kunit *test)
{
	u32 used = pool.used;

	env_create(test, 1);
	KUNIT_EXPECT_EQ(test, env_call(SET_LOADABLE, 1), 0);
	env_clear_trace();
	KUNIT_EXPECT_EQ(test, hypercall(DESTROY, 1, 0), -EAGAIN);
	KUNIT_EXPECT_FALSE(test, root_has(ENV_RAM));
	KUNIT_EXPECT_STREQ(test, env.trace,
			   "park.3; last.exit; flush.0; flush.1; flush.2; "
			   "first.exit; clear.3b000000; ");
	KUNIT_EXPECT_EQ(test, env_call(DESTROY, 1), 0);
	KUNIT_EXPECT_TRUE(test, root_has(ENV_RAM));
	KUNIT_EXPECT_EQ(test, pool.used, used);
}

static void many_lives(struct kunit *test)
{
	u32 used = pool.used, n;
	struct cell *cell;

	for (n = 0; n < 50; n++) {
		cell = env_run(test, 1 + n % 2);
		set_state(cell, JAILHOUSE_CELL_FAILED);
		KUNIT_ASSERT_EQ(test, env_call(DESTROY, 1 + n % 2), 0);
		KUNIT_ASSERT_EQ(test, pool.used, used);
	}
}

/* --- asking ------------------------------------------------------------------- */

static void veto(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(asking); n++) {
		KUNIT_EXPECT_EQ(test, hypercall(asking[n], 1, 0), -EAGAIN);
		KUNIT_EXPECT_EQ(test, cell->comm->msg_to_cell,
				JAILHOUSE_MSG_SHUTDOWN_REQUEST);
		env_answer(cell, JAILHOUSE_REPLY_REQUEST_DENIED);
		KUNIT_EXPECT_EQ(test, hypercall(asking[n], 1, 0), -EPERM);
	}
	/* It has not noticed anything else */
	KUNIT_EXPECT_STREQ(test, env.trace, "");
	KUNIT_EXPECT_EQ(test, cell->comm->cell_state, JAILHOUSE_CELL_RUNNING);
	KUNIT_EXPECT_FALSE(test, env_cpu[3].parked);
}

static void time_out(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);

	KUNIT_EXPECT_EQ(test, hypercall(DESTROY, 1, 0), -EAGAIN);
	env.now = 999;
	KUNIT_EXPECT_EQ(test, hypercall(DESTROY, 1, 0), -EAGAIN);
	KUNIT_EXPECT_EQ(test, cell->comm->cell_state, JAILHOUSE_CELL_RUNNING);
	env.now = 1000;
	KUNIT_EXPECT_EQ(test, env_call(DESTROY, 1), 0);
	KUNIT_EXPECT_NULL(test, cells[1]);
}

/* Another call: nobody waits for the answer to the first question any more */
static void other_call_drops_question(struct kunit *test)
{
	struct cell *one = env_run(test, 1), *two;

	env_default_config(2, "two", BIT(2));
	KUNIT_EXPECT_EQ(test, env_call(CREATE, ENV_CONFIG), -EAGAIN);
	env_answer(one, JAILHOUSE_REPLY_RECEIVED);
	KUNIT_EXPECT_EQ(test, env_call(CREATE, ENV_CONFIG), 0);
	two = cells[2];

	KUNIT_EXPECT_EQ(test, hypercall(START, 1, 0), -EAGAIN);
	KUNIT_EXPECT_EQ(test, one->comm->msg_to_cell,
			JAILHOUSE_MSG_SHUTDOWN_REQUEST);
	KUNIT_EXPECT_EQ(test, env_call(START, 2), 0);
	KUNIT_EXPECT_EQ(test, one->comm->msg_to_cell, JAILHOUSE_MSG_NONE);
	KUNIT_EXPECT_FALSE(test, env_cpu[3].parked);

	/* An answer to what nobody asks is not taken for one */
	agree(one);
	KUNIT_EXPECT_EQ(test, hypercall(SET_LOADABLE, 1, 0), -EAGAIN);
	KUNIT_EXPECT_EQ(test, one->comm->reply_from_cell, JAILHOUSE_REPLY_NONE);
	KUNIT_EXPECT_PTR_EQ(test, cells[2], two);
}

/* What the driver does when a signal comes */
static void withdrawn_by_the_root(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);

	KUNIT_EXPECT_EQ(test, hypercall(START, 1, 0), -EAGAIN);
	KUNIT_EXPECT_EQ(test, cell->comm->msg_to_cell,
			JAILHOUSE_MSG_SHUTDOWN_REQUEST);
	KUNIT_EXPECT_EQ(test, hypercall(SET_LOADABLE, 0, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, cell->comm->msg_to_cell, JAILHOUSE_MSG_NONE);
	KUNIT_EXPECT_EQ(test, hypercall(GET_STATE, 1, 0), JAILHOUSE_CELL_RUNNING);
	KUNIT_EXPECT_FALSE(test, env_cpu[3].parked);
}

/* --- lock ---------------------------------------------------------------------- */

static void locked(struct kunit *test)
{
	struct cell *one = env_run(test, 1), *two;

	env_default_config(2, "two", BIT(2));
	set_state(one, JAILHOUSE_CELL_RUNNING_LOCKED);
	KUNIT_EXPECT_EQ(test, env_call(CREATE, ENV_CONFIG), -EPERM);
	KUNIT_EXPECT_STREQ(test, env.trace, "");

	set_state(one, JAILHOUSE_CELL_RUNNING);
	KUNIT_EXPECT_EQ(test, env_call(CREATE, ENV_CONFIG), -EAGAIN);
	env_answer(one, JAILHOUSE_REPLY_RECEIVED);
	KUNIT_EXPECT_EQ(test, env_call(CREATE, ENV_CONFIG), 0);
	two = cells[2];
	KUNIT_EXPECT_EQ(test, env_call(START, 2), 0);

	/* Others may not be destroyed, but started, stopped and loaded */
	set_state(one, JAILHOUSE_CELL_RUNNING_LOCKED);
	KUNIT_EXPECT_EQ(test, env_call(DESTROY, 2), -EPERM);
	KUNIT_EXPECT_EQ(test, two->comm->msg_to_cell, JAILHOUSE_MSG_NONE);
	set_state(two, JAILHOUSE_CELL_SHUT_DOWN);
	KUNIT_EXPECT_EQ(test, env_call(START, 2), 0);
	set_state(two, JAILHOUSE_CELL_SHUT_DOWN);
	KUNIT_EXPECT_EQ(test, env_call(SET_LOADABLE, 2), 0);

	/* The one that locked is asked, and may agree */
	KUNIT_EXPECT_EQ(test, env_call(DESTROY, 1), -EAGAIN);
	agree(one);
	KUNIT_EXPECT_EQ(test, env_call(DESTROY, 1), 0);
	KUNIT_EXPECT_EQ(test, env_call(DESTROY, 2), 0);
}

/* --- failure ------------------------------------------------------------------- */

static void failed_with_all_cpus(struct kunit *test)
{
	struct cell *cell;

	env_default_config(1, "one", BIT(2) | BIT(3));
	KUNIT_ASSERT_EQ(test, env_call(CREATE, ENV_CONFIG), 0);
	KUNIT_ASSERT_EQ(test, env_call(START, 1), 0);
	cell = cells[1];

	env_cpu[2].failed = true;
	cell_cpu_failed(&env_cpu[2]);
	KUNIT_EXPECT_EQ(test, cell->comm->cell_state, JAILHOUSE_CELL_RUNNING);
	env_cpu[3].failed = true;
	cell_cpu_failed(&env_cpu[3]);
	KUNIT_EXPECT_EQ(test, cell->comm->cell_state, JAILHOUSE_CELL_FAILED);

	/* It is not asked any more, and all of its CPUs can start again */
	env_clear_trace();
	KUNIT_EXPECT_EQ(test, env_call(START, 1), 0);
	KUNIT_EXPECT_STREQ(test, env.trace,
			   "park.2; park.3; first.reset; last.reset; "
			   "start.2; start.3; ");
	KUNIT_EXPECT_FALSE(test, env_cpu[2].failed);
	KUNIT_EXPECT_FALSE(test, env_cpu[3].failed);
	KUNIT_EXPECT_EQ(test, cell->comm->cell_state, JAILHOUSE_CELL_RUNNING);
}

static void root_cpu_fails(struct kunit *test)
{
	env_cpu[1].failed = true;
	cell_cpu_failed(&env_cpu[1]);
	KUNIT_EXPECT_EQ(test, hypercall(GET_STATE, 0, 0), JAILHOUSE_CELL_RUNNING);
}

/* --- between two calls --------------------------------------------------------- */

static void busy_while_clearing(struct kunit *test)
{
	env_default_config(1, "one", BIT(3));
	KUNIT_EXPECT_FALSE(test, public->clearing);
	KUNIT_EXPECT_EQ(test, hypercall(CREATE, ENV_CONFIG, 0), -EAGAIN);
	KUNIT_EXPECT_TRUE(test, public->clearing);
	KUNIT_EXPECT_EQ(test, hypercall(JAILHOUSE_HC_DISABLE, 0, 0), -EBUSY);
	KUNIT_EXPECT_EQ(test, hypercall(GET_STATE, 1, 0), JAILHOUSE_CELL_SHUT_DOWN);
	KUNIT_EXPECT_FALSE(test, root_has(ENV_RAM));
	KUNIT_EXPECT_EQ(test, env_call(CREATE, ENV_CONFIG), 0);
	KUNIT_EXPECT_FALSE(test, public->clearing);

	KUNIT_EXPECT_EQ(test, hypercall(DESTROY, 1, 0), -EAGAIN);
	KUNIT_EXPECT_TRUE(test, public->clearing);
	KUNIT_EXPECT_EQ(test, hypercall(JAILHOUSE_HC_DISABLE, 0, 0), -EBUSY);
	KUNIT_EXPECT_EQ(test, env_call(DESTROY, 1), 0);
	KUNIT_EXPECT_FALSE(test, public->clearing);
}

/* The caller went away: the next one has to end what it began, whatever it wants */
static void clearing_interrupted(struct kunit *test)
{
	static const char * const slices = "clear.3b040000; clear.3b080000; "
					   "clear.3b0c0000; ";

	env_default_config(1, "one", BIT(3));
	KUNIT_EXPECT_EQ(test, hypercall(CREATE, ENV_CONFIG, 0), -EAGAIN);
	env_clear_trace();
	KUNIT_EXPECT_EQ(test, hypercall(START, 1, 0), -EAGAIN);
	KUNIT_EXPECT_STREQ(test, env.trace, "clear.3b040000; ");
	KUNIT_EXPECT_EQ(test, env_call(START, 1), 0);
	KUNIT_EXPECT_STREQ(test, env.trace,
			   "clear.3b040000; clear.3b080000; clear.3b0c0000; "
			   "park.3; first.reset; last.reset; start.3; ");

	set_state(cells[1], JAILHOUSE_CELL_FAILED);
	KUNIT_EXPECT_EQ(test, hypercall(DESTROY, 1, 0), -EAGAIN);
	env_clear_trace();
	KUNIT_EXPECT_EQ(test, env_call(DESTROY, 2), -ENOENT);
	KUNIT_EXPECT_NULL(test, cells[1]);
	KUNIT_EXPECT_NOT_NULL(test, strstr(env.trace, slices));
	KUNIT_EXPECT_TRUE(test, root_has(ENV_RAM));

	/* What lies at the address is another configuration: the wish of another */
	KUNIT_EXPECT_EQ(test, hypercall(CREATE, ENV_CONFIG, 0), -EAGAIN);
	env_default_config(2, "two", BIT(2));
	KUNIT_EXPECT_EQ(test, env_call(CREATE, ENV_CONFIG), 0);
	KUNIT_EXPECT_NOT_NULL(test, cells[1]);
	KUNIT_EXPECT_NOT_NULL(test, cells[2]);
}

/* All running cells are told, each one once; the answer does not matter */
static void others_are_told(struct kunit *test)
{
	struct cell *one = env_run(test, 1);

	env_default_config(2, "two", BIT(2));
	KUNIT_EXPECT_EQ(test, env_call(CREATE, ENV_CONFIG), -EAGAIN);
	KUNIT_EXPECT_NOT_NULL(test, cells[2]);
	KUNIT_EXPECT_EQ(test, one->comm->msg_to_cell,
			JAILHOUSE_MSG_RECONFIG_COMPLETED);
	env_answer(one, JAILHOUSE_REPLY_UNKNOWN);
	KUNIT_EXPECT_EQ(test, env_call(CREATE, ENV_CONFIG), 0);
	KUNIT_EXPECT_EQ(test, one->comm->msg_to_cell, JAILHOUSE_MSG_NONE);

	KUNIT_EXPECT_EQ(test, env_call(DESTROY, 2), -EAGAIN);
	KUNIT_EXPECT_NULL(test, cells[2]);
	KUNIT_EXPECT_EQ(test, one->comm->msg_to_cell,
			JAILHOUSE_MSG_RECONFIG_COMPLETED);
	env_answer(one, JAILHOUSE_REPLY_RECEIVED);
	KUNIT_EXPECT_EQ(test, env_call(DESTROY, 2), 0);
}

/* One that does not answer has failed, and the call has succeeded */
static void silent_cell_is_told(struct kunit *test)
{
	struct cell *one = env_run(test, 1);

	env_default_config(2, "two", BIT(2));
	KUNIT_EXPECT_EQ(test, env_call(CREATE, ENV_CONFIG), -EAGAIN);
	env.now = 1000;
	KUNIT_EXPECT_EQ(test, env_call(CREATE, ENV_CONFIG), 0);
	KUNIT_EXPECT_EQ(test, one->comm->cell_state, JAILHOUSE_CELL_FAILED);
	KUNIT_EXPECT_NOT_NULL(test, cells[2]);
}

/* The caller went away while cells were told: the next call is one of its own */
static void notice_interrupted(struct kunit *test)
{
	struct cell *one = env_run(test, 1);

	env_default_config(2, "two", BIT(2));
	KUNIT_EXPECT_EQ(test, env_call(CREATE, ENV_CONFIG), -EAGAIN);
	KUNIT_EXPECT_EQ(test, env_call(START, 2), 0);
	KUNIT_EXPECT_EQ(test, one->comm->msg_to_cell, JAILHOUSE_MSG_NONE);

	/* The same address, but another configuration */
	set_state(cells[2], JAILHOUSE_CELL_SHUT_DOWN);
	KUNIT_EXPECT_EQ(test, env_call(DESTROY, 2), -EAGAIN);
	env_answer(one, JAILHOUSE_REPLY_RECEIVED);
	KUNIT_EXPECT_EQ(test, env_call(DESTROY, 2), 0);
	KUNIT_EXPECT_EQ(test, env_call(CREATE, ENV_CONFIG), -EAGAIN);
	strscpy(env.config.cfg.name, "three");
	KUNIT_EXPECT_EQ(test, env_call(CREATE, ENV_CONFIG), -EEXIST);
}

/* --- disable -------------------------------------------------------------------- */

static int leave(void *arg)
{
	hypercall(JAILHOUSE_HC_DISABLE, 0, 0);
	env_note("refused");
	kthread_complete_and_exit(&env_left, 0);
}

static void disable(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);

	KUNIT_EXPECT_EQ(test, hypercall(JAILHOUSE_HC_DISABLE, 0, 0), -EBUSY);
	set_state(cell, JAILHOUSE_CELL_SHUT_DOWN);
	KUNIT_EXPECT_EQ(test, env_call(DESTROY, 1), 0);

	/* The CPU does not come back from this one */
	env_clear_trace();
	reinit_completion(&env_left);
	KUNIT_ASSERT_FALSE(test, IS_ERR(kthread_run(leave, NULL, "jh-leave")));
	KUNIT_ASSERT_NE(test, wait_for_completion_timeout(&env_left, 10 * HZ), 0);
	KUNIT_EXPECT_STREQ(test, env.trace, "disabled.0; ");
	/* Nothing can be managed any more */
	env_default_config(1, "one", BIT(3));
	KUNIT_EXPECT_EQ(test, env_call(CREATE, ENV_CONFIG), -EBUSY);
	KUNIT_EXPECT_EQ(test, env_call(START, 1), -EBUSY);
}

static struct kunit_case control_cases[] = {
	KUNIT_CASE(only_the_root_manages),
	KUNIT_CASE(unknown_calls),
	KUNIT_CASE(information),
	KUNIT_CASE(cpu_information),
	KUNIT_CASE(console),
	KUNIT_CASE(console_of_no_concern_to_the_root),
	KUNIT_CASE(note),
	KUNIT_CASE(no_such_cell),
	KUNIT_CASE(not_the_root),
	KUNIT_CASE(states),
	KUNIT_CASE(start_and_restart),
	KUNIT_CASE(load_and_start),
	KUNIT_CASE(destroyed),
	KUNIT_CASE(counters_begin_anew),
	KUNIT_CASE(destroyed_while_loadable),
	KUNIT_CASE(many_lives),
	KUNIT_CASE(veto),
	KUNIT_CASE(time_out),
	KUNIT_CASE(other_call_drops_question),
	KUNIT_CASE(withdrawn_by_the_root),
	KUNIT_CASE(locked),
	KUNIT_CASE(failed_with_all_cpus),
	KUNIT_CASE(root_cpu_fails),
	KUNIT_CASE(busy_while_clearing),
	KUNIT_CASE(clearing_interrupted),
	KUNIT_CASE(others_are_told),
	KUNIT_CASE(silent_cell_is_told),
	KUNIT_CASE(notice_interrupted),
	KUNIT_CASE(disable),
	{}
};

static struct kunit_suite control_suite = {
	.name = "jailhouse-control",
	.init = env_init,
	.exit = env_exit,
	.test_cases = control_cases,
};

kunit_test_suite(control_suite);
