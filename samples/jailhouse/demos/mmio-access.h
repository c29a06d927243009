/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mmio-access: what its parts share
 */
#ifndef _INMATE_MMIO_ACCESS_H
#define _INMATE_MMIO_ACCESS_H

#include <inmate.h>
#include <ktap.h>

#define BACKGROUND	0x1122334455667788ULL
/* All parts of it negative, and none of it */
#define PATTERN_NEG	0xf7e6d5c4b3a29180ULL
#define PATTERN_POS	0x0716253443526170ULL

/* The background with its first bytes replaced */
#define LOW8(val)	((BACKGROUND & ~0xffULL) | ((val) & 0xff))
#define LOW16(val)	((BACKGROUND & ~0xffffULL) | ((val) & 0xffff))
#define LOW32(val)	((BACKGROUND & ~0xffffffffULL) | ((val) & 0xffffffffULL))

extern unsigned long device;	/* address of the scratch register */
extern bool at_fixed;		/* ... is the usual one */

u64 *memory(void);
bool check(u64 got, u64 expected);

/* demos/<arch>/mmio-forms.c */
void test_reads(u64 pat);
void test_writes(void);
void test_fetches(void);

#endif /* _INMATE_MMIO_ACCESS_H */
