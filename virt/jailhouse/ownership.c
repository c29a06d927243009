// SPDX-License-Identifier: GPL-2.0-only
/*
 * Debug builds: who owns which memory, derived from the configurations alone
 *
 * After every management operation the stage-2 tables of all cells are compared
 * with what the configurations and the states of the cells say. A difference
 * means that one cell can reach what belongs to another, or lost what is its own;
 * the CPU stops where it was found. So it does when memory changes hands that a
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

/* All of a range is mapped to @phys and what follows, or none of it is */
static void expect(const struct cell *cell, u64 virt, u64 phys, u64 size,
		   bool mapped)
{
	u64 step, pte;

	while (size) {
		pte = page_table_lookup(&cell->stage2, virt, &step);
		if (!mapped && pte)
			wrong(cell, "reaches memory of another", virt, phys);
		if (mapped && (pte & PTE_ADDR) != phys)
			wrong(cell, "has lost its memory", virt, phys);
		if (step > size)
			step = size;
		virt += step;
		phys += step;
		size -= step;
	}
}

static void expect_root(u64 phys, u64 size, bool mapped)
{
	struct root_piece piece = {};

	while (memory_next_piece(&piece, phys, size))
		expect(root_cell, root_piece_virt(&piece), piece.phys,
		       piece.size, mapped);
}

static void check_cell(const struct cell *cell)
{
	const struct jailhouse_config_memory *mem;
	bool loadable, own;

	for_each_memory(mem, cell) {
		if (config_memory_is_subpage(mem))
			continue;
		loadable = mem->flags & JAILHOUSE_MEM_LOADABLE;
		own = !loadable || cell->started;
		expect(cell, mem->virt_start, mem->phys_start, mem->size, own);
		if (!(mem->flags & JAILHOUSE_MEM_ROOTSHARED))
			expect_root(mem->phys_start, mem->size,
				    loadable && cell->loadable);
	}
}

/* The root has all that its configuration says and no cell has borrowed */
static void check_root(void)
{
	const struct jailhouse_config_memory *own, *mem;
	struct cell *cell;
	bool lent;
	u32 n;

	for_each_memory(own, root_cell) {
		if (config_memory_is_subpage(own))
			continue;
		lent = false;
		for_each_cell(cell, n) {
			if (cell == root_cell)
				continue;
			for_each_memory(mem, cell)
				if (mem->phys_start < own->phys_start + own->size &&
				    own->phys_start < mem->phys_start + mem->size)
					lent = true;
		}
		if (!lent)
			expect(root_cell, own->virt_start, own->phys_start,
			       own->size, true);
	}
}

/* Nobody reaches the hypervisor, but for what it publishes to the root */
static void check_hypervisor(const struct cell *cell)
{
	expect(cell, boot->phys, boot->phys, boot->public_offset, false);
	expect(cell, boot->phys + boot->percpu_offset,
	       boot->phys + boot->percpu_offset, boot->size - boot->percpu_offset,
	       false);
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

	check_root();
	check_hypervisor(root_cell);
	for_each_cell(cell, n)
		if (cell != root_cell)
			check_cell(cell);
}
