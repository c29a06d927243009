// SPDX-License-Identifier: GPL-2.0-only
/*
 * May a cell have the memory that its configuration lists?
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <asm/page.h>
#include <cell.h>
#include <config.h>
#include <control.h>
#include <log.h>
#include <memory.h>
#include <mmio.h>

/* Rights that the root must have itself in order to give them away */
#define RIGHTS	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | \
		 JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA)

static bool ranges_overlap(u64 start1, u64 size1, u64 start2, u64 size2)
{
	return start1 < start2 + size2 && start2 < start1 + size1;
}

/**
 * memory_is_ram() - does the firmware call a range RAM?
 * @start:	physical address
 * @size:	bytes, at least 1
 *
 * Return: true if any byte of it is RAM.
 */
bool memory_is_ram(u64 start, u64 size)
{
	const struct jh_ram_range *ram = boot->ram;
	u32 n;

	for (n = 0; n < boot->num_ram; n++) {
		if (ranges_overlap(start, size, ram[n].start,
				   ram[n].end - ram[n].start))
			return true;
	}
	return false;
}

static bool is_mixed(u64 start, u64 size)
{
	const struct jh_ram_range *ram = boot->ram;
	u64 end = start + size;
	u32 n;

	/* Adjacent ranges were merged by the driver */
	for (n = 0; n < boot->num_ram; n++) {
		if (ranges_overlap(start, size, ram[n].start,
				   ram[n].end - ram[n].start))
			return start < ram[n].start || end > ram[n].end;
	}
	return false;
}

/**
 * memory_map_flags() - how a region is to be mapped
 * @mem:	the region
 *
 * Return: MAP_*.
 */
unsigned int memory_map_flags(const struct jailhouse_config_memory *mem)
{
	unsigned int flags = 0;

	if (mem->flags & JAILHOUSE_MEM_READ)
		flags |= MAP_READ;
	if (mem->flags & JAILHOUSE_MEM_WRITE)
		flags |= MAP_WRITE;
	if (mem->flags & JAILHOUSE_MEM_EXECUTE)
		flags |= MAP_EXEC;
	if (mem->flags & JAILHOUSE_MEM_IO)
		flags |= MAP_DEVICE;
	if (mem->flags & JAILHOUSE_MEM_NO_HUGEPAGES)
		flags |= MAP_SMALL;
	return flags;
}

/**
 * memory_next_piece() - walk through what the root's configuration says about a
 * physical range
 * @piece:	the last piece; @piece->mem is NULL at the beginning
 * @phys:	the range
 * @size:	its size
 *
 * Finds whole-page regions only, in the order of the configuration.
 *
 * Return: false if there is no further piece.
 */
bool memory_next_piece(struct root_piece *piece, u64 phys, u64 size)
{
	const struct jailhouse_config_memory *mem;
	const struct jailhouse_config_memory *end =
		config_memory(system_config) + system_config->memory.count;
	u64 last;

	for (mem = piece->mem ? piece->mem + 1 : config_memory(system_config);
	     mem < end; mem++) {
		if (!mem->size || config_memory_is_subpage(mem) ||
		    !ranges_overlap(phys, size, mem->phys_start, mem->size))
			continue;
		piece->mem = mem;
		piece->phys = max(phys, mem->phys_start);
		last = mem->phys_start + mem->size;
		if (last > phys + size)
			last = phys + size;
		piece->size = last - piece->phys;
		return true;
	}
	return false;
}

/* Where the part of [phys, phys + size) ends that one region of the root covers */
static u64 covered_until(const struct jailhouse_config_memory *wanted, u64 phys)
{
	const struct jailhouse_config_memory *mem;
	bool subpage = config_memory_is_subpage(wanted);
	u64 rights = wanted->flags & RIGHTS;

	for_each_memory(mem, root_cell) {
		if (phys < mem->phys_start || phys >= mem->phys_start + mem->size ||
		    (mem->flags & rights) != rights)
			continue;
		if (config_memory_is_subpage(mem)) {
			if (!subpage || ((wanted->flags & ~mem->flags) &
					 JAILHOUSE_MEM_IO_WIDTHS))
				continue;
			/* It changes hands as a whole */
			if (!(wanted->flags & JAILHOUSE_MEM_ROOTSHARED) &&
			    (mem->phys_start != wanted->phys_start ||
			     mem->size != wanted->size))
				continue;
		} else if (subpage && !(wanted->flags & JAILHOUSE_MEM_ROOTSHARED)) {
			/* The root would lose or keep what is next to it */
			continue;
		}
		return mem->phys_start + mem->size;
	}
	return phys;
}

static int check_granted(const struct jailhouse_config_memory *mem)
{
	u64 phys = mem->phys_start, end;

	while (phys < mem->phys_start + mem->size) {
		end = covered_until(mem, phys);
		if (end == phys)
			goto err_lacking;
		phys = end;
	}
	return 0;

err_lacking:
	hyp_log("memory 0x%llx: the root cell lacks it, or rights to it, or has other pieces",
		phys);
	return -EINVAL;
}

static int check_cells(const struct cell *cell,
		       const struct jailhouse_config_memory *mem)
{
	const struct jailhouse_config_memory *taken;
	const struct cell *other;
	u32 n;

	for_each_cell(other, n) {
		if (other == root_cell || other == cell)
			continue;
		for_each_memory(taken, other) {
			if (!ranges_overlap(mem->phys_start, mem->size,
					    taken->phys_start, taken->size) ||
			    mem->flags & taken->flags & JAILHOUSE_MEM_ROOTSHARED)
				continue;
			hyp_log("memory 0x%llx: belongs to cell %u, choose other memory",
				mem->phys_start, n);
			return -EBUSY;
		}
	}
	return 0;
}

static bool is_trapped(const struct mmio_table *table, u64 start, u64 size)
{
	u32 n;

	for (n = 0; n < table->num; n++) {
		if (ranges_overlap(start, size, table->region[n].start,
				   table->region[n].size))
			return true;
	}
	return false;
}

static int check_trapped(const struct cell *cell,
			 const struct jailhouse_config_memory *mem)
{
	if (config_memory_is_subpage(mem))
		return 0;
	/* The root's regions have the same physical and guest-physical address */
	if (!is_trapped(cell->mmio, mem->virt_start, mem->size) &&
	    !is_trapped(root_cell->mmio, mem->phys_start, mem->size))
		return 0;
	hyp_log("memory 0x%llx: contains registers that have to be trapped, leave their page out",
		mem->phys_start);
	return -EINVAL;
}

static int check_region(const struct cell *cell,
			const struct jailhouse_config_memory *mem)
{
	int err;

	if (ranges_overlap(mem->phys_start, mem->size, boot->phys, boot->size)) {
		hyp_log("memory 0x%llx: is the hypervisor's, choose other memory",
			mem->phys_start);
		return -EINVAL;
	}
	err = check_trapped(cell, mem);
	if (err || cell == root_cell)
		return err;
	if (is_mixed(mem->phys_start, mem->size)) {
		hyp_log("memory 0x%llx: is RAM in part only, split the region",
			mem->phys_start);
		return -EINVAL;
	}
	err = check_granted(mem);
	return err ? err : check_cells(cell, mem);
}

/* One page must not change hands twice, so regions of a cell do not overlap */
static int check_self(const struct cell *cell,
		      const struct jailhouse_config_memory *mem)
{
	const struct jailhouse_config_memory *other;

	for_each_memory(other, cell) {
		if (other >= mem)
			break;
		if (!ranges_overlap(mem->phys_start, mem->size,
				    other->phys_start, other->size) ||
		    mem->flags & other->flags & JAILHOUSE_MEM_ROOTSHARED)
			continue;
		hyp_log("memory 0x%llx: is listed twice, remove one of the regions",
			mem->phys_start);
		return -EINVAL;
	}
	return 0;
}

/**
 * memory_check() - check the memory regions of a cell against the others'
 * @cell:	a new cell, or the root cell
 *
 * Context: management lock held; all trapped regions of @cell are known.
 * Return: 0, -EINVAL or -EBUSY; the reason is in the log.
 */
int memory_check(const struct cell *cell)
{
	const struct jailhouse_config_memory *mem;
	int err;

	for_each_memory(mem, cell) {
		err = check_region(cell, mem);
		if (!err && cell != root_cell)
			err = check_self(cell, mem);
		if (err)
			return err;
	}
	return 0;
}
