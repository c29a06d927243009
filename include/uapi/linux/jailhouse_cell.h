/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * Jailhouse partitioning hypervisor: what a cell sees
 *
 * The binary interface between the hypervisor and the code that runs in a
 * cell: detection, hypercalls and the communication region. The hypervisor,
 * the root cell's driver and the programs inside cells all include this file,
 * so it must work in the kernel, in user space, freestanding, and (apart from
 * the structures) in assembly.
 *
 * Everything here is fixed: values are appended, never renumbered.
 */
#ifndef _UAPI_LINUX_JAILHOUSE_CELL_H
#define _UAPI_LINUX_JAILHOUSE_CELL_H

/*
 * Detection on x86, by CPUID. The base leaf returns the highest hypervisor leaf
 * in EAX and the signature "Jailhouse\0\0\0" in EBX, ECX and EDX.
 */
#define JAILHOUSE_CPUID_BASE		0x40000000
#define JAILHOUSE_CPUID_FEATURES	0x40000001
#define JAILHOUSE_CPUID_SIGNATURE_EBX	0x6c69614a	/* "Jail" */
#define JAILHOUSE_CPUID_SIGNATURE_ECX	0x73756f68	/* "hous" */
#define JAILHOUSE_CPUID_SIGNATURE_EDX	0x00000065	/* "e" */

/*
 * Hypercalls
 *
 * arch        instruction      code   arg 1        arg 2        result
 * x86 Intel   vmcall           EAX    RDI (EDI)    RSI (ESI)    EAX
 * x86 AMD     vmmcall          EAX    RDI (EDI)    RSI (ESI)    EAX
 * ARMv7       hvc #0x4a48      r0     r1           r2           r0
 * ARMv8       hvc #0x4a48      x0     x1           x2           x0
 *
 * The result is a value >= 0 or a negated errno. An unknown code gives -ENOSYS,
 * a call from anything but the most privileged level of the cell -EPERM.
 */
#define JAILHOUSE_HVC_IMM		0x4a48

/* root cell, on every one of its CPUs; -EPERM, -EBUSY while cells exist */
#define JAILHOUSE_HC_DISABLE			0
/* root cell; arg 1: guest-physical address of the cell's configuration */
#define JAILHOUSE_HC_CELL_CREATE		1
/* root cell; arg 1: cell id */
#define JAILHOUSE_HC_CELL_START			2
#define JAILHOUSE_HC_CELL_SET_LOADABLE		3
#define JAILHOUSE_HC_CELL_DESTROY		4
/* any cell; arg 1: JAILHOUSE_INFO_* */
#define JAILHOUSE_HC_HYPERVISOR_GET_INFO	5
/* root cell; arg 1: cell id; returns JAILHOUSE_CELL_* */
#define JAILHOUSE_HC_CELL_GET_STATE		6
/* arg 1: logical CPU, arg 2: JAILHOUSE_CPU_INFO_*; own CPUs only, root: all */
#define JAILHOUSE_HC_CPU_GET_INFO		7
/* arg 1: character; cells that JAILHOUSE_COMM_CONSOLE_PERMITTED is set for */
#define JAILHOUSE_HC_DEBUG_CONSOLE_PUTC		8

/* What HYPERVISOR_GET_INFO can be asked for; sizes are counted in pages */
#define JAILHOUSE_INFO_MEM_POOL_SIZE		0
#define JAILHOUSE_INFO_MEM_POOL_USED		1
#define JAILHOUSE_INFO_REMAP_POOL_SIZE		2
#define JAILHOUSE_INFO_REMAP_POOL_USED		3
#define JAILHOUSE_INFO_NUM_CELLS		4

/* What CPU_GET_INFO can be asked for: the state, or 1000 + number of a counter */
#define JAILHOUSE_CPU_INFO_STATE		0
#define JAILHOUSE_CPU_INFO_STAT_BASE		1000

/* Values of JAILHOUSE_CPU_INFO_STATE */
#define JAILHOUSE_CPU_RUNNING			0
#define JAILHOUSE_CPU_FAILED			2	/* parked after a violation */

/*
 * Exit counters of a CPU, of 31 bits, reset when the CPU changes its cell.
 * The first four are common, the others depend on the architecture.
 */
#define JAILHOUSE_CPU_STAT_EXITS_TOTAL		0
#define JAILHOUSE_CPU_STAT_EXITS_MMIO		1
#define JAILHOUSE_CPU_STAT_EXITS_MANAGEMENT	2
#define JAILHOUSE_CPU_STAT_EXITS_HYPERCALL	3
#define JAILHOUSE_NUM_GENERIC_CPU_STATS		4

#define JAILHOUSE_CPU_STAT_X86_EXITS_PIO		4
#define JAILHOUSE_CPU_STAT_X86_EXITS_XAPIC		5
#define JAILHOUSE_CPU_STAT_X86_EXITS_CR			6
#define JAILHOUSE_CPU_STAT_X86_EXITS_CPUID		7
#define JAILHOUSE_CPU_STAT_X86_EXITS_XSETBV		8
#define JAILHOUSE_CPU_STAT_X86_EXITS_EXCEPTION		9
#define JAILHOUSE_CPU_STAT_X86_EXITS_MSR_OTHER		10
#define JAILHOUSE_CPU_STAT_X86_EXITS_MSR_X2APIC_ICR	11
#define JAILHOUSE_CPU_STAT_X86_EXITS_CACHE		12	/* INVD, WBINVD */
#define JAILHOUSE_NUM_X86_CPU_STATS			13

#define JAILHOUSE_CPU_STAT_ARM_EXITS_MAINTENANCE	4
#define JAILHOUSE_CPU_STAT_ARM_EXITS_VIRT_IRQ		5
#define JAILHOUSE_CPU_STAT_ARM_EXITS_VIRT_SGI		6
#define JAILHOUSE_CPU_STAT_ARM_EXITS_PSCI		7
#define JAILHOUSE_CPU_STAT_ARM_EXITS_SMCCC		8
#define JAILHOUSE_CPU_STAT_ARM_EXITS_CP15		9	/* ARMv7 only */
#define JAILHOUSE_NUM_ARM64_CPU_STATS			9
#define JAILHOUSE_NUM_ARM_CPU_STATS			10

/* jailhouse_comm_region.cell_state; the last three are terminal */
#define JAILHOUSE_CELL_RUNNING			0
#define JAILHOUSE_CELL_RUNNING_LOCKED		1	/* configurations locked */
#define JAILHOUSE_CELL_SHUT_DOWN		2
#define JAILHOUSE_CELL_FAILED			3	/* timed out, or all CPUs failed */
#define JAILHOUSE_CELL_FAILED_COMM_REV		4	/* revision not supported */

/* jailhouse_comm_region.msg_to_cell */
#define JAILHOUSE_MSG_NONE			0
#define JAILHOUSE_MSG_SHUTDOWN_REQUEST		1
#define JAILHOUSE_MSG_RECONFIG_COMPLETED	2

/* jailhouse_comm_region.reply_from_cell */
#define JAILHOUSE_REPLY_NONE			0
#define JAILHOUSE_REPLY_UNKNOWN			1
#define JAILHOUSE_REPLY_REQUEST_DENIED		2
#define JAILHOUSE_REPLY_REQUEST_APPROVED	3
#define JAILHOUSE_REPLY_RECEIVED		4

/* jailhouse_comm_region.flags */
#define JAILHOUSE_COMM_CONSOLE_PERMITTED	0x1	/* DEBUG_CONSOLE_PUTC works */
#define JAILHOUSE_COMM_CONSOLE_ACTIVE		0x2	/* ... and is to be used */

/* jailhouse_console.type */
#define JAILHOUSE_CON_TYPE_NONE			0
#define JAILHOUSE_CON_TYPE_EFIFB		1
#define JAILHOUSE_CON_TYPE_8250			2
#define JAILHOUSE_CON_TYPE_PL011		3
#define JAILHOUSE_CON_TYPE_XUARTPS		4
#define JAILHOUSE_CON_TYPE_MVEBU		5
#define JAILHOUSE_CON_TYPE_HSCIF		6
#define JAILHOUSE_CON_TYPE_SCIFA		7
#define JAILHOUSE_CON_TYPE_IMX			8
#define JAILHOUSE_CON_TYPE_IMX_LPUART		9
#define JAILHOUSE_CON_TYPE_SCIF			10

/* jailhouse_console.flags */
#define JAILHOUSE_CON_MMIO		0x0001	/* else port I/O */
#define JAILHOUSE_CON_REGDIST_4		0x0002	/* registers 4 bytes apart, else 1 */
#define JAILHOUSE_CON_FB_1920x1080	0x0004	/* else 1024x768 */
#define JAILHOUSE_CON_INVERTED_GATE	0x1000
#define JAILHOUSE_CON_MDR_QUIRK		0x2000

#define JAILHOUSE_COMM_SIGNATURE	"JHCOMM"
#define JAILHOUSE_COMM_SIGNATURE_LEN	6
#define JAILHOUSE_COMM_REVISION		2
#define JAILHOUSE_COMM_REGION_SIZE	0x1000

/* Offsets for assembly; C code uses struct jailhouse_comm_region */
#define JAILHOUSE_COMM_CELL_STATE	8
#define JAILHOUSE_COMM_X86_NUM_CPUS	66

/*
 * The test device: one trapped page that directly follows the communication
 * region of cells that have it. It contains nothing but a scratch register of
 * eight bytes that may be accessed with 8, 16, 32 or 64 bits. The same bytes
 * can be seen at this offset of the communication region.
 */
#define JAILHOUSE_TEST_DEVICE_SCRATCH	0xff8

#ifndef __ASSEMBLY__

#include <linux/types.h>

/**
 * struct jailhouse_console - a debug console
 * @address:	base address: a physical address, or a port if
 *		JAILHOUSE_CON_MMIO is not set in @flags
 * @size:	size of the register range in bytes (MMIO only)
 * @type:	JAILHOUSE_CON_TYPE_*
 * @flags:	JAILHOUSE_CON_*
 * @divider:	baud-rate divider to program, 0: leave the device as it is
 * @gate_nr:	clock gate to open before use, if @clock_reg is set
 * @clock_reg:	physical address of the clock-gate register, 0: none
 *
 * Part of the communication region and of the established binary
 * configurations. 32 bytes.
 */
struct jailhouse_console {
	__u64 address;
	__u32 size;
	__u16 type;
	__u16 flags;
	__u32 divider;
	__u32 gate_nr;
	__u64 clock_reg;
} __attribute__((packed));

/**
 * struct jailhouse_comm_x86 - x86 part of the communication region
 * @pm_timer_address:	port of the ACPI PM timer, readable by every cell
 * @num_cpus:		number of CPUs of the cell; all start at the same time
 * @tsc_khz:		frequency of the TSC in kHz, 0: unknown
 * @apic_khz:		frequency of the APIC timer in kHz, 0 when the TSC-deadline
 *			timer is available
 */
struct jailhouse_comm_x86 {
	__u16 pm_timer_address;
	__u16 num_cpus;
	__u32 tsc_khz;
	__u32 apic_khz;
} __attribute__((packed));

/**
 * struct jailhouse_comm_arm - ARM and AArch64 part of the communication region
 * @gic_version:	2 or 3
 * @padding:		zero
 * @gicd_base:		physical address of the distributor
 * @gicc_base:		physical address of the CPU interface (GICv2)
 * @gicr_base:		physical address of the redistributors (GICv3)
 * @vpci_irq_base:	first interrupt of virtual PCI devices
 */
struct jailhouse_comm_arm {
	__u8 gic_version;
	__u8 padding[7];
	__u64 gicd_base;
	__u64 gicc_base;
	__u64 gicr_base;
	__u32 vpci_irq_base;
} __attribute__((packed));

/**
 * struct jailhouse_comm_region - the communication region of a cell
 * @signature:		JAILHOUSE_COMM_SIGNATURE, not terminated
 * @revision:		JAILHOUSE_COMM_REVISION
 * @cell_state:		JAILHOUSE_CELL_*; written by the hypervisor when a cell
 *			is created, made loadable, started, destroyed or fails,
 *			by the cell in between
 * @msg_to_cell:	JAILHOUSE_MSG_*; written by the hypervisor, cleared by the
 *			cell when it takes the message
 * @reply_from_cell:	JAILHOUSE_REPLY_*; cleared by the hypervisor before it
 *			posts a message, written by the cell after it has
 *			cleared @msg_to_cell
 * @flags:		JAILHOUSE_COMM_*
 * @console:		the console of the cell, if any
 * @pci_mmconfig_base:	physical address of the ECAM window, 0: none
 * @x86:		the rest of it on x86
 * @arm:		the rest of it on ARM and AArch64
 *
 * The hypervisor clears the page and fills in all fields when it starts the
 * cell. Unless the cell was configured with a passive region, the cell may write
 * to every byte of it, so the hypervisor trusts nothing that it reads here.
 */
struct jailhouse_comm_region {
	char signature[JAILHOUSE_COMM_SIGNATURE_LEN];
	__u16 revision;
	__u32 cell_state;
	__u32 msg_to_cell;
	__u32 reply_from_cell;
	__u32 flags;
	struct jailhouse_console console;
	__u64 pci_mmconfig_base;
	union {
		struct jailhouse_comm_x86 x86;
		struct jailhouse_comm_arm arm;
	};
} __attribute__((packed));

#endif /* !__ASSEMBLY__ */

#endif /* _UAPI_LINUX_JAILHOUSE_CELL_H */
