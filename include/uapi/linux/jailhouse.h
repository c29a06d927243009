/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * Jailhouse partitioning hypervisor: binary configuration and ioctls
 *
 * The configuration is what the hypervisor is handed at enable (a system) and
 * at cell creation (a cell): one flat structure, written by the jailhouse tool
 * from device-tree source and checked by jailhouse_config_check() in the
 * tool, in the driver and in the hypervisor before anything is changed.
 *
 * The interface between the hypervisor and a cell is in jailhouse_cell.h.
 */
#ifndef _UAPI_LINUX_JAILHOUSE_H
#define _UAPI_LINUX_JAILHOUSE_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define JAILHOUSE_NAME_MAX	31
#define JAILHOUSE_MAX_CPUS	256
#define JAILHOUSE_MAX_CELLS	64
#define JAILHOUSE_MAX_IOMMUS	8

#define JAILHOUSE_CONFIG_MAGIC		"JHCONFIG"
#define JAILHOUSE_CONFIG_VERSION	2
#define JAILHOUSE_CONFIG_MAX_SIZE	(256 * 1024)

#define JAILHOUSE_ARCH_X86	0
#define JAILHOUSE_ARCH_ARM	1
#define JAILHOUSE_ARCH_ARM64	2
#define JAILHOUSE_ARCH_RISCV	3

#define JAILHOUSE_KIND_CELL	0
#define JAILHOUSE_KIND_SYSTEM	1

/* struct jailhouse_config.flags (values of the established format, but for one) */
#define JAILHOUSE_CELL_PASSIVE_COMM	0x00000001
#define JAILHOUSE_CELL_TEST_DEVICE	0x00000002
#define JAILHOUSE_CELL_AARCH32		0x00000004
#define JAILHOUSE_CELL_DIRECT_IRQ	0x00000100	/* ours: no exit for interrupts */
#define JAILHOUSE_CELL_VCONSOLE_PERM	0x40000000
#define JAILHOUSE_CELL_VCONSOLE_ACTIVE	0x80000000

/* struct jailhouse_config_memory.flags (values of the established format) */
#define JAILHOUSE_MEM_READ		0x00000001
#define JAILHOUSE_MEM_WRITE		0x00000002
#define JAILHOUSE_MEM_EXECUTE		0x00000004
#define JAILHOUSE_MEM_DMA		0x00000008
#define JAILHOUSE_MEM_IO		0x00000010
#define JAILHOUSE_MEM_COMM_REGION	0x00000020
#define JAILHOUSE_MEM_LOADABLE		0x00000040
#define JAILHOUSE_MEM_ROOTSHARED	0x00000080
#define JAILHOUSE_MEM_NO_HUGEPAGES	0x00000100
#define JAILHOUSE_MEM_IO_UNALIGNED	0x00008000
#define JAILHOUSE_MEM_IO_8		0x00010000
#define JAILHOUSE_MEM_IO_16		0x00020000
#define JAILHOUSE_MEM_IO_32		0x00040000
#define JAILHOUSE_MEM_IO_64		0x00080000

/**
 * struct jailhouse_config_memory - a region of a cell's address space
 * @phys_start:	physical address; ignored for the communication region
 * @virt_start:	address at which the cell sees it
 * @size:	in bytes; 0 marks a placeholder, kept because indices count
 * @flags:	JAILHOUSE_MEM_*
 *
 * A region whose addresses or size are not page-aligned is a sub-page region:
 * accesses are trapped, checked and forwarded one by one.
 */
struct jailhouse_config_memory {
	__u64 phys_start;
	__u64 virt_start;
	__u64 size;
	__u64 flags;
};

/**
 * struct jailhouse_config_pio - a range of x86 I/O ports
 * @base:	first port
 * @length:	number of ports
 */
struct jailhouse_config_pio {
	__u16 base;
	__u16 length;
};

/**
 * struct jailhouse_config_irqchip - interrupt pins of one controller
 * @address:	physical address of the controller
 * @id:		x86: source id of the IO-APIC for the IOMMU
 * @pin_base:	number of the pin that bit 0 of @pin_bitmap stands for
 * @pin_bitmap:	pins granted to the cell
 */
struct jailhouse_config_irqchip {
	__u64 address;
	__u32 id;
	__u32 pin_base;
	__u32 pin_bitmap[4];
};

#define JAILHOUSE_PCI_DEVICE	1
#define JAILHOUSE_PCI_BRIDGE	2
#define JAILHOUSE_PCI_IVSHMEM	3

#define JAILHOUSE_PCI_MSI_64BIT		0x01
#define JAILHOUSE_PCI_MSI_MASKABLE	0x02

/**
 * struct jailhouse_config_pci - a PCI function of a cell
 * @type:	JAILHOUSE_PCI_*
 * @iommu:	index of the IOMMU in front of it
 * @domain:	PCI segment
 * @bdf:	bus << 8 | device << 3 | function
 * @caps_start:	index of its first capability in the array of capabilities
 * @num_caps:	number of its capabilities
 * @num_msi_vectors: MSI vectors, 0 if it has no MSI
 * @msi_flags:	JAILHOUSE_PCI_MSI_*
 * @num_msix_vectors: MSI-X vectors, 0 if it has no MSI-X
 * @msix_region_size: bytes of the pages that hold the MSI-X table
 * @msix_address: physical address of the MSI-X table
 * @bar_mask:	for each BAR the mask that reads back after writing all ones;
 *		of a 64-bit BAR the two halves; 0 where there is none
 * @shmem_regions_start: index of the State Table among the memory regions
 * @shmem_dev_id: peer id of an ivshmem device
 * @shmem_peers: number of peers of an ivshmem link
 * @shmem_protocol: protocol type of an ivshmem link
 */
struct jailhouse_config_pci {
	__u8  type;
	__u8  iommu;
	__u16 domain;
	__u16 bdf;
	__u16 caps_start;
	__u16 num_caps;
	__u8  num_msi_vectors;
	__u8  msi_flags;
	__u16 num_msix_vectors;
	__u16 msix_region_size;
	__u64 msix_address;
	__u32 bar_mask[6];
	__u32 shmem_regions_start;
	__u8  shmem_dev_id;
	__u8  shmem_peers;
	__u16 shmem_protocol;
};

#define JAILHOUSE_PCI_CAP_EXTENDED	0x8000	/* in .id */
#define JAILHOUSE_PCI_CAP_WRITE		0x0001	/* in .flags */

/**
 * struct jailhouse_config_pci_cap - a PCI capability
 * @id:		capability id, with JAILHOUSE_PCI_CAP_EXTENDED for an extended one
 * @start:	offset in the configuration space
 * @len:	length in bytes
 * @flags:	JAILHOUSE_PCI_CAP_WRITE if the cell may write its body
 */
struct jailhouse_config_pci_cap {
	__u16 id;
	__u16 start;
	__u16 len;
	__u16 flags;
};

#define JAILHOUSE_CACHE_L3_CODE	1
#define JAILHOUSE_CACHE_L3_DATA	2
#define JAILHOUSE_CACHE_L3	3

#define JAILHOUSE_CACHE_ROOTSHARED	0x0001

/**
 * struct jailhouse_config_cache - ways of a partitioned cache
 * @start:	first way
 * @size:	number of ways
 * @type:	JAILHOUSE_CACHE_*
 * @pad:	0
 * @flags:	JAILHOUSE_CACHE_ROOTSHARED
 */
struct jailhouse_config_cache {
	__u32 start;
	__u32 size;
	__u8  type;
	__u8  pad;
	__u16 flags;
};

/**
 * struct jailhouse_config_array - where an array lies in the configuration
 * @offset:	of its first element from the start of the configuration; a
 *		multiple of 8
 * @count:	number of elements
 */
struct jailhouse_config_array {
	__u32 offset;
	__u32 count;
};

/**
 * struct jailhouse_config_console - a UART, as in the communication region
 * @address:	register block or first port
 * @size:	of the register block
 * @type:	JAILHOUSE_CON_TYPE_* of jailhouse_cell.h
 * @flags:	JAILHOUSE_CON_* of jailhouse_cell.h
 * @divider:	baud-rate divider, 0 to leave it alone
 * @gate_nr:	bit of the clock gate
 * @clock_reg:	address of the clock gate, 0 for none
 */
struct jailhouse_config_console {
	__u64 address;
	__u32 size;
	__u16 type;
	__u16 flags;
	__u32 divider;
	__u32 gate_nr;
	__u64 clock_reg;
};

/**
 * struct jailhouse_config - the configuration of a cell or of the system
 * @magic:	JAILHOUSE_CONFIG_MAGIC without its terminating NUL
 * @version:	JAILHOUSE_CONFIG_VERSION
 * @arch:	JAILHOUSE_ARCH_*
 * @kind:	JAILHOUSE_KIND_*
 * @size:	bytes of the whole configuration
 * @id:		0 for the root cell; a cell's id is chosen by the driver, the
 *		value in a file is a wish (0: none)
 * @flags:	JAILHOUSE_CELL_*
 * @name:	of the cell, NUL-terminated and NUL-padded
 * @cpu_reset_address: where the CPUs of the cell start
 * @msg_reply_timeout: microseconds that the cell has to answer, 0: no limit
 * @console:	the cell's console, copied to the communication region
 * @cpus:	bitmap of the logical CPUs, elements are __u64
 * @memory:	struct jailhouse_config_memory
 * @pio:	struct jailhouse_config_pio
 * @irqchips:	struct jailhouse_config_irqchip
 * @pci:	struct jailhouse_config_pci
 * @pci_caps:	struct jailhouse_config_pci_cap
 * @caches:	struct jailhouse_config_cache
 * @stream_ids:	__u32
 * @vpci_irq_base: first interrupt of the virtual PCI host
 * @system:	offset of struct jailhouse_config_system, 0 for a cell
 *
 * For a system the part before @system describes the root cell.
 */
struct jailhouse_config {
	__u8  magic[8];
	__u16 version;
	__u8  arch;
	__u8  kind;
	__u32 size;
	__u32 id;
	__u32 flags;
	char  name[JAILHOUSE_NAME_MAX + 1];
	__u64 cpu_reset_address;
	__u64 msg_reply_timeout;
	struct jailhouse_config_console console;
	struct jailhouse_config_array cpus;
	struct jailhouse_config_array memory;
	struct jailhouse_config_array pio;
	struct jailhouse_config_array irqchips;
	struct jailhouse_config_array pci;
	struct jailhouse_config_array pci_caps;
	struct jailhouse_config_array caches;
	struct jailhouse_config_array stream_ids;
	__u32 vpci_irq_base;
	__u32 system;
};

#define JAILHOUSE_IOMMU_AMD		1
#define JAILHOUSE_IOMMU_INTEL		2
#define JAILHOUSE_IOMMU_SMMUV3		3
#define JAILHOUSE_IOMMU_PVU		4
#define JAILHOUSE_IOMMU_ARM_MMU500	5

/**
 * struct jailhouse_config_iommu - an IOMMU of the machine
 * @type:	JAILHOUSE_IOMMU_*, 0 for none
 * @size:	of its register block
 * @base:	of its register block
 * @amd_bdf:	AMD: PCI function of the unit
 * @amd_base_cap: AMD: offset of its capability block
 * @amd_msi_cap: AMD: offset of its MSI capability
 * @amd_features: AMD: extended features that the unit must have
 * @pad:	0
 */
struct jailhouse_config_iommu {
	__u32 type;
	__u32 size;
	__u64 base;
	__u16 amd_bdf;
	__u8  amd_base_cap;
	__u8  amd_msi_cap;
	__u32 amd_features;
	__u64 pad;
};

/* struct jailhouse_config_arm.psci_method */
#define JAILHOUSE_PSCI_SMC		0
#define JAILHOUSE_PSCI_HVC		1

/**
 * struct jailhouse_config_arm - the interrupt controller of an Arm machine
 * @gicd_base:	distributor
 * @gicc_base:	GICv2: CPU interface
 * @gich_base:	GICv2: virtual interface control
 * @gicv_base:	GICv2: virtual CPU interface
 * @gicr_base:	GICv3: redistributors of all CPUs
 * @gicr_size:	GICv3: bytes that they take; 0: not known, the last one says so
 * @gic_version: 2 or 3
 * @maintenance_irq: INTID of the maintenance interrupt, a private one
 * @psci_method: how firmware is called, JAILHOUSE_PSCI_*
 * @pad:	0
 *
 * Addresses are physical, those that the version does not have are 0.
 */
struct jailhouse_config_arm {
	__u64 gicd_base;
	__u64 gicc_base;
	__u64 gich_base;
	__u64 gicv_base;
	__u64 gicr_base;
	__u64 gicr_size;
	__u8  gic_version;
	__u8  maintenance_irq;
	__u8  psci_method;
	__u8  pad[5];
};

/* struct jailhouse_config_system.flags */
#define JAILHOUSE_SYS_VCONSOLE_ROOT	0x00000001 /* root may read the console */
#define JAILHOUSE_SYS_AUDIT		0x00000002 /* let root's refusals through */
/* Cells are not isolated from the root on purpose: needs JAILHOUSE_ENABLE_INSECURE */
#define JAILHOUSE_SYS_INSECURE_TEST	0x00000004

#define JAILHOUSE_APIC_MODE_AUTO	0
#define JAILHOUSE_APIC_MODE_XAPIC	1
#define JAILHOUSE_APIC_MODE_X2APIC	2

/**
 * struct jailhouse_config_system - what belongs to the machine, not to a cell
 * @hypervisor_phys: start of the memory that the hypervisor lives in
 * @hypervisor_size: its size
 * @flags:	JAILHOUSE_SYS_*
 * @pad:	0
 * @debug_console: UART for the hypervisor's own messages
 * @pci_mmconfig_base: address of the ECAM of segment @pci_domain, 0 for none
 * @pci_mmconfig_end_bus: last bus in the ECAM
 * @pci_is_virtual: the PCI host is made up by the hypervisor
 * @pci_domain:	segment
 * @x86_pm_timer_address: ACPI PM timer port
 * @x86_apic_mode: JAILHOUSE_APIC_MODE_*
 * @pad2:	0
 * @x86_tsc_khz: TSC frequency handed to cells, 0: as Linux measured it
 * @x86_apic_khz: APIC timer frequency handed to cells, 0: as Linux measured it
 * @iommus:	units, terminated by type 0
 * @arm:	Arm: interrupt controller and firmware, all zero elsewhere
 */
struct jailhouse_config_system {
	__u64 hypervisor_phys;
	__u64 hypervisor_size;
	__u32 flags;
	__u32 pad;
	struct jailhouse_config_console debug_console;
	__u64 pci_mmconfig_base;
	__u8  pci_mmconfig_end_bus;
	__u8  pci_is_virtual;
	__u16 pci_domain;
	__u16 x86_pm_timer_address;
	__u8  x86_apic_mode;
	__u8  pad2;
	__u32 x86_tsc_khz;
	__u32 x86_apic_khz;
	struct jailhouse_config_iommu iommus[JAILHOUSE_MAX_IOMMUS];
	struct jailhouse_config_arm arm;
};

/*
 * ioctls on /dev/jailhouse. Every structure starts with where to put a text
 * that says what was wrong and what to do about it; flags and padding must be
 * zero (-EINVAL). All need CAP_SYS_ADMIN (-EPERM).
 */

/**
 * struct jailhouse_error_buf - where a failed call explains itself
 * @text:	user address of a buffer for a NUL-terminated text, 0: none
 * @size:	bytes of the buffer
 * @pad:	0
 */
struct jailhouse_error_buf {
	__u64 text;
	__u32 size;
	__u32 pad;
};

#define JAILHOUSE_ENABLE_INSECURE	0x00000001 /* accept SYS_INSECURE_TEST */

/**
 * struct jailhouse_enable - argument of JAILHOUSE_ENABLE
 * @error:	error text
 * @config:	user address of a configuration of kind SYSTEM
 * @config_size: its size
 * @flags:	JAILHOUSE_ENABLE_*
 */
struct jailhouse_enable {
	struct jailhouse_error_buf error;
	__u64 config;
	__u32 config_size;
	__u32 flags;
};

/**
 * struct jailhouse_disable - argument of JAILHOUSE_DISABLE
 * @error:	error text
 * @flags:	0
 * @pad:	0
 */
struct jailhouse_disable {
	struct jailhouse_error_buf error;
	__u32 flags;
	__u32 pad;
};

/**
 * struct jailhouse_cell_create - argument of JAILHOUSE_CELL_CREATE
 * @error:	error text
 * @config:	user address of a configuration of kind CELL
 * @config_size: its size
 * @flags:	0
 * @id:		out: id of the new cell
 * @pad:	0
 */
struct jailhouse_cell_create {
	struct jailhouse_error_buf error;
	__u64 config;
	__u32 config_size;
	__u32 flags;
	__u32 id;
	__u32 pad;
};

/**
 * struct jailhouse_cell_ref - names a cell
 * @error:	error text
 * @id:		id, or -1 to go by @name
 * @flags:	0
 * @name:	name, NUL-padded
 *
 * Argument of JAILHOUSE_CELL_START, JAILHOUSE_CELL_SHUTDOWN and
 * JAILHOUSE_CELL_DESTROY.
 */
struct jailhouse_cell_ref {
	struct jailhouse_error_buf error;
	__s32 id;
	__u32 flags;
	char name[JAILHOUSE_NAME_MAX + 1];
};

/**
 * struct jailhouse_image - a piece to load
 * @source:	user address of the data
 * @size:	bytes
 * @target:	address in the cell
 */
struct jailhouse_image {
	__u64 source;
	__u64 size;
	__u64 target;
};

#define JAILHOUSE_MAX_IMAGES	64

/**
 * struct jailhouse_cell_load - argument of JAILHOUSE_CELL_LOAD
 * @cell:	the cell; it is shut down first if it runs
 * @images:	user address of an array of struct jailhouse_image
 * @num_images:	number of elements; 0 makes the cell loadable only
 * @pad:	0
 */
struct jailhouse_cell_load {
	struct jailhouse_cell_ref cell;
	__u64 images;
	__u32 num_images;
	__u32 pad;
};

#define JAILHOUSE_IOC_MAGIC	'J'
#define JAILHOUSE_ENABLE	_IOW(JAILHOUSE_IOC_MAGIC, 0x40, struct jailhouse_enable)
#define JAILHOUSE_DISABLE	_IOW(JAILHOUSE_IOC_MAGIC, 0x41, struct jailhouse_disable)
#define JAILHOUSE_CELL_CREATE	_IOWR(JAILHOUSE_IOC_MAGIC, 0x42, struct jailhouse_cell_create)
#define JAILHOUSE_CELL_LOAD	_IOW(JAILHOUSE_IOC_MAGIC, 0x43, struct jailhouse_cell_load)
#define JAILHOUSE_CELL_START	_IOW(JAILHOUSE_IOC_MAGIC, 0x44, struct jailhouse_cell_ref)
#define JAILHOUSE_CELL_SHUTDOWN	_IOW(JAILHOUSE_IOC_MAGIC, 0x45, struct jailhouse_cell_ref)
#define JAILHOUSE_CELL_DESTROY	_IOW(JAILHOUSE_IOC_MAGIC, 0x46, struct jailhouse_cell_ref)

#endif /* _UAPI_LINUX_JAILHOUSE_H */
