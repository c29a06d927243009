/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory of cells, beyond what the hooks of the unit "memory" do
 */
#ifndef _JAILHOUSE_MEMORY_H
#define _JAILHOUSE_MEMORY_H

#include <linux/types.h>
#include <cell.h>
#include <config.h>

bool memory_clear(struct cell *cell);
void memory_release(struct cell *cell);
void memory_set_loadable(struct cell *cell);
void memory_start(struct cell *cell);

/* memory_check.c */
int memory_check(const struct cell *cell);
bool memory_is_ram(u64 start, u64 size);
unsigned int memory_map_flags(const struct jailhouse_config_memory *mem);

/**
 * struct root_piece - part of physical memory that one region of the root has
 * @mem:	the region
 * @phys:	start
 * @size:	bytes
 */
struct root_piece {
	const struct jailhouse_config_memory *mem;
	u64 phys;
	u64 size;
};

bool memory_next_piece(struct root_piece *piece, u64 phys, u64 size);

/* The root's address of a piece */
static inline u64 root_piece_virt(const struct root_piece *piece)
{
	return piece->mem->virt_start + (piece->phys - piece->mem->phys_start);
}

/* First region of @cell from @mem on that names physical memory, or NULL */
static inline const struct jailhouse_config_memory *
memory_next(const struct cell *cell, const struct jailhouse_config_memory *mem)
{
	const struct jailhouse_config *config = cell->config;

	for (; mem < config_memory(config) + config->memory.count; mem++) {
		if (mem->size && !(mem->flags & JAILHOUSE_MEM_COMM_REGION))
			return mem;
	}
	return NULL;
}

#define for_each_memory(mem, cell)					\
	for ((mem) = memory_next(cell, config_memory((cell)->config));	\
	     (mem); (mem) = memory_next(cell, (mem) + 1))

#endif /* _JAILHOUSE_MEMORY_H */
