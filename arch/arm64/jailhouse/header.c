// SPDX-License-Identifier: GPL-2.0-only
/*
 * Head of the image: struct jh_image_header
 *
 * Written as assembly, because C cannot express the distance of two symbols as a
 * constant; inside of a function, because only there assembly knows C's sizes.
 */
#include <linux/stringify.h>
#include <boot.h>
#include <private.h>

/* Distance of a symbol from the header, at @offset of which this stands */
#define DISTANCE(symbol, offset)					\
	".long	" #symbol " - . + " __stringify(offset) "\n"

static_assert(offsetof(struct jh_image_header, entry) == 12);
static_assert(offsetof(struct jh_image_header, boot_size) == 28);
static_assert(sizeof(struct jh_image_header) == 40);

static void __used image_header(void)
{
	asm volatile(".pushsection .head.text, \"ax\"\n"
		     ".quad	" __stringify(JH_IMAGE_MAGIC) "\n"
		     ".long	" __stringify(JH_BOOT_VERSION) "\n"
		     DISTANCE(hyp_entry, 12)
		     DISTANCE(__rodata_start, 16)
		     DISTANCE(__data_start, 20)
		     DISTANCE(__image_end, 24)
		     ".long	%c0, %c1, 0\n"
		     ".popsection"
		     : : "i" (sizeof(struct jh_boot)), "i" (PERCPU_SIZE));
}
