// SPDX-License-Identifier: GPL-2.0-only
/*
 * AMD SVM: nested page faults
 *
 * What drivers do all the time is done here, in as few steps as possible. Before
 * anything has changed, all that is unusual is left to exit_mmio(), which knows
 * everything.
 */
#include <linux/errno.h>
#include <asm/processor-flags.h>
#include <apic.h>
#include <cell.h>
#include <decode_fast.h>
#include <mmio.h>
#include <svm_backend.h>
#include <walk_fast.h>

static_assert(offsetof(struct vmcb_control_area, insn_bytes) -
	      offsetof(struct vmcb_control_area, insn_len) ==
	      offsetof(struct fetched_insn, bytes));

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
		     c->exit_int_info & SVM_EXITINTINFO_VALID ||
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
