// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bring-up, the part that all architectures share: tables of the hypervisor, and
 * how CPUs wait for each other and fail together
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <asm/vdso/processor.h>
#include <asm_paging.h>
#include <bringup.h>
#include <cell.h>
#include <config.h>
#include <control.h>
#include <host.h>
#include <log.h>
#include <paging.h>
#include <pool.h>
#include <private.h>
#include <setup.h>

struct jh_boot *boot;
struct jh_public *public;
const struct jailhouse_config *system_config;
const struct jailhouse_config_system *system;
u64 hyp_phys;
u64 tramp_return;

/* Top-level table of every CPU, apart from private slots */
struct page_table hyp_tables = { .levels = 4 };
static u64 next_device = JH_DEVICE_BASE;

static u32 first_cpu_taken;
static int tables_error;
/* CPUs that arrived at barriers so far, and the barrier where a failure counts */
static u32 arrived;
static u32 failed;

/**
 * boot_fail() - say why enable fails
 * @err:	negative errno
 * @fmt:	what is wrong and what to do about it
 *
 * The first failure is the one that is reported.
 *
 * Return: @err.
 */
int boot_fail(int err, const char *fmt, ...)
{
	va_list args;

	/*
	 * This CPU has yet to arrive at the next barrier. There all CPUs see the
	 * failure, and none sees it earlier while it looks at the previous one.
	 */
	if (__sync_bool_compare_and_swap(&failed, 0,
					 READ_ONCE(arrived) / num_cpus + 1)) {
		va_start(args, fmt);
		hyp_vsnprintf(boot->error_text, sizeof(boot->error_text), fmt,
			      args);
		va_end(args);
		boot->error = err;
	}
	return err;
}

/**
 * explain_error() - report what nobody has explained
 * @err:	negative errno; lack of memory in most cases
 *
 * Return: @err.
 */
int explain_error(int err)
{
	return boot_fail(err, err == -ENOMEM ?
			 "page pool too small: enlarge the hypervisor's memory" :
			 "root cell: error %d, correct the system configuration",
			 err);
}

static void __section(".text.wait") noinline wait_for_cpus(u32 count)
{
	/* What they did before they arrived is seen */
	while (smp_load_acquire(&arrived) < count)
		cpu_relax();
}

/**
 * barrier_cpus() - meet all other CPUs
 * @number:	how often they have met then
 *
 * Return: 0 on all of them, or the error of the one that failed.
 */
int barrier_cpus(u32 number)
{
	__sync_fetch_and_add(&arrived, 1);
	wait_for_cpus(number * num_cpus);
	return READ_ONCE(failed) && READ_ONCE(failed) <= number ? boot->error :
								  0;
}

/**
 * fault_injected() - is this CPU to fail here, for a test?
 * @cpu:	logical number
 * @where:	enum jh_boot_fault
 *
 * Return: whether it is.
 */
bool fault_injected(u32 cpu, enum jh_boot_fault where)
{
	return IS_ENABLED(CONFIG_JAILHOUSE_DEBUG) && boot->fault == where &&
	       boot->fault_cpu == cpu;
}

static int map_self(u64 start, u64 end, unsigned int flags)
{
	return page_table_map(&hyp_tables, JH_BASE + start, hyp_phys + start,
			      end - start, flags);
}

/* On the boot page table, by the first CPU: what all CPUs' tables have in common */
static int build_tables(struct jh_boot *b)
{
	u32 cpu;
	int err;

	boot = b;
	hyp_phys = b->phys;
	num_cpus = b->num_cpus;
	tramp_return = b->tramp_return;
	public = phys_to_hyp(hyp_phys + b->public_offset);
	system_config = phys_to_hyp(hyp_phys + b->config_offset);
	/* Trusted; the driver has checked it in order to find mistakes */
	system = config_system(system_config);

	if (b->version != JH_BOOT_VERSION || b->percpu_size != PERCPU_SIZE)
		return boot_fail(-EINVAL, "driver and hypervisor image differ: rebuild the module");

	arch_early_init();
	pool_init(phys_to_hyp(hyp_phys + b->pool_offset), b->pool_pages);
	hyp_tables.root = pool_alloc(1);
	if (!hyp_tables.root)
		return explain_error(-ENOMEM);

	err = map_self(0, __rodata_start - __text_start, MAP_READ | MAP_EXEC);
	if (!err)
		err = map_self(__rodata_start - __text_start,
			       __data_start - __text_start, MAP_READ);
	if (!err)
		err = map_self(__data_start - __text_start, b->percpu_offset,
			       MAP_READ | MAP_WRITE);
	for (cpu = 0; cpu < num_cpus && !err; cpu++) {
		u64 shared = b->percpu_offset + cpu * (u64)b->percpu_size;

		err = map_self(shared, shared + PAGE_SIZE,
			       MAP_READ | MAP_WRITE);
	}
	if (!err)
		err = map_self(b->pool_offset,
			       b->pool_offset + b->pool_pages * PAGE_SIZE,
			       MAP_READ | MAP_WRITE);
	if (!err)
		err = page_table_map(&hyp_tables, b->tramp_virt & PAGE_MASK,
				     b->tramp_phys & PAGE_MASK, PAGE_SIZE,
				     MAP_READ | MAP_EXEC);
	/*
	 * So that devices mapped later appear in every CPU's table. The window
	 * follows in the same last-level table.
	 */
	if (!err)
		err = page_table_map(&hyp_tables, next_device, hyp_phys,
				     PAGE_SIZE, MAP_READ);
	if (err)
		return explain_error(err);
	next_device += PAGE_SIZE;
	return 0;
}

/**
 * map_device() - map registers for the hypervisor
 * @phys:	physical address
 * @size:	bytes
 *
 * Context: initialization, first CPU. The mapping stays until disable.
 * Return: address in the hypervisor, or NULL if the page pool is empty.
 */
void *map_device(u64 phys, u64 size)
{
	u64 offset = phys & (PMD_SIZE - 1);
	u64 virt;

	size = (size + (phys & ~PAGE_MASK) + PAGE_SIZE - 1) & PAGE_MASK;
	/* Same offset in a large page, so that large pages can be used */
	virt = ((next_device + PMD_SIZE - 1) & ~(PMD_SIZE - 1)) +
	       (offset & PAGE_MASK);
	if (page_table_map(&hyp_tables, virt, phys & PAGE_MASK, size,
			   MAP_READ | MAP_WRITE | MAP_DEVICE))
		return NULL;
	next_device = virt + size;
	return (void *)(virt + (phys & ~PAGE_MASK));
}

/**
 * map_device_window() - let pages of the window for registers show other ones
 * @page:	first page of the window, which has DEVICE_WINDOW_PAGES of them
 * @phys:	physical address
 * @size:	bytes
 *
 * Takes nothing from the page pool: the window shares its last-level table with the
 * page that build_tables() maps.
 *
 * Context: management lock held. CPUs that look at these pages flush their TLB
 * before.
 * Return: address in the hypervisor.
 */
void *map_device_window(u32 page, u64 phys, u64 size)
{
	u64 virt = JH_DEVICE_BASE + (page + 1) * PAGE_SIZE;

	size = (size + (phys & ~PAGE_MASK) + PAGE_SIZE - 1) & PAGE_MASK;
	if (page_table_map(&hyp_tables, virt, phys & PAGE_MASK, size,
			   MAP_READ | MAP_WRITE | MAP_DEVICE))
		return NULL;
	return (void *)(virt + (phys & ~PAGE_MASK));
}

/**
 * entry_tables() - first steps of a CPU, on the boot page table
 * @b:		what the driver says
 * @cpu:	logical number
 *
 * Return: physical address of the CPU's page table, or a negative errno.
 */
long entry_tables(struct jh_boot *b, u64 cpu)
{
	if (!__sync_lock_test_and_set(&first_cpu_taken, 1)) {
		tables_error = build_tables(b);
		__sync_fetch_and_add(&arrived, num_cpus);
	} else {
		wait_for_cpus(1);
	}
	if (tables_error)
		return tables_error;

	/* From here on every CPU arrives at every barrier, also a failed one */
	if (fault_injected(cpu, JH_FAULT_EARLY))
		boot_fail(-EIO, "injected failure of CPU %u on entry", (u32)cpu);
	return arch_build_tables(cpu);
}
