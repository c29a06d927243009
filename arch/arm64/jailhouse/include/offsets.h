/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Offsets into structures for assembly; host.c asserts each of them
 */
#ifndef _JAILHOUSE_OFFSETS_H
#define _JAILHOUSE_OFFSETS_H

/* struct jh_boot */
#define BOOT_PERCPU_OFFSET	40
#define BOOT_PERCPU_SIZE	44
#define BOOT_TRAMP_SWITCH	88

/* struct arch_private */
#define PRIV_LINUX		(JH_STACK_SIZE + 8)

/* struct linux_state */
#define LINUX_SCTLR		0
#define LINUX_VBAR		8

#endif /* _JAILHOUSE_OFFSETS_H */
