// SPDX-License-Identifier: GPL-2.0-only
/*
 * BARs of PCI functions
 *
 * Pure: reaches hardware only through pci_hw_read() and pci_hw_write().
 *
 * A cell writes to copies, so it may find out the sizes in any way it likes.
 * They count when it switches decoding on: a BAR at its old place is all right,
 * any other place must be memory of the cell.
 */
#include <linux/errno.h>
#include <linux/pci_regs.h>
#include <linux/string.h>
#include <pci.h>

#define DECODE		(PCI_COMMAND_IO | PCI_COMMAND_MEMORY)

/* Is this the upper half of a 64-bit BAR? */
static bool is_upper(const struct pci_device *dev, unsigned int n)
{
	bool upper = false;
	unsigned int i;

	for (i = 0; i < n; i++)
		upper = !upper &&
			!(dev->bar_home[i] & PCI_BASE_ADDRESS_SPACE_IO) &&
			(dev->bar_home[i] & PCI_BASE_ADDRESS_MEM_TYPE_MASK) ==
			PCI_BASE_ADDRESS_MEM_TYPE_64;
	return upper;
}

static bool is_io(const struct pci_device *dev, unsigned int n)
{
	return dev->bar_home[n] & PCI_BASE_ADDRESS_SPACE_IO;
}

/* Bits of a BAR that say what it is, not where */
static u32 flag_bits(const struct pci_device *dev, unsigned int n)
{
	if (is_upper(dev, n))
		return 0;
	return is_io(dev, n) ? ~PCI_BASE_ADDRESS_IO_MASK :
			       ~PCI_BASE_ADDRESS_MEM_MASK;
}

/* Bits of a BAR that can be changed */
static u32 address_bits(const struct pci_device *dev, unsigned int n)
{
	return dev->config->bar_mask[n] & ~flag_bits(dev, n);
}

static u16 bar_reg(unsigned int n)
{
	return PCI_BASE_ADDRESS_0 + 4 * n;
}

/**
 * pci_bar_probe() - read where a function decodes
 * @dev:	the function; @dev->num_bars is set
 */
void pci_bar_probe(struct pci_device *dev)
{
	unsigned int n;

	for (n = 0; n < dev->num_bars; n++) {
		dev->bar_home[n] = pci_hw_read(dev->bdf, bar_reg(n), 4);
		dev->bar_hw[n] = dev->bar_home[n];
		dev->bar[n] = dev->bar_home[n];
	}
}

/**
 * pci_bar_read() - what a cell reads from a BAR
 * @dev:	the function
 * @n:		number of the BAR
 *
 * Return: what the cell wrote, as the hardware would give it back.
 */
u32 pci_bar_read(const struct pci_device *dev, unsigned int n)
{
	return dev->bar[n];
}

/**
 * pci_bar_write() - write of a cell to a BAR
 * @dev:	the function
 * @n:		number of the BAR
 * @value:	value
 * @mask:	bytes that are written
 *
 * Does not change where the function decodes, see pci_bar_settle(). Writes are
 * ignored if the configuration says that there is no such BAR.
 */
void pci_bar_write(struct pci_device *dev, unsigned int n, u32 value, u32 mask)
{
	mask &= address_bits(dev, n);
	dev->bar[n] = (dev->bar[n] & ~mask) | (value & mask);
}

/**
 * pci_bar_address() - where a function decodes
 * @dev:	the function
 * @n:		number of the BAR; the lower half of a 64-bit BAR
 *
 * Return: the address or port, 0 if it is not assigned.
 */
u64 pci_bar_address(const struct pci_device *dev, unsigned int n)
{
	u64 address = dev->bar_hw[n] & ~flag_bits(dev, n);

	if (n + 1 < dev->num_bars && is_upper(dev, n + 1))
		address |= (u64)dev->bar_hw[n + 1] << 32;
	return address;
}

static unsigned int num_halves(const struct pci_device *dev, unsigned int n)
{
	return n + 1 < dev->num_bars && is_upper(dev, n + 1) ? 2 : 1;
}

/* Are a BAR, or both halves of one, the same in two sets of them? */
static bool is_same(const struct pci_device *dev, unsigned int n, const u32 *a,
		    const u32 *b)
{
	return !memcmp(&a[n], &b[n], num_halves(dev, n) * sizeof(*a));
}

/* What a BAR, or both halves of one, decodes: @size is 0 if there is no such BAR */
static u64 bar_range(const struct pci_device *dev, unsigned int n,
		     const u32 *value, u64 *size)
{
	u64 start = value[n] & address_bits(dev, n);
	u64 mask = address_bits(dev, n);

	if (num_halves(dev, n) == 2) {
		start |= (u64)value[n + 1] << 32;
		mask |= (u64)dev->config->bar_mask[n + 1] << 32;
	} else if (mask) {
		mask |= ~0ULL << 32;
	}
	*size = -mask;
	return start;
}

/**
 * pci_bar_stray() - does a function decode memory where it did not at enable?
 * @dev:	the function
 * @start:	the memory
 * @size:	its size
 *
 * Return: number of the first BAR that was moved there, -ENOENT if there is none or
 * decoding is off.
 */
int pci_bar_stray(const struct pci_device *dev, u64 start, u64 size)
{
	u64 bar_start, bar_size;
	unsigned int n;

	for (n = 0; n < dev->num_bars; n += num_halves(dev, n)) {
		if (is_io(dev, n) || is_same(dev, n, dev->bar_hw, dev->bar_home))
			continue;
		bar_start = bar_range(dev, n, dev->bar_hw, &bar_size);
		if ((bar_start - start < size || start - bar_start < bar_size) &&
		    pci_hw_read(dev->bdf, PCI_COMMAND, 2) & PCI_COMMAND_MEMORY)
			return n;
	}
	return -ENOENT;
}

/* A BAR, or both halves of one, is not at home: may it be there? */
static int bar_check_move(struct cell_pci *pci, struct pci_device *dev,
			  unsigned int n)
{
	u64 size, start = bar_range(dev, n, dev->bar, &size);
	int err;

	/*
	 * Ports: their grants do not say which device they are meant for. MSI-X
	 * table: it is trapped where it is.
	 */
	if (is_io(dev, n) || (dev->msix && dev->msix_bar == n))
		size = 0;
	err = pci_bar_check(pci->cell, dev->bdf, n, start, size,
			    !dev->explained);
	if (err)
		dev->explained = true;
	return err;
}

/**
 * pci_bar_settle() - let BARs be where the cell wants them
 * @pci:	functions of the cell
 * @dev:	one of them
 * @command:	command register as it will be
 *
 * Called before decoding is switched on. A place that was all right before may be
 * another cell's now, unless it is the one where Linux had the BAR. Also writes
 * BARs that the function has forgotten, because the cell reset it.
 *
 * Return: 0; a negative errno if a BAR must not be there, nothing is changed then.
 */
int pci_bar_settle(struct cell_pci *pci, struct pci_device *dev, u16 command)
{
	bool decoding = true;
	unsigned int n;
	int err;

	for (n = 0; n < dev->num_bars; n += num_halves(dev, n)) {
		u16 bit = is_io(dev, n) ? PCI_COMMAND_IO : PCI_COMMAND_MEMORY;

		if (!(command & bit) ||
		    (is_same(dev, n, dev->bar, dev->bar_hw) &&
		     is_same(dev, n, dev->bar, dev->bar_home)))
			continue;
		err = bar_check_move(pci, dev, n);
		if (err)
			return err;
	}

	for (n = 0; n < dev->num_bars; n++) {
		u16 bit = is_io(dev, n) && !is_upper(dev, n) ?
			  PCI_COMMAND_IO : PCI_COMMAND_MEMORY;

		if (!(command & bit))
			continue;
		dev->bar_hw[n] = dev->bar[n];
		if (pci_hw_read(dev->bdf, bar_reg(n), 4) == dev->bar_hw[n])
			continue;
		/* Half of a new address must not be decoded */
		if (decoding) {
			pci_hw_write(dev->bdf, PCI_COMMAND,
				     command & ~DECODE, 2);
			decoding = false;
		}
		pci_hw_write(dev->bdf, bar_reg(n), dev->bar_hw[n], 4);
	}
	return 0;
}

/**
 * pci_bar_home() - put BARs back to where they were at enable
 * @dev:	the function, which does not decode
 */
void pci_bar_home(struct pci_device *dev)
{
	unsigned int n;

	for (n = 0; n < dev->num_bars; n++) {
		dev->bar[n] = dev->bar_home[n];
		dev->bar_hw[n] = dev->bar_home[n];
		if (pci_hw_read(dev->bdf, bar_reg(n), 4) != dev->bar_home[n])
			pci_hw_write(dev->bdf, bar_reg(n), dev->bar_home[n], 4);
	}
	dev->explained = false;
}
