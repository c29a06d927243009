// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accesses to memory that the cell does not have, or that is trapped
 */
#include <linux/errno.h>
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

/**
 * exit_mmio() - emulate an access, or refuse it
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
	bool apic = (gpa & PAGE_MASK) == APIC_DEFAULT_PHYS_BASE;
	int len, err;

	pc->stats[apic ? JAILHOUSE_CPU_STAT_X86_EXITS_XAPIC :
			 JAILHOUSE_CPU_STAT_EXITS_MMIO]++;

	/* The hardware read page tables or delivered an event there */
	if (unlikely(c->exit_info_1 & BIT_ULL(33) ||
		     c->exit_info_1 & BIT(4)))
		goto refused;

	vcpu_walk_state(&ws);
	len = fetch_insn(&ws, s->rip, code);
	/* The guest changed its code or tables since: it gets to see that */
	if (unlikely(len < 0))
		goto again;
	err = mmio_insn_decode(code, len, ws.code_size, &insn);
	if (unlikely(err == -EAGAIN)) {
		len = fetch_insn_more(&ws, s->rip, code, len);
		if (len < 0)
			goto again;
		err = mmio_insn_decode(code, len, ws.code_size, &insn);
	}
	if (unlikely(err || !!(insn.flags & MMIO_STORE) != write))
		goto refused_insn;

	regs->rax = s->rax;
	regs->rsp = s->rsp;
	access.size = insn.width;
	if (write)
		access.value = mmio_insn_value(&insn, regs->by_index);

	if (apic) {
		if (!write || access.size != 4 || gpa & 15)
			err = -EINVAL;
		else
			err = apic_mmio_write(gpa & 0xfff, access.value);
	} else {
		err = mmio_dispatch(pc->cell, &access);
	}
	if (unlikely(err))
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

refused_insn:
	if ((apic || mmio_trapped(pc->cell, gpa)) && s->cpl != 3) {
		vcpu_violation(regs, JH_VIOLATION_INSN, gpa, insn.refusal, 0,
			       write);
		return;
	}
refused:
	/* The translation came into being meanwhile; but not for a fetch */
	if (!apic && !(c->exit_info_1 & BIT(4)) &&
	    mmio_mapped(pc->cell, gpa, write))
		goto again;
	/* What user mode does must not stop the CPU */
	if (s->cpl == 3 && !(c->exit_int_info & SVM_EXITINTINFO_VALID)) {
		vcpu_refused(regs, JH_VIOLATION_MEMORY, gpa, access.value,
			     access.size, write);
		vcpu_inject_exception(X86_TRAP_GP, 0);
		return;
	}
	vcpu_violation(regs, mmio_trapped(pc->cell, gpa) || apic ?
		       JH_VIOLATION_MMIO : JH_VIOLATION_MEMORY,
		       gpa, access.value, access.size, write);
	return;
again:
	svm_redeliver();
}
