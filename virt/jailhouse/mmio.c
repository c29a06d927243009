// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trapped memory accesses
 *
 * A cell has two pages for its table. The one that CPUs read is never written;
 * a change is made in the other one, and then the two change places. So there is
 * nothing to allocate when resources move, and CPUs need no lock.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <asm_paging.h>
#include <cell.h>
#include <config.h>
#include <mmio.h>

static_assert(MMIO_TABLE_MAX == JAILHOUSE_MAX_TRAPPED);

/* Number of regions that start above @address */
static u32 rank(const struct mmio_table *table, u64 address)
{
	return mmio_lookup(table, address) - table->region;
}

/*
 * Replace the table by one with @region as entry @n, or if that is NULL, without
 * the entry that is there. The other page is free for it once nobody reads it any
 * more.
 */
static void change(struct cell *cell, u32 n, const struct mmio_region *region)
{
	struct mmio_table *old = cell->mmio, *new = cell->mmio_spare;
	u32 from = n, to = n, num;

	if (cell->mmio_stale)
		cell_flush(cell);
	memset(new, 0, PAGE_SIZE);
	memcpy(new->region, old->region, n * sizeof(*region));
	if (region)
		new->region[to++] = *region;
	else
		from++;
	memcpy(&new->region[to], &old->region[from],
	       (old->num - from) * sizeof(*region));
	num = old->num - from + to;
	new->num = num;
	for (new->top = sizeof(*region); num > 1; num /= 2)
		new->top *= 2;

	cell->mmio_spare = old;
	cell->mmio_stale = cells_live;
	/* The table is complete before it can be found */
	__atomic_store_n(&cell->mmio, new, __ATOMIC_RELEASE);
}

/**
 * mmio_region_add() - trap a region
 * @cell:	the cell
 * @start:	guest-physical address
 * @size:	bytes, not 0
 * @handler:	who handles accesses
 * @arg:	for the handler
 *
 * The caller sees to it that the region is not mapped in stage 2.
 *
 * Context: management lock held, or initialization.
 * Return: 0, -EBUSY if a trapped region is there already, or -ENOMEM if the cell
 * has MMIO_TABLE_MAX regions.
 */
int mmio_region_add(struct cell *cell, u64 start, u64 size,
		    mmio_handler_fn *handler, void *arg)
{
	const struct mmio_region region = {
		.start = start,
		.size = size,
		.handler = handler,
		.arg = arg,
	};
	const struct mmio_table *old = cell->mmio;
	u32 n = rank(old, start);

	/* The one that starts at or below @start, and the one above */
	if (start - old->region[n].start < old->region[n].size ||
	    (n && old->region[n - 1].start - start < size))
		return -EBUSY;
	if (old->num == MMIO_TABLE_MAX)
		return -ENOMEM;
	change(cell, n, &region);
	return 0;
}

/**
 * mmio_region_remove() - trap a region no longer
 * @cell:	the cell
 * @start:	as it was added; nothing happens if there is no such region
 *
 * A CPU may still be in the handler on return, until cell_flush().
 *
 * Context: management lock held.
 */
void mmio_region_remove(struct cell *cell, u64 start)
{
	const struct mmio_table *table = cell->mmio;
	u32 n = rank(table, start);

	if (n < table->num && table->region[n].start == start)
		change(cell, n, NULL);
}

/**
 * mmio_dispatch() - let the owner of a region handle an access
 * @cell:	cell of this CPU
 * @access:	the access
 *
 * Context: exit path.
 * Return: 0 if it was handled, else it is a violation.
 */
int mmio_dispatch(struct cell *cell, struct mmio_access *access)
{
	const struct mmio_region *region = mmio_lookup(READ_ONCE(cell->mmio),
						       access->address);

	if (!mmio_in_region(region, access))
		return -ENXIO;
	return region->handler(region->arg, access);
}

/**
 * mmio_trapped() - is an address in a trapped region?
 * @cell:	cell of this CPU
 * @gpa:	guest-physical address
 *
 * Context: exit path.
 * Return: whether it is.
 */
bool mmio_trapped(const struct cell *cell, u64 gpa)
{
	const struct mmio_region *region = mmio_lookup(READ_ONCE(cell->mmio),
						       gpa);

	return gpa - region->start < region->size;
}

/**
 * mmio_mapped() - does stage 2 grant an access to data?
 * @cell:	cell of this CPU
 * @gpa:	guest-physical address
 * @write:	direction
 *
 * Context: exit path. Tables that management takes out meanwhile stay as they
 * are until this CPU has acknowledged a flush.
 * Return: whether it does now.
 */
bool mmio_mapped(const struct cell *cell, u64 gpa, bool write)
{
	u64 pte = page_table_lookup(&cell->stage2, gpa, NULL);

	return pte_is_present(pte) && (!write || pte_is_writable(pte));
}

/**
 * mmio_read() - read a device register
 * @addr:	hypervisor address
 * @size:	1, 2, 4 or 8 bytes, read at once
 *
 * Return: the value, zero-extended.
 */
u64 mmio_read(const void *addr, unsigned int size)
{
	switch (size) {
	case 1:
		return READ_ONCE(*(const u8 *)addr);
	case 2:
		return READ_ONCE(*(const u16 *)addr);
	case 4:
		return READ_ONCE(*(const u32 *)addr);
	default:
		return READ_ONCE(*(const u64 *)addr);
	}
}

/**
 * mmio_write() - write a device register
 * @addr:	hypervisor address
 * @value:	value
 * @size:	1, 2, 4 or 8 bytes, written at once
 */
void mmio_write(void *addr, u64 value, unsigned int size)
{
	switch (size) {
	case 1:
		WRITE_ONCE(*(u8 *)addr, value);
		break;
	case 2:
		WRITE_ONCE(*(u16 *)addr, value);
		break;
	case 4:
		WRITE_ONCE(*(u32 *)addr, value);
		break;
	default:
		WRITE_ONCE(*(u64 *)addr, value);
		break;
	}
}
