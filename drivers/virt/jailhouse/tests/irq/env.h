/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine with 6 CPUs: even ones belong to the root cell, odd ones to another
 */
#ifndef _JAILHOUSE_TEST_IRQ_ENV_H
#define _JAILHOUSE_TEST_IRQ_ENV_H

#include <apic.h>
#include <cell.h>
#include <ioapic.h>

#define ENV_CPUS	6
#define ENV_SENT	64

/* APIC ids are not CPU numbers, and the last one is in another cluster */
#define ENV_APIC_ID(cpu)	((u32)(0x210806040200ULL >> 8 * (cpu)) & 0xff)

/**
 * struct irq_env - what the code under test did
 * @sent:	IPIs that went out, by their physical destination
 * @num_sent:	their number
 * @refused:	records of refused accesses
 * @regs:	local APIC, by offset / 16
 * @written:	last offset that was written, ~0 if none was
 * @reserved:	bits that no register takes by MSR
 * @rte:	redirection entries of the IO-APIC
 * @remote_irr:	reads of entries have remote IRR set
 * @ioapic_writes: writes to it
 * @ioapic_eoi:	last vector written to its EOI register, 0 if none was
 */
struct irq_env {
	struct {
		u32 apic_id;
		u32 icr;
	} sent[ENV_SENT];
	u32 num_sent;
	u32 refused;
	u64 regs[0x100];
	u32 written;
	u64 reserved;
	u32 rte[2 * IOAPIC_MAX_PINS];
	bool remote_irr;
	u32 ioapic_writes;
	u32 ioapic_eoi;
};

extern struct irq_env env;
extern struct percpu env_cpu[ENV_CPUS];
extern struct cell env_root, env_cell;

void env_reset(bool x2apic);
void env_clear(void);
u32 env_receivers(void);
u32 env_requests(u32 request);

#endif /* _JAILHOUSE_TEST_IRQ_ENV_H */
