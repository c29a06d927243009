/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Private area of a CPU, at JH_PRIVATE_BASE in its own page table only
 */
#ifndef _JAILHOUSE_PRIVATE_H
#define _JAILHOUSE_PRIVATE_H

#include <asm_percpu.h>

/* Offsets from the guest's registers on the stack, which is where RSP points */
#define PRIV_PERCPU	(GUEST_REGS_SIZE + 0)
#define PRIV_VMCB_PHYS	(GUEST_REGS_SIZE + 8)
#define PRIV_VMCB	(GUEST_REGS_SIZE + 0x1000)
/* Address of arch_private->exit_handler, 32 bits with sign */
#define PRIV_EXIT_HANDLER	(JH_PRIVATE_BASE + JH_STACK_SIZE + 0x800)
#define PRIV_EXIT_HANDLERS	256

/* Fields of the VMCB that the exit path touches (AMD APM vol. 2, appendix B) */
#define VMCB_TLB_CTL	0x05c
#define VMCB_EXIT_CODE	0x070
#define VMCB_SAVE	0x400
#define VMCB_RSP	0x5d8
#define VMCB_RAX	0x5f8

/* Offset of percpu->stats[0] */
#define PERCPU_STATS	20

#ifndef __ASSEMBLY__

#include <linux/bits.h>
#include <asm/svm.h>
#include <paging.h>
#include <percpu.h>

/**
 * struct arch_private - what no other CPU may see
 * @stack:	grows down from the guest's registers
 * @percpu:	the shared part
 * @vmcb_phys:	physical address of @vmcb
 * @vnmi:	the hardware injects NMIs by itself (AMD APM vol. 2, 15.21.10)
 * @nmi_pending: an NMI waits to be injected
 * @nmi_blocked: the guest handles one, IRET ends that
 * @nmi_iret:	single-stepping over that IRET
 * @nmi_iret_rip: where it is
 * @nmi_steps:	other single steps that have been set off and have not come back
 * @mtrr_def_type: the cell's MTRR_DEF_TYPE
 * @pat:	the cell's PAT while MTRRs are enabled
 * @host_pat:	the processor's own PAT at enable, for debug builds
 * @exit_handler: handlers by the lowest byte of the exit code
 * @vmcb:	the virtual CPU (AMD APM vol. 2, 15.5)
 * @host_save:	the processor's own (15.5.1)
 * @root5:	top level where CR4.LA57 is set
 * @root:	fourth level
 * @pdpt:	third level of the end of the address space
 * @pd:		second level: JH_TEMP_BASE, the driver's trampoline
 * @pt:		maps this structure
 */
struct arch_private {
	u8 stack[JH_STACK_SIZE];

	struct percpu *percpu;
	u64 vmcb_phys;
	bool vnmi;
	bool nmi_pending;
	bool nmi_blocked;
	bool nmi_iret;
	u8 nmi_steps;
	u64 nmi_iret_rip;
	u64 mtrr_def_type;
	u64 pat;
	u64 host_pat;

	void (*exit_handler[PRIV_EXIT_HANDLERS])(union guest_regs *regs,
						 struct percpu *pc)
		__aligned(0x800);

	struct vmcb vmcb __aligned(PAGE_SIZE);
	u8 host_save[PAGE_SIZE] __aligned(PAGE_SIZE);
	u64 root5[512];
	u64 root[512];
	u64 pdpt[512];
	u64 pd[512];
	u64 pt[512];
};

#define priv	((struct arch_private *)JH_PRIVATE_BASE)

static_assert(offsetof(struct arch_private, percpu) ==
	      JH_STACK_SIZE - GUEST_REGS_SIZE + PRIV_PERCPU);
static_assert(offsetof(struct arch_private, vmcb_phys) ==
	      JH_STACK_SIZE - GUEST_REGS_SIZE + PRIV_VMCB_PHYS);
static_assert(offsetof(struct arch_private, exit_handler) ==
	      PRIV_EXIT_HANDLER - JH_PRIVATE_BASE);
static_assert(offsetof(struct arch_private, vmcb) ==
	      JH_STACK_SIZE - GUEST_REGS_SIZE + PRIV_VMCB);
static_assert(offsetof(struct vmcb, control.exit_code) == VMCB_EXIT_CODE);
static_assert(offsetof(struct vmcb, control.tlb_ctl) == VMCB_TLB_CTL);
static_assert(offsetof(struct vmcb, save) == VMCB_SAVE);
static_assert(offsetof(struct vmcb, save.rsp) == VMCB_RSP);
static_assert(offsetof(struct vmcb, save.rax) == VMCB_RAX);
static_assert(offsetof(struct percpu, stats) == PERCPU_STATS);

/* Pages of a CPU's area: the shared part, then the private one */
#define PERCPU_SIZE	(PAGE_SIZE + sizeof(struct arch_private))

#endif /* __ASSEMBLY__ */
#endif /* _JAILHOUSE_PRIVATE_H */
