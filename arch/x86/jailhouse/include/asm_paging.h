/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Long-mode page-table entries, which AMD's nested paging uses as well
 * (AMD APM vol. 2, 5.3 and 15.25)
 */
#ifndef _JAILHOUSE_ASM_PAGING_H
#define _JAILHOUSE_ASM_PAGING_H

#include <linux/bits.h>
#include <linux/types.h>

#define PTE_PRESENT	BIT_ULL(0)
#define PTE_WRITE	BIT_ULL(1)
#define PTE_USER	BIT_ULL(2)
#define PTE_PWT		BIT_ULL(3)
#define PTE_PCD		BIT_ULL(4)
#define PTE_ACCESSED	BIT_ULL(5)
#define PTE_DIRTY	BIT_ULL(6)
#define PTE_LARGE	BIT_ULL(7)
#define PTE_NX		BIT_ULL(63)
#define PTE_ADDR	GENMASK_ULL(51, 12)

/* Entries of one table, and the largest level whose entries may map memory */
#define PT_ENTRIES	512
#define PT_MAX_LEAF	2	/* 0: 4 KiB, 1: 2 MiB, 2: 1 GiB */

#endif /* _JAILHOUSE_ASM_PAGING_H */
