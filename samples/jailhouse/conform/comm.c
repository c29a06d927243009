// SPDX-License-Identifier: GPL-2.0-only
/*
 * Communication region, as it is at start
 */
#include "conform.h"

static enum outcome valid(void)
{
	EXPECT(!memcmp((void *)comm_region(), JAILHOUSE_COMM_SIGNATURE,
		       JAILHOUSE_COMM_SIGNATURE_LEN));
	EXPECT_EQ(comm_region()->revision, JAILHOUSE_COMM_REVISION);
	return PASS;
}

static enum outcome state_running(void)
{
	EXPECT_EQ(comm_region()->cell_state, JAILHOUSE_CELL_RUNNING);
	return PASS;
}

static enum outcome no_message(void)
{
	/* a message about the creation of a cell may have come since */
	EXPECT(comm_region()->msg_to_cell == JAILHOUSE_MSG_NONE ||
	       comm_region()->msg_to_cell == JAILHOUSE_MSG_RECONFIG_COMPLETED);
	EXPECT_EQ(comm_region()->reply_from_cell, JAILHOUSE_REPLY_NONE);
	return PASS;
}

static enum outcome flags(void)
{
	u32 flags = comm_region()->flags;

	EXPECT_EQ(flags & ~(JAILHOUSE_COMM_CONSOLE_PERMITTED | JAILHOUSE_COMM_CONSOLE_ACTIVE), 0);
	if (flags & JAILHOUSE_COMM_CONSOLE_ACTIVE)
		EXPECT(flags & JAILHOUSE_COMM_CONSOLE_PERMITTED);
	return PASS;
}

static enum outcome console_as_configured(void)
{
	u64 port = cmdline_u64("console", 0);

	SKIP_IF(!port, "\"console\" is not on the command line");
	EXPECT_EQ(comm_region()->console.address, port);
	EXPECT_EQ(comm_region()->console.type, JAILHOUSE_CON_TYPE_8250);
	EXPECT_EQ(comm_region()->console.flags, 0);
	EXPECT_EQ(comm_region()->console.gate_nr, 0);
	EXPECT_EQ(comm_region()->console.clock_reg, 0);
	return PASS;
}

static enum outcome cpus_as_configured(void)
{
	u64 num = cmdline_u64("cpus", 0);

	SKIP_IF(!num, "\"cpus\" is not on the command line");
	EXPECT_EQ(comm_region()->x86.num_cpus, num);
	return PASS;
}

static enum outcome console(void)
{
	EXPECT(comm_region()->console.type <= JAILHOUSE_CON_TYPE_SCIF);
	EXPECT_EQ(comm_region()->console.flags &
		  ~(JAILHOUSE_CON_MMIO | JAILHOUSE_CON_REGDIST_4 | JAILHOUSE_CON_FB_1920x1080 |
		    JAILHOUSE_CON_INVERTED_GATE | JAILHOUSE_CON_MDR_QUIRK), 0);
	return PASS;
}

static enum outcome rest_is_zero(void)
{
	u8 sum = 0;

	/* also the scratch register, which a former life of the cell may have used */
	for (unsigned int n = 76; n < JAILHOUSE_COMM_REGION_SIZE; n++)
		sum |= mmio_read8(COMM_REGION_ADDR + n);
	EXPECT_EQ(sum, 0);
	return PASS;
}

static enum outcome writable(void)
{
	comm_set_state(JAILHOUSE_CELL_RUNNING_LOCKED);
	EXPECT_EQ(comm_region()->cell_state, JAILHOUSE_CELL_RUNNING_LOCKED);
	comm_set_state(JAILHOUSE_CELL_RUNNING);
	EXPECT_EQ(comm_region()->cell_state, JAILHOUSE_CELL_RUNNING);
	return PASS;
}

static enum outcome pm_timer(void)
{
	u16 port = comm_region()->x86.pm_timer_address;
	u32 before, after;

	EXPECT(port);
	before = inl(port);
	for (u32 n = 0; n < 1000000 && inl(port) == before; n++)
		cpu_relax();
	after = inl(port);
	EXPECT(before != after);
	return PASS;
}

static bool within_5_percent(u32 a, u32 b)
{
	u32 diff = a > b ? a - b : b - a;

	if (diff > b / 20)
		printf("# %u and %u differ\n", a, b);
	return diff <= b / 20;
}

static enum outcome tsc_frequency(void)
{
	u64 start, tsc, ns;

	SKIP_IF(!comm_region()->x86.tsc_khz, "the frequency of the TSC is not given");
	start = pm_timer_ns();
	tsc = read_tsc();
	do {
		ns = pm_timer_ns() - start;
	} while (ns < 50 * NS_PER_MSEC);
	tsc = read_tsc() - tsc;
	EXPECT(within_5_percent(comm_region()->x86.tsc_khz, div_u64(tsc * 1000, ns / 1000)));
	return PASS;
}

static enum outcome apic_frequency_or_deadline(void)
{
	EXPECT_EQ(!comm_region()->x86.apic_khz, apic_timer_has_deadline());
	return PASS;
}

static enum outcome apic_frequency(void)
{
	u64 start, ns;
	u32 count;

	SKIP_IF(!comm_region()->x86.apic_khz, "the frequency of the APIC timer is not given");
	wrmsr(X2APIC(APIC_LVTT), APIC_LVT_MASKED);
	wrmsr(X2APIC(APIC_TDCR), APIC_TDR_DIV_1);
	start = pm_timer_ns();
	wrmsr(X2APIC(APIC_TMICT), 0xffffffff);
	do {
		ns = pm_timer_ns() - start;
	} while (ns < 50 * NS_PER_MSEC);
	count = 0xffffffff - rdmsr(X2APIC(APIC_TMCCT));
	wrmsr(X2APIC(APIC_TMICT), 0);
	EXPECT(within_5_percent(comm_region()->x86.apic_khz,
				div_u64((u64)count * 1000, ns / 1000)));
	return PASS;
}

static enum outcome ecam(void)
{
	u64 base = comm_region()->pci_mmconfig_base;

	SKIP_IF(!base, "the machine has no ECAM");
	EXPECT_EQ(base & 0xfffff, 0);
	for (u16 bdf = 0; bdf < 0x100; bdf++)
		EXPECT_EQ(pci_ecam_read(bdf, 0, 4), pci_cf8_read(bdf, 0, 4));
	return PASS;
}

static const struct conform_case cases[] = {
	{ "signature, and revision 2", valid },
	{ "cell_state is 0, running", state_running },
	{ "no message, no reply", no_message },
	{ "flags: bits 0 and 1 only, 1 implies 0", flags },
	{ "console: types and flags are known ones", console },
	{ "console: that of the configuration", console_as_configured },
	{ "num_cpus: that of the configuration", cpus_as_configured },
	{ "the rest of the page is zero", rest_is_zero },
	{ "the cell can write to it", writable },
	{ "pm_timer_address counts", pm_timer },
	{ "tsc_khz is the frequency of the TSC", tsc_frequency },
	{ "apic_khz is 0 when the TSC-deadline timer is available, and only then",
	  apic_frequency_or_deadline },
	{ "apic_khz is the frequency of the APIC timer", apic_frequency },
	{ "pci_mmconfig_base is an ECAM that says what 0xcf8 says", ecam },
};

CONFORM_PART(part_comm, "communication region");
