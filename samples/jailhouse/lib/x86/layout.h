/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Constants that start-up code and C code of x86 inmates share
 */
#ifndef _INMATE_X86_LAYOUT_H
#define _INMATE_X86_LAYOUT_H

#include <stack.h>

#define COMM_REGION_ADDR	0x100000UL

/* Where a CPU that gets a SIPI starts: vector << 12 */
#define SIPI_VECTOR		0x02

/* Segment selectors */
#define SEL_CODE32		0x08
#define SEL_DATA		0x10
#define SEL_CODE64		0x18
#define SEL_USER_DATA		0x20	/* order demanded by SYSRET, should one want it */
#define SEL_USER_CODE		0x28	/* 64-bit; 32-bit in 32-bit programs */
#define SEL_TSS			0x30	/* two entries in 64-bit programs */

#endif /* _INMATE_X86_LAYOUT_H */
