/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * AMD SVM backend
 */
#ifndef _JAILHOUSE_SVM_BACKEND_H
#define _JAILHOUSE_SVM_BACKEND_H

#include <linux/compiler.h>
#include <asm/msr-index.h>
#include <private.h>
#include <walk.h>

struct cell;
struct mmio_access;

/* Handlers of the exit table are called with these */
typedef void svm_exit_fn(union guest_regs *regs, struct percpu *pc);

/* svm.c */
void svm_cpu_init(void);
void svm_cpu_exit(void);
void svm_vcpu_from_linux(void);
void svm_vcpu_reset(u16 cs_selector, u64 cs_base, u64 rip);
int svm_init_parking(void);
void cpu_join_cell(struct cell *cell);

/* svm_run.S */
void __noreturn svm_enter_root(void);
extern const s32 svm_exit_table[PRIV_EXIT_HANDLERS];

/* nmi.c */
void svm_nmi_init(void);
void svm_nmi_reset(void);
svm_exit_fn svm_exit_nmi, svm_exit_iret, svm_exit_db;
void svm_poll_nmi(struct percpu *pc);

/* svm_rare.c */
svm_exit_fn svm_exit_other;
void svm_cpuid_special(union guest_regs *regs, struct percpu *pc, u32 leaf);
void svm_msr_access(union guest_regs *regs, struct percpu *pc, u32 msr);
void svm_port_access(union guest_regs *regs, u32 info);

/* svm_npf.c */
svm_exit_fn svm_exit_npf;

/* mmio_exit.c */
void exit_mmio(union guest_regs *regs, u64 gpa, bool write);
void refuse_mmio(union guest_regs *regs, const struct mmio_access *access);

/* EXITINFO1 of a nested page fault (AMD APM vol. 2, 15.25.6) */
#define NPF_WRITE	BIT(1)
#define NPF_FETCH	BIT(4)
#define NPF_GUEST_TABLE	BIT_ULL(33)

/*
 * Enter the guest at the same instruction, which could not be read: its tables have
 * changed. If the guest has not flushed what the processor still uses, it would be
 * back for ever.
 */
static inline void svm_walk_again(struct vmcb_control_area *c)
{
	c->tlb_ctl = TLB_CONTROL_FLUSH_ALL_ASID;
}

/*
 * VMCB of this CPU, at a fixed distance from the registers on its stack: cheaper
 * than its address, which does not fit into an instruction
 */
static __always_inline struct vmcb *vmcb_of(union guest_regs *regs)
{
	return (void *)regs + PRIV_VMCB;
}

/**
 * vcpu_walk_state() - how the guest sees memory now
 * @ws:	result
 */
static __always_inline void vcpu_walk_state(struct walk_state *ws)
{
	const struct vmcb_save_area *s = &priv->vmcb.save;

	ws->cr0 = s->cr0;
	ws->cr3 = s->cr3;
	ws->cr4 = s->cr4;
	ws->efer = s->efer;
	ws->cs_base = s->cs.base;
	ws->code_size = insn_code_size(s->efer & EFER_LMA,
				       s->cs.attrib & SVM_SELECTOR_L_MASK,
				       s->cs.attrib & SVM_SELECTOR_DB_MASK);
	ws->user = s->cpl == 3;
}

/* Skip the instruction; hardware without NRIP save needs @len */
static __always_inline void svm_skip(struct vmcb *vmcb, unsigned int len)
{
	u64 next = vmcb->control.next_rip;

	vmcb->save.rip += len;
	barrier();
	if (unlikely(next))
		vmcb->save.rip = next;
	vmcb->control.int_state = 0;
}

#endif /* _JAILHOUSE_SVM_BACKEND_H */
