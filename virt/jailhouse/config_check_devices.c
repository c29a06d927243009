// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse partitioning hypervisor: the validator's rules about devices
 *
 * Ports, interrupt controllers, PCI functions, caches. config_check.c has placed
 * all arrays inside the blob before anything here runs.
 */
#include "config_check.h"

#define PCI_CAP_MSI		0x05
#define PCI_CAP_MSIX		0x11
#define PCI_MSIX_ENTRY		16
#define PCI_MAX_MSIX		2048
#define IVSHMEM_MAX_MSIX	16

int check_pio(struct check *c)
{
	const struct jailhouse_config_pio *range;
	__u32 n;

	c->object = JAILHOUSE_OBJ_PIO;
	if (c->cfg->pio.count && config_arch(c) != JAILHOUSE_ARCH_X86)
		return refuse(c, JAILHOUSE_CFG_NOT_ON_ARCH, c->cfg->pio.count,
			      config_arch(c));
	for (n = 0; n < c->cfg->pio.count; n++) {
		range = &config_pio(c->cfg)[n];
		c->index = n;
		if (!range->length || range->base + range->length > 0x10000)
			return refuse(c, JAILHOUSE_CFG_PIO_RANGE, range->base,
				      range->length);
	}
	c->index = 0;
	return 0;
}

int check_irqchips(struct check *c)
{
	const struct jailhouse_config_irqchip *chips = config_irqchips(c->cfg);
	const struct jailhouse_config_irqchip *chip;
	bool x86 = config_arch(c) == JAILHOUSE_ARCH_X86;
	__u32 n, m;
	int err;

	for (n = 0; n < c->cfg->irqchips.count; n++) {
		chip = &chips[n];
		c->object = JAILHOUSE_OBJ_IRQCHIP;
		c->index = n;
		if (!chip->address || chip->address >= VIRT_LIMIT ||
		    (chip->address & ~JAILHOUSE_PAGE_MASK))
			return refuse(c, JAILHOUSE_CFG_IRQCHIP_ADDRESS,
				      chip->address, 0);
		if (x86 && chip->pin_base)
			return refuse(c, JAILHOUSE_CFG_IRQCHIP_PIN_BASE,
				      chip->pin_base, 0);
		if (config_is_arm(c)) {
			err = check_gic_pins(c, chip);
			if (err)
				return err;
		}
		for (m = 0; m < n; m++)
			if (chips[m].address == chip->address &&
			    chips[m].pin_base == chip->pin_base)
				return refuse(c, JAILHOUSE_CFG_IRQCHIP_TWICE,
					      chip->address, m);
		if (!x86 && !config_is_arm(c))
			continue;
		err = check_not_mapped(c, chip->address, JAILHOUSE_PAGE_SIZE,
				       JAILHOUSE_CFG_MEM_TRAPPED);
		if (err)
			return err;
	}
	c->index = 0;
	return 0;
}

static int check_msix(struct check *c, const struct jailhouse_config_pci *dev)
{
	__u64 offset = dev->msix_address & ~JAILHOUSE_PAGE_MASK;
	__u64 page = dev->msix_address & JAILHOUSE_PAGE_MASK;

	if (dev->num_msix_vectors > PCI_MAX_MSIX)
		return refuse(c, JAILHOUSE_CFG_PCI_MSIX, dev->num_msix_vectors,
			      PCI_MAX_MSIX);
	if (!dev->num_msix_vectors) {
		if (dev->msix_address)
			return refuse(c, JAILHOUSE_CFG_PCI_MSIX_REGION,
				      dev->msix_address, dev->msix_region_size);
		return 0;
	}
	/* The table is 8-byte aligned and fills its region from there */
	if (!page || page > VIRT_LIMIT - 0x10000 || (offset & 7) ||
	    (dev->msix_region_size & ~JAILHOUSE_PAGE_MASK) ||
	    offset + dev->num_msix_vectors * PCI_MSIX_ENTRY >
	    dev->msix_region_size)
		return refuse(c, JAILHOUSE_CFG_PCI_MSIX_REGION,
			      dev->msix_address, dev->msix_region_size);
	return check_not_mapped(c, page, dev->msix_region_size,
				JAILHOUSE_CFG_MEM_TRAPPED);
}

static int check_ivshmem(struct check *c,
			 const struct jailhouse_config_pci *dev)
{
	/* State Table, read/write section, one output section per peer */
	__u64 end = (__u64)dev->shmem_regions_start + 2 + dev->shmem_peers;

	if (dev->num_msix_vectors > IVSHMEM_MAX_MSIX)
		return refuse(c, JAILHOUSE_CFG_PCI_MSIX, dev->num_msix_vectors,
			      IVSHMEM_MAX_MSIX);
	if (dev->shmem_dev_id >= dev->shmem_peers)
		return refuse(c, JAILHOUSE_CFG_PCI_SHMEM_PEER,
			      dev->shmem_dev_id, dev->shmem_peers);
	if (end > c->cfg->memory.count)
		return refuse(c, JAILHOUSE_CFG_PCI_SHMEM, end,
			      c->cfg->memory.count);
	return 0;
}

static int check_pci_device(struct check *c,
			    const struct jailhouse_config_pci *dev)
{
	__u32 end = (__u32)dev->caps_start + dev->num_caps;

	if (dev->type < JAILHOUSE_PCI_DEVICE || dev->type > JAILHOUSE_PCI_IVSHMEM)
		return refuse(c, JAILHOUSE_CFG_PCI_TYPE, dev->type, 0);
	if (dev->iommu >= JAILHOUSE_MAX_IOMMUS)
		return refuse(c, JAILHOUSE_CFG_PCI_IOMMU, dev->iommu,
			      JAILHOUSE_MAX_IOMMUS);
	if (dev->num_caps && end > c->cfg->pci_caps.count)
		return refuse(c, JAILHOUSE_CFG_PCI_CAPS, end,
			      c->cfg->pci_caps.count);
	/* A power of two, PCI has no other */
	if (dev->num_msi_vectors > 32 ||
	    (dev->num_msi_vectors & (dev->num_msi_vectors - 1)))
		return refuse(c, JAILHOUSE_CFG_PCI_MSI, dev->num_msi_vectors,
			      0);
	if (dev->msi_flags &
	    ~(JAILHOUSE_PCI_MSI_64BIT | JAILHOUSE_PCI_MSI_MASKABLE))
		return refuse(c, JAILHOUSE_CFG_FLAGS, dev->msi_flags &
			      ~(JAILHOUSE_PCI_MSI_64BIT |
				JAILHOUSE_PCI_MSI_MASKABLE), 0);
	return dev->type == JAILHOUSE_PCI_IVSHMEM ? check_ivshmem(c, dev) :
						     check_msix(c, dev);
}

static int check_pci_cap(struct check *c,
			 const struct jailhouse_config_pci_cap *cap)
{
	bool extended = cap->id & JAILHOUSE_PCI_CAP_EXTENDED;
	unsigned int first = extended ? 0x100 : 0x40;
	unsigned int limit = extended ? 0x1000 : 0x100;
	unsigned int needed = 2;

	if (cap->flags & ~JAILHOUSE_PCI_CAP_WRITE)
		return refuse(c, JAILHOUSE_CFG_FLAGS,
			      cap->flags & ~JAILHOUSE_PCI_CAP_WRITE, 0);
	if (!extended && cap->id > 0xff)
		return refuse(c, JAILHOUSE_CFG_CAP_ID, cap->id, 0);
	if (cap->start < first || (cap->start & 3) ||
	    cap->start + cap->len > limit)
		return refuse(c, JAILHOUSE_CFG_CAP_RANGE, cap->start, cap->len);
	/* The hypervisor moderates the fields of these two */
	if (cap->id == PCI_CAP_MSI)
		needed = 10;
	else if (cap->id == PCI_CAP_MSIX)
		needed = 12;
	else if (extended)
		needed = 4;
	if (cap->len < needed)
		return refuse(c, JAILHOUSE_CFG_CAP_SHORT, cap->len, needed);
	return 0;
}

static int check_msi_caps(struct check *c,
			  const struct jailhouse_config_pci *dev)
{
	const struct jailhouse_config_pci_cap *caps = config_pci_caps(c->cfg);
	bool wide = dev->msi_flags & JAILHOUSE_PCI_MSI_64BIT;
	bool maskable = dev->msi_flags & JAILHOUSE_PCI_MSI_MASKABLE;
	/* PCI 3.0, 6.8.1: the layout depends on these two */
	unsigned int needed = 10 + (wide ? 4 : 0) + (maskable ? 10 : 0);
	unsigned int n;

	for (n = dev->caps_start; n < dev->caps_start + dev->num_caps; n++)
		if (caps[n].id == PCI_CAP_MSI && caps[n].len < needed) {
			c->object = JAILHOUSE_OBJ_PCI_CAP;
			c->index = n;
			return refuse(c, JAILHOUSE_CFG_CAP_SHORT, caps[n].len,
				      needed);
		}
	return 0;
}

int check_pci(struct check *c)
{
	const struct jailhouse_config_pci_cap *caps = config_pci_caps(c->cfg);
	const struct jailhouse_config_pci *devs = config_pci(c->cfg);
	const struct jailhouse_config_pci *dev;
	__u32 n, m;
	int err;

	c->object = JAILHOUSE_OBJ_PCI_CAP;
	for (n = 0; n < c->cfg->pci_caps.count; n++) {
		c->index = n;
		err = check_pci_cap(c, &caps[n]);
		if (err)
			return err;
	}

	for (n = 0; n < c->cfg->pci.count; n++) {
		dev = &devs[n];
		c->object = JAILHOUSE_OBJ_PCI;
		c->index = n;
		err = check_pci_device(c, dev);
		if (err)
			return err;
		for (m = 0; m < n; m++)
			if (devs[m].bdf == dev->bdf &&
			    devs[m].domain == dev->domain)
				return refuse(c, JAILHOUSE_CFG_PCI_TWICE,
					      (__u32)dev->domain << 16 |
					      dev->bdf, m);
		err = check_msi_caps(c, dev);
		if (err)
			return err;
	}
	c->index = 0;
	return 0;
}

int check_caches(struct check *c)
{
	const struct jailhouse_config_cache *cache;
	__u32 n;

	c->object = JAILHOUSE_OBJ_CACHE;
	for (n = 0; n < c->cfg->caches.count; n++) {
		cache = &config_caches(c->cfg)[n];
		c->index = n;
		if (cache->type < JAILHOUSE_CACHE_L3_CODE ||
		    cache->type > JAILHOUSE_CACHE_L3)
			return refuse(c, JAILHOUSE_CFG_CACHE_TYPE, cache->type,
				      0);
		if (cache->pad)
			return refuse(c, JAILHOUSE_CFG_RESERVED, cache->pad, 0);
		if (cache->flags & ~JAILHOUSE_CACHE_ROOTSHARED)
			return refuse(c, JAILHOUSE_CFG_FLAGS, cache->flags &
				      ~JAILHOUSE_CACHE_ROOTSHARED, 0);
		/* Way masks have 32 bits */
		if (!cache->size || cache->size > 32 ||
		    cache->start > 32 - cache->size)
			return refuse(c, JAILHOUSE_CFG_CACHE_RANGE,
				      cache->start, cache->size);
	}
	c->index = 0;
	return 0;
}

int check_streams(struct check *c)
{
	c->object = JAILHOUSE_OBJ_STREAM;
	if (c->cfg->stream_ids.count && config_arch(c) == JAILHOUSE_ARCH_X86)
		return refuse(c, JAILHOUSE_CFG_NOT_ON_ARCH,
			      c->cfg->stream_ids.count, config_arch(c));
	return 0;
}
