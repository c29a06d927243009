// SPDX-License-Identifier: GPL-2.0-only
/*
 * Established binary configurations (*.cell files), revision 14
 *
 * They have the same content as ours in another layout: packed records, one
 * array after the other. Little endian, like the machines they are made for.
 */
#include <assert.h>
#include <endian.h>
#include <string.h>
#include <linux/jailhouse_cell.h>
#include "import.h"
#include "util.h"

#define OLD_REVISION		14
#define OLD_VCONSOLE_ROOT	0x1

struct old_header {
	char signature[5];
	__u8 arch;
	__u16 revision;
} __packed;

struct old_memory {
	__u64 phys_start;
	__u64 virt_start;
	__u64 size;
	__u64 flags;
} __packed;

struct old_cell {
	struct old_header header;
	char name[32];
	__u32 id;
	__u32 flags;
	__u32 cpu_set_size;
	__u32 num_memory_regions;
	__u32 num_cache_regions;
	__u32 num_irqchips;
	__u32 num_pio_regions;
	__u32 num_pci_devices;
	__u32 num_pci_caps;
	__u32 num_stream_ids;
	__u32 vpci_irq_base;
	__u64 cpu_reset_address;
	__u64 msg_reply_timeout;
	struct jailhouse_console console;
} __packed;

struct old_iommu {
	__u32 type;
	__u64 base;
	__u32 size;
	__u16 amd_bdf;
	__u8 amd_base_cap;
	__u8 amd_msi_cap;
	__u32 amd_features;
	__u32 pad;
} __packed;

struct old_system {
	struct old_header header;
	__u32 flags;
	struct old_memory hypervisor;
	struct jailhouse_console debug_console;
	__u64 pci_mmconfig_base;
	__u8 pci_mmconfig_end_bus;
	__u8 pci_is_virtual;
	__u16 pci_domain;
	struct old_iommu iommus[JAILHOUSE_MAX_IOMMUS];
	union {
		struct {
			__u16 pm_timer_address;
			__u8 apic_mode;
			__u8 pad;
			__u32 vtd_interrupt_limit;
			__u32 tsc_khz;
			__u32 apic_khz;
		} __packed x86;
		struct {
			__u8 maintenance_irq;
			__u8 gic_version;
			__u8 pad[2];
			__u64 gicd_base;
			__u64 gicc_base;
			__u64 gich_base;
			__u64 gicv_base;
			__u64 gicr_base;
		} __packed arm;
		__u8 size[44];
	};
	struct old_cell root;
} __packed;

struct old_cache {
	__u32 start;
	__u32 size;
	__u8 type;
	__u8 pad;
	__u16 flags;
} __packed;

struct old_irqchip {
	__u64 address;
	__u32 id;
	__u32 pin_base;
	__u32 pin_bitmap[4];
} __packed;

struct old_pio {
	__u16 base;
	__u16 length;
} __packed;

struct old_pci {
	__u8 type;
	__u8 iommu;
	__u16 domain;
	__u16 bdf;
	__u32 bar_mask[6];
	__u16 caps_start;
	__u16 num_caps;
	__u8 num_msi_vectors;
	__u8 msi_flags;
	__u16 num_msix_vectors;
	__u16 msix_region_size;
	__u64 msix_address;
	__u32 shmem_regions_start;
	__u8 shmem_dev_id;
	__u8 shmem_peers;
	__u16 shmem_protocol;
} __packed;

struct old_pci_cap {
	__u16 id;
	__u16 start;
	__u16 len;
	__u16 flags;
} __packed;

static_assert(sizeof(struct old_cell) == 132, "established layout");
static_assert(sizeof(struct old_pci) == 56, "established layout");
static_assert(sizeof(struct old_iommu) == 28, "established layout");
static_assert(offsetof(struct old_system, hypervisor) == 12, "established layout");
static_assert(offsetof(struct old_system, debug_console) == 44, "established layout");
static_assert(offsetof(struct old_system, pci_mmconfig_base) == 76, "established layout");
static_assert(offsetof(struct old_system, root) == 356, "established layout");

struct import {
	const char *data;
	size_t size;
	size_t pos;
	const char *file;
	struct blob *blob;
};

/**
 * is_established() - does a file have the established format?
 * @data:	its content
 * @size:	its size
 *
 * Return: whether it does, of whatever revision.
 */
bool is_established(const void *data, size_t size)
{
	return size >= sizeof(struct old_header) &&
	       (!memcmp(data, "JHCLL", 5) || !memcmp(data, "JHSYS", 5));
}

/* The next @count records of @size bytes, NULL if they are not all there */
static const void *take(struct import *in, __u32 count, size_t size)
{
	const void *here = in->data + in->pos;

	if (count > (in->size - in->pos) / size)
		return NULL;
	in->pos += count * size;
	return here;
}

static void import_console(struct jailhouse_config_console *con,
			   const struct jailhouse_console *old)
{
	con->address = le64toh(old->address);
	con->size = le32toh(old->size);
	con->type = le16toh(old->type);
	con->flags = le16toh(old->flags);
	con->divider = le32toh(old->divider);
	con->gate_nr = le32toh(old->gate_nr);
	con->clock_reg = le64toh(old->clock_reg);
	/* Files in the field have values where they mean nothing */
	if (con->type == JAILHOUSE_CON_TYPE_NONE)
		memset(con, 0, sizeof(*con));
	if (!(con->flags & JAILHOUSE_CON_MMIO))
		con->size = 0;
}

static void import_pci(struct jailhouse_config_pci *dev,
		       const struct old_pci *old)
{
	unsigned int n;

	dev->type = old->type;
	dev->iommu = old->iommu;
	dev->domain = le16toh(old->domain);
	dev->bdf = le16toh(old->bdf);
	for (n = 0; n < 6; n++)
		dev->bar_mask[n] = le32toh(old->bar_mask[n]);
	dev->num_caps = le16toh(old->num_caps);
	dev->caps_start = dev->num_caps ? le16toh(old->caps_start) : 0;
	dev->num_msi_vectors = old->num_msi_vectors;
	dev->msi_flags = old->msi_flags & 3;
	dev->num_msix_vectors = le16toh(old->num_msix_vectors);
	if (dev->num_msix_vectors && dev->type != JAILHOUSE_PCI_IVSHMEM) {
		dev->msix_region_size = le16toh(old->msix_region_size);
		dev->msix_address = le64toh(old->msix_address);
	}
	if (dev->type == JAILHOUSE_PCI_IVSHMEM) {
		dev->shmem_regions_start = le32toh(old->shmem_regions_start);
		dev->shmem_dev_id = old->shmem_dev_id;
		dev->shmem_peers = old->shmem_peers;
		dev->shmem_protocol = le16toh(old->shmem_protocol);
	}
}

static int import_arrays(struct import *in, const struct old_cell *old)
{
	const struct old_pci_cap *caps;
	const struct old_memory *mem;
	const struct old_cache *caches;
	const struct old_irqchip *chips;
	const struct old_pio *pio;
	const struct old_pci *pci;
	const __u8 *cpus;
	const __u32 *streams;
	__u32 n, k;

	cpus = take(in, le32toh(old->cpu_set_size), 1);
	mem = cpus ? take(in, le32toh(old->num_memory_regions), sizeof(*mem)) : NULL;
	caches = mem ? take(in, le32toh(old->num_cache_regions), sizeof(*caches)) : NULL;
	chips = caches ? take(in, le32toh(old->num_irqchips), sizeof(*chips)) : NULL;
	pio = chips ? take(in, le32toh(old->num_pio_regions), sizeof(*pio)) : NULL;
	pci = pio ? take(in, le32toh(old->num_pci_devices), sizeof(*pci)) : NULL;
	caps = pci ? take(in, le32toh(old->num_pci_caps), sizeof(*caps)) : NULL;
	streams = caps ? take(in, le32toh(old->num_stream_ids), sizeof(*streams)) : NULL;
	if (!streams) {
		error("%s: truncated: its arrays do not fit into %zu bytes; copy the file again",
		      in->file, in->size);
		return -1;
	}
	if (in->pos != in->size) {
		error("%s: %zu bytes follow the last array; remove them or copy the file again",
		      in->file, in->size - in->pos);
		return -1;
	}

	for (n = 0; n < le32toh(old->cpu_set_size) * 8; n++) {
		if (!(cpus[n / 8] >> n % 8 & 1))
			continue;
		if (n >= JAILHOUSE_MAX_CPUS) {
			error("%s: CPU %u; at most %u CPUs are supported",
			      in->file, n, JAILHOUSE_MAX_CPUS);
			return -1;
		}
		blob_add_cpu(in->blob, n);
	}
	for (n = 0; n < le32toh(old->num_memory_regions); n++) {
		struct jailhouse_config_memory *to =
			blob_add(in->blob, JAILHOUSE_OBJ_MEMORY, NULL);

		to->phys_start = le64toh(mem[n].phys_start);
		to->virt_start = le64toh(mem[n].virt_start);
		to->size = le64toh(mem[n].size);
		to->flags = le64toh(mem[n].flags);
		if (to->flags & JAILHOUSE_MEM_COMM_REGION)
			to->phys_start = 0;
	}
	for (n = 0; n < le32toh(old->num_cache_regions); n++) {
		struct jailhouse_config_cache *to =
			blob_add(in->blob, JAILHOUSE_OBJ_CACHE, NULL);

		to->start = le32toh(caches[n].start);
		to->size = le32toh(caches[n].size);
		to->type = caches[n].type;
		to->flags = le16toh(caches[n].flags);
	}
	for (n = 0; n < le32toh(old->num_irqchips); n++) {
		struct jailhouse_config_irqchip *to =
			blob_add(in->blob, JAILHOUSE_OBJ_IRQCHIP, NULL);

		to->address = le64toh(chips[n].address);
		to->id = le32toh(chips[n].id);
		to->pin_base = le32toh(chips[n].pin_base);
		for (k = 0; k < 4; k++)
			to->pin_bitmap[k] = le32toh(chips[n].pin_bitmap[k]);
	}
	for (n = 0; n < le32toh(old->num_pio_regions); n++) {
		struct jailhouse_config_pio *to;

		/* Grants nothing */
		if (!pio[n].length)
			continue;
		to = blob_add(in->blob, JAILHOUSE_OBJ_PIO, NULL);
		to->base = le16toh(pio[n].base);
		to->length = le16toh(pio[n].length);
	}
	for (n = 0; n < le32toh(old->num_pci_devices); n++)
		import_pci(blob_add(in->blob, JAILHOUSE_OBJ_PCI, NULL), &pci[n]);
	for (n = 0; n < le32toh(old->num_pci_caps); n++) {
		struct jailhouse_config_pci_cap *to =
			blob_add(in->blob, JAILHOUSE_OBJ_PCI_CAP, NULL);

		to->id = le16toh(caps[n].id);
		to->start = le16toh(caps[n].start);
		to->len = le16toh(caps[n].len);
		to->flags = le16toh(caps[n].flags);
	}
	for (n = 0; n < le32toh(old->num_stream_ids); n++)
		*(__u32 *)blob_add(in->blob, JAILHOUSE_OBJ_STREAM, NULL) =
			le32toh(streams[n]);
	return 0;
}

static int import_cell(struct import *in, const struct old_cell *old,
		       unsigned int arch)
{
	struct jailhouse_config *cfg = &in->blob->config;

	cfg->arch = arch;
	if (memchr(old->name, '\0', sizeof(old->name))) {
		memcpy(cfg->name, old->name, strlen(old->name) + 1);
	} else {
		error("%s: the cell's name is not terminated; copy the file again",
		      in->file);
		return -1;
	}
	cfg->id = le32toh(old->id);
	cfg->flags = le32toh(old->flags);
	if (cfg->flags & JAILHOUSE_CELL_VCONSOLE_ACTIVE)
		cfg->flags |= JAILHOUSE_CELL_VCONSOLE_PERM;
	cfg->cpu_reset_address = le64toh(old->cpu_reset_address);
	cfg->msg_reply_timeout = le64toh(old->msg_reply_timeout);
	/* The root cell goes on where it is and is not sent messages */
	if (cfg->kind == JAILHOUSE_KIND_SYSTEM) {
		cfg->cpu_reset_address = 0;
		cfg->msg_reply_timeout = 0;
		cfg->flags &= ~JAILHOUSE_CELL_PASSIVE_COMM;
	}
	cfg->vpci_irq_base = le32toh(old->vpci_irq_base);
	import_console(&cfg->console, &old->console);
	return import_arrays(in, old);
}

static void import_platform(struct jailhouse_config_system *sys,
			    const struct old_system *old)
{
	if (old->header.arch == JAILHOUSE_ARCH_X86) {
		sys->x86_pm_timer_address = le16toh(old->x86.pm_timer_address);
		sys->x86_apic_mode = old->x86.apic_mode;
		sys->x86_tsc_khz = le32toh(old->x86.tsc_khz);
		sys->x86_apic_khz = le32toh(old->x86.apic_khz);
		return;
	}
	sys->arm.gic_version = old->arm.gic_version;
	sys->arm.maintenance_irq = old->arm.maintenance_irq;
	sys->arm.gicd_base = le64toh(old->arm.gicd_base);
	/* How large the redistributors are they do not say */
	if (old->arm.gic_version == 2) {
		sys->arm.gicc_base = le64toh(old->arm.gicc_base);
		sys->arm.gich_base = le64toh(old->arm.gich_base);
		sys->arm.gicv_base = le64toh(old->arm.gicv_base);
	} else {
		sys->arm.gicr_base = le64toh(old->arm.gicr_base);
	}
}

static int import_system(struct import *in)
{
	struct jailhouse_config_system *sys = &in->blob->system;
	struct jailhouse_config_iommu *unit = sys->iommus;
	const struct old_system *old = take(in, 1, sizeof(*old));
	unsigned int n;

	if (!old) {
		error("%s: truncated: %zu bytes, a system has at least %zu; copy the file again",
		      in->file, in->size, sizeof(*old));
		return -1;
	}
	in->blob->config.kind = JAILHOUSE_KIND_SYSTEM;
	sys->hypervisor_phys = le64toh(old->hypervisor.phys_start);
	sys->hypervisor_size = le64toh(old->hypervisor.size);
	if (le32toh(old->flags) & ~OLD_VCONSOLE_ROOT) {
		error("%s: unknown system flags 0x%x; this file is not of revision %u",
		      in->file, le32toh(old->flags), OLD_REVISION);
		return -1;
	}
	if (le32toh(old->flags) & OLD_VCONSOLE_ROOT)
		sys->flags |= JAILHOUSE_SYS_VCONSOLE_ROOT;
	import_console(&sys->debug_console, &old->debug_console);
	sys->pci_mmconfig_base = le64toh(old->pci_mmconfig_base);
	sys->pci_mmconfig_end_bus = old->pci_mmconfig_end_bus;
	sys->pci_is_virtual = old->pci_is_virtual;
	sys->pci_domain = le16toh(old->pci_domain);
	import_platform(sys, old);
	/* Elements between the units may be empty, here they are not */
	for (n = 0; n < JAILHOUSE_MAX_IOMMUS; n++) {
		if (!old->iommus[n].type)
			continue;
		unit->type = le32toh(old->iommus[n].type);
		unit->base = le64toh(old->iommus[n].base);
		unit->size = le32toh(old->iommus[n].size);
		if (unit->type == JAILHOUSE_IOMMU_AMD) {
			unit->amd_bdf = le16toh(old->iommus[n].amd_bdf);
			unit->amd_base_cap = old->iommus[n].amd_base_cap;
			unit->amd_msi_cap = old->iommus[n].amd_msi_cap;
			unit->amd_features = le32toh(old->iommus[n].amd_features);
		}
		unit++;
	}
	return import_cell(in, &old->root, old->header.arch);
}

/**
 * import_config() - read an established configuration
 * @data:	content of the file, for which is_established() holds
 * @size:	its size
 * @file:	its name, for messages
 * @blob:	initialized; the result, to be checked after blob_finish()
 *
 * Errors are reported on standard error.
 *
 * Return: 0 or -1.
 */
int import_config(const void *data, size_t size, const char *file,
		  struct blob *blob)
{
	struct import in = {
		.data = data, .size = size, .file = file, .blob = blob,
	};
	const struct old_header *header = data;
	const struct old_cell *cell;

	if (le16toh(header->revision) != OLD_REVISION) {
		error("%s: established format of revision %u; build it for revision %u",
		      file, le16toh(header->revision), OLD_REVISION);
		return -1;
	}
	if (header->arch > JAILHOUSE_ARCH_ARM64) {
		error("%s: unknown architecture %u; the file is damaged, copy it again",
		      file, header->arch);
		return -1;
	}
	if (!memcmp(header->signature, "JHSYS", 5))
		return import_system(&in);
	cell = take(&in, 1, sizeof(*cell));
	if (!cell) {
		error("%s: truncated: %zu bytes, a cell has at least %zu; copy the file again",
		      file, size, sizeof(*cell));
		return -1;
	}
	return import_cell(&in, cell, header->arch);
}
