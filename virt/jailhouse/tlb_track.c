// SPDX-License-Identifier: GPL-2.0-only
/*
 * Debug builds: which CPUs may still use translations that are gone
 *
 * What a CPU may have cached is what the tree that it uses held at any time since
 * its last flush. So the model knows
 *
 *  - for each CPU the tree that it used at its last flush, twice: for the guest
 *    (flushed by the TLB_CONTROL of its next VMRUN, AMD APM vol. 2, 15.16.2) and
 *    for the window onto the guest's memory (flushed by writing CR3);
 *  - what trees have lost: memory that is no longer mapped, or with fewer rights,
 *    and tables that were taken out, which the CPU may be walking.
 *
 * Losses are numbered. A CPU whose last flush has seen a lower number than that of
 * a loss of its tree has a stale translation. tlb_track_check() is called for
 * whatever is about to be cleared, to get another owner or to go back to the
 * page pool.
 */
#include <linux/array_size.h>
#include <linux/compiler.h>
#include <asm_paging.h>
#include <cell.h>
#include <control.h>
#include <percpu.h>
#include <tlb_track.h>

/* Number of a loss that is not complete: nobody has flushed it */
#define NOT_YET	(~0ULL)

/* A change of one region loses few pieces, and is flushed before the next one */
#define MAX_LOSSES	256

/* Whatever tree a CPU uses */
#define ANY_ROOT	(~0ULL)

/**
 * struct loss - what a tree does not map any more
 * @root:	physical address of the tree's top-level table, or ANY_ROOT
 * @phys:	memory, or a table of the tree
 * @size:	bytes
 * @number:	increases with each change, or NOT_YET
 */
struct loss {
	u64 root;
	u64 phys;
	u64 size;
	u64 number;
};

static struct loss losses[MAX_LOSSES];		/* management lock */
static u32 num_losses;
static u64 last_number;

/* Written by the CPU itself */
static struct {
	u64 root;
	u64 seen;
} flushed[JAILHOUSE_MAX_CPUS][TLB_SIDES];

static bool overlap(u64 start1, u64 size1, u64 start2, u64 size2)
{
	return start1 < start2 + size2 && start2 < start1 + size1;
}

static bool is_stale(u32 cpu, enum tlb_side side, const struct loss *loss)
{
	/* The CPU writes seen first */
	u64 root = __atomic_load_n(&flushed[cpu][side].root, __ATOMIC_ACQUIRE);

	return (loss->root == ANY_ROOT || loss->root == root) &&
	       READ_ONCE(flushed[cpu][side].seen) < loss->number;
}

static bool anybody_stale(const struct loss *loss)
{
	u32 cpu;

	for (cpu = 0; cpu < num_cpus; cpu++) {
		if (is_stale(cpu, TLB_GUEST, loss) ||
		    is_stale(cpu, TLB_WINDOW, loss))
			return true;
	}
	return false;
}

static void forget_flushed(void)
{
	u32 n, kept = 0;

	for (n = 0; n < num_losses; n++) {
		if (losses[n].number == NOT_YET || anybody_stale(&losses[n]))
			losses[kept++] = losses[n];
	}
	num_losses = kept;
}

/**
 * tlb_track_lost() - a tree loses something
 * @root:	physical address of its top-level table
 * @phys:	memory that it maps no longer, or with fewer rights; or a table
 *		that was taken out
 * @size:	bytes
 *
 * To be called anywhere between the beginning of a change and
 * tlb_track_lost_end().
 *
 * Context: management lock held, or initialization.
 */
void tlb_track_lost(u64 root, u64 phys, u64 size)
{
	struct loss *last;
	u64 end;

	last = num_losses ? &losses[num_losses - 1] : NULL;
	if (last && last->root == root && last->number == NOT_YET &&
	    last->phys + last->size == phys) {
		last->size += size;
		return;
	}
	if (num_losses == ARRAY_SIZE(losses)) {
		forget_flushed();
		last = num_losses ? &losses[num_losses - 1] : NULL;
	}
	if (num_losses == ARRAY_SIZE(losses)) {
		/* Claim too much rather than miss anything: what lies between, too */
		end = last->phys + last->size;
		if (end < phys + size)
			end = phys + size;
		if (last->phys > phys)
			last->phys = phys;
		last->size = end - last->phys;
		if (last->root != root)
			last->root = ANY_ROOT;
		last->number = NOT_YET;
		return;
	}
	losses[num_losses++] = (struct loss) {
		.root = root,
		.phys = phys,
		.size = size,
		.number = NOT_YET,
	};
}

/**
 * tlb_track_lost_end() - a change of a tree is complete
 *
 * Flushes that begin from now on count.
 */
void tlb_track_lost_end(void)
{
	u32 n = num_losses;

	if (!n || losses[n - 1].number != NOT_YET)
		return;
	WRITE_ONCE(last_number, last_number + 1);
	while (n && losses[n - 1].number == NOT_YET)
		losses[--n].number = last_number;
}

/**
 * tlb_track_begin() - this CPU is about to flush
 *
 * Return: what to hand to tlb_track_flushed().
 */
u64 tlb_track_begin(void)
{
	u64 seen = READ_ONCE(last_number);

	/* The flush drops what was lost before that number was there */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return seen;
}

/**
 * tlb_track_flushed() - this CPU has flushed
 * @cpu:	the CPU
 * @side:	which of its translations
 * @root:	physical address of the top-level table that it uses from now on
 * @seen:	from tlb_track_begin()
 */
void tlb_track_flushed(u32 cpu, enum tlb_side side, u64 root, u64 seen)
{
	WRITE_ONCE(flushed[cpu][side].seen, seen);
	__atomic_store_n(&flushed[cpu][side].root, root, __ATOMIC_RELEASE);
}

/* Does a table, or what lies below it, lead to a part of a range? */
static bool reaches(u64 table_phys, unsigned int level, u64 phys, u64 size)
{
	const u64 *table = phys_to_hyp(table_phys);
	unsigned int n;
	u64 pte;

	if (overlap(table_phys, PAGE_SIZE, phys, size))
		return true;
	for (n = 0; n < PT_ENTRIES; n++) {
		pte = READ_ONCE(table[n]);
		if (!pte_is_present(pte))
			continue;
		if (pte_is_table(pte, level) ?
		    reaches(pte & PTE_ADDR, level - 1, phys, size) :
		    overlap(pte & PTE_ADDR, 1ULL << (PAGE_SHIFT + 9 * level),
			    phys, size))
			return true;
	}
	return false;
}

static bool has_lost(u32 cpu, enum tlb_side side, u64 phys, u64 size)
{
	u32 n;

	for (n = 0; n < num_losses; n++) {
		if (overlap(losses[n].phys, losses[n].size, phys, size) &&
		    is_stale(cpu, side, &losses[n]))
			return true;
	}
	return false;
}

/**
 * tlb_track_check() - nobody may be able to reach this any more
 * @phys:	memory of a cell, or a page of the hypervisor
 * @size:	bytes
 *
 * Ends in tlb_track_failed() if a CPU may, be it by what its tree maps now or by
 * what the CPU may have cached.
 *
 * Context: management lock held, no change of a tree under way.
 */
void tlb_track_check(u64 phys, u64 size)
{
	u64 root, clean_root = 0;
	enum tlb_side side;
	u32 cpu;

	for (cpu = 0; cpu < num_cpus; cpu++) {
		for (side = 0; side < TLB_SIDES; side++) {
			if (has_lost(cpu, side, phys, size)) {
				tlb_track_failed(cpu, side, phys, false);
				return;
			}
			root = READ_ONCE(flushed[cpu][side].root);
			/* Many CPUs use one tree */
			if (!root || root == clean_root)
				continue;
			if (reaches(root, arch_stage2_levels() - 1, phys, size)) {
				tlb_track_failed(cpu, side, phys, true);
				return;
			}
			clean_root = root;
		}
	}
	forget_flushed();
}
