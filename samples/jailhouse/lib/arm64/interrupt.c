// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts, and exceptions that code expects
 */
#include <start.h>

/* Of the vectors, four each for EL1 with SP_EL0, EL1, and EL0 with 64 and 32 bits */
#define VECTOR_EL1_SYNC		4
#define VECTOR_EL1_IRQ		5

static int_handler_t handlers[NUM_INTERRUPTS];
static exception_handler_t exception_handler;

int try_class[SMP_MAX_CPUS];

/**
 * interrupt_set_handler() - handle an interrupt, on all CPUs
 * @intid:	its number at the GIC; gic_enable() lets it through
 * @handler:	called with the number, interrupts off, between acknowledge and end; NULL: none
 */
void interrupt_set_handler(unsigned int intid, int_handler_t handler)
{
	WRITE_ONCE(handlers[intid % NUM_INTERRUPTS], handler);
}

/**
 * exception_set_handler() - handle exceptions that are raised outside of TRY()
 * @handler:	gets all but interrupts; frame->elr is where to go on. NULL: none
 */
void exception_set_handler(exception_handler_t handler)
{
	WRITE_ONCE(exception_handler, handler);
}

static bool fix_up(struct int_frame *frame)
{
	const struct ex_entry *e;
	unsigned long start, end;

	for (e = __ex_table_start; e < __ex_table_end; e++) {
		start = (unsigned long)&e->start + e->start;
		end = (unsigned long)&e->end + e->end;
		if (frame->elr >= start && frame->elr < end) {
			try_class[cpu_id()] = frame->esr >> ESR_EC_SHIFT & 0x3f;
			frame->elr = end;
			return true;
		}
	}
	return false;
}

static void handle_irq(void)
{
	u32 iar = gic_acknowledge();
	u32 intid = iar & 0x3ff;
	int_handler_t handler;

	if (intid >= GIC_SPURIOUS)
		return;
	handler = READ_ONCE(handlers[intid]);
	if (handler)
		handler(intid);
	else
		printf("FATAL: CPU %u: unexpected interrupt %u\n", cpu_id(), intid);
	gic_end(iar);
	if (!handler)
		inmate_stop(1);
}

void interrupt_dispatch(struct int_frame *frame)
{
	exception_handler_t handler;

	if (frame->vector == VECTOR_EL1_IRQ) {
		handle_irq();
		return;
	}
	if (frame->vector == VECTOR_EL1_SYNC && fix_up(frame))
		return;
	handler = READ_ONCE(exception_handler);
	if (handler) {
		handler(frame);
		return;
	}
	printf("FATAL: CPU %u: exception, vector %lu, syndrome %#lx, at %#lx, address %#lx\n",
	       cpu_id(), frame->vector, frame->esr, frame->elr, frame->far);
	printf("FATAL: the image is at %#lx\n", (unsigned long)__image_start);
	inmate_stop(1);
}
