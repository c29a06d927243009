// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmio-access: every form of load and store that compilers emit, on the scratch
 * register of the test device
 *
 * What an instruction reads or writes there is compared with the same bytes of the
 * communication region. One "ok" or "not ok" line per instruction, in KTAP format.
 *
 * Command line: "base=ADDRESS": page to use instead of the test device. With the
 * address of the communication region, that works without a hypervisor.
 */
#include "mmio-access.h"

#define DEVICE_FIXED	(TEST_DEVICE_ADDR + JAILHOUSE_TEST_DEVICE_SCRATCH)

unsigned long device;
bool at_fixed;

/* The same bytes, not trapped */
u64 *memory(void)
{
	barrier();
	return (u64 *)(COMM_REGION_ADDR + JAILHOUSE_TEST_DEVICE_SCRATCH);
}

bool check(u64 got, u64 expected)
{
	if (got != expected)
		printf("# expected %#llx, got %#llx\n", expected, got);
	return got == expected;
}

int inmate_main(void)
{
	unsigned long base = cmdline_u64("base", TEST_DEVICE_ADDR);

	device = base + JAILHOUSE_TEST_DEVICE_SCRATCH;
	at_fixed = device == DEVICE_FIXED;

	ktap_begin(0);
	test_reads(PATTERN_NEG);
	test_reads(PATTERN_POS);
	test_writes();
	test_fetches();
	ktap_end();
	comm_serve();
	return ktap_failed();
}
