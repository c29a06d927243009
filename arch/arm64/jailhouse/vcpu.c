// SPDX-License-Identifier: GPL-2.0-only
/*
 * The virtual CPU and its states
 *
 * A CPU executes its cell, or it is parked: then it waits here, in the hypervisor,
 * until somebody asks it for something.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <asm/barrier.h>
#include <asm/kvm_arm.h>
#include <asm/ptrace.h>
#include <asm/sysreg.h>
#include <asm_paging.h>
#include <cell.h>
#include <control.h>
#include <gic.h>
#include <host.h>
#include <log.h>
#include <mmu.h>
#include <paging.h>
#include <private.h>
#include <setup.h>
#include <vcpu.h>

/* EL1h, all exceptions masked (Arm ARM, C5.2.19) */
#define SPSR_RESET	(PSR_MODE_EL1h | PSR_D_BIT | PSR_A_BIT | PSR_I_BIT | \
			 PSR_F_BIT)

/* What CPUs see that execute no cell */
static struct page_table parking;

/**
 * vcpu_init() - what does not depend on the cell
 *
 * Context: this CPU comes from Linux; host_save() has been called.
 */
void vcpu_init(void)
{
	write_sysreg(stage2_vtcr, vtcr_el2);
}

/*
 * The root keeps what Linux has set up for itself, with stage 2 and what concerns
 * other CPUs added: calls of firmware, and interrupts that kick us.
 */
static u64 hcr_of(const struct cell *cell)
{
	u64 hcr = priv->caller.hcr | HCR_VM | HCR_TSC | gic_hcr();

	if (cell != root_cell)
		hcr |= HCR_TACR | HCR_TIDCP | HCR_TSW;
	return hcr;
}

/**
 * vcpu_init_parking() - make the tables of parked CPUs, which map nothing
 *
 * Context: first CPU.
 * Return: 0 or -ENOMEM.
 */
int vcpu_init_parking(void)
{
	return page_table_init(&parking, stage2_levels, true);
}

/* Nothing of the tables before is left in TLBs and instruction caches */
static void use_tables(const struct page_table *pt, u64 vmid)
{
	write_sysreg(hyp_to_phys(pt->root) | vmid << VTTBR_VMID_SHIFT, vttbr_el2);
	isb();
	dsb(nshst);
	asm volatile("tlbi alle1\n"
		     "ic iallu" : : : "memory");
	arch_flush_stage2();
}

/**
 * vcpu_join_cell() - let this CPU execute a cell
 * @cell:	its cell from now on
 */
void vcpu_join_cell(struct cell *cell)
{
	this_cpu()->cell = cell;
	write_sysreg(hcr_of(cell), hcr_el2);
	use_tables(&cell->stage2, cell->id);
}

/**
 * vcpu_park() - let this CPU wait for requests when its exit ends
 *
 * Even speculatively it reaches nothing of its cell, which may change its owner.
 */
void vcpu_park(void)
{
	use_tables(&parking, JAILHOUSE_MAX_CELLS);
	this_cpu()->parked = true;
}

/**
 * vcpu_reset() - begin as after reset, with all registers cleared
 * @regs:	general registers
 * @entry:	program counter
 * @context:	X0
 */
void vcpu_reset(union guest_regs *regs, u64 entry, u64 context)
{
	memset(regs, 0, sizeof(*regs));
	regs->x[0] = context;
	write_sysreg(entry, elr_el2);
	write_sysreg(SPSR_RESET, spsr_el2);

	write_sysreg(INIT_SCTLR_EL1_MMU_OFF, sctlr_el1);
	write_sysreg(0, cpacr_el1);
	write_sysreg(0, csselr_el1);
	write_sysreg(0, ttbr0_el1);
	write_sysreg(0, ttbr1_el1);
	write_sysreg(0, tcr_el1);
	write_sysreg(0, mair_el1);
	write_sysreg(0, amair_el1);
	write_sysreg(0, vbar_el1);
	write_sysreg(0, esr_el1);
	write_sysreg(0, afsr0_el1);
	write_sysreg(0, afsr1_el1);
	write_sysreg(0, far_el1);
	write_sysreg(0, elr_el1);
	write_sysreg(0, spsr_el1);
	write_sysreg(0, sp_el0);
	write_sysreg(0, sp_el1);
	write_sysreg(0, par_el1);
	write_sysreg(0, tpidr_el0);
	write_sysreg(0, tpidr_el1);
	write_sysreg(0, tpidrro_el0);
	write_sysreg(0, contextidr_el1);
	write_sysreg(0, cntkctl_el1);
	write_sysreg(0, cntv_ctl_el0);
	write_sysreg(0, cntv_cval_el0);
	write_sysreg(0, cntp_ctl_el0);
	write_sysreg(0, cntp_cval_el0);
	write_sysreg(0, mdscr_el1);
	wipe_vectors();
	isb();
}

/**
 * vcpu_inject_undefined() - let the guest take an Undefined Instruction exception
 *
 * As hardware does it (Arm ARM, D1.3.1, AArch64.TakeException).
 */
void vcpu_inject_undefined(void)
{
	u64 spsr = read_sysreg(spsr_el2), vector = read_sysreg(vbar_el1);

	switch (spsr & (PSR_MODE_MASK | PSR_MODE32_BIT)) {
	case PSR_MODE_EL1h:
		vector += 0x200;
		break;
	case PSR_MODE_EL1t:
		break;
	case PSR_MODE_EL0t:
		vector += 0x400;
		break;
	default:
		vector += 0x600;
		break;
	}
	write_sysreg(read_sysreg(elr_el2), elr_el1);
	write_sysreg(spsr, spsr_el1);
	/* Unknown reason, 32-bit instruction */
	write_sysreg(BIT(25), esr_el1);
	write_sysreg(vector, elr_el2);
	write_sysreg(SPSR_RESET, spsr_el2);
}

/* --- refused accesses ------------------------------------------------------- */

/**
 * vcpu_describe() - what this CPU was doing when it was refused something
 * @v:		a record with kind, address and flags
 * @regs:	general registers
 */
void vcpu_describe(struct jh_violation *v, const union guest_regs *regs)
{
	struct jh_violation_arch *a = &v->arch;

	v->pc = read_sysreg(elr_el2);
	a->spsr = read_sysreg(spsr_el2);
	v->mode = a->spsr & PSR_MODE32_BIT ? 32 : 64;
	memcpy(a->regs, regs->x, sizeof(a->regs));
	a->sp_el1 = read_sysreg(sp_el1);
	a->sctlr_el1 = read_sysreg(sctlr_el1);
	a->tcr_el1 = read_sysreg(tcr_el1);
	a->ttbr0_el1 = read_sysreg(ttbr0_el1);
	a->ttbr1_el1 = read_sysreg(ttbr1_el1);
	a->vbar_el1 = read_sysreg(vbar_el1);
	a->esr_el1 = read_sysreg(esr_el1);
	a->elr_el1 = read_sysreg(elr_el1);
	a->far_el1 = read_sysreg(far_el1);
	v->info1 = read_sysreg(esr_el2);
	v->info2 = read_sysreg(far_el2);
}

/* --- requests of others ----------------------------------------------------- */

/* The first CPU of a cell starts, the others wait for CPU_ON */
static void start_cell(struct percpu *pc, union guest_regs *regs)
{
	pc->failed = false;
	pc->stopped = false;
	pc->arch.on_pending = false;
	gic_reset_cpu();
	if (cell_next_cpu(pc->cell, 0) != pc->cpu) {
		vcpu_park();
		return;
	}
	vcpu_join_cell(pc->cell);
	vcpu_reset(regs, pc->cell->config->cpu_reset_address, 0);
	pc->parked = false;
}

static void turn_on(struct percpu *pc, union guest_regs *regs)
{
	gic_reset_cpu();
	vcpu_join_cell(pc->cell);
	vcpu_reset(regs, pc->arch.entry, pc->arch.context);
	pc->parked = false;
	WRITE_ONCE(pc->arch.on_pending, false);
}

static void serve(struct percpu *pc, union guest_regs *regs)
{
	u32 request = READ_ONCE(pc->request);

	/* Who asked has written what it is about before */
	smp_rmb();
	while (request) {
		pc->stats[JAILHOUSE_CPU_STAT_EXITS_MANAGEMENT]++;
		if (request & CPU_REQ_FLUSH)
			arch_flush_stage2();
		if (request & CPU_REQ_PARK) {
			vcpu_park();
			pc->stopped = true;
			pc->refused = 0;
			pc->arch.on_pending = false;
		}
		if (request & CPU_REQ_START)
			start_cell(pc, regs);
		if (request & CPU_REQ_SIPI && pc->parked && !pc->failed &&
		    !pc->stopped)
			turn_on(pc, regs);
		/* Whoever waits for a bit sees it cleared when it is done */
		request = __sync_and_and_fetch(&pc->request, ~request);
	}
}

/**
 * vcpu_serve() - do what others ask for, for as long as this CPU is parked
 * @regs:	general registers of the guest, which this changes if it starts
 *
 * Waiting costs nothing: arch_kick() sends an event.
 */
void vcpu_serve(union guest_regs *regs)
{
	struct percpu *pc = this_cpu();

	for (;;) {
		serve(pc, regs);
		if (!pc->parked)
			break;
		asm volatile("wfe" : : : "memory");
	}
}
