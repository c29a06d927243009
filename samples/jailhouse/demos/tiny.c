// SPDX-License-Identifier: GPL-2.0-only
/*
 * tiny: the smallest useful inmate. Prints a line and answers messages.
 *
 * Command line: "halt": halt instead, so that the cell needs no time at all (and a
 * shutdown request times out, unless the communication region is passive);
 * "slow=MS": answer each message after so many milliseconds, if it is still there.
 */
#include <inmate.h>

int inmate_main(void)
{
	u32 slow = cmdline_u64("slow", 0);

	printf("Hello from a cell with %u CPU(s)\n", smp_num_cpus());

	while (cmdline_flag("halt"))
		halt();

	while (slow) {
		if (comm_poll() != JAILHOUSE_MSG_NONE)
			delay_us(1000 * slow);
		if (!comm_handle())
			break;
		cpu_relax();
	}
	if (!slow)
		comm_serve();
	printf("tiny: shutting down\n");
	return 0;
}
