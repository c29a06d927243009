// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bring-up: from Linux on all CPUs to Linux in the root cell on all CPUs
 *
 * Every CPU comes here at the same time. The first one builds what all share;
 * at each barrier a CPU that failed makes all of them go back to Linux.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <asm/cpufeatures.h>
#include <asm/msr-index.h>
#include <asm/processor-flags.h>
#include <apic.h>
#include <bringup.h>
#include <cell.h>
#include <checks.h>
#include <config.h>
#include <control.h>
#include <host.h>
#include <asm_paging.h>
#include <log.h>
#include <msr.h>
#include <paging.h>
#include <pool.h>
#include <setup.h>
#include <svm_backend.h>
#include <unit.h>
#include <vcpu.h>

bool paging_1g;

/**
 * arch_early_init() - see bringup.h
 */
void arch_early_init(void)
{
	paging_1g = false;	/* AMD APM vol. 2, 5.3: CPUID 8000_0001 EDX[26] */
	host_init();
}

static struct arch_private *private_of(u32 cpu)
{
	return (void *)percpu_of(cpu) + PAGE_SIZE;
}

static void copy_table(u64 *to, u64 entry)
{
	if (entry & PTE_PRESENT)
		memcpy(to, phys_to_hyp(entry & PTE_ADDR), PAGE_SIZE);
}

/**
 * arch_build_tables() - see bringup.h
 * @cpu:	logical number
 *
 * Context: on the boot page table.
 * Return: physical address of the CPU's page table.
 */
u64 arch_build_tables(u32 cpu)
{
	const u64 table = PTE_PRESENT | PTE_WRITE | PTE_ACCESSED;
	struct arch_private *p = private_of(cpu);
	struct percpu *pc = percpu_of(cpu);
	u64 phys = hyp_to_phys(p);
	unsigned int n;

	p->percpu = pc;
	p->vmcb_phys = hyp_to_phys(&p->vmcb);

	pc->cpu = cpu;
	pc->arch.apic_id = boot->arch.apic_id[cpu];
	pc->arch.private_phys = phys;

	/*
	 * The trampoline and the private area share the end of the address
	 * space, so each CPU has the tables there for itself.
	 */
	memcpy(&p->root[256], &hyp_tables.root[256], 256 * sizeof(u64));
	copy_table(p->pdpt, p->root[PT_INDEX(JH_PRIVATE_BASE, 3)]);
	copy_table(p->pd, p->pdpt[PT_INDEX(JH_PRIVATE_BASE, 2)]);
	p->root5[511] = hyp_to_phys(p->root) | table;
	p->root[PT_INDEX(JH_PRIVATE_BASE, 3)] = hyp_to_phys(p->pdpt) | table;
	p->pdpt[PT_INDEX(JH_PRIVATE_BASE, 2)] = hyp_to_phys(p->pd) | table;
	p->pd[PT_INDEX(JH_PRIVATE_BASE, 1)] = hyp_to_phys(p->pt) | table;
	for (n = 0; n < sizeof(*p) / PAGE_SIZE; n++)
		p->pt[n] = (phys + n * PAGE_SIZE) | table | PTE_DIRTY | PTE_NX;

	return hyp_to_phys(read_cr4_hyp() & X86_CR4_LA57 ? p->root5 : p->root);
}

/* First CPU: build the root cell and let the units claim what is in it */
static int build_root_cell(void)
{
	int err;

	/* The APIC's mode decides which MSRs pass */
	err = apic_init();
	if (!err)
		err = msr_init();
	apic_drain_init();
	if (!err)
		err = svm_init_parking();
	if (!err)
		err = root_cell_init();
	if (!err)
		err = units_init();
	return err ? explain_error(err) : 0;
}

/* What Linux has switched on that the hypervisor does not know */
static void check_cpu(u32 cpu)
{
	struct cpu_controls controls = {
		.cr0 = read_cr0_hyp(),
		.cr4 = priv->vmcb.save.cr4,
		.efer = hyp_rdmsr(MSR_EFER),
	};

	/* An MSR that does not exist reads as 0 */
	hyp_rdmsr_safe(MSR_AMD64_SYSCFG, &controls.syscfg);
	hyp_rdmsr_safe(MSR_IA32_XSS, &controls.xss);
	check_controls(cpu, &controls);
}

/*
 * CR4 of the hypervisor: no global pages, so that reloading CR3 flushes everything;
 * no PCID. OSXSAVE is for XSETBV, OSFXSR for wiping registers.
 */
static u64 host_cr4(u64 linux_cr4)
{
	u32 eax, ebx, ecx, edx;
	u64 cr4 = X86_CR4_PAE | X86_CR4_OSFXSR |
		  (linux_cr4 & (X86_CR4_LA57 | X86_CR4_MCE | X86_CR4_SMEP));

	cpuid_hyp(1, 0, &eax, &ebx, &ecx, &edx);
	if (ecx & BIT(X86_FEATURE_XSAVE % 32))
		cr4 |= X86_CR4_OSXSAVE;
	return cr4;
}

/**
 * entry_main() - rest of the way of a CPU, on its own page table
 * @cpu:	logical number
 *
 * Return: a negative errno if any CPU failed. On success the CPU executes the
 * root cell and this does not return.
 */
long entry_main(u64 cpu)
{
	const bool first = cpu == 0;
	bool apic;
	int err;

	host_load();
	write_cr4_hyp(host_cr4(priv->vmcb.save.cr4));
	check_cpu(cpu);
	svm_cpu_init();
	if (fault_injected(cpu, JH_FAULT_CPU_INIT))
		boot_fail(-EIO, "injected failure of CPU %u", (u32)cpu);
	err = barrier_cpus(2);

	if (first && !err)
		build_root_cell();
	if (!err)
		err = barrier_cpus(3);
	if (!err) {
		/* Devices and the root's window have been mapped since */
		memcpy(&priv->root[256], &hyp_tables.root[256],
		       (PT_INDEX(JH_DEVICE_BASE, 3) - 256 + 1) * sizeof(u64));
		apic = !apic_cpu_init(this_cpu());
		cpu_join_cell(root_cell);
		svm_vcpu_from_linux();
		if (fault_injected(cpu, JH_FAULT_LATE))
			boot_fail(-EIO, "injected failure of CPU %u at the end",
				  (u32)cpu);
		err = barrier_cpus(4);
		if (err && apic)
			apic_cpu_shutdown(this_cpu());
		if (err && first)
			units_shutdown();
	}
	if (err) {
		svm_cpu_exit();
		return err;
	}
	svm_enter_root();
}
