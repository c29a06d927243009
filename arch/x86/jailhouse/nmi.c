// SPDX-License-Identifier: GPL-2.0-only
/*
 * AMD SVM: NMIs
 *
 * An NMI is how one CPU makes another look at its requests, so NMIs are always
 * intercepted. One that comes without a request belongs to the guest and is
 * injected, unless the guest still handles the previous one; that ends with IRET
 * (AMD APM vol. 2, 15.20, 15.21.9). Where the hardware has virtual NMIs, it knows
 * by itself when the guest can take one (15.21.10).
 */
#include <asm/cpufeatures.h>
#include <asm/processor-flags.h>
#include <asm/svm.h>
#include <asm/trapnr.h>
#include <apic.h>
#include <cell.h>
#include <control.h>
#include <host.h>
#include <msr.h>
#include <svm_backend.h>
#include <vcpu.h>

/*
 * A single step makes the guest come back with #DB after one instruction. But that
 * may raise an exception instead, or be HLT, which an interrupt ends. Then TF is in
 * the frame of that, and the step is made when its handler returns, until when there
 * may be others. So they are counted, and each TF that is met is taken back.
 */
static void step(void)
{
	if (priv->vmcb.save.rflags & X86_EFLAGS_TF)
		return;
	priv->vmcb.save.rflags |= X86_EFLAGS_TF;
	priv->nmi_steps++;
}

static bool take_back_step(void)
{
	if (!priv->nmi_steps || !(priv->vmcb.save.rflags & X86_EFLAGS_TF))
		return false;
	priv->vmcb.save.rflags &= ~X86_EFLAGS_TF;
	priv->nmi_steps--;
	return true;
}

/* Nothing is executed there */
#define NO_RIP	(~0ULL)

static void intercept(unsigned int word, u32 bit, bool on)
{
	u32 *intercepts = priv->vmcb.control.intercepts;

	if (on)
		intercepts[word] |= bit;
	else
		intercepts[word] &= ~bit;
}

/**
 * svm_nmi_init() - find out who keeps track of this CPU's NMIs
 */
void svm_nmi_init(void)
{
	u32 eax, ebx, ecx, edx;

	cpuid_hyp(SVM_CPUID_FUNC, 0, &eax, &ebx, &ecx, &edx);
	priv->vnmi = edx & BIT(X86_FEATURE_VNMI % 32);
}

/**
 * svm_nmi_reset() - no NMI is pending or being handled
 */
void svm_nmi_reset(void)
{
	priv->nmi_pending = false;
	priv->nmi_blocked = false;
	priv->nmi_iret = false;
	priv->nmi_iret_rip = NO_RIP;
	priv->nmi_steps = 0;
	priv->vmcb.control.int_ctl = priv->vnmi ? V_NMI_ENABLE_MASK : 0;
}

/* Inject the NMI that waits, if the guest can take it */
static void try_inject_nmi(void)
{
	struct vmcb_control_area *c = &priv->vmcb.control;

	if (!priv->nmi_pending || priv->nmi_blocked)
		return;
	if (priv->vnmi) {
		c->int_ctl |= V_NMI_PENDING_MASK;
		priv->nmi_pending = false;
		return;
	}
	/* Another event goes first: its handler, which begins without TF, ends so */
	if (c->event_inj & SVM_EVTINJ_VALID) {
		intercept(INTERCEPT_WORD3, BIT(INTERCEPT_IRET % 32), true);
		return;
	}
	/*
	 * The handler of the last one is about to return. Its stack would be reused
	 * before IRET has read it, so step over that, which replaces the flags.
	 */
	if (priv->vmcb.save.rip == priv->nmi_iret_rip) {
		priv->nmi_iret = true;
		priv->nmi_blocked = true;
		priv->vmcb.save.rflags |= X86_EFLAGS_TF;
		return;
	}
	/* One more instruction; the #DB of a guest that steps by itself comes as well */
	if (c->int_state & SVM_INTERRUPT_SHADOW_MASK) {
		step();
		return;
	}
	/* It is not needed any more, and must not get into the NMI's frame */
	take_back_step();
	c->event_inj = SVM_EVTINJ_VALID | SVM_EVTINJ_TYPE_NMI | X86_TRAP_NMI;
	priv->nmi_pending = false;
	priv->nmi_blocked = true;
	intercept(INTERCEPT_WORD3, BIT(INTERCEPT_IRET % 32), true);
}

/**
 * svm_exit_iret() - the guest is about to return from a handler
 * @regs:	unused
 * @pc:		unused
 *
 * IRET has not been executed yet. If it ends the handler of an NMI, another one has
 * to wait until it has, also one that comes before the guest goes on.
 */
void svm_exit_iret(union guest_regs *regs, struct percpu *pc)
{
	intercept(INTERCEPT_WORD3, BIT(INTERCEPT_IRET % 32), false);
	if (priv->nmi_blocked) {
		priv->nmi_blocked = false;
		priv->nmi_iret_rip = priv->vmcb.save.rip;
	}
	try_inject_nmi();
}

/**
 * svm_exit_db() - #DB: the step over IRET, or the guest's own
 * @regs:	unused
 * @pc:		this CPU
 */
void svm_exit_db(union guest_regs *regs, struct percpu *pc)
{
	pc->stats[JAILHOUSE_CPU_STAT_X86_EXITS_EXCEPTION]++;
	/* IRET may have brought the TF of another step */
	if (take_back_step() || priv->nmi_iret) {
		if (priv->nmi_iret) {
			priv->nmi_iret = false;
			priv->nmi_iret_rip = NO_RIP;
			priv->nmi_blocked = false;
		}
		priv->vmcb.save.dr6 &= ~BIT(14);
		try_inject_nmi();
		return;
	}
	vcpu_inject_exception(X86_TRAP_DB, 0);
	svm_poll_nmi(pc);
	try_inject_nmi();
}

/* Leave parking: the cell that was joined goes on in real mode */
static void start(struct percpu *pc, u16 cs_selector, u64 cs_base, u64 rip)
{
	pc->arch.wait_for_sipi = false;
	vcpu_wipe();
	svm_vcpu_reset(cs_selector, cs_base, rip);
	pc->parked = false;
}

static void start_cell(struct percpu *pc)
{
	u64 address = pc->cell->config->cpu_reset_address;

	cpu_join_cell(pc->cell);
	apic_reset();
	pc->failed = false;
	pc->stopped = false;
	pc->arch.bsp = true;
	start(pc, (address >> 4) & 0xf000, address & ~0xffffULL,
	      address & 0xffff);
}

static void service(struct percpu *pc)
{
	u32 request = READ_ONCE(pc->request);

	msr_check_host();
	while (request) {
		if (request & CPU_REQ_FLUSH)
			arch_flush_stage2();
		if (request & CPU_REQ_PARK) {
			vcpu_park();
			pc->arch.wait_for_sipi = false;
			pc->stopped = true;
			/*
			 * Each start of the cell has records of its own, but not
			 * those by which a cell starts its CPUs over and over
			 */
			pc->refused = 0;
		}
		if (request & CPU_REQ_START)
			start_cell(pc);
		if (request & CPU_REQ_INIT && !pc->failed && !pc->stopped) {
			apic_reset();
			pc->arch.wait_for_sipi = true;
			vcpu_park();
		}
		if (request & CPU_REQ_SIPI && pc->arch.wait_for_sipi) {
			u8 vector = pc->arch.sipi_vector;

			pc->arch.bsp = false;
			cpu_join_cell(pc->cell);
			start(pc, vector << 8, vector << 12, 0);
		}
		if (request & CPU_REQ_NMI && !pc->parked)
			priv->nmi_pending = true;
		/*
		 * Whoever waits for a bit sees it cleared when it is done. What is
		 * left has come meanwhile, without a kick; what comes later has
		 * its own.
		 */
		request = __sync_and_and_fetch(&pc->request, ~request);
	}
}

/* An NMI has been taken */
static void serve_nmi(struct percpu *pc)
{
	if (READ_ONCE(pc->request)) {
		pc->stats[JAILHOUSE_CPU_STAT_EXITS_MANAGEMENT]++;
		service(pc);
	} else if (!pc->parked) {
		priv->nmi_pending = true;
	}
	try_inject_nmi();
}

/**
 * svm_poll_nmi() - look for an NMI that the guest might never let through
 * @pc:		this CPU
 *
 * When the delivery of #DB hits a breakpoint, or that of #AC is misaligned, the next
 * exception comes before any NMI (AMD APM vol. 2, 8.5), for ever. So requests are
 * served between two of them, if their NMI is here: otherwise it would be taken for
 * the guest's later.
 */
void svm_poll_nmi(struct percpu *pc)
{
	if (unlikely(READ_ONCE(pc->request)) && host_take_nmi())
		serve_nmi(pc);
}

/**
 * svm_exit_nmi() - an NMI arrived
 * @regs:	unused
 * @pc:		this CPU
 *
 * Who sets the first bit of a request sends one NMI (cpu_request()), and requests
 * are served together with it only, so an NMI without a request is the guest's.
 */
void svm_exit_nmi(union guest_regs *regs, struct percpu *pc)
{
	host_take_nmi();
	serve_nmi(pc);
}
