// SPDX-License-Identifier: GPL-2.0-only
#include <inmate.h>

/**
 * delay_us() - wait
 * @us:		time in us
 */
void delay_us(u32 us)
{
	u64 end = clock_ns() + (u64)us * NS_PER_USEC;

	while (clock_ns() < end)
		cpu_relax();
}
