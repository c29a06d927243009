// SPDX-License-Identifier: GPL-2.0-only
/*
 * conform: exercises the cell interface, sentence by sentence, as far as a cell can
 * see it on x86. One result each, in KTAP format.
 *
 * Command line:
 *	test-device	the cell has the test device
 *	ioapic		the cell has the IO-APIC at its usual address
 *	ioapic-pin=N	... and owns this pin
 *	messages	somebody creates or destroys another cell, and then requests a
 *			shutdown until it is approved, when asked to by a line
 *			"# waiting for ..."
 *	wait=SECONDS	how long to wait for that, 30 if not given
 *	violate		let CPU 1 of two do what is forbidden
 *	abi-mismatch	do nothing but say that the communication ABI is none that we know
 *	console=PORT	the cell has a 8250 console there
 *	cpus=N		the cell has so many CPUs
 *	reset-address=A	the cell starts at A, where there is a stub (see start.c), not at 0
 *	part=NAME	only that part
 */
#include "conform.h"

const char *skip_reason;
u32 irq_count[256];

static const struct conform_part *const parts[] = {
	&part_detect,
#ifdef __x86_64__
	&part_start,
	&part_comm,
#endif
	&part_hypercall,
	&part_counters,
	&part_user,
#ifdef __x86_64__
	&part_apic,
	&part_msr,
	&part_refused,
	&part_messages,
#endif
};

/* Say what EXPECT_EQ() found; error codes are easier to read as negative numbers */
void report_difference(const char *what, u64 got, u64 expected)
{
	if ((s64)got < 0 || (s64)expected < 0)
		printf("# %s: expected %lld, got %lld\n", what, expected, got);
	else
		printf("# %s: expected %#llx, got %#llx\n", what, expected, got);
}

/* Counts interrupts of the vectors that ask for it */
void count_irq(struct int_frame *frame)
{
	u32 *count = &irq_count[frame->vector & 0xff];

	WRITE_ONCE(*count, *count + 1);
	if (frame->vector >= NUM_EXCEPTIONS)
		apic_eoi();
}

/* Whether a counter reaches a value in time, with interrupts on meanwhile */
bool wait_for(u32 *counter, u32 value, u32 timeout_ms)
{
	u64 end = pm_timer_ns() + (u64)timeout_ms * NS_PER_MSEC;
	bool done;

	irq_enable();
	do {
		done = READ_ONCE(*counter) >= value;
		cpu_relax();
	} while (!done && pm_timer_ns() < end);
	irq_disable();
	return done;
}

static void (*other_function)(void);
static u32 other_done;

static void other_cpu(void)
{
	other_function();
	WRITE_ONCE(other_done, 1);
}

/* Run a function on CPU 1, and wait for its end */
bool run_on_other_cpu(void (*fn)(void))
{
	other_function = fn;
	WRITE_ONCE(other_done, 0);
	return smp_start_cpu(1, other_cpu) && wait_for(&other_done, 1, 1000);
}

static void *case_frame[SMP_MAX_CPUS][5];
static enum outcome case_result[SMP_MAX_CPUS];

/* Leave the case that is running */
void end_case(enum outcome result)
{
	irq_disable();
	WRITE_ONCE(case_result[cpu_id()], result);
	__builtin_longjmp(case_frame[cpu_id()], 1);
}

static enum outcome ATTR(noinline) run_case(enum outcome (*run)(void))
{
	/* the frame has to stay: no tail call */
	if (!__builtin_setjmp(case_frame[cpu_id()]))
		WRITE_ONCE(case_result[cpu_id()], run());
	return READ_ONCE(case_result[cpu_id()]);
}

/*
 * The other CPUs wait, as they were started, for cases that look at this state. They do
 * not wait for .bss to be cleared. Number 0 runs none.
 */
static enum outcome (*other_case)(void);
static u32 other_turn __nobss;
static u32 others_may_halt __nobss;

void inmate_other_cpu(void)
{
	interrupt_init_cpu();
	while (!READ_ONCE(others_may_halt)) {
		if (READ_ONCE(other_turn) == cpu_id()) {
			run_case(other_case);
			WRITE_ONCE(other_turn, 0);
		}
		cpu_relax();
	}
}

/* Run a case on each CPU but this one, which has not been touched since its start */
enum outcome run_at_start_of_others(enum outcome (*run)(void))
{
	SKIP_IF(READ_ONCE(others_may_halt), "the program was not loaded anew");
	for (unsigned int cpu = 1; cpu < smp_num_cpus(); cpu++) {
		WRITE_ONCE(other_case, run);
		barrier();
		WRITE_ONCE(other_turn, cpu);
		while (READ_ONCE(other_turn))
			cpu_relax();
		if (READ_ONCE(case_result[cpu]) != PASS)
			return READ_ONCE(case_result[cpu]);
	}
	return PASS;
}

/* They have cost enough time; a SIPI can start them again */
void halt_others(void)
{
	WRITE_ONCE(others_may_halt, 1);
}

static void run_part(const struct conform_part *part)
{
	const struct conform_case *c;

	printf("# %s\n", part->name);
	for (c = part->cases; c < part->cases + part->count; c++) {
		if (!cmdline_flag("messages"))
			comm_accept_reconfig();
		switch (run_case(c->run)) {
		case PASS:
			ktap_result(true, "%s: %s", part->name, c->text);
			break;
		case FAIL:
			ktap_result(false, "%s: %s", part->name, c->text);
			break;
		case SKIP:
			ktap_skip(skip_reason, "%s: %s", part->name, c->text);
			break;
		}
	}
}

static bool is_wanted(const struct conform_part *part)
{
	char name[16];

	return !*cmdline_str("part", name, sizeof(name), "") || !strcmp(name, part->name);
}

int inmate_main(void)
{
	unsigned int total = 0;

#ifdef __x86_64__
	if (!is_wanted(&part_start))
		halt_others();
#else
	halt_others();
#endif
	if (cmdline_flag("abi-mismatch")) {
		comm_set_state(JAILHOUSE_CELL_FAILED_COMM_REV);
		for (;;)
			halt();
	}
	for (unsigned int n = 0; n < ARRAY_SIZE(parts); n++)
		total += is_wanted(parts[n]) ? parts[n]->count : 0;

	/* in a cell the x2APIC MSRs work as they are */
	if (!hypervisor_present())
		apic_init(APIC_AUTO);

	ktap_begin(total);
	for (unsigned int n = 0; n < ARRAY_SIZE(parts); n++)
		if (is_wanted(parts[n]))
			run_part(parts[n]);
	ktap_end();
	/* after the part about messages, the request to shut down is there already */
	comm_serve();
	return ktap_failed() != 0;
}
