// SPDX-License-Identifier: GPL-2.0-only
/*
 * Console: a UART, the hypercall, or both, as the communication region says
 */
#include <inmate.h>

static struct {
	const struct jailhouse_uart *uart;
	unsigned long base;
	bool mmio, hypercall;
	unsigned int shift;
} con;

static int con_lock;

static u32 jailhouse_uart_read(unsigned long reg, unsigned int bits);
static void jailhouse_uart_write(unsigned long reg, u32 val, unsigned int bits);

#include <uart_regs.h>

static u32 jailhouse_uart_read(unsigned long reg, unsigned int bits)
{
	unsigned long addr = con.base + (reg << con.shift);

	if (!con.mmio)
		return arch_port_read(addr);
	/* registers that lie apart are accessed as a whole */
	if (con.shift || bits == 32)
		return mmio_read32(addr);
	return bits == 16 ? mmio_read16(addr) : mmio_read8(addr);
}

static void jailhouse_uart_write(unsigned long reg, u32 val, unsigned int bits)
{
	unsigned long addr = con.base + (reg << con.shift);

	if (!con.mmio)
		arch_port_write(addr, val);
	else if (con.shift || bits == 32)
		mmio_write32(addr, val);
	else if (bits == 16)
		mmio_write16(addr, val);
	else
		mmio_write8(addr, val);
}

static void open_clock_gate(const struct jailhouse_console *console)
{
	u32 bit = 1U << (console->gate_nr & 31), val;

	if (!console->clock_reg)
		return;
	map_range(console->clock_reg, sizeof(u32), MAP_UNCACHED);
	val = mmio_read32(console->clock_reg);
	if (console->flags & JAILHOUSE_CON_INVERTED_GATE)
		val &= ~bit;
	else
		val |= bit;
	mmio_write32(console->clock_reg, val);
}

static void put(char c)
{
	if (con.uart) {
		while (!jailhouse_uart_ready(con.uart))
			cpu_relax();
		jailhouse_uart_put(con.uart, c);
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
	struct jailhouse_console console;
	char buf[16];
	const char *which = cmdline_str("con", buf, sizeof(buf), "");

	con.uart = NULL;
	con.hypercall = false;
	con_lock = 0;
	if (!comm_valid() || !strcmp(which, "none"))
		return;

	con.hypercall = hypervisor_present() &&
			(comm->flags & JAILHOUSE_COMM_CONSOLE_PERMITTED) &&
			((comm->flags & JAILHOUSE_COMM_CONSOLE_ACTIVE) ||
			 !strcmp(which, "hypercall"));
	if (!strcmp(which, "hypercall"))
		return;

	memcpy(&console, &comm->console, sizeof(console));
	con.uart = jailhouse_uart(console.type);
	if (!con.uart)
		return;
	con.base = console.address;
	con.mmio = console.flags & JAILHOUSE_CON_MMIO;
	con.shift = console.flags & JAILHOUSE_CON_REGDIST_4 ? 2 : 0;
	/* the offsets in the table are those of the registers, only an 8250 counts them */
	if (console.type != JAILHOUSE_CON_TYPE_8250)
		con.shift = 0;
	if (con.mmio)
		map_range(con.base, console.size ? console.size : PAGE_SIZE, MAP_UNCACHED);
	open_clock_gate(&console);
	jailhouse_uart_set_up(con.uart, console.divider, console.flags);
}

/**
 * console_reg_read() - read a register of the UART that is the console
 * @reg:	its offset; of an 8250 its number
 *
 * For programs that show what a UART can do.
 *
 * Return: what it holds.
 */
u32 console_reg_read(unsigned int reg)
{
	return con.uart ? jailhouse_uart_read(reg, con.uart->bits) : 0;
}

/**
 * console_reg_write() - write a register of the UART that is the console
 * @reg:	its offset; of an 8250 its number
 * @val:	what to write
 */
void console_reg_write(unsigned int reg, u32 val)
{
	if (con.uart)
		jailhouse_uart_write(reg, val, con.uart->bits);
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
