/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trapped memory accesses
 *
 * A cell has one sorted table of trapped regions. It is built while the cell is
 * prepared and replaced as a whole when it changes, so that CPUs look things up
 * without a lock.
 */
#ifndef _JAILHOUSE_MMIO_H
#define _JAILHOUSE_MMIO_H

#include <linux/compiler.h>
#include <linux/types.h>

struct cell;

/**
 * struct mmio_access - a trapped access
 * @address:	guest-physical
 * @value:	written value, or where the handler puts what is read
 * @size:	1, 2, 4 or 8 bytes
 * @write:	direction
 */
struct mmio_access {
	u64 address;
	u64 value;
	u8  size;
	bool write;
};

/**
 * typedef mmio_handler_fn - handles an access inside of a region
 * @arg:	as registered
 * @access:	the access, wholly inside of the region
 *
 * Context: exit path; takes no lock but a hardware register pair's.
 * Return: 0 if done (also if ignored on purpose), a negative errno if it is
 * a violation.
 */
typedef int mmio_handler_fn(void *arg, struct mmio_access *access);

/**
 * struct mmio_region - a trapped region
 * @start:	guest-physical address
 * @size:	bytes
 * @handler:	who handles accesses
 * @arg:	for the handler
 */
struct mmio_region {
	u64 start;
	u64 size;
	mmio_handler_fn *handler;
	void *arg;
};

/**
 * struct mmio_table - trapped regions of a cell, one page
 * @num:	used entries
 * @top:	size in bytes of as many entries as is the greatest power of two that
 *		is not greater than @num, for mmio_lookup()
 * @region:	by falling start address, without overlaps; unused ones are 0, and
 *		there is at least one of them
 */
struct mmio_table {
	u32 num;
	u32 top;
	struct mmio_region region[];
};

#define MMIO_TABLE_MAX	((PAGE_SIZE - sizeof(struct mmio_table)) / \
			 sizeof(struct mmio_region) - 1)

/**
 * mmio_lookup() - find the only region in which an address can be
 * @table:	trapped regions
 * @address:	guest-physical
 *
 * Return: the last region that starts at or below @address, or an unused entry,
 * whose size is 0.
 */
static __always_inline const struct mmio_region *
mmio_lookup(const struct mmio_table *table, u64 address)
{
	const struct mmio_region *region = table->region, *next;
	u32 step;

	for (step = table->top; step >= sizeof(*region); step /= 2) {
		next = (const void *)region + step;
		if (next[-1].start > address)
			region = next;
	}
	return region;
}

/**
 * mmio_in_region() - is an access wholly inside of a region?
 * @region:	from mmio_lookup()
 * @access:	the access
 *
 * Return: whether it is.
 */
static __always_inline bool mmio_in_region(const struct mmio_region *region,
					   const struct mmio_access *access)
{
	return access->address - region->start + access->size <= region->size;
}

int mmio_region_add(struct cell *cell, u64 start, u64 size,
		    mmio_handler_fn *handler, void *arg);
void mmio_region_remove(struct cell *cell, u64 start);
int mmio_dispatch(struct cell *cell, struct mmio_access *access);
bool mmio_trapped(const struct cell *cell, u64 gpa);
bool mmio_mapped(const struct cell *cell, u64 gpa, bool write);

/* Plain device accesses; @base is a hypervisor address */
u64 mmio_read(const void *addr, unsigned int size);
void mmio_write(void *addr, u64 value, unsigned int size);

#endif /* _JAILHOUSE_MMIO_H */
