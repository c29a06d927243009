// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: how the hypervisor's memory is used
 *
 * Pure: touches nothing but its arguments.
 */
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/sizes.h>
#include "config.h"
#include "layout.h"

/*
 * What a CPU takes from the pool: its own page tables (at most two per level and
 * one more for devices), control blocks and bitmaps of its registers and ports.
 */
#define PAGES_PER_CPU	24

/*
 * What a cell takes: its configuration, some structures and bitmaps, the tables of
 * its memory, and those of the root cell that have to be split for it. Each CPU but
 * the first may become a cell.
 */
#define PAGES_PER_CELL	64

/* Tables of tables, the root cell's structures */
#define PAGES_FIXED	32

/*
 * Page-table pages to map a region with pages as large as its alignment allows:
 * 4 KiB pages at either end only, one table per GiB, and those above it.
 */
static u64 table_pages(u64 size)
{
	return 4 + (size >> 30) + 2 + (size >> 39) + 2;
}

static u64 pool_needed(const struct jailhouse_config *cfg, unsigned int num_cpus,
		       u64 size)
{
	const struct jailhouse_config_memory *mem = config_memory(cfg);
	u64 pages = PAGES_FIXED + (u64)num_cpus * PAGES_PER_CPU;
	u32 i;

	pages += min(num_cpus - 1, JAILHOUSE_MAX_CELLS - 1U) * PAGES_PER_CELL;

	/* The hypervisor sees its own memory, and keeps a copy of @cfg */
	pages += table_pages(size) + DIV_ROUND_UP(cfg->size, PAGE_SIZE);

	for (i = 0; i < cfg->memory.count; i++)
		if (mem[i].size)
			pages += table_pages(mem[i].size);
	return pages;
}

/**
 * jh_layout_compute() - divide the hypervisor's memory
 * @image:	header of the hypervisor image
 * @cfg:	system configuration, already checked
 * @num_cpus:	CPUs that will enter
 * @size:	bytes of the hypervisor's memory
 * @layout:	receives the division; @layout->needed is valid in any case
 *
 * What is left behind the fixed parts becomes the page pool, which must have
 * room for the page tables that the root cell needs, and for usual cells.
 *
 * Return: 0, or -ENOMEM if @size is less than @layout->needed.
 */
int jh_layout_compute(const struct jh_image_header *image,
		      const struct jailhouse_config *cfg,
		      unsigned int num_cpus, u64 size, struct jh_layout *layout)
{
	u64 pos = image->size;
	u64 needed;

	*layout = (struct jh_layout) {
		.config_size = cfg->size,
		.percpu_size = image->percpu_size,
	};

	layout->boot_offset = pos;
	pos = PAGE_ALIGN(pos + sizeof(struct jh_boot));
	layout->config_offset = pos;
	pos = PAGE_ALIGN(pos + cfg->size);
	layout->public_offset = pos;
	layout->public_size = PAGE_ALIGN(sizeof(struct jh_public) +
					 num_cpus * sizeof(struct jh_log_ring));
	pos += layout->public_size;
	layout->percpu_offset = pos;
	pos += (u64)image->percpu_size * num_cpus;
	layout->pool_offset = pos;

	needed = pool_needed(cfg, num_cpus, size);
	/* A remedy that is easy to type: megabytes */
	layout->needed = ALIGN(pos + needed * PAGE_SIZE, SZ_1M);
	if (pos > U32_MAX || size < pos || (size - pos) / PAGE_SIZE < needed)
		return -ENOMEM;

	layout->pool_pages = min_t(u64, (size - pos) / PAGE_SIZE, U32_MAX);
	return 0;
}
