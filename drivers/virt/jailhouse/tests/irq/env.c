// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fakes of what surrounds local APIC and IO-APIC in the hypervisor
 */
#include <linux/bitops.h>
#include <linux/string.h>
#include <apic_hw.h>
#include <control.h>
#include "env.h"

struct irq_env env;
struct percpu env_cpu[ENV_CPUS];
struct cell env_root, env_cell;

struct percpu *apic_cpu[APIC_CPU_TABLE];
bool apic_x2apic;
u64 apic_present;
u8 apic_num_eilvt;
struct cell *root_cell;
u32 num_cpus;

static struct jailhouse_config_system env_system;
const struct jailhouse_config_system *system = &env_system;

/**
 * env_clear() - forget what was recorded
 */
void env_clear(void)
{
	u32 cpu;

	env.num_sent = 0;
	env.refused = 0;
	env.written = ~0;
	env.ioapic_writes = 0;
	env.ioapic_eoi = 0;
	for (cpu = 0; cpu < ENV_CPUS; cpu++)
		env_cpu[cpu].request = 0;
}

/**
 * env_reset() - a fresh machine
 * @x2apic:	in x2APIC mode
 */
void env_reset(bool x2apic)
{
	struct percpu *pc;
	u32 cpu;

	memset(&env, 0, sizeof(env));
	memset(env_cpu, 0, sizeof(env_cpu));
	memset(apic_cpu, 0, sizeof(apic_cpu));
	memset(&env_root, 0, sizeof(env_root));
	memset(&env_cell, 0, sizeof(env_cell));
	memset(&env_system, 0, sizeof(env_system));
	root_cell = &env_root;
	env_cell.id = 1;
	num_cpus = ENV_CPUS;
	apic_x2apic = x2apic;
	apic_present = ~0ULL;
	apic_num_eilvt = 4;

	for (cpu = 0; cpu < ENV_CPUS; cpu++) {
		pc = &env_cpu[cpu];
		pc->cpu = cpu;
		pc->cell = cpu & 1 ? &env_cell : &env_root;
		pc->cell->cpu_set[0] |= BIT(cpu);
		pc->arch.apic_id = ENV_APIC_ID(cpu);
		pc->arch.ldr = SET_APIC_LOGICAL_ID(1U << cpu);
		pc->arch.dfr = APIC_DFR_FLAT;
		apic_cpu[pc->arch.apic_id] = pc;
	}
	env_clear();
}

/**
 * env_receivers() - who got IPIs
 *
 * Return: bitmap of CPUs; bit 31 if one went where there is no CPU.
 */
u32 env_receivers(void)
{
	struct percpu *pc;
	u32 n, set = 0;

	for (n = 0; n < env.num_sent; n++) {
		pc = apic_find_cpu(env.sent[n].apic_id);
		set |= pc ? BIT(pc->cpu) : BIT(31);
	}
	return set;
}

/**
 * env_requests() - who was asked for something
 * @request:	CPU_REQ_*
 *
 * Return: bitmap of CPUs.
 */
u32 env_requests(u32 request)
{
	u32 cpu, set = 0;

	for (cpu = 0; cpu < ENV_CPUS; cpu++) {
		if (env_cpu[cpu].request & request)
			set |= BIT(cpu);
	}
	return set;
}

struct percpu *percpu_of(u32 cpu)
{
	return &env_cpu[cpu];
}

u32 cell_next_cpu(const struct cell *cell, u32 cpu)
{
	while (cpu < num_cpus && !cell_owns_cpu(cell, cpu))
		cpu++;
	return cpu;
}

void cpu_request(struct percpu *pc, u32 request)
{
	pc->request |= request;
}

void apic_refused(u16 kind, u64 address, u64 value)
{
	env.refused++;
}

void apic_wait_idle(void)
{
	env.regs[APIC_ICR >> 4] &= ~(u64)APIC_ICR_BUSY;
}

static void send(u32 apic_id, u32 icr)
{
	if (env.num_sent < ENV_SENT) {
		env.sent[env.num_sent].apic_id = apic_id;
		env.sent[env.num_sent].icr = icr;
		env.num_sent++;
	}
}

u32 xapic_hw_read(u32 offset)
{
	return env.regs[offset >> 4];
}

void xapic_hw_write(u32 offset, u32 value)
{
	env.written = offset;
	env.regs[offset >> 4] = value;
	if (offset == APIC_ICR) {
		send(env.regs[APIC_ICR2 >> 4] >> 24, value);
		/* it takes a while */
		env.regs[APIC_ICR >> 4] |= APIC_ICR_BUSY;
	}
}

u64 x2apic_hw_read(u32 offset)
{
	return env.regs[offset >> 4];
}

void x2apic_hw_write(u32 offset, u64 value)
{
	env.written = offset;
	env.regs[offset >> 4] = value;
	if (offset == APIC_ICR)
		send(value >> 32, value);
}

int x2apic_hw_write_safe(u32 offset, u64 value)
{
	if (value & env.reserved)
		return -EFAULT;
	x2apic_hw_write(offset, value);
	return 0;
}

void ticket_wait(const struct ticket_lock *lock, u32 ticket)
{
	/* nobody else is there */
	panic("lock was not released");
}

u32 ioapic_hw_read(struct ioapic *chip, u32 reg)
{
	u32 n = reg - IOAPIC_REG_RTE;

	if (reg < IOAPIC_REG_RTE)
		return 0x1000 + reg;
	return env.rte[n] | (env.remote_irr && !(n & 1) ? APIC_LVT_REMOTE_IRR : 0);
}

void ioapic_hw_write(struct ioapic *chip, u32 reg, u32 value)
{
	env.ioapic_writes++;
	if (reg >= IOAPIC_REG_RTE)
		env.rte[reg - IOAPIC_REG_RTE] = value;
}

void ioapic_hw_eoi(struct ioapic *chip, u32 vector)
{
	env.ioapic_eoi = vector;
}
