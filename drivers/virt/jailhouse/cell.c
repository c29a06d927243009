// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: life cycle of cells
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/bitmap.h>
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include "driver.h"
#include "log_reader.h"

/* How often to look whether a cell has answered */
#define POLL_MIN_US	50UL
#define POLL_MAX_US	1000UL

/*
 * Wait for the answer of a cell for so many seconds, whatever signals come; if 0, until
 * one comes. jailhouse.lock held.
 */
static unsigned int patience;

/*
 * Make a hypercall that takes several attempts. Sleeps while a cell takes its time to
 * answer; how long that may be is part of the cell's configuration. Returns the
 * result of the call, -EINTR if a signal came or -ETIMEDOUT if patience ended while a
 * cell was to answer, which leaves no work half done. jailhouse.lock held.
 */
static int call_wait(u32 code, unsigned long arg)
{
	unsigned long deadline = jiffies + patience * HZ;
	unsigned long pause = POLL_MIN_US;

	for (;;) {
		long ret = jh_hypercall(code, arg, 0);

		if (ret != -EAGAIN)
			return ret;
		/* It has done a slice of its work, and nobody else does the rest */
		if (READ_ONCE(jailhouse.public->clearing)) {
			cond_resched();
			continue;
		}
		if (patience && time_after(jiffies, deadline))
			return -ETIMEDOUT;
		if (!patience && signal_pending(current))
			return -EINTR;
		usleep_range_state(pause, pause + pause / 4,
				   patience ? TASK_IDLE : TASK_INTERRUPTIBLE);
		pause = min(pause * 2, POLL_MAX_US);
	}
}

/**
 * jh_cell_state() - ask the hypervisor what a cell is doing
 * @id:		the cell
 *
 * Another CPU that is in a management call keeps us waiting, for as long as it takes
 * to clear a slice of memory.
 *
 * Context: process context, may sleep; takes no lock that is held for long.
 *
 * Return: JAILHOUSE_CELL_*, -ENOENT if there is no such cell, -ENODEV if the
 * hypervisor is not enabled.
 */
int jh_cell_state(u32 id)
{
	long state;

	for (;;) {
		state = jh_query(JAILHOUSE_HC_CELL_GET_STATE, id, 0);
		if (state != -EAGAIN)
			return state;
		usleep_range(POLL_MIN_US / 2, POLL_MIN_US);
	}
}

/**
 * jh_cell_find() - find a cell that may be managed
 * @id:		its id, or -1 to go by @name
 * @name:	its name
 * @cell:	receives it
 * @err:	receives the reason of a failure
 *
 * Context: jailhouse.lock held; the cell is valid as long as that.
 *
 * Return: 0, -ENOENT, or -EINVAL for the root cell and while there is none.
 */
int jh_cell_find(s32 id, const char *name, struct jailhouse_cell **cell,
		 struct jailhouse_error *err)
{
	unsigned int i;

	if (!jailhouse.enabled)
		return jh_refuse(err, -EINVAL,
				 "the hypervisor is not enabled; run 'jailhouse enable' first");
	if (id == -1) {
		for (i = 0; i < JAILHOUSE_MAX_CELLS; i++)
			if (jailhouse.cells[i] &&
			    !strcmp(jailhouse.cells[i]->config->name, name))
				break;
		if (i == JAILHOUSE_MAX_CELLS)
			return jh_refuse(err, -ENOENT,
					 "there is no cell named '%s'; 'jailhouse cell list' shows those that exist",
					 name);
	} else {
		if (id < 0 || id >= JAILHOUSE_MAX_CELLS || !jailhouse.cells[id])
			return jh_refuse(err, -ENOENT,
					 "there is no cell with id %d; 'jailhouse cell list' shows those that exist",
					 id);
		i = id;
	}
	if (!i)
		return jh_refuse(err, -EINVAL,
				 "this is the root cell, which cannot be managed; name another cell, or use 'jailhouse disable'");
	*cell = jailhouse.cells[i];
	return 0;
}

/* Names must be unique; an id in the configuration is a wish */
static int choose_id(struct jailhouse_config *cfg, struct jailhouse_error *err)
{
	unsigned int i;

	for (i = 0; i < JAILHOUSE_MAX_CELLS; i++)
		if (jailhouse.cells[i] &&
		    !strcmp(jailhouse.cells[i]->config->name, cfg->name))
			return jh_refuse(err, -EEXIST,
					 "cell %u is already named '%s'; destroy it or choose another name",
					 i, cfg->name);
	if (cfg->id) {
		if (cfg->id >= JAILHOUSE_MAX_CELLS || jailhouse.cells[cfg->id])
			return jh_refuse(err, -EEXIST,
					 "id %u is taken or larger than %u; take the id out of the configuration to get a free one",
					 cfg->id, JAILHOUSE_MAX_CELLS - 1);
		return 0;
	}
	for (i = 1; i < JAILHOUSE_MAX_CELLS; i++)
		if (!jailhouse.cells[i]) {
			cfg->id = i;
			return 0;
		}
	return jh_refuse(err, -ENOSPC,
			 "all %u cells exist; destroy one", JAILHOUSE_MAX_CELLS - 1);
}

static int check_cell_cpus(const struct jailhouse_config *cfg,
			   struct cpumask *cpus, struct jailhouse_error *err)
{
	unsigned int cpu;

	cpumask_clear(cpus);
	for (cpu = config_next_cpu(cfg, 0); cpu < JAILHOUSE_MAX_CPUS;
	     cpu = config_next_cpu(cfg, cpu + 1)) {
		if (!cpu)
			return jh_refuse(err, -EINVAL,
					 "CPU 0 stays with the root cell; choose other CPUs");
		if (cpu >= jailhouse.num_cpus)
			return jh_refuse(err, -EINVAL,
					 "there is no CPU %u, the last one is %u; choose others",
					 cpu, jailhouse.num_cpus - 1);
		if (cpumask_test_cpu(cpu, &jailhouse.cell_cpus))
			return jh_refuse(err, -EBUSY,
					 "CPU %u belongs to another cell; destroy that cell or choose another CPU",
					 cpu);
		cpumask_set_cpu(cpu, cpus);
	}
	return 0;
}

/*
 * The root cell has all of Linux' memory, so the hypervisor would give it away.
 * A communication region has no address of its own.
 */
static int check_cell_memory(const struct jailhouse_config *cfg,
			     struct jailhouse_error *err)
{
	const struct jailhouse_config_memory *mem = config_memory(cfg);
	u32 i;

	for (i = 0; i < cfg->memory.count; i++, mem++) {
		if (!mem->size || mem->flags & JAILHOUSE_MEM_COMM_REGION)
			continue;
		if (region_intersects(mem->phys_start, mem->size,
				      IORESOURCE_SYSTEM_RAM,
				      IORES_DESC_NONE) != REGION_DISJOINT)
			return jh_refuse(err, -EBUSY,
					 "memory 0x%llx-0x%llx is used by Linux; reserve it with the kernel parameter memmap=%lluK$0x%llx, or choose memory that is reserved",
					 mem->phys_start,
					 mem->phys_start + mem->size - 1,
					 mem->size / SZ_1K, mem->phys_start);
	}
	return 0;
}

/*
 * Give CPUs back to Linux. One that does not come is reported and can be tried
 * again by hand: nothing prevents that any more.
 */
static void return_cpus(const struct cpumask *cpus)
{
	unsigned int cpu;
	int ret;

	cpumask_andnot(&jailhouse.cell_cpus, &jailhouse.cell_cpus, cpus);
	for_each_cpu(cpu, cpus) {
		ret = add_cpu(cpu);
		if (ret)
			pr_err("CPU %u does not come online again: error %d; try echo 1 > /sys/devices/system/cpu/cpu%u/online\n",
			       cpu, ret, cpu);
	}
}

/* Take CPUs from Linux. A cell that does not come into being returns the online ones */
static int take_cpus(struct jailhouse_cell *cell, struct jailhouse_error *err)
{
	unsigned int cpu;
	int ret;

	for_each_cpu(cpu, &cell->cpus) {
		/* From here on nobody can switch it on */
		cpumask_set_cpu(cpu, &jailhouse.cell_cpus);
		if (!cpu_online(cpu))
			continue;
		ret = remove_cpu(cpu);
		if (ret) {
			cpumask_andnot(&jailhouse.cell_cpus,
				       &jailhouse.cell_cpus, &cell->cpus);
			return_cpus(&cell->taken);
			return jh_refuse(err, ret,
					 "CPU %u cannot be taken offline (error %d): the kernel log says why; choose another CPU",
					 cpu, ret);
		}
		cpumask_set_cpu(cpu, &cell->taken);
	}
	return 0;
}

/* What the hypervisor writes into its log during a call; jailhouse.lock held */
static struct jh_log_reader remarks;

static void begin_remarks(void)
{
	jh_log_reader_init(&remarks, jailhouse.public, jailhouse.num_cpus);
	jh_log_skip(&remarks, jailhouse.public);
}

static int explain_create(int ret, const struct jailhouse_config *cfg,
			  struct jailhouse_error *err)
{
	char remark[160];

	/* It knows better what it was */
	if (jh_log_last(&remarks, jailhouse.public, remark, sizeof(remark)))
		return jh_refuse(err, ret,
				 "the hypervisor refuses cell '%s': %s; correct its configuration, or that of the system",
				 cfg->name, remark);

	switch (ret) {
	case -EPERM:
		return jh_refuse(err, ret,
				 "a running cell has locked the configuration; shut that cell down first");
	case -ENOMEM:
		return jh_refuse(err, ret,
				 "the hypervisor's page pool is exhausted; destroy a cell, or enlarge the hypervisor's memory (mem_pool_used and mem_pool_size in sysfs)");
	case -E2BIG:
		return jh_refuse(err, ret,
				 "the configuration of %u bytes is too large for the hypervisor; merge adjacent regions",
				 cfg->size);
	case -EBUSY:
		return jh_refuse(err, ret,
				 "something that cell '%s' asks for is not the root cell's to give; 'jailhouse console' names it",
				 cfg->name);
	case -EEXIST:
		return jh_refuse(err, ret,
				 "a cell with this name or id exists; choose another one");
	case -EINTR:
		return jh_refuse(err, ret, "interrupted by a signal");
	default:
		return jh_refuse(err, ret,
				 "the hypervisor refused the configuration of cell '%s' (error %d); 'jailhouse console' says why",
				 cfg->name, ret);
	}
}

/**
 * jh_cell_create() - create a cell
 * @config:	its configuration, in kernel memory
 * @size:	bytes of it
 * @id:		receives the id
 * @err:	receives the reason of a failure
 *
 * Context: process context, jailhouse.lock held. Its CPUs are taken offline.
 *
 * Return: 0; a negative errno if nothing has changed: -EINVAL (not enabled,
 * configuration, CPUs), -EEXIST (name or id), -EBUSY (resource taken, or memory
 * or a PCI device that Linux uses), -ENOMEM,
 * -ENOSPC (too many cells), -EPERM (configuration locked by a cell).
 */
int jh_cell_create(const void *config, size_t size, u32 *id,
		   struct jailhouse_error *err)
{
	struct jailhouse_config *cfg;
	struct jailhouse_cell *cell;
	int ret;

	if (!jailhouse.enabled)
		return jh_refuse(err, -EINVAL,
				 "the hypervisor is not enabled; run 'jailhouse enable' first");
	ret = jh_guard_lockdown(err) ?:
	      jh_config_copy_check(config, size, JAILHOUSE_KIND_CELL, &cfg, err);
	if (ret)
		return ret;
	ret = choose_id(cfg, err);
	if (ret) {
		kfree(cfg);
		return ret;
	}
	cell = jh_cell_alloc(cfg);
	if (!cell) {
		kfree(cfg);
		return jh_refuse(err, -ENOMEM, "no memory for the cell; free some");
	}

	ret = check_cell_memory(cfg, err) ?:
	      check_cell_cpus(cfg, &cell->cpus, err) ?: jh_pci_take(cfg, err);
	if (ret)
		goto err_cell;
	ret = take_cpus(cell, err);
	if (ret)
		goto err_pci;
	begin_remarks();
	ret = call_wait(JAILHOUSE_HC_CELL_CREATE, virt_to_phys(cfg));
	/* A signal ends the wait for others to hear of it, not the cell */
	if (ret == -EINTR && jh_cell_state(cfg->id) != -ENOENT)
		ret = 0;
	if (ret) {
		explain_create(ret, cfg, err);
		goto err_cpus;
	}

	cell->state = JAILHOUSE_CELL_SHUT_DOWN;
	jailhouse.cells[cfg->id] = cell;
	jh_sysfs_root_changed();
	*id = cfg->id;
	ret = jh_sysfs_cell_add(cell);
	if (ret)
		pr_warn("cell %u does not appear in sysfs: error %d\n", cfg->id,
			ret);
	jh_event(JAILHOUSE_EVENT_CELL_CREATED, cell);
	if (cell->config->flags & (JAILHOUSE_CELL_VCONSOLE_PERM |
				   JAILHOUSE_CELL_VCONSOLE_ACTIVE) &&
	    !(config_system(jailhouse.config)->flags & JAILHOUSE_SYS_VCONSOLE_ROOT))
		pr_notice("cell '%s': nobody will see what it prints through the hypervisor; 'root-reads-console' in the system configuration would change that\n",
			  cell->config->name);
	return 0;

err_cpus:
	cpumask_andnot(&jailhouse.cell_cpus, &jailhouse.cell_cpus, &cell->cpus);
	return_cpus(&cell->taken);
err_pci:
	jh_pci_return(cfg);
err_cell:
	kobject_put(&cell->kobj);
	return ret;
}

/*
 * Take back what a cell was asked and has not answered. Any other call than the one
 * that asked does that; this one does nothing else, for the root is never loadable.
 */
static void withdraw_question(void)
{
	while (jh_hypercall(JAILHOUSE_HC_CELL_SET_LOADABLE, 0, 0) == -EAGAIN)
		cond_resched();
}

/* A cell other than @except that has locked the configuration, NULL if there is none */
static const struct jailhouse_cell *
locked_by(const struct jailhouse_cell *except)
{
	unsigned int i;

	for (i = 1; i < JAILHOUSE_MAX_CELLS; i++)
		if (jailhouse.cells[i] && jailhouse.cells[i] != except &&
		    jh_cell_state(i) == JAILHOUSE_CELL_RUNNING_LOCKED)
			return jailhouse.cells[i];
	return NULL;
}

/* The reasons that START, SET_LOADABLE and DESTROY have in common */
static int explain(int ret, const struct jailhouse_cell *cell, const char *what,
		   struct jailhouse_error *err)
{
	const char *name = cell->config->name;

	switch (ret) {
	case 0:
		return 0;
	case -EPERM:
		return jh_refuse(err, ret,
				 "cell '%s' was not %s: its program refuses; ask again or end the program",
				 name, what);
	case -EINTR:
		withdraw_question();
		return jh_refuse(err, ret,
				 "interrupted while waiting for the answer of cell '%s'; it was not %s",
				 name, what);
	case -ETIMEDOUT:
		withdraw_question();
		return jh_refuse(err, ret,
				 "cell '%s' does not answer; it was not %s", name,
				 what);
	case -ENOMEM:
		return jh_refuse(err, ret,
				 "the hypervisor's page pool is exhausted; destroy another cell first");
	default:
		return jh_refuse(err, ret,
				 "cell '%s' was not %s (error %d); 'jailhouse console' says why",
				 name, what, ret);
	}
}

/**
 * jh_cell_set_loadable() - stop a cell, so that Linux can write to its memory
 * @cell:	the cell; a running one is asked first
 * @err:	receives the reason of a failure
 *
 * Context: process context, jailhouse.lock held.
 *
 * Return: 0 or a negative errno: -EPERM (the cell does not want to), -EINTR.
 */
int jh_cell_set_loadable(struct jailhouse_cell *cell, struct jailhouse_error *err)
{
	int ret = call_wait(JAILHOUSE_HC_CELL_SET_LOADABLE, cell->id);

	if (!ret) {
		cell->state = JAILHOUSE_CELL_SHUT_DOWN;
		jh_event(JAILHOUSE_EVENT_CELL_LOADABLE, cell);
	}
	return explain(ret, cell, "shut down", err);
}

/**
 * jh_cell_start() - let a cell run from its reset address
 * @cell:	the cell; a running one is asked to shut down first
 * @err:	receives the reason of a failure
 *
 * Context: process context, jailhouse.lock held.
 *
 * Return: 0 or a negative errno: -EPERM (the cell does not want to), -EINTR.
 */
int jh_cell_start(struct jailhouse_cell *cell, struct jailhouse_error *err)
{
	int ret = call_wait(JAILHOUSE_HC_CELL_START, cell->id);

	if (!ret) {
		cell->state = JAILHOUSE_CELL_RUNNING;
		jh_event(JAILHOUSE_EVENT_CELL_STARTED, cell);
	}
	return explain(ret, cell, "started", err);
}

/**
 * jh_cell_destroy() - take everything back that a cell has
 * @cell:	the cell; a running one is asked first
 * @err:	receives the reason of a failure
 *
 * Context: process context, jailhouse.lock held. @cell may be freed. A CPU that
 * does not come online again is reported in the kernel log only: the cell is
 * gone.
 *
 * Return: 0 or a negative errno: -EPERM (the cell does not want to, or another
 * one has locked the configuration), -EINTR.
 */
int jh_cell_destroy(struct jailhouse_cell *cell, struct jailhouse_error *err)
{
	int ret = call_wait(JAILHOUSE_HC_CELL_DESTROY, cell->id);
	const struct jailhouse_cell *locker;

	/* Perhaps it was the wait for others to hear of it that ended, or did last time */
	if (ret == -ENOENT ||
	    ((ret == -EINTR || ret == -ETIMEDOUT) &&
	     jh_cell_state(cell->id) == -ENOENT))
		ret = 0;
	/* The others are looked at before the cell is asked */
	locker = ret == -EPERM ? locked_by(cell) : NULL;
	if (locker)
		return jh_refuse(err, ret,
				 "cell '%s' was not destroyed: cell '%s' has locked the configuration; shut that down first",
				 cell->config->name, locker->config->name);
	if (ret)
		return explain(ret, cell, "destroyed", err);

	jailhouse.cells[cell->id] = NULL;
	jh_pci_return(cell->config);
	return_cpus(&cell->cpus);
	jh_sysfs_root_changed();
	jh_event(JAILHOUSE_EVENT_CELL_DESTROYED, cell);
	jh_sysfs_cell_remove(cell);
	kobject_put(&cell->kobj);
	return 0;
}

/**
 * jh_cell_destroy_all() - take everything back from all cells
 * @seconds:	how long to wait for the answer of each, above 0
 * @err:	receives the reason of a failure
 *
 * Those that have locked the configuration come first: while one of them stays, the
 * others cannot go.
 *
 * Context: process context, jailhouse.lock held.
 *
 * Return: 0 or the first error, -ETIMEDOUT if a cell does not answer. Others may be gone
 * then.
 */
int jh_cell_destroy_all(unsigned int seconds, struct jailhouse_error *err)
{
	DECLARE_BITMAP(tried, JAILHOUSE_MAX_CELLS) = { };
	struct jailhouse_error why;
	unsigned int n, i;
	int ret, first = 0;

	patience = seconds;
	for (n = 0; n < 2 * JAILHOUSE_MAX_CELLS; n++) {
		i = n % JAILHOUSE_MAX_CELLS;
		if (!i || !jailhouse.cells[i] || test_bit(i, tried))
			continue;
		if (n < JAILHOUSE_MAX_CELLS &&
		    jh_cell_state(i) != JAILHOUSE_CELL_RUNNING_LOCKED)
			continue;
		__set_bit(i, tried);
		ret = jh_cell_destroy(jailhouse.cells[i], &why);
		if (ret && !first) {
			first = ret;
			*err = why;
		}
	}
	patience = 0;
	return first;
}
