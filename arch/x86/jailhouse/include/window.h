/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Window onto the memory of the cell that this CPU executes
 *
 * See cpu_join_cell(). A read faults where the cell has no memory; then nothing
 * was read. Where the cell was given a device, it reads the device: nothing that
 * the cell could not do by itself, on its own time.
 */
#ifndef _JAILHOUSE_WINDOW_H
#define _JAILHOUSE_WINDOW_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/types.h>
#include <asm_percpu.h>
#include <host.h>

/* Top-level slots: 64 TiB of guest-physical addresses */
#define JH_WINDOW_SLOTS	128
#define JH_WINDOW_SIZE	((u64)JH_WINDOW_SLOTS << 39)

/* @address: in the window */
static __always_inline int window_load(u64 address, u64 *val)
{
	u64 value;

	asm_goto_output("1: mov %[src], %[dst]\n"
			EXTABLE_LABEL(1b, fault)
			: [dst] "=r" (value)
			: [src] "m" (*(const u64 *)address) : : fault);
	*val = value;
	return 0;
fault:
	return -EFAULT;
}

static __always_inline int window_read64(u64 gpa, u64 *val)
{
	if (unlikely(gpa >= JH_WINDOW_SIZE))
		return -EFAULT;
	return window_load(JH_WINDOW_BASE + gpa, val);
}

static __always_inline int window_read(void *dst, u64 gpa, unsigned int len)
{
	const void *p = (const void *)(JH_WINDOW_BASE + gpa);
	u64 count = len;

	if (unlikely(gpa >= JH_WINDOW_SIZE - len))
		return -EFAULT;
	asm_goto_output("1: rep movsb\n"
			EXTABLE_LABEL(1b, fault)
			: "+D" (dst), "+S" (p), "+c" (count)
			: : "memory" : fault);
	return 0;
fault:
	return -EFAULT;
}

#define jh_window_load		window_load
#define jh_window_read64	window_read64
#define jh_window_read		window_read

#endif /* _JAILHOUSE_WINDOW_H */
