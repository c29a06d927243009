// SPDX-License-Identifier: GPL-2.0-only
/*
 * Address space of an inmate: virtual is physical. The first 2 MiB are mapped from
 * the start, the rest when map_range() is called. 32-bit inmates have paging off.
 */
#include <start.h>

#ifdef __x86_64__

#define LARGE_PAGE	0x200000UL
#define TABLE_FLAGS	(X86_PAGE_PRESENT | X86_PAGE_RW | X86_PAGE_USER)
#define LARGE_FLAGS	(X86_PAGE_PRESENT | X86_PAGE_RW | X86_PAGE_USER | X86_PAGE_PSE)
#define ADDR_MASK	0x000ffffffffff000UL

static u64 *next_table(u64 *entry)
{
	u64 *table;

	if (*entry & X86_PAGE_PRESENT)
		return (u64 *)(*entry & ADDR_MASK);
	table = mem_alloc(PAGE_SIZE, PAGE_SIZE);
	if (!table) {
		printf("FATAL: no memory for page tables\n");
		inmate_stop(1);
	}
	*entry = (unsigned long)table | TABLE_FLAGS;
	return table;
}

/**
 * map_range() - make physical memory accessible at the same virtual address
 * @start:	first byte; below 2^47
 * @size:	bytes
 * @flags:	MAP_CACHED or MAP_UNCACHED
 *
 * Maps in units of 2 MiB. The first 2 MiB are left as they are.
 */
void map_range(u64 start, u64 size, unsigned long flags)
{
	u64 addr, *table;

	for (addr = start & ~(LARGE_PAGE - 1); addr < start + size; addr += LARGE_PAGE) {
		if (!addr)
			continue;
		table = next_table(&boot_pml4[(addr >> 39) & 511]);
		table = next_table(&table[(addr >> 30) & 511]);
		table[(addr >> 21) & 511] = addr | LARGE_FLAGS | flags;
		__asm__ __volatile__("invlpg (%0)" : : "r" (addr) : "memory");
	}
}

#else

void map_range(u64 start __maybe_unused, u64 size __maybe_unused,
	       unsigned long flags __maybe_unused)
{
}

#endif
