// SPDX-License-Identifier: GPL-2.0-only
/*
 * Debug builds: who owns which memory, derived from the configurations alone
 *
 * After every management operation the stage-2 tables of all cells are walked from
 * the first address to the last, and compared with what the configurations and the
 * states of the cells say. A difference means that one cell can reach what belongs to
 * another, has a right too many, or lost what is its own; the CPU stops where it was
 * found. So it does when memory changes hands that a
 * CPU may still reach by what it has cached (tlb_track.c).
 */
#include <linux/compiler.h>
#include <asm_paging.h>
#include <cell.h>
#include <config.h>
#include <control.h>
#include <log.h>
#include <memory.h>
#include <tlb_track.h>

static void wrong(const struct cell *cell, const char *what, u64 virt, u64 phys)
{
	hyp_log("BUG: ownership: cell %u %s, at %llx, physical %llx", cell->id,
		what, virt, phys);
	__builtin_trap();
}

/**
 * tlb_track_failed() - memory changes hands that a CPU may still reach
 * @cpu:	the CPU
 * @side:	which of its translations
 * @phys:	start of the memory
 * @mapped:	the tables that it uses map it; else it has not flushed
 */
void tlb_track_failed(u32 cpu, enum tlb_side side, u64 phys, bool mapped)
{
	hyp_log("BUG: TLB: physical %llx changes hands, but CPU %u %s%s", phys, cpu,
		mapped ? "still maps it" : "has not flushed it",
		side == TLB_WINDOW ? ", in its window" : "");
	__builtin_trap();
}

/* Make @size end where the range [@start, @start + @len) begins or ends */
static void clip(u64 *size, u64 at, u64 start, u64 len)
{
	u64 edge = at < start ? start : start + len;

	if (at < edge && edge - at < *size)
		*size = edge - at;
}

static bool is_within(u64 at, u64 start, u64 len)
{
	return at >= start && at - start < len;
}

static u64 make_leaf(u64 phys, unsigned int flags)
{
	return pte_make_leaf(phys & PAGE_MASK, 0, true, flags);
}

/* How the root reaches what its region @own has at @phys; 0: it is lent to a cell */
static u64 root_leaf(const struct jailhouse_config_memory *own, u64 phys,
		     u64 *size)
{
	const struct jailhouse_config_memory *mem;
	u64 pte = make_leaf(phys, memory_map_flags(own));
	struct cell *cell;
	u32 n;

	for_each_cell(cell, n) {
		if (cell == root_cell)
			continue;
		for_each_memory(mem, cell) {
			if (config_memory_is_subpage(mem) ||
			    mem->flags & JAILHOUSE_MEM_ROOTSHARED)
				continue;
			clip(size, phys, mem->phys_start, mem->size);
			if (!is_within(phys, mem->phys_start, mem->size))
				continue;
			pte = mem->flags & JAILHOUSE_MEM_LOADABLE &&
			      cell->loadable ?
			      make_leaf(phys, MAP_READ | MAP_WRITE) : 0;
		}
	}
	return pte;
}

/*
 * What a cell is to have at an address: an entry of level 0, or 0. @size is how far
 * to look; out: how far that holds.
 */
static u64 expected(const struct cell *cell, u64 virt, u64 *size)
{
	const struct jailhouse_config_memory *mem = config_memory(cell->config);
	u64 pte = arch_cell_leaf(virt, size), phys, len;
	u32 n;

	for (n = 0; n < cell->config->memory.count; n++, mem++) {
		if (!mem->size || config_memory_is_subpage(mem))
			continue;
		clip(size, virt, mem->virt_start, mem->size);
		if (!is_within(virt, mem->virt_start, mem->size))
			continue;
		phys = mem->phys_start + (virt - mem->virt_start);
		if (mem->flags & JAILHOUSE_MEM_COMM_REGION)
			pte = make_leaf(hyp_to_phys(cell->comm),
					memory_map_flags(mem));
		else if (cell == root_cell)
			pte = root_leaf(mem, phys, size);
		else if (!(mem->flags & JAILHOUSE_MEM_LOADABLE) || cell->started)
			pte = make_leaf(phys, memory_map_flags(mem));
	}
	if (cell == root_cell) {
		phys = boot->phys + boot->public_offset;
		len = (boot->public_size + PAGE_SIZE - 1) & PAGE_MASK;
		clip(size, virt, phys, len);
		if (is_within(virt, phys, len))
			pte = make_leaf(virt, MAP_READ);
	}
	return pte;
}

/* No cell has a page of what another one has alone, whatever address it gives it */
static bool is_foreign(const struct cell *cell, u64 phys)
{
	const struct jailhouse_config_memory *mem;
	struct cell *other;
	u32 n;

	for_each_cell(other, n) {
		if (other == root_cell || other == cell)
			continue;
		for_each_memory(mem, other)
			if (!(mem->flags & JAILHOUSE_MEM_ROOTSHARED) &&
			    !config_memory_is_subpage(mem) &&
			    is_within(phys, mem->phys_start, mem->size))
				return true;
	}
	return false;
}

/* All addresses of a cell, whether its configuration mentions them or not */
static void check_cell(const struct cell *cell)
{
	u64 end = PAGE_SIZE << 9 * cell->stage2.levels;
	u64 virt, size, pte, want;

	for (virt = 0; virt < end; virt += size) {
		pte = page_table_lookup(&cell->stage2, virt, &size);
		want = expected(cell, virt, &size);
		if (want && !pte_allows(pte, want))
			wrong(cell, "has lost its memory, or a right to it", virt,
			      want & PTE_ADDR);
		else if (pte && want && !pte_allows(want, pte))
			wrong(cell, "has rights that nobody gave it", virt,
			      pte & PTE_ADDR);
		else if (pte && (!want || (cell != root_cell &&
					   is_foreign(cell, pte & PTE_ADDR))))
			wrong(cell, "reaches memory of another", virt,
			      pte & PTE_ADDR);
	}
}

/**
 * ownership_check() - compare the tables of all cells with their configurations
 *
 * Context: management lock held, all changes done.
 */
void ownership_check(void)
{
	struct cell *cell;
	u32 n;

	for_each_cell(cell, n)
		check_cell(cell);
}
