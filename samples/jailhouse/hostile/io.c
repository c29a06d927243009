// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ports, PCI configuration space, IO-APIC
 */
#include "hostile.h"

#include <linux/pci_regs.h>

#define BDF_LPC		PCI_BDF(0, 0x1f, 0)	/* of the root cell, on the q35 board */

static u16 foreign_port(void)
{
	return cmdline_u64("port", 0x70);
}

static bool port_read(void)
{
	inb(foreign_port());
	return true;
}

static bool port_write(void)
{
	outb(0, foreign_port());
	return true;
}

static bool port_wide(void)
{
	inl(foreign_port());
	return true;
}

static bool port_string_in(void)
{
	u8 buf[4];
	void *to = buf;
	unsigned long count = sizeof(buf);

	__asm__ __volatile__("rep insb" : "+D" (to), "+c" (count) : "d" (foreign_port())
			     : "memory");
	return true;
}

static bool port_string_out(void)
{
	unsigned long from = 0x3000, count = 4;

	__asm__ __volatile__("rep outsb" : "+S" (from), "+c" (count) : "d" (foreign_port()));
	return true;
}

static bool reset_cf9(void)
{
	outb(0x06, 0xcf9);
	return true;
}

static bool reset_keyboard(void)
{
	outb(0xfe, 0x64);
	return true;
}

static bool reset_fast(void)
{
	outb(0x01, 0x92);
	return true;
}

static bool smi(void)
{
	outb(0, 0xb2);
	return true;
}

static bool sleep(void)
{
	/* PM1a control of q35: S5 */
	outw(0x2000, cmdline_u64("port", 0x604));
	return true;
}

static bool debug_port_word(void)
{
	outw(0, 0x80);
	return true;
}

static bool pm_timer_write(void)
{
	outl(0, comm_region()->x86.pm_timer_address);
	return true;
}

static bool cf8_byte(void)
{
	outb(0x80, 0xcfb);
	return true;
}

static u32 foreign_apic_id(void)
{
	u32 id = 0;

	while (own_apic_id(id))
		id++;
	return id;
}

static u16 bdf(void)
{
	return cmdline_u64("bdf", BDF_LPC);
}

static bool config_write(void)
{
	pci_cf8_write(bdf(), PCI_COMMAND, 0, 2);
	return true;
}

static bool config_write_ecam(void)
{
	pci_ecam_write(bdf(), PCI_COMMAND, 0, 2);
	return true;
}

static bool config_write_absent(void)
{
	pci_cf8_write(PCI_BDF(0xfe, 0x1e, 7), PCI_COMMAND, 0, 2);
	return true;
}

/* The first device of the cell itself */
static u16 own_device(void)
{
	int own = cmdline_u64("bdf", 0);

	if (!own)
		own = pci_find_device(PCI_ANY, PCI_ANY, 0);
	if (own == PCI_NOT_FOUND) {
		printf("hostile: needs a cell with a PCI device\n");
		inmate_stop(1);
	}
	return own;
}

static bool own_id(void)
{
	pci_write(own_device(), PCI_VENDOR_ID, 0x12345678, 4);
	return true;
}

/* A device whose registers lie over somebody's RAM would see all accesses to it */
static bool own_bar(void)
{
	u16 dev = own_device();
	u32 bar = foreign_addr();

	pci_write(dev, PCI_BASE_ADDRESS_0, bar, 4);
	pci_write(dev, PCI_COMMAND, PCI_COMMAND_MEMORY, 2);
	return (pci_read_bar(dev, 0) & ~0xfUL) != bar;
}

static bool ecam_beyond(void)
{
	unsigned long addr = comm_region()->pci_mmconfig_base + (256UL << 20);

	map_range(addr, 4, MAP_UNCACHED);
	mmio_read32(addr);
	return true;
}

static bool ioapic_id(void)
{
	ioapic_init(IOAPIC_DEFAULT_BASE);
	ioapic_write(IOAPIC_REG_ID, 0x0f000000);
	return true;
}

static bool ioapic_version(void)
{
	ioapic_init(IOAPIC_DEFAULT_BASE);
	ioapic_write(IOAPIC_REG_VER, 0);
	return true;
}

static bool ioapic_beyond(void)
{
	ioapic_init(IOAPIC_DEFAULT_BASE);
	ioapic_write(IOAPIC_REDIR(24), 0x40);
	return true;
}

static bool ioapic_foreign(void)
{
	unsigned int own = cmdline_u64("ioapic-pin", -1ULL), pin;
	bool ok = true;

	ioapic_init(IOAPIC_DEFAULT_BASE);
	for (u32 vector = 0; vector < 0x800; vector += 0x11) {
		for (pin = 0; pin < ioapic_num_pins(); pin++) {
			if (pin == own)
				continue;
			ioapic_write(IOAPIC_REDIR(pin), vector);
			ioapic_write(IOAPIC_REDIR(pin) + 1, vector << 21);
			if (ioapic_read(IOAPIC_REDIR(pin)) || ioapic_read(IOAPIC_REDIR(pin) + 1))
				ok = false;
		}
	}
	return ok;
}

/* The pin that the cell was given, and where its interrupts must not go */
static void program_own_pin(u32 low, u32 apic_id)
{
	unsigned int pin = cmdline_u64("ioapic-pin", 3);

	ioapic_init(IOAPIC_DEFAULT_BASE);
	ioapic_write(IOAPIC_REDIR(pin) + 1, apic_id << 24);
	ioapic_write(IOAPIC_REDIR(pin), low);
}

static bool ioapic_dest(void)
{
	program_own_pin(APIC_DM_FIXED | 0x40, foreign_apic_id());
	return true;
}

static bool ioapic_mode(void)
{
	program_own_pin(APIC_DM_NMI, cpu_apic_id());
	return true;
}

static bool msi_dest(void)
{
	pci_msi_set_vector(own_device(), 0x40, foreign_apic_id());
	return true;
}

static bool msi_mode(void)
{
	pci_msi_set_vector(own_device(), APIC_DM_NMI, cpu_apic_id());
	return true;
}

static const struct hostile_class classes[] = {
	{ "port-read", "read a port of others", PARKED, port_read },
	{ "port-write", "write to a port of others", PARKED, port_write },
	{ "port-wide", "read four ports of others", PARKED, port_wide },
	{ "port-ins", "INS from a port of others", PARKED, port_string_in },
	{ "port-outs", "OUTS to a port of others", PARKED, port_string_out },
	{ "port-cf9", "reset the machine, port 0xcf9", PARKED, reset_cf9 },
	{ "port-64", "reset the machine, keyboard controller", PARKED, reset_keyboard },
	{ "port-92", "reset the machine, port 0x92", PARKED, reset_fast },
	{ "port-smi", "raise an SMI", PARKED, smi },
	{ "port-sleep", "power the machine off", PARKED, sleep },
	{ "port-80-word", "port 0x80 with two bytes", PARKED, debug_port_word },
	{ "port-pmtimer", "write to the PM timer", PARKED, pm_timer_write },
	{ "port-cf8-byte", "configuration address with one byte", PARKED, cf8_byte },
	{ "cfg-write", "configuration space of others, ports", PARKED, config_write },
	{ "cfg-write-ecam", "configuration space of others, ECAM", PARKED, config_write_ecam },
	{ "cfg-write-absent", "configuration space of no device", PARKED, config_write_absent },
	{ "cfg-own-id", "identity of an own device", PARKED, own_id },
	{ "cfg-own-bar", "registers of an own device over memory of others", ANY, own_bar },
	{ "cfg-ecam-beyond", "behind the end of ECAM", PARKED, ecam_beyond },
	{ "ioapic-id", "id of the IO-APIC", PARKED, ioapic_id },
	{ "ioapic-version", "version of the IO-APIC", PARKED, ioapic_version },
	{ "ioapic-beyond", "a pin that the IO-APIC does not have", PARKED, ioapic_beyond },
	{ "ioapic-dest", "own pin interrupts a CPU of others", PARKED, ioapic_dest },
	{ "ioapic-mode", "own pin sends NMIs", PARKED, ioapic_mode },
	{ "msi-dest", "own device interrupts a CPU of others", PARKED, msi_dest },
	{ "msi-mode", "own device sends NMIs", PARKED, msi_mode },
	{ "ioapic-foreign", "pins of others", SURVIVES, ioapic_foreign },
};

HOSTILE_PART(hostile_io);
