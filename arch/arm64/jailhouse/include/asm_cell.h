/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arm64 part of struct cell
 */
#ifndef _JAILHOUSE_ASM_CELL_H
#define _JAILHOUSE_ASM_CELL_H

#include <linux/types.h>

#define GIC_MAX_INTID	1024

/**
 * struct arch_cell - arm64 part of struct cell
 * @irqs:	bitmap of the shared interrupts that the cell owns
 */
struct arch_cell {
	u32 irqs[GIC_MAX_INTID / 32];
};

#endif /* _JAILHOUSE_ASM_CELL_H */
