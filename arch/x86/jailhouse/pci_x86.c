// SPDX-License-Identifier: GPL-2.0-only
/*
 * Access to PCI configuration space: by ECAM, or by a pair of ports
 */
#include <linux/errno.h>
#include <linux/jailhouse.h>
#include <asm/shared/io.h>
#include <cell.h>
#include <control.h>
#include <paging.h>
#include <pci.h>
#include <pio.h>
#include <setup.h>
#include <ticket.h>

static void *ecam;
/* First bus that is not in ECAM */
static u32 ecam_end;
/* Held from writing the address until the data has been accessed */
static struct ticket_lock ports_lock;

/**
 * pci_hw_init() - prepare access to configuration space
 *
 * ECAM is mapped as a whole, by large pages: that takes no longer than mapping
 * what is used, and leaves nothing to do for an exit.
 *
 * Context: initialization.
 * Return: 0 or -ENOMEM.
 */
int pci_hw_init(void)
{
	ecam = NULL;
	ecam_end = 0;
	if (!system->pci_mmconfig_base)
		return 0;
	ecam = map_device(system->pci_mmconfig_base,
			  ((u64)system->pci_mmconfig_end_bus + 1) << 20);
	if (!ecam)
		return -ENOMEM;
	ecam_end = system->pci_mmconfig_end_bus + 1;
	return 0;
}

static void *ecam_address(u16 bdf, u16 reg)
{
	return bdf >> 8 < ecam_end ? ecam + ((u32)bdf << 12) + reg : NULL;
}

static void select_address(u16 bdf, u16 reg)
{
	outl(PCI_PORT_ENABLE | (u32)bdf << 8 | (reg & 0xfc), PCI_PORT_ADDRESS);
}

static noinline u32 read_by_ports(u16 bdf, u16 reg, unsigned int size)
{
	u16 port = PCI_PORT_DATA + (reg & 3);
	u32 value;

	if (reg >= PCI_CONFIG_SIZE)
		return size == 4 ? ~0U : (1U << size * 8) - 1;

	ticket_lock(&ports_lock);
	select_address(bdf, reg);
	value = size == 1 ? inb(port) : size == 2 ? inw(port) : inl(port);
	ticket_unlock(&ports_lock);
	return value;
}

/**
 * pci_hw_read() - read from configuration space
 * @bdf:	function
 * @reg:	register, aligned to @size
 * @size:	1, 2 or 4
 *
 * Return: the value; all ones where nothing is.
 */
u32 pci_hw_read(u16 bdf, u16 reg, unsigned int size)
{
	const void *addr = ecam_address(bdf, reg);
	u32 value;

	/* Some processors support no other register than EAX for this */
	if (likely(addr)) {
		if (size == 4)
			asm volatile("movl (%1), %0" : "=a" (value)
				     : "r" (addr) : "memory");
		else if (size == 2)
			asm volatile("movzwl (%1), %0" : "=a" (value)
				     : "r" (addr) : "memory");
		else
			asm volatile("movzbl (%1), %0" : "=a" (value)
				     : "r" (addr) : "memory");
		return value;
	}
	return read_by_ports(bdf, reg, size);
}

/**
 * pci_hw_write() - write to configuration space
 * @bdf:	function
 * @reg:	register, aligned to @size
 * @value:	value
 * @size:	1, 2 or 4
 */
void pci_hw_write(u16 bdf, u16 reg, u32 value, unsigned int size)
{
	void *addr = ecam_address(bdf, reg);
	u16 port = PCI_PORT_DATA + (reg & 3);

	if (likely(addr)) {
		if (size == 4)
			asm volatile("movl %0, (%1)" : : "a" (value), "r" (addr)
				     : "memory");
		else if (size == 2)
			asm volatile("movw %w0, (%1)" : : "a" (value),
				     "r" (addr) : "memory");
		else
			asm volatile("movb %b0, (%1)" : : "a" (value),
				     "r" (addr) : "memory");
		return;
	}
	if (reg >= PCI_CONFIG_SIZE)
		return;

	ticket_lock(&ports_lock);
	select_address(bdf, reg);
	if (size == 1)
		outb(value, port);
	else if (size == 2)
		outw(value, port);
	else
		outl(value, port);
	ticket_unlock(&ports_lock);
}

/**
 * pci_port_access() - access of a cell to the ports 0xcf8 to 0xcff
 * @cell:	the cell
 * @port:	first port
 * @size:	1, 2 or 4 bytes
 * @write:	direction
 * @value:	what is written, or where to put what was read
 *
 * Context: exit path.
 * Return: 0 if done or ignored on purpose, a negative errno if it is a violation.
 */
int pci_port_access(struct cell *cell, u16 port, unsigned int size, bool write,
		    u32 *value)
{
	u32 address = cell->arch.pci_address;
	u16 bdf = address >> 8;
	u16 reg = (address & 0xfc) + (port & 3);

	if (port < PCI_PORT_DATA) {
		if (port != PCI_PORT_ADDRESS || size != 4)
			return -EPERM;
		if (write)
			cell->arch.pci_address = *value;
		else
			*value = address;
		return 0;
	}
	if (reg & (size - 1))
		return -EPERM;
	if (!(address & PCI_PORT_ENABLE)) {
		/* A plain port access, to where nothing is */
		*value = ~0U;
		return 0;
	}
	if (write)
		return pci_config_write(cell->pci, bdf, reg, *value, size);
	*value = pci_config_read(cell->pci, bdf, reg, size);
	return 0;
}
