// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hypercalls
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/nospec.h>
#include <cell.h>
#include <config.h>
#include <control.h>
#include <log.h>
#include <pool.h>
#include <vcpu.h>

/* Held by a CPU of the root during a management call */
static u8 management;

static bool try_lock_management(void)
{
	return !__atomic_exchange_n(&management, 1, __ATOMIC_ACQUIRE);
}

static void unlock_management(void)
{
	__atomic_store_n(&management, 0, __ATOMIC_RELEASE);
}

static long get_info(u64 what)
{
	switch (what) {
	case JAILHOUSE_INFO_MEM_POOL_SIZE:
		return pool.pages;
	case JAILHOUSE_INFO_MEM_POOL_USED:
		return READ_ONCE(pool.used);
	case JAILHOUSE_INFO_REMAP_POOL_SIZE:
	case JAILHOUSE_INFO_REMAP_POOL_USED:
		/* There is none: nothing is remapped at run time */
		return 0;
	case JAILHOUSE_INFO_NUM_CELLS:
		return READ_ONCE(num_cells);
	default:
		return -EINVAL;
	}
}

static long cpu_get_info(u64 cpu, u64 type)
{
	const struct percpu *pc;

	if (cpu >= num_cpus ||
	    (type != JAILHOUSE_CPU_INFO_STATE &&
	     type - JAILHOUSE_CPU_INFO_STAT_BASE >= JAILHOUSE_NUM_CPU_STATS))
		return -EINVAL;
	pc = percpu_of(array_index_nospec(cpu, num_cpus));
	if (this_cpu()->cell != root_cell &&
	    this_cpu()->cell != READ_ONCE(pc->cell))
		return -EPERM;
	if (type == JAILHOUSE_CPU_INFO_STATE)
		return READ_ONCE(pc->failed) ? JAILHOUSE_CPU_FAILED :
					       JAILHOUSE_CPU_RUNNING;
	type = array_index_nospec(type - JAILHOUSE_CPU_INFO_STAT_BASE,
				  JAILHOUSE_NUM_CPU_STATS);
	return READ_ONCE(pc->stats[type]) & 0x7fffffff;
}

static long console_putc(u64 character)
{
	const struct cell *cell = this_cpu()->cell;

	/* Not by the communication region, to which the cell can write */
	if (!(cell->config->flags & (JAILHOUSE_CELL_VCONSOLE_PERM |
				     JAILHOUSE_CELL_VCONSOLE_ACTIVE)))
		return -EPERM;
	log_putc(cell, character);
	return 0;
}

static long manage(u32 code, u64 arg)
{
	long ret;

	if (this_cpu()->cell != root_cell)
		return -EPERM;
	/* Who holds it may wait for this CPU, so this CPU must not wait */
	if (!try_lock_management())
		return -EAGAIN;
	if (code == JAILHOUSE_HC_CELL_GET_STATE)
		ret = cell_get_state(arg);
	else
		ret = cell_manage(code, arg);
	unlock_management();
	return ret;
}

/*
 * All CPUs of the root come here at the same time, one after the other. A management
 * call of a root that makes a mistake comes before: then there may be a cell now. Or
 * it comes behind, then it is refused.
 */
static long disable(void)
{
	int err;

	if (this_cpu()->cell != root_cell)
		return -EPERM;
	if (!try_lock_management())
		return -EAGAIN;
	err = control_disable();
	unlock_management();
	if (err)
		return err;
	arch_disable();
}

static noinline long other_hypercall(u32 code, u64 arg1, u64 arg2)
{
	switch (code) {
	case JAILHOUSE_HC_CPU_GET_INFO:
		return cpu_get_info(arg1, arg2);
	case JAILHOUSE_HC_DEBUG_CONSOLE_PUTC:
		return console_putc(arg1);
	case JAILHOUSE_HC_DISABLE:
		return disable();
	case JAILHOUSE_HC_CELL_CREATE:
	case JAILHOUSE_HC_CELL_START:
	case JAILHOUSE_HC_CELL_SET_LOADABLE:
	case JAILHOUSE_HC_CELL_DESTROY:
	case JAILHOUSE_HC_CELL_GET_STATE:
		return manage(code, arg1);
	default:
		return -ENOSYS;
	}
}

/**
 * hypercall() - execute a hypercall
 * @code:	JAILHOUSE_HC_*
 * @arg1:	first argument
 * @arg2:	second argument
 *
 * Context: exit path of a CPU whose cell made the call at its highest privilege.
 * Return: result, or a negative errno.
 */
long hypercall(u32 code, u64 arg1, u64 arg2)
{
	/* By itself, so that it saves no registers for the others */
	if (likely(code == JAILHOUSE_HC_HYPERVISOR_GET_INFO))
		return get_info(arg1);
	return other_hypercall(code, arg1, arg2);
}
