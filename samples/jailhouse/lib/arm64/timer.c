// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clock and timer: the virtual counter, which a cell sees as the hardware has it, and
 * the virtual timer
 */
#include <inmate.h>

static void (*timer_handler)(void);

/**
 * counter_hz() - frequency of the counter
 *
 * Return: the frequency in Hz.
 */
u64 counter_hz(void)
{
	return read_sysreg(cntfrq_el0);
}

/**
 * counter_read() - the counter
 *
 * Return: its value, not read in advance.
 */
u64 counter_read(void)
{
	__asm__ __volatile__("isb" : : : "memory");
	return read_sysreg(cntvct_el0);
}

/**
 * clock_ns() - time by the counter
 *
 * Return: time in ns since the counter was 0.
 */
u64 clock_ns(void)
{
	u64 count = counter_read(), hz = counter_hz();

	/* In two steps, as count * 10^9 would soon overflow */
	return count / hz * NS_PER_SEC + count % hz * NS_PER_SEC / hz;
}

static void on_timer(u32 intid __maybe_unused)
{
	/* The request lasts until the timer is set anew or off */
	write_sysreg(CNTV_CTL_ENABLE | CNTV_CTL_IMASK, cntv_ctl_el0);
	timer_handler();
}

/**
 * timer_init() - prepare the timer of this CPU
 * @handler:	called whenever it fires
 */
void timer_init(void (*handler)(void))
{
	timer_handler = handler;
	interrupt_set_handler(TIMER_INTID, on_timer);
	timer_stop();
	gic_enable(TIMER_INTID);
}

/**
 * timer_start_at() - let the timer of this CPU fire
 * @deadline_ns: when, by clock_ns(); at once if that is over
 */
void timer_start_at(u64 deadline_ns)
{
	u64 hz = counter_hz();

	/* Never early: a fraction of a tick counts as one */
	write_sysreg(deadline_ns / NS_PER_SEC * hz +
		     (deadline_ns % NS_PER_SEC * hz + NS_PER_SEC - 1) / NS_PER_SEC, cntv_cval_el0);
	write_sysreg(CNTV_CTL_ENABLE, cntv_ctl_el0);
	wait_for_completion();
}

/**
 * timer_stop() - stop the timer of this CPU
 */
void timer_stop(void)
{
	write_sysreg(0, cntv_ctl_el0);
	wait_for_completion();
}

/**
 * timer_describe() - what the timer is
 * @buf:	where the text goes
 * @size:	its size
 */
void timer_describe(char *buf, size_t size)
{
	snprintf(buf, size, "GICv%u, timer at %u kHz", gic_version(), (u32)(counter_hz() / 1000));
}
