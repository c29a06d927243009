// SPDX-License-Identifier: GPL-2.0-only
/*
 * What Linux had set up at EL2, and exceptions of the hypervisor itself
 *
 * The hypervisor runs with all exceptions masked and is not supposed to fault.
 */
#include <linux/errno.h>
#include <asm/barrier.h>
#include <asm/sysreg.h>
#include <boot.h>
#include <host.h>
#include <log.h>
#include <vcpu.h>
#include "offsets.h"

static_assert(offsetof(struct jh_boot, percpu_offset) == BOOT_PERCPU_OFFSET);
static_assert(offsetof(struct jh_boot, percpu_size) == BOOT_PERCPU_SIZE);
static_assert(offsetof(struct jh_boot, arch.tramp_switch) == BOOT_TRAMP_SWITCH);
static_assert(offsetof(struct arch_private, caller) == PRIV_LINUX);
static_assert(offsetof(struct linux_state, sctlr) == LINUX_SCTLR);
static_assert(offsetof(struct linux_state, vbar) == LINUX_VBAR);
static_assert(sizeof(union guest_regs) == GUEST_REGS_SIZE);

/**
 * host_save() - remember what Linux has in EL2
 * @state:	where to
 * @sctlr:	SCTLR_EL2, which the trampoline has changed already
 */
void host_save(struct linux_state *state, u64 sctlr)
{
	state->sctlr = sctlr;
	state->vbar = read_sysreg(vbar_el2);
	state->hcr = read_sysreg(hcr_el2);
	state->vttbr = read_sysreg(vttbr_el2);
	state->vtcr = read_sysreg(vtcr_el2);
	state->tpidr = read_sysreg(tpidr_el2);
	state->mair = read_sysreg(mair_el2);
	state->tcr = read_sysreg(tcr_el2);
	state->ttbr0 = read_sysreg(ttbr0_el2);
	state->cptr = read_sysreg(cptr_el2);
	state->mdcr = read_sysreg(mdcr_el2);
	state->hstr = read_sysreg(hstr_el2);
	state->cnthctl = read_sysreg(cnthctl_el2);
	state->cntvoff = read_sysreg(cntvoff_el2);
	state->vpidr = read_sysreg(vpidr_el2);
	state->vmpidr = read_sysreg(vmpidr_el2);
	state->elr = read_sysreg(elr_el2);
	state->spsr = read_sysreg(spsr_el2);
}

/**
 * host_restore() - give Linux back what it had in EL2
 * @state:	from host_save(), or changed to where Linux is to go on
 *
 * The trampoline does the rest: what translates our own addresses, and vectors.
 */
void host_restore(const struct linux_state *state)
{
	write_sysreg(state->hcr, hcr_el2);
	write_sysreg(state->vttbr, vttbr_el2);
	write_sysreg(state->vtcr, vtcr_el2);
	write_sysreg(state->tpidr, tpidr_el2);
	write_sysreg(state->cptr, cptr_el2);
	write_sysreg(state->mdcr, mdcr_el2);
	write_sysreg(state->hstr, hstr_el2);
	write_sysreg(state->cnthctl, cnthctl_el2);
	write_sysreg(state->cntvoff, cntvoff_el2);
	write_sysreg(state->vpidr, vpidr_el2);
	write_sysreg(state->vmpidr, vmpidr_el2);
	write_sysreg(state->elr, elr_el2);
	write_sysreg(state->spsr, spsr_el2);
	isb();
	/* Stage 1 and 2 of EL1, whatever the guest was */
	asm volatile("tlbi alle1\n"
		     "ic iallu" : : : "memory");
	dsb(nsh);
	isb();
}

static void __noreturn __section(".text.wait") host_stop(void)
{
	for (;;)
		asm volatile("wfe");
}

/**
 * host_exception() - called on every exception of our own
 * @regs:	general registers
 * @vector:	0..7: position in the table of vectors
 *
 * Without a fix-up this is a bug of ours: the state of this CPU cannot be
 * trusted, so it stops for good; the others go on.
 */
void host_exception(u64 *regs, u64 vector)
{
	u64 elr = read_sysreg(elr_el2), esr = read_sysreg(esr_el2);
	u64 far = read_sysreg(far_el2);
	const struct extable_entry *entry;
	struct jh_violation *v;

	for (entry = __extable_start; entry < __extable_end; entry++)
		if ((u64)&entry->from + entry->from == elr) {
			write_sysreg((u64)&entry->to + entry->to, elr_el2);
			return;
		}

	hyp_log("BUG: exception %llu, syndrome %llx at image offset %llx, address %llx, from %llx",
		vector, esr, elr - (u64)__text_start, far,
		regs[30] - (u64)__text_start);
	v = violation_begin();
	v->kind = JH_VIOLATION_HYPERVISOR;
	v->flags = JH_VIOLATION_FATAL;
	v->address = vector;
	v->value = esr;
	v->pc = elr - (u64)__text_start;
	v->info2 = far;
	violation_commit(v);
	WRITE_ONCE(this_cpu()->dead, true);
	host_stop();
}
