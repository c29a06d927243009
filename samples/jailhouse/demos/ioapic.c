// SPDX-License-Identifier: GPL-2.0-only
/*
 * ioapic: interrupts through the IO-APIC, raised by the transmitter of the 8250 that
 * is the cell's console (at a port)
 *
 * Command line: "pin=N": pin of the UART, derived from its port if not given;
 * "count=N": interrupts to wait for, 10 if not given; "ioapic=ADDRESS"
 */
#include <inmate.h>

#include <linux/serial_reg.h>

#define VECTOR_UART	0x40

static u32 interrupts;
static u16 port;

static void on_uart(struct int_frame *frame __maybe_unused)
{
	/* reading what it is takes the request of an empty transmitter back */
	u8 iir = inb(port + UART_IIR);

	if ((iir & (UART_IIR_NO_INT | UART_IIR_ID)) == UART_IIR_THRI)
		WRITE_ONCE(interrupts, interrupts + 1);
	outb(0, port + UART_IER);
	apic_eoi();
}

static bool wait_for_interrupt(void)
{
	u32 before = interrupts;
	u64 end = pm_timer_ns() + NS_PER_SEC;

	irq_enable();
	/* an empty transmitter interrupts as soon as it may */
	outb(UART_IER_THRI, port + UART_IER);
	while (READ_ONCE(interrupts) == before && pm_timer_ns() < end)
		cpu_relax();
	irq_disable();
	return READ_ONCE(interrupts) != before;
}

int inmate_main(void)
{
	u32 count = cmdline_u64("count", 10), n;
	unsigned int pin;

	port = comm_region()->console.address;
	if (comm_region()->console.type != JAILHOUSE_CON_TYPE_8250 ||
	    (comm_region()->console.flags & JAILHOUSE_CON_MMIO)) {
		printf("ioapic: needs an 8250 at a port as console\n");
		return 1;
	}
	/* COM1 and COM3 share one interrupt, so do COM2 and COM4 */
	pin = cmdline_u64("pin", port & 0x100 ? 4 : 3);

	apic_init(APIC_AUTO);
	ioapic_init(cmdline_u64("ioapic", IOAPIC_DEFAULT_BASE));
	printf("ioapic: %u pins, UART at port %#x uses pin %u\n", ioapic_num_pins(), port, pin);

	interrupt_set_handler(VECTOR_UART, on_uart);
	ioapic_set_pin(pin, VECTOR_UART, 0, cpu_apic_id());
	/* OUT2 connects the interrupt of a PC's UART */
	outb(UART_MCR_DTR | UART_MCR_RTS | UART_MCR_OUT2, port + UART_MCR);

	for (n = 0; n < count && wait_for_interrupt(); n++)
		printf("ioapic: interrupt %u\n", interrupts);
	ioapic_set_pin(pin, VECTOR_UART, IOAPIC_MASKED, cpu_apic_id());

	if (n == count && wait_for_interrupt()) {
		printf("ioapic: interrupt in spite of the mask\n");
		n = 0;
	}
	printf("ioapic: %s\n", n == count ? "done" : "FAILED");
	comm_serve();
	return n != count;
}
