// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a device tree to a configuration: interrupts, ports, PCI, IOMMUs, caches
 */
#include <stdlib.h>
#include <string.h>
#include "compile.h"
#include "util.h"

#define PINS_PER_CHIP	128
#define GIC_FIRST_SPI	32

const struct word cache_words[] = {
	{ "code", JAILHOUSE_CACHE_L3_CODE },
	{ "data", JAILHOUSE_CACHE_L3_DATA },
	{ "both", JAILHOUSE_CACHE_L3 },
	{ }
};

const struct word iommu_words[] = {
	{ "jailhouse,amd-iommu", JAILHOUSE_IOMMU_AMD },
	{ "jailhouse,intel-iommu", JAILHOUSE_IOMMU_INTEL },
	{ "jailhouse,smmu-v3", JAILHOUSE_IOMMU_SMMUV3 },
	{ "jailhouse,ti-pvu", JAILHOUSE_IOMMU_PVU },
	{ "jailhouse,mmu-500", JAILHOUSE_IOMMU_ARM_MMU500 },
	{ }
};

const struct word pci_words[] = {
	{ "jailhouse,pci-device", JAILHOUSE_PCI_DEVICE },
	{ "jailhouse,pci-bridge", JAILHOUSE_PCI_BRIDGE },
	{ "jailhouse,ivshmem", JAILHOUSE_PCI_IVSHMEM },
	{ }
};

/* Grant one pin, by its number at the controller */
static void grant_pin(struct compile *c, int node, int controller, __u32 pin)
{
	struct jailhouse_config_irqchip *chips =
		c->blob->arrays[JAILHOUSE_OBJ_IRQCHIP].data;
	unsigned int n, last, chip;

	for (n = 0; n < c->num_controllers; n++)
		if (c->controllers[n] == controller)
			break;
	if (n == c->num_controllers) {
		complain(c, node,
			 "its interrupt parent is no 'interrupt-controller@' node of this file; refer to one that is");
		return;
	}
	last = n + 1 < c->num_controllers ? c->first_chip[n + 1] :
	       c->blob->arrays[JAILHOUSE_OBJ_IRQCHIP].count;
	for (chip = c->first_chip[n]; chip < last; chip++) {
		if (pin < chips[chip].pin_base ||
		    pin >= chips[chip].pin_base + PINS_PER_CHIP)
			continue;
		pin -= chips[chip].pin_base;
		chips[chip].pin_bitmap[pin / 32] |= 1U << pin % 32;
		return;
	}
	complain(c, node,
		 "interrupt %u is not one of its controller; correct it or 'num-interrupts'",
		 pin);
}

/**
 * compile_controller() - read a node interrupt-controller@
 * @c:		the compilation
 * @node:	the node
 */
void compile_controller(struct compile *c, int node)
{
	bool x86 = c->blob->config.arch == JAILHOUSE_ARCH_X86;
	struct jailhouse_config_irqchip *chip;
	__u32 first, num, source, done, k;
	const fdt32_t *reg, *ranges;
	unsigned int count, n;
	char *path;

	if (c->is_system && !x86 && is_gic_node(c, node)) {
		check_props(c, node, "compatible", "reg!", "interrupt-controller!",
			    "#interrupt-cells!", "#address-cells",
			    "first-interrupt", "num-interrupts",
			    "interrupt-ranges", "interrupts", NULL);
		compile_gic(c, node);
	} else {
		check_props(c, node, "reg!", "interrupt-controller!",
			    "#interrupt-cells!", "#address-cells",
			    "first-interrupt", "num-interrupts",
			    "interrupt-ranges", "source-id", NULL);
	}
	refuse_children(c, node);
	reg = get_cells(c, node, "reg", &count, 4);
	first = get_u32(c, node, "first-interrupt", x86 ? 0 : GIC_FIRST_SPI,
			1023);
	num = get_u32(c, node, "num-interrupts", PINS_PER_CHIP, 1024);
	source = get_u32(c, node, "source-id", 0, 0xffffffff);
	if (c->num_controllers == MAX_CONTROLLERS) {
		complain(c, node, "more than %u controllers; remove some",
			 MAX_CONTROLLERS);
		return;
	}
	if (!count)
		return;
	c->controllers[c->num_controllers] = node;
	c->first_chip[c->num_controllers] =
		c->blob->arrays[JAILHOUSE_OBJ_IRQCHIP].count;
	c->num_controllers++;
	path = node_path(c, node);
	for (done = 0; done < num; done += PINS_PER_CHIP) {
		chip = blob_add(c->blob, JAILHOUSE_OBJ_IRQCHIP, path);
		chip->address = cells_u64(reg);
		chip->id = source;
		chip->pin_base = first + done;
	}
	free(path);

	ranges = get_cells(c, node, "interrupt-ranges", &count, 2);
	for (n = 0; n < count; n += 2) {
		first = fdt32_to_cpu(ranges[n]);
		num = fdt32_to_cpu(ranges[n + 1]);
		if (num > 1024)
			complain(c, node,
				 "%u interrupts from %u in 'interrupt-ranges'; write <first number>",
				 num, first);
		for (k = 0; k < num && k < 1024; k++)
			grant_pin(c, node, node, first + k);
	}
}

/* One specifier at @cells; returns how many cells it has, 0 on an error */
static unsigned int grant_specifier(struct compile *c, int node,
				    int controller, const fdt32_t *cells,
				    unsigned int count)
{
	__u32 size = get_u32(c, controller, "#interrupt-cells", 0, 3);

	if ((size != 1 && size != 3) || count < size) {
		complain(c, node,
			 "incomplete interrupt; give the number of cells that '#interrupt-cells' of its controller says (1 or 3)");
		return 0;
	}
	if (size == 1)
		grant_pin(c, node, controller, fdt32_to_cpu(cells[0]));
	else if (fdt32_to_cpu(cells[0]))
		complain(c, node,
			 "interrupt of type %u; only shared interrupts (GIC_SPI, 0) can be granted",
			 fdt32_to_cpu(cells[0]));
	else
		grant_pin(c, node, controller,
			  fdt32_to_cpu(cells[1]) + GIC_FIRST_SPI);
	return size;
}

/**
 * compile_interrupts() - grant the interrupts that a device node names
 * @c:		the compilation
 * @node:	the device
 */
void compile_interrupts(struct compile *c, int node)
{
	unsigned int count, n, used;
	const fdt32_t *cells;
	int controller;
	__u32 parent;

	cells = get_cells(c, node, "interrupts", &count, 1);
	if (count) {
		parent = get_u32(c, node, "interrupt-parent", 0, 0xffffffff);
		controller = fdt_node_offset_by_phandle(c->fdt, parent);
		if (controller < 0) {
			complain(c, node,
				 "'interrupts' without a controller; add 'interrupt-parent = <&...>;' or write 'interrupts-extended = <&... interrupt>;'");
			return;
		}
		for (n = 0; n < count; n += used) {
			used = grant_specifier(c, node, controller, cells + n,
					       count - n);
			if (!used)
				return;
		}
	}

	cells = get_cells(c, node, "interrupts-extended", &count, 1);
	for (n = 0; n < count; n += used + 1) {
		controller = fdt_node_offset_by_phandle(c->fdt,
							fdt32_to_cpu(cells[n]));
		if (controller < 0) {
			complain(c, node,
				 "'interrupts-extended' names no node; write <&controller interrupt>");
			return;
		}
		used = grant_specifier(c, node, controller, cells + n + 1,
				       count - n - 1);
		if (!used)
			return;
	}
}

/**
 * compile_iommu() - read a node iommu@
 * @c:		the compilation
 * @node:	the node
 */
void compile_iommu(struct compile *c, int node)
{
	struct jailhouse_config_iommu *unit;
	unsigned int count;
	const fdt32_t *reg;

	check_props(c, node, "compatible!", "reg!", "#iommu-cells",
		    "pci-function", "capability-offset",
		    "msi-capability-offset", "features", NULL);
	refuse_children(c, node);
	if (c->num_iommus == JAILHOUSE_MAX_IOMMUS) {
		complain(c, node, "more than %u IOMMUs; remove some",
			 JAILHOUSE_MAX_IOMMUS);
		return;
	}
	unit = &c->blob->system.iommus[c->num_iommus];
	c->blob->iommu_paths[c->num_iommus] = node_path(c, node);
	c->iommus[c->num_iommus++] = node;
	unit->type = get_word(c, node, "compatible", iommu_words, 0);
	reg = get_cells(c, node, "reg", &count, 4);
	if (count) {
		unit->base = cells_u64(reg);
		unit->size = cells_u64(reg + 2);
		if (cells_u64(reg + 2) > 0xffffffff)
			complain(c, node, "more than 4 GiB of registers; correct 'reg'");
	}
	unit->amd_bdf = get_u32(c, node, "pci-function", 0, 0xffff);
	unit->amd_base_cap = get_u32(c, node, "capability-offset", 0, 0xff);
	unit->amd_msi_cap = get_u32(c, node, "msi-capability-offset", 0, 0xff);
	unit->amd_features = get_u32(c, node, "features", 0, 0xffffffff);
}

/**
 * compile_ports() - read the node io-ports and the devices in it
 * @c:		the compilation
 * @node:	the node
 */
void compile_ports(struct compile *c, int node)
{
	struct jailhouse_config_pio *range;
	const fdt32_t *reg;
	unsigned int count, n;
	__u32 base, length;
	char *path;
	int child;

	check_props(c, node, "#address-cells!", "#size-cells!", NULL);
	check_cells(c, node, 1, 1);
	fdt_for_each_subnode(child, c->fdt, node) {
		if (!is_enabled(c, child))
			continue;
		check_props(c, child, "reg!", "interrupts",
			    "interrupts-extended", "interrupt-parent", NULL);
		refuse_children(c, child);
		compile_interrupts(c, child);
		reg = get_cells(c, child, "reg", &count, 2);
		path = node_path(c, child);
		for (n = 0; n < count; n += 2) {
			base = fdt32_to_cpu(reg[n]);
			length = fdt32_to_cpu(reg[n + 1]);
			if (base > 0xffff || !length || length > 0xffff ||
			    base + length > 0x10000) {
				complain(c, child,
					 "ports from 0x%x, number %u; there are 65536 and a range has at least one",
					 base, length);
				continue;
			}
			range = blob_add(c->blob, JAILHOUSE_OBJ_PIO, path);
			range->base = base;
			range->length = length;
		}
		free(path);
	}
}

static void compile_capabilities(struct compile *c, int node,
				 struct jailhouse_config_pci *dev)
{
	struct jailhouse_config_pci_cap *cap;
	const fdt32_t *cells;
	unsigned int count, n;
	char *path = node_path(c, node);

	cells = get_cells(c, node, "capabilities", &count, 4);
	if (count)
		dev->caps_start = c->blob->arrays[JAILHOUSE_OBJ_PCI_CAP].count;
	for (n = 0; n < count; n += 4) {
		if (fdt32_to_cpu(cells[n]) > 0xffff ||
		    fdt32_to_cpu(cells[n + 1]) > 0xffff ||
		    fdt32_to_cpu(cells[n + 2]) > 0xffff ||
		    fdt32_to_cpu(cells[n + 3]) > 1) {
			complain(c, node,
				 "entry %u of 'capabilities' is out of range; write <id offset length PCI_CAP_WRITABLE or PCI_CAP_READ_ONLY>",
				 n / 4);
			continue;
		}
		cap = blob_add(c->blob, JAILHOUSE_OBJ_PCI_CAP, path);
		cap->id = fdt32_to_cpu(cells[n]);
		cap->start = fdt32_to_cpu(cells[n + 1]);
		cap->len = fdt32_to_cpu(cells[n + 2]);
		cap->flags = fdt32_to_cpu(cells[n + 3]) ?
			     JAILHOUSE_PCI_CAP_WRITE : 0;
		dev->num_caps++;
	}
	free(path);
}

static void compile_ivshmem(struct compile *c, int node,
			    struct jailhouse_config_pci *dev)
{
	unsigned int total = c->blob->arrays[JAILHOUSE_OBJ_MEMORY].count;
	unsigned int count, n, start;
	const fdt32_t *refs;
	int first;

	dev->shmem_dev_id = get_u32(c, node, "peer-id", 0, 255);
	dev->shmem_protocol = get_u32(c, node, "protocol", 0, 0xffff);
	refs = get_cells(c, node, "memory-region", &count, 1);
	if (count < 3 || count > 257) {
		complain(c, node,
			 "'memory-region' must name the state table, the read/write section and one output section per peer");
		return;
	}
	dev->shmem_peers = count - 2;
	first = fdt_node_offset_by_phandle(c->fdt, fdt32_to_cpu(refs[0]));
	for (start = 0; start < total; start++)
		if (c->memory_nodes[start] == first)
			break;
	/* The binary form knows only where the first one is */
	for (n = 0; n < count; n++) {
		if (start + n < total && c->memory_nodes[start + n] ==
		    fdt_node_offset_by_phandle(c->fdt, fdt32_to_cpu(refs[n])))
			continue;
		complain(c, node,
			 "entry %u of 'memory-region' is not the region that follows the previous one in this file; put them in the same order",
			 n);
		return;
	}
	dev->shmem_regions_start = start;
}

static void compile_pci_function(struct compile *c, int node, __u32 domain)
{
	struct jailhouse_config_pci dev = { .domain = domain };
	const fdt32_t *cells;
	unsigned int count, n;
	char *path;
	int unit;

	check_props(c, node, "compatible", "reg!", "bar-masks", "capabilities",
		    "msi-vectors", "msi-64bit", "msi-maskable", "msix-vectors",
		    "msix-table", "iommus", "iommu-index", "memory-region", "peer-id",
		    "protocol", "interrupts", "interrupts-extended",
		    "interrupt-parent", NULL);
	refuse_children(c, node);
	dev.type = get_word(c, node, "compatible", pci_words,
			    JAILHOUSE_PCI_DEVICE);
	dev.bdf = get_u32(c, node, "reg", 0, 0xffff);
	cells = get_cells(c, node, "bar-masks", &count, 1);
	if (count > 6)
		complain(c, node, "'bar-masks' has %u values; a function has 6 BARs",
			 count);
	for (n = 0; n < count && n < 6; n++)
		dev.bar_mask[n] = fdt32_to_cpu(cells[n]);
	compile_capabilities(c, node, &dev);
	dev.num_msi_vectors = get_u32(c, node, "msi-vectors", 0, 32);
	if (get_bool(c, node, "msi-64bit"))
		dev.msi_flags |= JAILHOUSE_PCI_MSI_64BIT;
	if (get_bool(c, node, "msi-maskable"))
		dev.msi_flags |= JAILHOUSE_PCI_MSI_MASKABLE;
	dev.num_msix_vectors = get_u32(c, node, "msix-vectors", 0, 2048);
	cells = get_cells(c, node, "msix-table", &count, 4);
	if (count == 4 && cells_u64(cells + 2) <= 0xffff) {
		dev.msix_address = cells_u64(cells);
		dev.msix_region_size = cells_u64(cells + 2);
	} else if (count) {
		complain(c, node,
			 "'msix-table' is one address and the size of its pages, at most 0xf000");
	}
	if (dev.num_msix_vectors && dev.type != JAILHOUSE_PCI_IVSHMEM && !count)
		complain(c, node, "'msix-vectors' without 'msix-table'; add where the table is");
	cells = get_cells(c, node, "iommus", &count, 1);
	if (count) {
		unit = fdt_node_offset_by_phandle(c->fdt,
						  fdt32_to_cpu(cells[0]));
		for (n = 0; n < c->num_iommus && c->iommus[n] != unit; n++)
			;
		if (n < c->num_iommus)
			dev.iommu = n;
		else
			complain(c, node,
				 "'iommus' names no 'iommu@' node of this file; refer to one, or in a cell write 'iommu-index'");
	} else {
		/* A cell does not describe the IOMMUs: it gives the number */
		dev.iommu = get_u32(c, node, "iommu-index", 0,
				    JAILHOUSE_MAX_IOMMUS - 1);
	}
	if (dev.type == JAILHOUSE_PCI_IVSHMEM)
		compile_ivshmem(c, node, &dev);
	compile_interrupts(c, node);

	path = node_path(c, node);
	memcpy(blob_add(c->blob, JAILHOUSE_OBJ_PCI, path), &dev, sizeof(dev));
	free(path);
}

/**
 * compile_pci_host() - read a node pci-host and the functions in it
 * @c:		the compilation
 * @node:	the node
 */
void compile_pci_host(struct compile *c, int node)
{
	struct jailhouse_config_system *sys = &c->blob->system;
	unsigned int count;
	const fdt32_t *cells;
	__u32 domain;
	int child;

	if (c->is_system)
		check_props(c, node, "#address-cells!", "#size-cells!", "reg",
			    "bus-range", "linux,pci-domain", "virtual-host",
			    NULL);
	else
		check_props(c, node, "#address-cells!", "#size-cells!",
			    "linux,pci-domain", NULL);
	check_cells(c, node, 1, 0);
	domain = get_u32(c, node, "linux,pci-domain", 0, 0xffff);

	if (c->is_system && (fdt_getprop(c->fdt, node, "reg", NULL) ||
			     fdt_getprop(c->fdt, node, "virtual-host", NULL))) {
		if (sys->pci_mmconfig_base)
			complain(c, node,
				 "second host with 'reg'; one ECAM is possible, remove the other");
		cells = get_cells(c, node, "reg", &count, 4);
		if (count) {
			sys->pci_mmconfig_base = cells_u64(cells);
			sys->pci_mmconfig_end_bus =
				(cells_u64(cells + 2) >> 20) - 1;
			if (!cells_u64(cells + 2) ||
			    cells_u64(cells + 2) & 0xfffff ||
			    cells_u64(cells + 2) > 256 << 20)
				complain(c, node,
					 "'reg' has 0x%llx bytes; an ECAM has 1 MiB for each of up to 256 buses",
					 (unsigned long long)cells_u64(cells + 2));
		}
		cells = get_cells(c, node, "bus-range", &count, 2);
		if (count && (cells[0] ||
			      fdt32_to_cpu(cells[1]) != sys->pci_mmconfig_end_bus))
			complain(c, node,
				 "'bus-range' does not fit the size of 'reg'; write <0 %u>",
				 sys->pci_mmconfig_end_bus);
		sys->pci_is_virtual = get_bool(c, node, "virtual-host");
		sys->pci_domain = domain;
	}
	fdt_for_each_subnode(child, c->fdt, node)
		if (is_enabled(c, child))
			compile_pci_function(c, child, domain);
}

/**
 * compile_cache() - read a node l3-cache
 * @c:		the compilation
 * @node:	the node
 */
void compile_cache(struct compile *c, int node)
{
	struct jailhouse_config_cache *cache;
	const fdt32_t *ways;
	unsigned int count;
	char *path;

	check_props(c, node, "ways!", "content", "root-shared", NULL);
	refuse_children(c, node);
	ways = get_cells(c, node, "ways", &count, 2);
	if (count != 2) {
		complain(c, node, "'ways' is one range; write <first number>");
		return;
	}
	path = node_path(c, node);
	cache = blob_add(c->blob, JAILHOUSE_OBJ_CACHE, path);
	free(path);
	cache->start = fdt32_to_cpu(ways[0]);
	cache->size = fdt32_to_cpu(ways[1]);
	cache->type = get_word(c, node, "content", cache_words,
			       JAILHOUSE_CACHE_L3);
	if (get_bool(c, node, "root-shared"))
		cache->flags |= JAILHOUSE_CACHE_ROOTSHARED;
}
