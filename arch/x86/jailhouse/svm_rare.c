// SPDX-License-Identifier: GPL-2.0-only
/*
 * AMD SVM: exits that are rare, and the rare cases of others
 *
 * Compiled for size, unlike svm_exits.c.
 */
#include <linux/errno.h>
#include <asm/cpufeatures.h>
#include <asm/processor-flags.h>
#include <asm/svm.h>
#include <asm/trapnr.h>
#include <cell.h>
#include <decode.h>
#include <host.h>
#include <msr.h>
#include <setup.h>
#include <svm_backend.h>
#include <vcpu.h>

svm_exit_fn svm_exit_ac, svm_exit_ferr, svm_exit_invd, svm_exit_rdpmc,
	    svm_exit_shutdown, svm_exit_ud, svm_exit_wbinvd, svm_exit_xsetbv;

/*
 * Skip an instruction that may have prefixes: WBNOINVD is WBINVD with one.
 *
 * If the guest has changed its code since, and it is none of @ops any more, the
 * guest is entered again and executes what is there now.
 */
static void skip_decoded(struct vmcb *vmcb, u32 ops)
{
	struct walk_state ws;
	struct sys_insn insn;
	u8 code[INSN_BUF_LEN];
	int len, err;

	if (likely(vmcb->control.next_rip)) {
		svm_skip(vmcb, 0);
		return;
	}
	vcpu_walk_state(&ws);
	len = fetch_insn(&ws, vmcb->save.rip, code);
	if (len < 0)
		goto again;
	err = sys_insn_decode(code, len, ws.code_size, &insn);
	if (err == -EAGAIN) {
		len = fetch_insn_more(&ws, vmcb->save.rip, code, len);
		if (len < 0)
			goto again;
		err = sys_insn_decode(code, len, ws.code_size, &insn);
	}
	if (!err && BIT(insn.op) & ops)
		svm_skip(vmcb, insn.len);
	return;

again:
	svm_walk_again(&vmcb->control);
}

/* Counters of the CPU itself come first; if it has fewer, the next raise #GP */
#define NUM_CORE_COUNTERS	6

/* QEMU does not tell these apart: an INVD is reported as WBINVD */
#define CACHE_OPS	(BIT(SYS_INVD) | BIT(SYS_WBINVD))

/* CPUID 8000_0008, EBX: svm.c takes these away, and Linux has no names for them yet */
#define CPUID_INVLPGB	BIT(3)
#define CPUID_MCOMMIT	BIT(8)

/**
 * svm_cpuid_special() - change what CPUID returned where that depends on the guest
 * @regs:	general registers, RAX in the VMCB
 * @pc:		this CPU
 * @leaf:	what was asked for
 */
void svm_cpuid_special(union guest_regs *regs, struct percpu *pc, u32 leaf)
{
	struct vmcb_save_area *s = &vmcb_of(regs)->save;

	switch (leaf) {
	case 1:
		regs->rcx &= ~(BIT(X86_FEATURE_VMX % 32) |
			       BIT(X86_FEATURE_OSXSAVE % 32));
		if (s->cr4 & X86_CR4_OSXSAVE)
			regs->rcx |= BIT(X86_FEATURE_OSXSAVE % 32);
		if (pc->cell != root_cell)
			regs->rcx |= BIT(X86_FEATURE_HYPERVISOR % 32);
		break;
	case 7:
		/* Subleaf 0 only has it; the others have 0 there */
		regs->rcx &= ~BIT(X86_FEATURE_OSPKE % 32);
		if (regs->rcx & BIT(X86_FEATURE_PKU % 32) &&
		    s->cr4 & X86_CR4_PKE)
			regs->rcx |= BIT(X86_FEATURE_OSPKE % 32);
		break;
	case 0x80000001:
		regs->rcx &= ~(BIT(X86_FEATURE_SVM % 32) |
			       BIT(X86_FEATURE_SKINIT % 32));
		break;
	case 0x80000008:
		regs->rbx &= ~(CPUID_INVLPGB | CPUID_MCOMMIT);
		break;
	case JAILHOUSE_CPUID_BASE:
		s->rax = JAILHOUSE_CPUID_FEATURES;
		regs->rbx = JAILHOUSE_CPUID_SIGNATURE_EBX;
		regs->rcx = JAILHOUSE_CPUID_SIGNATURE_ECX;
		regs->rdx = JAILHOUSE_CPUID_SIGNATURE_EDX;
		break;
	case 0x8000000a:	/* SVM */
	case JAILHOUSE_CPUID_FEATURES ... JAILHOUSE_CPUID_BASE + 0xff:
		s->rax = 0;
		regs->rbx = 0;
		regs->rcx = 0;
		regs->rdx = 0;
		break;
	}
}

/**
 * svm_msr_access() - RDMSR or WRMSR of any register
 * @regs:	general registers
 * @pc:		this CPU
 * @msr:	number
 */
void svm_msr_access(union guest_regs *regs, struct percpu *pc, u32 msr)
{
	struct vmcb *vmcb = vmcb_of(regs);
	u64 value;

	if (vmcb->control.exit_info_1 & 1) {
		value = (u32)vmcb->save.rax | regs->rdx << 32;
		if (msr_write(pc, msr, value)) {
			vcpu_refused(regs, JH_VIOLATION_MSR, msr, value, 8,
				     true);
			vcpu_inject_exception(X86_TRAP_GP, 0);
			return;
		}
	} else {
		if (msr_read(pc, msr, &value)) {
			vcpu_refused(regs, JH_VIOLATION_MSR, msr, 0, 8, false);
			vcpu_inject_exception(X86_TRAP_GP, 0);
			return;
		}
		vmcb->save.rax = (u32)value;
		regs->rdx = value >> 32;
	}
	svm_skip(vmcb, 2);
}

/**
 * svm_port_access() - any access to ports
 * @regs:	general registers
 * @info:	EXITINFO1 (AMD APM vol. 2, 15.10.2)
 */
void svm_port_access(union guest_regs *regs, u32 info)
{
	struct vmcb *vmcb = vmcb_of(regs);
	unsigned int size = (info & SVM_IOIO_SIZE_MASK) >> SVM_IOIO_SIZE_SHIFT;
	bool write = !(info & SVM_IOIO_TYPE_MASK);
	u16 port = info >> 16;
	u32 value = vmcb->save.rax;

	if (size < 4)
		value &= (1U << (8 * size)) - 1;
	if (unlikely(info & (SVM_IOIO_STR_MASK | SVM_IOIO_REP_MASK)) ||
	    exit_pio(port, size, write, &value)) {
		/* What user mode does must not stop the CPU */
		if (vmcb->save.cpl) {
			vcpu_refused(regs, JH_VIOLATION_PIO, port, value, size,
				     write);
			vcpu_inject_exception(X86_TRAP_GP, 0);
			return;
		}
		vcpu_violation(regs, JH_VIOLATION_PIO, port, value, size,
			       write);
		return;
	}
	if (!write) {
		if (size == 4)
			vmcb->save.rax = value;
		else if (size == 2)
			vmcb->save.rax = (vmcb->save.rax & ~0xffffULL) |
					 (u16)value;
		else
			vmcb->save.rax = (vmcb->save.rax & ~0xffULL) |
					 (u8)value;
	}
	vmcb->save.rip = vmcb->control.exit_info_2;
}

/**
 * svm_exit_xsetbv() - XSETBV
 * @regs:	general registers
 * @pc:		this CPU
 *
 * XCR0 is the guest's while the hypervisor runs, so the hardware checks it.
 */
void svm_exit_xsetbv(union guest_regs *regs, struct percpu *pc)
{
	struct vmcb_save_area *s = &vmcb_of(regs)->save;
	u64 value = (u32)s->rax | regs->rdx << 32;
	int err = -EFAULT;

	pc->stats[JAILHOUSE_CPU_STAT_X86_EXITS_XSETBV]++;
	if (!(s->cr4 & X86_CR4_OSXSAVE)) {
		vcpu_inject_exception(X86_TRAP_UD, 0);
		return;
	}
	if (s->cpl) {
		vcpu_inject_exception(X86_TRAP_GP, 0);
		return;
	}
	asm volatile("1: xsetbv\n"
		     "xor %0, %0\n"
		     "2:\n"
		     EXTABLE(1b, 2b)
		     : "+r" (err)
		     : "c" ((u32)regs->rcx), "a" ((u32)value),
		       "d" ((u32)(value >> 32)));
	if (err) {
		vcpu_inject_exception(X86_TRAP_GP, 0);
		return;
	}
	skip_decoded(vmcb_of(regs), BIT(SYS_XSETBV));
}

/**
 * svm_exit_rdpmc() - RDPMC in a cell
 * @regs:	general registers
 * @pc:		unused
 *
 * Behind the counters of the CPU itself there are those of the northbridge and of
 * the last-level cache, which tell what others do (AMD APM vol. 3, RDPMC).
 */
void svm_exit_rdpmc(union guest_regs *regs, struct percpu *pc)
{
	struct vmcb *vmcb = vmcb_of(regs);
	u32 low, high, counter = regs->rcx;
	int err = -EFAULT;

	if (counter < NUM_CORE_COUNTERS &&
	    (!vmcb->save.cpl || vmcb->save.cr4 & X86_CR4_PCE))
		asm volatile("1: rdpmc\n"
			     "xor %2, %2\n"
			     "2:\n"
			     EXTABLE(1b, 2b)
			     : "=a" (low), "=d" (high), "+r" (err)
			     : "c" (counter));
	if (err) {
		vcpu_inject_exception(X86_TRAP_GP, 0);
		return;
	}
	vmcb->save.rax = low;
	regs->rdx = high;
	svm_skip(vmcb, 2);
}

/**
 * svm_exit_invd() - INVD, which would destroy data of others
 * @regs:	general registers
 * @pc:		this CPU
 *
 * The root gets what comes closest without losing data; for a cell it does
 * nothing, as for WBINVD.
 */
void svm_exit_invd(union guest_regs *regs, struct percpu *pc)
{
	pc->stats[JAILHOUSE_CPU_STAT_X86_EXITS_CACHE]++;
	if (pc->cell == root_cell)
		asm volatile("wbinvd" : : : "memory");
	skip_decoded(vmcb_of(regs), CACHE_OPS);
}

/**
 * svm_exit_wbinvd() - WBINVD in a cell
 * @regs:	general registers
 * @pc:		this CPU
 *
 * It would stall everybody for milliseconds. Caches are coherent for all that a
 * cell can be given, so it has no effect that a cell could miss.
 */
void svm_exit_wbinvd(union guest_regs *regs, struct percpu *pc)
{
	pc->stats[JAILHOUSE_CPU_STAT_X86_EXITS_CACHE]++;
	skip_decoded(vmcb_of(regs), CACHE_OPS);
}

/**
 * svm_exit_ud() - instruction that guests do not have
 * @regs:	unused
 * @pc:		unused
 */
void svm_exit_ud(union guest_regs *regs, struct percpu *pc)
{
	vcpu_inject_exception(X86_TRAP_UD, 0);
}

/**
 * svm_exit_ac() - #AC, intercepted so that its delivery cannot loop
 * @regs:	unused
 * @pc:		this CPU
 */
void svm_exit_ac(union guest_regs *regs, struct percpu *pc)
{
	pc->stats[JAILHOUSE_CPU_STAT_X86_EXITS_EXCEPTION]++;
	vcpu_inject_exception(X86_TRAP_AC, 0);
	svm_poll_nmi(pc);
}

/**
 * svm_exit_ferr() - x87 instruction while an exception of it is pending
 * @regs:	unused
 * @pc:		unused
 *
 * With CR0.NE clear the processor freezes and waits for an interrupt of the 8259,
 * which is the root's (AMD APM vol. 2, 15.13.2). The cell gets the exception that it
 * would get with CR0.NE set: user mode can cause it, so it must not stop the CPU.
 */
void svm_exit_ferr(union guest_regs *regs, struct percpu *pc)
{
	vcpu_inject_exception(X86_TRAP_MF, 0);
}

/**
 * svm_exit_shutdown() - triple fault
 * @regs:	general registers
 * @pc:		unused
 */
void svm_exit_shutdown(union guest_regs *regs, struct percpu *pc)
{
	vcpu_violation(regs, JH_VIOLATION_SHUTDOWN, 0, 0, 0, false);
}

/**
 * svm_exit_other() - exit that was not asked for
 * @regs:	general registers
 * @pc:		unused
 *
 * VMEXIT_INVALID ends here as well.
 */
void svm_exit_other(union guest_regs *regs, struct percpu *pc)
{
	vcpu_violation(regs, JH_VIOLATION_EXIT,
		       vmcb_of(regs)->control.exit_code, 0, 0, false);
}
