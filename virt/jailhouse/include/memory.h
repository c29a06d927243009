/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory of cells, beyond what the hooks of the unit "memory" do
 */
#ifndef _JAILHOUSE_MEMORY_H
#define _JAILHOUSE_MEMORY_H

#include <linux/types.h>

struct cell;
struct jailhouse_config_memory;

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
#define root_piece_virt(piece)						\
	((piece)->mem->virt_start + ((piece)->phys - (piece)->mem->phys_start))

/* Regions of @cell that name physical memory */
#define for_each_memory(mem, cell)					\
	for ((mem) = config_memory((cell)->config);			\
	     (mem) < config_memory((cell)->config) +			\
		     (cell)->config->memory.count; (mem)++)		\
		if (!(mem)->size ||					\
		    (mem)->flags & JAILHOUSE_MEM_COMM_REGION) {} else

#endif /* _JAILHOUSE_MEMORY_H */
