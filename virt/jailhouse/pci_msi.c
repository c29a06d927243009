// SPDX-License-Identifier: GPL-2.0-only
/*
 * Message-signalled interrupts of PCI functions
 *
 * Pure: reaches hardware only through pci_hw_*() and mmio_*().
 *
 * What holds at any time: a function whose MSI is enabled, and an MSI-X entry
 * that is not masked, has a message that its cell may send. So whatever would
 * make that untrue is refused, and anything may be written while it is off.
 * There are no copies of these registers: the function's own are looked at.
 *
 * There is one exception. Linux writes the address 0 when nobody handles an MSI any
 * more, and lets the function have MSI enabled. Such a function is held: it is off,
 * anything may be written, and it is switched on when it has a message again that
 * its cell may send. The cell sees it enabled all the time.
 */
#include <linux/errno.h>
#include <linux/pci_regs.h>
#include <mmio.h>
#include <pci.h>

/* Control: who may write what */
#define MSI_CONTROL	(PCI_MSI_FLAGS_ENABLE | PCI_MSI_FLAGS_QSIZE)
#define MSIX_CONTROL	(PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL)

/**
 * struct msi_message - MSI capability, as far as it decides about the message
 * @control:	PCI_MSI_FLAGS_*
 * @address:	address
 * @data:	data
 */
struct msi_message {
	u16 control;
	u64 address;
	u16 data;
};

static u16 msi_data_reg(const struct pci_device *dev)
{
	return dev->msi + (dev->msi_64 ? PCI_MSI_DATA_64 : PCI_MSI_DATA_32);
}

/**
 * pci_msi_probe() - look at a capability of a function
 * @dev:	the function
 * @cap:	offset of the capability; it matters if it is MSI or MSI-X
 */
void pci_msi_probe(struct pci_device *dev, u8 cap)
{
	u16 flags;

	switch (pci_hw_read(dev->bdf, cap + PCI_CAP_LIST_ID, 1)) {
	case PCI_CAP_ID_MSI:
		flags = pci_hw_read(dev->bdf, cap + PCI_MSI_FLAGS, 2);
		dev->msi = cap;
		dev->msi_64 = flags & PCI_MSI_FLAGS_64BIT;
		dev->msi_maskable = flags & PCI_MSI_FLAGS_MASKBIT;
		break;
	case PCI_CAP_ID_MSIX:
		dev->msix = cap;
		dev->msix_bar = pci_hw_read(dev->bdf, cap + PCI_MSIX_TABLE, 1) &
				PCI_MSIX_TABLE_BIR;
		break;
	}
}

/**
 * pci_msi_covers() - does a register belong to the MSI capability?
 * @dev:	the function
 * @dword:	register, a multiple of 4
 *
 * Return: whether it does.
 */
bool pci_msi_covers(const struct pci_device *dev, u16 dword)
{
	u16 end = msi_data_reg(dev) + 4;

	if (dev->msi_maskable)
		end += 8;	/* mask bits, pending bits */
	return dev->msi && dword >= dev->msi && dword < end;
}

/**
 * pci_msi_held() - what a cell sees in a register although it is not there
 * @dev:	the function
 * @dword:	register, a multiple of 4
 *
 * Return: bits to be added to the register.
 */
u32 pci_msi_held(const struct pci_device *dev, u16 dword)
{
	return dev->msi_held && dword == dev->msi ?
	       (u32)PCI_MSI_FLAGS_ENABLE << 16 : 0;
}

static void msi_read(const struct pci_device *dev, struct msi_message *msg)
{
	msg->control = pci_hw_read(dev->bdf, dev->msi + PCI_MSI_FLAGS, 2) |
		       pci_msi_held(dev, dev->msi) >> 16;
	msg->address = pci_hw_read(dev->bdf, dev->msi + PCI_MSI_ADDRESS_LO, 4);
	if (dev->msi_64)
		msg->address |= (u64)pci_hw_read(dev->bdf,
						 dev->msi + PCI_MSI_ADDRESS_HI,
						 4) << 32;
	msg->data = pci_hw_read(dev->bdf, msi_data_reg(dev), 2);
}

/* May the function send this? */
static int msi_check(struct cell_pci *pci, const struct pci_device *dev,
		     const struct msi_message *msg)
{
	unsigned int vectors;

	if (!(msg->control & PCI_MSI_FLAGS_ENABLE))
		return 0;
	vectors = 1 << ((msg->control & PCI_MSI_FLAGS_QSIZE) >> 4);
	if (vectors > dev->config->num_msi_vectors)
		return -EPERM;
	/* The function puts its number into the low bits: this is the lowest */
	return irq_check_msi(pci->cell, msg->address,
			     msg->data & ~(vectors - 1));
}

/**
 * pci_msi_write() - write of a cell to the MSI capability
 * @pci:	functions of the cell
 * @dev:	one of them
 * @dword:	register, a multiple of 4, see pci_msi_covers()
 * @value:	32 bits of value
 * @mask:	bytes that are written
 *
 * Return: 0 or -EPERM.
 */
int pci_msi_write(struct cell_pci *pci, struct pci_device *dev, u16 dword,
		  u32 value, u32 mask)
{
	u16 data = msi_data_reg(dev), offset = dword - dev->msi;
	struct msi_message msg;
	bool hold;
	u32 old;

	if (!dev->config->num_msi_vectors)
		return -EPERM;

	if (dword > data) {
		/* Mask bits; pending bits are read-only */
		if (dword != data + 4 || mask != 0xffffffff)
			return -EPERM;
		pci_hw_write(dev->bdf, dword, value, 4);
		return 0;
	}

	old = pci_hw_read(dev->bdf, dword, 4) | pci_msi_held(dev, dword);
	value = (old & ~mask) | (value & mask);
	msi_read(dev, &msg);
	if (!offset) {
		/* Id and pointer to the next capability are read-only */
		if ((old ^ value) & 0xffff)
			return -EPERM;
		msg.control = (msg.control & ~MSI_CONTROL) |
			      (value >> 16 & MSI_CONTROL);
	} else if (dword == data) {
		msg.data = value;
	} else if (offset == PCI_MSI_ADDRESS_LO) {
		msg.address = (msg.address & ~0xffffffffULL) | value;
	} else {
		msg.address = (u32)msg.address | (u64)value << 32;
	}
	hold = msi_check(pci, dev, &msg);
	if (hold && !dev->msi_held && msg.address)
		return -EPERM;

	if (hold)
		msg.control &= ~PCI_MSI_FLAGS_ENABLE;
	/* Off before the message changes, on when it has changed */
	if (!offset || (hold && !dev->msi_held))
		pci_hw_write(dev->bdf, dev->msi + PCI_MSI_FLAGS, msg.control, 2);
	if (dword == data)
		pci_hw_write(dev->bdf, data, msg.data, 2);
	else if (offset)
		pci_hw_write(dev->bdf, dword, value, 4);
	if (offset && dev->msi_held && !hold)
		pci_hw_write(dev->bdf, dev->msi + PCI_MSI_FLAGS, msg.control, 2);
	dev->msi_held = hold;
	return 0;
}

/**
 * pci_msix_control_write() - write of a cell to the first word of MSI-X
 * @dev:	the function
 * @value:	32 bits of value
 * @mask:	bytes that are written
 *
 * Return: 0 or -EPERM.
 */
int pci_msix_control_write(struct pci_device *dev, u32 value, u32 mask)
{
	u32 old = pci_hw_read(dev->bdf, dev->msix, 4);

	value = (old & ~mask) | (value & mask);
	/* Without a trapped table nothing would check the messages */
	if (!dev->msix_table || (old ^ value) & 0xffff)
		return -EPERM;
	pci_hw_write(dev->bdf, dev->msix + PCI_MSIX_FLAGS,
		     (old >> 16 & ~MSIX_CONTROL) | (value >> 16 & MSIX_CONTROL),
		     2);
	return 0;
}

static void *msix_entry(const struct pci_device *dev, unsigned int n)
{
	return dev->msix_table + n * PCI_MSIX_ENTRY_SIZE;
}

static bool msix_masked(const void *entry)
{
	return mmio_read(entry + PCI_MSIX_ENTRY_VECTOR_CTRL, 4) &
	       PCI_MSIX_ENTRY_CTRL_MASKBIT;
}

/* Write 32 bits of an entry, if that leaves it masked or valid */
static int msix_write(struct cell_pci *pci, void *entry, unsigned int offset,
		      u32 value)
{
	u32 reg[PCI_MSIX_ENTRY_SIZE / 4];
	bool masked;
	unsigned int n;

	masked = offset == PCI_MSIX_ENTRY_VECTOR_CTRL ?
		 value & PCI_MSIX_ENTRY_CTRL_MASKBIT : msix_masked(entry);
	if (!masked) {
		for (n = 0; n < 3; n++)
			reg[n] = mmio_read(entry + 4 * n, 4);
		reg[offset / 4] = value;
		if (irq_check_msi(pci->cell, (u64)reg[1] << 32 | reg[0],
				  reg[2]))
			return -EPERM;
	}
	mmio_write(entry + offset, value, 4);
	return 0;
}

/**
 * pci_msix_access() - access of a cell to the pages of an MSI-X table
 * @pci:	functions of the cell
 * @dev:	one of them
 * @access:	the access; its address counts from the start of the table, and may
 *		be negative in the page before it
 *
 * Context: exit path; takes the lock of the function, which CPUs of the same
 * cell may hold.
 * Return: 0 or -EPERM.
 */
int pci_msix_access(struct cell_pci *pci, struct pci_device *dev,
		    struct mmio_access *access)
{
	u64 size = dev->config->num_msix_vectors * PCI_MSIX_ENTRY_SIZE;
	unsigned int offset = access->address % PCI_MSIX_ENTRY_SIZE;
	void *entry;
	int err = -EPERM;

	if (access->address & (access->size - 1))
		return -EPERM;
	if (!access->write) {
		access->value = mmio_read(dev->msix_table + access->address,
					  access->size);
		return 0;
	}
	/* What else is in these pages is not known, so it is read-only */
	if (access->address >= size || access->size < 4)
		return -EPERM;

	ticket_lock(&dev->lock);
	if (dev->present) {
		entry = dev->msix_table + access->address - offset;
		err = msix_write(pci, entry, offset, access->value);
		if (!err && access->size == 8)
			err = msix_write(pci, entry, offset + 4,
					 access->value >> 32);
	}
	ticket_unlock(&dev->lock);
	return err;
}

/**
 * pci_msi_disable() - let a function send no interrupts
 * @dev:	the function, which nobody else accesses
 */
void pci_msi_disable(struct pci_device *dev)
{
	u16 flags, command;
	unsigned int n;

	dev->msi_held = false;
	if (dev->msi) {
		flags = pci_hw_read(dev->bdf, dev->msi + PCI_MSI_FLAGS, 2);
		pci_hw_write(dev->bdf, dev->msi + PCI_MSI_FLAGS,
			     flags & ~MSI_CONTROL, 2);
	}
	if (dev->msix) {
		flags = pci_hw_read(dev->bdf, dev->msix + PCI_MSIX_FLAGS, 2);
		pci_hw_write(dev->bdf, dev->msix + PCI_MSIX_FLAGS,
			     flags & ~MSIX_CONTROL, 2);
	}
	if (!dev->msix_table)
		return;
	/* The next owner must not find entries that it may not have */
	command = pci_hw_read(dev->bdf, PCI_COMMAND, 2);
	pci_hw_write(dev->bdf, PCI_COMMAND, command | PCI_COMMAND_MEMORY, 2);
	for (n = 0; n < dev->config->num_msix_vectors; n++)
		mmio_write(msix_entry(dev, n) + PCI_MSIX_ENTRY_VECTOR_CTRL,
			   PCI_MSIX_ENTRY_CTRL_MASKBIT, 4);
	/* Writes arrive before decoding ends */
	mmio_read(msix_entry(dev, 0), 4);
	pci_hw_write(dev->bdf, PCI_COMMAND, command, 2);
}

/**
 * pci_msi_release() - leave a function as its cell sees it
 * @dev:	the function, which nobody moderates from now on
 */
void pci_msi_release(struct pci_device *dev)
{
	if (dev->msi_held)
		pci_hw_write(dev->bdf, dev->msi + PCI_MSI_FLAGS,
			     pci_hw_read(dev->bdf, dev->msi + PCI_MSI_FLAGS, 2) |
			     PCI_MSI_FLAGS_ENABLE, 2);
	dev->msi_held = false;
}

/**
 * pci_msi_recheck() - stop interrupts that the cell may not send any more
 * @pci:	functions of the cell, which has just lost CPUs
 * @dev:	one of them
 *
 * Return: number of interrupts that had to be stopped; a cell that has moved
 * them away from those CPUs before has none.
 */
unsigned int pci_msi_recheck(struct cell_pci *pci, struct pci_device *dev)
{
	unsigned int n, stopped = 0;
	struct msi_message msg;

	ticket_lock(&dev->lock);
	if (dev->msi) {
		msi_read(dev, &msg);
		if (!dev->msi_held && msi_check(pci, dev, &msg)) {
			pci_hw_write(dev->bdf, dev->msi + PCI_MSI_FLAGS,
				     msg.control & ~MSI_CONTROL, 2);
			stopped++;
		}
	}
	if (dev->msix_table &&
	    pci_hw_read(dev->bdf, PCI_COMMAND, 2) & PCI_COMMAND_MEMORY) {
		for (n = 0; n < dev->config->num_msix_vectors; n++) {
			void *entry = msix_entry(dev, n);

			if (msix_masked(entry) ||
			    !irq_check_msi(pci->cell,
					   mmio_read(entry + PCI_MSIX_ENTRY_UPPER_ADDR, 4) << 32 |
					   mmio_read(entry, 4),
					   mmio_read(entry + PCI_MSIX_ENTRY_DATA, 4)))
				continue;
			mmio_write(entry + PCI_MSIX_ENTRY_VECTOR_CTRL,
				   PCI_MSIX_ENTRY_CTRL_MASKBIT, 4);
			stopped++;
		}
	}
	ticket_unlock(&dev->lock);
	return stopped;
}
