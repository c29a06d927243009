// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accesses to memory that the cell does not have, or that is trapped
 *
 * svm_exit_npf() does by itself what drivers do all the time, in as few steps as
 * possible. Before it has changed anything, it leaves all that is unusual to
 * exit_mmio(), which knows everything.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <asm/apicdef.h>
#include <asm/processor-flags.h>
#include <asm/trapnr.h>
#include <apic.h>
#include <cell.h>
#include <decode_fast.h>
#include <host.h>
#include <mmio.h>
#include <svm_backend.h>
#include <vcpu.h>
#include <walk_fast.h>

/* EXITINFO1 of a nested page fault (AMD APM vol. 2, 15.25.6) */
#define NPF_WRITE	BIT(1)
#define NPF_FETCH	BIT(4)
#define NPF_GUEST_TABLE	BIT_ULL(33)

static_assert(offsetof(struct vmcb_control_area, insn_bytes) -
	      offsetof(struct vmcb_control_area, insn_len) ==
	      offsetof(struct fetched_insn, bytes));

static bool is_xapic(u64 gpa)
{
	return (gpa & PAGE_MASK) == apic_page_gpa;
}

/* An access that cannot be done: stage 2 has changed, or it is a violation */
static __cold noinline void refuse_mmio(union guest_regs *regs,
					const struct mmio_access *access)
{
	struct vmcb_control_area *c = &priv->vmcb.control;
	struct percpu *pc = this_cpu();
	u16 kind = JH_VIOLATION_MMIO;

	if (!is_xapic(access->address)) {
		/* The translation came into being meanwhile; but not for a fetch */
		if (!(c->exit_info_1 & NPF_FETCH) &&
		    mmio_mapped(pc->cell, access->address, access->write)) {
			svm_redeliver();
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

/* Emulate an access by any instruction, or refuse it */
static __cold noinline void exit_mmio(union guest_regs *regs, u64 gpa,
				      bool write)
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

	if (c->exit_info_1 & (NPF_GUEST_TABLE | NPF_FETCH))
		goto refused;

	vcpu_walk_state(&ws);
	do {
		len = fetch(&ws, code, len);
		if (len < 0) {
			svm_redeliver();
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

/* Where general registers are, from the saved ones on */
#define REG(n)		((n) * sizeof(u64))
#define SAVED(field)	(PRIV_VMCB + offsetof(struct vmcb, save.field))
static const u16 reg_offset[16] = {
	SAVED(rax), REG(1), REG(2), REG(3), SAVED(rsp), REG(5), REG(6), REG(7),
	REG(8), REG(9), REG(10), REG(11), REG(12), REG(13), REG(14), REG(15),
};

/**
 * svm_exit_npf() - nested page fault
 * @regs:	general registers
 * @pc:		this CPU
 *
 * AMD APM vol. 2, 15.25.6.
 */
void svm_exit_npf(union guest_regs *regs, struct percpu *pc)
{
	struct vmcb_control_area *c = &vmcb_of(regs)->control;
	struct vmcb_save_area *s = &vmcb_of(regs)->save;
	struct fetched_insn *code = (void *)&c->insn_len;
	bool write = c->exit_info_1 & NPF_WRITE;
	u64 gpa = c->exit_info_2, value, *reg;
	const struct mmio_region *region;
	struct mmio_access access;
	struct mmio_insn insn;
	unsigned int avail;
	int err;

	if (unlikely(c->exit_info_1 & (NPF_GUEST_TABLE | NPF_FETCH) ||
		     !(s->cs.attrib & SVM_SELECTOR_L_MASK) ||
		     !(s->efer & EFER_LMA)))
		goto slow;
	avail = fetch_exit_insn(code, s->cr3, s->rip, s->cpl == 3,
				!(s->cr4 & X86_CR4_LA57));
	if (unlikely(!mmio_insn_decode_fast(code->bytes, write, &insn) ||
		     insn.len > avail))
		goto slow;

	reg = (void *)regs + reg_offset[insn.reg];
	value = insn.flags & MMIO_IMM ? insn.imm : *reg;
	if (insn.width == 4)
		value = (u32)value;

	access.address = gpa;
	access.value = value;
	access.size = insn.width;
	access.write = write;
	if (is_xapic(gpa)) {
		if (unlikely(!write || insn.width != 4))
			goto slow;
		pc->stats[JAILHOUSE_CPU_STAT_X86_EXITS_XAPIC]++;
		err = apic_reg_write(pc, gpa & ~PAGE_MASK, value);
	} else {
		pc->stats[JAILHOUSE_CPU_STAT_EXITS_MMIO]++;
		region = mmio_lookup(READ_ONCE(pc->cell->mmio), gpa);
		err = -ENXIO;
		if (likely(mmio_in_region(region, &access)))
			err = region->handler(region->arg, &access);
	}
	if (unlikely(err)) {
		refuse_mmio(regs, &access);
		return;
	}
	if (!write)
		*reg = insn.width == 4 ? (u32)access.value : access.value;
	s->rip += insn.len;
	c->int_state = 0;
	return;
slow:
	exit_mmio(regs, gpa, write);
}
