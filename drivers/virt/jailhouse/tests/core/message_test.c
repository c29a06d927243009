// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of messages to cells, and of the communication region
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <control.h>
#include <message.h>
#include "env.h"

#define SHUTDOWN	JAILHOUSE_MSG_SHUTDOWN_REQUEST
#define COMPLETED	JAILHOUSE_MSG_RECONFIG_COMPLETED

static void start_fills_the_region(struct kunit *test)
{
	struct cell *cell = env_create(test, 1);
	struct jailhouse_comm_region *comm = cell->comm;

	KUNIT_EXPECT_EQ(test, comm->cell_state, JAILHOUSE_CELL_SHUT_DOWN);
	memset(comm, 0xa5, JAILHOUSE_COMM_REGION_SIZE);
	comm->cell_state = JAILHOUSE_CELL_FAILED;
	cell->config->console.type = JAILHOUSE_CON_TYPE_8250;
	cell->config->console.address = 0x2f8;
	KUNIT_ASSERT_EQ(test, env_call(JAILHOUSE_HC_CELL_START, 1), 0);

	KUNIT_EXPECT_MEMEQ(test, comm->signature, JAILHOUSE_COMM_SIGNATURE,
			   JAILHOUSE_COMM_SIGNATURE_LEN);
	KUNIT_EXPECT_EQ(test, comm->revision, 2);
	KUNIT_EXPECT_EQ(test, comm->cell_state, JAILHOUSE_CELL_RUNNING);
	KUNIT_EXPECT_EQ(test, comm->msg_to_cell, JAILHOUSE_MSG_NONE);
	KUNIT_EXPECT_EQ(test, comm->reply_from_cell, JAILHOUSE_REPLY_NONE);
	KUNIT_EXPECT_EQ(test, comm->flags, 0);
	KUNIT_EXPECT_EQ(test, comm->console.type, JAILHOUSE_CON_TYPE_8250);
	KUNIT_EXPECT_EQ(test, comm->console.address, 0x2f8);
	KUNIT_EXPECT_EQ(test, comm->pci_mmconfig_base, 0xb0000000);
	/* Nothing of what was there before */
	KUNIT_EXPECT_NULL(test, memchr((u8 *)comm + 512, 0xa5,
				       JAILHOUSE_COMM_REGION_SIZE - 512));
}

static void console_flags(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);

	cell->config->flags = JAILHOUSE_CELL_VCONSOLE_PERM;
	comm_reset(cell);
	KUNIT_EXPECT_EQ(test, cell->comm->flags, JAILHOUSE_COMM_CONSOLE_PERMITTED);
	cell->config->flags = JAILHOUSE_CELL_VCONSOLE_ACTIVE;
	comm_reset(cell);
	KUNIT_EXPECT_EQ(test, cell->comm->flags, JAILHOUSE_COMM_CONSOLE_PERMITTED |
			JAILHOUSE_COMM_CONSOLE_ACTIVE);
}

static void state_is_not_trusted(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);
	u32 state;

	for (state = 0; state <= JAILHOUSE_CELL_FAILED_COMM_REV; state++) {
		cell->comm->cell_state = state;
		KUNIT_EXPECT_EQ(test, comm_state(cell), state);
		KUNIT_EXPECT_EQ(test, comm_is_locked(cell),
				state == JAILHOUSE_CELL_RUNNING_LOCKED);
	}
	cell->comm->cell_state = JAILHOUSE_CELL_FAILED_COMM_REV + 1;
	KUNIT_EXPECT_EQ(test, comm_state(cell), -EINVAL);
	cell->comm->cell_state = ~0;
	KUNIT_EXPECT_EQ(test, comm_state(cell), -EINVAL);
	KUNIT_EXPECT_FALSE(test, comm_is_locked(cell));
	KUNIT_EXPECT_EQ(test, comm_state(root_cell), JAILHOUSE_CELL_RUNNING);
	comm_set_state(root_cell, JAILHOUSE_CELL_FAILED);
}

/* The question is posted once, with the reply cleared before */
static void question_and_answer(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);
	struct jailhouse_comm_region *comm = cell->comm;

	comm->reply_from_cell = JAILHOUSE_REPLY_REQUEST_APPROVED;
	KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), -EAGAIN);
	KUNIT_EXPECT_EQ(test, comm->msg_to_cell, SHUTDOWN);
	KUNIT_EXPECT_EQ(test, comm->reply_from_cell, JAILHOUSE_REPLY_NONE);

	/* The cell takes it and thinks */
	comm->msg_to_cell = JAILHOUSE_MSG_NONE;
	env.now = 500;
	KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), -EAGAIN);
	KUNIT_EXPECT_EQ(test, comm->msg_to_cell, JAILHOUSE_MSG_NONE);

	env_answer(cell, JAILHOUSE_REPLY_REQUEST_APPROVED);
	KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), 0);
	/* An answer counts once */
	KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), -EAGAIN);
}

static void anything_else_is_a_veto(struct kunit *test)
{
	static const u32 replies[] = {
		JAILHOUSE_REPLY_UNKNOWN, JAILHOUSE_REPLY_REQUEST_DENIED,
		JAILHOUSE_REPLY_RECEIVED, JAILHOUSE_REPLY_RECEIVED + 1, ~0U
	};
	struct cell *cell = env_run(test, 1);
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(replies); n++) {
		KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), -EAGAIN);
		env_answer(cell, replies[n]);
		KUNIT_EXPECT_EQ_MSG(test, message_ask(cell, SHUTDOWN), -EPERM,
				    "reply %u", replies[n]);
	}
}

static void any_reply_ends_a_notice(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);
	u32 reply;

	for (reply = JAILHOUSE_REPLY_UNKNOWN; reply < 6; reply++) {
		KUNIT_EXPECT_EQ(test, message_ask(cell, COMPLETED), -EAGAIN);
		KUNIT_EXPECT_EQ(test, cell->comm->msg_to_cell, COMPLETED);
		env_answer(cell, reply);
		KUNIT_EXPECT_EQ(test, message_ask(cell, COMPLETED), 0);
	}
}

static void nobody_is_asked_in_vain(struct kunit *test)
{
	struct cell *cell = env_create(test, 1);

	/* not started yet */
	KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), 0);
	KUNIT_ASSERT_EQ(test, env_call(JAILHOUSE_HC_CELL_START, 1), 0);

	cell->comm->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
	KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), 0);
	cell->comm->cell_state = JAILHOUSE_CELL_FAILED;
	KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), 0);
	cell->comm->cell_state = JAILHOUSE_CELL_FAILED_COMM_REV;
	KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), 0);

	cell->comm->cell_state = JAILHOUSE_CELL_RUNNING;
	cell->config->flags = JAILHOUSE_CELL_PASSIVE_COMM;
	KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), 0);
	KUNIT_EXPECT_EQ(test, cell->comm->msg_to_cell, JAILHOUSE_MSG_NONE);

	/* One that writes nonsense to its state does not get away by that */
	cell->config->flags = 0;
	cell->comm->cell_state = 77;
	KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), -EAGAIN);
	KUNIT_EXPECT_EQ(test, message_ask(root_cell, SHUTDOWN), 0);
}

static void silence_is_failure(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);

	env.now = 5000;
	KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), -EAGAIN);
	env.now = 5999;
	KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), -EAGAIN);
	KUNIT_EXPECT_EQ(test, cell->comm->cell_state, JAILHOUSE_CELL_RUNNING);
	env.now = 6000;
	KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), 0);
	KUNIT_EXPECT_EQ(test, cell->comm->cell_state, JAILHOUSE_CELL_FAILED);
	KUNIT_EXPECT_EQ(test, cell->comm->msg_to_cell, JAILHOUSE_MSG_NONE);
	KUNIT_EXPECT_STREQ(test, env.log,
			   "cell 1 (one): failed, it did not answer for 1000 us");
}

static void no_time_limit(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);
	unsigned int n;

	cell->config->msg_reply_timeout = 0;
	KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), -EAGAIN);
	for (n = 0; n < 100; n++) {
		env.now += 900000;
		KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), -EAGAIN);
	}
	KUNIT_EXPECT_EQ(test, cell->comm->cell_state, JAILHOUSE_CELL_RUNNING);
}

/* Whoever asked is gone: the next one asks anew, with all of the time */
static void abandoned_question(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);

	KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), -EAGAIN);
	env_answer(cell, JAILHOUSE_REPLY_REQUEST_APPROVED);
	env.now += 1000001;
	KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), -EAGAIN);
	KUNIT_EXPECT_EQ(test, cell->comm->msg_to_cell, SHUTDOWN);
	KUNIT_EXPECT_EQ(test, cell->comm->reply_from_cell, JAILHOUSE_REPLY_NONE);
	KUNIT_EXPECT_EQ(test, cell->comm->cell_state, JAILHOUSE_CELL_RUNNING);
}

static void withdrawn_question(struct kunit *test)
{
	struct cell *cell = env_run(test, 1);

	/* Not asked: the cell's word stays */
	cell->comm->msg_to_cell = 99;
	message_withdraw(cell);
	KUNIT_EXPECT_EQ(test, cell->comm->msg_to_cell, 99);

	KUNIT_EXPECT_EQ(test, message_ask(cell, SHUTDOWN), -EAGAIN);
	message_withdraw(cell);
	KUNIT_EXPECT_EQ(test, cell->comm->msg_to_cell, JAILHOUSE_MSG_NONE);
}

static struct kunit_case message_cases[] = {
	KUNIT_CASE(start_fills_the_region),
	KUNIT_CASE(console_flags),
	KUNIT_CASE(state_is_not_trusted),
	KUNIT_CASE(question_and_answer),
	KUNIT_CASE(anything_else_is_a_veto),
	KUNIT_CASE(any_reply_ends_a_notice),
	KUNIT_CASE(nobody_is_asked_in_vain),
	KUNIT_CASE(silence_is_failure),
	KUNIT_CASE(no_time_limit),
	KUNIT_CASE(abandoned_question),
	KUNIT_CASE(withdrawn_question),
	{}
};

static struct kunit_suite message_suite = {
	.name = "jailhouse-message",
	.init = env_init,
	.exit = env_exit,
	.test_cases = message_cases,
};

kunit_test_suite(message_suite);
