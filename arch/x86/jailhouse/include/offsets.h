/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Offsets into structures for assembly; host.c asserts each of them
 */
#ifndef _JAILHOUSE_OFFSETS_H
#define _JAILHOUSE_OFFSETS_H

/* struct jh_boot */
#define BOOT_PERCPU_OFFSET	40
#define BOOT_PERCPU_SIZE	44

/* struct arch_private */
#define PRIV_LINUX		(JH_STACK_SIZE + 16)

/* struct linux_state */
#define LINUX_RBX		0
#define LINUX_RBP		8
#define LINUX_R12		16
#define LINUX_R13		24
#define LINUX_R14		32
#define LINUX_R15		40
#define LINUX_RSP		48
#define LINUX_CR3		56
#define LINUX_CR4		64
#define LINUX_ES		72
#define LINUX_CS		74
#define LINUX_SS		76
#define LINUX_DS		78
#define LINUX_GDT		86
#define LINUX_IDT		102

/* Vectors whose exceptions push an error code (AMD APM vol. 2, 8.2) */
#define EXCEPTIONS_WITH_CODE	0x60227d00
#define EXCEPTION_STUB_SIZE	6

#endif /* _JAILHOUSE_OFFSETS_H */
