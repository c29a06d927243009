// SPDX-License-Identifier: GPL-2.0-only
/*
 * Console: an 8250 at ports or in memory, the hypercall, or both, as the
 * communication region says
 */
#include <inmate.h>

#include <linux/serial_reg.h>

static struct {
	unsigned long base;
	bool uart, mmio, hypercall;
	unsigned int shift;
} con;

static int con_lock;

static u8 uart_read(unsigned int reg)
{
	unsigned long addr = con.base + (reg << con.shift);

	if (!con.mmio)
		return inb(addr);
	return con.shift ? mmio_read32(addr) : mmio_read8(addr);
}

static void uart_write(unsigned int reg, u8 val)
{
	unsigned long addr = con.base + (reg << con.shift);

	if (!con.mmio)
		outb(val, addr);
	else if (con.shift)
		mmio_write32(addr, val);
	else
		mmio_write8(addr, val);
}

static void uart_init(u32 divider)
{
	if (!divider)
		return;		/* somebody has set it up already */
	uart_write(UART_LCR, UART_LCR_DLAB);
	uart_write(UART_DLL, divider & 0xff);
	uart_write(UART_DLM, divider >> 8);
	uart_write(UART_LCR, UART_LCR_WLEN8);
	uart_write(UART_IER, 0);
	uart_write(UART_FCR, UART_FCR_ENABLE_FIFO | UART_FCR_CLEAR_RCVR | UART_FCR_CLEAR_XMIT);
	uart_write(UART_MCR, UART_MCR_DTR | UART_MCR_RTS | UART_MCR_OUT2);
}

static void put(char c)
{
	if (con.uart) {
		while (!(uart_read(UART_LSR) & UART_LSR_THRE))
			cpu_relax();
		uart_write(UART_TX, c);
	}
	if (con.hypercall)
		hypercall(JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, (u8)c, 0);
}

/**
 * console_init() - find out which console the cell has and set it up
 *
 * "con=none" and "con=hypercall" on the command line override the communication
 * region. Without a console, output is dropped.
 */
void console_init(void)
{
	struct jailhouse_comm_region *comm = comm_region();
	char buf[16];
	const char *which = cmdline_str("con", buf, sizeof(buf), "");

	con.uart = false;
	con.hypercall = false;
	con_lock = 0;
	if (!comm_valid() || !strcmp(which, "none"))
		return;

	con.hypercall = hypervisor_present() &&
			(comm->flags & JAILHOUSE_COMM_CONSOLE_PERMITTED) &&
			((comm->flags & JAILHOUSE_COMM_CONSOLE_ACTIVE) ||
			 !strcmp(which, "hypercall"));

	if (comm->console.type != JAILHOUSE_CON_TYPE_8250 || !strcmp(which, "hypercall"))
		return;
	con.base = comm->console.address;
	con.mmio = comm->console.flags & JAILHOUSE_CON_MMIO;
	con.shift = comm->console.flags & JAILHOUSE_CON_REGDIST_4 ? 2 : 0;
	if (con.mmio)
		map_range(con.base, comm->console.size ? comm->console.size : PAGE_SIZE,
			  MAP_UNCACHED);
	uart_init(comm->console.divider);
	con.uart = true;
}

/**
 * console_write() - print a string
 * @s:	the string; a carriage return is put before each line feed
 *
 * Strings of several CPUs do not mix. Interrupts are off meanwhile, so that a
 * handler on the same CPU may print as well.
 */
void console_write(const char *s)
{
	unsigned long flags = irq_save();

	while (__atomic_exchange_n(&con_lock, 1, __ATOMIC_ACQUIRE))
		cpu_relax();
	for (; *s; s++) {
		if (*s == '\n')
			put('\r');
		put(*s);
	}
	__atomic_store_n(&con_lock, 0, __ATOMIC_RELEASE);
	irq_restore(flags);
}
