// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse partitioning hypervisor: what a refused configuration is told
 *
 * Compiled into the driver and the tool. Each text says what was found and what
 * to do about it.
 */
#ifdef __KERNEL__
#include <linux/kernel.h>
#else
#include <stdio.h>
#endif
#include <linux/errno.h>
#include "config.h"

static const char * const object_names[JAILHOUSE_NUM_OBJS] = {
	[JAILHOUSE_OBJ_HEADER]	= "cell",
	[JAILHOUSE_OBJ_CPUS]	= "cpus",
	[JAILHOUSE_OBJ_MEMORY]	= "memory",
	[JAILHOUSE_OBJ_PIO]	= "ports",
	[JAILHOUSE_OBJ_IRQCHIP]	= "interrupt controller",
	[JAILHOUSE_OBJ_PCI]	= "PCI device",
	[JAILHOUSE_OBJ_PCI_CAP]	= "PCI capability",
	[JAILHOUSE_OBJ_CACHE]	= "cache",
	[JAILHOUSE_OBJ_STREAM]	= "stream id",
	[JAILHOUSE_OBJ_SYSTEM]	= "system",
	[JAILHOUSE_OBJ_IOMMU]	= "IOMMU",
};

/* Objects that there is only one of: the index says nothing */
static bool is_single(unsigned int object)
{
	return object == JAILHOUSE_OBJ_HEADER || object == JAILHOUSE_OBJ_CPUS ||
	       object == JAILHOUSE_OBJ_SYSTEM;
}

/*
 * %1$ is not available in the kernel, so every format takes the two values in
 * order: the first is jailhouse_config_error.value, the second .other.
 */
static const char * const texts[JAILHOUSE_NUM_CFG_CODES] = {
	[JAILHOUSE_CFG_OK] = "no error",
	[JAILHOUSE_CFG_POINTER] =
		"configuration at unaligned address 0x%llx; align it to 8 bytes",
	[JAILHOUSE_CFG_TRUNCATED] =
		"configuration is truncated: %llu bytes instead of %llu; compile it again",
	[JAILHOUSE_CFG_TOO_BIG] =
		"configuration has %llu bytes, at most %llu are allowed; merge adjacent regions",
	[JAILHOUSE_CFG_MAGIC] =
		"this is no configuration (wrong signature); give the output of 'jailhouse config compile'",
	[JAILHOUSE_CFG_OLD_FORMAT] =
		"this is a configuration in the established format; convert it with 'jailhouse config import'",
	[JAILHOUSE_CFG_VERSION] =
		"configuration has version %llu, this build understands %llu; compile it again with the tool of this build",
	[JAILHOUSE_CFG_ARCH] =
		"configuration is for architecture %llu, this machine is %llu (0 x86, 1 arm, 2 arm64, 3 riscv); take one for this machine",
	[JAILHOUSE_CFG_KIND] =
		"configuration is of kind %llu, needed is %llu (0 cell, 1 system); enable takes a system, cell create a cell",
	[JAILHOUSE_CFG_SIZE] =
		"configuration says that it has %llu bytes but there are %llu; remove what follows it",
	[JAILHOUSE_CFG_ARRAY_COUNT] =
		"%llu elements, at most %llu are possible; merge or remove some",
	[JAILHOUSE_CFG_ARRAY_ALIGN] =
		"array at unaligned offset 0x%llx; the file is damaged, compile it again",
	[JAILHOUSE_CFG_ARRAY_BOUNDS] =
		"array from 0x%llx to 0x%llx lies outside of the configuration; the file is damaged, compile it again",
	[JAILHOUSE_CFG_ARRAY_OVERLAP] =
		"array at offset 0x%llx overlaps another one (object %llu); the file is damaged, compile it again",
	[JAILHOUSE_CFG_RESERVED] =
		"0x%llx where zero is required; compile the configuration again with the tool of this build",
	[JAILHOUSE_CFG_FLAGS] =
		"unknown flags 0x%llx; remove them or use the version that knows them",
	[JAILHOUSE_CFG_NOT_ON_ARCH] =
		"value 0x%llx does not exist on architecture %llu; remove it",
	[JAILHOUSE_CFG_NAME_EMPTY] = "the cell has no name; give it one",
	[JAILHOUSE_CFG_NAME_CHAR] =
		"character 0x%llx in the name; use letters, digits, '-', '_' and '.'",
	[JAILHOUSE_CFG_NAME_LONG] =
		"the name is longer than 31 characters; shorten it",
	[JAILHOUSE_CFG_ID] =
		"cell id %llu, the largest possible here is %llu; use 0 to let the driver choose",
	[JAILHOUSE_CFG_RESET_ADDRESS] =
		"CPUs cannot start at 0x%llx; choose an address that they reach (x86 and 32-bit Arm: below 4 GiB)",
	[JAILHOUSE_CFG_CONSOLE_TYPE] =
		"unknown console type %llu; take one of JAILHOUSE_CON_TYPE_*",
	[JAILHOUSE_CFG_CONSOLE_ADDRESS] =
		"console address 0x%llx does not fit its type; ports lie below 0x10000 and only on x86, a console of type none has no address",
	[JAILHOUSE_CFG_CPUS_EMPTY] = "no CPU; name at least one",
	[JAILHOUSE_CFG_CPU0_IN_CELL] =
		"CPU 0 cannot leave the root cell on x86; choose other CPUs",
	[JAILHOUSE_CFG_CPU0_NOT_IN_ROOT] =
		"CPU 0 must belong to the root cell on x86; add it",
	[JAILHOUSE_CFG_MEM_RANGE] =
		"region at 0x%llx of 0x%llx bytes leaves the address space (2^48 for a cell, 2^52 physically); correct address or size",
	[JAILHOUSE_CFG_MEM_NO_ACCESS] =
		"flags 0x%llx permit neither reading nor writing; add an access or remove the region",
	[JAILHOUSE_CFG_MEM_OVERLAP] =
		"region at 0x%llx overlaps region %llu in the cell's address space; correct one of them",
	[JAILHOUSE_CFG_MEM_SUBPAGE_FLAGS] =
		"a region that is not made of whole pages cannot have flags 0x%llx (execute, DMA, loadable); align address and size to 4096 or remove them",
	[JAILHOUSE_CFG_MEM_SUBPAGE_WIDTH] =
		"a region that is not made of whole pages needs access widths, flags are 0x%llx; align address and size to 4096 or add 8, 16, 32 or 64 bits",
	[JAILHOUSE_CFG_MEM_SUBPAGE_SHIFT] =
		"physical address 0x%llx and cell address 0x%llx of a sub-page region differ in their low 3 bits; make these equal",
	[JAILHOUSE_CFG_COMM_SIZE] =
		"communication region at 0x%llx has 0x%llx bytes; it is exactly one page of 4096 at a multiple of it",
	[JAILHOUSE_CFG_COMM_FLAGS] =
		"the communication region cannot have flags 0x%llx; leave read and write",
	[JAILHOUSE_CFG_COMM_TWICE] =
		"second communication region, at 0x%llx, the first is region %llu; remove one",
	[JAILHOUSE_CFG_COMM_IN_ROOT] =
		"the root cell has no communication region; remove it",
	[JAILHOUSE_CFG_MEM_HYPERVISOR] =
		"region at 0x%llx overlaps the hypervisor's memory at 0x%llx; exclude that",
	[JAILHOUSE_CFG_MEM_TRAPPED] =
		"region at 0x%llx covers 0x%llx, which the hypervisor must trap (interrupt controller, MSI-X table, PCI config space, IOMMU); exclude that page",
	[JAILHOUSE_CFG_PIO_RANGE] =
		"ports from 0x%llx, number %llu: empty or beyond 0xffff; correct them",
	[JAILHOUSE_CFG_IRQCHIP_ADDRESS] =
		"interrupt controller at 0x%llx; give the address of its first page",
	[JAILHOUSE_CFG_IRQCHIP_TWICE] =
		"interrupt controller at 0x%llx is listed already as number %llu; merge the pins",
	[JAILHOUSE_CFG_IRQCHIP_PIN_BASE] =
		"first pin %llu; it is 0 on x86 and a multiple of 32 from 32 to 960 on Arm",
	[JAILHOUSE_CFG_PCI_TYPE] =
		"unknown type %llu; 1 is a device, 2 a bridge, 3 an ivshmem device",
	[JAILHOUSE_CFG_PCI_TWICE] =
		"function 0x%llx (domain, bus, device, function) is listed already as number %llu; remove one",
	[JAILHOUSE_CFG_PCI_IOMMU] =
		"IOMMU %llu, there are at most %llu; name an existing one",
	[JAILHOUSE_CFG_PCI_CAPS] =
		"capabilities up to index %llu, there are %llu; correct start and number",
	[JAILHOUSE_CFG_PCI_MSI] =
		"%llu MSI vectors; 0, 1, 2, 4, 8, 16 and 32 are possible",
	[JAILHOUSE_CFG_PCI_MSIX] =
		"%llu MSI-X vectors, at most %llu are possible; correct the number",
	[JAILHOUSE_CFG_PCI_MSIX_REGION] =
		"MSI-X table at 0x%llx in a region of 0x%llx bytes: not aligned to 8, not whole pages or too small for its vectors; copy table address and size from the device",
	[JAILHOUSE_CFG_PCI_SHMEM] =
		"shared memory needs %llu memory regions, there are %llu; list state table, read/write section and one output section per peer",
	[JAILHOUSE_CFG_PCI_SHMEM_PEER] =
		"peer id %llu of %llu peers; ids count from 0",
	[JAILHOUSE_CFG_CAP_ID] =
		"capability id 0x%llx is too large; use the extended form or correct it",
	[JAILHOUSE_CFG_CAP_RANGE] =
		"capability at 0x%llx of %llu bytes is not in the config space (0x40-0xff, extended 0x100-0xfff) or not at a multiple of 4; copy it from the device",
	[JAILHOUSE_CFG_CAP_SHORT] =
		"capability of %llu bytes, it needs at least %llu; copy the length from the device",
	[JAILHOUSE_CFG_CACHE_TYPE] =
		"unknown cache type %llu; 1 is L3 code, 2 L3 data, 3 both",
	[JAILHOUSE_CFG_CACHE_RANGE] =
		"ways from %llu, number %llu: empty or beyond 32; correct them",
	[JAILHOUSE_CFG_NO_AUDIT] =
		"audit mode does not exist yet; remove 'audit' from the system configuration, and grant what the violations name that 'jailhouse console' shows",
	[JAILHOUSE_CFG_NO_CACHE] =
		"caches cannot be partitioned yet; remove 'l3-cache'",
	[JAILHOUSE_CFG_NO_CONSOLE] =
		"debug console of type %llu cannot be used on this architecture; take an 8250, or none",
	[JAILHOUSE_CFG_NO_IOAPICS] =
		"%llu IO-APICs, at most %llu can be used; remove the others",
	[JAILHOUSE_CFG_NO_SHMEM] =
		"shared-memory devices do not exist yet; remove it",
	[JAILHOUSE_CFG_NO_SEGMENT] =
		"the function is in PCI segment %llu, only %llu can be used; remove it",
	[JAILHOUSE_CFG_NO_TRAPS] =
		"%llu regions have to be trapped (interrupt controllers, MSI-X tables, regions that are not whole pages), at most %llu can be; merge or remove some",
	[JAILHOUSE_CFG_TRAP_OVERLAP] =
		"registers at 0x%llx share a page with those at 0x%llx, and cannot be trapped by themselves; correct the address, or leave out the MSI-X vectors",
	[JAILHOUSE_CFG_CPU_GAP] =
		"CPU %llu is missing before CPU %llu; list all CPUs of Linux, from 0 to the last one",
	[JAILHOUSE_CFG_SYSTEM_OFFSET] =
		"system part at offset 0x%llx; a system has one, a cell none: compile it again",
	[JAILHOUSE_CFG_HV_RANGE] =
		"hypervisor memory at 0x%llx of 0x%llx bytes; give whole pages of reserved memory",
	[JAILHOUSE_CFG_ECAM_RANGE] =
		"ECAM at 0x%llx, last bus %llu; give base and end bus of the MCFG table",
	[JAILHOUSE_CFG_APIC_MODE] =
		"unknown APIC mode %llu; 0 is auto, 1 xAPIC, 2 x2APIC",
	[JAILHOUSE_CFG_PM_TIMER] =
		"PM timer at port 0x%llx; give the port of the FADT, a multiple of 4, or 0 for none",
	[JAILHOUSE_CFG_IOMMU_TYPE] =
		"unknown IOMMU type %llu, or a gap before this unit; list the units one after the other",
	[JAILHOUSE_CFG_IOMMU_RANGE] =
		"IOMMU registers at 0x%llx of 0x%llx bytes; give whole pages",
	[JAILHOUSE_CFG_SYS_OVERLAP] =
		"0x%llx overlaps the hypervisor's memory at 0x%llx; correct one of them",
	[JAILHOUSE_CFG_NO_DIRECT_IRQ] =
		"interrupts cannot be delivered directly yet; remove 'direct-interrupts'",
	[JAILHOUSE_CFG_NO_AARCH32] =
		"cells in 32-bit state do not exist yet; remove 'aarch32'",
	[JAILHOUSE_CFG_NO_VIRTUAL_PCI] =
		"a virtual PCI host does not exist yet; remove 'virtual-host' and 'vpci-irq-base'",
	[JAILHOUSE_CFG_NO_STREAMS] =
		"%llu stream ids, but SMMUs are not supported yet; remove 'stream-ids'",
	[JAILHOUSE_CFG_GIC_VERSION] =
		"GIC of version %llu; give the interrupt controller of the machine, of version 2 or 3",
	[JAILHOUSE_CFG_GIC_ADDRESS] =
		"part of the GIC at 0x%llx, it must be at a multiple of 0x%llx and not at 0; copy 'reg' from the machine's device tree",
	[JAILHOUSE_CFG_GIC_SURPLUS] =
		"part at 0x%llx that a GIC of version %llu does not have, or that is not used; remove it",
	[JAILHOUSE_CFG_GIC_OVERLAP] =
		"part of the GIC at 0x%llx overlaps another one at 0x%llx; copy 'reg' from the machine's device tree",
	[JAILHOUSE_CFG_GICR_SIZE] =
		"redistributors of 0x%llx bytes; give the whole range, 0x20000 bytes for each CPU of the machine, here at least 0x%llx",
	[JAILHOUSE_CFG_GIC_CPU] =
		"CPU %llu, a GIC of version 2 serves %llu; remove the CPU or correct the version",
	[JAILHOUSE_CFG_GIC_OTHER] =
		"interrupt controller at 0x%llx, the distributor is at 0x%llx; a machine has one",
	[JAILHOUSE_CFG_GIC_PIN] =
		"interrupt %llu, the last one that a GIC can have is %llu; correct it",
	[JAILHOUSE_CFG_MAINTENANCE_IRQ] =
		"maintenance interrupt %llu; give the private one (16 to 31) that the machine's device tree lists in 'interrupts' of the GIC, often <GIC_PPI 9 4>",
	[JAILHOUSE_CFG_PSCI_METHOD] =
		"PSCI method %llu; firmware that starts Linux in EL2 is called by SMC (0), correct it or boot with firmware in EL3",
	[JAILHOUSE_CFG_DIRECT_IRQ] =
		"interrupts cannot be delivered directly by a GIC of version %llu; remove 'direct-interrupts'",
};

/**
 * jailhouse_config_object_name() - name of a part of the configuration
 * @object:	enum jailhouse_config_object, any value
 *
 * Return: a text.
 */
const char *jailhouse_config_object_name(unsigned int object)
{
	return object < JAILHOUSE_NUM_OBJS ? object_names[object] : "?";
}

/**
 * jailhouse_config_error_text() - put the reason of a refusal into words
 * @err:	filled in by jailhouse_config_check()
 * @buf:	where the NUL-terminated text goes
 * @size:	bytes of @buf; the text is cut if it does not fit
 *
 * Return: length of the full text without the NUL.
 */
int jailhouse_config_error_text(const struct jailhouse_config_error *err,
				char *buf, size_t size)
{
	const char *format = "unknown error, values 0x%llx, 0x%llx";
	size_t left;
	int len = 0;

	if (err->code < JAILHOUSE_NUM_CFG_CODES && texts[err->code])
		format = texts[err->code];
	/* The blob as a whole has no parts yet */
	if (err->code > JAILHOUSE_CFG_SIZE) {
		if (is_single(err->object))
			len = snprintf(buf, size, "%s: ",
				       jailhouse_config_object_name(err->object));
		else
			len = snprintf(buf, size, "%s %u: ",
				       jailhouse_config_object_name(err->object),
				       err->index);
	}
	left = (size_t)len < size ? size - len : 0;
	return len + snprintf(left ? buf + len : NULL, left, format,
			      (unsigned long long)err->value,
			      (unsigned long long)err->other);
}
