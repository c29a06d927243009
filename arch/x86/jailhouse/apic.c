// SPDX-License-Identifier: GPL-2.0-only
/*
 * Local APIC: finding it, resetting it, kicking other CPUs
 */
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/jailhouse.h>
#include <asm/msr-index.h>
#include <vdso/processor.h>
#include <apic.h>
#include <apic_hw.h>
#include <boot.h>
#include <cell.h>
#include <control.h>
#include <host.h>
#include <paging.h>
#include <percpu.h>
#include <setup.h>
#include <vcpu.h>

/* Wait loops stand apart from the rest of the code */
#define __text_wait	__section(".text.wait")

/* An IPI leaves within microseconds; this many reads take longer */
#define ICR_IDLE_READS	10000

/* Any interrupt can be in service once */
#define MAX_IN_SERVICE	256

#define CPUID_1_ECX_TSC_DEADLINE	BIT(24)

struct percpu *apic_cpu[APIC_CPU_TABLE];
bool apic_x2apic;
u64 apic_present;
u8 apic_num_eilvt;
u8 *apic_page;
u64 apic_page_gpa = ~0ULL;

static bool tsc_deadline;

/* Which of the registers that not every APIC has are there? */
static void find_registers(void)
{
	u32 version = apic_hw_read(APIC_LVR);
	u32 max_lvt = GET_APIC_MAXLVT(version);

	apic_present = ~0ULL;
	if (max_lvt < 4)
		apic_present &= ~APIC_REG(APIC_LVTPC);
	if (max_lvt < 5)
		apic_present &= ~APIC_REG(APIC_LVTTHMR);
	if (max_lvt < 6)
		apic_present &= ~APIC_REG(APIC_LVTCMCI);

	/* AMD APM vol. 2, 16.3.4: the number of extended entries */
	if (APIC_EXT_SPACE(version)) {
		apic_num_eilvt = (apic_hw_read(APIC_EFEAT) >> 16) & 0xff;
		if (apic_num_eilvt > APIC_EILVT_NR_MAX)
			apic_num_eilvt = APIC_EILVT_NR_MAX;
	}
}

/**
 * apic_init() - find out about the local APICs
 *
 * Once, on the first CPU, before page tables of CPUs are made. The driver has
 * checked that the configuration fits, and each CPU compares its own APIC in
 * apic_cpu_init(), so no two CPUs have the same id.
 *
 * Return: 0 or -ENOMEM.
 */
int apic_init(void)
{
	u32 cpu, id, eax, ebx, ecx, edx;

	apic_x2apic = hyp_rdmsr(MSR_IA32_APICBASE) & X2APIC_ENABLE;
	if (!apic_x2apic) {
		apic_page = map_device(APIC_DEFAULT_PHYS_BASE, PAGE_SIZE);
		if (!apic_page)
			return -ENOMEM;
		apic_page_gpa = APIC_DEFAULT_PHYS_BASE;
	}
	find_registers();
	cpuid_hyp(1, 0, &eax, &ebx, &ecx, &edx);
	tsc_deadline = ecx & CPUID_1_ECX_TSC_DEADLINE;

	for (cpu = 0; cpu < num_cpus; cpu++) {
		id = boot->arch.apic_id[cpu];
		percpu_of(cpu)->arch.apic_id = id;
		if (id < APIC_CPU_TABLE)
			apic_cpu[id] = percpu_of(cpu);
	}
	return 0;
}

/**
 * apic_cpu_init() - take over the local APIC of this CPU from Linux
 * @pc:		this CPU
 *
 * Return: 0, or a negative errno after boot_fail(), and nothing has changed.
 */
int apic_cpu_init(struct percpu *pc)
{
	u64 base = hyp_rdmsr(MSR_IA32_APICBASE);
	u32 id;

	if (!(base & MSR_IA32_APICBASE_ENABLE) ||
	    apic_x2apic != !!(base & X2APIC_ENABLE))
		return boot_fail(-EINVAL,
				 "The APIC of CPU %u is in another mode than that of CPU 0: boot Linux with \"nox2apic\".",
				  pc->cpu);
	id = apic_hw_read(APIC_ID);
	if (!apic_x2apic)
		id = GET_XAPIC_DEST_FIELD(id);
	if (id != pc->arch.apic_id)
		return boot_fail(-EINVAL,
				 "CPU %u has APIC id %u, Linux says %u: take it offline and online again.",
				  pc->cpu, id, pc->arch.apic_id);

	pc->arch.bsp = base & MSR_IA32_APICBASE_BSP;
	if (!apic_x2apic) {
		pc->arch.icr2 = apic_hw_read(APIC_ICR2);
		pc->arch.ldr = apic_hw_read(APIC_LDR) & APIC_LDR_MASK;
		pc->arch.dfr = apic_hw_read(APIC_DFR) | APIC_DFR_CLUSTER;
		apic_hw_write(APIC_DFR, APIC_DFR_FLAT);
		apic_hw_write(APIC_LDR, apic_hw_ldr(pc));
	}
	return 0;
}

/**
 * apic_cpu_shutdown() - give the local APIC of this CPU back to Linux
 * @pc:		this CPU, on which apic_cpu_init() succeeded
 */
void apic_cpu_shutdown(struct percpu *pc)
{
	if (apic_x2apic)
		return;
	apic_hw_write(APIC_DFR, pc->arch.dfr);
	apic_hw_write(APIC_LDR, pc->arch.ldr);
}

static bool in_service(void)
{
	u32 n, bits = 0;

	for (n = 0; n < APIC_ISR_NR; n++)
		bits |= apic_hw_read(APIC_ISR + 0x10 * n);
	return bits;
}

/**
 * apic_pending() - does this CPU have interrupts that it did not take yet?
 *
 * Return: whether it has.
 */
bool apic_pending(void)
{
	u32 n, bits = 0;

	for (n = 0; n < APIC_ISR_NR; n++)
		bits |= apic_hw_read(APIC_IRR + 0x10 * n);
	return bits;
}

/**
 * apic_reset() - bring the local APIC of this CPU to the state after INIT
 *
 * Before a cell starts on this CPU, and for an emulated INIT. Interrupts in
 * service are ended, so that level-triggered pins do not stay blocked; requested
 * ones, which nobody but the CPU can take back, come in and are dropped.
 *
 * Context: host, GIF clear. NMIs may be taken meanwhile, hence look at requests
 * afterwards.
 */
void apic_reset(void)
{
	struct percpu *pc = this_cpu();
	u32 n;

	for (n = 0; n < APIC_EILVT_NR_MAX; n++) {
		if (n < apic_num_eilvt)
			apic_hw_write(APIC_EILVT(n), APIC_EILVT_MASKED);
	}
	apic_hw_write(APIC_LVTT, APIC_LVT_MASKED);
	apic_hw_write(APIC_LVT0, APIC_LVT_MASKED);
	apic_hw_write(APIC_LVT1, APIC_LVT_MASKED);
	apic_hw_write(APIC_LVTERR, APIC_LVT_MASKED);
	if (apic_present & APIC_REG(APIC_LVTPC))
		apic_hw_write(APIC_LVTPC, APIC_LVT_MASKED);
	if (apic_present & APIC_REG(APIC_LVTTHMR))
		apic_hw_write(APIC_LVTTHMR, APIC_LVT_MASKED);
	if (apic_present & APIC_REG(APIC_LVTCMCI))
		apic_hw_write(APIC_LVTCMCI, APIC_LVT_MASKED);
	apic_hw_write(APIC_TMICT, 0);
	apic_hw_write(APIC_TDCR, 0);
	if (tsc_deadline)
		hyp_wrmsr(MSR_IA32_TSC_DEADLINE, 0);

	/* an APIC that is switched off would keep its requests */
	apic_hw_write(APIC_SPIV, APIC_SPIV_APIC_ENABLED | APIC_VECTOR_MASK);
	apic_hw_write(APIC_TASKPRI, 0);
	for (n = 0; n < MAX_IN_SERVICE && in_service(); n++)
		apic_hw_write(APIC_EOI, APIC_EOI_ACK);
	if (apic_pending())
		apic_drain();
	apic_hw_write(APIC_SPIV, APIC_VECTOR_MASK);
	/* The first write makes errors visible, the second clears them */
	apic_hw_write(APIC_ESR, 0);
	apic_hw_write(APIC_ESR, 0);

	pc->arch.icr2 = 0;
	pc->arch.ldr = 0;
	pc->arch.dfr = APIC_DFR_FLAT;
	if (!apic_x2apic) {
		xapic_idle();
		apic_hw_write(APIC_ICR2, 0);
		apic_hw_write(APIC_LDR, 0);
		apic_hw_write(APIC_DFR, APIC_DFR_FLAT);
	}
}

/**
 * apic_wait_idle() - wait until the last IPI of this CPU is accepted
 *
 * In xAPIC mode. The wait is bounded; there is nothing to be done about an IPI
 * that never gets accepted.
 */
noinline void __text_wait apic_wait_idle(void)
{
	u32 n;

	for (n = 0; n < ICR_IDLE_READS; n++) {
		if (!(xapic_hw_read(APIC_ICR) & APIC_ICR_BUSY))
			return;
		cpu_relax();
	}
}

/**
 * arch_kick() - make another CPU look at its requests
 * @pc:		the CPU; this one is fine, too
 *
 * Its cell exits by NMI. If it is in the host already, the NMI waits until GIF is
 * set again, which is when it enters the cell. Never fails.
 */
void arch_kick(struct percpu *pc)
{
	apic_hw_send(pc->arch.apic_id, APIC_DM_NMI | APIC_INT_ASSERT);
	if (!apic_x2apic) {
		xapic_idle();
		xapic_hw_write(APIC_ICR2, this_cpu()->arch.icr2);
	}
}

/**
 * x2apic_fill_msrpm() - set the x2APIC part of an MSR permission map
 * @msrpm:	the map; 2 bits an MSR: intercept read, intercept write (AMD APM
 *		vol. 2, 15.11)
 * @root:	it is for the root cell, which has the same rights as others
 *
 * On a machine in xAPIC mode everything is emulated.
 */
void x2apic_fill_msrpm(u8 *msrpm, bool root)
{
	u32 msr, intercept;

	for (msr = X2APIC_MSR_FIRST; msr <= X2APIC_MSR_LAST; msr++) {
		intercept = 0x3;
		if (apic_x2apic && apic_msr_readable(msr))
			intercept &= ~0x1;
		if (apic_x2apic && apic_msr_plain_write(msr))
			intercept &= ~0x2;
		msrpm[msr / 4] &= ~(0x3 << msr % 4 * 2);
		msrpm[msr / 4] |= intercept << msr % 4 * 2;
	}
}

/**
 * apicbase_rdmsr() - a cell reads IA32_APICBASE
 * @value:	result
 *
 * In a cell every CPU is the boot CPU until it receives a SIPI, because which of
 * them wins the race at the start cannot be known before.
 *
 * Return: 0.
 */
int apicbase_rdmsr(u64 *value)
{
	struct percpu *pc = this_cpu();

	*value = hyp_rdmsr(MSR_IA32_APICBASE);
	if (pc->cell != root_cell) {
		*value &= ~(u64)MSR_IA32_APICBASE_BSP;
		if (pc->arch.bsp)
			*value |= MSR_IA32_APICBASE_BSP;
	}
	return 0;
}

/**
 * apicbase_wrmsr() - a cell writes IA32_APICBASE
 * @value:	what it writes
 *
 * Return: 0 if that changes nothing, else -EFAULT to inject #GP.
 */
int apicbase_wrmsr(u64 value)
{
	u64 now;

	apicbase_rdmsr(&now);
	return value == now ? 0 : -EFAULT;
}

/**
 * apic_refused() - record what a cell was refused without further consequences
 * @kind:	enum jh_violation_kind
 * @address:	see there
 * @value:	see there
 */
void apic_refused(u16 kind, u64 address, u64 value)
{
	vcpu_refused(guest_regs(), kind, address, value, 4, true);
}
