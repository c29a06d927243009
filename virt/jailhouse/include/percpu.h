/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the hypervisor knows about a CPU
 *
 * struct percpu may be read by every CPU. What is private to a CPU (stack, guest
 * registers, VMCB, top-level page table) lies in struct arch_private, which only
 * the CPU itself maps, at JH_PRIVATE_BASE.
 */
#ifndef _JAILHOUSE_PERCPU_H
#define _JAILHOUSE_PERCPU_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/jailhouse_cell.h>
#include <asm_percpu.h>

struct cell;

/*
 * What a CPU is asked to do. Others set bits and kick; the CPU clears what it
 * has done, which is the acknowledgment.
 */
#define CPU_REQ_FLUSH	0x01	/* forget cached translations of the cell */
#define CPU_REQ_PARK	0x02	/* stop executing the cell, wait */
#define CPU_REQ_START	0x04	/* reset and execute percpu->cell */
#define CPU_REQ_NMI	0x08	/* inject an NMI */
#define CPU_REQ_INIT	0x10	/* reset, wait for start-up (x86: SIPI) */
#define CPU_REQ_SIPI	0x20	/* start at the vector in arch.sipi_vector */

/**
 * struct percpu - shared part of a CPU's data
 * @cpu:	logical number, as in configurations
 * @request:	CPU_REQ_*, changed atomically
 * @cell:	cell that the CPU belongs to; changes only while it is parked
 * @parked:	the CPU does not execute the cell: stopped, failed, or not started
 * @failed:	it is parked because of a violation
 * @dead:	it has met a bug of the hypervisor, and stopped for good
 * @stopped:	it is parked by the management: other CPUs of the cell cannot start it
 * @stats:	exits by JAILHOUSE_CPU_STAT_*, written by the CPU itself
 * @refused:	kinds of refused accesses that have been recorded since the management
 *		stopped this CPU last
 * @arch:	architecture's part
 */
struct percpu {
	u32 cpu;
	u32 request;
	struct cell *cell;
	bool parked;
	bool failed;
	bool dead;
	bool stopped;
	u32 stats[JAILHOUSE_NUM_CPU_STATS];
	u32 refused;
	struct arch_percpu arch;
};

extern u32 num_cpus;

/**
 * percpu_of() - data of a CPU
 * @cpu:	logical number, less than num_cpus
 *
 * Return: its struct percpu.
 */
struct percpu *percpu_of(u32 cpu);

void cpu_request(struct percpu *pc, u32 request);
void cpu_request_wait(struct percpu *pc, u32 request)
	__section(".text.wait") noinline;

#endif /* _JAILHOUSE_PERCPU_H */
