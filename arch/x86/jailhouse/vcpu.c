// SPDX-License-Identifier: GPL-2.0-only
/*
 * AMD SVM: what the code shared by the x86 vendors asks of the virtual CPU
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <asm/processor-flags.h>
#include <asm/msr-index.h>
#include <asm/svm.h>
#include <asm/trapnr.h>
#include <cell.h>
#include <control.h>
#include <host.h>
#include <log.h>
#include <pio.h>
#include <svm_backend.h>
#include <vcpu.h>
#include <walk.h>

/**
 * vcpu_inject_exception() - let the guest take an exception
 * @vector:	X86_TRAP_*
 * @error_code:	pushed for those that have one
 *
 * An event whose delivery caused the exit is given up. Of those that would make a
 * double fault of it (AMD APM vol. 2, 8.2.9) none comes here: an access to memory
 * by the delivery itself is a violation, and #DB, #AC are no contributory exceptions.
 */
void vcpu_inject_exception(u8 vector, u32 error_code)
{
	struct vmcb_control_area *c = &priv->vmcb.control;

	c->event_inj = SVM_EVTINJ_VALID | SVM_EVTINJ_TYPE_EXEPT | vector;
	c->event_inj_err = error_code;
	if (vector == X86_TRAP_GP || vector == X86_TRAP_AC)
		c->event_inj |= SVM_EVTINJ_VALID_ERR;
}

/* Describe the state of the guest in a violation record */
static void dump(struct jh_violation *v, const union guest_regs *regs)
{
	const struct vmcb *vmcb = &priv->vmcb;
	const struct vmcb_save_area *s;
	struct walk_state ws;
	u8 code[INSN_BUF_LEN];
	int len;

	/* Shorter than with the address in each instruction */
	OPTIMIZER_HIDE_VAR(vmcb);
	s = &vmcb->save;
	vcpu_walk_state(&ws);
	v->pc = s->rip + (ws.code_size == CODE_64 ? 0 : s->cs.base);
	v->mode = ws.code_size * 8;
	v->arch.regs[0] = s->rax;
	v->arch.regs[1] = regs->rbx;
	v->arch.regs[2] = regs->rcx;
	v->arch.regs[3] = regs->rdx;
	v->arch.regs[4] = regs->rsi;
	v->arch.regs[5] = regs->rdi;
	v->arch.regs[6] = regs->rbp;
	v->arch.regs[7] = s->rsp;
	memcpy(&v->arch.regs[8], &regs->r8, 8 * sizeof(u64));
	v->arch.flags_reg = s->rflags;
	v->arch.cs = s->cs.selector;
	v->arch.ss = s->ss.selector;
	v->arch.cr0 = s->cr0;
	v->arch.cr2 = s->cr2;
	v->arch.cr3 = s->cr3;
	v->arch.cr4 = s->cr4;
	v->arch.efer = s->efer & ~EFER_SVME;
	v->info1 = vmcb->control.exit_info_1;
	v->info2 = vmcb->control.exit_info_2;
	len = fetch_insn(&ws, s->rip, code);
	v->code_len = max(len, 0);
	memcpy(v->code, code, v->code_len);
}

/*
 * Configuration space is reached by ports, or by memory. The report names the
 * function and the register, which is what a configuration grants.
 */
static void name_pci_register(u16 *kind, u64 *address)
{
	u32 selected = this_cpu()->cell->arch.pci_address;
	u64 offset;

	if (*kind == JH_VIOLATION_PIO) {
		if ((*address & ~3ULL) != PCI_PORT_DATA ||
		    !(selected & PCI_PORT_ENABLE))
			return;
		*kind = JH_VIOLATION_PCI;
		*address = (u64)(u16)(selected >> 8) << 16 |
			   (selected & 0xfc) | (*address & 3);
	} else if (*kind == JH_VIOLATION_MMIO) {
		offset = *address - system->pci_mmconfig_base;
		if (!system->pci_mmconfig_base ||
		    offset >> 20 > system->pci_mmconfig_end_bus)
			return;
		*kind = JH_VIOLATION_PCI;
		*address = offset >> 12 << 16 | (offset & 0xfff);
	}
}

/* What else the hardware knows about an access to memory */
static u8 memory_flags(void)
{
	const struct vmcb_control_area *c = &priv->vmcb.control;

	if (c->exit_code != SVM_EXIT_NPF)
		return 0;
	if (c->exit_info_1 & NPF_GUEST_TABLE)
		return JH_VIOLATION_WALK;
	if (c->exit_int_info & SVM_EXITINTINFO_VALID)
		return JH_VIOLATION_EVENT;
	return c->exit_info_1 & NPF_FETCH ? JH_VIOLATION_FETCH : 0;
}

/**
 * vcpu_describe() - what this CPU was doing when it was refused something
 * @v:		a record with kind, address and flags; these are made more exact
 * @regs:	general registers
 */
void vcpu_describe(struct jh_violation *v, const union guest_regs *regs)
{
	v->flags |= memory_flags();
	/* Nothing that the configuration could allow */
	if (!(v->flags & (JH_VIOLATION_WALK | JH_VIOLATION_EVENT | JH_VIOLATION_FETCH)))
		name_pci_register(&v->kind, &v->address);
	dump(v, regs);
}
