// SPDX-License-Identifier: GPL-2.0-only
/*
 * conform: exercises the cell interface, sentence by sentence, as far as a cell can
 * see it on arm64. One result each, in KTAP format.
 *
 * Command line:
 *	bare		there is no hypervisor: what only one does is skipped
 *	foreign=N	shared interrupt N of the GIC is not the cell's
 */
#include "conform.h"

bool bare;
u32 foreign_spi;

bool expect(const char *what, u64 got, u64 expected)
{
	if (got == expected)
		return true;
	if ((s64)got < 0 || (s64)expected < 0)
		printf("# %s: expected %lld, got %lld\n", what, expected, got);
	else
		printf("# %s: expected %#llx, got %#llx\n", what, expected, got);
	return false;
}

int inmate_main(void)
{
	bare = cmdline_flag("bare");
	foreign_spi = cmdline_u64("foreign", 0);

	ktap_begin(0);
	test_start();
	test_hypercalls();
	test_registers();
	test_psci();
	test_gic();
	ktap_end();
	comm_serve();
	return ktap_failed();
}
