// SPDX-License-Identifier: GPL-2.0-only
/*
 * A storm of NMIs, for tests of the Jailhouse hypervisor, which uses NMIs itself.
 *
 * While the parameter storm is set, bursts of NMIs go to all online CPUs, and one
 * more is passed on from each CPU to the next by its handler, also when all CPUs
 * are stopped with interrupts off.
 *
 * NMIs to a CPU that has not taken the previous one become one, so they cannot be
 * counted. But no NMI may come to nothing: who sends one first increments the
 * number that the target wants, and the handler says that it has seen this number.
 * If these are different for long, an NMI was lost.
 */
#include <linux/atomic.h>
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/nmi.h>
#include <linux/percpu.h>
#include <asm/apic.h>

#define BURST		8
#define PATIENCE	(HZ / 2)

static bool storm;
module_param(storm, bool, 0644);
MODULE_PARM_DESC(storm, "send NMIs");
static uint rounds;
module_param(rounds, uint, 0444);
MODULE_PARM_DESC(rounds, "bursts to all online CPUs so far");
static uint lost;
module_param(lost, uint, 0644);
MODULE_PARM_DESC(lost, "NMIs that were sent and did not arrive");
static uint passed;
module_param(passed, uint, 0444);
MODULE_PARM_DESC(passed, "how often a handler passed an NMI on");
static uint taken;
module_param(taken, uint, 0444);
MODULE_PARM_DESC(taken, "NMIs that the handler has seen");

static DEFINE_PER_CPU(atomic_t, wanted);
static DEFINE_PER_CPU(atomic_t, seen);
static DEFINE_PER_CPU(uint, count);

/* CPU whose handler passes an NMI on, -1 if none does */
static atomic_t holder = ATOMIC_INIT(-1);

static struct task_struct *sender;

/*
 * The handler may have interrupted one who was about to write the second half of
 * the command register, and must leave the first as it was.
 */
static void send_nmi(unsigned int cpu)
{
	u32 icr2 = 0;

	atomic_inc(&per_cpu(wanted, cpu));
	if (!x2apic_enabled())
		icr2 = apic->read(APIC_ICR2);
	apic->send_IPI(cpu, NMI_VECTOR);
	if (!x2apic_enabled())
		apic->write(APIC_ICR2, icr2);
}

static int on_nmi(unsigned int type, struct pt_regs *regs)
{
	int cpu = raw_smp_processor_id();
	unsigned int next;

	if (!READ_ONCE(sender))
		return NMI_DONE;
	atomic_set(this_cpu_ptr(&seen), atomic_read(this_cpu_ptr(&wanted)));
	this_cpu_inc(count);

	if (atomic_read(&holder) == cpu && READ_ONCE(storm)) {
		next = cpumask_next(cpu, cpu_online_mask);
		if (next >= nr_cpu_ids)
			next = cpumask_first(cpu_online_mask);
		passed++;
		atomic_set(&holder, next);
		send_nmi(next);
	}
	/* Two can be one, then the second finds nothing to see */
	return NMI_HANDLED;
}

static bool all_seen(void)
{
	unsigned int cpu, next = atomic_read(&holder);

	for_each_online_cpu(cpu)
		if (cpu != next &&
		    atomic_read(&per_cpu(seen, cpu)) !=
		    atomic_read(&per_cpu(wanted, cpu)))
			return false;
	return true;
}

/* What was sent to a CPU on its way out does not count */
static void forget_offline_cpus(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		if (!cpu_online(cpu))
			atomic_set(&per_cpu(seen, cpu),
				   atomic_read(&per_cpu(wanted, cpu)));
}

static void wait_for_all(void)
{
	unsigned long end = jiffies + PATIENCE;
	unsigned int cpu;

	while (!all_seen() && time_before(jiffies, end)) {
		cpus_read_unlock();
		usleep_range(20, 50);
		cpus_read_lock();
		forget_offline_cpus();
	}
	for_each_online_cpu(cpu) {
		if (cpu == atomic_read(&holder) ||
		    atomic_read(&per_cpu(seen, cpu)) ==
		    atomic_read(&per_cpu(wanted, cpu)))
			continue;
		pr_err("CPU %u: NMI lost\n", cpu);
		lost++;
		atomic_set(&per_cpu(seen, cpu), atomic_read(&per_cpu(wanted, cpu)));
	}
}

/* The one that is passed on: it may have been at a CPU that went offline */
static void watch_chain(uint *last, unsigned long *since)
{
	int cpu = atomic_read(&holder);

	if (passed != *last) {
		*last = passed;
		*since = jiffies;
		return;
	}
	if (cpu >= 0 && cpu_online(cpu) && time_before(jiffies, *since + PATIENCE))
		return;
	if (cpu >= 0 && cpu_online(cpu)) {
		pr_err("CPU %d: NMI that was passed to it lost\n", cpu);
		lost++;
	}
	*since = jiffies;
	cpu = cpumask_first(cpu_online_mask);
	atomic_set(&holder, cpu);
	send_nmi(cpu);
}

static void sum_up(void)
{
	unsigned int cpu;
	uint sum = 0;

	for_each_possible_cpu(cpu)
		sum += per_cpu(count, cpu);
	taken = sum;
}

static int send_nmis(void *unused)
{
	unsigned long since = jiffies;
	unsigned int cpu, i;
	uint last = 0;

	while (!kthread_should_stop()) {
		cpus_read_lock();
		forget_offline_cpus();
		if (READ_ONCE(storm)) {
			for (i = 0; i < BURST; i++)
				for_each_online_cpu(cpu)
					send_nmi(cpu);
			rounds++;
			watch_chain(&last, &since);
		} else {
			atomic_set(&holder, -1);
		}
		wait_for_all();
		sum_up();
		cpus_read_unlock();
		usleep_range(500, 1000);
	}
	return 0;
}

static int __init jh_nmi_init(void)
{
	struct task_struct *task;
	int ret;

	ret = register_nmi_handler(NMI_LOCAL, on_nmi, 0, "jh_nmi");
	if (ret)
		return ret;
	task = kthread_run(send_nmis, NULL, "jh_nmi");
	if (IS_ERR(task)) {
		unregister_nmi_handler(NMI_LOCAL, "jh_nmi");
		return PTR_ERR(task);
	}
	WRITE_ONCE(sender, task);
	return 0;
}

static void __exit jh_nmi_exit(void)
{
	storm = false;
	kthread_stop(sender);
	unregister_nmi_handler(NMI_LOCAL, "jh_nmi");
}

module_init(jh_nmi_init);
module_exit(jh_nmi_exit);
MODULE_DESCRIPTION("NMI storms, for tests of Jailhouse");
MODULE_LICENSE("GPL");
