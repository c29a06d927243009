// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cells as objects
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <asm_paging.h>
#include <bringup.h>
#include <cell.h>
#include <config.h>
#include <control.h>
#include <mmio.h>
#include <pool.h>
#include <tlb_track.h>
#include <vcpu.h>

static struct cell the_root;

struct cell *root_cell;
struct cell *cells[JAILHOUSE_MAX_CELLS];
u32 num_cells;
bool cells_live;

static_assert(sizeof(struct cell) <= PAGE_SIZE);

/**
 * cell_next_cpu() - next CPU of a cell
 * @cell:	the cell
 * @cpu:	where to start looking, itself included
 *
 * Return: logical CPU number, num_cpus if there is none left.
 */
u32 cell_next_cpu(const struct cell *cell, u32 cpu)
{
	u64 word;

	for (; cpu < num_cpus; cpu = (cpu | 63) + 1) {
		word = cell->cpu_set[cpu / 64] >> (cpu % 64);
		if (word) {
			cpu += __builtin_ctzll(word);
			break;
		}
	}
	return min(cpu, num_cpus);
}

static int alloc_tables(struct cell *cell)
{
	int err = page_table_init(&cell->stage2, arch_stage2_levels(), true);

	if (err)
		return err;
	cell->mmio = pool_alloc(1);
	cell->mmio_spare = pool_alloc(1);
	return cell->mmio && cell->mmio_spare ? 0 : -ENOMEM;
}

/**
 * root_cell_init() - make the root cell, still without resources
 *
 * Context: first CPU, before units_init().
 * Return: 0 or a negative errno that has been explained.
 */
int root_cell_init(void)
{
	struct cell *root = &the_root;
	u32 cpu;

	root->config = (struct jailhouse_config *)system_config;
	root->started = true;
	for (cpu = 0; cpu < num_cpus; cpu++) {
		if (!config_has_cpu(system_config, cpu))
			return boot_fail(-EINVAL,
					 "CPU %u runs Linux, but is not in the system configuration: add it.",
					 cpu);
		root->cpu_set[cpu / 64] |= 1ULL << (cpu % 64);
		percpu_of(cpu)->cell = root;
	}
	if (alloc_tables(root))
		return -ENOMEM;
	root_cell = root;
	cells[0] = root;
	num_cells = 1;
	return 0;
}

/**
 * cell_alloc() - make a cell, not yet visible
 * @config:	checked configuration, from the pool; now the cell's
 * @config_pages: pages that it takes
 *
 * Context: management lock held.
 * Return: the cell; NULL if the pool is empty, then @config is still the caller's.
 */
struct cell *cell_alloc(struct jailhouse_config *config, u32 config_pages)
{
	struct cell *cell = pool_alloc(1);

	if (!cell)
		return NULL;
	cell->id = config->id;
	cell->comm = pool_alloc(1);
	if (!cell->comm || alloc_tables(cell)) {
		cell_free(cell);
		return NULL;
	}
	cell->config = config;
	cell->config_pages = config_pages;
	return cell;
}

/**
 * cell_free() - free what cell_alloc() has allocated, the configuration included
 * @cell:	the cell; nobody sees it any more
 *
 * Context: management lock held.
 */
void cell_free(struct cell *cell)
{
	if (cell->comm)
		tlb_track_check(hyp_to_phys(cell->comm), PAGE_SIZE);
	page_table_destroy(&cell->stage2);
	pool_free(cell->mmio, 1);
	pool_free(cell->mmio_spare, 1);
	pool_free(cell->comm, 1);
	pool_free(cell->config, cell->config_pages);
	pool_free(cell, 1);
}

/**
 * cell_flush() - let all CPUs of a cell forget what was changed
 * @cell:	the cell
 *
 * Returns when no CPU uses a translation, a page table or a table of trapped
 * regions any more that was replaced before. Those are freed.
 *
 * Context: management lock held, CPU of the root.
 */
void cell_flush(struct cell *cell)
{
	struct percpu *self = this_cpu(), *pc;
	u32 cpu;

	for_each_cell_cpu(cpu, cell) {
		pc = percpu_of(cpu);
		if (pc != self)
			cpu_request(pc, CPU_REQ_FLUSH);
	}
	if (self->cell == cell)
		arch_flush_stage2();
	for_each_cell_cpu(cpu, cell) {
		pc = percpu_of(cpu);
		if (pc != self)
			cpu_request_wait(pc, CPU_REQ_FLUSH);
	}
	cell->mmio_stale = false;
	page_table_free_pending(&cell->stage2);
}
