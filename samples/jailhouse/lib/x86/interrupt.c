// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupt descriptor table, handlers, and exceptions that code expects
 */
#include <start.h>

struct gate {
	u16 offset_low, selector, flags, offset_mid;
#ifdef __x86_64__
	u32 offset_high, reserved;
#endif
};

#define GATE_INTERRUPT	0x8e00
#define GATE_DPL(n)	((n) << 13)

#ifdef __x86_64__
#define CODE_SELECTOR	SEL_CODE64
#else
#define CODE_SELECTOR	SEL_CODE32
#endif

static struct gate idt[256] __aligned(16);
static int_handler_t handlers[256];

int try_vector[SMP_MAX_CPUS];

/**
 * interrupt_init_cpu() - prepare this CPU for interrupts and exceptions
 *
 * Leaves interrupts off. Called by the start-up code.
 */
void interrupt_init_cpu(void)
{
	struct table_pointer ptr = { .limit = sizeof(idt) - 1, .base = (unsigned long)idt };

	for (unsigned int n = 0; n < ARRAY_SIZE(idt); n++) {
		unsigned long entry = (unsigned long)interrupt_stubs + 16 * n;

		if (idt[n].flags)
			continue;	/* another CPU was here, DPLs may differ by now */
		idt[n].offset_low = entry;
		idt[n].offset_mid = entry >> 16;
		idt[n].selector = CODE_SELECTOR;
		idt[n].flags = GATE_INTERRUPT;
	}
	__asm__ __volatile__("lidt %0" : : "m" (ptr));
}

/**
 * interrupt_set_handler() - handle a vector, on all CPUs
 * @vector:	0-255; below 32: exceptions, unless raised inside TRY()
 * @handler:	called with interrupts off; NULL: none. A handler of an interrupt
 *		from the local APIC has to call apic_eoi().
 */
void interrupt_set_handler(unsigned int vector, int_handler_t handler)
{
	WRITE_ONCE(handlers[vector & 0xff], handler);
}

/**
 * interrupt_set_gate_dpl() - allow INT n from user mode
 * @vector:	0-255
 * @dpl:	lowest privilege that may use it, 0-3
 */
void interrupt_set_gate_dpl(unsigned int vector, unsigned int dpl)
{
	idt[vector & 0xff].flags = GATE_INTERRUPT | GATE_DPL(dpl & 3);
}

static bool fix_up(struct int_frame *frame)
{
	const struct ex_entry *e;

	for (e = __ex_table_start; e < __ex_table_end; e++) {
		if (frame->ip >= e->start && frame->ip < e->end) {
			try_vector[cpu_id()] = frame->vector;
			frame->ip = e->end;
			return true;
		}
	}
	return false;
}

void interrupt_dispatch(struct int_frame *frame)
{
	int_handler_t handler = READ_ONCE(handlers[frame->vector & 0xff]);

	if (frame->vector < NUM_EXCEPTIONS && frame->vector != EXC_NMI && fix_up(frame))
		return;
	if (handler) {
		handler(frame);
		return;
	}
	printf("FATAL: CPU %u: unexpected interrupt %lu, error code %#lx, at %#lx, cr2 %#lx\n",
	       cpu_id(), frame->vector, frame->error, frame->ip, read_cr2());
	inmate_stop(1);
}
