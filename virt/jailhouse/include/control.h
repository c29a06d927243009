/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Management of cells and CPUs
 */
#ifndef _JAILHOUSE_CONTROL_H
#define _JAILHOUSE_CONTROL_H

#include <linux/types.h>
#include <linux/jailhouse.h>
#include <boot.h>

struct cell;
struct percpu;

extern struct jh_boot *boot;
extern struct jh_public *public;
extern const struct jailhouse_config *system_config;	/* also the root cell's */
extern const struct jailhouse_config_system *system;

/* hypercall.c */
long hypercall(u32 code, u64 arg1, u64 arg2);

/* control.c; by a root CPU, all but the last two with the management lock held */
int cell_manage(u32 code, u64 arg);
int cell_create(u64 config_address);
int cell_start(u64 id);
int cell_set_loadable(u64 id);
int cell_destroy(u64 id);
int cell_get_state(u64 id);
int control_disable(void);
void cell_cpu_failed(struct percpu *pc);

/* ownership.c, in debug builds: stop the machine if the bookkeeping is wrong */
#ifdef CONFIG_JAILHOUSE_DEBUG
void ownership_check(void);

/* What arch_map_cell() maps at @virt, an entry of level 0, or 0; limits @size */
u64 arch_cell_leaf(u64 virt, u64 *size);
#else
static inline void ownership_check(void)
{
}
#endif

/* What the architecture provides, arch/<arch>/jailhouse/ */

/* Kick @pc out of its cell so that it looks at its requests */
void arch_kick(struct percpu *pc);
/* Drop this CPU's cached translations of its cell and of the window onto it */
void arch_flush_stage2(void);
/* Copy from the memory of this CPU's cell; -EFAULT where it has none */
int guest_read(void *dst, u64 gpa, size_t size);
/* Architecture's fields of a communication region, at start */
void arch_comm_init(struct cell *cell);
/* Fill memory with zeroes, by physical address; RAM outside of our own memory */
void arch_clear_memory(u64 phys, u64 size);

/* Depth of a cell's stage 2 */
unsigned int arch_stage2_levels(void);
/* Add to a cell's stage 2 what it sees whatever its configuration says */
int arch_map_cell(struct cell *cell);
/* Microseconds since some point in the past */
u64 arch_time_us(void);
/* Parked CPU @pc belongs to the root again, which starts it when it likes */
void arch_cpu_to_root(struct percpu *pc);
/* Hand this CPU back to Linux; the last one shuts down the units */
void __noreturn arch_disable(void);

#endif /* _JAILHOUSE_CONTROL_H */
