// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a panic of the Jailhouse root cell leaves behind: all its CPUs but the one
 * that panics have stopped, cells go on. When Linux panics, this module looks and
 * prints results of the test that loaded it:
 *
 *	modprobe jh_panic cell=ID cell_cpus=BITMAP
 *	echo CPU >/sys/module/jh_panic/parameters/crash
 *
 * This CPU then waits with interrupts off, so that only an NMI stops it, and the one
 * that writes the number panics.
 */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/module.h>
#include <linux/panic_notifier.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <asm/irqflags.h>
#include <linux/jailhouse_cell.h>

static uint first = 1;
module_param(first, uint, 0444);
MODULE_PARM_DESC(first, "number of the first result");
static uint cell = 1;
module_param(cell, uint, 0444);
MODULE_PARM_DESC(cell, "id of a running cell");
static ulong cell_cpus;
module_param(cell_cpus, ulong, 0444);
MODULE_PARM_DESC(cell_cpus, "CPUs of it that exit to the hypervisor now and then");

static int crash(const char *text, const struct kernel_param *kp);
static const struct kernel_param_ops crash_ops = {
	.set = crash,
};
module_param_cb(crash, &crash_ops, NULL, 0200);
MODULE_PARM_DESC(crash, "panic while this CPU takes no interrupts");

#define TICK_NS		(5 * NSEC_PER_MSEC)
#define LOOK_MS		250

static DEFINE_PER_CPU(struct hrtimer, timer);
static DEFINE_PER_CPU(ulong, ticks);

static enum hrtimer_restart tick(struct hrtimer *t)
{
	this_cpu_inc(ticks);
	hrtimer_forward_now(t, TICK_NS);
	return HRTIMER_RESTART;
}

static void start_timer(void *unused)
{
	struct hrtimer *t = this_cpu_ptr(&timer);

	hrtimer_init(t, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	t->function = tick;
	hrtimer_start(t, TICK_NS, HRTIMER_MODE_REL_PINNED_HARD);
}

static void be_deaf(void *unused)
{
	for (;;)
		halt();
}

static int crash(const char *text, const struct kernel_param *kp)
{
	unsigned int cpu;
	int ret;

	ret = kstrtouint(text, 0, &cpu);
	if (ret)
		return ret;
	preempt_disable();
	ret = -EINVAL;
	if (cpu != smp_processor_id())
		/* Not waited for */
		ret = smp_call_function_single(cpu, be_deaf, NULL, 0);
	if (!ret) {
		mdelay(1);
		panic("jh_panic: as asked for");
	}
	preempt_enable();
	return ret;
}

static int call(u32 code, ulong arg1, ulong arg2)
{
	u32 result = code;

	asm volatile("vmmcall"
		     : "+a" (result)
		     : "D" (arg1), "S" (arg2)
		     : "memory");
	return result;
}

static int exits(unsigned int cpu)
{
	return call(JAILHOUSE_HC_CPU_GET_INFO, cpu,
		    JAILHOUSE_CPU_INFO_STAT_BASE + JAILHOUSE_CPU_STAT_EXITS_TOTAL);
}

static void result(bool good, const char *what, unsigned int cpu)
{
	pr_info("%s %u - CPU %u %s\n", good ? "ok" : "not ok", first++, cpu, what);
}

/* Called when the other CPUs have been told to stop */
static int at_panic(struct notifier_block *nb, unsigned long event, void *text)
{
	static ulong ticks_before[NR_CPUS];
	static int exits_before[BITS_PER_LONG];
	unsigned int cpu, me = raw_smp_processor_id();

	for_each_possible_cpu(cpu)
		ticks_before[cpu] = per_cpu(ticks, cpu);
	for_each_set_bit(cpu, &cell_cpus, BITS_PER_LONG)
		exits_before[cpu] = exits(cpu);
	mdelay(LOOK_MS);

	for_each_possible_cpu(cpu) {
		if (cpu == me || cell_cpus & BIT(cpu))
			continue;
		result(!cpu_online(cpu) && ticks_before[cpu] &&
		       per_cpu(ticks, cpu) == ticks_before[cpu],
		       "of the root cell has stopped", cpu);
	}
	for_each_set_bit(cpu, &cell_cpus, BITS_PER_LONG)
		result(exits(cpu) > exits_before[cpu] && exits_before[cpu] > 0,
		       "of the cell goes on", cpu);
	pr_info("%s %u - the cell is running\n",
		call(JAILHOUSE_HC_CELL_GET_STATE, cell, 0) == JAILHOUSE_CELL_RUNNING ?
		"ok" : "not ok", first++);
	return NOTIFY_DONE;
}

static struct notifier_block panic_nb = {
	.notifier_call = at_panic,
};

static int __init jh_panic_init(void)
{
	on_each_cpu(start_timer, NULL, 1);
	atomic_notifier_chain_register(&panic_notifier_list, &panic_nb);
	return 0;
}

/* It is loaded for the end of the machine, so it cannot be unloaded */
module_init(jh_panic_init);
MODULE_DESCRIPTION("Looks around when Linux panics, for tests of Jailhouse");
MODULE_LICENSE("GPL");
