// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where functions of PCI may decode: what memory is whose
 */
#include <linux/errno.h>
#include <linux/pci_regs.h>
#include <bringup.h>
#include <cell.h>
#include <config.h>
#include <control.h>
#include <log.h>
#include <mmio.h>
#include <pci.h>

static bool overlap(u64 start1, u64 size1, u64 start2, u64 size2)
{
	return start1 - start2 < size2 || start2 - start1 < size1;
}

static bool config_has_memory(const struct jailhouse_config *config, u64 start,
			      u64 size)
{
	const struct jailhouse_config_memory *mem = config_memory(config);
	u32 n;

	for (n = 0; n < config->memory.count; n++) {
		if (!(mem[n].flags & JAILHOUSE_MEM_COMM_REGION) &&
		    overlap(start, size, mem[n].phys_start, mem[n].size))
			return true;
	}
	return false;
}

/**
 * pci_bar_check() - may a function of a cell decode there?
 * @cell:	the cell
 * @bdf:	the function
 * @bar:	number of the BAR
 * @start:	address
 * @size:	its size, 0 if this BAR must not move at all
 * @explain:	say in the log why not
 *
 * Context: exit path, but no hot one.
 * Return: 0 or -EPERM.
 */
int pci_bar_check(const struct cell *cell, u16 bdf, unsigned int bar, u64 start,
		  u64 size, bool explain)
{
	const struct jailhouse_config_memory *mem = config_memory(cell->config);
	const char *what = "memory that the cell does not have";
	/* The management may put another one in its place */
	const struct mmio_table *trapped = READ_ONCE(cell->mmio);
	const struct cell *other;
	u32 n, i;

	if (!size) {
		what = "another place, which is not possible for I/O and MSI-X";
		goto refused;
	}
	for (n = 0; n < boot->num_ram; n++) {
		if (overlap(start, size, boot->ram[n].start,
			    boot->ram[n].end - boot->ram[n].start)) {
			what = "RAM";
			goto refused;
		}
	}
	if (system->pci_mmconfig_base &&
	    overlap(start, size, system->pci_mmconfig_base,
		    ((u64)system->pci_mmconfig_end_bus + 1) << 20)) {
		what = "ECAM";
		goto refused;
	}
	for (n = 0; trapped && n < trapped->num; n++) {
		if (overlap(start, size, trapped->region[n].start,
			    trapped->region[n].size)) {
			what = "a trapped region";
			goto refused;
		}
	}
	/*
	 * The root cell's configuration lists what it has given away, too. A cell
	 * that goes away is freed only when the root's CPUs have left this.
	 */
	for_each_cell(other, i) {
		if (cell == root_cell && other != root_cell &&
		    config_has_memory(other->config, start, size)) {
			what = "memory of another cell";
			goto refused;
		}
	}
	for (n = 0; n < cell->config->memory.count; n++) {
		/* What others have, too, is no place for it */
		if (cell != root_cell && mem[n].flags & JAILHOUSE_MEM_ROOTSHARED)
			continue;
		if (mem[n].phys_start == mem[n].virt_start &&
		    !(mem[n].flags & JAILHOUSE_MEM_COMM_REGION) &&
		    start >= mem[n].phys_start && size <= mem[n].size &&
		    start - mem[n].phys_start <= mem[n].size - size)
			return 0;
	}
refused:
	if (explain)
		hyp_note("PCI %02x:%02x.%x: BAR %u moved to 0x%llx, over %s: leave it where it was",
			 bdf >> 8, bdf >> 3 & 0x1f, bdf & 7, bar, start, what);
	return -EPERM;
}

/* Which BAR of a function of the root was moved over memory of a new cell? */
static int stray_bar(const struct cell *cell, const struct pci_device *dev)
{
	const struct jailhouse_config_memory *mem = config_memory(cell->config);
	int bar = -ENOENT;
	u32 n;

	if (!dev->present || (cell->pci && pci_find(cell->pci, dev->bdf)))
		return -ENOENT;
	for (n = 0; n < cell->config->memory.count && bar < 0; n++) {
		if (mem[n].size && !(mem[n].flags & JAILHOUSE_MEM_COMM_REGION))
			bar = pci_bar_stray(dev, mem[n].phys_start, mem[n].size);
	}
	return bar;
}

/* Say something about a BAR of a function */
static void bar_log(const struct pci_device *dev, int bar, const char *text)
{
	hyp_log("PCI %02x:%02x.%x: BAR %d %s", dev->bdf >> 8,
		dev->bdf >> 3 & 0x1f, dev->bdf & 7, bar, text);
}

/**
 * pci_check_strays() - does a function of the root decode memory of a new cell?
 * @cell:	the cell, whose functions are known
 *
 * Where Linux had it at enable is left to who wrote the configurations. Only where it
 * went later can nobody have thought of.
 *
 * Context: management lock held.
 * Return: 0, or -EBUSY; the log says what to do.
 */
int pci_check_strays(const struct cell *cell)
{
	const struct cell_pci *pci = root_cell->pci;
	const struct pci_device *dev;
	int bar;

	for (dev = pci->dev; dev < pci->dev + pci->num; dev++) {
		bar = stray_bar(cell, dev);
		if (bar < 0)
			continue;
		bar_log(dev, bar,
			"was moved over memory of the cell: move it back or stop decoding");
		return -EBUSY;
	}
	return 0;
}

/**
 * pci_stop_strays() - stop what the root moved over memory of a cell after the check
 * @cell:	the cell, which is in the list of cells: nothing follows
 *
 * A CPU of the root holds the lock of the function from its look at the list until
 * the command register is written. If it looked before the cell was there, it is done
 * when this gets the lock; if after, pci_bar_check() refuses. The memory changes
 * hands later, so what such a function decodes until then is still the root's.
 *
 * Context: management lock held.
 */
void pci_stop_strays(const struct cell *cell)
{
	struct cell_pci *pci = root_cell->pci;
	struct pci_device *dev;
	int bar;

	for (dev = pci->dev; dev < pci->dev + pci->num; dev++) {
		ticket_lock(&dev->lock);
		bar = stray_bar(cell, dev);
		if (bar >= 0)
			pci_hw_write(dev->bdf, PCI_COMMAND,
				     pci_hw_read(dev->bdf, PCI_COMMAND, 2) &
				     ~PCI_COMMAND_MEMORY, 2);
		ticket_unlock(&dev->lock);
		if (bar >= 0)
			bar_log(dev, bar,
				"was moved over memory of the new cell: decoding is off");
	}
}
