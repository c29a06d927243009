// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules about devices of configurations that are used together: ports, interrupts
 * and PCI functions
 */
#include <linux/jailhouse_cell.h>
#include <string.h>
#include "check.h"

/* Ports of the chipset that reset the machine */
static const struct {
	__u16 port;
	const char *name;
} reset_ports[] = {
	{ 0x92, "system control port A" },
	{ 0xcf9, "reset control" },
};

/* Every cell may read the PM timer, whoever lists it */
static bool is_pm_timer(const struct jailhouse_config_system *sys,
			const struct jailhouse_config_pio *range)
{
	return sys && sys->x86_pm_timer_address &&
	       range->base >= sys->x86_pm_timer_address &&
	       range->base + range->length <= sys->x86_pm_timer_address + 4U;
}

static void check_reset_ports(struct checker *c, unsigned int n, __u32 m)
{
	const struct jailhouse_config_pio *range =
		&config_pio(checked_config(c, n))[m];
	unsigned int i;

	for (i = 0; i < sizeof(reset_ports) / sizeof(*reset_ports); i++)
		if (reset_ports[i].port >= range->base &&
		    reset_ports[i].port < range->base + range->length)
			COMPLAIN(c, n, JAILHOUSE_OBJ_PIO, m,
				 "port 0x%x (%s) can reset the machine: only the root cell may have it; leave it out",
				 reset_ports[i].port, reset_ports[i].name);
}

static bool port_is_in(const struct jailhouse_config *cfg, unsigned int port)
{
	const struct jailhouse_config_pio *range;
	__u32 n;

	for (n = 0; n < cfg->pio.count; n++) {
		range = &config_pio(cfg)[n];
		if (port >= range->base && port - range->base < range->length)
			return true;
	}
	return false;
}

/**
 * port_rules() - rules about I/O ports
 * @c:	the check
 * @n:	configuration to look at, together with those before it
 */
void port_rules(struct checker *c, unsigned int n)
{
	const struct jailhouse_config *cfg = checked_config(c, n), *root = checked_config(c, 0);
	const struct jailhouse_config_system *sys = config_system(root);
	const struct jailhouse_config_pio *range;
	unsigned int port, k;
	__u32 m;

	for (m = 0; m < cfg->pio.count; m++) {
		range = &config_pio(cfg)[m];
		for (port = range->base; port < range->base + range->length;
		     port++)
			if ((port & ~7U) == 0xcf8 &&
			    (port != 0xcf9 || cfg != root))
				break;
		if (port < range->base + range->length)
			WARN(c, n, JAILHOUSE_OBJ_PIO, m,
			     "port 0x%x is one of those for PCI configuration, which are always trapped; leave 0xcf8-0xcff out, but for 0xcf9 (reset) in a system configuration",
			     port);
		if (root == cfg && sys)
			continue;
		if (is_pm_timer(sys, range))
			continue;
		check_reset_ports(c, n, m);
		for (port = range->base; port < range->base + range->length;
		     port++)
			if (sys && !port_is_in(root, port))
				break;
		if (port < range->base + range->length)
			COMPLAIN(c, n, JAILHOUSE_OBJ_PIO, m,
				 "port 0x%x is not in the root cell; add it to %s or leave it out",
				 port, c->files[0]);
		for (k = sys ? 1 : 0; k < n; k++)
			for (port = range->base;
			     port < range->base + range->length; port++)
				if (port_is_in(checked_config(c, k), port)) {
					COMPLAIN(c, n, JAILHOUSE_OBJ_PIO, m,
						 "port 0x%x is in %s, too; leave it out of one",
						 port, c->files[k]);
					break;
				}
		if (sys && sys->debug_console.type == JAILHOUSE_CON_TYPE_8250 &&
		    !(sys->debug_console.flags & JAILHOUSE_CON_MMIO) &&
		    sys->debug_console.address - range->base < range->length &&
		    sys->debug_console.address >= range->base)
			COMPLAIN(c, n, JAILHOUSE_OBJ_PIO, m,
				 "port 0x%llx is the hypervisor's debug console; give the cell another UART",
				 ULL(sys->debug_console.address));
	}
}

static bool chip_is_in(const struct jailhouse_config *cfg, __u64 address)
{
	__u32 n;

	for (n = 0; n < cfg->irqchips.count; n++)
		if (config_irqchips(cfg)[n].address == address)
			return true;
	return false;
}

static bool pin_is_in(const struct jailhouse_config *cfg, __u64 address,
		      unsigned int pin)
{
	const struct jailhouse_config_irqchip *chip;
	__u32 n;

	for (n = 0; n < cfg->irqchips.count; n++) {
		chip = &config_irqchips(cfg)[n];
		if (chip->address == address && pin >= chip->pin_base &&
		    pin - chip->pin_base < 128 &&
		    chip->pin_bitmap[(pin - chip->pin_base) / 32] >>
		    (pin - chip->pin_base) % 32 & 1)
			return true;
	}
	return false;
}

/**
 * pin_rules() - rules about interrupts
 * @c:	the check
 * @n:	configuration to look at, together with those before it
 */
void pin_rules(struct checker *c, unsigned int n)
{
	const struct jailhouse_config *cfg = checked_config(c, n), *root = checked_config(c, 0);
	const struct jailhouse_config_irqchip *chip;
	unsigned int pin, k;
	__u32 m;

	for (m = 0; m < cfg->irqchips.count; m++) {
		chip = &config_irqchips(cfg)[m];
		if (root->system && !chip_is_in(root, chip->address))
			COMPLAIN(c, n, JAILHOUSE_OBJ_IRQCHIP, m,
				 "the root cell has no interrupt controller at 0x%llx; correct the address, or add it to %s",
				 ULL(chip->address), c->files[0]);
		for (pin = chip->pin_base; pin < chip->pin_base + 128; pin++) {
			if (!pin_is_in(cfg, chip->address, pin))
				continue;
			if (root->system && chip_is_in(root, chip->address) &&
			    !pin_is_in(root, chip->address, pin))
				COMPLAIN(c, n, JAILHOUSE_OBJ_IRQCHIP, m,
					 "interrupt %u is not in the root cell; add it to %s or leave it out",
					 pin, c->files[0]);
			for (k = root->system ? 1 : 0; k < n; k++)
				if (pin_is_in(checked_config(c, k), chip->address, pin))
					COMPLAIN(c, n, JAILHOUSE_OBJ_IRQCHIP, m,
						 "interrupt %u is in %s, too; devices of two cells cannot share a line",
						 pin, c->files[k]);
		}
	}
}

static const struct jailhouse_config_pci *
find_function(const struct jailhouse_config *cfg, __u16 domain, __u16 bdf)
{
	__u32 n;

	for (n = 0; n < cfg->pci.count; n++)
		if (config_pci(cfg)[n].domain == domain &&
		    config_pci(cfg)[n].bdf == bdf)
			return &config_pci(cfg)[n];
	return NULL;
}

/* Does the system allow whatever the cell's configuration lets it write? */
static void check_caps(struct checker *c, unsigned int n,
		       const struct jailhouse_config_pci *dev,
		       const struct jailhouse_config_pci *own)
{
	const struct jailhouse_config_pci_cap *cap, *allowed;
	__u32 m, o;

	for (m = dev->caps_start; m < (__u32)dev->caps_start + dev->num_caps; m++) {
		cap = &config_pci_caps(checked_config(c, n))[m];
		if (!(cap->flags & JAILHOUSE_PCI_CAP_WRITE))
			continue;
		for (o = 0; o < own->num_caps; o++) {
			allowed = &config_pci_caps(checked_config(c, 0))[own->caps_start + o];
			if (allowed->flags & JAILHOUSE_PCI_CAP_WRITE &&
			    allowed->id == cap->id &&
			    allowed->start == cap->start &&
			    allowed->len >= cap->len)
				break;
		}
		if (o == own->num_caps)
			COMPLAIN(c, n, JAILHOUSE_OBJ_PCI_CAP, m,
				 "capability 0x%x at 0x%x is read-only for the root cell; write PCI_CAP_READ_ONLY, or make it writable in %s, too",
				 cap->id, cap->start, c->files[0]);
	}
}

static void check_function(struct checker *c, unsigned int n, __u32 m,
			   const struct jailhouse_config_pci *own)
{
	const struct jailhouse_config_pci *dev = &config_pci(checked_config(c, n))[m];
	const char *what = NULL;

	if (dev->type != own->type)
		what = "type ('compatible')";
	else if (dev->num_msi_vectors > own->num_msi_vectors)
		what = "'msi-vectors'";
	else if (dev->num_msix_vectors != own->num_msix_vectors)
		what = "'msix-vectors'";
	else if (dev->msix_address != own->msix_address ||
		 dev->msix_region_size != own->msix_region_size)
		what = "'msix-table'";
	else if (memcmp(dev->bar_mask, own->bar_mask, sizeof(dev->bar_mask)))
		what = "'bar-masks'";
	if (what)
		COMPLAIN(c, n, JAILHOUSE_OBJ_PCI, m,
			 "%s of the function differs from that in %s; copy it from the device into both",
			 what, c->files[0]);
	check_caps(c, n, dev, own);
}

/**
 * pci_rules() - rules about PCI functions
 * @c:	the check
 * @n:	configuration to look at, together with those before it
 */
void pci_rules(struct checker *c, unsigned int n)
{
	const struct jailhouse_config *cfg = checked_config(c, n), *root = checked_config(c, 0);
	const struct jailhouse_config_system *sys = config_system(root);
	const struct jailhouse_config_pci *dev, *own;
	unsigned int k;
	__u32 m;

	for (m = 0; m < cfg->pci.count; m++) {
		dev = &config_pci(cfg)[m];
		/* Each end of a shared-memory link is a function of its own */
		if (dev->type == JAILHOUSE_PCI_IVSHMEM)
			continue;
		own = sys ? find_function(root, dev->domain, dev->bdf) : NULL;
		if (own)
			check_function(c, n, m, own);
		else if (sys)
			COMPLAIN(c, n, JAILHOUSE_OBJ_PCI, m,
				 "the function is not in the root cell; add it to %s or leave it out",
				 c->files[0]);
		for (k = sys ? 1 : 0; k < n; k++)
			if (find_function(checked_config(c, k), dev->domain, dev->bdf))
				COMPLAIN(c, n, JAILHOUSE_OBJ_PCI, m,
					 "the function is in %s, too; leave it out of one",
					 c->files[k]);
		/* Whatever the machine has, and the configuration lists */
		if (sys)
			WARN(c, n, JAILHOUSE_OBJ_PCI, m,
			     "no IOMMU is used to confine its DMA: it reaches all memory; give it to a cell only if you trust that");
	}
}
