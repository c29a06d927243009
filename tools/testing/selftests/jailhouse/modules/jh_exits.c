// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes the root cell exit to the hypervisor, a number of times for each reason
 * whose cost the benchmark reports. It measures nothing itself: run.d/bench.py
 * says how the figures are made.
 */
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <asm/apic.h>
#include <asm/irq_vectors.h>
#include <asm/msr.h>
#include <asm/processor.h>
#include <linux/jailhouse_cell.h>

static unsigned int count = 300;
module_param(count, uint, 0444);
MODULE_PARM_DESC(count, "how often each operation is done");

#define Q35_PCIEXBAR	0x60	/* ECAM base in function 00:00.0 */
#define TEST_FUNCTION	(0x1f << 3)

#define repeat(operation) do {				\
	unsigned long flags;				\
	unsigned int i;					\
							\
	local_irq_save(flags);				\
	for (i = 0; i < count; i++)			\
		operation;				\
	local_irq_restore(flags);			\
} while (0)

static void get_info(void)
{
	unsigned long result = JAILHOUSE_HC_HYPERVISOR_GET_INFO;

	asm volatile("vmmcall" : "+a" (result) : "D" (0) : "memory");
}

static void do_cpu(void)
{
	u64 value;

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

static int __init jh_exits_init(void)
{
	do_cpu();
	do_apic();
	do_ioapic();
	do_pci();
	return 0;
}

static void __exit jh_exits_exit(void)
{
}

module_init(jh_exits_init);
module_exit(jh_exits_exit);
MODULE_DESCRIPTION("Exits of the Jailhouse root cell, for its benchmark");
MODULE_LICENSE("GPL");
