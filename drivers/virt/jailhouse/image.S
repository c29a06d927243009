/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor images, embedded so that the signature of the module covers
 * them and versions cannot mismatch.
 */
#include <linux/linkage.h>

	.section .rodata, "a", %progbits
	.balign	16
SYM_DATA_START(jailhouse_image)
#ifdef CONFIG_X86
	.incbin	"svm.bin"
#else
	.incbin	"el2.bin"
#endif
SYM_DATA_END_LABEL(jailhouse_image, SYM_L_GLOBAL, jailhouse_image_end)
