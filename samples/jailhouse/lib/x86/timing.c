// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clocks: ACPI PM timer, and the TSC, calibrated against it if need be
 */
#include <inmate.h>

#define MEASURE_PAIRS	8
#define PM_TIMER_MASK	0xffffffU	/* 24 bits are what every PM timer has */

static u32 pm_last;
static u64 pm_ticks;
static int pm_lock;
static u32 tsc_khz_cached;

/**
 * pm_timer_read() - raw value of the PM timer
 *
 * Return: the low 24 bits, counting at PM_TIMER_HZ; 0 without PM timer.
 */
u32 pm_timer_read(void)
{
	u16 port = comm_valid() ? comm_region()->x86.pm_timer_address : 0;

	return port ? inl(port) & PM_TIMER_MASK : 0;
}

/**
 * pm_timer_ns() - time by the PM timer
 *
 * Has to be called at least every 4 s, or an overflow is missed.
 *
 * Return: time in ns since some moment, never going back.
 */
u64 pm_timer_ns(void)
{
	unsigned long flags = irq_save();
	u64 ticks, sec;
	u32 now, rem;

	while (__atomic_exchange_n(&pm_lock, 1, __ATOMIC_ACQUIRE))
		cpu_relax();
	now = pm_timer_read();
	pm_ticks += (now - pm_last) & PM_TIMER_MASK;
	pm_last = now;
	ticks = pm_ticks;
	__atomic_store_n(&pm_lock, 0, __ATOMIC_RELEASE);
	irq_restore(flags);

	/* in two steps, as ticks * 10^9 would soon overflow */
	rem = div_u64_rem(&ticks, PM_TIMER_HZ);
	sec = ticks;
	return sec * NS_PER_SEC + div_u64((u64)rem * NS_PER_SEC, PM_TIMER_HZ);
}

/*
 * A counter and the time at one moment. Of several pairs that one counts which took
 * least time: an emulated CPU may have to wait for the host between the two.
 */
static void read_pair(u64 (*read)(void), u64 *count, u64 *ns)
{
	u64 before, after, value, least = 0;

	for (unsigned int n = 0; n < MEASURE_PAIRS; n++) {
		before = pm_timer_ns();
		value = read();
		after = pm_timer_ns();
		if (n && after - before >= least)
			continue;
		least = after - before;
		*ns = before + least / 2;
		*count = value;
	}
}

/**
 * measure_khz() - frequency of a counter, against the PM timer
 * @read:	reads it; it must not overflow within 20 ms
 *
 * Return: the frequency in kHz.
 */
u32 measure_khz(u64 (*read)(void))
{
	u64 start, end, first, last;

	read_pair(read, &first, &start);
	while (pm_timer_ns() - start < 20 * NS_PER_MSEC)
		cpu_relax();
	read_pair(read, &last, &end);
	return div_u64((last - first) * 1000, (u32)div_u64(end - start, 1000));
}

/**
 * tsc_khz() - frequency of the TSC
 *
 * Return: the frequency in kHz that the communication region holds, or measured
 * against the PM timer within 20 ms.
 */
u32 tsc_khz(void)
{
	u32 khz = tsc_khz_cached;

	if (khz)
		return khz;
	khz = comm_valid() ? comm_region()->x86.tsc_khz : 0;
	if (!khz)
		khz = measure_khz(read_tsc);
	tsc_khz_cached = khz ? khz : 1;
	return tsc_khz_cached;
}

/**
 * tsc_ns() - time by the TSC
 *
 * Return: time in ns since the TSC was 0.
 */
u64 tsc_ns(void)
{
	u64 ms = read_tsc();
	u32 rem = div_u64_rem(&ms, tsc_khz());

	return ms * NS_PER_MSEC + div_u64((u64)rem * NS_PER_MSEC, tsc_khz());
}

/**
 * tsc_from_ns() - how far the TSC counts in some time
 * @ns:		time in ns, at most an hour
 *
 * Return: the count.
 */
u64 tsc_from_ns(u64 ns)
{
	return div_u64(ns * tsc_khz(), NS_PER_MSEC);
}
