/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Private area of a CPU, at JH_PRIVATE_BASE in its own page table only
 */
#ifndef _JAILHOUSE_PRIVATE_H
#define _JAILHOUSE_PRIVATE_H

#include <asm_percpu.h>

#ifndef __ASSEMBLY__

#include <linux/bits.h>
#include <paging.h>
#include <percpu.h>

/*
 * struct linux_state - registers of EL2 as Linux had set them up, which it gets
 * back when enable fails and on disable
 */
struct linux_state {
	u64 sctlr;
	u64 vbar;
	u64 hcr;
	u64 vttbr;
	u64 vtcr;
	u64 tpidr;
	u64 mair;
	u64 tcr;
	u64 ttbr0;
	u64 cptr;
	u64 mdcr;
	u64 hstr;
	u64 cnthctl;
	u64 cntvoff;
	u64 vpidr;
	u64 vmpidr;
	u64 elr;
	u64 spsr;
};

/**
 * struct arch_private - what no other CPU may see
 * @stack:	grows down from the guest's registers
 * @percpu:	the shared part
 * @caller:	where Linux came from
 * @pmr:	the cell's priority mask, as it has written it
 * @root:	top level
 * @l2:		tables of JH_PRIVATE_BASE
 * @l1:		...
 * @l0:		maps this structure and the page at JH_TEMP_BASE
 */
struct arch_private {
	u8 stack[JH_STACK_SIZE];

	struct percpu *percpu;
	struct linux_state caller;
	u8 pmr;

	u64 root[512] __aligned(PAGE_SIZE);
	u64 l2[512];
	u64 l1[512];
	u64 l0[512];
};

#define priv	((struct arch_private *)JH_PRIVATE_BASE)

/* Pages of a CPU's area: the shared part, then the private one */
#define PERCPU_SIZE	(PAGE_SIZE + sizeof(struct arch_private))

#endif /* __ASSEMBLY__ */
#endif /* _JAILHOUSE_PRIVATE_H */
