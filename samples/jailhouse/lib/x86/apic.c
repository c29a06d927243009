// SPDX-License-Identifier: GPL-2.0-only
/*
 * Local APIC: through the x2APIC MSRs, which work in every cell, or through
 * memory; its timer, counting or by TSC deadline
 */
#include <inmate.h>

static enum apic_mode current_mode;
static unsigned int timer_vector;
static u32 timer_khz;		/* 0: TSC deadline */

/*
 * In a cell the MSRs work whatever mode the machine is in. Elsewhere they do
 * only if x2APIC mode is or can be entered.
 */
static enum apic_mode choose_mode(enum apic_mode mode)
{
	char buf[8];
	const char *arg = cmdline_str("apic", buf, sizeof(buf), "");

	if (mode != APIC_AUTO)
		return mode;
	if (!strcmp(arg, "xapic"))
		return APIC_XAPIC;
	if (!strcmp(arg, "x2apic"))
		return APIC_X2APIC;
	if (hypervisor_present() || (rdmsr(MSR_IA32_APICBASE) & MSR_IA32_APICBASE_X2APIC))
		return APIC_X2APIC;
	return cpuid(1, 0).ecx & BIT(21) ? APIC_X2APIC : APIC_XAPIC;
}

/**
 * apic_init() - enable the local APIC of this CPU
 * @mode:	how to talk to it, the same on all CPUs. APIC_AUTO: as "apic=xapic" or
 *		"apic=x2apic" on the command line says, or what works.
 *
 * To be called on every CPU that is to receive interrupts. Leaves all local
 * interrupts masked and interrupts off.
 */
void apic_init(enum apic_mode mode)
{
	u64 base = rdmsr(MSR_IA32_APICBASE);

	current_mode = choose_mode(mode);
	if (current_mode == APIC_XAPIC)
		map_range(APIC_DEFAULT_PHYS_BASE, PAGE_SIZE, MAP_UNCACHED);
	else if (!hypervisor_present() && !(base & MSR_IA32_APICBASE_X2APIC))
		wrmsr(MSR_IA32_APICBASE, base | MSR_IA32_APICBASE_X2APIC);

	apic_write(APIC_TASKPRI, 0);
	apic_write(APIC_SPIV, APIC_SPIV_APIC_ENABLED | 0xff);
}

/**
 * apic_current_mode() - how the local APICs are accessed
 *
 * Return: APIC_XAPIC or APIC_X2APIC.
 */
enum apic_mode apic_current_mode(void)
{
	return current_mode;
}

/**
 * apic_read() - read a register of the local APIC
 * @reg:	APIC_*, the offset in the xAPIC page
 *
 * Return: its value.
 */
u32 apic_read(unsigned int reg)
{
	if (current_mode == APIC_XAPIC)
		return mmio_read32(APIC_DEFAULT_PHYS_BASE + reg);
	return rdmsr(APIC_BASE_MSR + (reg >> 4));
}

/**
 * apic_write() - write a register of the local APIC
 * @reg:	APIC_*, the offset in the xAPIC page
 * @val:	its new value
 */
void apic_write(unsigned int reg, u32 val)
{
	if (current_mode == APIC_XAPIC)
		mmio_write32(APIC_DEFAULT_PHYS_BASE + reg, val);
	else
		wrmsr(APIC_BASE_MSR + (reg >> 4), val);
}

/**
 * apic_eoi() - end of interrupt, to be called by handlers
 */
void apic_eoi(void)
{
	apic_write(APIC_EOI, 0);
}

/**
 * apic_send_ipi() - send an interrupt to other CPUs
 * @dest:	destination, in the form that the mode demands: an APIC id, or a
 *		logical id with APIC_DEST_LOGICAL
 * @icr_low:	vector, delivery mode and so on: APIC_DM_*, APIC_DEST_*, APIC_INT_*
 */
void apic_send_ipi(u32 dest, u32 icr_low)
{
	unsigned long flags;

	/* what was written before must be visible to whoever gets the interrupt */
	memory_fence();
	if (current_mode == APIC_X2APIC) {
		wrmsr(APIC_BASE_MSR + (APIC_ICR >> 4), (u64)dest << 32 | icr_low);
		return;
	}

	flags = irq_save();
	while (apic_read(APIC_ICR) & APIC_ICR_BUSY)
		cpu_relax();
	apic_write(APIC_ICR2, dest << 24);
	apic_write(APIC_ICR, icr_low);
	irq_restore(flags);
}

static u64 timer_passed(void)
{
	return 0xffffffff - apic_read(APIC_TMCCT);
}

/* With divisor 1, when nobody tells us */
static u32 measure_timer_khz(void)
{
	u32 khz;

	apic_write(APIC_LVTT, APIC_LVT_MASKED);
	apic_write(APIC_TDCR, APIC_TDR_DIV_1);
	apic_write(APIC_TMICT, 0xffffffff);
	khz = measure_khz(timer_passed);
	apic_write(APIC_TMICT, 0);
	return khz;
}

/**
 * apic_timer_has_deadline() - whether the TSC-deadline mode exists
 *
 * Return: true if it does.
 */
bool apic_timer_has_deadline(void)
{
	return cpuid(1, 0).ecx & BIT(24);
}

/**
 * apic_timer_khz() - frequency of the counting timer
 *
 * Return: frequency in kHz; 0 if the timer is used in TSC-deadline mode.
 */
u32 apic_timer_khz(void)
{
	return timer_khz;
}

/**
 * apic_timer_init() - prepare the timer of this CPU
 * @vector:	interrupt vector, 32-255
 *
 * Uses the TSC deadline where it exists, unless "no-deadline" is on the command
 * line; the frequency of the communication region otherwise, or measures it.
 */
void apic_timer_init(unsigned int vector)
{
	timer_vector = vector;
	if (apic_timer_has_deadline() && !cmdline_flag("no-deadline")) {
		timer_khz = 0;
		apic_write(APIC_LVTT, APIC_LVT_TIMER_TSCDEADLINE | vector);
		/* the mode must have changed before the first deadline is written */
		memory_fence();
		return;
	}
	timer_khz = comm_valid() ? comm_region()->x86.apic_khz : 0;
	if (!timer_khz)
		timer_khz = measure_timer_khz();
	apic_write(APIC_TDCR, APIC_TDR_DIV_1);
	apic_write(APIC_LVTT, APIC_LVT_TIMER_ONESHOT | vector);
}

static u32 timer_count(u64 ns)
{
	/* kHz are counts per 10^6 ns */
	u64 count = div_u64(ns * timer_khz, 1000000);

	return count > 0xffffffff ? 0xffffffff : count ? count : 1;
}

/**
 * apic_timer_start() - one interrupt after some time
 * @delay_ns:	time in ns
 */
void apic_timer_start(u64 delay_ns)
{
	if (!timer_khz)
		wrmsr(MSR_IA32_TSC_DEADLINE, read_tsc() + tsc_from_ns(delay_ns));
	else
		apic_write(APIC_TMICT, timer_count(delay_ns));
}

/**
 * apic_timer_periodic() - interrupts again and again, counting mode only
 * @period_ns:	time between two in ns
 */
void apic_timer_periodic(u64 period_ns)
{
	apic_write(APIC_LVTT, APIC_LVT_TIMER_PERIODIC | timer_vector);
	apic_write(APIC_TMICT, timer_count(period_ns));
}

/**
 * apic_timer_stop() - no more interrupts of the timer
 */
void apic_timer_stop(void)
{
	if (!timer_khz)
		wrmsr(MSR_IA32_TSC_DEADLINE, 0);
	else
		apic_write(APIC_TMICT, 0);
}
