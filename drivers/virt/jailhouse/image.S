/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor images, embedded so that the signature of the module covers
 * them and versions cannot mismatch.
 */
#include <linux/linkage.h>

	.section .rodata, "a", @progbits
	.balign	16
SYM_DATA_START(jailhouse_svm_image)
	.incbin	"svm.bin"
SYM_DATA_END_LABEL(jailhouse_svm_image, SYM_L_GLOBAL, jailhouse_svm_image_end)
