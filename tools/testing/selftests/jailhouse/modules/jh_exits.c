// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes the root cell exit to the hypervisor, a number of times for each reason
 * whose cost the benchmark reports, and does what should cause no exit. It measures
 * nothing itself: run.d/bench.py says how the figures are made.
 */
#include <linux/completion.h>
#include <linux/hrtimer.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/processor.h>
#include <asm/apic.h>
#include <asm/irq_vectors.h>
#include <asm/msr.h>
#include <linux/jailhouse_cell.h>
#include "mark.h"

static unsigned int count = 300;
module_param(count, uint, 0444);
MODULE_PARM_DESC(count, "how often each operation is done");

#define Q35_PCIEXBAR	0x60	/* ECAM base in function 00:00.0 */
#define TEST_FUNCTION	(0x1f << 3)
#define GRANTED_PORT	0x2ef	/* scratch register of ttyS3 */

/* Phases of what causes no exit, and the one that all is part of */
#define PHASE_EXITS	2
#define PHASE_PORT	16
#define PHASE_INTERRUPT	17
#define PHASE_EOI	18
#define PHASE_TPR	19

#define repeat(operation) do {				\
	unsigned long flags;				\
	unsigned int i;					\
							\
	local_irq_save(flags);				\
	for (i = 0; i < count; i++)			\
		operation;				\
	local_irq_restore(flags);			\
} while (0)

#define no_exit(phase, operation) do {			\
	unsigned long flags;				\
	unsigned int i;					\
							\
	local_irq_save(flags);				\
	BENCH_PHASE(phase);				\
	for (i = 0; i < count; i++) {			\
		operation;				\
		BENCH_OPERATION();			\
	}						\
	BENCH_PHASE(PHASE_EXITS);			\
	local_irq_restore(flags);			\
} while (0)

static void get_info(void)
{
	unsigned long result = JAILHOUSE_HC_HYPERVISOR_GET_INFO;

	asm volatile("vmmcall" : "+a" (result) : "D" (0) : "memory");
}

static void do_cpu(void)
{
	u64 __maybe_unused value;

	repeat(get_info());
	repeat(cpuid_eax(0));
	repeat(rdmsrl(MSR_IA32_CR_PAT, value));
}

/* A reschedule interrupt to itself is harmless. */
static void do_apic(void)
{
	u32 icr = APIC_DEST_SELF | APIC_DM_FIXED | RESCHEDULE_VECTOR;
	void __iomem *regs;

	if (x2apic_enabled()) {
		repeat(wrmsrl(APIC_BASE_MSR + (APIC_ICR >> 4), icr));
		/* Without an interrupt to end */
		no_exit(PHASE_EOI, wrmsrl(APIC_BASE_MSR + (APIC_EOI >> 4), 0));
		no_exit(PHASE_TPR, wrmsrl(APIC_BASE_MSR + (APIC_TASKPRI >> 4), 0));
		return;
	}
	regs = ioremap(APIC_DEFAULT_PHYS_BASE, PAGE_SIZE);
	if (!regs)
		return;
	repeat(writel(0, regs + APIC_TASKPRI));
	repeat(writel(icr, regs + APIC_ICR));
	iounmap(regs);
}

static void do_ioapic(void)
{
	void __iomem *regs = ioremap(IO_APIC_DEFAULT_PHYS_BASE, PAGE_SIZE);

	if (!regs)
		return;
	/* Version register */
	repeat(writel(1, regs));
	repeat(readl(regs + 0x10));
	iounmap(regs);
}

static void do_pci(void)
{
	struct pci_dev *host = pci_get_domain_bus_and_slot(0, 0, 0);
	void __iomem *ecam = NULL;
	u32 base = 0;

	repeat(outl(0x80000000 | TEST_FUNCTION << 8, 0xcf8));
	repeat(inl(0xcfc));

	if (host)
		pci_read_config_dword(host, Q35_PCIEXBAR, &base);
	pci_dev_put(host);
	if (base & 1)
		ecam = ioremap((base & ~0xfffU) + (TEST_FUNCTION << 12), PAGE_SIZE);
	if (!ecam)
		return;
	repeat(readl(ecam));
	iounmap(ecam);
}

static struct hrtimer timer;
static unsigned int ticks;
static DECLARE_COMPLETION(all_ticks);

/* In an interrupt of the local APIC's timer */
static enum hrtimer_restart tick(struct hrtimer *t)
{
	BENCH_OPERATION();
	if (++ticks == count) {
		complete(&all_ticks);
		return HRTIMER_NORESTART;
	}
	hrtimer_forward_now(t, 100 * NSEC_PER_USEC);
	return HRTIMER_RESTART;
}

static void do_interrupts(void)
{
	hrtimer_init(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	timer.function = tick;
	BENCH_PHASE(PHASE_INTERRUPT);
	hrtimer_start(&timer, 0, HRTIMER_MODE_REL_PINNED_HARD);
	wait_for_completion(&all_ticks);
	BENCH_PHASE(PHASE_EXITS);
	hrtimer_cancel(&timer);
}

static int __init jh_exits_init(void)
{
	if (!count)
		return -EINVAL;
	do_cpu();
	do_apic();
	do_ioapic();
	do_pci();
	no_exit(PHASE_PORT, inb(GRANTED_PORT));
	do_interrupts();
	return 0;
}

static void __exit jh_exits_exit(void)
{
}

module_init(jh_exits_init);
module_exit(jh_exits_exit);
MODULE_DESCRIPTION("Exits of the Jailhouse root cell, for its benchmark");
MODULE_LICENSE("GPL");
