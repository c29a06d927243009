/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * AMD SVM backend
 */
#ifndef _JAILHOUSE_SVM_BACKEND_H
#define _JAILHOUSE_SVM_BACKEND_H

#include <private.h>

struct cell;

/* Handlers of the exit table are called with these */
typedef void svm_exit_fn(union guest_regs *regs, struct percpu *pc);

/* svm.c */
void svm_cpu_init(void);
void svm_cpu_exit(void);
void svm_vcpu_from_linux(void);
void svm_vcpu_reset(u16 cs_selector, u64 cs_base, u64 rip);
void svm_vcpu_park(void);
int svm_init_parking(void);
void cpu_join_cell(struct cell *cell);

/* svm_run.S */
void __noreturn svm_enter_root(void);
void svm_run(void);

/* nmi.c */
svm_exit_fn svm_exit_nmi, svm_exit_iret, svm_exit_db;
void svm_try_inject_nmi(void);

/* svm_exits.c */
svm_exit_fn svm_exit_other, svm_exit_npf;

/* Continue an event whose delivery an exit interrupted (AMD APM vol. 2, 15.7.2) */
static inline void svm_redeliver(void)
{
	struct vmcb_control_area *c = &priv->vmcb.control;

	if (c->exit_int_info & SVM_EXITINTINFO_VALID) {
		c->event_inj = c->exit_int_info;
		c->event_inj_err = c->exit_int_info_err;
	}
}

/* Skip the instruction; hardware without NRIP save needs @len */
static inline void svm_skip(unsigned int len)
{
	u64 next = priv->vmcb.control.next_rip;

	priv->vmcb.save.rip = next ? next : priv->vmcb.save.rip + len;
	priv->vmcb.control.int_state = 0;
}

#endif /* _JAILHOUSE_SVM_BACKEND_H */
