// SPDX-License-Identifier: GPL-2.0-only
/*
 * Debug console: an 8250 that shows the hypervisor's own messages
 *
 * Cells never write to it, so no cell can make another one wait here.
 */
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/jailhouse_cell.h>
#include <linux/serial_reg.h>
#include <asm/shared/io.h>
#include <vdso/processor.h>
#include <control.h>
#include <log.h>
#include <paging.h>
#include <ticket.h>
#include <unit.h>

/*
 * How often the line status is polled for one character: long enough for 16
 * characters at 9600 baud, if a poll takes a microsecond as on an ISA bus, and
 * an end if there is no device.
 */
#define UART_MAX_POLLS		20000

/*
 * struct uart - the debug console
 * @lock:	held while a line is written
 * @regs:	registers, NULL if they are ports
 * @port:	first port
 * @shift:	distance of the registers, as a power of 2
 * @active:	there is one
 */
static struct {
	struct ticket_lock lock;
	void __iomem *regs;
	u16 port;
	u8 shift;
	bool active;
} uart;

static u8 uart_in(unsigned int reg)
{
	void __iomem *addr = uart.regs + (reg << uart.shift);

	if (!uart.regs)
		return inb(uart.port + (reg << uart.shift));
	/* Registers 4 bytes apart are 32 bits wide where it matters */
	return uart.shift ? readl(addr) : readb(addr);
}

static void uart_out(unsigned int reg, u8 value)
{
	void __iomem *addr = uart.regs + (reg << uart.shift);

	if (!uart.regs)
		outb(value, uart.port + (reg << uart.shift));
	else if (uart.shift)
		writel(value, addr);
	else
		writeb(value, addr);
}

static noinline __section(".text.wait") void uart_wait(void)
{
	unsigned int polls = UART_MAX_POLLS;

	while (!(uart_in(UART_LSR) & UART_LSR_THRE)) {
		if (!--polls) {
			/* It will not get better; do not slow down every line */
			uart.active = false;
			return;
		}
		cpu_relax();
	}
}

static void uart_putc(char c)
{
	if (!uart.active)
		return;
	uart_wait();
	uart_out(UART_TX, c);
}

/**
 * debug_console_write() - show text on the debug console
 * @text:	text, with line feeds
 * @len:	its length
 *
 * Does nothing if the system has no debug console, or one that has stopped
 * transmitting.
 *
 * Context: any, but not on the hot path: waits for the device.
 */
void debug_console_write(const char *text, size_t len)
{
	if (!uart.active)
		return;

	ticket_lock(&uart.lock);
	while (len--) {
		if (*text == '\n')
			uart_putc('\r');
		uart_putc(*text++);
	}
	ticket_unlock(&uart.lock);
}

/**
 * uart_init() - start to use the debug console of the system configuration
 *
 * May be called before the units are initialized, by whoever wants to see
 * messages as early as possible; then it does nothing the second time.
 *
 * Return: 0, also if there is no debug console; -EOPNOTSUPP if its type is
 * unknown here; -ENOMEM if its registers cannot be mapped.
 */
int __used uart_init(void)
{
	const struct jailhouse_config_console *con = &system->debug_console;

	if (uart.active || con->type == JAILHOUSE_CON_TYPE_NONE)
		return 0;
	if (con->type != JAILHOUSE_CON_TYPE_8250) {
		hyp_log("debug console: type %u is unknown on x86, use an 8250 (%u) or none",
			con->type, JAILHOUSE_CON_TYPE_8250);
		return -EOPNOTSUPP;
	}

	uart.shift = con->flags & JAILHOUSE_CON_REGDIST_4 ? 2 : 0;
	uart.port = con->address;
	if (con->flags & JAILHOUSE_CON_MMIO) {
		uart.regs = (void __iomem __force *)map_device(con->address,
								con->size);
		if (!uart.regs)
			return -ENOMEM;
	}

	if (con->divider) {
		uart_out(UART_LCR, UART_LCR_DLAB | UART_LCR_WLEN8);
		uart_out(UART_DLL, con->divider);
		uart_out(UART_DLM, con->divider >> 8);
		uart_out(UART_LCR, UART_LCR_WLEN8);
		/* Nobody would serve its interrupts */
		uart_out(UART_IER, 0);
		uart_out(UART_FCR, UART_FCR_ENABLE_FIFO);
		uart_out(UART_MCR, UART_MCR_DTR | UART_MCR_RTS);
	}
	uart.active = true;
	return 0;
}

static void __used uart_shutdown(void)
{
	uart.active = false;
}

DEFINE_UNIT(uart,
	    UNIT_HOOK(uart, INIT, uart_init)
	    UNIT_HOOK(uart, SHUTDOWN, uart_shutdown));
