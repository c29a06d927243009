// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI functions: which cell owns which
 */
#include <linux/errno.h>
#include <linux/pci_regs.h>
#include <linux/string.h>
#include <bringup.h>
#include <cell.h>
#include <config.h>
#include <control.h>
#include <log.h>
#include <mmio.h>
#include <pci.h>
#include <pool.h>
#include <unit.h>

/*
 * Say what is wrong with a function: why enable fails, or to the log once that is
 * over. Returns @err.
 */
static int __printf(3, 4) pci_fail(int err, u16 bdf, const char *fmt, ...)
{
	char text[HYP_LOG_MAX];
	va_list args;

	va_start(args, fmt);
	hyp_vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (!cells_live)
		return boot_fail(err, "PCI %02x:%02x.%x: %s", bdf >> 8,
				 bdf >> 3 & 0x1f, bdf & 7, text);
	hyp_log("PCI %02x:%02x.%x: %s", bdf >> 8, bdf >> 3 & 0x1f, bdf & 7,
		text);
	return err;
}

static u64 ecam_base(void)
{
	return system->pci_mmconfig_base;
}

static u64 ecam_size(void)
{
	return ((u64)system->pci_mmconfig_end_bus + 1) << 20;
}

/* Trapped configuration space */
static int ecam_access(void *arg, struct mmio_access *access)
{
	struct cell *cell = arg;
	u64 offset = access->address - ecam_base();

	if (access->size > 4 || access->address & (access->size - 1))
		return -EINVAL;
	if (access->write)
		return pci_config_write(cell->pci, offset >> 12, offset & 0xfff,
					access->value, access->size);
	access->value = pci_config_read(cell->pci, offset >> 12, offset & 0xfff,
					access->size);
	return 0;
}

static struct pci_device *find_msix(struct cell_pci *pci, u64 address)
{
	struct pci_device *dev;

	for (dev = pci->dev; dev < pci->dev + pci->num; dev++) {
		if (dev->present && dev->msix_table &&
		    address - (dev->config->msix_address & PAGE_MASK) <
		    dev->config->msix_region_size)
			return dev;
	}
	return NULL;
}

/* Trapped page of an MSI-X table */
static int msix_access(void *arg, struct mmio_access *access)
{
	struct cell *cell = arg;
	struct pci_device *dev = find_msix(cell->pci, access->address);
	struct mmio_access in_table = *access;
	int err;

	if (!dev)
		return -EPERM;
	in_table.address -= dev->config->msix_address;
	err = pci_msix_access(cell->pci, dev, &in_table);
	access->value = in_table.value;
	return err;
}

static int add_msix_region(struct cell *cell, const struct pci_device *dev)
{
	if (!dev->msix_table)
		return 0;
	return mmio_region_add(cell, dev->config->msix_address & PAGE_MASK,
			       dev->config->msix_region_size, msix_access,
			       cell);
}

static int add_ecam_region(struct cell *cell)
{
	if (!ecam_base())
		return 0;
	return mmio_region_add(cell, ecam_base(), ecam_size(), ecam_access,
			       cell);
}

static u32 pci_pages(u32 num)
{
	return (sizeof(struct cell_pci) + num * sizeof(struct pci_device) +
		PAGE_SIZE - 1) / PAGE_SIZE;
}

static struct cell_pci *alloc_pci(const struct cell *cell)
{
	u32 pages = pci_pages(cell->config->pci.count);
	struct cell_pci *pci = pool_alloc(pages);

	if (!pci)
		return NULL;
	pci->cell = cell;
	pci->root = cell == root_cell;
	pci->pages = pages;
	return pci;
}

static void __used free_pci(struct cell *cell)
{
	if (cell->pci)
		pool_free(cell->pci, cell->pci->pages);
	cell->pci = NULL;
}

/* Room for a function, in order of the addresses */
static struct pci_device *insert(struct cell_pci *pci, u16 bdf)
{
	struct pci_device *dev = &pci->dev[pci->num++];

	for (; dev > pci->dev && dev[-1].bdf > bdf; dev--)
		*dev = dev[-1];
	memset(dev, 0, sizeof(*dev));
	dev->bdf = bdf;
	return dev;
}

/* --- bring-up -------------------------------------------------------------- */

/* The hardware knows where the MSI-X table is: so must the configuration */
static int check_msix(struct pci_device *dev)
{
	const struct jailhouse_config_pci *config = dev->config;
	u32 table, vectors;
	u64 address;
	u16 flags;

	if (!dev->msix) {
		if (config->num_msix_vectors)
			return pci_fail(-EINVAL, dev->bdf,
					"has no MSI-X: correct the configuration");
		return 0;
	}

	flags = pci_hw_read(dev->bdf, dev->msix + PCI_MSIX_FLAGS, 2);
	table = pci_hw_read(dev->bdf, dev->msix + PCI_MSIX_TABLE, 4);
	vectors = (flags & PCI_MSIX_FLAGS_QSIZE) + 1;
	if (dev->msix_bar >= dev->num_bars)
		return pci_fail(-EINVAL, dev->bdf,
				"the MSI-X table is in no BAR: remove the function");
	address = pci_bar_address(dev, dev->msix_bar) +
		  (table & PCI_MSIX_TABLE_OFFSET);

	if (!config->num_msix_vectors) {
		if (flags & PCI_MSIX_FLAGS_ENABLE)
			return pci_fail(-EINVAL, dev->bdf,
					"Linux uses MSI-X: describe it in the configuration, %u vectors, table at 0x%llx",
					vectors, address);
		return 0;
	}
	if (config->num_msix_vectors != vectors ||
	    config->msix_address != address)
		return pci_fail(-EINVAL, dev->bdf,
				"has %u MSI-X vectors, table at 0x%llx: the configuration says %u at 0x%llx",
				vectors, address, config->num_msix_vectors,
				config->msix_address);

	/* All of what is trapped, because all of that can be read */
	dev->msix_table = map_device(address & PAGE_MASK, config->msix_region_size);
	if (!dev->msix_table)
		return -ENOMEM;
	dev->msix_table += address & ~PAGE_MASK;
	return 0;
}

static int add_root_device(const struct jailhouse_config_pci *config)
{
	struct pci_device *dev;
	u16 flags;
	u8 type;
	int err;

	dev = insert(root_cell->pci, config->bdf);
	dev->config = config;
	dev->caps = config_pci_caps(system_config) + config->caps_start;
	dev->present = true;
	err = pci_probe(dev);
	if (err == -ENODEV)
		return pci_fail(err, config->bdf,
				"does not exist: the configuration is not for this machine");
	if (err)
		return pci_fail(err, config->bdf,
				"has an unknown header: remove it");
	type = dev->bridge ? JAILHOUSE_PCI_BRIDGE : JAILHOUSE_PCI_DEVICE;
	if (config->type != type)
		return pci_fail(-EINVAL, config->bdf,
				"is %s bridge: correct the configuration",
				dev->bridge ? "a" : "no");

	flags = dev->msi ? pci_hw_read(dev->bdf, dev->msi + PCI_MSI_FLAGS, 2) : 0;
	if (flags & PCI_MSI_FLAGS_ENABLE && !config->num_msi_vectors)
		return pci_fail(-EINVAL, config->bdf,
				"Linux uses MSI: add msi-vectors to the configuration");
	err = check_msix(dev);
	if (err)
		return err;
	err = add_msix_region(root_cell, dev);
	if (err)
		return pci_fail(err, config->bdf,
				"the MSI-X table cannot be trapped: leave out msix-vectors of some functions");
	return 0;
}

/* Nothing limits what a function can reach in memory: say so, once */
static void warn_about_dma(void)
{
	const struct jailhouse_config_memory *mem = config_memory(system_config);
	u32 n;

	for (n = 0; n < system_config->memory.count; n++) {
		if (!(mem[n].flags & JAILHOUSE_MEM_DMA))
			continue;
		hyp_log("WARNING: DMA is not confined, because no IOMMU is driven.");
		hyp_log("WARNING: Devices reach all memory, trust their owners accordingly.");
		return;
	}
}

static void __used pci_shutdown(void)
{
	struct cell_pci *pci = root_cell->pci;
	u32 n;

	for (n = 0; pci && n < pci->num; n++)
		pci_msi_release(&pci->dev[n]);
	free_pci(root_cell);
}

static int __used pci_init(void)
{
	const struct jailhouse_config_pci *config = config_pci(system_config);
	u32 n;
	int err;

	err = pci_hw_init();
	if (err)
		return err;
	err = add_ecam_region(root_cell);
	if (err)
		return boot_fail(err,
				 "PCI configuration space at 0x%llx cannot be trapped: error %d",
				 ecam_base(), err);
	root_cell->pci = alloc_pci(root_cell);
	if (!root_cell->pci)
		return -ENOMEM;

	for (n = 0; n < system_config->pci.count; n++) {
		err = add_root_device(&config[n]);
		if (err) {
			free_pci(root_cell);
			return err;
		}
	}
	warn_about_dma();
	return 0;
}

/* --- cells ------------------------------------------------------------------ */

/* Does the system allow whatever the cell's configuration lets it write? */
static int check_caps(const struct pci_device *dev,
		      const struct pci_device *root)
{
	u32 n, i;

	for (n = 0; n < dev->config->num_caps; n++) {
		const struct jailhouse_config_pci_cap *cap = &dev->caps[n];

		if (!(cap->flags & JAILHOUSE_PCI_CAP_WRITE))
			continue;
		for (i = 0; i < root->config->num_caps; i++) {
			const struct jailhouse_config_pci_cap *own =
				&root->caps[i];

			if (own->flags & JAILHOUSE_PCI_CAP_WRITE &&
			    own->id == cap->id && own->start == cap->start &&
			    own->len >= cap->len)
				break;
		}
		if (i == root->config->num_caps)
			return pci_fail(-EPERM, dev->bdf,
					"capability 0x%x at 0x%x is read-only for the root cell",
					cap->id, cap->start);
	}
	return 0;
}

static int prepare_device(struct cell *cell,
			  const struct jailhouse_config_pci *config)
{
	struct cell_pci *pci = cell->pci;
	const struct pci_device *root = NULL;
	struct pci_device *dev;
	u32 n;
	int err;

	for (n = 0; n < root_cell->pci->num; n++) {
		if (root_cell->pci->dev[n].bdf == config->bdf)
			root = &root_cell->pci->dev[n];
	}
	if (!root || config->domain != root->config->domain)
		return pci_fail(-EINVAL, config->bdf,
				"not the root cell's: add it to the system configuration");
	if (!root->present)
		return pci_fail(-EBUSY, config->bdf,
				"another cell has it: destroy that first");
	if (pci_find(pci, config->bdf) || config->type != root->config->type ||
	    config->num_msi_vectors > root->config->num_msi_vectors ||
	    config->num_msix_vectors != root->config->num_msix_vectors ||
	    config->msix_address != root->config->msix_address ||
	    config->msix_region_size != root->config->msix_region_size ||
	    memcmp(config->bar_mask, root->config->bar_mask,
		   sizeof(config->bar_mask)))
		return pci_fail(-EINVAL, config->bdf,
				"type, BARs or interrupts differ from the system configuration: take them from there, once");

	dev = insert(pci, config->bdf);
	*dev = *root;
	dev->config = config;
	dev->caps = config_pci_caps(cell->config) + config->caps_start;
	dev->lock = (struct ticket_lock){};
	dev->explained = false;
	err = check_caps(dev, root);
	return err ? err : add_msix_region(cell, dev);
}

static int __used pci_cell_prepare(struct cell *cell)
{
	const struct jailhouse_config_pci *config = config_pci(cell->config);
	u32 n;
	int err;

	cell->pci = NULL;
	err = add_ecam_region(cell);
	if (err)
		return err;
	if (cell->config->pci.count) {
		cell->pci = alloc_pci(cell);
		if (!cell->pci)
			return -ENOMEM;
	}
	for (n = 0; n < cell->config->pci.count && !err; n++)
		err = prepare_device(cell, &config[n]);
	if (!err)
		err = pci_check_strays(cell);
	if (err)
		free_pci(cell);
	return err;
}

/* The root's function of the same address; there is one */
static struct pci_device *root_device(const struct pci_device *dev)
{
	struct pci_device *root = root_cell->pci->dev;

	while (root->bdf != dev->bdf)
		root++;
	return root;
}

/* After the root has lost CPUs */
static void recheck_root_interrupts(void)
{
	struct cell_pci *pci = root_cell->pci;
	struct pci_device *dev;

	for (dev = pci->dev; dev < pci->dev + pci->num; dev++) {
		if (dev->present && pci_msi_recheck(pci, dev))
			pci_fail(0, dev->bdf,
				 "interrupts stopped: they went to a CPU of the new cell");
	}
}

static void __used pci_cell_commit(struct cell *cell)
{
	struct cell_pci *pci = cell->pci;
	struct pci_device *dev, *root;

	for (dev = pci ? pci->dev : NULL; pci && dev < pci->dev + pci->num;
	     dev++) {
		root = root_device(dev);
		/* An access that has begun ends first */
		ticket_lock(&root->lock);
		root->present = false;
		ticket_unlock(&root->lock);
		if (root->msix_table)
			mmio_region_remove(root_cell, root->config->msix_address &
					   PAGE_MASK);
		pci_quiesce(dev);
	}
	recheck_root_interrupts();
	pci_stop_strays(cell);
}

static void __used pci_cell_reset(struct cell *cell)
{
	struct cell_pci *pci = cell->pci;
	struct pci_device *dev;

	for (dev = pci ? pci->dev : NULL; pci && dev < pci->dev + pci->num;
	     dev++)
		pci_quiesce(dev);
}

static void __used pci_cell_exit(struct cell *cell)
{
	struct cell_pci *pci = cell->pci;
	struct pci_device *dev, *root;

	for (dev = pci ? pci->dev : NULL; pci && dev < pci->dev + pci->num;
	     dev++) {
		pci_quiesce(dev);
		root = root_device(dev);
		pci_bar_home(root);
		/* There is room: it was there before */
		add_msix_region(root_cell, root);
		root->present = true;
	}
	free_pci(cell);
}

DEFINE_UNIT(pci,
	    UNIT_HOOK(pci, INIT, pci_init)
	    UNIT_HOOK(pci, SHUTDOWN, pci_shutdown)
	    UNIT_HOOK(pci, CELL_PREPARE, pci_cell_prepare)
	    UNIT_HOOK(pci, CELL_ABORT, free_pci)
	    UNIT_HOOK(pci, CELL_COMMIT, pci_cell_commit)
	    UNIT_HOOK(pci, CELL_RESET, pci_cell_reset)
	    UNIT_HOOK(pci, CELL_EXIT, pci_cell_exit));
