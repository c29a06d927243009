// SPDX-License-Identifier: GPL-2.0-only
/*
 * AMD SVM: exits that happen often, and what guests do most by them
 *
 * Where the hardware does not save the address of the next instruction, the
 * plain encoding of these instructions is taken for granted: a guest that adds
 * prefixes to CPUID, VMMCALL, RDPMC, RDMSR or WRMSR, where they mean nothing, goes on
 * somewhere else inside of its own code. That harms nobody else, and looking at
 * the bytes would cost more than all the rest. svm_rare.c decodes its own.
 */
#include <linux/errno.h>
#include <asm/processor-flags.h>
#include <asm/msr-index.h>
#include <asm/svm.h>
#include <cell.h>
#include <control.h>
#include <host.h>
#include <ipi_fast.h>
#include <msr.h>
#include <pio.h>
#include <svm_backend.h>
#include <vcpu.h>

svm_exit_fn svm_exit_cpuid, svm_exit_io, svm_exit_msr, svm_exit_vmmcall;

/* Leaves whose result depends on the guest */
#define CPUID_SPECIAL	(BIT(1) | BIT(7))

/**
 * svm_exit_cpuid() - CPUID
 * @regs:	general registers
 * @pc:		this CPU
 */
void svm_exit_cpuid(union guest_regs *regs, struct percpu *pc)
{
	struct vmcb *vmcb = vmcb_of(regs);
	u32 leaf = vmcb->save.rax;
	u64 eax, ebx, ecx, edx;

	pc->stats[JAILHOUSE_CPU_STAT_X86_EXITS_CPUID]++;
	svm_skip(vmcb, 2);
	/* Clears the upper halves */
	asm volatile("cpuid"
		     : "=a" (eax), "=b" (ebx), "=c" (ecx), "=d" (edx)
		     : "a" (leaf), "c" (regs->rcx));
	vmcb->save.rax = eax;
	regs->rbx = ebx;
	regs->rcx = ecx;
	regs->rdx = edx;
	if (unlikely(leaf >= 32 || BIT(leaf) & CPUID_SPECIAL))
		svm_cpuid_special(regs, pc, leaf);
}

/**
 * svm_exit_vmmcall() - hypercall
 * @regs:	general registers
 * @pc:		this CPU
 */
void svm_exit_vmmcall(union guest_regs *regs, struct percpu *pc)
{
	struct vmcb *vmcb = vmcb_of(regs);
	struct vmcb_save_area *s = &vmcb->save;
	u64 arg1 = regs->rdi, arg2 = regs->rsi;

	pc->stats[JAILHOUSE_CPU_STAT_EXITS_HYPERCALL]++;
	svm_skip(vmcb, 3);
	if (unlikely(s->cpl)) {
		s->rax = (u32)-EPERM;
		return;
	}
	if (unlikely(!(s->cs.attrib & SVM_SELECTOR_L_MASK))) {
		arg1 = (u32)arg1;
		arg2 = (u32)arg2;
	}
	/* Not by @regs, which would have to be kept during the call */
	priv->vmcb.save.rax = (u32)hypercall(s->rax, arg1, arg2);
}

/**
 * svm_exit_msr() - RDMSR or WRMSR that the permission map refuses
 * @regs:	general registers
 * @pc:		this CPU
 */
void svm_exit_msr(union guest_regs *regs, struct percpu *pc)
{
	struct vmcb *vmcb = vmcb_of(regs);
	u32 msr = regs->rcx;

	/* Needs nothing but memory */
	if (likely(msr == MSR_IA32_CR_PAT && !vmcb->control.exit_info_1)) {
		pc->stats[JAILHOUSE_CPU_STAT_X86_EXITS_MSR_OTHER]++;
		vmcb->save.rax = (u32)priv->pat;
		regs->rdx = priv->pat >> 32;
		svm_skip(vmcb, 2);
		return;
	}
	if (likely(msr == APIC_BASE_MSR + (APIC_ICR >> 4) &&
		   vmcb->control.exit_info_1 &&
		   ipi_x2apic_fast(pc, regs->rdx, vmcb->save.rax))) {
		pc->stats[JAILHOUSE_CPU_STAT_X86_EXITS_MSR_X2APIC_ICR]++;
		svm_skip(vmcb, 2);
		return;
	}
	svm_msr_access(regs, pc, msr);
}

/**
 * svm_exit_io() - port access that the permission map refuses
 * @regs:	general registers
 * @pc:		this CPU
 *
 * AMD APM vol. 2, 15.10.2.
 */
void svm_exit_io(union guest_regs *regs, struct percpu *pc)
{
	struct vmcb *vmcb = vmcb_of(regs);
	u32 info = vmcb->control.exit_info_1;

	pc->stats[JAILHOUSE_CPU_STAT_X86_EXITS_PIO]++;
	vmcb->control.int_state = 0;
	if (likely(pio_fast_write(pc->cell, info, vmcb->save.rax)))
		vmcb->save.rip = vmcb->control.exit_info_2;
	else
		svm_port_access(regs, info);
}
