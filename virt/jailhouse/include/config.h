/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Jailhouse partitioning hypervisor: reading and checking a configuration
 *
 * Used by the hypervisor, by the root cell's driver and by the tool, so it
 * needs nothing but types. The accessors trust the configuration: they are for
 * one that jailhouse_config_check() or config_is_safe() has accepted, held in
 * memory that nobody can change any more.
 */
#ifndef _JAILHOUSE_CONFIG_H
#define _JAILHOUSE_CONFIG_H

#include <linux/types.h>
#include <uapi/linux/jailhouse.h>
#ifndef __KERNEL__
#include <stdbool.h>
#include <stddef.h>
#endif

/* A configuration is described in pages of this size on every architecture */
#define JAILHOUSE_PAGE_SIZE	0x1000ULL
#define JAILHOUSE_PAGE_MASK	(~(JAILHOUSE_PAGE_SIZE - 1))

/* IO-APICs that the hypervisor keeps state for */
#define JAILHOUSE_X86_MAX_IOAPICS	16

/* Regions that a cell can have trapped: what mmio_region_add() keeps */
#define JAILHOUSE_MAX_TRAPPED	126

/* Where the local APIC of every x86 CPU lies: never mapped to a cell */
#define JAILHOUSE_X86_LAPIC	0xfee00000ULL

/*
 * Upper bounds of what a configuration may list. They keep the checks that
 * compare every element with every other one short.
 */
#define JAILHOUSE_MAX_MEMORY	1024
#define JAILHOUSE_MAX_PIO	1024
#define JAILHOUSE_MAX_IRQCHIPS	64
#define JAILHOUSE_MAX_PCI	1024
#define JAILHOUSE_MAX_PCI_CAPS	8192
#define JAILHOUSE_MAX_CACHES	32
#define JAILHOUSE_MAX_STREAMS	1024

/* Parts of a GIC. GICC and GICV: the second page holds the register DIR. */
#define JAILHOUSE_GICV2_PAGE		0x1000ULL
#define JAILHOUSE_GICV2_CPU_PAGES	0x2000ULL
#define JAILHOUSE_GICV3_PAGE		0x10000ULL
/* Two pages for a CPU; two more where there are virtual LPIs */
#define JAILHOUSE_GICV3_REDIST		(2 * JAILHOUSE_GICV3_PAGE)
#define JAILHOUSE_GIC_MAX_PARTS		4

#define JAILHOUSE_MEM_IO_WIDTHS	(JAILHOUSE_MEM_IO_8 | JAILHOUSE_MEM_IO_16 | \
				 JAILHOUSE_MEM_IO_32 | JAILHOUSE_MEM_IO_64)

/* The part of the configuration that an error is about */
enum jailhouse_config_object {
	JAILHOUSE_OBJ_HEADER,
	JAILHOUSE_OBJ_CPUS,
	JAILHOUSE_OBJ_MEMORY,
	JAILHOUSE_OBJ_PIO,
	JAILHOUSE_OBJ_IRQCHIP,
	JAILHOUSE_OBJ_PCI,
	JAILHOUSE_OBJ_PCI_CAP,
	JAILHOUSE_OBJ_CACHE,
	JAILHOUSE_OBJ_STREAM,
	JAILHOUSE_OBJ_SYSTEM,
	JAILHOUSE_OBJ_IOMMU,
	JAILHOUSE_NUM_OBJS
};

/*
 * What can be wrong. The comment says what jailhouse_config_error.value and
 * .other hold. The texts are in config_error.c.
 */
enum jailhouse_config_code {
	JAILHOUSE_CFG_OK,
	/* the blob as a whole */
	JAILHOUSE_CFG_POINTER,		/* not 8-byte aligned */
	JAILHOUSE_CFG_TRUNCATED,	/* value: bytes given, other: needed */
	JAILHOUSE_CFG_TOO_BIG,		/* value: bytes given, other: limit */
	JAILHOUSE_CFG_MAGIC,
	JAILHOUSE_CFG_OLD_FORMAT,	/* an established *.cell file */
	JAILHOUSE_CFG_VERSION,		/* value: found, other: expected */
	JAILHOUSE_CFG_ARCH,		/* value: found, other: expected */
	JAILHOUSE_CFG_KIND,		/* value: found, other: expected */
	JAILHOUSE_CFG_SIZE,		/* value: size field, other: bytes given */
	JAILHOUSE_CFG_ARRAY_COUNT,	/* value: count, other: limit */
	JAILHOUSE_CFG_ARRAY_ALIGN,	/* value: offset */
	JAILHOUSE_CFG_ARRAY_BOUNDS,	/* value: offset, other: end */
	JAILHOUSE_CFG_ARRAY_OVERLAP,	/* value: offset, other: object */
	JAILHOUSE_CFG_RESERVED,		/* value: what should be zero */
	JAILHOUSE_CFG_FLAGS,		/* value: the unknown bits */
	JAILHOUSE_CFG_NOT_ON_ARCH,	/* value: found, other: architecture */
	/* the cell */
	JAILHOUSE_CFG_NAME_EMPTY,
	JAILHOUSE_CFG_NAME_CHAR,	/* value: character, index: position */
	JAILHOUSE_CFG_NAME_LONG,
	JAILHOUSE_CFG_ID,		/* value: id, other: limit */
	JAILHOUSE_CFG_RESET_ADDRESS,	/* value: address */
	JAILHOUSE_CFG_CONSOLE_TYPE,	/* value: type */
	JAILHOUSE_CFG_CONSOLE_ADDRESS,	/* value: address */
	JAILHOUSE_CFG_CPUS_EMPTY,
	JAILHOUSE_CFG_CPU0_IN_CELL,
	JAILHOUSE_CFG_CPU0_NOT_IN_ROOT,
	/* memory */
	JAILHOUSE_CFG_MEM_RANGE,	/* value: start, other: size */
	JAILHOUSE_CFG_MEM_NO_ACCESS,	/* value: flags */
	JAILHOUSE_CFG_MEM_OVERLAP,	/* value: address, other: 2nd index */
	JAILHOUSE_CFG_MEM_SUBPAGE_FLAGS, /* value: flags that do not go */
	JAILHOUSE_CFG_MEM_SUBPAGE_WIDTH, /* value: flags */
	JAILHOUSE_CFG_MEM_SUBPAGE_SHIFT, /* value: physical, other: virtual */
	JAILHOUSE_CFG_COMM_SIZE,	/* value: start, other: size */
	JAILHOUSE_CFG_COMM_FLAGS,	/* value: flags that do not go */
	JAILHOUSE_CFG_COMM_TWICE,	/* other: index of the first */
	JAILHOUSE_CFG_COMM_IN_ROOT,
	JAILHOUSE_CFG_MEM_HYPERVISOR,	/* value: start, other: hypervisor's */
	JAILHOUSE_CFG_MEM_TRAPPED,	/* value: address that must be trapped */
	/* everything else */
	JAILHOUSE_CFG_PIO_RANGE,	/* value: base, other: length */
	JAILHOUSE_CFG_IRQCHIP_ADDRESS,	/* value: address */
	JAILHOUSE_CFG_IRQCHIP_TWICE,	/* value: address, other: 1st index */
	JAILHOUSE_CFG_IRQCHIP_PIN_BASE,	/* value: pin base */
	JAILHOUSE_CFG_PCI_TYPE,		/* value: type */
	JAILHOUSE_CFG_PCI_TWICE,	/* value: domain << 16 | bdf */
	JAILHOUSE_CFG_PCI_IOMMU,	/* value: index, other: limit */
	JAILHOUSE_CFG_PCI_CAPS,		/* value: end index, other: count */
	JAILHOUSE_CFG_PCI_MSI,		/* value: vectors */
	JAILHOUSE_CFG_PCI_MSIX,		/* value: vectors, other: limit */
	JAILHOUSE_CFG_PCI_MSIX_REGION,	/* value: address, other: size */
	JAILHOUSE_CFG_PCI_SHMEM,	/* value: regions needed, other: there */
	JAILHOUSE_CFG_PCI_SHMEM_PEER,	/* value: peer id, other: peers */
	JAILHOUSE_CFG_CAP_ID,		/* value: id */
	JAILHOUSE_CFG_CAP_RANGE,	/* value: start, other: length */
	JAILHOUSE_CFG_CAP_SHORT,	/* value: length, other: needed */
	JAILHOUSE_CFG_CACHE_TYPE,	/* value: type */
	JAILHOUSE_CFG_CACHE_RANGE,	/* value: first way, other: ways */
	/* what the format has, but no build does yet */
	JAILHOUSE_CFG_NO_AUDIT,
	JAILHOUSE_CFG_NO_CACHE,
	JAILHOUSE_CFG_NO_CONSOLE,	/* value: type */
	JAILHOUSE_CFG_NO_IOAPICS,	/* value: number, other: limit */
	JAILHOUSE_CFG_NO_SHMEM,
	JAILHOUSE_CFG_NO_SEGMENT,	/* value: segment, other: supported one */
	JAILHOUSE_CFG_NO_TRAPS,		/* value: number, other: limit */
	JAILHOUSE_CFG_TRAP_OVERLAP,	/* value: address, other: 2nd address */
	JAILHOUSE_CFG_CPU_GAP,		/* value: CPU missing, other: the next */
	JAILHOUSE_CFG_NO_DIRECT_IRQ,
	JAILHOUSE_CFG_NO_AARCH32,
	JAILHOUSE_CFG_NO_VIRTUAL_PCI,
	JAILHOUSE_CFG_NO_STREAMS,	/* value: number */
	/* the system */
	JAILHOUSE_CFG_SYSTEM_OFFSET,	/* value: offset */
	JAILHOUSE_CFG_HV_RANGE,		/* value: start, other: size */
	JAILHOUSE_CFG_ECAM_RANGE,	/* value: base, other: last bus */
	JAILHOUSE_CFG_APIC_MODE,	/* value: mode */
	JAILHOUSE_CFG_PM_TIMER,		/* value: port */
	JAILHOUSE_CFG_IOMMU_TYPE,	/* value: type */
	JAILHOUSE_CFG_IOMMU_RANGE,	/* value: base, other: size */
	JAILHOUSE_CFG_SYS_OVERLAP,	/* value: start, other: 2nd start */
	/* Arm */
	JAILHOUSE_CFG_GIC_VERSION,	/* value: version */
	JAILHOUSE_CFG_GIC_ADDRESS,	/* value: address, other: alignment */
	JAILHOUSE_CFG_GIC_SURPLUS,	/* value: address, other: version */
	JAILHOUSE_CFG_GIC_OVERLAP,	/* value: address, other: 2nd address */
	JAILHOUSE_CFG_GICR_SIZE,	/* value: size, other: needed */
	JAILHOUSE_CFG_GIC_CPU,		/* value: CPU, other: limit */
	JAILHOUSE_CFG_GIC_OTHER,	/* value: address, other: distributor */
	JAILHOUSE_CFG_GIC_PIN,		/* value: interrupt, other: last one */
	JAILHOUSE_CFG_MAINTENANCE_IRQ,	/* value: INTID */
	JAILHOUSE_CFG_PSCI_METHOD,	/* value: method */
	JAILHOUSE_CFG_DIRECT_IRQ,	/* value: GIC version */
	JAILHOUSE_NUM_CFG_CODES
};

/**
 * struct jailhouse_config_error - why a configuration was refused
 * @code:	enum jailhouse_config_code
 * @object:	enum jailhouse_config_object
 * @index:	which element of the array that @object names
 * @pad:	0
 * @value:	see enum jailhouse_config_code
 * @other:	see enum jailhouse_config_code
 *
 * Holds no text, so that the hypervisor needs none. It has the same layout
 * everywhere and may be handed from the hypervisor to the driver.
 */
struct jailhouse_config_error {
	__u32 code;
	__u32 object;
	__u32 index;
	__u32 pad;
	__u64 value;
	__u64 other;
};

int jailhouse_config_check(const void *blob, size_t size, unsigned int kind,
			   unsigned int arch,
			   struct jailhouse_config_error *err);
int jailhouse_config_unsupported(const struct jailhouse_config *cfg,
				 struct jailhouse_config_error *err);

/* Only in the hypervisor: its part of the above, for cells */
bool config_is_safe(const struct jailhouse_config *cfg, size_t size,
		    unsigned int arch);

/* Not in the hypervisor: it has no texts */
int jailhouse_config_error_text(const struct jailhouse_config_error *err,
				char *buf, size_t size);
const char *jailhouse_config_object_name(unsigned int object);

static inline const void *config_at(const struct jailhouse_config *cfg,
				    __u32 offset)
{
	return (const char *)cfg + offset;
}

static inline const __u64 *config_cpus(const struct jailhouse_config *cfg)
{
	return config_at(cfg, cfg->cpus.offset);
}

static inline const struct jailhouse_config_memory *
config_memory(const struct jailhouse_config *cfg)
{
	return config_at(cfg, cfg->memory.offset);
}

static inline const struct jailhouse_config_pio *
config_pio(const struct jailhouse_config *cfg)
{
	return config_at(cfg, cfg->pio.offset);
}

static inline const struct jailhouse_config_irqchip *
config_irqchips(const struct jailhouse_config *cfg)
{
	return config_at(cfg, cfg->irqchips.offset);
}

static inline const struct jailhouse_config_pci *
config_pci(const struct jailhouse_config *cfg)
{
	return config_at(cfg, cfg->pci.offset);
}

static inline const struct jailhouse_config_pci_cap *
config_pci_caps(const struct jailhouse_config *cfg)
{
	return config_at(cfg, cfg->pci_caps.offset);
}

static inline const struct jailhouse_config_cache *
config_caches(const struct jailhouse_config *cfg)
{
	return config_at(cfg, cfg->caches.offset);
}

static inline const __u32 *
config_stream_ids(const struct jailhouse_config *cfg)
{
	return config_at(cfg, cfg->stream_ids.offset);
}

/**
 * config_system() - the part that describes the machine
 * @cfg:	an accepted configuration
 *
 * Return: the part, NULL if @cfg describes a cell.
 */
static inline const struct jailhouse_config_system *
config_system(const struct jailhouse_config *cfg)
{
	return cfg->system ? config_at(cfg, cfg->system) : NULL;
}

/**
 * config_has_cpu() - is a CPU in the cell's set?
 * @cfg:	an accepted configuration
 * @cpu:	logical CPU number, any value
 *
 * Return: whether it is.
 */
static inline bool config_has_cpu(const struct jailhouse_config *cfg,
				  unsigned int cpu)
{
	return cpu / 64 < cfg->cpus.count &&
	       (config_cpus(cfg)[cpu / 64] >> (cpu % 64) & 1);
}

/**
 * config_next_cpu() - the next CPU of the cell's set
 * @cfg:	an accepted configuration
 * @cpu:	where to start looking, itself included
 *
 * Return: a logical CPU number, JAILHOUSE_MAX_CPUS if there is none left.
 */
static inline unsigned int config_next_cpu(const struct jailhouse_config *cfg,
					   unsigned int cpu)
{
	while (cpu < JAILHOUSE_MAX_CPUS && !config_has_cpu(cfg, cpu))
		cpu++;
	return cpu;
}

/* Registers that the hypervisor keeps for itself */
struct jailhouse_config_range {
	__u64 base;
	__u64 size;
};

/**
 * config_gic_parts() - where the parts of a GIC are that no cell may reach
 * @cfg:	configuration of a system with a GIC of version 2 or 3
 * @parts:	filled in: the distributor comes first
 *
 * Where the size of the redistributors is not known, it is that for the CPUs of @cfg.
 *
 * Return: number of parts.
 */
static inline unsigned int
config_gic_parts(const struct jailhouse_config *cfg,
		 struct jailhouse_config_range parts[JAILHOUSE_GIC_MAX_PARTS])
{
	const struct jailhouse_config_arm *arm = &config_system(cfg)->arm;
	unsigned int cpu;

	parts[0].base = arm->gicd_base;
	if (arm->gic_version == 2) {
		parts[0].size = JAILHOUSE_GICV2_PAGE;
		parts[1].base = arm->gicc_base;
		parts[1].size = JAILHOUSE_GICV2_CPU_PAGES;
		parts[2].base = arm->gich_base;
		parts[2].size = JAILHOUSE_GICV2_PAGE;
		parts[3].base = arm->gicv_base;
		parts[3].size = JAILHOUSE_GICV2_CPU_PAGES;
		return 4;
	}
	parts[0].size = JAILHOUSE_GICV3_PAGE;
	parts[1].base = arm->gicr_base;
	parts[1].size = arm->gicr_size;
	if (!arm->gicr_size)
		for (cpu = config_next_cpu(cfg, 0); cpu < JAILHOUSE_MAX_CPUS;
		     cpu = config_next_cpu(cfg, cpu + 1))
			parts[1].size += JAILHOUSE_GICV3_REDIST;
	return 2;
}

/**
 * config_memory_is_subpage() - must accesses be forwarded one by one?
 * @mem:	a region
 *
 * Return: true if it does not consist of whole pages.
 */
static inline bool
config_memory_is_subpage(const struct jailhouse_config_memory *mem)
{
	/* Of the communication region only the hypervisor knows where it is */
	if (mem->flags & JAILHOUSE_MEM_COMM_REGION)
		return false;
	return ((mem->phys_start | mem->virt_start | mem->size) &
		~JAILHOUSE_PAGE_MASK) != 0;
}

#endif /* _JAILHOUSE_CONFIG_H */
