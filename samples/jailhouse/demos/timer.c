// SPDX-License-Identifier: GPL-2.0-only
/*
 * apic, gic: a timer, 10 times a second, and how late its interrupts are by the clock;
 * on x86 that of the local APIC by the PM timer, on Arm the virtual timer by its own
 * counter
 *
 * Locks the configuration of the whole system while it runs, and refuses the first
 * request to shut down.
 *
 * Command line: "count=N": stop after N interrupts; "no-lock": lock nothing;
 * "period=N": microseconds, instead of 100000; "every=N": print every Nth interrupt
 * only; "quiet": the same as every=10
 */
#include <inmate.h>

/* More than what rounding and the resolution of clocks make */
#define TOO_EARLY_NS	100000

static u64 expected_ns, period_ns;
static bool told_early;
static u32 ticks, print_every, min_late = -1U, max_late;

static void on_timer(void)
{
	u64 now = clock_ns();
	u32 late = now > expected_ns ? now - expected_ns : 0;

	/* Whoever measured the frequencies may have been held up by a busy host */
	if (expected_ns > now + TOO_EARLY_NS) {
		if (!told_early)
			printf(TIMER_DEMO ": %u us early, a frequency is wrong; waiting\n",
			       (u32)div_u64(expected_ns - now, 1000));
		told_early = true;
		timer_start_at(expected_ns);
		return;
	}

	if (late < min_late)
		min_late = late;
	if (late > max_late)
		max_late = late;
	ticks++;
	expected_ns += period_ns;

	/* A period that begins with the last one ended does not add up lateness */
	timer_start_at(expected_ns);

	if (!(ticks % print_every))
		printf("Timer fired %u, jitter: %u ns, min: %u ns, max: %u ns\n", ticks, late,
		       min_late, max_late);
}

static bool handle_message(void)
{
	static bool refused;

	if (comm_poll() == JAILHOUSE_MSG_SHUTDOWN_REQUEST && !refused) {
		refused = true;
		printf(TIMER_DEMO ": shutdown request refused, ask again\n");
		comm_reply(JAILHOUSE_REPLY_REQUEST_DENIED);
		return true;
	}
	return comm_handle();
}

int inmate_main(void)
{
	u32 count = cmdline_u64("count", 0);
	char text[60];

	period_ns = cmdline_u64("period", 100000) * 1000;
	print_every = cmdline_u64("every", cmdline_flag("quiet") ? 10 : 1);
	if (!print_every)
		print_every = 1;

	irq_init_cpu();
	timer_init(on_timer);
	timer_describe(text, sizeof(text));
	printf(TIMER_DEMO ": %s\n", text);

	if (!cmdline_flag("no-lock"))
		comm_set_state(JAILHOUSE_CELL_RUNNING_LOCKED);

	expected_ns = clock_ns() + period_ns;
	timer_start_at(expected_ns);
	while (handle_message() && (!count || READ_ONCE(ticks) < count))
		irq_enable_and_halt();

	irq_disable();
	timer_stop();
	printf(TIMER_DEMO ": stopped after %u interrupts\n", ticks);
	return 0;
}
