/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instruction fetch in the usual case: 64-bit code, tables of four levels
 *
 * What does not fit gets no answer here, but from fetch_insn(). So there is one
 * test of permissions at the end instead of several at each level: until then,
 * addresses from entries that are not present are read from, as nothing but the
 * cell's own memory is in the window.
 */
#ifndef _JAILHOUSE_X86_WALK_FAST_H
#define _JAILHOUSE_X86_WALK_FAST_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/sizes.h>
#include <linux/types.h>
#include <linux/unaligned.h>

#include "walk.h"

/**
 * struct fetched_insn - instruction bytes, as hardware that assists in decoding
 * leaves them in the VMCB (AMD APM vol. 2, 15.8.4)
 * @len:	number of bytes; 0 if it does not
 * @bytes:	the instruction
 */
struct fetched_insn {
	u8 len;
	u8 bytes[INSN_MAX_LEN];
};

/* Bits of an entry's address that the window spans, and of a place in a table */
#define WINDOW_TABLE	((JH_WINDOW_SIZE - 1) & ~(SZ_4K - 1ULL))
#define WINDOW_ENTRY	(JH_WINDOW_BASE | 0x1ff * 8)

/**
 * fetch_insn_fast() - read the instruction at which the guest stopped
 * @cr3:	CR3
 * @rip:	RIP, at which the CPU executed something
 * @user:	CPL is 3
 * @bytes:	buffer of INSN_MAX_LEN bytes
 *
 * AMD APM vol. 2, 5.3 and 5.6.
 *
 * Context: the CPU on which the guest stopped, in 64-bit code.
 * Return: whether INSN_MAX_LEN bytes were read; else try fetch_insn().
 */
static __always_inline bool fetch_insn_fast(u64 cr3, u64 rip, bool user,
					    u8 *bytes)
{
	u64 all, any, entry, page, offset = SZ_4K - 1;
	u64 table = WINDOW_TABLE, place = WINDOW_ENTRY;
	/*
	 * The window is in the upper half of the address space. With upper bits
	 * set, one shift and one AND make an index and the window's address.
	 */
	s64 gva = rip | GENMASK_ULL(63, 48);

	if (unlikely((rip & (SZ_4K - 1)) > SZ_4K - INSN_MAX_LEN))
		return false;

	/* The compiler would load such constants again and again */
	OPTIMIZER_HIDE_VAR(table);
	OPTIMIZER_HIDE_VAR(place);

	if (jh_window_load((cr3 & table) + (gva >> 36 & place), &entry))
		return false;
	all = entry;
	any = entry;
	if (jh_window_load((entry & table) + (gva >> 27 & place), &entry))
		return false;
	all &= entry;
	any |= entry;
	if (unlikely(entry & PT_LARGE))
		return false;
	if (jh_window_load((entry & table) + (gva >> 18 & place), &entry))
		return false;
	all &= entry;
	any |= entry;
	if (entry & PT_LARGE) {
		offset = SZ_2M - 1;
	} else {
		if (jh_window_load((entry & table) + (gva >> 9 & place),
				   &entry))
			return false;
		all &= entry;
		any |= entry;
	}

	if (unlikely(any & PT_NX ||
		     (all & (PT_PRESENT | PT_USER)) !=
		     (PT_PRESENT | user * PT_USER)))
		return false;

	page = JH_WINDOW_BASE + ((entry & table & ~offset) | (rip & offset));
	if (jh_window_load(page, &entry))
		return false;
	put_unaligned(entry, (u64 *)bytes);
	if (jh_window_load(page + INSN_MAX_LEN - 8, &entry))
		return false;
	put_unaligned(entry, (u64 *)(bytes + INSN_MAX_LEN - 8));
	return true;
}

/**
 * fetch_exit_insn() - have the instruction that an exit is about
 * @insn:	what the hardware left; read here if it is nothing
 * @cr3:	see fetch_insn_fast(), as for the next two
 * @rip:	address of the instruction
 * @user:	CPL is 3
 * @four_levels: CR4.LA57 is clear
 *
 * Bytes from the hardware are those that it executed, however the guest changes
 * its code or tables meanwhile.
 *
 * Context: as for fetch_insn_fast().
 * Return: number of bytes in @insn->bytes; 0: try fetch_insn().
 */
static __always_inline unsigned int
fetch_exit_insn(struct fetched_insn *insn, u64 cr3, u64 rip, bool user,
		bool four_levels)
{
	if (insn->len)
		return insn->len & 0xf;
	if (unlikely(!four_levels) ||
	    !fetch_insn_fast(cr3, rip, user, insn->bytes))
		return 0;
	return INSN_MAX_LEN;
}

#endif /* _JAILHOUSE_X86_WALK_FAST_H */
