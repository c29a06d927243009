// SPDX-License-Identifier: GPL-2.0-only
/*
 * cache-timing: what a memory access costs, by the size of the memory that is used
 *
 * Follows a chain of pointers through a buffer, in an order that prefetchers do not
 * guess. With partitioned caches the steps tell how much cache the cell has.
 *
 * Command line: "rounds=N": measurements to print, 1 if not given; 0: for ever;
 * "size=BYTES": largest buffer, 256 KiB if not given
 */
#include <inmate.h>

#define LINE		64
#define ACCESSES	100000

/* One cycle through all lines; the step is odd, so it meets every one of 2^n lines */
static void build_chain(u8 *buf, size_t size)
{
	size_t lines = size / LINE, step = (lines * 5 / 8) | 1, pos = 0, next;

	for (size_t n = 0; n < lines; n++) {
		next = (pos + step) & (lines - 1);
		*(void **)(buf + pos * LINE) = buf + next * LINE;
		pos = next;
	}
}

static u64 follow_chain(u8 *buf, u32 count)
{
	void **p = (void **)buf;
	u64 start = read_tsc();

	while (count--)
		p = READ_ONCE(*p);
	/* the end of the chain has to be waited for */
	__asm__ __volatile__("" : : "r" (p));
	return read_tsc() - start;
}

int inmate_main(void)
{
	size_t max = cmdline_u64("size", 256 * 1024);
	u32 rounds = cmdline_u64("rounds", 1);
	u8 *buf = mem_alloc(max, PAGE_SIZE);
	u32 cycles, centi, ns;

	if (!buf || max < 4096 || (max & (max - 1))) {
		printf("cache-timing: size has to be a power of two, 4 KiB to 512 KiB\n");
		return 1;
	}

	for (u32 round = 0; !rounds || round < rounds; round++) {
		for (size_t size = 4096; size <= max; size *= 2) {
			build_chain(buf, size);
			follow_chain(buf, size / LINE);		/* warm up */
			cycles = follow_chain(buf, ACCESSES);
			centi = cycles / (ACCESSES / 100);
			ns = div_u64((u64)centi * NS_PER_MSEC, tsc_khz());
			printf("cache-timing: %4zu KiB: %u.%02u cycles, %u.%02u ns\n", size / 1024,
			       centi / 100, centi % 100, ns / 100, ns % 100);
		}
		if (comm_valid() && !comm_handle())
			return 0;
	}
	comm_serve();
	return 0;
}
