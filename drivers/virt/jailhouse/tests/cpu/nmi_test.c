// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of NMIs where the hardware does not keep track of them: none is lost,
 * none comes while the last one is handled, and none waits for the next
 *
 * They include their source.
 */
#include <kunit/test.h>
#include <linux/string.h>
#include "env.h"
#include "nmi.c"

#define NMI_EVENT	(SVM_EVTINJ_VALID | SVM_EVTINJ_TYPE_NMI | X86_TRAP_NMI)
#define DB_EVENT	(SVM_EVTINJ_VALID | SVM_EVTINJ_TYPE_EXEPT | X86_TRAP_DB)

void vcpu_park(void)
{
	memset(&env_priv.vmcb, 0, sizeof(env_priv.vmcb));
	svm_nmi_reset();
	env_pc.parked = true;
}

void arch_flush_stage2(void)
{
}

void cpu_join_cell(struct cell *cell)
{
}

void apic_reset(void)
{
}

void vcpu_wipe(void)
{
}

void svm_vcpu_reset(u16 cs_selector, u64 cs_base, u64 rip)
{
}

/* The processor enters the guest: what was injected is delivered */
static u32 enter(void)
{
	struct vmcb_control_area *c = &env_priv.vmcb.control;
	u32 event = c->event_inj;

	c->event_inj = 0;
	if (event)
		env_priv.vmcb.save.rflags &= ~X86_EFLAGS_TF;
	return event;
}

static bool iret_intercepted(void)
{
	return env_priv.vmcb.control.intercepts[INTERCEPT_WORD3] &
	       BIT(INTERCEPT_IRET % 32);
}

static bool steps(void)
{
	return env_priv.vmcb.save.rflags & X86_EFLAGS_TF;
}

static int nmi_test_init(struct kunit *test)
{
	env_reset();
	svm_nmi_reset();
	return 0;
}

static void one_nmi(struct kunit *test)
{
	svm_exit_nmi(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), NMI_EVENT);
	KUNIT_EXPECT_TRUE(test, iret_intercepted());
	svm_exit_iret(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), 0);
	KUNIT_EXPECT_FALSE(test, iret_intercepted());
	KUNIT_EXPECT_FALSE(test, steps());
}

/* The second and third come while the first is handled: they are one, after IRET */
static void three_nmis(struct kunit *test)
{
	svm_exit_nmi(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), NMI_EVENT);
	svm_exit_nmi(NULL, &env_pc);
	svm_exit_nmi(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), 0);
	svm_exit_iret(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), 0);
	KUNIT_EXPECT_TRUE(test, steps());
	/* IRET loads flags without TF */
	env_priv.vmcb.save.rflags &= ~X86_EFLAGS_TF;
	svm_exit_db(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), NMI_EVENT);
	svm_exit_iret(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), 0);
	KUNIT_EXPECT_FALSE(test, iret_intercepted());
}

/* The next one comes when the exit by IRET is over, but IRET has not been executed */
static void nmi_at_iret(struct kunit *test)
{
	env_priv.vmcb.save.rip = 0x1000;
	svm_exit_nmi(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), NMI_EVENT);
	env_priv.vmcb.save.rip = 0x2000;
	svm_exit_iret(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), 0);
	svm_exit_nmi(NULL, &env_pc);
	/* The stack of the handler is still in use */
	KUNIT_EXPECT_EQ(test, enter(), 0);
	KUNIT_EXPECT_TRUE(test, steps());
	svm_exit_nmi(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), 0);
	env_priv.vmcb.save.rip = 0x1000;
	env_priv.vmcb.save.rflags &= ~X86_EFLAGS_TF;
	svm_exit_db(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), NMI_EVENT);
}

/* Behind STI or MOV SS: after one more instruction */
static void interrupt_shadow(struct kunit *test)
{
	env_priv.vmcb.control.int_state = SVM_INTERRUPT_SHADOW_MASK;
	svm_exit_nmi(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), 0);
	KUNIT_EXPECT_TRUE(test, steps());
	env_priv.vmcb.control.int_state = 0;
	svm_exit_db(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), NMI_EVENT);
	KUNIT_EXPECT_FALSE(test, steps());
}

/* The same in a guest that steps by itself: it gets its #DB, and then the NMI */
static void guest_steps(struct kunit *test)
{
	env_priv.vmcb.save.rflags = X86_EFLAGS_TF;
	env_priv.vmcb.control.int_state = SVM_INTERRUPT_SHADOW_MASK;
	svm_exit_nmi(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), 0);
	KUNIT_EXPECT_TRUE(test, steps());

	env_priv.vmcb.control.int_state = 0;
	svm_exit_db(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), DB_EVENT);
	KUNIT_EXPECT_TRUE(test, iret_intercepted());
	/* The end of the handler of #DB */
	svm_exit_iret(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), NMI_EVENT);
	/* The end of the NMI's, and of that of #DB at last */
	KUNIT_EXPECT_TRUE(test, iret_intercepted());
	svm_exit_iret(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), 0);
	KUNIT_EXPECT_FALSE(test, iret_intercepted());
}

/* An exit in the shadow ends it: the NMI goes first, and its frame has no TF of ours */
static void unneeded_step(struct kunit *test)
{
	env_priv.vmcb.control.int_state = SVM_INTERRUPT_SHADOW_MASK;
	svm_exit_nmi(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), 0);
	KUNIT_EXPECT_TRUE(test, steps());
	env_priv.vmcb.control.int_state = 0;
	svm_exit_nmi(NULL, &env_pc);
	KUNIT_EXPECT_FALSE(test, steps());
	KUNIT_EXPECT_EQ(test, enter(), NMI_EVENT);
}

/*
 * STI and HLT, which an interrupt ends: TF of the step is in its frame. What comes in
 * its handler does not make that forgotten.
 */
static void step_in_a_frame(struct kunit *test)
{
	u64 frame;

	env_priv.vmcb.control.int_state = SVM_INTERRUPT_SHADOW_MASK;
	svm_exit_nmi(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), 0);
	KUNIT_EXPECT_TRUE(test, steps());
	env_priv.vmcb.control.int_state = 0;
	frame = env_priv.vmcb.save.rflags;
	env_priv.vmcb.save.rflags = 0;

	/* Two more NMIs in the handler: one is delivered, one waits for its end */
	svm_exit_nmi(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), NMI_EVENT);
	svm_exit_nmi(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), 0);
	svm_exit_iret(NULL, &env_pc);
	KUNIT_EXPECT_TRUE(test, steps());
	env_priv.vmcb.save.rflags = 0;
	svm_exit_db(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), NMI_EVENT);

	/* The interrupt's handler ends while that of the NMI does not: no other comes */
	env_priv.vmcb.save.rflags = frame;
	svm_exit_db(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), 0);
	KUNIT_EXPECT_FALSE(test, steps());
	svm_exit_nmi(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), 0);
	svm_exit_iret(NULL, &env_pc);
	env_priv.vmcb.save.rflags = 0;
	svm_exit_db(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), NMI_EVENT);

	/* And what the guest does by itself is its own again */
	env_priv.vmcb.save.rflags = X86_EFLAGS_TF;
	svm_exit_db(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), DB_EVENT);
}

/* IRET of #DB's handler, which began with STI */
static void shadow_before_iret(struct kunit *test)
{
	env_priv.nmi_pending = true;
	svm_exit_db(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), DB_EVENT);
	env_priv.vmcb.control.int_state = SVM_INTERRUPT_SHADOW_MASK;
	svm_exit_iret(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), 0);
	KUNIT_EXPECT_TRUE(test, steps());
	env_priv.vmcb.control.int_state = 0;
	svm_exit_db(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), NMI_EVENT);
}

/* #DB without an NMI: nothing is added */
static void guest_db(struct kunit *test)
{
	svm_exit_db(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), DB_EVENT);
	KUNIT_EXPECT_FALSE(test, iret_intercepted());
	KUNIT_EXPECT_FALSE(test, steps());
}

/* #DB in the handler of an NMI: the next NMI still waits for the end of that */
static void db_in_handler(struct kunit *test)
{
	svm_exit_nmi(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), NMI_EVENT);
	svm_exit_nmi(NULL, &env_pc);
	svm_exit_db(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), DB_EVENT);
	KUNIT_EXPECT_TRUE(test, iret_intercepted());
}

/* A kick that is found while #DB is passed on stops the CPU: nothing is injected */
static void parked_meanwhile(struct kunit *test)
{
	env_priv.nmi_pending = true;
	env_pc.request = CPU_REQ_PARK;
	svm_exit_db(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), 0);
	KUNIT_EXPECT_TRUE(test, env_pc.stopped);
	KUNIT_EXPECT_EQ(test, env_pc.request, 0);
}

/* Hardware that keeps track is only told */
static void virtual_nmi(struct kunit *test)
{
	env_priv.vnmi = true;
	svm_nmi_reset();
	env_priv.vmcb.save.rflags = X86_EFLAGS_TF;
	env_priv.vmcb.control.int_state = SVM_INTERRUPT_SHADOW_MASK;
	svm_exit_nmi(NULL, &env_pc);
	KUNIT_EXPECT_EQ(test, enter(), 0);
	KUNIT_EXPECT_EQ(test, env_priv.vmcb.control.int_ctl,
			V_NMI_ENABLE_MASK | V_NMI_PENDING_MASK);
	KUNIT_EXPECT_FALSE(test, iret_intercepted());
}

static struct kunit_case nmi_cases[] = {
	KUNIT_CASE(one_nmi),
	KUNIT_CASE(three_nmis),
	KUNIT_CASE(nmi_at_iret),
	KUNIT_CASE(interrupt_shadow),
	KUNIT_CASE(guest_steps),
	KUNIT_CASE(unneeded_step),
	KUNIT_CASE(step_in_a_frame),
	KUNIT_CASE(shadow_before_iret),
	KUNIT_CASE(guest_db),
	KUNIT_CASE(db_in_handler),
	KUNIT_CASE(parked_meanwhile),
	KUNIT_CASE(virtual_nmi),
	{}
};

static struct kunit_suite nmi_suite = {
	.name = "jailhouse-nmi",
	.init = nmi_test_init,
	.test_cases = nmi_cases,
};

kunit_test_suite(nmi_suite);
