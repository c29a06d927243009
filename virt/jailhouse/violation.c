// SPDX-License-Identifier: GPL-2.0-only
/*
 * Violations: what cells are refused, and what becomes of the CPU
 */
#include <linux/bits.h>
#include <linux/string.h>
#include <cell.h>
#include <control.h>
#include <log.h>
#include <vcpu.h>

static void record(const union guest_regs *regs, u16 kind, u64 address,
		   u64 value, u8 width, u8 flags)
{
	const struct percpu *pc = this_cpu();
	struct jh_violation *v = violation_begin();

	v->cell = pc->cell->id;
	v->cpu = pc->cpu;
	v->kind = kind;
	v->flags = flags;
	v->width = width;
	v->address = address;
	v->value = value;
	memcpy(v->cell_name, pc->cell->config->name, sizeof(v->cell_name));
	vcpu_describe(v, regs);
	violation_commit(v);
}

/**
 * vcpu_violation() - the cell may not continue on this CPU
 * @regs:	general registers
 * @kind:	enum jh_violation_kind
 * @address:	as the kind says
 * @value:	written value
 * @width:	bytes
 * @write:	direction
 *
 * Only this CPU is parked. The cell has failed when all its CPUs have.
 */
void vcpu_violation(union guest_regs *regs, u16 kind, u64 address, u64 value,
		    u8 width, bool write)
{
	struct percpu *pc = this_cpu();

	record(regs, kind, address, value, width,
	       JH_VIOLATION_FATAL | (write ? JH_VIOLATION_WRITE : 0));
	log_flush();
	vcpu_park();
	pc->failed = true;
	cell_cpu_failed(pc);
}

/**
 * vcpu_refused() - the cell tried what it may not, and goes on
 * @regs:	general registers
 * @kind:	enum jh_violation_kind
 * @address:	as the kind says
 * @value:	written value
 * @width:	bytes
 * @write:	direction
 *
 * Operating systems probe, so only the first one of each kind is worth a record.
 */
void vcpu_refused(union guest_regs *regs, u16 kind, u64 address, u64 value,
		  u8 width, bool write)
{
	struct percpu *pc = this_cpu();

	if (pc->refused & BIT(kind))
		return;
	pc->refused |= BIT(kind);
	record(regs, kind, address, value, width,
	       write ? JH_VIOLATION_WRITE : 0);
}
