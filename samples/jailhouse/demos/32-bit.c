// SPDX-License-Identifier: GPL-2.0-only
/*
 * 32-bit: an inmate that stays in 32-bit protected mode, without paging. Takes ten
 * timer interrupts and makes a hypercall.
 */
#include <inmate.h>

#define VECTOR_TIMER	0x40

static u32 ticks;

static void on_timer(struct int_frame *frame __maybe_unused)
{
	WRITE_ONCE(ticks, ticks + 1);
	apic_eoi();
}

int inmate_main(void)
{
	printf("32-bit: cr0 %#lx, efer %#llx, pointers of %zu bytes\n", read_cr0(), rdmsr(MSR_EFER),
	       sizeof(void *));
	if (hypervisor_present())
		printf("32-bit: %d cells\n", hypercall(JAILHOUSE_HC_HYPERVISOR_GET_INFO,
						       JAILHOUSE_INFO_NUM_CELLS, 0));

	interrupt_set_handler(VECTOR_TIMER, on_timer);
	apic_init(APIC_AUTO);
	apic_timer_init(VECTOR_TIMER);
	while (READ_ONCE(ticks) < 10) {
		apic_timer_start(10 * NS_PER_MSEC);
		irq_enable_and_halt();
		irq_disable();
	}
	printf("32-bit: %u timer interrupts\n", ticks);
	comm_serve();
	return 0;
}
