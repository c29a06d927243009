// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages, and what becomes of a cell when one of its CPUs violates
 */
#include "conform.h"

#define FORBIDDEN_ADDR	0x200000UL	/* behind everything the demo cells have */

static u32 wait_for_message(const char *what)
{
	u64 end = pm_timer_ns() + cmdline_u64("wait", 30) * NS_PER_SEC;
	u32 msg;

	printf("# waiting for %s\n", what);
	do {
		msg = comm_poll();
		cpu_relax();
	} while (msg == JAILHOUSE_MSG_NONE && pm_timer_ns() < end);
	return msg;
}

static enum outcome reconfig_message(void)
{
	SKIP_IF(!cmdline_flag("messages"), "\"messages\" is not on the command line");
	EXPECT_EQ(wait_for_message("creation or destruction of another cell"),
		  JAILHOUSE_MSG_RECONFIG_COMPLETED);
	EXPECT_EQ(comm_region()->reply_from_cell, JAILHOUSE_REPLY_NONE);
	comm_reply(JAILHOUSE_REPLY_RECEIVED);
	return PASS;
}

/* Further messages of that kind may come until the cell is asked to shut down */
static u32 wait_for_shutdown_request(const char *what)
{
	u32 msg;

	while ((msg = wait_for_message(what)) == JAILHOUSE_MSG_RECONFIG_COMPLETED)
		comm_reply(JAILHOUSE_REPLY_RECEIVED);
	return msg;
}

static enum outcome deny_shutdown(void)
{
	SKIP_IF(!cmdline_flag("messages"), "\"messages\" is not on the command line");
	EXPECT_EQ(wait_for_shutdown_request("shutdown request, will be denied"),
		  JAILHOUSE_MSG_SHUTDOWN_REQUEST);
	EXPECT_EQ(comm_region()->reply_from_cell, JAILHOUSE_REPLY_NONE);
	comm_reply(JAILHOUSE_REPLY_REQUEST_DENIED);
	delay_us(100000);
	EXPECT_EQ(comm_region()->cell_state, JAILHOUSE_CELL_RUNNING);
	return PASS;
}

static enum outcome approve_shutdown(void)
{
	SKIP_IF(!cmdline_flag("messages"), "\"messages\" is not on the command line");
	EXPECT_EQ(wait_for_shutdown_request("shutdown request, will be approved"),
		  JAILHOUSE_MSG_SHUTDOWN_REQUEST);
	EXPECT_EQ(comm_region()->reply_from_cell, JAILHOUSE_REPLY_NONE);
	/* the approval itself is given when this is printed, as it ends the cell */
	return PASS;
}

static void violate(void)
{
	mmio_write32(FORBIDDEN_ADDR, 0);
}

static unsigned int cpus_in_state(int state)
{
	unsigned int count = 0;

	for (unsigned int cpu = 0; cpu < 1024; cpu++)
		count += hypercall(JAILHOUSE_HC_CPU_GET_INFO, cpu,
				   JAILHOUSE_CPU_INFO_STATE) == state;
	return count;
}

static enum outcome violation_parks_one(void)
{
	SKIP_IF(!cmdline_flag("violate"), "\"violate\" is not on the command line");
	SKIP_IF(smp_num_cpus() < 2, "the cell has one CPU");
	map_range(FORBIDDEN_ADDR, 4, MAP_UNCACHED);
	apic_init(APIC_X2APIC);
	EXPECT(!run_on_other_cpu(violate));
	EXPECT_EQ(cpus_in_state(JAILHOUSE_CPU_FAILED), 1);
	EXPECT_EQ(cpus_in_state(JAILHOUSE_CPU_RUNNING), smp_num_cpus() - 1);
	return PASS;
}

static enum outcome cell_goes_on(void)
{
	SKIP_IF(!cmdline_flag("violate"), "\"violate\" is not on the command line");
	SKIP_IF(smp_num_cpus() < 2, "the cell has one CPU");
	EXPECT_EQ(comm_region()->cell_state, JAILHOUSE_CELL_RUNNING);
	return PASS;
}

static const struct conform_case cases[] = {
	{ "a CPU that violates is parked alone, its state is 2", violation_parks_one },
	{ "the cell is not failed while one of its CPUs runs", cell_goes_on },
	{ "message 2 after a create or destroy; reply_from_cell was cleared", reconfig_message },
	{ "message 1; a cell that denies it goes on", deny_shutdown },
	{ "message 1 again", approve_shutdown },
};

CONFORM_PART(part_messages, "messages");
