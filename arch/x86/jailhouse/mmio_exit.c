// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accesses to memory that the cell does not have, or that is trapped
 *
 * All of them; svm_npf.c has done the usual ones already.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <asm/apicdef.h>
#include <asm/processor-flags.h>
#include <asm/trapnr.h>
#include <apic.h>
#include <cell.h>
#include <decode.h>
#include <host.h>
#include <mmio.h>
#include <svm_backend.h>
#include <vcpu.h>
#include <walk.h>

/*
 * Continue an event whose delivery the exit interrupted (AMD APM vol. 2, 15.7.2)
 *
 * INT n, INT3 and INTO are not injected again: it takes the address of the next
 * instruction, which the processor saves for intercepted instructions only
 * (15.7.1). RIP is still at them, and they are executed once more. Nobody else
 * makes such events: the hypervisor does not inject them.
 */
static void redeliver(struct vmcb_control_area *c)
{
	u32 event = c->exit_int_info, type = event & SVM_EXITINTINFO_TYPE_MASK;
	u8 vector = event;

	if (!(event & SVM_EXITINTINFO_VALID) || type == SVM_EXITINTINFO_TYPE_SOFT ||
	    (type == SVM_EXITINTINFO_TYPE_EXEPT &&
	     (vector == X86_TRAP_BP || vector == X86_TRAP_OF)))
		return;
	c->event_inj = event;
	c->event_inj_err = c->exit_int_info_err;
}

/**
 * refuse_mmio() - an access cannot be done: stage 2 has changed, or it is a violation
 * @regs:	general registers
 * @access:	the access
 */
void refuse_mmio(union guest_regs *regs, const struct mmio_access *access)
{
	struct vmcb_control_area *c = &priv->vmcb.control;
	struct percpu *pc = this_cpu();
	u16 kind = JH_VIOLATION_MMIO;

	if (!is_xapic(access->address)) {
		/* The translation came into being meanwhile; but not for a fetch */
		if (!(c->exit_info_1 & NPF_FETCH) &&
		    mmio_mapped(pc->cell, access->address, access->write)) {
			redeliver(c);
			return;
		}
		if (!mmio_trapped(pc->cell, access->address))
			kind = JH_VIOLATION_MEMORY;
	}
	/* What user mode does must not stop the CPU */
	if (priv->vmcb.save.cpl == 3 &&
	    !(c->exit_int_info & SVM_EXITINTINFO_VALID)) {
		vcpu_refused(regs, JH_VIOLATION_MEMORY, access->address,
			     access->value, access->size, access->write);
		vcpu_inject_exception(X86_TRAP_GP, 0);
		return;
	}
	vcpu_violation(regs, kind, access->address, access->value, access->size,
		       access->write);
}

/* Have the instruction; -EFAULT if the guest changed its code or tables since */
static int fetch(const struct walk_state *ws, u8 *code, int have)
{
	const struct vmcb_control_area *c = &priv->vmcb.control;
	int len = c->insn_len & 0xf;

	if (have)
		return fetch_insn_more(ws, priv->vmcb.save.rip, code, have);
	if (!len)
		return fetch_insn(ws, priv->vmcb.save.rip, code);
	memcpy(code, c->insn_bytes, sizeof(c->insn_bytes));
	return len;
}

/**
 * exit_mmio() - emulate an access by any instruction, or refuse it
 * @regs:	general registers
 * @gpa:	guest-physical address
 * @write:	direction
 */
void exit_mmio(union guest_regs *regs, u64 gpa, bool write)
{
	struct vmcb_control_area *c = &priv->vmcb.control;
	struct vmcb_save_area *s = &priv->vmcb.save;
	struct percpu *pc = this_cpu();
	struct mmio_access access = { .address = gpa, .write = write };
	struct mmio_insn insn;
	struct walk_state ws;
	u8 code[INSN_BUF_LEN];
	int len = 0, err;

	pc->stats[is_xapic(gpa) ? JAILHOUSE_CPU_STAT_X86_EXITS_XAPIC :
				  JAILHOUSE_CPU_STAT_EXITS_MMIO]++;

	/* Not by the instruction at RIP: a page table, itself, an event on its way */
	if (c->exit_info_1 & (NPF_GUEST_TABLE | NPF_FETCH) ||
	    c->exit_int_info & SVM_EXITINTINFO_VALID)
		goto refused;

	vcpu_walk_state(&ws);
	do {
		len = fetch(&ws, code, len);
		if (len < 0) {
			svm_walk_again(c);
			return;
		}
		err = mmio_insn_decode(code, len, ws.code_size, &insn);
	} while (err == -EAGAIN);
	if (err || !!(insn.flags & MMIO_STORE) != write) {
		if ((is_xapic(gpa) || mmio_trapped(pc->cell, gpa)) &&
		    s->cpl != 3) {
			vcpu_violation(regs, JH_VIOLATION_INSN, gpa,
				       insn.refusal, 0, write);
			return;
		}
		goto refused;
	}

	regs->rax = s->rax;
	regs->rsp = s->rsp;
	access.size = insn.width;
	if (write)
		access.value = mmio_insn_value(&insn, regs->by_index);

	if (!is_xapic(gpa))
		err = mmio_dispatch(pc->cell, &access);
	else if (!write || access.size != 4)
		err = -EINVAL;
	else
		err = apic_reg_write(pc, gpa & ~PAGE_MASK, access.value);
	if (err)
		goto refused;
	if (!write) {
		mmio_insn_complete(&insn, regs->by_index, access.value);
		s->rax = regs->rax;
		s->rsp = regs->rsp;
	}
	s->rip += insn.len;
	if (ws.code_size != CODE_64)
		s->rip = (u32)s->rip;
	c->int_state = 0;
	return;

refused:
	refuse_mmio(regs, &access);
}
