// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: arm64 CPUs enter and leave the hypervisor
 *
 * Linux that was started in EL2 runs in EL1, and has left a stub of a few
 * instructions in EL2. The stub calls what it is told to with the MMU off, which
 * is how the hypervisor gets there; and it is put back when that leaves.
 */
#include <linux/arm-smccc.h>
#include <linux/atomic.h>
#include <linux/bitfield.h>
#include <linux/cpu.h>
#include <linux/cpufeature.h>
#include <linux/mm.h>
#include <linux/smp.h>
#include <linux/slab.h>
#include <linux/stop_machine.h>
#include <asm/cputype.h>
#include <asm/daifflags.h>
#include <asm/kvm_arm.h>
#include <asm/smp_plat.h>
#include <asm/sysreg.h>
#include <asm/virt.h>
#include "arm64.h"
#include "driver.h"

/* A function that the stub does not know */
#define HVC_NO_SUCH_CALL	0x4a48

/* Stage 1 of EL2: 48 bits, granule 4 KiB, walked through caches (D19.2.139) */
#define TCR_BOOT	(TCR_EL2_RES1 | 3UL << 12 | 1UL << 10 | 1UL << 8 | (64 - 48))
#define SCTLR_BOOT	(SCTLR_EL2_RES1 | SCTLR_ELx_M | SCTLR_ELx_C | \
			 SCTLR_ELx_SA | SCTLR_ELx_I | SCTLR_ELx_WXN)

/* Sizes of physical addresses beyond 48 bits need other tables */
#define PARANGE_48	5UL

/* What can keep a CPU from entering; the texts are in jh_arch_enter() */
enum cpu_obstacle {
	CPU_READY,
	CPU_EL2_IN_USE,
	CPU_SET_CHANGED,
};

/**
 * struct crossing - all CPUs on their way into the hypervisor or out of it
 * @way:	physical address of struct jh_arm64_way
 * @num_cpus:	CPUs that take part
 * @arrived:	CPUs that have looked for obstacles
 * @obstacle:	enum cpu_obstacle, of any CPU
 * @obstacle_cpu: which
 * @result:	first error of the hypervisor
 */
struct crossing {
	u64 way;
	unsigned int num_cpus;
	atomic_t arrived;
	atomic_t obstacle;
	unsigned int obstacle_cpu;
	atomic_t result;
};

static bool stub_answers(void)
{
	register unsigned long x0 asm("x0") = HVC_NO_SUCH_CALL;

	asm volatile("hvc #0"
		     : "+r" (x0) : :
		     "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10",
		     "x11", "x12", "x13", "x14", "x15", "x16", "x17", "memory");
	return x0 == HVC_STUB_ERR;
}

/**
 * jh_arch_check() - can this machine run the hypervisor at all?
 * @err:	receives the reason
 *
 * Looks at features only; what the CPUs are doing is looked at when they enter.
 *
 * Return: 0, -ENODEV or -EBUSY.
 */
int jh_arch_check(struct jailhouse_error *err)
{
	u64 pfr0 = read_sanitised_ftr_reg(SYS_ID_AA64PFR0_EL1);

	if (is_kernel_in_hyp_mode())
		return jh_refuse(err, -EBUSY,
				 "Linux itself runs in EL2 (VHE) and cannot leave it; boot it with kvm-arm.mode=nvhe (or id_aa64mmfr1.vh=0)");
	if (!FIELD_GET(ID_AA64PFR0_EL1_EL2_MASK, pfr0))
		return jh_refuse(err, -ENODEV,
				 "the CPU has no EL2, or something beneath Linux hides it; use another one, or enable it there (QEMU: -machine virtualization=on)");
	if (arm_smccc_1_1_get_conduit() == SMCCC_CONDUIT_HVC)
		return jh_refuse(err, -ENODEV,
				 "EL2 belongs to firmware or to a hypervisor beneath Linux, which PSCI is called in; boot Linux in EL2");
	if (!stub_answers())
		return jh_refuse(err, -EBUSY,
				 "EL2 is in use, probably by KVM; boot with kvm-arm.mode=none");
	return 0;
}

static void tell_mpidr(void *data)
{
	struct jh_boot *boot = data;

	boot->arch.mpidr[smp_processor_id()] = read_cpuid_mpidr();
}

/**
 * jh_arch_fill_boot() - arm64 part of struct jh_boot
 * @boot:	to be filled; num_cpus is set
 * @cfg:	system configuration
 * @err:	receives the reason of a failure
 *
 * Context: process context.
 *
 * Return: 0, or the error of jh_firmware_ram().
 */
int jh_arch_fill_boot(struct jh_boot *boot, const struct jailhouse_config *cfg,
		      struct jailhouse_error *err)
{
	u64 page = jh_driver_phys(jailhouse_trampoline) & PAGE_MASK;

	boot->tramp_virt = page;
	boot->tramp_phys = page;
	boot->tramp_return = jh_driver_phys(jailhouse_arm64_return);
	boot->arch.tramp_switch = jh_driver_phys(jailhouse_arm64_switch);
	/* Linux does not tell modules */
	on_each_cpu(tell_mpidr, boot, true);
	return jh_firmware_ram(boot, err);
}

/*
 * All CPUs look before one of them goes, because the hypervisor waits for all:
 * either all go or none does.
 */
static void look_for_obstacles(struct crossing *c)
{
	enum cpu_obstacle obstacle = CPU_READY;

	if (!stub_answers())
		obstacle = CPU_EL2_IN_USE;
	else if (num_online_cpus() != c->num_cpus)
		obstacle = CPU_SET_CHANGED;

	if (obstacle != CPU_READY &&
	    atomic_cmpxchg(&c->obstacle, CPU_READY, obstacle) == CPU_READY)
		c->obstacle_cpu = smp_processor_id();

	/* Pairs with the barrier below */
	smp_mb__before_atomic();
	atomic_inc(&c->arrived);
	while (atomic_read(&c->arrived) < num_online_cpus())
		cpu_relax();
	/* Obstacles that others found are looked at after they have arrived */
	smp_rmb();
}

/* On every CPU, interrupts off */
static int enter_cpu(void *data)
{
	struct crossing *c = data;
	unsigned long flags;
	long ret;

	look_for_obstacles(c);
	if (atomic_read(&c->obstacle) != CPU_READY)
		return 0;

	/* Nor may anything else interrupt: with pseudo-NMIs that is not the same */
	flags = local_daif_save();
	ret = jailhouse_arm64_enter(c->way, smp_processor_id(),
				    jh_driver_phys(jailhouse_arm64_el2));
	local_daif_restore(flags);
	if (ret)
		atomic_cmpxchg(&c->result, 0, ret);
	return 0;
}

/**
 * jh_arch_enter() - put the hypervisor underneath all CPUs
 * @boot:	hand-over structure, in the hypervisor's memory
 * @image:	header of the image
 * @err:	receives the reason of a failure that is not the hypervisor's
 *
 * Context: process context, may sleep; all CPUs stop for the time it takes.
 *
 * Return: 0 when Linux is the root cell; a negative errno if it runs on the bare
 * machine as before. @err is empty if the text is in @boot.
 */
int jh_arch_enter(const struct jh_boot *boot, const struct jh_image_header *image,
		  struct jailhouse_error *err)
{
	u64 parange = read_sanitised_ftr_reg(SYS_ID_AA64MMFR0_EL1) & 15;
	struct crossing c = { .num_cpus = boot->num_cpus };
	struct jh_boot_table *table;
	struct jh_arm64_way *way;
	int ret;

	/* A cache line of its own */
	way = kzalloc(PAGE_SIZE, GFP_KERNEL);
	table = way ? jh_boot_table_create(boot, image) : NULL;
	if (!table) {
		kfree(way);
		return jh_refuse(err, -ENOMEM,
				 "no memory for the boot page table; free some");
	}
	*way = (struct jh_arm64_way) {
		.ttbr = jh_boot_table_phys(table),
		.tcr = TCR_BOOT | min(parange, PARANGE_48) << TCR_EL2_PS_SHIFT,
		.mair = JH_MAIR,
		.sctlr = SCTLR_BOOT,
		.entry = JH_BASE + image->entry,
		.boot = JH_BASE + image->size,
	};
	c.way = __pa(way);

	/* Of all that is read before the MMU is on, or by the walk of tables */
	jh_clean_to_poc(way, sizeof(*way));
	jh_clean_to_poc(jailhouse_trampoline, PAGE_SIZE -
			offset_in_page(jailhouse_trampoline));
	jh_clean_to_poc((void *)boot - image->size, boot->pool_offset);

	ret = stop_machine(enter_cpu, &c, cpu_online_mask);
	/* The hypervisor is on its own tables, or gone */
	jh_boot_table_free(table);
	kfree(way);
	if (ret)
		return ret;

	switch (atomic_read(&c.obstacle)) {
	case CPU_READY:
		return atomic_read(&c.result);
	case CPU_EL2_IN_USE:
		return jh_refuse(err, -EBUSY,
				 "EL2 of CPU %u is in use, probably by KVM; boot with kvm-arm.mode=none",
				 c.obstacle_cpu);
	default:
		return jh_refuse(err, -EAGAIN,
				 "a CPU went offline or came online meanwhile; try again");
	}
}

/**
 * jh_arch_leave_cpu() - take the hypervisor away from this CPU
 *
 * Context: stop_machine(), all CPUs call it.
 *
 * Return: 0, -EAGAIN while another CPU is about to leave, or the error of the
 * hypercall DISABLE.
 */
long jh_arch_leave_cpu(void)
{
	unsigned long flags = local_daif_save();
	long ret = jailhouse_arm64_leave();

	local_daif_restore(flags);
	return ret;
}

/**
 * jh_hypercall() - call the hypervisor
 * @code:	JAILHOUSE_HC_*
 * @arg1:	first argument
 * @arg2:	second argument
 *
 * Context: any, but the hypervisor must be enabled.
 *
 * Return: a value, or a negative errno.
 */
long jh_hypercall(u32 code, unsigned long arg1, unsigned long arg2)
{
	register unsigned long x0 asm("x0") = code;
	register unsigned long x1 asm("x1") = arg1;
	register unsigned long x2 asm("x2") = arg2;

	asm volatile("hvc %1"
		     : "+r" (x0)
		     : "i" (JAILHOUSE_HVC_IMM), "r" (x1), "r" (x2)
		     : "memory");
	return x0;
}
