/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Layout of the hypervisor image for arm64
 */
#include <asm/page-def.h>

OUTPUT_FORMAT("elf64-littleaarch64")
OUTPUT_ARCH(aarch64)
ENTRY(__text_start)

/* The first entry is there even if there is no other */
#define HYP_GOT_RESERVED	8

#include <image.lds.S>
