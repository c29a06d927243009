// SPDX-License-Identifier: GPL-2.0-only
/*
 * I/O ports
 *
 * A cell reaches the ports of its configuration without exits, the others are
 * refused. A few are trapped although they are granted, because they concern the
 * machine as a whole.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <asm/shared/io.h>
#include <cell.h>
#include <config.h>
#include <control.h>
#include <log.h>
#include <pio.h>
#include <pool.h>
#include <setup.h>
#include <unit.h>
#include <vcpu.h>

#define IOPM_PAGES		3	/* AMD APM vol. 2, 15.10.1 */
#define NUM_PORTS		0x10000U

/* POST codes; Linux writes there to pass time */
#define PORT_DELAY		0x80

#define PM_TIMER_PORTS		4
#define PM1_CNT_SLP_EN		BIT(13)

#define I8042_WRITE_OUTPUT	0xd1	/* its bits: reset, A20 */
#define I8042_PULSE_OUTPUT	0xf0	/* up to 0xff: pulses reset, A20 */

/**
 * enum pio_special - ports that are trapped even if they are granted
 * @PIO_I8042:	keyboard controller, commands: reset and A20
 * @PIO_FAST_A20: system control port A: the same
 * @PIO_RESET:	reset control register
 * @PIO_PM1A:	ACPI PM1a control: sleep states
 * @PIO_PM1B:	ACPI PM1b control, where a chipset has two
 * @PIO_NUM_SPECIAL: how many there are
 */
enum pio_special {
	PIO_I8042,
	PIO_FAST_A20,
	PIO_RESET,
	PIO_PM1A,
	PIO_PM1B,
	PIO_NUM_SPECIAL,
};

static const struct {
	u16 port;
	u8 length;
	bool grantable;		/* also to others than the root cell */
} special[PIO_NUM_SPECIAL] = {
	[PIO_I8042]	= { 0x64, 1, true },
	[PIO_FAST_A20]	= { 0x92, 1, false },
	[PIO_RESET]	= { 0xcf9, 1, false },
	/* Their ports are the firmware's choice */
	[PIO_PM1A]	= { 0, 2, false },
	[PIO_PM1B]	= { 0, 2, false },
};

/* The root has been told that a reset or sleep was refused */
static bool power_explained;

static u32 special_port(unsigned int n)
{
	if (n < PIO_PM1A)
		return special[n].port;
	/* One that does not exist is beyond the last */
	return boot->arch.pm1_control[n - PIO_PM1A] ?: NUM_PORTS;
}

static bool is_pm_timer(u32 port, u32 length)
{
	u32 timer = system->x86_pm_timer_address;

	return timer && port >= timer && port + length <= timer + PM_TIMER_PORTS;
}

static bool overlap(u32 start1, u32 length1, u32 start2, u32 length2)
{
	return start1 < start2 + length2 && start2 < start1 + length1;
}

/* Does a configuration list all of these ports? */
static bool config_covers(const struct jailhouse_config *config, u32 port,
			  u32 length)
{
	const struct jailhouse_config_pio *range = config_pio(config);
	u32 n = 0, end = port + length;

	while (n < config->pio.count && port < end) {
		if (port >= range[n].base &&
		    port < (u32)range[n].base + range[n].length) {
			/* The rest may be in any other range */
			port = (u32)range[n].base + range[n].length;
			n = 0;
		} else {
			n++;
		}
	}
	return port >= end;
}

/* Does a configuration list one of these ports? */
static bool config_touches(const struct jailhouse_config *config, u32 port,
			   u32 length)
{
	const struct jailhouse_config_pio *range = config_pio(config);
	u32 n;

	for (n = 0; n < config->pio.count; n++) {
		if (overlap(range[n].base, range[n].length, port, length))
			return true;
	}
	return false;
}

/* CPUs of the cell may use the map meanwhile */
static void iopm_set(u8 *iopm, u32 port, u32 end, bool trap)
{
	u8 mask;

	for (; port < end; port = (port | 7) + 1) {
		mask = 0xff << port % 8;
		if (end < (port | 7) + 1)
			mask &= 0xff >> (8 - end % 8);
		WRITE_ONCE(iopm[port / 8], trap ? iopm[port / 8] | mask :
						  iopm[port / 8] & ~mask);
	}
}

/* The first ports from @port on, or around it, that are trapped for every cell */
static u32 next_special(u32 port, u32 *end)
{
	u32 first = NUM_PORTS;
	unsigned int n;

	*end = NUM_PORTS;
	if (port < PCI_PORT_ADDRESS + 8) {
		first = PCI_PORT_ADDRESS;
		*end = PCI_PORT_ADDRESS + 8;
	}
	for (n = 0; n < PIO_NUM_SPECIAL; n++) {
		if (port < special_port(n) + special[n].length &&
		    special_port(n) < first) {
			first = special_port(n);
			*end = first + special[n].length;
		}
	}
	return first;
}

/* Let ports through, but special ones never, as one access of them is too much */
static void iopm_open(u8 *iopm, u32 port, u32 end)
{
	u32 next, next_end;

	for (; port < end; port = next_end) {
		next = next_special(port, &next_end);
		iopm_set(iopm, port, min(next, end), false);
	}
}

/* Let @cell access the ports of @config, or take them away */
static void set_access(struct cell *cell, const struct jailhouse_config *config,
		       bool allow)
{
	const struct jailhouse_config_pio *range = config_pio(config);
	u32 n, end;

	for (n = 0; n < config->pio.count; n++) {
		end = (u32)range[n].base + range[n].length;
		/* Reading it changes nothing, so the root keeps what it had */
		if (cell == root_cell && config != system_config &&
		    is_pm_timer(range[n].base, range[n].length))
			continue;
		if (allow)
			iopm_open(cell->arch.iopm, range[n].base, end);
		else
			iopm_set(cell->arch.iopm, range[n].base, end, true);
	}

	for (n = 0; n < PIO_NUM_SPECIAL; n++) {
		if (!config_covers(config, special_port(n), special[n].length))
			continue;
		if (allow)
			cell->arch.pio_special |= BIT(n);
		else
			cell->arch.pio_special &= ~BIT(n);
	}
}

static int alloc_iopm(struct cell *cell)
{
	cell->arch.pio_special = 0;
	cell->arch.pci_address = 0;
	cell->arch.iopm = pool_alloc(IOPM_PAGES);
	if (!cell->arch.iopm)
		return -ENOMEM;
	memset(cell->arch.iopm, 0xff, IOPM_PAGES * PAGE_SIZE);
	return 0;
}

static void __used free_iopm(struct cell *cell)
{
	pool_free(cell->arch.iopm, IOPM_PAGES);
	cell->arch.iopm = NULL;
}

static void __used pio_shutdown(void)
{
	free_iopm(root_cell);
}

static int __used pio_init(void)
{
	power_explained = false;
	if (alloc_iopm(root_cell))
		return -ENOMEM;
	set_access(root_cell, system_config, true);
	return 0;
}

static int check_range(const struct jailhouse_config_pio *range)
{
	const struct cell *other;
	u32 i, n;

	if (is_pm_timer(range->base, range->length))
		return 0;
	for (n = 0; n < PIO_NUM_SPECIAL; n++) {
		if (special[n].grantable ||
		    !overlap(range->base, range->length, special_port(n),
			     special[n].length))
			continue;
		hyp_log("port 0x%x can reset the machine: only the root cell may have it",
			special_port(n));
		return -EPERM;
	}
	if (!config_covers(system_config, range->base, range->length)) {
		hyp_log("ports 0x%x-0x%x: not the root cell's, add them to the system",
			range->base, range->base + range->length - 1);
		return -EINVAL;
	}
	for_each_cell(other, i) {
		if (other == root_cell ||
		    !config_touches(other->config, range->base, range->length))
			continue;
		hyp_log("ports 0x%x-0x%x: cell \"%s\" has some of them",
			range->base, range->base + range->length - 1,
			other->config->name);
		return -EBUSY;
	}
	return 0;
}

static int __used pio_cell_prepare(struct cell *cell)
{
	const struct jailhouse_config_pio *range = config_pio(cell->config);
	u32 n;
	int err;

	for (n = 0; n < cell->config->pio.count; n++) {
		err = check_range(&range[n]);
		if (err)
			return err;
	}
	return alloc_iopm(cell);
}

static void __used pio_cell_commit(struct cell *cell)
{
	set_access(root_cell, cell->config, false);
	set_access(cell, cell->config, true);
}

static void __used pio_cell_reset(struct cell *cell)
{
	cell->arch.pci_address = 0;
}

static void __used pio_cell_exit(struct cell *cell)
{
	set_access(root_cell, cell->config, true);
	free_iopm(cell);
}

static void port_access(u16 port, unsigned int size, bool write, u32 *value)
{
	if (write) {
		if (size == 1)
			outb(*value, port);
		else if (size == 2)
			outw(*value, port);
		else
			outl(*value, port);
	} else {
		*value = size == 1 ? inb(port) :
			 size == 2 ? inw(port) : inl(port);
	}
}

static bool only_root(void)
{
	const struct cell *cell;
	u32 i;

	for_each_cell(cell, i)
		if (cell != root_cell)
			return false;
	return true;
}

/* Reset and sleep of the machine end all cells, so they have to be ended first */
static bool power_allowed(void)
{
	if (only_root())
		return true;
	if (!power_explained)
		hyp_log("reset or sleep of the machine refused: destroy the cells first");
	power_explained = true;
	return false;
}

static int special_access(unsigned int n, u16 port, unsigned int size,
			  bool write, u32 *value)
{
	u32 sleep;

	if (write) {
		switch (n) {
		case PIO_I8042:
			if (*value == I8042_WRITE_OUTPUT ||
			    *value >= I8042_PULSE_OUTPUT)
				return -EPERM;
			break;
		case PIO_FAST_A20:
			/* A20 stays on, and nobody is reset */
			return 0;
		case PIO_RESET:
			if (!power_allowed())
				return 0;
			break;
		case PIO_PM1A:
		case PIO_PM1B:
			sleep = port == special_port(n) ? PM1_CNT_SLP_EN :
							  PM1_CNT_SLP_EN >> 8;
			if (*value & sleep && !power_allowed())
				*value &= ~sleep;
			break;
		}
	}
	port_access(port, size, write, value);
	return 0;
}

/**
 * exit_pio() - port access that the permission map does not let through
 * @port:	first port
 * @size:	1, 2 or 4 bytes
 * @write:	direction
 * @value:	what is written, or where to put what was read
 *
 * Context: exit path.
 * Return: 0 if done or ignored on purpose, a negative errno if it is a violation.
 */
int exit_pio(u16 port, unsigned int size, bool write, u32 *value)
{
	struct cell *cell = this_cpu()->cell;
	unsigned int n;

	/* Apart from the byte in between, which is the reset control register */
	if (likely((port & ~7) == PCI_PORT_ADDRESS) &&
	    !(port == special[PIO_RESET].port && size == 1))
		return pci_port_access(cell, port, size, write, value);

	if (port == PORT_DELAY && size == 1) {
		*value = 0xff;
		return 0;
	}
	if (!write && is_pm_timer(port, size)) {
		port_access(port, size, false, value);
		return 0;
	}
	for (n = 0; n < PIO_NUM_SPECIAL; n++) {
		if (cell->arch.pio_special & BIT(n) && port >= special_port(n) &&
		    port + size <= special_port(n) + special[n].length)
			return special_access(n, port, size, write, value);
	}
	return -EPERM;
}

DEFINE_UNIT(pio,
	    UNIT_HOOK(pio, INIT, pio_init)
	    UNIT_HOOK(pio, SHUTDOWN, pio_shutdown)
	    UNIT_HOOK(pio, CELL_PREPARE, pio_cell_prepare)
	    UNIT_HOOK(pio, CELL_ABORT, free_iopm)
	    UNIT_HOOK(pio, CELL_COMMIT, pio_cell_commit)
	    UNIT_HOOK(pio, CELL_RESET, pio_cell_reset)
	    UNIT_HOOK(pio, CELL_EXIT, pio_cell_exit));
