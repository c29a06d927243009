/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cells
 */
#ifndef _JAILHOUSE_CELL_H
#define _JAILHOUSE_CELL_H

#include <linux/jailhouse.h>
#include <linux/jailhouse_cell.h>
#include <asm_cell.h>
#include <paging.h>
#include <percpu.h>

struct mmio_table;
struct cell_pci;
struct subpage;

#define CPU_SET_WORDS	(JAILHOUSE_MAX_CPUS / 64)

/**
 * struct cell - a partition of the machine
 * @id:		0 for the root cell
 * @loadable:	stopped, its loadable memory is mapped to the root
 * @started:	its loadable memory is mapped to itself
 * @config:	the hypervisor's own copy of the configuration
 * @config_pages: pages that it takes
 * @cpu_set:	bitmap of the logical CPUs that belong to it now
 * @comm:	communication region, NULL if it has none (root)
 * @stage2:	guest-physical to physical translation
 * @mmio:	trapped regions
 * @mmio_spare:	a page for the next version of @mmio
 * @mmio_stale:	CPUs may still read @mmio_spare
 * @subpages:	sub-page regions, owned by memory.c
 * @reserve:	pages of the pool set aside for mapping the cell's memory
 * @clear_region: memory region that is being cleared
 * @clear_offset: how far
 * @message:	JAILHOUSE_MSG_* that waits for an answer, owned by message.c
 * @message_start: when it was posted, microseconds
 * @message_last: when its answer was last looked for
 * @pci:	the cell's PCI functions, owned by pci.c
 * @arch:	architecture's part
 */
struct cell {
	u32 id;
	bool loadable;
	bool started;
	struct jailhouse_config *config;
	u32 config_pages;
	u64 cpu_set[CPU_SET_WORDS];
	struct jailhouse_comm_region *comm;
	struct page_table stage2;
	struct mmio_table *mmio;
	struct mmio_table *mmio_spare;
	bool mmio_stale;
	struct subpage *subpages;
	u32 reserve;
	u32 clear_region;
	u64 clear_offset;
	u32 message;
	u64 message_start;
	u64 message_last;
	struct cell_pci *pci;
	struct arch_cell arch;
};

extern struct cell *root_cell;
extern struct cell *cells[JAILHOUSE_MAX_CELLS];	/* index: id */
extern u32 num_cells;					/* the root included */
extern bool cells_live;		/* initialization is over, CPUs execute cells */

int root_cell_init(void);
struct cell *cell_alloc(struct jailhouse_config *config, u32 config_pages);
void cell_free(struct cell *cell);
void cell_flush(struct cell *cell);

static inline bool cell_owns_cpu(const struct cell *cell, u32 cpu)
{
	return cpu < JAILHOUSE_MAX_CPUS &&
	       cell->cpu_set[cpu / 64] & (1ULL << (cpu % 64));
}

/* Next CPU of @cell from @cpu on, num_cpus if there is none */
u32 cell_next_cpu(const struct cell *cell, u32 cpu);

#define for_each_cell_cpu(cpu, cell)					\
	for ((cpu) = cell_next_cpu(cell, 0); (cpu) < num_cpus;		\
	     (cpu) = cell_next_cpu(cell, (cpu) + 1))

/* Cell with the lowest id from *@id on, which is set; NULL if there is none */
static inline struct cell *cell_next(u32 *id)
{
	struct cell *cell = NULL;

	for (; *id < JAILHOUSE_MAX_CELLS; (*id)++) {
		cell = READ_ONCE(cells[*id]);
		if (cell)
			break;
	}
	return cell;
}

#define for_each_cell(cell, i)						\
	for ((i) = 0; ((cell) = cell_next(&(i))); (i)++)

#endif /* _JAILHOUSE_CELL_H */
