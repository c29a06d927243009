// SPDX-License-Identifier: GPL-2.0-only
/*
 * uart: interrupts of the serial port that is the cell's console, a PL011 or an 8250,
 * raised by its transmitter
 *
 * Command line: "irq=N": number of the interrupt at the GIC; if not given, that of
 * QEMU's virt machine; "count=N": interrupts to wait for, 10 if not given
 */
#include <inmate.h>

#include <linux/serial_reg.h>

#define PL011_IMSC	0x38
#define PL011_ICR	0x44
#define PL011_TX	0x20

#define QEMU_PL011_INTID	40	/* the second one */
#define QEMU_PCI_INTID		37	/* pin A of device 2 */

static u32 interrupts;
static bool pl011;

static void request_interrupt(bool on)
{
	if (pl011)
		console_reg_write(PL011_IMSC, on ? PL011_TX : 0);
	else
		console_reg_write(UART_IER, on ? UART_IER_THRI : 0);
}

static void on_uart(u32 intid __maybe_unused)
{
	WRITE_ONCE(interrupts, interrupts + 1);
	request_interrupt(false);
	/* the request of an empty transmitter is taken back by telling so or by looking */
	if (pl011)
		console_reg_write(PL011_ICR, PL011_TX);
	else
		console_reg_read(UART_IIR);
}

static bool wait_for_interrupt(void)
{
	u32 before = interrupts;
	u64 end = clock_ns() + NS_PER_SEC;

	irq_enable();
	/* it interrupts as soon as what was printed has gone */
	request_interrupt(true);
	while (READ_ONCE(interrupts) == before && clock_ns() < end)
		cpu_relax();
	irq_disable();
	request_interrupt(false);
	return READ_ONCE(interrupts) != before;
}

int inmate_main(void)
{
	u32 type = comm_region()->console.type, intid;
	u32 count = cmdline_u64("count", 10), n;

	pl011 = type == JAILHOUSE_CON_TYPE_PL011;
	if (!pl011 && type != JAILHOUSE_CON_TYPE_8250) {
		printf("uart: needs a PL011 or an 8250 as console\n");
		return 1;
	}
	intid = cmdline_u64("irq", pl011 ? QEMU_PL011_INTID : QEMU_PCI_INTID);

	irq_init_cpu();
	printf("uart: interrupt %u of a GICv%u\n", intid, gic_version());
	interrupt_set_handler(intid, on_uart);
	gic_enable(intid);

	for (n = 0; n < count && wait_for_interrupt(); n++)
		printf("uart: interrupt %u\n", interrupts);
	gic_disable(intid);

	if (n == count && wait_for_interrupt()) {
		printf("uart: interrupt in spite of the mask\n");
		n = 0;
	}
	printf("uart: %s\n", n == count ? "done" : "FAILED");
	comm_serve();
	return n != count;
}
