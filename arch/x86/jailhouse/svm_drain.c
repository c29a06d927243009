// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts that are pending when a CPU is reset
 *
 * An APIC forgets an interrupt request only when the CPU takes the interrupt.
 * SVM has no way to do that but to take it: with GIF and RFLAGS.IF set, through
 * an interrupt descriptor table that drops everything.
 */
#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/string.h>
#include <linux/types.h>
#include <apic.h>
#include <apic_hw.h>
#include <host.h>

/* One table for all CPUs */
static struct idt_gate drain_idt[256];

/**
 * apic_drain_init() - prepare apic_drain()
 *
 * Exceptions are bugs there as elsewhere, and NMIs are dropped: who sent one of
 * ours set a request bit, which is looked at before a cell is entered. An APIC can
 * be made to deliver what looks like one of the upper exceptions.
 *
 * Context: initialization, after host_init() and when apic_x2apic is known.
 */
void apic_drain_init(void)
{
	unsigned int n;

	memcpy(drain_idt, host_idt, APIC_FIRST_VECTOR * sizeof(*host_idt));
	for (n = APIC_FIRST_VECTOR; n < ARRAY_SIZE(drain_idt); n++)
		host_set_gate(&drain_idt[n],
			      apic_x2apic ? drain_x2apic : drain_xapic);
}

/**
 * apic_drain() - take all pending interrupts of this CPU and drop them
 *
 * The APIC is enabled, its task priority is 0, and nothing is in service.
 *
 * Context: host, GIF and RFLAGS.IF clear, as they are afterwards.
 */
void apic_drain(void)
{
	/* Hidden: as a constant, the address would have to be relocated */
	struct desc_ptr_packed own, drain = {
		.limit = sizeof(drain_idt) - 1,
		.base = (u64)absolute_pointer(drain_idt),
	};
	unsigned int n;

	asm volatile("sidt %0" : "=m" (own));
	asm volatile("lidt %0" : : "m" (drain));
	/*
	 * Each interrupt comes in as soon as the one before was ended; a hundred
	 * instructions are time enough for all of them.
	 */
	for (n = 0; n < 256; n++) {
		asm volatile("stgi; sti; nop; nop; cli; clgi"
			     : : "D" (apic_page + APIC_EOI),
				 "c" (APIC_BASE_MSR + (APIC_EOI >> 4))
			     : "rax", "rdx", "r11", "memory");
		if (!apic_pending())
			break;
	}
	asm volatile("lidt %0" : : "m" (own));
}
