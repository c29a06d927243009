// SPDX-License-Identifier: GPL-2.0-only
/*
 * What programs of every architecture use, in terms of local APIC and PM timer
 */
#include <inmate.h>

#define VECTOR_TIMER	0x40
#define VECTOR_IPI	0x48

static void (*timer_handler)(void);
static void (*ipi_handlers[NUM_IPIS])(void);

/**
 * irq_init_cpu() - bring the local APIC of this CPU to use
 */
void irq_init_cpu(void)
{
	apic_init(APIC_AUTO);
}

/**
 * clock_ns() - time by the PM timer
 *
 * Return: as pm_timer_ns().
 */
u64 clock_ns(void)
{
	return pm_timer_ns();
}

static void on_timer(struct int_frame *frame __maybe_unused)
{
	timer_handler();
	apic_eoi();
}

/**
 * timer_init() - prepare the timer of this CPU
 * @handler:	called whenever it fires
 */
void timer_init(void (*handler)(void))
{
	timer_handler = handler;
	interrupt_set_handler(VECTOR_TIMER, on_timer);
	apic_timer_init(VECTOR_TIMER);
}

/**
 * timer_start_at() - let the timer of this CPU fire
 * @deadline_ns: when, by clock_ns(); at once if that is over
 */
void timer_start_at(u64 deadline_ns)
{
	u64 now = clock_ns();

	apic_timer_start(deadline_ns > now ? deadline_ns - now : 1);
}

/**
 * timer_stop() - stop the timer of this CPU
 */
void timer_stop(void)
{
	apic_timer_stop();
}

/**
 * timer_describe() - what the timer is
 * @buf:	where the text goes
 * @size:	its size
 */
void timer_describe(char *buf, size_t size)
{
	if (apic_timer_khz())
		snprintf(buf, size, "timer at %u kHz, TSC at %u kHz", apic_timer_khz(), tsc_khz());
	else
		snprintf(buf, size, "TSC deadline, TSC at %u kHz", tsc_khz());
}

static void on_ipi(struct int_frame *frame)
{
	apic_eoi();
	ipi_handlers[frame->vector - VECTOR_IPI]();
}

/**
 * ipi_set_handler() - handle interrupts from other CPUs, on all CPUs
 * @ipi:	number, below NUM_IPIS
 * @handler:	called whenever it arrives
 */
void ipi_set_handler(unsigned int ipi, void (*handler)(void))
{
	ipi_handlers[ipi] = handler;
	interrupt_set_handler(VECTOR_IPI + ipi, on_ipi);
}

/**
 * ipi_send() - send an interrupt to a CPU
 * @cpu:	its number
 * @ipi:	number of the interrupt, below NUM_IPIS
 */
void ipi_send(unsigned int cpu, unsigned int ipi)
{
	apic_send_ipi(smp_apic_id(cpu), APIC_DM_FIXED | APIC_INT_ASSERT | (VECTOR_IPI + ipi));
}
