// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: PCI functions that cells get
 *
 * A driver that goes on using a function that was given away is stopped at its next
 * access, and the CPU with it. So it has to let go of the function before, which
 * the administrator decides, and none may come while the cell has it.
 */
#include <linux/device.h>
#include <linux/pci.h>
#include "driver.h"

/* Linux' device, with a reference, NULL if it has none there */
static struct pci_dev *find_device(const struct jailhouse_config_pci *dev)
{
	if (dev->type != JAILHOUSE_PCI_DEVICE && dev->type != JAILHOUSE_PCI_BRIDGE)
		return NULL;
	return pci_get_domain_bus_and_slot(dev->domain, dev->bdf >> 8,
					   dev->bdf & 0xff);
}

/* The cell that has a function already; jailhouse.lock held */
static const struct jailhouse_cell *owner(const struct jailhouse_config_pci *dev)
{
	const struct jailhouse_config_pci *other;
	unsigned int id;
	u32 i;

	for (id = 1; id < JAILHOUSE_MAX_CELLS; id++) {
		if (!jailhouse.cells[id])
			continue;
		other = config_pci(jailhouse.cells[id]->config);
		for (i = 0; i < jailhouse.cells[id]->config->pci.count; i++)
			if (other[i].domain == dev->domain &&
			    other[i].bdf == dev->bdf &&
			    other[i].type != JAILHOUSE_PCI_IVSHMEM)
				return jailhouse.cells[id];
	}
	return NULL;
}

static int take_device(struct pci_dev *pdev, struct jailhouse_error *err)
{
	int ret = 0;

	/* Binding and unbinding hold it, too */
	device_lock(&pdev->dev);
	if (pdev->driver)
		ret = jh_refuse(err, -EBUSY,
				"PCI device %s is used by driver %s; unbind it first (echo %s > /sys/bus/pci/drivers/%s/unbind)",
				pci_name(pdev), pdev->driver->name,
				pci_name(pdev), pdev->driver->name);
	else
		pdev->match_driver = false;
	device_unlock(&pdev->dev);
	return ret;
}

static void return_devices(const struct jailhouse_config *cfg, u32 num)
{
	const struct jailhouse_config_pci *dev = config_pci(cfg);
	struct pci_dev *pdev;

	for (; num; num--, dev++) {
		pdev = find_device(dev);
		if (pdev) {
			device_lock(&pdev->dev);
			pdev->match_driver = true;
			device_unlock(&pdev->dev);
		}
		pci_dev_put(pdev);
	}
}

/**
 * jh_pci_take() - keep Linux' drivers away from the functions of a new cell
 * @cfg:	configuration of the cell
 * @err:	receives the reason of a failure
 *
 * Context: process context, jailhouse.lock held.
 *
 * Return: 0; -EBUSY if a driver uses one of them, or another cell has it, then
 * nothing has changed.
 */
int jh_pci_take(const struct jailhouse_config *cfg, struct jailhouse_error *err)
{
	const struct jailhouse_config_pci *dev = config_pci(cfg);
	const struct jailhouse_cell *cell;
	struct pci_dev *pdev;
	int ret = 0;
	u32 i;

	for (i = 0; i < cfg->pci.count; i++, dev++) {
		pdev = find_device(dev);
		if (!pdev)
			continue;
		cell = owner(dev);
		if (cell)
			ret = jh_refuse(err, -EBUSY,
					"PCI device %s belongs to cell %u (%s); destroy that cell or choose another device",
					pci_name(pdev), cell->id,
					cell->config->name);
		else
			ret = take_device(pdev, err);
		pci_dev_put(pdev);
		if (ret) {
			return_devices(cfg, i);
			return ret;
		}
	}
	return 0;
}

/**
 * jh_pci_return() - let Linux' drivers have the functions of a cell again
 * @cfg:	configuration of the cell
 *
 * None is bound here: none was when the cell got them.
 *
 * Context: process context, jailhouse.lock held.
 */
void jh_pci_return(const struct jailhouse_config *cfg)
{
	return_devices(cfg, cfg->pci.count);
}
