// SPDX-License-Identifier: GPL-2.0-only
/*
 * Communication region: state of the cell, messages from the hypervisor
 */
#include <inmate.h>

#define CHECK_OFFSET(field, offset)						\
	BUILD_BUG_ON(offsetof(struct jailhouse_comm_region, field) != (offset))

static inline void check_layout(void)
{
	CHECK_OFFSET(revision, 6);
	CHECK_OFFSET(cell_state, JAILHOUSE_COMM_CELL_STATE);
	CHECK_OFFSET(msg_to_cell, 12);
	CHECK_OFFSET(reply_from_cell, 16);
	CHECK_OFFSET(flags, 20);
	CHECK_OFFSET(console, 24);
	CHECK_OFFSET(console.type, 36);
	CHECK_OFFSET(console.flags, 38);
	CHECK_OFFSET(console.divider, 40);
	CHECK_OFFSET(console.clock_reg, 48);
	CHECK_OFFSET(pci_mmconfig_base, 56);
	CHECK_OFFSET(x86.pm_timer_address, 64);
	CHECK_OFFSET(x86.num_cpus, JAILHOUSE_COMM_X86_NUM_CPUS);
	CHECK_OFFSET(x86.tsc_khz, 68);
	CHECK_OFFSET(x86.apic_khz, 72);
	CHECK_OFFSET(arm.gicd_base, 72);
	CHECK_OFFSET(arm.gicr_base, 88);
	CHECK_OFFSET(arm.vpci_irq_base, 96);
}

/**
 * comm_valid() - whether there is a communication region of a known revision
 *
 * Return: true if there is.
 */
bool comm_valid(void)
{
	struct jailhouse_comm_region *comm = comm_region();

	check_layout();
	for (int i = 0; i < JAILHOUSE_COMM_SIGNATURE_LEN; i++)
		if (comm->signature[i] != JAILHOUSE_COMM_SIGNATURE[i])
			return false;
	return comm->revision == JAILHOUSE_COMM_REVISION;
}

/**
 * comm_set_state() - tell the hypervisor the state of this cell
 * @state:	JAILHOUSE_CELL_*
 */
void comm_set_state(u32 state)
{
	comm_region()->cell_state = state;
	barrier();
}

/**
 * comm_poll() - look for a message
 *
 * Return: JAILHOUSE_MSG_*; JAILHOUSE_MSG_NONE if nothing has arrived.
 */
u32 comm_poll(void)
{
	return comm_region()->msg_to_cell;
}

/**
 * comm_reply() - take the message and answer it
 * @reply:	JAILHOUSE_REPLY_*
 */
void comm_reply(u32 reply)
{
	struct jailhouse_comm_region *comm = comm_region();

	comm->msg_to_cell = JAILHOUSE_MSG_NONE;
	/* the hypervisor may post the next message as soon as it has the reply */
	memory_fence();
	comm->reply_from_cell = reply;
	barrier();
}

/**
 * comm_accept_reconfig() - answer a message about a change of the configuration
 *
 * For programs that are busy for seconds: without any answer the hypervisor takes a
 * cell for failed after a while. Requests to shut down remain.
 */
void comm_accept_reconfig(void)
{
	if (comm_poll() == JAILHOUSE_MSG_RECONFIG_COMPLETED)
		comm_reply(JAILHOUSE_REPLY_RECEIVED);
}

/**
 * comm_handle() - answer a message, if there is one, as most programs would
 *
 * Approves shutdown requests.
 *
 * Return: false if the cell is to shut down, true otherwise.
 */
bool comm_handle(void)
{
	switch (comm_poll()) {
	case JAILHOUSE_MSG_NONE:
		return true;
	case JAILHOUSE_MSG_SHUTDOWN_REQUEST:
		/* state first: nothing is asked of this cell after the reply */
		comm_set_state(JAILHOUSE_CELL_SHUT_DOWN);
		comm_reply(JAILHOUSE_REPLY_REQUEST_APPROVED);
		return false;
	case JAILHOUSE_MSG_RECONFIG_COMPLETED:
		comm_reply(JAILHOUSE_REPLY_RECEIVED);
		return true;
	default:
		comm_reply(JAILHOUSE_REPLY_UNKNOWN);
		return true;
	}
}

/**
 * comm_serve() - answer messages until a shutdown request has been approved
 *
 * Needs no interrupts and so spins. Returns at once on a machine without
 * communication region.
 */
void comm_serve(void)
{
	if (!comm_valid() || cmdline_flag("no-serve"))
		return;
	while (comm_handle())
		cpu_relax();
}
