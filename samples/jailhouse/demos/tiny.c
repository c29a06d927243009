// SPDX-License-Identifier: GPL-2.0-only
/*
 * tiny: the smallest useful inmate. Prints a line and answers messages.
 *
 * Command line: "halt": halt instead, so that the cell needs no time at all (and a
 * shutdown request times out, unless the communication region is passive).
 */
#include <inmate.h>

int inmate_main(void)
{
	printf("Hello from a cell with %u CPU(s)\n", smp_num_cpus());

	while (cmdline_flag("halt"))
		halt();

	comm_serve();
	printf("tiny: shutting down\n");
	return 0;
}
