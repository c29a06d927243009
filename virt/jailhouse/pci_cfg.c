// SPDX-License-Identifier: GPL-2.0-only
/*
 * Moderation of PCI configuration space
 *
 * Pure: reaches hardware only through pci_hw_read() and pci_hw_write().
 */
#include <linux/errno.h>
#include <linux/pci_regs.h>
#include <pci.h>

#define CAP_LOOP_MAX	48	/* capabilities that fit into 192 bytes */

/* Bits of the command register that a cell controls */
#define COMMAND_BITS	(PCI_COMMAND_IO | PCI_COMMAND_MEMORY |		\
			 PCI_COMMAND_MASTER | PCI_COMMAND_SPECIAL |	\
			 PCI_COMMAND_INVALIDATE | PCI_COMMAND_PARITY |	\
			 PCI_COMMAND_SERR | PCI_COMMAND_FAST_BACK |	\
			 PCI_COMMAND_INTX_DISABLE)
/* What devices behind a bridge depend on, which other cells may own */
#define COMMAND_FORWARD	(PCI_COMMAND_IO | PCI_COMMAND_MEMORY |		\
			 PCI_COMMAND_MASTER)

/**
 * struct header_reg - who may write 32 bits of the header
 * @allow:	bits that a cell may write
 * @ignore:	bits whose writes are ignored if the root cell does that
 */
struct header_reg {
	u32 allow;
	u32 ignore;
};

/* All others: read-only. BARs and ROM address: see header_write(). */
static const struct header_reg endpoint_regs[PCI_STD_HEADER_SIZEOF / 4] = {
	/* Command: see command_write(); status: write 1 to clear */
	[PCI_COMMAND / 4] = { .allow = 0xffffffff },
	/* Cache line size, latency timer: performance of the function itself */
	[PCI_CACHE_LINE_SIZE / 4] = { .allow = 0x0000ffff },
	/* Interrupt line: scratch register for software */
	[PCI_INTERRUPT_LINE / 4] = { .allow = 0x000000ff },
};

static const struct header_reg bridge_regs[PCI_STD_HEADER_SIZEOF / 4] = {
	[PCI_COMMAND / 4] = { .allow = 0xffffffff },
	[PCI_CACHE_LINE_SIZE / 4] = { .allow = 0x0000ffff },
	/* Bus numbers and windows: decide about functions of others */
	[PCI_PRIMARY_BUS / 4] = { .ignore = 0xffffffff },
	/* I/O window; secondary status: write 1 to clear */
	[PCI_IO_BASE / 4] = { .allow = 0xffff0000, .ignore = 0x0000ffff },
	[PCI_MEMORY_BASE / 4] = { .ignore = 0xffffffff },
	[PCI_PREF_MEMORY_BASE / 4] = { .ignore = 0xffffffff },
	[PCI_PREF_BASE_UPPER32 / 4] = { .ignore = 0xffffffff },
	[PCI_PREF_LIMIT_UPPER32 / 4] = { .ignore = 0xffffffff },
	[PCI_IO_BASE_UPPER16 / 4] = { .ignore = 0xffffffff },
	/* Interrupt line; bridge control: resets what is behind */
	[PCI_INTERRUPT_LINE / 4] = { .allow = 0x000000ff,
				     .ignore = 0xffff0000 },
};

/**
 * pci_find() - look up a function of a cell
 * @pci:	functions of the cell, or NULL
 * @bdf:	address
 *
 * Return: the function, or NULL if it does not belong to the cell now.
 */
struct pci_device *pci_find(struct cell_pci *pci, u16 bdf)
{
	unsigned int first = 0, end = pci ? pci->num : 0;

	while (first < end) {
		unsigned int middle = (first + end) / 2;
		struct pci_device *dev = &pci->dev[middle];

		if (dev->bdf == bdf)
			return dev->present ? dev : NULL;
		if (dev->bdf < bdf)
			first = middle + 1;
		else
			end = middle;
	}
	return NULL;
}

static u16 rom_reg(const struct pci_device *dev)
{
	return dev->bridge ? PCI_ROM_ADDRESS1 : PCI_ROM_ADDRESS;
}

/* Number of the BAR at @dword, or -1 */
static int bar_at(const struct pci_device *dev, u16 dword)
{
	int n = (dword - PCI_BASE_ADDRESS_0) / 4;

	return dword >= PCI_BASE_ADDRESS_0 && n < dev->num_bars ? n : -1;
}

static u32 size_mask(unsigned int size)
{
	return size == 4 ? ~0U : (1U << size * 8) - 1;
}

/* By itself, so that what drivers read all the time saves no registers for it */
static noinline u32 read_capability(const struct pci_device *dev, u16 reg,
				    unsigned int size)
{
	return pci_hw_read(dev->bdf, reg, size) |
	       (pci_msi_held(dev, reg & ~3) >> (reg & 3) * 8 & size_mask(size));
}

/**
 * pci_config_read() - read of a cell from configuration space
 * @pci:	functions of the cell, or NULL
 * @bdf:	address
 * @reg:	register, below 4096, aligned to @size
 * @size:	1, 2 or 4 bytes
 *
 * Context: exit path.
 * Return: the value; all ones if the function is not the cell's.
 */
u32 pci_config_read(struct cell_pci *pci, u16 bdf, u16 reg, unsigned int size)
{
	const struct pci_device *dev = pci_find(pci, bdf);
	int bar;

	if (!dev)
		return size_mask(size);
	if (reg >= PCI_BASE_ADDRESS_0 && reg < PCI_STD_HEADER_SIZEOF) {
		bar = bar_at(dev, reg & ~3);
		if (bar >= 0)
			return pci_bar_read(dev, bar) >> (reg & 3) * 8 &
			       size_mask(size);
		/* No ROM: it would need a place and would not be worth it */
		if ((reg & ~3) == rom_reg(dev))
			return 0;
	}
	if (reg < PCI_STD_HEADER_SIZEOF)
		return pci_hw_read(bdf, reg, size);
	return read_capability(dev, reg, size);
}

/* Write the bytes of @mask; whole bytes, and as few accesses as may be */
static void hw_write_masked(u16 bdf, u16 dword, u32 value, u32 mask)
{
	unsigned int n;

	if (mask == 0xffffffff) {
		pci_hw_write(bdf, dword, value, 4);
		return;
	}
	for (n = 0; n < 4; n += 2, value >>= 16, mask >>= 16) {
		if ((mask & 0xffff) == 0xffff) {
			pci_hw_write(bdf, dword + n, value & 0xffff, 2);
			continue;
		}
		if (mask & 0xff)
			pci_hw_write(bdf, dword + n, value & 0xff, 1);
		if (mask & 0xff00)
			pci_hw_write(bdf, dword + n + 1, value >> 8 & 0xff, 1);
	}
}

static int command_write(struct cell_pci *pci, struct pci_device *dev,
			 u16 value, u16 mask)
{
	u16 old = pci_hw_read(dev->bdf, PCI_COMMAND, 2);
	u16 command = (old & ~mask) | (value & mask & COMMAND_BITS);

	if (dev->bridge)
		command |= old & COMMAND_FORWARD;
	if (pci_bar_settle(pci, dev, command)) {
		/*
		 * A BAR is where it must not be. Linux looks at the register
		 * again after it has enabled a function, and fails.
		 */
		if (!pci->root)
			return -EPERM;
		command &= ~(PCI_COMMAND_IO | PCI_COMMAND_MEMORY);
	}
	pci_hw_write(dev->bdf, PCI_COMMAND, command, 2);
	return 0;
}

static int header_write(struct cell_pci *pci, struct pci_device *dev,
			u16 dword, u32 value, u32 mask)
{
	const struct header_reg *regs = dev->bridge ? bridge_regs :
						      endpoint_regs;
	u32 allow = regs[dword / 4].allow;
	u32 ignore = pci->root ? regs[dword / 4].ignore : 0;
	u32 refused = mask & ~(allow | ignore);
	int bar = bar_at(dev, dword);
	int err;

	if (bar >= 0) {
		pci_bar_write(dev, bar, value, mask);
		return 0;
	}
	if (dword == rom_reg(dev))
		return 0;
	/*
	 * Some write 32 bits in order to change those that they may. Then they
	 * have read the others before.
	 */
	if (refused && (!(mask & allow) ||
			(pci_hw_read(dev->bdf, dword, 4) ^ value) & refused))
		return -EPERM;

	mask &= allow;
	if (dword == PCI_COMMAND) {
		if (mask & 0xffff) {
			err = command_write(pci, dev, value, mask);
			if (err)
				return err;
		}
		mask &= 0xffff0000;
	}
	hw_write_masked(dev->bdf, dword, value, mask);
	return 0;
}

/* Is the register in the body of a capability that the cell may write? */
static bool cap_writable(const struct pci_device *dev, u16 reg,
			 unsigned int size)
{
	unsigned int n;

	for (n = 0; n < dev->config->num_caps; n++) {
		const struct jailhouse_config_pci_cap *cap = &dev->caps[n];
		/* Id and pointer to the next one are read-only */
		u16 head = cap->id & JAILHOUSE_PCI_CAP_EXTENDED ? 4 : 2;

		if (cap->flags & JAILHOUSE_PCI_CAP_WRITE &&
		    reg >= cap->start + head &&
		    reg + size <= (u32)cap->start + cap->len)
			return true;
	}
	return false;
}

static int write_locked(struct cell_pci *pci, struct pci_device *dev, u16 reg,
			u32 value, unsigned int size)
{
	unsigned int shift = (reg & 3) * 8;
	u32 mask = size_mask(size) << shift;
	u16 dword = reg & ~3;

	if (reg < PCI_STD_HEADER_SIZEOF)
		return header_write(pci, dev, dword, value << shift, mask);
	if (pci_msi_covers(dev, dword))
		return pci_msi_write(pci, dev, dword, value << shift, mask);
	if (dev->msix && dword == dev->msix)
		return pci_msix_control_write(dev, value << shift, mask);
	/* Where the MSI-X tables are cannot be changed */
	if (dev->msix && dword > dev->msix &&
	    dword < dev->msix + PCI_CAP_MSIX_SIZEOF)
		return -EPERM;
	if (!cap_writable(dev, reg, size))
		return -EPERM;
	pci_hw_write(dev->bdf, reg, value, size);
	return 0;
}

/**
 * pci_config_write() - write of a cell to configuration space
 * @pci:	functions of the cell, or NULL
 * @bdf:	address
 * @reg:	register, below 4096, aligned to @size
 * @value:	value
 * @size:	1, 2 or 4 bytes
 *
 * Context: exit path; takes the lock of the function, which CPUs of the same
 * cell may hold.
 * Return: 0 if done or ignored on purpose, -EPERM if it is a violation.
 */
int pci_config_write(struct cell_pci *pci, u16 bdf, u16 reg, u32 value,
		     unsigned int size)
{
	struct pci_device *dev = pci_find(pci, bdf);
	int err = -EPERM;

	if (!dev)
		return -EPERM;
	ticket_lock(&dev->lock);
	/* It may have been given away while we waited */
	if (dev->present)
		err = write_locked(pci, dev, reg, value & size_mask(size),
				   size);
	ticket_unlock(&dev->lock);
	return err;
}

/**
 * pci_probe() - find out what the hardware says about a function
 * @dev:	the function; @dev->config and @dev->bdf are set, the rest is 0
 *
 * Return: 0; -ENODEV if there is no such function; -EOPNOTSUPP if its header is
 * neither that of a function nor that of a bridge.
 */
int pci_probe(struct pci_device *dev)
{
	unsigned int loops = CAP_LOOP_MAX;
	u8 type, cap;

	if (pci_hw_read(dev->bdf, PCI_VENDOR_ID, 2) == 0xffff)
		return -ENODEV;
	type = pci_hw_read(dev->bdf, PCI_HEADER_TYPE, 1) & PCI_HEADER_TYPE_MASK;
	if (type != PCI_HEADER_TYPE_NORMAL && type != PCI_HEADER_TYPE_BRIDGE)
		return -EOPNOTSUPP;
	dev->bridge = type == PCI_HEADER_TYPE_BRIDGE;
	dev->num_bars = dev->bridge ? 2 : PCI_NUM_BARS;
	pci_bar_probe(dev);

	if (!(pci_hw_read(dev->bdf, PCI_STATUS, 2) & PCI_STATUS_CAP_LIST))
		return 0;
	cap = pci_hw_read(dev->bdf, PCI_CAPABILITY_LIST, 1) & ~3;
	while (cap >= PCI_STD_HEADER_SIZEOF && loops--) {
		pci_msi_probe(dev, cap);
		cap = pci_hw_read(dev->bdf, cap + PCI_CAP_LIST_NEXT, 1) & ~3;
	}
	return 0;
}

/**
 * pci_quiesce() - bring a function to the state in which it changes hands
 * @dev:	the function, which nobody else accesses
 *
 * It does not decode anything, does not access memory and sends no interrupt.
 * Bridges go on forwarding: what is behind them belongs to others.
 */
void pci_quiesce(struct pci_device *dev)
{
	if (!dev->bridge) {
		pci_hw_write(dev->bdf, PCI_COMMAND, 0, 2);
		/* Reading pushes what is still under way */
		pci_hw_read(dev->bdf, PCI_COMMAND, 2);
		pci_hw_write(dev->bdf, PCI_ROM_ADDRESS, 0, 4);
		pci_bar_home(dev);
	}
	pci_msi_disable(dev);
}
