// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: state and counters in sysfs
 *
 * Documentation/ABI/testing/sysfs-class-misc-jailhouse lists the files. All of
 * them can be read while a management operation waits for a cell.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include "driver.h"

/* --- /sys/class/misc/jailhouse ------------------------------------------- */

static ssize_t enabled_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	return sysfs_emit(buf, "%d\n", READ_ONCE(jailhouse.enabled));
}
static DEVICE_ATTR_RO(enabled);

static ssize_t show_info(char *buf, unsigned int what)
{
	long pages = jh_query(JAILHOUSE_HC_HYPERVISOR_GET_INFO, what, 0);

	if (pages == -ENODEV)
		pages = 0;
	return pages < 0 ? pages : sysfs_emit(buf, "%ld\n", pages);
}

static ssize_t mem_pool_size_show(struct device *dev,
				  struct device_attribute *attr, char *buf)
{
	return show_info(buf, JAILHOUSE_INFO_MEM_POOL_SIZE);
}
static DEVICE_ATTR_RO(mem_pool_size);

static ssize_t mem_pool_used_show(struct device *dev,
				  struct device_attribute *attr, char *buf)
{
	return show_info(buf, JAILHOUSE_INFO_MEM_POOL_USED);
}
static DEVICE_ATTR_RO(mem_pool_used);

static ssize_t core_version_show(struct device *dev,
				 struct device_attribute *attr, char *buf)
{
	const struct jh_image_header *image = (const void *)jailhouse_image;

	return sysfs_emit(buf, "%u\n", image->version);
}
static DEVICE_ATTR_RO(core_version);

static struct attribute *jh_attrs[] = {
	&dev_attr_enabled.attr,
	&dev_attr_mem_pool_size.attr,
	&dev_attr_mem_pool_used.attr,
	&dev_attr_core_version.attr,
	NULL
};

static const struct attribute_group jh_group = {
	.attrs = jh_attrs,
};

const struct attribute_group *jh_groups[] = { &jh_group, NULL };

/* --- cells/<id>/statistics ------------------------------------------------ */

#define ALL_CPUS	UINT_MAX

/**
 * struct stats - one directory of counters
 * @kobj:	the directory
 * @list:	element of jailhouse_cell.stats
 * @cell:	whose counters; it outlives the directory
 * @cpu:	which CPU's, ALL_CPUS for the sum
 */
struct stats {
	struct kobject kobj;
	struct list_head list;
	struct jailhouse_cell *cell;
	unsigned int cpu;
};

struct counter {
	struct kobj_attribute attr;
	unsigned int number;
};

static ssize_t counter_show(struct kobject *kobj, struct kobj_attribute *attr,
			    char *buf)
{
	struct stats *stats = container_of(kobj, struct stats, kobj);
	struct counter *counter = container_of(attr, struct counter, attr);
	unsigned int type = JAILHOUSE_CPU_INFO_STAT_BASE + counter->number;
	unsigned int cpu;
	long value = 0;
	u64 sum = 0;

	if (stats->cpu != ALL_CPUS) {
		value = jh_query(JAILHOUSE_HC_CPU_GET_INFO, stats->cpu, type);
		sum = value;
	} else {
		for_each_cpu(cpu, &stats->cell->cpus) {
			value = jh_query(JAILHOUSE_HC_CPU_GET_INFO, cpu, type);
			if (value < 0)
				break;
			sum += value;
		}
	}
	return value < 0 ? value : sysfs_emit(buf, "%llu\n", sum);
}

#define COUNTER(_name, _number)						\
	static struct counter counter_##_name = {			\
		.attr = __ATTR(_name, 0444, counter_show, NULL),	\
		.number = JAILHOUSE_CPU_STAT_##_number,			\
	}

COUNTER(vmexits_total, EXITS_TOTAL);
COUNTER(vmexits_mmio, EXITS_MMIO);
COUNTER(vmexits_management, EXITS_MANAGEMENT);
COUNTER(vmexits_hypercall, EXITS_HYPERCALL);
#ifdef CONFIG_X86
COUNTER(vmexits_pio, X86_EXITS_PIO);
COUNTER(vmexits_xapic, X86_EXITS_XAPIC);
COUNTER(vmexits_cr, X86_EXITS_CR);
COUNTER(vmexits_cpuid, X86_EXITS_CPUID);
COUNTER(vmexits_xsetbv, X86_EXITS_XSETBV);
COUNTER(vmexits_exception, X86_EXITS_EXCEPTION);
COUNTER(vmexits_msr_other, X86_EXITS_MSR_OTHER);
COUNTER(vmexits_msr_x2apic_icr, X86_EXITS_MSR_X2APIC_ICR);
COUNTER(vmexits_cache, X86_EXITS_CACHE);
#else
COUNTER(vmexits_maintenance, ARM_EXITS_MAINTENANCE);
COUNTER(vmexits_virt_irq, ARM_EXITS_VIRT_IRQ);
COUNTER(vmexits_virt_sgi, ARM_EXITS_VIRT_SGI);
COUNTER(vmexits_psci, ARM_EXITS_PSCI);
COUNTER(vmexits_smccc, ARM_EXITS_SMCCC);
#endif

static struct attribute *stats_attrs[] = {
	&counter_vmexits_total.attr.attr,
	&counter_vmexits_mmio.attr.attr,
	&counter_vmexits_management.attr.attr,
	&counter_vmexits_hypercall.attr.attr,
#ifdef CONFIG_X86
	&counter_vmexits_pio.attr.attr,
	&counter_vmexits_xapic.attr.attr,
	&counter_vmexits_cr.attr.attr,
	&counter_vmexits_cpuid.attr.attr,
	&counter_vmexits_xsetbv.attr.attr,
	&counter_vmexits_exception.attr.attr,
	&counter_vmexits_msr_other.attr.attr,
	&counter_vmexits_msr_x2apic_icr.attr.attr,
	&counter_vmexits_cache.attr.attr,
#else
	&counter_vmexits_maintenance.attr.attr,
	&counter_vmexits_virt_irq.attr.attr,
	&counter_vmexits_virt_sgi.attr.attr,
	&counter_vmexits_psci.attr.attr,
	&counter_vmexits_smccc.attr.attr,
#endif
	NULL
};
ATTRIBUTE_GROUPS(stats);

static void stats_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct stats, kobj));
}

static const struct kobj_type stats_type = {
	.release = stats_release,
	.sysfs_ops = &kobj_sysfs_ops,
	.default_groups = stats_groups,
};

static struct stats *add_stats(struct jailhouse_cell *cell, unsigned int cpu,
			       struct kobject *parent)
{
	struct stats *stats = kzalloc(sizeof(*stats), GFP_KERNEL);
	int ret;

	if (!stats)
		return NULL;
	stats->cell = cell;
	stats->cpu = cpu;
	if (cpu == ALL_CPUS)
		ret = kobject_init_and_add(&stats->kobj, &stats_type, parent,
					   "statistics");
	else
		ret = kobject_init_and_add(&stats->kobj, &stats_type, parent,
					   "cpu%u", cpu);
	if (ret) {
		kobject_put(&stats->kobj);
		return NULL;
	}
	list_add_tail(&stats->list, &cell->stats);
	return stats;
}

static void remove_stats(struct stats *stats)
{
	list_del(&stats->list);
	kobject_del(&stats->kobj);
	kobject_put(&stats->kobj);
}

/* The sum comes first, then the CPUs. Make them those that the cell has. */
static int update_stats(struct jailhouse_cell *cell)
{
	struct stats *sum, *stats, *next;
	struct cpumask *missing;
	unsigned int cpu;
	int ret = 0;

	missing = kmemdup(&cell->cpus, sizeof(cell->cpus), GFP_KERNEL);
	if (!missing)
		return -ENOMEM;
	sum = list_first_entry_or_null(&cell->stats, struct stats, list);
	if (!sum)
		sum = add_stats(cell, ALL_CPUS, &cell->kobj);
	if (!sum)
		goto out;

	list_for_each_entry_safe(stats, next, &cell->stats, list) {
		if (stats == sum)
			continue;
		if (cpumask_test_cpu(stats->cpu, &cell->cpus))
			cpumask_clear_cpu(stats->cpu, missing);
		else
			remove_stats(stats);
	}
	for_each_cpu(cpu, missing)
		if (!add_stats(cell, cpu, &sum->kobj))
			ret = -ENOMEM;
out:
	kfree(missing);
	return sum ? ret : -ENOMEM;
}

/* --- cells/<id> ------------------------------------------------------------ */

static struct jailhouse_cell *to_cell(struct kobject *kobj)
{
	return container_of(kobj, struct jailhouse_cell, kobj);
}

/**
 * jh_state_name() - word for a state
 * @state:	JAILHOUSE_CELL_*
 *
 * Return: the word.
 */
const char *jh_state_name(int state)
{
	switch (state) {
	case JAILHOUSE_CELL_RUNNING:
		return "running";
	case JAILHOUSE_CELL_RUNNING_LOCKED:
		return "running/locked";
	case JAILHOUSE_CELL_SHUT_DOWN:
		return "shut down";
	case JAILHOUSE_CELL_FAILED:
		return "failed";
	case JAILHOUSE_CELL_FAILED_COMM_REV:
		return "failed/comm-revision";
	default:
		/* It wrote nonsense into its communication region */
		return "invalid";
	}
}

static ssize_t name_show(struct kobject *kobj, struct kobj_attribute *attr,
			 char *buf)
{
	return sysfs_emit(buf, "%s\n", to_cell(kobj)->config->name);
}

static ssize_t state_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	int state = jh_cell_state(to_cell(kobj)->id);

	if (state < 0 && state != -EINVAL)
		return state;
	return sysfs_emit(buf, "%s\n", jh_state_name(state));
}

static ssize_t cpus_assigned_show(struct kobject *kobj,
				  struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%*pb\n", cpumask_pr_args(&to_cell(kobj)->cpus));
}

static ssize_t cpus_assigned_list_show(struct kobject *kobj,
				       struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%*pbl\n", cpumask_pr_args(&to_cell(kobj)->cpus));
}

static ssize_t show_failed(struct jailhouse_cell *cell, char *buf,
			   const char *format)
{
	struct cpumask *failed = kzalloc(sizeof(*failed), GFP_KERNEL);
	unsigned int cpu;
	ssize_t ret;
	long state;

	if (!failed)
		return -ENOMEM;
	for_each_cpu(cpu, &cell->cpus) {
		state = jh_query(JAILHOUSE_HC_CPU_GET_INFO, cpu,
				 JAILHOUSE_CPU_INFO_STATE);
		if (state == JAILHOUSE_CPU_FAILED)
			cpumask_set_cpu(cpu, failed);
	}
	ret = sysfs_emit(buf, format, cpumask_pr_args(failed));
	kfree(failed);
	return ret;
}

static ssize_t cpus_failed_show(struct kobject *kobj,
				struct kobj_attribute *attr, char *buf)
{
	return show_failed(to_cell(kobj), buf, "%*pb\n");
}

static ssize_t cpus_failed_list_show(struct kobject *kobj,
				     struct kobj_attribute *attr, char *buf)
{
	return show_failed(to_cell(kobj), buf, "%*pbl\n");
}

static struct kobj_attribute name_attr = __ATTR_RO(name);
static struct kobj_attribute state_attr = __ATTR_RO(state);
static struct kobj_attribute cpus_assigned_attr = __ATTR_RO(cpus_assigned);
static struct kobj_attribute cpus_assigned_list_attr =
	__ATTR_RO(cpus_assigned_list);
static struct kobj_attribute cpus_failed_attr = __ATTR_RO(cpus_failed);
static struct kobj_attribute cpus_failed_list_attr = __ATTR_RO(cpus_failed_list);

static struct attribute *cell_attrs[] = {
	&name_attr.attr,
	&state_attr.attr,
	&cpus_assigned_attr.attr,
	&cpus_assigned_list_attr.attr,
	&cpus_failed_attr.attr,
	&cpus_failed_list_attr.attr,
	NULL
};
ATTRIBUTE_GROUPS(cell);

static void cell_release(struct kobject *kobj)
{
	struct jailhouse_cell *cell = to_cell(kobj);

	kfree(cell->config);
	kfree(cell);
}

static const struct kobj_type cell_type = {
	.release = cell_release,
	.sysfs_ops = &kobj_sysfs_ops,
	.default_groups = cell_groups,
};

/**
 * jh_cell_alloc() - allocate a cell
 * @config:	its configuration, which it owns from now on
 *
 * Return: a cell to be released by kobject_put(), NULL if there is no memory.
 */
struct jailhouse_cell *jh_cell_alloc(struct jailhouse_config *config)
{
	struct jailhouse_cell *cell = kzalloc(sizeof(*cell), GFP_KERNEL);

	if (!cell)
		return NULL;
	kobject_init(&cell->kobj, &cell_type);
	INIT_LIST_HEAD(&cell->stats);
	cell->config = config;
	cell->id = config->id;
	return cell;
}

/**
 * jh_sysfs_cell_add() - show a cell
 * @cell:	the cell, complete
 *
 * Context: jailhouse.lock held.
 *
 * Return: 0 or a negative errno.
 */
int jh_sysfs_cell_add(struct jailhouse_cell *cell)
{
	int ret;

	if (!jailhouse.cells_kobj)
		return -ENOENT;
	ret = kobject_add(&cell->kobj, jailhouse.cells_kobj, "%u", cell->id);
	return ret ?: update_stats(cell);
}

/**
 * jh_sysfs_cell_remove() - show a cell no more
 * @cell:	the cell; it need not be shown
 *
 * Context: jailhouse.lock held. Waits for those who read its files.
 */
void jh_sysfs_cell_remove(struct jailhouse_cell *cell)
{
	struct stats *stats, *next;

	/* CPUs before the sum, in whose directory they are */
	list_for_each_entry_safe_reverse(stats, next, &cell->stats, list)
		remove_stats(stats);
	kobject_del(&cell->kobj);
}

/**
 * jh_sysfs_root_changed() - the root cell has lost or got CPUs
 *
 * Context: jailhouse.lock held.
 */
void jh_sysfs_root_changed(void)
{
	struct jailhouse_cell *root = jailhouse.cells[0];
	unsigned int cpu;

	for (cpu = 0; cpu < jailhouse.num_cpus; cpu++)
		cpumask_assign_cpu(cpu, &root->cpus,
				   !cpumask_test_cpu(cpu, &jailhouse.cell_cpus));
	if (root->kobj.state_in_sysfs)
		update_stats(root);
}

/**
 * jh_sysfs_enable() - show the cells
 * @root:	the root cell
 *
 * Context: jailhouse.lock held.
 *
 * Return: 0 or a negative errno.
 */
int jh_sysfs_enable(struct jailhouse_cell *root)
{
	jailhouse.cells_kobj = kobject_create_and_add("cells",
						      &jailhouse.dev->kobj);
	if (!jailhouse.cells_kobj)
		return -ENOMEM;
	return jh_sysfs_cell_add(root);
}

/**
 * jh_sysfs_disable() - show no cells any more
 *
 * Context: jailhouse.lock held. All cells but the root cell are gone.
 */
void jh_sysfs_disable(void)
{
	jh_sysfs_cell_remove(jailhouse.cells[0]);
	kobject_put(jailhouse.cells_kobj);
	jailhouse.cells_kobj = NULL;
}
