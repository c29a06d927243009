/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest-virtual to guest-physical, by reading the guest's page tables
 */
#ifndef _JAILHOUSE_X86_WALK_H
#define _JAILHOUSE_X86_WALK_H

#include <linux/bits.h>
#include <linux/types.h>

#include "decode.h"

/**
 * struct walk_state - registers of the guest that tell how it sees memory
 * @cr0:	CR0 as the guest set it
 * @cr3:	CR3
 * @cr4:	CR4 as the guest set it
 * @efer:	EFER as the guest set it
 * @cs_base:	base of CS; not used in 64-bit mode
 * @code_size:	see insn_code_size()
 * @user:	CPL is 3
 */
struct walk_state {
	u64 cr0;
	u64 cr3;
	u64 cr4;
	u64 efer;
	u64 cs_base;
	enum code_size code_size;
	bool user;
};

/*
 * Entries of page tables, AMD APM vol. 2, 5.4. asm/pgtable_types.h describes
 * Linux's own tables and does not compile under UML, where the tests run.
 */
#define PT_PRESENT	BIT_ULL(0)
#define PT_WRITE	BIT_ULL(1)
#define PT_USER		BIT_ULL(2)
#define PT_LARGE	BIT_ULL(7)
#define PT_NX		BIT_ULL(63)

#define WALK_USER	BIT(0)	/* by CPL 3, else by the supervisor */
#define WALK_WRITE	BIT(1)	/* else a read */
#define WALK_FETCH	BIT(2)	/* instruction, excludes WALK_WRITE */
#define WALK_AC		BIT(3)	/* RFLAGS.AC lets the supervisor pass SMAP */

/*
 * Guest-physical memory of the current cell, for reading. Where this is not
 * inline, it is
 *
 * jh_window_read64() - read 8 bytes
 * @gpa:	address; any value, any alignment, but within one 4 KiB page
 * @val:	result
 *
 * jh_window_read() - read @len bytes, at least 1
 * @dst:	buffer
 * @gpa:	as above
 * @len:	length
 *
 * jh_window_load() - read 8 bytes
 * @address:	in the window, so JH_WINDOW_BASE more than the guest-physical one
 * @val:	result
 *
 * Return: 0, or -EFAULT if the cell may not read there.
 */
#ifdef __JAILHOUSE_HYP__
#include "window.h"
#endif
#ifndef JH_WINDOW_BASE
#define JH_WINDOW_BASE	0
#define JH_WINDOW_SIZE	BIT_ULL(46)
#endif
#ifndef jh_window_load
#define jh_window_load	jh_window_read64
#endif
#ifndef jh_window_read64
int jh_window_read64(u64 gpa, u64 *val);
#endif
#ifndef jh_window_read
int jh_window_read(void *dst, u64 gpa, unsigned int len);
#endif

int walk_guest(const struct walk_state *ws, u64 gva, unsigned int access,
	       u64 *gpa);
int fetch_insn(const struct walk_state *ws, u64 rip, u8 *buf);
int fetch_insn_more(const struct walk_state *ws, u64 rip, u8 *buf,
		    unsigned int have);

#endif /* _JAILHOUSE_X86_WALK_H */
