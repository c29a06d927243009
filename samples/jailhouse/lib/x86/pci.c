// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI configuration space, through ports 0xcf8/0xcfc and through ECAM
 */
#include <inmate.h>

#include <linux/pci_regs.h>

#define PCI_ADDR_PORT	0xcf8
#define PCI_DATA_PORT	0xcfc
#define PCI_ENABLE	0x80000000U

static unsigned int select_reg(u16 bdf, unsigned int reg)
{
	outl(PCI_ENABLE | (u32)bdf << 8 | (reg & 0xfc), PCI_ADDR_PORT);
	return PCI_DATA_PORT + (reg & 3);
}

/**
 * pci_cf8_read() - read from configuration space through the ports
 * @bdf:	bus, device, function; see PCI_BDF()
 * @reg:	register, below 256, aligned to @size
 * @size:	1, 2 or 4
 *
 * Return: the value; all ones where nothing is.
 */
u32 pci_cf8_read(u16 bdf, unsigned int reg, unsigned int size)
{
	unsigned int port = select_reg(bdf, reg);

	return size == 1 ? inb(port) : size == 2 ? inw(port) : inl(port);
}

/**
 * pci_cf8_write() - write to configuration space through the ports
 * @bdf:	bus, device, function; see PCI_BDF()
 * @reg:	register, below 256, aligned to @size
 * @val:	value
 * @size:	1, 2 or 4
 */
void pci_cf8_write(u16 bdf, unsigned int reg, u32 val, unsigned int size)
{
	unsigned int port = select_reg(bdf, reg);

	if (size == 1)
		outb(val, port);
	else if (size == 2)
		outw(val, port);
	else
		outl(val, port);
}

static unsigned long ecam_addr(u16 bdf, unsigned int reg)
{
	unsigned long addr = comm_region()->pci_mmconfig_base + ((unsigned long)bdf << 12) + reg;

	map_range(addr, 4, MAP_UNCACHED);
	return addr;
}

/**
 * pci_ecam_read() - read from configuration space through ECAM
 * @bdf:	bus, device, function; see PCI_BDF()
 * @reg:	register, below 4096, aligned to @size
 * @size:	1, 2 or 4
 *
 * Return: the value; all ones where nothing is.
 */
u32 pci_ecam_read(u16 bdf, unsigned int reg, unsigned int size)
{
	unsigned long addr = ecam_addr(bdf, reg);

	return size == 1 ? mmio_read8(addr) : size == 2 ? mmio_read16(addr) : mmio_read32(addr);
}

/**
 * pci_ecam_write() - write to configuration space through ECAM
 * @bdf:	bus, device, function; see PCI_BDF()
 * @reg:	register, below 4096, aligned to @size
 * @val:	value
 * @size:	1, 2 or 4
 */
void pci_ecam_write(u16 bdf, unsigned int reg, u32 val, unsigned int size)
{
	unsigned long addr = ecam_addr(bdf, reg);

	if (size == 1)
		mmio_write8(addr, val);
	else if (size == 2)
		mmio_write16(addr, val);
	else
		mmio_write32(addr, val);
}

/* "ecam" on the command line lets everything go through ECAM */
static bool use_ecam(unsigned int reg)
{
	return reg > 0xff || (cmdline_flag("ecam") && comm_region()->pci_mmconfig_base);
}

u32 pci_read(u16 bdf, unsigned int reg, unsigned int size)
{
	return use_ecam(reg) ? pci_ecam_read(bdf, reg, size) : pci_cf8_read(bdf, reg, size);
}

void pci_write(u16 bdf, unsigned int reg, u32 val, unsigned int size)
{
	if (use_ecam(reg))
		pci_ecam_write(bdf, reg, val, size);
	else
		pci_cf8_write(bdf, reg, val, size);
}

/**
 * pci_find_device() - look for a device by its ids
 * @vendor:	vendor id, or PCI_ANY
 * @device:	device id, or PCI_ANY
 * @start_bdf:	where to begin; 0, or one more than what was found last
 *
 * Looks at all 65536 addresses: a cell may own a device on any bus.
 *
 * Return: bus, device, function, or PCI_NOT_FOUND.
 */
int pci_find_device(u16 vendor, u16 device, unsigned int start_bdf)
{
	u32 id;

	for (unsigned int bdf = start_bdf; bdf < 0x10000; bdf++) {
		id = pci_read(bdf, PCI_VENDOR_ID, 4);
		if ((id & 0xffff) == 0xffff)
			continue;
		if ((vendor == PCI_ANY || vendor == (id & 0xffff)) &&
		    (device == PCI_ANY || device == id >> 16))
			return bdf;
	}
	return PCI_NOT_FOUND;
}

/**
 * pci_find_class() - look for a device by what it is
 * @class:	base class << 8 | sub-class
 * @start_bdf:	where to begin; 0, or one more than what was found last
 *
 * Return: bus, device, function, or PCI_NOT_FOUND.
 */
int pci_find_class(u16 class, unsigned int start_bdf)
{
	int bdf = start_bdf - 1;

	for (;;) {
		bdf = pci_find_device(PCI_ANY, PCI_ANY, bdf + 1);
		if (bdf == PCI_NOT_FOUND || pci_read(bdf, PCI_CLASS_DEVICE, 2) == class)
			return bdf;
	}
}

/**
 * pci_find_cap() - look for a capability
 * @bdf:	device
 * @cap:	PCI_CAP_ID_*
 *
 * Return: its offset in configuration space, or PCI_NOT_FOUND.
 */
int pci_find_cap(u16 bdf, u8 cap)
{
	unsigned int pos = PCI_CAPABILITY_LIST;

	if (!(pci_read(bdf, PCI_STATUS, 2) & PCI_STATUS_CAP_LIST))
		return PCI_NOT_FOUND;
	/* 48 capabilities fit; a list that is longer has a loop */
	for (int n = 0; n < 48; n++) {
		pos = pci_read(bdf, pos, 1) & ~3U;
		if (!pos)
			break;
		if (pci_read(bdf, pos, 1) == cap)
			return pos;
		pos++;		/* the pointer to the next */
	}
	return PCI_NOT_FOUND;
}

/**
 * pci_read_bar() - address of a memory BAR
 * @bdf:	device
 * @bar:	0-5
 *
 * Return: the address, 0 if it was not assigned.
 */
u64 pci_read_bar(u16 bdf, unsigned int bar)
{
	u32 low = pci_read(bdf, PCI_BASE_ADDRESS_0 + 4 * bar, 4);
	u64 addr = low & PCI_BASE_ADDRESS_MEM_MASK;

	if ((low & PCI_BASE_ADDRESS_MEM_TYPE_MASK) == PCI_BASE_ADDRESS_MEM_TYPE_64)
		addr |= (u64)pci_read(bdf, PCI_BASE_ADDRESS_0 + 4 * bar + 4, 4) << 32;
	return addr;
}
