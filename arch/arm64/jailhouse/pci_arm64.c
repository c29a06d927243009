// SPDX-License-Identifier: GPL-2.0-only
/*
 * Access to PCI configuration space, which is memory (ECAM)
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <bringup.h>
#include <cell.h>
#include <control.h>
#include <mmio.h>
#include <paging.h>
#include <pci.h>

static u8 *ecam;
/* First bus that is not in ECAM */
static u32 ecam_end;

/**
 * pci_hw_init() - prepare access to configuration space
 *
 * Context: initialization.
 * Return: 0 or -ENOMEM.
 */
int pci_hw_init(void)
{
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
	if (bdf >> 8 >= ecam_end)
		return GENMASK(size * 8 - 1, 0);
	return mmio_read(ecam + ((u32)bdf << 12) + reg, size);
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
	if (bdf >> 8 < ecam_end)
		mmio_write(ecam + ((u32)bdf << 12) + reg, value, size);
}

/**
 * irq_check_msi() - may a device of this cell be told to send this message?
 * @cell:	the cell
 * @address:	where to
 * @data:	what
 *
 * Which interrupt a message becomes is for a device to know that is not supported
 * yet: the ITS, or a frame of GICv2m.
 *
 * Return: 0 for the root, else -EPERM.
 */
int irq_check_msi(const struct cell *cell, u64 address, u32 data)
{
	return cell == root_cell ? 0 : -EPERM;
}
