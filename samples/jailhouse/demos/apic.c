// SPDX-License-Identifier: GPL-2.0-only
/*
 * apic: a timer from the local APIC, and how late it is by the PM timer
 *
 * Locks the configuration of the whole system while it runs, and refuses the first
 * request to shut down.
 *
 * Command line: "count=N": stop after N interrupts; "no-lock": lock nothing;
 * "period=N": microseconds, instead of 100000; "every=N": print every Nth interrupt
 * only; "quiet": the same as every=10
 */
#include <inmate.h>

#define VECTOR_TIMER	0x40
static u64 expected_ns, period_ns;
static u32 ticks, print_every, min_late = -1U, max_late;

static void on_timer(struct int_frame *frame __maybe_unused)
{
	u64 now = pm_timer_ns();
	u32 late = now > expected_ns ? now - expected_ns : 0;

	if (late < min_late)
		min_late = late;
	if (late > max_late)
		max_late = late;
	ticks++;
	expected_ns += period_ns;
	apic_eoi();

	/* A period that begins with the last one ended does not add up lateness */
	now = pm_timer_ns();
	apic_timer_start(expected_ns > now ? expected_ns - now : 1);

	if (!(ticks % print_every))
		printf("Timer fired %u, jitter: %u ns, min: %u ns, max: %u ns\n", ticks, late,
		       min_late, max_late);
}

static bool handle_message(void)
{
	static bool refused;

	if (comm_poll() == JAILHOUSE_MSG_SHUTDOWN_REQUEST && !refused) {
		refused = true;
		printf("apic: shutdown request refused, ask again\n");
		comm_reply(JAILHOUSE_REPLY_REQUEST_DENIED);
		return true;
	}
	return comm_handle();
}

int inmate_main(void)
{
	u32 count = cmdline_u64("count", 0);

	period_ns = cmdline_u64("period", 100000) * 1000;
	print_every = cmdline_u64("every", cmdline_flag("quiet") ? 10 : 1);
	if (!print_every)
		print_every = 1;

	interrupt_set_handler(VECTOR_TIMER, on_timer);
	apic_init(APIC_AUTO);
	apic_timer_init(VECTOR_TIMER);
	if (apic_timer_khz())
		printf("apic: timer at %u kHz, TSC at %u kHz\n", apic_timer_khz(), tsc_khz());
	else
		printf("apic: TSC deadline, TSC at %u kHz\n", tsc_khz());

	if (!cmdline_flag("no-lock"))
		comm_set_state(JAILHOUSE_CELL_RUNNING_LOCKED);

	expected_ns = pm_timer_ns() + period_ns;
	apic_timer_start(period_ns);
	while (handle_message() && (!count || READ_ONCE(ticks) < count))
		irq_enable_and_halt();

	irq_disable();
	apic_timer_stop();
	printf("apic: stopped after %u interrupts\n", ticks);
	return 0;
}
