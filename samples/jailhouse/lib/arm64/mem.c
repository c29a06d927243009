// SPDX-License-Identifier: GPL-2.0-only
/*
 * Address space of an inmate: virtual is physical. The block that the image is in is
 * mapped from the start, the rest when map_range() is called.
 */
#include <start.h>

#define BLOCK_SIZE	BIT(BLOCK_SHIFT)
#define ADDR_MASK	0x0000fffffffff000UL
#define ENTRIES		512

static int map_lock;

static u64 *next_table(u64 *entry)
{
	u64 *table;

	if ((*entry & PTE_TABLE) == PTE_TABLE)
		return (u64 *)(*entry & ADDR_MASK);
	table = *entry ? NULL : mem_alloc(PAGE_SIZE, PAGE_SIZE);
	if (!table) {
		/* Not printed where the console is what was to be mapped: tell a debugger */
		printf("FATAL: no page table for entry %#llx\n", *entry);
		inmate_stop(1);
	}
	/* The walker sees what is in the table before it sees the table */
	__asm__ __volatile__("dsb ishst" : : : "memory");
	WRITE_ONCE(*entry, (unsigned long)table | PTE_TABLE);
	return table;
}

static void set_entry(u64 *entry, u64 val)
{
	if (*entry == val)
		return;
	if (*entry) {
		printf("FATAL: %#llx is mapped as %#llx already\n", val, *entry);
		inmate_stop(1);
	}
	WRITE_ONCE(*entry, val);
}

/**
 * map_range() - make physical memory accessible at the same virtual address
 * @start:	first byte; below 2^39
 * @size:	bytes
 * @flags:	MAP_CACHED or MAP_UNCACHED
 *
 * Maps in pages, and in blocks of 2 MiB where it can. Nothing is executable but the
 * image. What is mapped stays as it is: mapping it in the same way once more is fine,
 * in another one ends the program.
 */
void map_range(u64 start, u64 size, unsigned long flags)
{
	u64 addr = start & ~(PAGE_SIZE - 1), end = start + size;
	u64 image = (unsigned long)__image_start & ~(BLOCK_SIZE - 1);
	u64 attr = PTE_ATTR(flags) | PTE_INNER_SHAREABLE | PTE_ACCESSED | PTE_XN;
	unsigned long irq = irq_save();
	u64 *table, *entry;

	while (__atomic_exchange_n(&map_lock, 1, __ATOMIC_ACQUIRE))
		cpu_relax();
	while (addr < end) {
		if ((addr & ~(BLOCK_SIZE - 1)) == image) {
			addr = image + BLOCK_SIZE;
			continue;
		}
		table = next_table(&boot_tables[addr >> 30 & (ENTRIES - 1)]);
		entry = &table[addr >> BLOCK_SHIFT & (ENTRIES - 1)];
		if (!(addr & (BLOCK_SIZE - 1)) && end - addr >= BLOCK_SIZE) {
			set_entry(entry, addr | attr | PTE_BLOCK);
			addr += BLOCK_SIZE;
			continue;
		}
		table = next_table(entry);
		set_entry(&table[addr / PAGE_SIZE & (ENTRIES - 1)], addr | attr | PTE_PAGE);
		addr += PAGE_SIZE;
	}
	/* No entry has changed that was valid, so there is nothing to invalidate */
	__asm__ __volatile__("dsb ishst; isb" : : : "memory");
	__atomic_store_n(&map_lock, 0, __ATOMIC_RELEASE);
	irq_restore(irq);
}
