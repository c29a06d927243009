// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finding the data of CPUs, and asking CPUs for something
 */
#include <linux/compiler.h>
#include <asm/vdso/processor.h>
#include <control.h>
#include <percpu.h>

u32 num_cpus;

/**
 * percpu_of() - data of a CPU
 * @cpu:	logical number, less than num_cpus
 *
 * Context: any CPU. What is private to @cpu is not in there.
 * Return: its struct percpu.
 */
struct percpu *percpu_of(u32 cpu)
{
	return (struct percpu *)(JH_BASE + boot->percpu_offset +
				 (u64)cpu * boot->percpu_size);
}

/**
 * cpu_request() - ask another CPU to do something
 * @pc:		the CPU; not the one that this runs on
 * @request:	CPU_REQ_*
 *
 * What was written before is visible to @pc when it sees the request.
 *
 * Context: management lock held, or the exit path for CPU_REQ_NMI,
 * CPU_REQ_INIT and CPU_REQ_SIPI.
 */
void cpu_request(struct percpu *pc, u32 request)
{
	/*
	 * One kick for each time that requests appear: the CPU serves all of
	 * them before it goes on, and would take a second kick for an NMI of
	 * its cell.
	 */
	if (!__atomic_fetch_or(&pc->request, request, __ATOMIC_SEQ_CST))
		arch_kick(pc);
}

/**
 * cpu_request_wait() - wait until a CPU has done what it was asked for
 * @pc:		the CPU; not the one that this runs on
 * @request:	CPU_REQ_* bits to wait for
 *
 * Takes as long as the longest exit of @pc, never as long as a cell pleases: the
 * kick takes the CPU out of its cell, and nothing in the hypervisor waits for a
 * CPU that waits here, which holds the management lock that the others only
 * try to take. A dead CPU does not do it, but does not execute its cell either.
 *
 * Context: management lock held.
 */
void cpu_request_wait(struct percpu *pc, u32 request)
{
	while (__atomic_load_n(&pc->request, __ATOMIC_ACQUIRE) & request &&
	       !READ_ONCE(pc->dead))
		cpu_relax();
}
