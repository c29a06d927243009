// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clocks: ACPI PM timer, and the TSC, calibrated against it if need be
 */
#include <inmate.h>

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

static u32 measure_tsc_khz(void)
{
	u64 start = pm_timer_ns(), tsc = read_tsc(), ns;

	do {
		ns = pm_timer_ns() - start;
	} while (ns < 20 * NS_PER_MSEC);
	tsc = read_tsc() - tsc;
	return div_u64(tsc * 1000, (u32)div_u64(ns, 1000));
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
		khz = measure_tsc_khz();
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
