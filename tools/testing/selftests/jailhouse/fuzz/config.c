// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: the configuration validator
 *
 * Input: one byte that says what is asked for, then the configuration. With
 * REPAIR set, the fields that a mutation nearly always spoils are put right, so
 * that the rules behind them are reached, too.
 *
 * Nothing outside of the configuration may be read: it lies in memory of exactly
 * its size. What is accepted is looked at again, by other code: everything that
 * the accessors reach is inside, and nothing is mapped that must be trapped.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "fuzz.h"

#define KIND		0x01	/* JAILHOUSE_KIND_* */
#define ARCH		0x06	/* JAILHOUSE_ARCH_* */
#define ARCH_SHIFT	1
#define REPAIR		0x08

static const struct jailhouse_config *cfg;
/* Not static, so that the reads which it counts are not optimized away */
uint8_t sum;

static void require(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "accepted, but not so: %s\n", what);
	abort();
}

/* Reads every byte of an array; the sanitizer knows where memory ends */
static void read_inside(const struct jailhouse_config_array *array, size_t size,
			const char *what)
{
	const uint8_t *bytes = (const uint8_t *)cfg + array->offset;
	size_t n;

	if (!array->count)
		return;
	require(array->offset + array->count * size <= cfg->size, what);
	for (n = 0; n < array->count * size; n++)
		sum += bytes[n];
}

static void read_array(const struct jailhouse_config_array *array, size_t size,
		       const char *what)
{
	require(!array->count || array->offset >= sizeof(*cfg), what);
	read_inside(array, size, what);
}

/* 128 bits: nothing wraps */
static bool clash(uint64_t start1, uint64_t size1, uint64_t start2,
		  uint64_t size2)
{
	unsigned __int128 end1 = (unsigned __int128)start1 + size1;
	unsigned __int128 end2 = (unsigned __int128)start2 + size2;

	return size1 && size2 && start1 < end2 && start2 < end1;
}

static void check_not_reached(uint64_t start, uint64_t size, const char *what)
{
	const struct jailhouse_config_memory *mem;
	__u32 n;

	for (n = 0; n < cfg->memory.count; n++) {
		mem = &config_memory(cfg)[n];
		require(!clash(mem->virt_start, mem->size, start, size), what);
		if (!(mem->flags & JAILHOUSE_MEM_COMM_REGION))
			require(!clash(mem->phys_start, mem->size, start, size),
				what);
	}
}

static void check_memory(void)
{
	const struct jailhouse_config_memory *mem, *other;
	unsigned int comm_regions = 0;
	__u32 n, m;

	for (n = 0; n < cfg->memory.count; n++) {
		mem = &config_memory(cfg)[n];
		if (!mem->size)
			continue;
		if (mem->flags & JAILHOUSE_MEM_COMM_REGION) {
			comm_regions++;
			require(mem->size == JAILHOUSE_PAGE_SIZE &&
				!(mem->virt_start % JAILHOUSE_PAGE_SIZE),
				"communication region is a page");
		} else if (config_memory_is_subpage(mem)) {
			require(!(mem->flags & (JAILHOUSE_MEM_EXECUTE |
						JAILHOUSE_MEM_LOADABLE)),
				"sub-page regions hold no code");
		}
		require(mem->virt_start + mem->size > mem->virt_start &&
			mem->virt_start + mem->size <= 1ULL << 48,
			"region in the address space");
		for (m = n + 1; m < cfg->memory.count; m++) {
			other = &config_memory(cfg)[m];
			require(!clash(mem->virt_start, mem->size,
				       other->virt_start, other->size),
				"regions do not overlap");
		}
	}
	require(comm_regions <= (cfg->kind == JAILHOUSE_KIND_CELL),
		"number of communication regions");
	if (cfg->arch == JAILHOUSE_ARCH_X86)
		check_not_reached(JAILHOUSE_X86_LAPIC, JAILHOUSE_PAGE_SIZE,
				  "local APIC is trapped");
}

static void check_devices(void)
{
	const struct jailhouse_config_pci *dev;
	__u32 n;

	for (n = 0; n < cfg->pio.count; n++)
		require(config_pio(cfg)[n].base + config_pio(cfg)[n].length <=
			0x10000, "ports");
	for (n = 0; n < cfg->irqchips.count; n++)
		if (cfg->arch == JAILHOUSE_ARCH_X86)
			check_not_reached(config_irqchips(cfg)[n].address,
					  JAILHOUSE_PAGE_SIZE,
					  "IO-APIC is trapped");
	for (n = 0; n < cfg->pci_caps.count; n++)
		require(config_pci_caps(cfg)[n].start +
			config_pci_caps(cfg)[n].len <= 4096, "capability");
	for (n = 0; n < cfg->pci.count; n++) {
		dev = &config_pci(cfg)[n];
		require(!dev->num_caps || dev->caps_start + dev->num_caps <=
			cfg->pci_caps.count, "capabilities of a function");
		if (dev->type == JAILHOUSE_PCI_IVSHMEM)
			require((uint64_t)dev->shmem_regions_start + 2 +
				dev->shmem_peers <= cfg->memory.count,
				"regions of shared memory");
		else if (dev->num_msix_vectors)
			check_not_reached(dev->msix_address,
					  dev->num_msix_vectors * 16,
					  "MSI-X table is trapped");
	}
}

static void check_system(void)
{
	const struct jailhouse_config_system *sys = config_system(cfg);
	struct jailhouse_config_array part = { .offset = cfg->system, .count = 1 };
	struct jailhouse_config_range parts[JAILHOUSE_GIC_MAX_PARTS];
	unsigned int n, count;

	require(!sys == (cfg->kind == JAILHOUSE_KIND_CELL), "system part");
	if (!sys)
		return;
	read_array(&part, sizeof(*sys), "system part");
	check_not_reached(sys->hypervisor_phys, sys->hypervisor_size,
			  "hypervisor's memory is its own");
	if (sys->pci_mmconfig_base)
		check_not_reached(sys->pci_mmconfig_base,
				  (sys->pci_mmconfig_end_bus + 1ULL) << 20,
				  "ECAM is trapped");
	for (n = 0; n < JAILHOUSE_MAX_IOMMUS && sys->iommus[n].type; n++)
		check_not_reached(sys->iommus[n].base, sys->iommus[n].size,
				  "IOMMU is the hypervisor's");
	if (cfg->arch != JAILHOUSE_ARCH_ARM && cfg->arch != JAILHOUSE_ARCH_ARM64)
		return;
	require(sys->arm.gic_version == 2 || sys->arm.gic_version == 3, "GIC");
	count = config_gic_parts(cfg, parts);
	for (n = 0; n < count; n++)
		check_not_reached(parts[n].base, parts[n].size, "GIC is trapped");
}

static void check_accepted(void)
{
	bool x86 = cfg->arch == JAILHOUSE_ARCH_X86;

	read_array(&cfg->cpus, sizeof(__u64), "CPUs");
	read_array(&cfg->memory, sizeof(struct jailhouse_config_memory),
		   "memory");
	read_array(&cfg->pio, sizeof(struct jailhouse_config_pio), "ports");
	read_array(&cfg->irqchips, sizeof(struct jailhouse_config_irqchip),
		   "interrupt controllers");
	read_array(&cfg->pci, sizeof(struct jailhouse_config_pci), "PCI");
	read_array(&cfg->pci_caps, sizeof(struct jailhouse_config_pci_cap),
		   "capabilities");
	read_array(&cfg->caches, sizeof(struct jailhouse_config_cache),
		   "caches");
	read_array(&cfg->stream_ids, sizeof(__u32), "stream ids");
	require(memchr(cfg->name, 0, sizeof(cfg->name)) && cfg->name[0] &&
		!strchr(cfg->name, '/'), "name");
	require(config_next_cpu(cfg, 0) < JAILHOUSE_MAX_CPUS, "some CPU");
	require(!x86 || config_has_cpu(cfg, 0) ==
		(cfg->kind == JAILHOUSE_KIND_SYSTEM), "CPU 0 is the root's");
	check_memory();
	check_devices();
	check_system();
}

/* What the hypervisor relies on in a cell's configuration */
static void check_safe(void)
{
	const struct jailhouse_config_memory *mem;
	const struct jailhouse_config_pci *dev;

	read_inside(&cfg->cpus, sizeof(__u64), "CPUs");
	read_inside(&cfg->memory, sizeof(*mem), "memory");
	read_inside(&cfg->pio, sizeof(struct jailhouse_config_pio), "ports");
	read_inside(&cfg->irqchips, sizeof(struct jailhouse_config_irqchip),
		    "interrupt controllers");
	read_inside(&cfg->pci, sizeof(*dev), "PCI");
	read_inside(&cfg->pci_caps, sizeof(struct jailhouse_config_pci_cap),
		    "capabilities");
	require(memchr(cfg->name, 0, sizeof(cfg->name)), "name");
	require(cfg->id < JAILHOUSE_MAX_CELLS, "id");
	for (mem = config_memory(cfg);
	     mem < config_memory(cfg) + cfg->memory.count; mem++) {
		if (!mem->size)
			continue;
		require(mem->virt_start + mem->size > mem->virt_start &&
			mem->virt_start + mem->size <= 1ULL << 48,
			"region in the address space");
		if (mem->flags & JAILHOUSE_MEM_COMM_REGION)
			require(!(mem->virt_start % JAILHOUSE_PAGE_SIZE),
				"communication region on a page");
		else
			require(mem->phys_start + mem->size > mem->phys_start &&
				mem->phys_start + mem->size <= 1ULL << 52,
				"region in physical memory");
	}
	for (dev = config_pci(cfg); dev < config_pci(cfg) + cfg->pci.count; dev++)
		require(!dev->num_caps || dev->caps_start + dev->num_caps <=
			cfg->pci_caps.count, "capabilities of a function");
}

int fuzz_one_input(const uint8_t *data, size_t size)
{
	struct jailhouse_config_error err;
	unsigned int kind, arch;
	struct jailhouse_config *copy;
	char text[512];
	int ret, len;

	if (!size)
		return 0;
	kind = data[0] & KIND ? JAILHOUSE_KIND_SYSTEM : JAILHOUSE_KIND_CELL;
	arch = (data[0] & ARCH) >> ARCH_SHIFT;
	copy = malloc(size - 1 ? size - 1 : 1);
	if (!copy)
		return 0;
	memcpy(copy, data + 1, size - 1);
	if (data[0] & REPAIR && size - 1 >= sizeof(*copy)) {
		memcpy(copy->magic, JAILHOUSE_CONFIG_MAGIC, sizeof(copy->magic));
		copy->version = JAILHOUSE_CONFIG_VERSION;
		copy->arch = arch;
		copy->kind = kind;
		copy->size = size - 1;
	}
	memset(&err, 0xff, sizeof(err));
	ret = jailhouse_config_check(copy, size - 1, kind, arch, &err);
	cfg = copy;
	if (size - 1 >= sizeof(*copy) && config_is_safe(copy, size - 1, arch))
		check_safe();
	else
		require(ret || kind == JAILHOUSE_KIND_SYSTEM,
			"what is sound is safe");
	if (ret) {
		require(ret == -EINVAL || ret == -E2BIG, "error");
		require(err.code && err.code < JAILHOUSE_NUM_CFG_CODES, "code");
		require(err.object < JAILHOUSE_NUM_OBJS, "object");
		len = jailhouse_config_error_text(&err, text, sizeof(text));
		require(len > 0 && (size_t)len < sizeof(text), "text");
	} else {
		require(!err.code && !err.value && !err.other, "no error");
		check_accepted();
		ret = jailhouse_config_unsupported(copy, &err);
		require(!ret == !err.code && (!ret || ret == -EOPNOTSUPP),
			"unsupported");
		require(err.code < JAILHOUSE_NUM_CFG_CODES, "code");
		require(err.object < JAILHOUSE_NUM_OBJS, "object");
	}
	free(copy);
	return 0;
}
