/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Layout of the hypervisor image for x86
 */
#include <asm/page_types.h>

OUTPUT_FORMAT("elf64-x86-64")
OUTPUT_ARCH(i386:x86-64)
ENTRY(__text_start)

#define HYP_GOT_RESERVED	0

#include <image.lds.S>
