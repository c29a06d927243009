// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: x86 CPUs enter and leave the hypervisor
 */
#include <linux/acpi.h>
#include <linux/atomic.h>
#include <linux/cpu.h>
#include <linux/cpufeature.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/smp.h>
#include <linux/stop_machine.h>
#include <asm/apic.h>
#include <asm/desc.h>
#include <asm/msr.h>
#include <asm/svm.h>
#include <asm/tsc.h>
#include "driver.h"

/* trampoline.S */
extern const u8 jailhouse_trampoline[], jailhouse_x86_return[];
asmlinkage long jailhouse_x86_enter(u64 cr3, u64 entry, u64 boot, u32 cpu);
asmlinkage long jailhouse_x86_leave(void);

#define CPUID_SVM		0x8000000a
#define CPUID_SVM_EDX_NPT	BIT(0)

#define VM_CR_SVMDIS		BIT(4)

#define APIC_MEASURE_MS		5
#define APIC_MEASURE_PAIRS	8

/* What can keep a CPU from entering; the texts are in jh_arch_enter() */
enum cpu_obstacle {
	CPU_READY,
	CPU_SVM_DISABLED,
	CPU_SVM_IN_USE,
	CPU_SET_CHANGED,
};

/**
 * struct crossing - all CPUs on their way into the hypervisor or out of it
 * @cr3:	boot page table
 * @entry:	where to jump
 * @boot:	argument
 * @num_cpus:	CPUs that take part
 * @arrived:	CPUs that have looked for obstacles
 * @obstacle:	enum cpu_obstacle, of any CPU
 * @obstacle_cpu: which
 * @result:	first error of the hypervisor
 */
struct crossing {
	u64 cr3;
	u64 entry;
	u64 boot;
	unsigned int num_cpus;
	atomic_t arrived;
	atomic_t obstacle;
	unsigned int obstacle_cpu;
	atomic_t result;
};

#ifdef CONFIG_JAILHOUSE_DEBUG
static ulong fake_vm_cr;
module_param(fake_vm_cr, ulong, 0600);
MODULE_PARM_DESC(fake_vm_cr, "bits of VM_CR to be taken for set; 0x10: SVM is disabled");
#else
#define fake_vm_cr	0
#endif

static bool svm_is_disabled(void)
{
	u64 vm_cr;

	return rdmsrl_safe(MSR_VM_CR, &vm_cr) ||
	       (vm_cr | fake_vm_cr) & VM_CR_SVMDIS;
}

/**
 * jh_arch_check() - can this machine run the hypervisor at all?
 * @err:	receives the reason
 *
 * Looks at features only (AMD APM vol. 2, 15.4); what the CPUs are doing is
 * looked at when they enter.
 *
 * Return: 0, -ENODEV or -EBUSY.
 */
int jh_arch_check(struct jailhouse_error *err)
{
	if (boot_cpu_data.x86_vendor != X86_VENDOR_AMD &&
	    boot_cpu_data.x86_vendor != X86_VENDOR_HYGON)
		return jh_refuse(err, -ENODEV,
				 "this hypervisor needs AMD-V, the CPU is of another make; use a machine with an AMD CPU");
	if (!(cpuid_ecx(0x80000001) & BIT(2)))
		return jh_refuse(err, -ENODEV,
				 "the CPU has no SVM (AMD-V), or something beneath Linux hides it; enable nested virtualization there (QEMU: -cpu EPYC)");
	if (svm_is_disabled())
		return jh_refuse(err, -ENODEV,
				 "SVM is disabled by the firmware (VM_CR.SVMDIS); enable virtualization (SVM mode) in its setup");
	if (!(cpuid_edx(CPUID_SVM) & CPUID_SVM_EDX_NPT))
		return jh_refuse(err, -ENODEV,
				 "the CPU has no nested paging (NPT), which the hypervisor needs; use a newer CPU");
	if (!boot_cpu_has(X86_FEATURE_NX))
		return jh_refuse(err, -ENODEV,
				 "no-execute pages are off; boot without 'noexec=off' and enable them in the firmware");
	return 0;
}

/*
 * The count of the APIC timer and the TSC at one moment. Of several pairs that one
 * counts which took least time: whatever runs beneath Linux can take the CPU away
 * between the two, for longer than all of the measurement takes.
 */
static void read_apic_timer(u32 *count, u64 *tsc)
{
	u64 before, after, least = 0;
	unsigned int n;
	u32 value;

	for (n = 0; n < APIC_MEASURE_PAIRS; n++) {
		before = rdtsc_ordered();
		value = apic->read(APIC_TMCCT);
		after = rdtsc_ordered();
		if (n && after - before >= least)
			continue;
		least = after - before;
		*tsc = before + least / 2;
		*count = value;
	}
}

/*
 * Count the APIC timer against the TSC for some milliseconds. Whatever Linux has
 * programmed is put back, later by the time that this took. Returns kHz before
 * the divider, 0 if it does not count.
 */
static u32 measure_apic_timer(void)
{
	static const u8 dividers[] = { 2, 4, 8, 16, 32, 64, 128, 1 };
	u32 initial, current_count, lvtt, dcr, first, last;
	unsigned long flags;
	u64 start, end;

	if (boot_cpu_has(X86_FEATURE_TSC_DEADLINE_TIMER))
		return 0;

	local_irq_save(flags);
	lvtt = apic->read(APIC_LVTT);
	dcr = apic->read(APIC_TDCR);
	initial = apic->read(APIC_TMICT);
	current_count = apic->read(APIC_TMCCT);

	apic->write(APIC_LVTT, lvtt | APIC_LVT_MASKED);
	apic->write(APIC_TMICT, U32_MAX);
	read_apic_timer(&first, &start);
	do
		cpu_relax();
	while (rdtsc_ordered() - start < (u64)tsc_khz * APIC_MEASURE_MS);
	read_apic_timer(&last, &end);

	/* A periodic timer starts over, another one has its rest to go */
	if (lvtt & APIC_LVT_TIMER_PERIODIC)
		current_count = initial;
	/*
	 * An emulated timer can be at 0 before its interrupt is pending, and
	 * restarting it loses that. One interrupt too many does no harm.
	 */
	if (initial && !current_count)
		current_count = 1;
	/* Unmask first: a timer that expires while it is masked is lost */
	apic->write(APIC_LVTT, lvtt);
	apic->write(APIC_TMICT, current_count);
	local_irq_restore(flags);

	return div64_u64((u64)(first - last) * tsc_khz *
			 dividers[(dcr & 3) | (dcr >> 1 & 4)], end - start);
}

/* Can the hypervisor go on with the local APICs as they are? */
static int check_apic(const struct jh_boot *boot,
		      const struct jailhouse_config_system *sys,
		      struct jailhouse_error *err)
{
	unsigned int cpu;
	bool x2apic;
	u64 base;

	rdmsrl(MSR_IA32_APICBASE, base);
	x2apic = base & X2APIC_ENABLE;
	if (!(base & MSR_IA32_APICBASE_ENABLE))
		return jh_refuse(err, -ENODEV,
				 "the local APIC is switched off; boot Linux without \"nolapic\"");
	if (!x2apic && (base & MSR_IA32_APICBASE_BASE) != APIC_DEFAULT_PHYS_BASE)
		return jh_refuse(err, -ENODEV,
				 "the local APIC is at 0x%llx, only 0x%x is supported; let firmware and Linux use x2APIC",
				 base & MSR_IA32_APICBASE_BASE,
				 APIC_DEFAULT_PHYS_BASE);
	if (sys->x86_apic_mode == JAILHOUSE_APIC_MODE_XAPIC && x2apic)
		return jh_refuse(err, -EINVAL,
				 "the APIC is in x2APIC mode, the configuration says xAPIC; correct it, or boot Linux with \"nox2apic\"");
	if (sys->x86_apic_mode == JAILHOUSE_APIC_MODE_X2APIC && !x2apic)
		return jh_refuse(err, -EINVAL,
				 "the APIC is in xAPIC mode, the configuration says x2APIC; correct it, or let firmware and Linux use x2APIC");
	for (cpu = 0; cpu < boot->num_cpus; cpu++) {
		if (!x2apic && boot->arch.apic_id[cpu] >= 0xff)
			return jh_refuse(err, -EINVAL,
					 "CPU %u has APIC id %u, which xAPIC mode cannot address; let firmware and Linux use x2APIC",
					 cpu, boot->arch.apic_id[cpu]);
	}
	return 0;
}

/**
 * jh_arch_fill_boot() - x86 part of struct jh_boot
 * @boot:	to be filled; num_cpus is set
 * @cfg:	system configuration
 * @err:	receives the reason of a failure
 *
 * Context: process context; spends a few milliseconds with interrupts off.
 *
 * Return: 0; -ENODEV or -EINVAL if the APICs do not fit; the error of
 * jh_firmware_ram().
 */
int jh_arch_fill_boot(struct jh_boot *boot, const struct jailhouse_config *cfg,
		      struct jailhouse_error *err)
{
	const struct jailhouse_config_system *sys = config_system(cfg);
	unsigned long page = (unsigned long)jailhouse_trampoline & PAGE_MASK;
	unsigned int cpu;

	boot->tramp_virt = page;
#ifdef MODULE
	boot->tramp_phys = PFN_PHYS(vmalloc_to_pfn((void *)page));
#else
	boot->tramp_phys = __pa_symbol(page);
#endif
	boot->tramp_return = (unsigned long)jailhouse_x86_return;

	for (cpu = 0; cpu < boot->num_cpus; cpu++)
		boot->arch.apic_id[cpu] = per_cpu(x86_cpu_to_apicid, cpu);

	boot->arch.tsc_khz = sys->x86_tsc_khz ?: tsc_khz;
	boot->arch.apic_khz = sys->x86_apic_khz ?: measure_apic_timer();
#ifdef CONFIG_ACPI
	boot->arch.pm1_control[0] = acpi_gbl_FADT.xpm1a_control_block.address;
	boot->arch.pm1_control[1] = acpi_gbl_FADT.xpm1b_control_block.address;
#endif

	return check_apic(boot, sys, err) ?: jh_firmware_ram(boot, err);
}

/*
 * All CPUs look before one of them goes, because the hypervisor waits for all:
 * either all go or none does.
 */
static void look_for_obstacles(struct crossing *c)
{
	enum cpu_obstacle obstacle = CPU_READY;
	u64 efer;

	rdmsrl(MSR_EFER, efer);
	if (svm_is_disabled())
		obstacle = CPU_SVM_DISABLED;
	else if (efer & EFER_SVME)
		obstacle = CPU_SVM_IN_USE;
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
	unsigned int cpu = smp_processor_id();
	u64 efer;
	u16 tr, tr_now;
	long ret;

	look_for_obstacles(c);
	if (atomic_read(&c->obstacle) != CPU_READY)
		return 0;

	rdmsrl(MSR_EFER, efer);
	wrmsrl(MSR_EFER, efer | EFER_SVME);
	store_tr(tr);

	ret = jailhouse_x86_enter(c->cr3, c->entry, c->boot, cpu);
	if (ret) {
		wrmsrl(MSR_EFER, efer);
		atomic_cmpxchg(&c->result, 0, ret);
	}

	/* Linux would not survive another TSS for long: say who did it */
	store_tr(tr_now);
	WARN_ON_ONCE(tr != tr_now);
	return 0;
}

/**
 * jh_arch_enter() - put the hypervisor underneath all CPUs
 * @boot:	hand-over structure, in the hypervisor's memory
 * @image:	header of the image
 * @err:	receives the reason of a failure that is not the hypervisor's
 *
 * Context: process context, may sleep; all CPUs stop for the time it takes.
 * stop_machine() rather than an IPI: a CPU that spins on a lock with interrupts
 * off, whose holder was interrupted, would never come.
 *
 * Return: 0 when Linux is the root cell; a negative errno if it runs on the bare
 * machine as before. @err is empty if the text is in @boot.
 */
int jh_arch_enter(const struct jh_boot *boot, const struct jh_image_header *image,
		  struct jailhouse_error *err)
{
	struct jh_boot_table *table;
	struct crossing c = {
		.entry = JH_BASE + image->entry,
		.boot = JH_BASE + image->size,
		.num_cpus = boot->num_cpus,
	};
	int ret;

	table = jh_boot_table_create(boot, image);
	if (!table)
		return jh_refuse(err, -ENOMEM,
				 "no memory for the boot page table; free some");
	c.cr3 = jh_boot_table_phys(table);

	ret = stop_machine(enter_cpu, &c, cpu_online_mask);
	/* The hypervisor is on its own tables, or gone */
	jh_boot_table_free(table);
	if (ret)
		return ret;

	switch (atomic_read(&c.obstacle)) {
	case CPU_READY:
		return atomic_read(&c.result);
	case CPU_SVM_DISABLED:
		return jh_refuse(err, -ENODEV,
				 "SVM is disabled by the firmware on CPU %u; enable virtualization in its setup",
				 c.obstacle_cpu);
	case CPU_SVM_IN_USE:
		return jh_refuse(err, -EBUSY,
				 "CPU %u already uses SVM, probably for KVM; stop virtual machines and unload kvm_amd first (modprobe -r kvm_amd)",
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
	long ret = jailhouse_x86_leave();
	u64 efer;

	if (ret)
		return ret;
	rdmsrl(MSR_EFER, efer);
	wrmsrl(MSR_EFER, efer & ~EFER_SVME);
	return 0;
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
	u32 result = code;

	asm volatile("vmmcall"
		     : "+a" (result)
		     : "D" (arg1), "S" (arg2)
		     : "memory");
	return (s32)result;
}
