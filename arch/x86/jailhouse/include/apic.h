/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Local APIC and interprocessor interrupts
 *
 * Interrupts reach a cell without an exit. What exits is what could reach out of
 * the cell: writes to the xAPIC page (which is mapped read-only), or, on a
 * machine in x2APIC mode, writes to the ICR and to the local vector table.
 *
 * Hardware holds a logical destination for CPUs 0 to 7 only, and always the same
 * one: bit n for CPU n, flat model. So what a logical destination of a device
 * reaches does not depend on what any cell writes. A cell that wants others has
 * them in its IPIs, which are sent to each CPU separately.
 */
#ifndef _JAILHOUSE_X86_APIC_H
#define _JAILHOUSE_X86_APIC_H

#include <linux/types.h>
#include <asm/apicdef.h>
#include <percpu.h>

struct cell;

/* Vectors below are exceptions; APICs do not deliver them */
#define APIC_FIRST_VECTOR	16

/* Logical destinations of 8 bits name these CPUs */
#define APIC_FLAT_CPUS		8

/* x2APIC MSRs, including those of AMD's extended registers */
#define X2APIC_MSR_FIRST	APIC_BASE_MSR
#define X2APIC_MSR_LAST		(APIC_BASE_MSR + 0xff)

/* AMD's extended LVT entries, AMD APM vol. 2, 16.3.4 */
#define APIC_EILVT(n)		(0x500 + 0x10 * (n))

/* CPUs by APIC id, NULL where there is none; see apic_find_cpu() */
#define APIC_CPU_TABLE		256
extern struct percpu *apic_cpu[APIC_CPU_TABLE];

/**
 * apic_cpu_at() - element of apic_cpu
 * @id:		index, which was found to be less than APIC_CPU_TABLE
 *
 * Stays in the table even where the processor executes ahead as if that were so.
 *
 * Return: the CPU, NULL if there is none.
 */
static __always_inline struct percpu *apic_cpu_at(u32 id)
{
	/* The compiler knows that it is less, but must not rely on it */
	OPTIMIZER_HIDE_VAR(id);
	return apic_cpu[id % APIC_CPU_TABLE];
}

/* The machine runs in x2APIC mode, else in xAPIC mode */
extern bool apic_x2apic;
/* Guest-physical address of the xAPIC page; no page has it in x2APIC mode */
extern u64 apic_page_gpa;

/* Is a guest-physical address in the xAPIC page? */
static inline bool is_xapic(u64 gpa)
{
	return (gpa & ~0xfffULL) == apic_page_gpa;
}

/* Registers that this machine's APICs have, a bit for each 16 bytes */
extern u64 apic_present;
/* Number of AMD's extended LVT entries */
extern u8 apic_num_eilvt;

/* apic.c: hardware and life cycle */
int apic_init(void);
int apic_cpu_init(struct percpu *pc);
void apic_cpu_shutdown(struct percpu *pc);
void apic_reset(void);
void x2apic_fill_msrpm(u8 *msrpm, bool root);
int apicbase_rdmsr(u64 *value);
int apicbase_wrmsr(u64 value);
/* Record that a cell tried something that does not hurt it any further */
void apic_refused(u16 kind, u64 address, u64 value);
void apic_wait_idle(void);
bool apic_pending(void);

/* svm_drain.c: let all pending interrupts of this CPU come in, and drop them */
void apic_drain_init(void);
void apic_drain(void);
/* drain_entry.S: handlers of interrupts that are dropped */
extern const u8 drain_xapic[], drain_x2apic[];

/* apic_regs.c: what a cell may do with its APIC */
int apic_reg_write(struct percpu *pc, u32 offset, u32 value);
int apic_msr_read(struct percpu *pc, u32 msr, u64 *value);
int apic_msr_write(struct percpu *pc, u32 msr, u64 value);
bool apic_msr_readable(u32 msr);
bool apic_msr_plain_write(u32 msr);
u32 apic_hw_ldr(const struct percpu *pc);

/* Plain registers: they concern the CPU itself, any value is fine */
#define APIC_REG(offset)	(1ULL << ((offset) >> 4))
#define APIC_PLAIN_WRITES	(APIC_REG(APIC_TASKPRI) | APIC_REG(APIC_EOI) | \
				 APIC_REG(APIC_SPIV) | APIC_REG(APIC_ESR) | \
				 APIC_REG(APIC_LVTT) | APIC_REG(APIC_TMICT) | \
				 APIC_REG(APIC_TDCR))

/* ipi.c: interprocessor interrupts */
int ipi_xapic(struct percpu *pc, u32 icr);
int ipi_x2apic(struct percpu *pc, u64 icr);

/* irq_dest.c: where interrupts of devices go */
struct percpu *apic_find_cpu(u32 apic_id);
bool irq_dest_in_cell(const struct cell *cell, u32 dest, bool logical);
int irq_check_message(const struct cell *cell, u32 dest, u32 flags);
int irq_check_msi(const struct cell *cell, u64 address, u32 data);

#endif /* _JAILHOUSE_X86_APIC_H */
