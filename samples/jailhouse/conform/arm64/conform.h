/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * conform on arm64: what its parts share
 */
#ifndef _INMATE_CONFORM_ARM64_H
#define _INMATE_CONFORM_ARM64_H

#ifndef __ASSEMBLY__

#include <inmate.h>
#include <ktap.h>

/* General registers and more as found at start, see entry.S */
struct start_state {
	u64 x[31];
	u64 current_el, spsel, daif, sctlr, nzcv, pc;
};

extern struct start_state start_state;

/* Whether there is no hypervisor, so that what only one does cannot be tested */
extern bool bare;

/* Prints what differs, and whether it was as expected */
bool expect(const char *what, u64 got, u64 expected);

/* Interrupt @intid of the GIC is not the cell's; 0: nobody said so */
extern u32 foreign_spi;

void test_start(void);
void test_hypercalls(void);
void test_psci(void);
void test_registers(void);
void test_gic(void);

#endif /* !__ASSEMBLY__ */

/* Offsets in struct start_state */
#define START_CURRENT_EL	248
#define START_SPSEL		256
#define START_DAIF		264
#define START_SCTLR		272
#define START_NZCV		280
#define START_PC		288
#define START_SIZE		296

#endif /* _INMATE_CONFORM_ARM64_H */
