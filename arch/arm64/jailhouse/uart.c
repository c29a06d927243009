// SPDX-License-Identifier: GPL-2.0-only
/*
 * Debug console: a PL011 that shows the hypervisor's own messages
 *
 * Cells never write to it, so no cell can make another one wait here.
 */
#include <linux/amba/serial.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/jailhouse_cell.h>
#include <asm/vdso/processor.h>
#include <control.h>
#include <log.h>
#include <mmio.h>
#include <paging.h>
#include <ticket.h>
#include <unit.h>

/* Long enough for a full FIFO at 9600 baud, and an end if there is no device */
#define UART_MAX_POLLS		200000

/*
 * struct uart - the debug console
 * @lock:	held while a line is written
 * @regs:	registers
 * @active:	there is one
 */
static struct {
	struct ticket_lock lock;
	u8 *regs;
	bool active;
} uart;

static noinline __section(".text.wait") void uart_wait(void)
{
	unsigned int polls = UART_MAX_POLLS;

	while (mmio_read(uart.regs + UART01x_FR, 4) & UART01x_FR_TXFF) {
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
	mmio_write(uart.regs + UART01x_DR, c, 4);
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
 * Return: 0, also if there is no debug console; -EOPNOTSUPP if its type is
 * unknown here; -ENOMEM if its registers cannot be mapped.
 */
int __used uart_init(void)
{
	const struct jailhouse_config_console *con = &system->debug_console;

	if (uart.active || con->type == JAILHOUSE_CON_TYPE_NONE)
		return 0;
	if (con->type != JAILHOUSE_CON_TYPE_PL011) {
		hyp_log("debug console: type %u is unknown on arm64, use a PL011 (%u) or none",
			con->type, JAILHOUSE_CON_TYPE_PL011);
		return -EOPNOTSUPP;
	}
	uart.regs = map_device(con->address, con->size);
	if (!uart.regs)
		return -ENOMEM;
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
