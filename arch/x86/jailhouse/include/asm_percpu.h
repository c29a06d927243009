/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * x86 part of struct percpu, and what is private to a CPU
 */
#ifndef _JAILHOUSE_ASM_PERCPU_H
#define _JAILHOUSE_ASM_PERCPU_H

/*
 * Every CPU finds its own private area here, and nobody else's anywhere. At the
 * end of the address space its fields have addresses of 32 bits with sign, which
 * fit into instructions.
 */
#define JH_PRIVATE_BASE		0xffffffffffe00000
/* 2 MiB of any physical memory, mapped for this CPU while it clears them */
#define JH_TEMP_BASE		0xffffffffffc00000
/* Guest-physical address 0 of the cell that this CPU executes */
#define JH_WINDOW_BASE		0xffff800000000000
/* Devices that the hypervisor drives, in every CPU's table */
#define JH_DEVICE_BASE		0xfffffe0000000000

#define JH_STACK_SIZE		0x2000

/* struct guest_regs for assembly */
#define GUEST_REGS_SIZE		(16 * 8)

#ifndef __ASSEMBLY__

#include <linux/types.h>

#define JAILHOUSE_NUM_CPU_STATS	JAILHOUSE_NUM_X86_CPU_STATS

/*
 * union guest_regs - general registers of the guest, by register number
 *
 * The stack pointer is kept by the hardware; its slot is unused on SVM except
 * while an instruction is emulated. RAX is copied from the VMCB by the handlers
 * that need it.
 */
union guest_regs {
	u64 by_index[16];
	struct {
		u64 rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi;
		u64 r8, r9, r10, r11, r12, r13, r14, r15;
	};
};

/**
 * struct arch_percpu - x86 part of struct percpu
 * @apic_id:	physical APIC id
 * @ldr:	logical destination register as last written by the cell
 * @dfr:	destination format register as last written by the cell
 * @icr2:	upper half of the ICR as last written by the cell
 * @private_phys: physical address of its struct arch_private
 * @sipi_vector: vector of the last SIPI
 * @wait_for_sipi: it has received INIT and takes a SIPI
 * @bsp:	APICBASE shows the BSP bit
 */
struct arch_percpu {
	u32 apic_id;
	u32 ldr;
	u32 dfr;
	u32 icr2;
	u64 private_phys;
	u8 sipi_vector;
	bool wait_for_sipi;
	bool bsp;
};

#endif /* __ASSEMBLY__ */
#endif /* _JAILHOUSE_ASM_PERCPU_H */
