// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unit "memory": who sees which memory
 *
 * What the root lends to a cell goes through these states:
 *
 *	           commit          clear           start
 *	root's  ---------> revoked ------> cell's -------> mapped to the cell
 *	  ^     <---------------------------- ^  <-------- (loadable regions: mapped
 *	             clear, release            set loadable  to the root instead)
 *
 * Each page is revoked, then all CPUs of who had it flush, then RAM is cleared,
 * and then it is granted.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <asm_paging.h>
#include <bringup.h>
#include <cell.h>
#include <config.h>
#include <control.h>
#include <log.h>
#include <memory.h>
#include <mmio.h>
#include <pool.h>
#include <tlb_track.h>
#include <unit.h>

/* What one hypercall clears at most: some ten microseconds */
#define CLEAR_SLICE	0x40000ULL

/* Pages that the regions of all cells may still need, see cell->reserve */
static u32 reserved;

/* Whose registers each page of the window shows, see map_device_window() */
static const struct cell *window[DEVICE_WINDOW_PAGES];

/**
 * struct subpage - a sub-page region of a cell
 * @mem:	its configuration
 * @regs:	where the hypervisor sees it
 */
struct subpage {
	const struct jailhouse_config_memory *mem;
	u8 *regs;
};

static unit_init_fn __used memory_init;
static unit_cell_prepare_fn __used memory_cell_prepare;
static unit_cell_fn __used memory_cell_abort, memory_cell_commit,
			   memory_cell_exit;

/* --- sub-page regions ------------------------------------------------------ */

static int subpage_access(void *arg, struct mmio_access *access)
{
	const struct subpage *sub = arg;
	u64 flags = sub->mem->flags;
	u8 *regs = sub->regs + (access->address - sub->mem->virt_start);

	/* The width in bytes is a bit by itself, and so is the flag */
	if (!(flags & (JAILHOUSE_MEM_IO_8 * access->size)))
		return -EPERM;
	if (access->address & (access->size - 1) &&
	    !(flags & JAILHOUSE_MEM_IO_UNALIGNED))
		return -EPERM;
	if (!(flags & (access->write ? JAILHOUSE_MEM_WRITE : JAILHOUSE_MEM_READ)))
		return -EPERM;
	if (access->write)
		mmio_write(regs, access->value, access->size);
	else
		access->value = mmio_read(regs, access->size);
	return 0;
}

static u32 subpage_pages(const struct cell *cell)
{
	const struct jailhouse_config_memory *mem;
	u32 num = 0;

	for_each_memory(mem, cell)
		num += config_memory_is_subpage(mem);
	return (num * sizeof(struct subpage) + PAGE_SIZE - 1) / PAGE_SIZE;
}

static int add_subpages(struct cell *cell)
{
	const struct jailhouse_config_memory *mem;
	u32 pages = subpage_pages(cell);
	struct subpage *sub;
	int err;

	if (!pages)
		return 0;
	cell->subpages = pool_alloc(pages);
	if (!cell->subpages)
		return -ENOMEM;
	sub = cell->subpages;
	for_each_memory(mem, cell) {
		if (!config_memory_is_subpage(mem))
			continue;
		sub->mem = mem;
		err = mmio_region_add(cell, mem->virt_start, mem->size,
				      subpage_access, sub);
		if (err)
			return err;
		sub++;
	}
	return 0;
}

/* The root's sub-page region in which one of a cell lies */
static struct subpage *root_subpage(const struct jailhouse_config_memory *mem)
{
	struct subpage *sub = root_cell->subpages;
	const struct jailhouse_config_memory *own;

	for_each_memory(own, root_cell) {
		if (!config_memory_is_subpage(own))
			continue;
		if (mem->phys_start >= own->phys_start &&
		    mem->phys_start + mem->size <= own->phys_start + own->size)
			return sub;
		sub++;
	}
	return NULL;
}

/* ... if it is wholly the cell's while that exists */
static struct subpage *taken_subpage(const struct jailhouse_config_memory *mem)
{
	return mem->flags & JAILHOUSE_MEM_ROOTSHARED ? NULL : root_subpage(mem);
}

/*
 * Other CPUs than those of the cell do not look there, and these flush before they
 * begin to, and after they ended. So nobody has to flush here.
 */
static u8 *window_map(const struct cell *cell,
		      const struct jailhouse_config_memory *mem)
{
	u64 pages = (mem->size + (mem->phys_start & ~PAGE_MASK) + PAGE_SIZE - 1) /
		    PAGE_SIZE;
	u32 n, end = 0, found = 0;

	while (end < DEVICE_WINDOW_PAGES && found < pages)
		found = window[end++] ? 0 : found + 1;
	if (found < pages) {
		hyp_log("memory 0x%llx: sub-page regions take more than %u pages: align this one",
			mem->phys_start, DEVICE_WINDOW_PAGES);
		return NULL;
	}
	for (n = end - found; n < end; n++)
		window[n] = cell;
	return map_device_window(end - found, mem->phys_start, mem->size);
}

static void window_release(const struct cell *cell)
{
	u32 n;

	for (n = 0; n < DEVICE_WINDOW_PAGES; n++) {
		if (window[n] == cell)
			window[n] = NULL;
	}
}

static int map_subpages(struct cell *cell)
{
	const struct jailhouse_config_memory *mem;
	struct subpage *sub = cell->subpages, *own;

	for_each_memory(mem, cell) {
		if (!config_memory_is_subpage(mem))
			continue;
		own = cell == root_cell ? NULL : root_subpage(mem);
		if (own)
			sub->regs = own->regs + (mem->phys_start -
						 own->mem->phys_start);
		else if (cell == root_cell)
			sub->regs = map_device(mem->phys_start, mem->size);
		else
			sub->regs = window_map(cell, mem);
		if (!sub->regs)
			return -ENOMEM;
		sub++;
	}
	return 0;
}

/* --- test device ----------------------------------------------------------- */

#ifdef CONFIG_JAILHOUSE_TEST_DEVICE
static int test_device_access(void *arg, struct mmio_access *access)
{
	struct cell *cell = arg;
	u64 offset = access->address & (PAGE_SIZE - 1);
	u8 *scratch = (u8 *)cell->comm + offset;

	if (offset < JAILHOUSE_TEST_DEVICE_SCRATCH)
		return -EPERM;
	if (access->write)
		mmio_write(scratch, access->value, access->size);
	else
		access->value = mmio_read(scratch, access->size);
	return 0;
}
#endif

static int add_test_device(struct cell *cell,
			   const struct jailhouse_config_memory *comm)
{
#ifdef CONFIG_JAILHOUSE_TEST_DEVICE
	if (cell->config->flags & JAILHOUSE_CELL_TEST_DEVICE)
		return mmio_region_add(cell, comm->virt_start + PAGE_SIZE,
				       PAGE_SIZE, test_device_access, cell);
#endif
	return 0;
}

/* --- mapping --------------------------------------------------------------- */

static bool is_loadable(const struct jailhouse_config_memory *mem)
{
	return mem->flags & JAILHOUSE_MEM_LOADABLE;
}

static bool is_taken(const struct jailhouse_config_memory *mem)
{
	return !(mem->flags & JAILHOUSE_MEM_ROOTSHARED) &&
	       !config_memory_is_subpage(mem);
}

static int map_region(struct cell *cell, const struct jailhouse_config_memory *mem)
{
	if (config_memory_is_subpage(mem))
		return 0;
	return page_table_map(&cell->stage2, mem->virt_start, mem->phys_start,
			      mem->size, memory_map_flags(mem));
}

/* The reserve makes sure that these cannot fail */
static void unmap_from_root(const struct jailhouse_config_memory *mem)
{
	struct root_piece piece = {};

	while (memory_next_piece(&piece, mem->phys_start, mem->size))
		page_table_unmap(&root_cell->stage2, root_piece_virt(&piece),
				 piece.size);
}

/* With the rights of the root's configuration, or to load the cell */
static void map_to_root(const struct jailhouse_config_memory *mem, bool load)
{
	struct root_piece piece = {};

	while (memory_next_piece(&piece, mem->phys_start, mem->size))
		page_table_map(&root_cell->stage2, root_piece_virt(&piece),
			       piece.phys, piece.size,
			       load ? MAP_READ | MAP_WRITE :
				      memory_map_flags(piece.mem));
}

static u32 needed_pages(const struct cell *cell)
{
	const struct jailhouse_config_memory *mem;
	struct root_piece piece;
	u32 pages = 0;

	for_each_memory(mem, cell) {
		if (config_memory_is_subpage(mem))
			continue;
		pages += page_table_map_bound(&cell->stage2, mem->virt_start,
					      mem->phys_start, mem->size,
					      memory_map_flags(mem));
		if (!is_taken(mem))
			continue;
		piece.mem = NULL;
		while (memory_next_piece(&piece, mem->phys_start, mem->size))
			pages += page_table_map_bound(&root_cell->stage2,
						      root_piece_virt(&piece),
						      piece.phys, piece.size,
						      memory_map_flags(piece.mem));
	}
	return pages;
}

/* --- root cell ------------------------------------------------------------- */

static int map_root(void)
{
	const struct jailhouse_config_memory *mem;
	int err;

	for_each_memory(mem, root_cell) {
		err = map_region(root_cell, mem);
		if (err)
			return err;
	}
	/* Log rings and violation records, for the driver */
	err = page_table_map(&root_cell->stage2, boot->phys + boot->public_offset,
			     boot->phys + boot->public_offset,
			     (boot->public_size + PAGE_SIZE - 1) & PAGE_MASK,
			     MAP_READ);
	return err ? err : arch_map_cell(root_cell);
}

static int memory_init(void)
{
	int err = add_subpages(root_cell);

	if (!err && memory_check(root_cell))
		return boot_fail(-EINVAL,
				 "a memory region of the system configuration is wrong, see the hypervisor's log.");
	if (!err)
		err = map_subpages(root_cell);
	return err ? err : map_root();
}

/* --- other cells ----------------------------------------------------------- */

static void memory_cell_abort(struct cell *cell)
{
	window_release(cell);
	pool_free(cell->subpages, subpage_pages(cell));
	cell->subpages = NULL;
	reserved -= cell->reserve;
	cell->reserve = 0;
}

/* Everything but loadable regions, which the root may see until the start */
static int map_cell(struct cell *cell)
{
	const struct jailhouse_config_memory *mem = config_memory(cell->config);
	u32 n;
	int err;

	for (n = 0; n < cell->config->memory.count; n++, mem++) {
		if (!mem->size || is_loadable(mem))
			continue;
		if (mem->flags & JAILHOUSE_MEM_COMM_REGION) {
			err = page_table_map(&cell->stage2, mem->virt_start,
					     hyp_to_phys(cell->comm), PAGE_SIZE,
					     memory_map_flags(mem));
			if (!err)
				err = add_test_device(cell, mem);
		} else {
			err = map_region(cell, mem);
		}
		if (err)
			return err;
	}
	return arch_map_cell(cell);
}

static int memory_cell_prepare(struct cell *cell)
{
	int err = add_subpages(cell);

	if (!err)
		err = memory_check(cell);
	if (!err)
		err = map_subpages(cell);
	if (!err)
		err = map_cell(cell);
	if (!err) {
		cell->reserve = needed_pages(cell);
		reserved += cell->reserve;
		if (reserved > pool_available())
			err = -ENOMEM;
	}
	if (err)
		memory_cell_abort(cell);
	return err;
}

static void memory_cell_commit(struct cell *cell)
{
	const struct jailhouse_config_memory *mem;
	struct subpage *sub;

	for_each_memory(mem, cell) {
		if (is_taken(mem))
			unmap_from_root(mem);
		sub = taken_subpage(mem);
		if (sub)
			mmio_region_remove(root_cell, sub->mem->virt_start);
	}
	cell_flush(root_cell);
	cell->clear_region = 0;
	cell->clear_offset = 0;
}

/* The memory itself goes later, in memory_clear() and memory_release() */
static void memory_cell_exit(struct cell *cell)
{
	const struct jailhouse_config_memory *mem;

	if (cell->loadable) {
		for_each_memory(mem, cell) {
			if (is_taken(mem) && is_loadable(mem))
				unmap_from_root(mem);
		}
		cell_flush(root_cell);
	}
	cell->clear_region = 0;
	cell->clear_offset = 0;
}

/**
 * memory_clear() - clear a slice of the RAM of a cell that nobody sees now
 * @cell:	the cell
 *
 * Whether a region is RAM is what the firmware says. What is shared is never
 * cleared.
 *
 * Context: management lock held; after the hooks CELL_COMMIT or CELL_EXIT.
 * Return: true if everything has been cleared, false if this has to be called
 * again.
 */
bool memory_clear(struct cell *cell)
{
	const struct jailhouse_config_memory *mem;
	u64 part;

	for (; cell->clear_region < cell->config->memory.count; cell->clear_region++) {
		mem = config_memory(cell->config) + cell->clear_region;
		if (!mem->size || mem->flags & JAILHOUSE_MEM_COMM_REGION ||
		    !is_taken(mem) || !memory_is_ram(mem->phys_start, mem->size))
			continue;
		part = mem->size - cell->clear_offset;
		if (part > CLEAR_SLICE)
			part = CLEAR_SLICE;
		tlb_track_check(mem->phys_start + cell->clear_offset, part);
		arch_clear_memory(mem->phys_start + cell->clear_offset, part);
		cell->clear_offset += part;
		if (cell->clear_offset < mem->size)
			return false;
		cell->clear_offset = 0;
		cell->clear_region++;
		return cell->clear_region == cell->config->memory.count;
	}
	return true;
}

/**
 * memory_release() - give cleared memory back to the root
 * @cell:	the cell, about to vanish
 *
 * Context: management lock held.
 */
void memory_release(struct cell *cell)
{
	const struct jailhouse_config_memory *mem;
	struct subpage *sub;

	for_each_memory(mem, cell) {
		if (is_taken(mem)) {
			tlb_track_check(mem->phys_start, mem->size);
			map_to_root(mem, false);
		}
		sub = taken_subpage(mem);
		/* There is room: it was there before */
		if (sub)
			mmio_region_add(root_cell, sub->mem->virt_start,
					sub->mem->size, subpage_access, sub);
	}
	cell_flush(root_cell);
	memory_cell_abort(cell);
}

/**
 * memory_set_loadable() - let the root write to the loadable regions of a cell
 * @cell:	the cell, its CPUs are parked
 *
 * Context: management lock held.
 */
void memory_set_loadable(struct cell *cell)
{
	const struct jailhouse_config_memory *mem;

	for_each_memory(mem, cell) {
		if (is_loadable(mem) && cell->started)
			page_table_unmap(&cell->stage2, mem->virt_start, mem->size);
	}
	if (cell->started)
		cell_flush(cell);
	cell->started = false;
	for_each_memory(mem, cell) {
		if (is_loadable(mem) && is_taken(mem)) {
			tlb_track_check(mem->phys_start, mem->size);
			map_to_root(mem, true);
		}
	}
	/* Nothing was mapped there before, but tables may have been merged */
	cell_flush(root_cell);
	cell->loadable = true;
}

/**
 * memory_start() - give a cell all of its memory
 * @cell:	the cell, its CPUs are parked
 *
 * Context: management lock held.
 */
void memory_start(struct cell *cell)
{
	const struct jailhouse_config_memory *mem;

	if (cell->loadable) {
		for_each_memory(mem, cell) {
			if (is_loadable(mem) && is_taken(mem))
				unmap_from_root(mem);
		}
		cell_flush(root_cell);
		cell->loadable = false;
	}
	if (cell->started)
		return;
	for_each_memory(mem, cell) {
		if (is_taken(mem))
			tlb_track_check(mem->phys_start, mem->size);
		if (is_loadable(mem))
			map_region(cell, mem);
	}
	cell->started = true;
}

DEFINE_UNIT(memory,
	    UNIT_HOOK(memory, INIT, memory_init)
	    UNIT_HOOK(memory, CELL_PREPARE, memory_cell_prepare)
	    UNIT_HOOK(memory, CELL_ABORT, memory_cell_abort)
	    UNIT_HOOK(memory, CELL_COMMIT, memory_cell_commit)
	    UNIT_HOOK(memory, CELL_EXIT, memory_cell_exit));
