/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arm64 part of struct percpu, and what is private to a CPU
 */
#ifndef _JAILHOUSE_ASM_PERCPU_H
#define _JAILHOUSE_ASM_PERCPU_H

/* Every CPU finds its own private area here, and nobody else's anywhere */
#define JH_PRIVATE_BASE		0xff8000000000
/* A page of any physical memory, mapped for this CPU while it reads or clears it */
#define JH_TEMP_BASE		0xff8000100000
/* Devices that the hypervisor drives, in every CPU's table */
#define JH_DEVICE_BASE		0xfe8000000000

#define JH_STACK_SIZE		0x2000

/* union guest_regs for assembly */
#define GUEST_REGS_SIZE		(32 * 8)

#ifndef __ASSEMBLY__

#include <linux/types.h>

#define JAILHOUSE_NUM_CPU_STATS	JAILHOUSE_NUM_ARM64_CPU_STATS

/*
 * union guest_regs - general registers of the guest, by register number
 *
 * Number 31 stands for zero in all instructions that are emulated, so it is 0.
 */
union guest_regs {
	u64 by_index[32];
	u64 x[32];
};

/**
 * struct arch_percpu - arm64 part of struct percpu
 * @mpidr:	MPIDR_EL1
 * @private_phys: physical address of its struct arch_private
 * @gicr:	offset of its redistributor
 * @entry:	where CPU_ON lets it start
 * @context:	what CPU_ON lets it have in X0
 * @on_pending:	CPU_ON has been accepted
 */
struct arch_percpu {
	u64 mpidr;
	u64 private_phys;
	u32 gicr;
	u64 entry;
	u64 context;
	u32 on_pending;
};

#endif /* __ASSEMBLY__ */
#endif /* _JAILHOUSE_ASM_PERCPU_H */
