// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages to cells
 *
 * The hypervisor never waits for a cell. A management call posts its question,
 * returns -EAGAIN, and finds the answer when the root repeats the call. Cells write
 * to the communication region at any time, so each field is read once, and
 * nothing depends on what it holds but the answer to the question.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <asm_paging.h>
#include <cell.h>
#include <config.h>
#include <control.h>
#include <log.h>
#include <message.h>

/*
 * A question that nobody has looked for an answer to for so long was withdrawn:
 * whoever asked got a signal. The next one to ask gets an answer of its own.
 */
#define ABANDONED_US	1000000ULL

/**
 * comm_state() - state of a cell
 * @cell:	the cell
 *
 * Return: JAILHOUSE_CELL_*, or -EINVAL if the cell has written something else.
 */
int comm_state(const struct cell *cell)
{
	u32 state;

	if (!cell->comm)
		return JAILHOUSE_CELL_RUNNING;
	state = READ_ONCE(cell->comm->cell_state);
	return state <= JAILHOUSE_CELL_FAILED_COMM_REV ? state : -EINVAL;
}

/**
 * comm_set_state() - state of a cell as the hypervisor sees it
 * @cell:	the cell; the root has none
 * @state:	JAILHOUSE_CELL_*
 */
void comm_set_state(struct cell *cell, u32 state)
{
	if (cell->comm)
		WRITE_ONCE(cell->comm->cell_state, state);
}

/**
 * comm_is_locked() - does a cell forbid changes of the configuration?
 * @cell:	the cell
 *
 * Return: whether it is.
 */
bool comm_is_locked(const struct cell *cell)
{
	return comm_state(cell) == JAILHOUSE_CELL_RUNNING_LOCKED;
}

/**
 * comm_reset() - fill in the communication region of a cell
 * @cell:	the cell, about to be started
 */
void comm_reset(struct cell *cell)
{
	struct jailhouse_comm_region *comm = cell->comm;
	u32 flags = cell->config->flags;

	static_assert(sizeof(comm->console) == sizeof(cell->config->console));

	zero_pages(comm, 1);
	memcpy(comm->signature, JAILHOUSE_COMM_SIGNATURE, sizeof(comm->signature));
	comm->revision = JAILHOUSE_COMM_REVISION;
	comm->cell_state = JAILHOUSE_CELL_RUNNING;
	if (flags & JAILHOUSE_CELL_VCONSOLE_ACTIVE)
		comm->flags = JAILHOUSE_COMM_CONSOLE_PERMITTED |
			      JAILHOUSE_COMM_CONSOLE_ACTIVE;
	else if (flags & JAILHOUSE_CELL_VCONSOLE_PERM)
		comm->flags = JAILHOUSE_COMM_CONSOLE_PERMITTED;
	memcpy(&comm->console, &cell->config->console, sizeof(comm->console));
	arch_comm_init(cell);
	cell->message = JAILHOUSE_MSG_NONE;
}

static bool is_asked(const struct cell *cell)
{
	int state = comm_state(cell);

	return cell->comm && cell->started &&
	       !(cell->config->flags & JAILHOUSE_CELL_PASSIVE_COMM) &&
	       state != JAILHOUSE_CELL_SHUT_DOWN &&
	       state != JAILHOUSE_CELL_FAILED &&
	       state != JAILHOUSE_CELL_FAILED_COMM_REV;
}

static void post(struct cell *cell, u32 message, u64 now)
{
	WRITE_ONCE(cell->comm->reply_from_cell, JAILHOUSE_REPLY_NONE);
	/* The cell sees the cleared reply when it sees the message */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	WRITE_ONCE(cell->comm->msg_to_cell, message);
	cell->message = message;
	cell->message_start = now;
}

/**
 * message_ask() - ask a cell, or look for its answer
 * @cell:	the cell
 * @message:	JAILHOUSE_MSG_*
 *
 * A cell that does not answer in time has failed, and needs no asking.
 *
 * Context: management lock held, CPU of the root.
 * Return: 0 if the cell agrees or is not asked, -EPERM if it does not agree,
 * -EAGAIN if it has not answered yet.
 */
int message_ask(struct cell *cell, u32 message)
{
	u64 timeout = cell->config->msg_reply_timeout;
	u64 now = arch_time_us();
	u32 reply;

	if (!is_asked(cell)) {
		cell->message = JAILHOUSE_MSG_NONE;
		return 0;
	}

	if (cell->message != message ||
	    now - cell->message_last > ABANDONED_US) {
		post(cell, message, now);
		cell->message_last = now;
		return -EAGAIN;
	}
	cell->message_last = now;

	reply = READ_ONCE(cell->comm->reply_from_cell);
	if (reply == JAILHOUSE_REPLY_NONE) {
		if (!timeout || now - cell->message_start < timeout)
			return -EAGAIN;
		message_withdraw(cell);
		comm_set_state(cell, JAILHOUSE_CELL_FAILED);
		hyp_log("cell %u (%s): failed, it did not answer for %llu us",
			cell->id, cell->config->name, timeout);
		return 0;
	}
	cell->message = JAILHOUSE_MSG_NONE;
	if (message != JAILHOUSE_MSG_SHUTDOWN_REQUEST)
		return 0;
	return reply == JAILHOUSE_REPLY_REQUEST_APPROVED ? 0 : -EPERM;
}

/**
 * message_withdraw() - ask no longer
 * @cell:	the cell; nothing happens if it was not asked
 *
 * The cell may have taken the message already.
 *
 * Context: management lock held.
 */
void message_withdraw(struct cell *cell)
{
	if (cell->message == JAILHOUSE_MSG_NONE)
		return;
	cell->message = JAILHOUSE_MSG_NONE;
	WRITE_ONCE(cell->comm->msg_to_cell, JAILHOUSE_MSG_NONE);
}
