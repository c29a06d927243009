// SPDX-License-Identifier: GPL-2.0-only
/*
 * Message-signalled interrupts
 */
#include <inmate.h>

#include <linux/pci_regs.h>

#define MSI_ADDR_BASE		0xfee00000U
#define MSI_ADDR(apic_id)	(MSI_ADDR_BASE | ((apic_id) & 0xff) << 12)

/**
 * pci_msi_set_vector() - let a device interrupt by MSI, with one vector
 * @bdf:	device
 * @vector:	vector
 * @apic_id:	CPU that gets it, below 256
 *
 * Return: false if the device has no MSI capability.
 */
bool pci_msi_set_vector(u16 bdf, unsigned int vector, u32 apic_id)
{
	int cap = pci_find_cap(bdf, PCI_CAP_ID_MSI);
	unsigned int data;
	u16 ctrl;

	if (cap == PCI_NOT_FOUND)
		return false;

	ctrl = pci_read(bdf, cap + PCI_MSI_FLAGS, 2);
	ctrl &= ~(PCI_MSI_FLAGS_QSIZE | PCI_MSI_FLAGS_ENABLE);
	pci_write(bdf, cap + PCI_MSI_FLAGS, ctrl, 2);
	pci_write(bdf, cap + PCI_MSI_ADDRESS_LO, MSI_ADDR(apic_id), 4);
	if (ctrl & PCI_MSI_FLAGS_64BIT) {
		pci_write(bdf, cap + PCI_MSI_ADDRESS_HI, 0, 4);
		data = cap + PCI_MSI_DATA_64;
	} else {
		data = cap + PCI_MSI_DATA_32;
	}
	pci_write(bdf, data, vector, 2);
	pci_write(bdf, cap + PCI_MSI_FLAGS, ctrl | PCI_MSI_FLAGS_ENABLE, 2);
	return true;
}

/**
 * pci_msix_set_vector() - let a device interrupt by MSI-X
 * @bdf:	device, with memory access enabled and its BARs assigned
 * @entry:	entry of its table
 * @vector:	vector
 * @apic_id:	CPU that gets it, below 256
 *
 * Return: false if the device has no such entry.
 */
bool pci_msix_set_vector(u16 bdf, unsigned int entry, unsigned int vector, u32 apic_id)
{
	int cap = pci_find_cap(bdf, PCI_CAP_ID_MSIX);
	unsigned long addr;
	u32 table;
	u16 ctrl;

	if (cap == PCI_NOT_FOUND)
		return false;
	ctrl = pci_read(bdf, cap + PCI_MSIX_FLAGS, 2);
	if (entry > (ctrl & PCI_MSIX_FLAGS_QSIZE))
		return false;

	table = pci_read(bdf, cap + PCI_MSIX_TABLE, 4);
	addr = pci_read_bar(bdf, table & PCI_MSIX_TABLE_BIR) + (table & PCI_MSIX_TABLE_OFFSET) +
	       entry * PCI_MSIX_ENTRY_SIZE;
	map_range(addr, PCI_MSIX_ENTRY_SIZE, MAP_UNCACHED);

	ctrl &= ~PCI_MSIX_FLAGS_MASKALL;
	pci_write(bdf, cap + PCI_MSIX_FLAGS, ctrl | PCI_MSIX_FLAGS_ENABLE, 2);
	mmio_write32(addr + PCI_MSIX_ENTRY_LOWER_ADDR, MSI_ADDR(apic_id));
	mmio_write32(addr + PCI_MSIX_ENTRY_UPPER_ADDR, 0);
	mmio_write32(addr + PCI_MSIX_ENTRY_DATA, vector);
	mmio_write32(addr + PCI_MSIX_ENTRY_VECTOR_CTRL, 0);
	return true;
}
