// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: what Linux must not do while the hypervisor runs
 *
 * It must not start another hypervisor, switch on CPUs that it gave away, put the
 * machine to sleep, or reboot while cells still run.
 *
 * KVM: the hypervisor hides SVM in CPUID, but Linux looked at CPUID long ago.
 * Therefore the driver refuses to enable while a module of KVM is loaded or a CPU
 * has EFER.SVME set, and lets no such module in while the hypervisor runs. KVM
 * that is built in and told not to touch the CPUs before the first machine starts
 * (kvm.enable_virt_at_load=0) cannot be seen; it meets a hypervisor that refuses
 * to set EFER.SVME.
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/delay.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/reboot.h>
#include <linux/security.h>
#include <linux/suspend.h>
#include "driver.h"

static const char * const rivals[] = { "kvm_amd", "kvm_intel", "vboxdrv" };

/* Bit n: rivals[n] was seen to be loaded */
static unsigned long rivals_loaded;

/* The virtualization extensions are ours, or are about to be */
static bool claimed;

static int rival_index(const char *name)
{
	return match_string(rivals, ARRAY_SIZE(rivals), name);
}

static int module_event(struct notifier_block *nb, unsigned long event, void *data)
{
	struct module *mod = data;
	int i = rival_index(mod->name);

	if (i < 0)
		return NOTIFY_DONE;

	switch (event) {
	case MODULE_STATE_COMING:
		set_bit(i, &rivals_loaded);
		/* jh_guard_claim() does it the other way round: one of us sees it */
		smp_mb__after_atomic();
		if (READ_ONCE(claimed)) {
			clear_bit(i, &rivals_loaded);
			pr_err("module %s refused: the hypervisor holds the virtualization extensions; run 'jailhouse disable' first\n",
			       mod->name);
			return notifier_from_errno(-EBUSY);
		}
		break;
	case MODULE_STATE_GOING:
		clear_bit(i, &rivals_loaded);
		break;
	}
	return NOTIFY_OK;
}

static struct notifier_block module_nb = {
	.notifier_call = module_event,
};

/* Modules that were there before us */
static void find_rivals(void)
{
#ifdef MODULE
	struct kset *modules = THIS_MODULE->mkobj.kobj.kset;
	struct kobject *kobj;
	int i;

	for (i = 0; i < ARRAY_SIZE(rivals); i++) {
		kobj = kset_find_obj(modules, rivals[i]);
		if (!kobj)
			continue;
		/* What is built in has a directory as well, and cannot leave */
		if (container_of(kobj, struct module_kobject, kobj)->mod)
			set_bit(i, &rivals_loaded);
		kobject_put(kobj);
	}
#endif
}

/**
 * jh_guard_claim() - claim the virtualization extensions
 * @err:	receives the reason of a failure
 *
 * Keeps other hypervisors out until jh_guard_release().
 *
 * Return: 0, or -EBUSY if one is there already.
 */
int jh_guard_claim(struct jailhouse_error *err)
{
	unsigned long loaded;

	WRITE_ONCE(claimed, true);
	/* Pairs with the barrier in module_event() */
	smp_mb();
	loaded = READ_ONCE(rivals_loaded);
	if (!loaded)
		return 0;
	WRITE_ONCE(claimed, false);
	return jh_refuse(err, -EBUSY,
			 "module %s is loaded and may start a hypervisor of its own; unload it first (modprobe -r %s)",
			 rivals[__ffs(loaded)], rivals[__ffs(loaded)]);
}

/**
 * jh_guard_release() - let others have the virtualization extensions
 */
void jh_guard_release(void)
{
	WRITE_ONCE(claimed, false);
}

/**
 * jh_guard_lockdown() - may the administrator give memory away?
 * @err:	receives the reason of a failure
 *
 * Who chooses the configurations decides who can access which memory, that of the
 * kernel not excepted.
 *
 * Return: 0, or -EPERM if the kernel is locked down.
 */
int jh_guard_lockdown(struct jailhouse_error *err)
{
	if (!security_locked_down(LOCKDOWN_DEV_MEM))
		return 0;
	return jh_refuse(err, -EPERM,
			 "the kernel is locked down, and a configuration could open its memory; boot without Secure Boot or 'lockdown='");
}

static enum cpuhp_state cpuhp_state;

static int cpu_comes_online(unsigned int cpu)
{
	if (!READ_ONCE(jailhouse.enabled))
		return 0;
	if (cpumask_test_cpu(cpu, &jailhouse.cell_cpus)) {
		pr_err("CPU %u belongs to a cell; destroy the cell to get it back\n",
		       cpu);
		/* Not -EBUSY, upon which it would be tried several times */
		return -EPERM;
	}
	if (cpu >= jailhouse.num_cpus) {
		pr_err("CPU %u was not there when the hypervisor was enabled; disable it first\n",
		       cpu);
		return -EPERM;
	}
	return 0;
}

/*
 * Whether Linux is about to sleep, or to be replaced by the one that was saved before
 * hibernation; jailhouse.lock. After that the machine has no hypervisor, and while
 * cells run they would not let it sleep.
 */
static bool sleeping;

static int refuse_sleep(void)
{
	pr_err("the machine cannot sleep while the hypervisor is enabled; run 'jailhouse disable' first\n");
	return notifier_from_errno(-EBUSY);
}

static int power_event(struct notifier_block *nb, unsigned long event, void *data)
{
	int ret = NOTIFY_OK;

	switch (event) {
	case PM_SUSPEND_PREPARE:
	case PM_HIBERNATION_PREPARE:
	case PM_RESTORE_PREPARE:
		/* The lock may be held until a cell has answered */
		if (READ_ONCE(jailhouse.enabled))
			return refuse_sleep();
		mutex_lock(&jailhouse.lock);
		if (jailhouse.enabled)
			ret = refuse_sleep();
		else
			sleeping = true;
		mutex_unlock(&jailhouse.lock);
		break;
	case PM_POST_SUSPEND:
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
		mutex_lock(&jailhouse.lock);
		sleeping = false;
		mutex_unlock(&jailhouse.lock);
		break;
	default:
		ret = NOTIFY_DONE;
	}
	return ret;
}

static struct notifier_block power_nb = {
	.notifier_call = power_event,
};

/**
 * jh_guard_awake() - may the hypervisor be enabled now?
 * @err:	receives the reason of a failure
 *
 * Context: jailhouse.lock held; the answer holds for as long as that.
 *
 * Return: 0, or -EBUSY if Linux is about to sleep.
 */
int jh_guard_awake(struct jailhouse_error *err)
{
	if (!sleeping)
		return 0;
	return jh_refuse(err, -EBUSY,
			 "the machine is about to sleep; try again when it is awake");
}

/* Linux wants to go down: how long it waits for answers, and until it asks again */
#define ANSWER_SECONDS	5
#define AGAIN_MS	1000

/*
 * Take the machine back from all cells. Returns -EBUSY if others work on that, or
 * the error of a cell that stays; what keeps the hypervisor alone counts as success,
 * because it lets the reset pass then.
 */
static int take_all_back(struct jailhouse_error *err)
{
	int ret = 0;

	/* Whoever holds it may be waiting for a cell, which is worth a word */
	if (!mutex_trylock(&jailhouse.lock))
		return jh_refuse(err, -EBUSY, "another command has not come to its end");
	if (jailhouse.enabled) {
		ret = jh_cell_destroy_all(ANSWER_SECONDS, err);
		if (!ret && jh_disable(err))
			pr_warn("the hypervisor stays: %s\n", err->text);
	}
	mutex_unlock(&jailhouse.lock);
	return ret;
}

/*
 * The next kernel or the firmware should find a machine without hypervisor, and what
 * resets the machine would end all cells. One that locked itself or does not want to
 * end has the right to go on: the hypervisor would ignore the reset, and Linux be
 * dead beside it. Linux does not ask us whether it may go down, but it has to wait
 * for us; until then it works, and whoever holds it up can be ended.
 */
static int machine_goes_down(struct notifier_block *nb, unsigned long event,
			     void *data)
{
	struct jailhouse_error err = { };
	int last = 0, ret;

	while ((ret = take_all_back(&err)) != 0) {
		if (ret != last)
			pr_warn("the machine stays up until all cells have ended: %s\n",
				err.text);
		last = ret;
		msleep(AGAIN_MS);
	}
	return NOTIFY_DONE;
}

static struct notifier_block reboot_nb = {
	.notifier_call = machine_goes_down,
};

/**
 * jh_guard_init() - start watching
 *
 * Return: 0 or a negative errno.
 */
int jh_guard_init(void)
{
	int ret;

	ret = register_module_notifier(&module_nb);
	if (ret)
		return ret;
	find_rivals();

	ret = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "virt/jailhouse:prepare",
					cpu_comes_online, NULL);
	if (ret < 0)
		goto err_module;
	cpuhp_state = ret;

	ret = register_reboot_notifier(&reboot_nb);
	if (ret)
		goto err_cpuhp;
	ret = register_pm_notifier(&power_nb);
	if (ret)
		goto err_reboot;
	return 0;

err_reboot:
	unregister_reboot_notifier(&reboot_nb);
err_cpuhp:
	cpuhp_remove_state_nocalls(cpuhp_state);
err_module:
	unregister_module_notifier(&module_nb);
	return ret;
}

/**
 * jh_guard_exit() - stop watching
 */
void jh_guard_exit(void)
{
	unregister_pm_notifier(&power_nb);
	unregister_reboot_notifier(&reboot_nb);
	cpuhp_remove_state_nocalls(cpuhp_state);
	unregister_module_notifier(&module_nb);
}
