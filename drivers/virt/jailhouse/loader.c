// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: loading the hypervisor, enable and disable
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/align.h>
#include <linux/cpu.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/stop_machine.h>
#include "driver.h"
#include "layout.h"

#ifdef CONFIG_JAILHOUSE_DEBUG
static uint fault;
module_param(fault, uint, 0600);
MODULE_PARM_DESC(fault, "make the next enable fail: 1 on entry, 2 when the CPU was switched, 3 after all CPUs were initialized");
static uint fault_cpu;
module_param(fault_cpu, uint, 0600);
MODULE_PARM_DESC(fault_cpu, "CPU on which it fails");
#endif

/**
 * jh_config_copy_check() - take a private copy of a configuration and check it
 * @config:	configuration, in kernel memory that nobody changes meanwhile
 * @size:	bytes of it
 * @kind:	JAILHOUSE_KIND_* that it has to be
 * @copy:	receives the copy, to be freed with kfree(); it is physically
 *		contiguous, so the hypervisor can read it
 * @err:	receives the reason of a failure
 *
 * Return: 0, -ENOMEM, -EINVAL or -E2BIG from the validator, or -EOPNOTSUPP if the
 * configuration asks for what does not exist yet.
 */
int jh_config_copy_check(const void *config, size_t size, unsigned int kind,
			 struct jailhouse_config **copy,
			 struct jailhouse_error *err)
{
	struct jailhouse_config_error why = { };
	struct jailhouse_config *cfg;
	int ret;

	cfg = kmemdup(config, size, GFP_KERNEL);
	if (!cfg)
		return jh_refuse(err, -ENOMEM,
				 "no memory for a copy of the configuration; free some");
	ret = jailhouse_config_check(cfg, size, kind, JH_CONFIG_ARCH, &why) ?:
	      jailhouse_config_unsupported(cfg, &why);
	if (ret) {
		if (err)
			jailhouse_config_error_text(&why, err->text,
						    sizeof(err->text));
		kfree(cfg);
		return ret;
	}
	*copy = cfg;
	return 0;
}

/**
 * jh_query() - ask the hypervisor, if it is there
 * @code:	JAILHOUSE_HC_*, one that changes nothing
 * @arg1:	first argument
 * @arg2:	second argument
 *
 * Context: process context, jailhouse.lock need not be held.
 *
 * Return: result of the call, -ENODEV if the hypervisor is not enabled.
 */
long jh_query(u32 code, unsigned long arg1, unsigned long arg2)
{
	long ret = -ENODEV;

	down_read(&jailhouse.alive);
	if (jailhouse.enabled)
		ret = jh_hypercall(code, arg1, arg2);
	up_read(&jailhouse.alive);
	return ret;
}

/**
 * jh_unmap_public() - forget the log of the hypervisor
 *
 * Context: jailhouse.alive held for writing, or nobody left who reads.
 */
void jh_unmap_public(void)
{
	if (jailhouse.public)
		memunmap((void *)jailhouse.public);
	jailhouse.public = NULL;
}

/* The root cell starts with all CPUs, and all of them must be there to enter */
static int check_cpus(const struct jailhouse_config *cfg,
		      unsigned int *num_cpus, struct jailhouse_error *err)
{
	unsigned int cpu, num = 0;

	for_each_possible_cpu(cpu) {
		bool wanted = config_has_cpu(cfg, cpu);

		if (wanted && !cpu_online(cpu))
			return jh_refuse(err, -EINVAL,
					 "CPU %u of the configuration is offline; bring it online (echo 1 > /sys/devices/system/cpu/cpu%u/online)",
					 cpu, cpu);
		if (!wanted && cpu_online(cpu))
			return jh_refuse(err, -EINVAL,
					 "CPU %u is online but not in the configuration; add it to the system's cpus or take it offline",
					 cpu);
		if (wanted && cpu != num)
			return jh_refuse(err, -EINVAL,
					 "CPU %u is missing in the configuration; list all CPUs from 0 to the last one",
					 num);
		num += wanted;
	}
	cpu = config_next_cpu(cfg, num);
	if (cpu < JAILHOUSE_MAX_CPUS)
		return jh_refuse(err, -EINVAL,
				 "CPU %u of the configuration does not exist, Linux has %u; take it out of the system's cpus",
				 cpu, num);
	*num_cpus = num;
	return 0;
}

/* Has Linux been told to leave this memory alone? */
static int check_reserved(u64 phys, u64 size, struct jailhouse_error *err)
{
	/* How Linux is told */
	const char *how = IS_ENABLED(CONFIG_X86) ? "memmap=" : "mem=";
	u64 where;

	/* Whatever it is instead, a device should not be written to */
	if (jh_firmware_lacks_ram(phys, size, &where))
		return jh_refuse(err, -EINVAL,
				 "the hypervisor's memory 0x%llx-0x%llx is no RAM at 0x%llx; choose RAM and reserve it with the kernel parameter %s",
				 phys, phys + size - 1, where, how);
	if (region_intersects(phys, size, IORESOURCE_SYSTEM_RAM,
			      IORES_DESC_NONE) == REGION_DISJOINT)
		return 0;
	if (!IS_ENABLED(CONFIG_X86))
		return jh_refuse(err, -EBUSY,
				 "the hypervisor's memory 0x%llx-0x%llx is used by Linux; keep Linux off it with the kernel parameter mem= or a no-map node under reserved-memory in the device tree",
				 phys, phys + size - 1);
	return jh_refuse(err, -EBUSY,
			 "the hypervisor's memory 0x%llx-0x%llx is used by Linux; reserve it with the kernel parameter memmap=%lluK$0x%llx (in a boot loader's script $ may need a backslash)",
			 phys, phys + size - 1, size / SZ_1K, phys);
}

static int check_image(const struct jh_image_header *image, size_t bytes,
		       struct jailhouse_error *err)
{
	if (bytes < sizeof(*image) || image->magic != JH_IMAGE_MAGIC ||
	    image->version != JH_BOOT_VERSION ||
	    image->boot_size != sizeof(struct jh_boot) ||
	    image->size < bytes || !PAGE_ALIGNED(image->size) ||
	    !PAGE_ALIGNED(image->rodata) || !PAGE_ALIGNED(image->data) ||
	    image->entry >= image->rodata || image->rodata > image->data ||
	    image->data > image->size || !PAGE_ALIGNED(image->percpu_size))
		return jh_refuse(err, -ENOEXEC,
				 "the embedded hypervisor does not fit this driver; build both from the same sources");
	return 0;
}

/* Copy the image and fill the structures that it finds behind itself */
static int prepare_memory(void *mem, const struct jailhouse_config *cfg,
			  unsigned int num_cpus, const struct jh_layout *layout,
			  struct jailhouse_error *err)
{
	const size_t bytes = jailhouse_image_end - jailhouse_image;
	const struct jailhouse_config_system *sys = config_system(cfg);
	struct jh_boot *boot = mem + layout->boot_offset;

	memset(mem, 0, layout->pool_offset);
	memcpy(mem, jailhouse_image, bytes);
	memcpy(mem + layout->config_offset, cfg, cfg->size);

	*boot = (struct jh_boot) {
		.version = JH_BOOT_VERSION,
		.num_cpus = num_cpus,
		.phys = sys->hypervisor_phys,
		.size = sys->hypervisor_size,
		.config_offset = layout->config_offset,
		.config_size = layout->config_size,
		.public_offset = layout->public_offset,
		.public_size = layout->public_size,
		.percpu_offset = layout->percpu_offset,
		.percpu_size = layout->percpu_size,
		.pool_offset = layout->pool_offset,
		.pool_pages = layout->pool_pages,
	};
#ifdef CONFIG_JAILHOUSE_DEBUG
	boot->fault = fault;
	boot->fault_cpu = fault_cpu;
	/* One failure is enough */
	fault = JH_FAULT_NONE;
#endif
	return jh_arch_fill_boot(boot, cfg, err);
}

/*
 * Map the memory that the hypervisor lets us read. The mapping of the last time
 * was kept for those who want to read its log.
 */
static int map_public(u64 phys, const struct jh_layout *layout,
		      unsigned int num_cpus)
{
	struct jh_public *public;

	public = memremap(phys + layout->public_offset, layout->public_size,
			  MEMREMAP_WB);
	if (!public)
		return -ENOMEM;
	down_write(&jailhouse.alive);
	jh_unmap_public();
	jailhouse.public = public;
	jailhouse.num_cpus = num_cpus;
	jailhouse.generation++;
	up_write(&jailhouse.alive);
	return 0;
}

static void warn_of_risks(const struct jailhouse_config_system *sys)
{
	if (sys->flags & JAILHOUSE_SYS_INSECURE_TEST)
		pr_warn("INSECURE test configuration: cells are not isolated from the root cell\n");
	pr_warn("DMA is not confined: there is no IOMMU support, devices can reach all memory\n");
}

/**
 * jh_enable() - start the hypervisor
 * @config:	system configuration, in kernel memory
 * @size:	bytes of it
 * @flags:	JAILHOUSE_ENABLE_*
 * @err:	receives the reason of a failure
 *
 * Context: process context, jailhouse.lock held. All CPUs stop for some
 * milliseconds.
 *
 * Return: 0; a negative errno if nothing has changed: -EBUSY (already enabled,
 * memory in use, SVM in use), -ENODEV (CPU not suitable), -EINVAL, -E2BIG
 * (configuration), -ENOMEM (memory too small), or what the hypervisor returned.
 */
int jh_enable(const void *config, size_t size, u32 flags,
	      struct jailhouse_error *err)
{
	const struct jh_image_header *image = (const void *)jailhouse_image;
	const size_t bytes = jailhouse_image_end - jailhouse_image;
	const struct jailhouse_config_system *sys;
	struct jailhouse_config *cfg;
	struct jh_layout layout;
	const struct jh_boot *boot;
	struct jailhouse_cell *root;
	unsigned int num_cpus, cpu;
	void *mem;
	int ret;

	if (jailhouse.enabled)
		return jh_refuse(err, -EBUSY,
				 "the hypervisor is enabled already; disable it first to change the system configuration");

	ret = jh_guard_lockdown(err) ?:
	      jh_config_copy_check(config, size, JAILHOUSE_KIND_SYSTEM, &cfg, err);
	if (ret)
		return ret;
	root = jh_cell_alloc(cfg);
	if (!root) {
		kfree(cfg);
		return jh_refuse(err, -ENOMEM,
				 "no memory for the root cell; free some");
	}
	sys = config_system(cfg);

	ret = -EPERM;
	if (sys->flags & JAILHOUSE_SYS_INSECURE_TEST &&
	    !(flags & JAILHOUSE_ENABLE_INSECURE)) {
		jh_refuse(err, ret,
			  "this configuration is for tests and does not isolate cells; give --insecure if you mean it");
		goto err_root;
	}
	ret = jh_guard_awake(err) ?: jh_arch_check(err) ?: jh_guard_claim(err);
	if (ret)
		goto err_root;
	ret = check_image(image, bytes, err) ?: check_cpus(cfg, &num_cpus, err) ?:
	      check_reserved(sys->hypervisor_phys, sys->hypervisor_size, err);
	if (ret)
		goto err_release;

	ret = jh_layout_compute(image, cfg, num_cpus, sys->hypervisor_size,
				&layout);
	if (ret) {
		jh_refuse(err, ret,
			  "the hypervisor's memory has %llu KiB, this configuration needs %llu MiB; enlarge it in the configuration and what is reserved for it",
			  sys->hypervisor_size / SZ_1K, layout.needed / SZ_1M);
		goto err_release;
	}

	mem = memremap(sys->hypervisor_phys, sys->hypervisor_size, MEMREMAP_WB);
	if (!mem) {
		ret = jh_refuse(err, -ENOMEM,
				"the hypervisor's memory at 0x%llx cannot be mapped; check that there is RAM at this address",
				sys->hypervisor_phys);
		goto err_release;
	}
	ret = prepare_memory(mem, cfg, num_cpus, &layout, err);
	if (ret)
		goto err_unmap;

	ret = map_public(sys->hypervisor_phys, &layout, num_cpus);
	if (ret)
		goto err_unmap;

	boot = mem + layout.boot_offset;
	down_write(&jailhouse.alive);
	ret = jh_arch_enter(boot, image, err);
	if (!ret)
		WRITE_ONCE(jailhouse.enabled, true);
	up_write(&jailhouse.alive);
	if (ret) {
		if (err && !err->text[0])
			jh_refuse(err, ret, "%.*s", JH_BOOT_ERROR_TEXT,
				  boot->error_text);
		goto err_unmap;
	}

	/* From now on it is not ours, and no stray access should find it */
	memunmap(mem);

	__module_get(THIS_MODULE);
	jailhouse.config = cfg;
	jailhouse.cells[0] = root;
	cpumask_clear(&jailhouse.cell_cpus);
	for (cpu = 0; cpu < num_cpus; cpu++)
		cpumask_set_cpu(cpu, &root->cpus);
	ret = jh_sysfs_enable(root);
	if (ret)
		pr_warn("sysfs shows no cells: error %d\n", ret);
	jh_event(JAILHOUSE_EVENT_ENABLED, NULL);
	pr_info("hypervisor enabled on %u CPUs\n", num_cpus);
	warn_of_risks(sys);
	return 0;

err_unmap:
	memunmap(mem);
err_release:
	jh_guard_release();
err_root:
	kobject_put(&root->kobj);
	return ret;
}

/* Bring in CPUs that Linux has switched off itself: they have to leave too */
static int bring_root_cpus_online(struct cpumask *woken,
				  struct jailhouse_error *err)
{
	unsigned int cpu;
	int ret;

	cpumask_clear(woken);
	for (cpu = 0; cpu < jailhouse.num_cpus; cpu++) {
		if (cpu_online(cpu))
			continue;
		ret = add_cpu(cpu);
		if (ret)
			return jh_refuse(err, ret,
					 "CPU %u is offline and does not come online (error %d), but it has to leave the hypervisor as well; see the kernel log",
					 cpu, ret);
		cpumask_set_cpu(cpu, woken);
	}
	return 0;
}

/* On every CPU, interrupts off */
static int leave_cpu(void *data)
{
	atomic_t *result = data;
	long ret;

	/*
	 * The hypervisor is gone when all have left. One that was switched off
	 * meanwhile would go on executing it, and nobody can be switched off now.
	 */
	if (num_online_cpus() != jailhouse.num_cpus) {
		atomic_set(result, -EAGAIN);
		return 0;
	}
	/* One at a time, and all want to */
	while ((ret = jh_arch_leave_cpu()) == -EAGAIN)
		cpu_relax();
	if (ret)
		atomic_cmpxchg(result, 0, ret);
	return 0;
}

/*
 * Take the hypervisor away from all CPUs, which stop for the time it takes: 0,
 * -EAGAIN if not all are online, or the error of the hypercall DISABLE.
 */
static int leave(void)
{
	atomic_t result = ATOMIC_INIT(0);
	int ret;

	ret = stop_machine(leave_cpu, &result, cpu_online_mask);
	return ret ?: atomic_read(&result);
}

/**
 * jh_disable() - end the hypervisor
 * @err:	receives the reason of a failure
 *
 * Context: process context, jailhouse.lock held. All CPUs stop for some
 * milliseconds. CPUs that Linux has switched off are woken for it.
 *
 * Return: 0; a negative errno if nothing has changed: -EINVAL (not enabled),
 * -EBUSY (cells exist), -EAGAIN (a CPU went offline meanwhile), or what the
 * hypervisor returned.
 */
int jh_disable(struct jailhouse_error *err)
{
	static struct cpumask woken;	/* too large for the stack */
	unsigned int cpu, id;
	int ret;

	if (!jailhouse.enabled)
		return jh_refuse(err, -EINVAL,
				 "the hypervisor is not enabled; nothing to do");
	for (id = 1; id < JAILHOUSE_MAX_CELLS; id++)
		if (jailhouse.cells[id])
			return jh_refuse(err, -EBUSY,
					 "cell %u (%s) still exists; destroy all cells first",
					 id, jailhouse.cells[id]->config->name);

	ret = bring_root_cpus_online(&woken, err);
	if (!ret) {
		down_write(&jailhouse.alive);
		ret = leave();
		if (!ret)
			WRITE_ONCE(jailhouse.enabled, false);
		up_write(&jailhouse.alive);
		if (ret == -EAGAIN)
			jh_refuse(err, ret,
				  "a CPU went offline meanwhile, but all have to leave the hypervisor; try again");
		else if (ret)
			jh_refuse(err, ret,
				  "the hypervisor refused to be disabled (error %d); see 'jailhouse console'",
				  ret);
	}
	for_each_cpu(cpu, &woken)
		if (remove_cpu(cpu))
			pr_warn("CPU %u does not go offline again\n", cpu);
	if (ret)
		return ret;

	/* The log stays where it is and can be read until the next enable */
	jh_sysfs_disable();
	kobject_put(&jailhouse.cells[0]->kobj);
	jailhouse.cells[0] = NULL;
	jailhouse.config = NULL;
	jh_guard_release();
	jh_event(JAILHOUSE_EVENT_DISABLED, NULL);
	module_put(THIS_MODULE);
	pr_info("hypervisor disabled\n");
	return 0;
}
