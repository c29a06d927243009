/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Offsets into structures for assembly; host.c asserts each of them
 */
#ifndef _JAILHOUSE_OFFSETS_H
#define _JAILHOUSE_OFFSETS_H

/* struct jh_boot */
#define BOOT_PERCPU_OFFSET	40
#define BOOT_PERCPU_SIZE	44

/* struct vmcb_save_area */
#define SAVE_ES			0x00
#define SAVE_CS			0x10
#define SAVE_SS			0x20
#define SAVE_DS			0x30
#define SAVE_GDTR		0x60
#define SAVE_IDTR		0x80
#define SAVE_CR4		0x148
#define SAVE_CR3		0x150
#define SAVE_RSP		0x1d8
/* struct vmcb_seg */
#define SEG_LIMIT		4
#define SEG_BASE		8

/* Vectors whose exceptions push an error code (AMD APM vol. 2, 8.2) */
#define EXCEPTIONS_WITH_CODE	0x60227d00
#define EXCEPTION_STUB_SIZE	6

#endif /* _JAILHOUSE_OFFSETS_H */
