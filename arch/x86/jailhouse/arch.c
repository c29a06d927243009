// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the core asks of the architecture, see control.h
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <asm/cpufeatures.h>
#include <asm/msr-index.h>
#include <asm/processor-flags.h>
#include <asm/svm.h>
#include <apic.h>
#include <asm_paging.h>
#include <cell.h>
#include <control.h>
#include <host.h>
#include <msr.h>
#include <paging.h>
#include <setup.h>
#include <svm_backend.h>
#include <unit.h>
#include <vcpu.h>
#include <window.h>

/**
 * guest_read() - copy from the memory of this CPU's cell
 * @dst:	buffer
 * @gpa:	guest-physical address
 * @size:	bytes
 *
 * Return: 0, or -EFAULT where the cell has no memory.
 */
int guest_read(void *dst, u64 gpa, size_t size)
{
	return window_read(dst, gpa, size);
}

/**
 * arch_comm_init() - x86 fields of a communication region
 * @cell:	the cell, about to be started
 *
 * apic_khz is 0 when the TSC-deadline timer is there, as established Linux
 * guests expect.
 */
void arch_comm_init(struct cell *cell)
{
	struct jailhouse_comm_region *comm = cell->comm;
	u32 eax, ebx, ecx, edx, cpu;

	comm->pci_mmconfig_base = system->pci_mmconfig_base;
	comm->x86.pm_timer_address = system->x86_pm_timer_address;
	comm->x86.num_cpus = 0;
	for_each_cell_cpu(cpu, cell)
		comm->x86.num_cpus++;
	comm->x86.tsc_khz = system->x86_tsc_khz ?: boot->arch.tsc_khz;
	cpuid_hyp(1, 0, &eax, &ebx, &ecx, &edx);
	if (ecx & BIT(X86_FEATURE_TSC_DEADLINE_TIMER % 32))
		comm->x86.apic_khz = 0;
	else
		comm->x86.apic_khz = system->x86_apic_khz ?: boot->arch.apic_khz;
}

/**
 * arch_clear_memory() - zero RAM outside of the hypervisor's own memory
 * @phys:	physical address, page-aligned
 * @size:	bytes, page-aligned
 */
noinline void arch_clear_memory(u64 phys, u64 size)
{
	u64 offset, part, count;
	void *dst;

	while (size) {
		offset = phys & (PMD_SIZE - 1);
		part = min(size, PMD_SIZE - offset);
		priv->pd[PT_INDEX(JH_TEMP_BASE, 1)] =
			(phys - offset) | PTE_PRESENT | PTE_WRITE |
			PTE_ACCESSED | PTE_DIRTY | PTE_LARGE | PTE_NX;
		asm volatile("invlpg %0" : : "m" (*(u8 *)JH_TEMP_BASE)
			     : "memory");
		dst = (void *)JH_TEMP_BASE + offset;
		count = part / 8;
		asm volatile("rep stosq" : "+D" (dst), "+c" (count)
			     : "a" (0) : "memory");
		phys += part;
		size -= part;
	}
	priv->pd[PT_INDEX(JH_TEMP_BASE, 1)] = 0;
	asm volatile("invlpg %0" : : "m" (*(u8 *)JH_TEMP_BASE) : "memory");
}

/**
 * arch_time_us() - time that only goes forward
 *
 * Return: microseconds since some point in the past.
 */
u64 arch_time_us(void)
{
	u32 low, high;

	asm volatile("rdtsc" : "=a" (low), "=d" (high));
	return (low | (u64)high << 32) / (boot->arch.tsc_khz / 1000 ?: 1);
}

/**
 * arch_cpu_to_root() - let a parked CPU wait for the root to start it
 * @pc:		the CPU, whose cell is the root already
 */
void arch_cpu_to_root(struct percpu *pc)
{
	pc->failed = false;
	pc->stopped = false;
	pc->arch.wait_for_sipi = true;
	pc->arch.bsp = false;
}

/**
 * vcpu_wipe() - leave nothing of the previous cell in registers that VMRUN and
 * VMLOAD do not load
 */
void vcpu_wipe(void)
{
	static const struct {
		u8 legacy[512];
		u8 header[64];
		u8 extended[64];
	} __aligned(64) zero = {
		/* MXCSR after reset; XSTATE_BV 0: all others initial */
		.legacy[24] = 0x80, .legacy[25] = 0x1f,
	};
	u32 eax, ebx, ecx, edx;
	unsigned int n;

	write_cr0_hyp(read_cr0_hyp() & ~(X86_CR0_TS | X86_CR0_EM));
	asm volatile("fninit");
	if (read_cr4_hyp() & X86_CR4_OSXSAVE) {
		cpuid_hyp(0xd, 0, &eax, &ebx, &ecx, &edx);
		asm volatile("xsetbv" : : "c" (0), "a" (eax), "d" (edx));
		asm volatile("xrstor64 %0" : : "m" (zero), "a" (~0), "d" (~0));
		asm volatile("xsetbv" : : "c" (0), "a" (1), "d" (0));
	} else {
		asm volatile("fxrstor64 %0" : : "m" (zero));
	}

	asm volatile("mov %0, %%dr0\n"
		     "mov %0, %%dr1\n"
		     "mov %0, %%dr2\n"
		     "mov %0, %%dr3\n" : : "r" (0UL));

	/* Not every processor has each of these */
	hyp_wrmsr_safe(MSR_IA32_XSS, 0);
	hyp_wrmsr_safe(MSR_TSC_AUX, 0);
	hyp_wrmsr_safe(MSR_IA32_SPEC_CTRL, 0);
	/* Nor of what the branch predictor was taught */
	hyp_wrmsr_safe(MSR_IA32_PRED_CMD, PRED_CMD_IBPB);
	hyp_wrmsr_safe(MSR_IA32_DEBUGCTLMSR, 0);
	for (n = 0; n < 4; n++) {
		hyp_wrmsr_safe(MSR_K7_EVNTSEL0 + n, 0);
		hyp_wrmsr_safe(MSR_K7_PERFCTR0 + n, 0);
	}
	for (n = 0; n < 12; n++)
		hyp_wrmsr_safe(MSR_F15H_PERF_CTL0 + n, 0);
}

/**
 * arch_disable() - hand this CPU back to Linux
 *
 * Called by the hypercall with which Linux asks for it. Linux continues as if
 * the hypercall had returned 0.
 */
void __noreturn arch_disable(void)
{
	static u32 gone;
	const struct vmcb_save_area *s = &priv->vmcb.save;

	apic_cpu_shutdown(this_cpu());
	if (__sync_add_and_fetch(&gone, 1) == num_cpus)
		units_shutdown();

	msr_check_host();
	if (hyp_rdmsr(MSR_IA32_CR_PAT) != priv->pat)
		hyp_wrmsr(MSR_IA32_CR_PAT, priv->pat);
	asm volatile("mov %0, %%cr2" : : "r" (s->cr2));
	asm volatile("mov %0, %%dr6" : : "r" (s->dr6));
	asm volatile("mov %0, %%dr7" : : "r" (s->dr7));
	write_cr0_hyp(s->cr0);
	hyp_wrmsr(MSR_EFER, s->efer);
	svm_cpu_exit();
	leave_to_linux();
}

/**
 * arch_map_cell() - add to a cell's stage 2 what every cell has
 * @cell:	the cell
 *
 * The local APIC can be read without an exit: reading has no side effects, and
 * each CPU reads its own.
 *
 * Return: 0 or -ENOMEM.
 */
int arch_map_cell(struct cell *cell)
{
	if (apic_x2apic)
		return 0;
	return page_table_map(&cell->stage2, APIC_DEFAULT_PHYS_BASE,
			      APIC_DEFAULT_PHYS_BASE, PAGE_SIZE, MAP_READ);
}

#ifdef CONFIG_JAILHOUSE_DEBUG
u64 arch_cell_leaf(u64 virt, u64 *size)
{
	u64 edge = virt < APIC_DEFAULT_PHYS_BASE ? APIC_DEFAULT_PHYS_BASE :
						   APIC_DEFAULT_PHYS_BASE + PAGE_SIZE;

	if (virt < edge && edge - virt < *size)
		*size = edge - virt;
	return is_xapic(virt) ?
	       pte_make_leaf(APIC_DEFAULT_PHYS_BASE, 0, true, MAP_READ) : 0;
}
#endif
