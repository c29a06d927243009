/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Constants that start-up code and C code of arm64 inmates share
 */
#ifndef _INMATE_ARM64_LAYOUT_H
#define _INMATE_ARM64_LAYOUT_H

#include <stack.h>

#define COMM_REGION_ADDR	0x80000000UL

/* One block of memory, mapped from the start: an image does not leave it */
#define BLOCK_SHIFT		21

/* What interrupt-entry.S pushes: struct int_frame */
#define FRAME_SIZE		288
#define FRAME_VECTOR		248
#define FRAME_ELR		256
#define FRAME_ESR		272

#endif /* _INMATE_ARM64_LAYOUT_H */
