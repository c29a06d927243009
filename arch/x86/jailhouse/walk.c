// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest-virtual to guest-physical, by reading the guest's page tables
 *
 * The walk repeats what the CPU did a moment ago: an instruction was executed
 * and trapped, so its address was translated and permitted. Other CPUs of the
 * guest run on, and can change tables, code or both in between. Therefore the
 * answer "not mapped" or "not permitted" does not mean that something is wrong:
 * it means that the guest changed its tables under us. It is -EFAULT, and the
 * right reaction is to enter the guest again without having done anything. The
 * CPU then takes its own page fault, or traps once more.
 *
 * What is checked, and why, although the CPU has checked it before:
 *
 * - Present: the rest of an entry that is not present means nothing.
 * - User/supervisor: bytes read end up in an access on behalf of the guest, and
 *   in reports. User mode of a cell must not get there what its kernel keeps
 *   from it. SMEP and SMAP are the same in the other direction.
 * - Writable, no-execute: an access that the CPU would refuse is not made for
 *   the guest.
 *
 * Not checked are reserved bits, which only separate two kinds of page fault, and
 * protection keys: they concern data only, and nothing that user mode asked for
 * by virtual address is read.
 * Addresses in entries are not trusted at all: the window (jh_window_read64())
 * refuses what the cell does not own. Accessed and dirty bits are not written,
 * the CPU has done so.
 *
 * PAE: the four top entries are read from memory on each walk, which is what
 * the CPU does under nested paging (AMD APM vol. 2, 15.25.10). Intel CPUs keep
 * a copy; a guest that overwrites its table without loading CR3 is only
 * entered again.
 *
 * Page tables: AMD APM vol. 2, 5.2 to 5.4 and 5.6.
 */
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/sizes.h>
#include <asm/msr-index.h>
#include <asm/processor-flags.h>

#include "include/walk.h"

/* Address field of an 8-byte entry, and of a 4-byte entry */
#define PT_ADDRESS	GENMASK_ULL(51, 12)
#define PT_ADDRESS32	GENMASK_ULL(31, 12)
/* Table address in CR3 with PAE */
#define CR3_PAE		GENMASK_ULL(31, 5)

/* What all levels of a walk say together: flags set in each, flags set in any */
struct rights {
	u64 all;
	u64 any;
};

/* AMD APM vol. 2, 5.6 */
static int check_rights(const struct walk_state *ws,
			const struct rights *rights, unsigned int access)
{
	/* Without EFER.NXE, the bit is reserved: a fault all the same. */
	if ((access & WALK_FETCH) && unlikely(rights->any & PT_NX))
		return -EFAULT;

	if (!(rights->all & PT_USER)) {
		if (access & WALK_USER)
			return -EFAULT;
	} else if (!(access & WALK_USER)) {
		if ((access & WALK_FETCH) && (ws->cr4 & X86_CR4_SMEP))
			return -EFAULT;
		if (!(access & (WALK_FETCH | WALK_AC)) &&
		    (ws->cr4 & X86_CR4_SMAP))
			return -EFAULT;
	}

	if ((access & WALK_WRITE) && !(rights->all & PT_WRITE) &&
	    ((access & WALK_USER) || (ws->cr0 & X86_CR0_WP)))
		return -EFAULT;
	return 0;
}

/*
 * Tables with 8-byte entries. An entry of the first one maps 2^@shift bytes; it is
 * at most 512 GiB, or a page directory with PAE.
 */
static int walk_levels(u64 table, u64 gva, unsigned int shift,
		       struct rights *rights, u64 *gpa)
{
	u64 entry = table, offset;
	int err;

	for (;; shift -= 9) {
		err = jh_window_read64((entry & PT_ADDRESS) +
				       ((gva >> shift) & 0x1ff) * 8, &entry);
		if (err)
			return err;
		if (!(entry & PT_PRESENT))
			return -EFAULT;
		rights->all &= entry;
		rights->any |= entry;
		/* In the upper two levels the bit is reserved */
		if (shift == 12 || (shift <= 30 && entry & PT_LARGE))
			break;
	}
	offset = GENMASK_ULL(shift - 1, 0);
	*gpa = (entry & PT_ADDRESS & ~offset) | (gva & offset);
	return 0;
}

static bool is_canonical(const struct walk_state *ws, u64 gva)
{
	unsigned int unused = ws->cr4 & X86_CR4_LA57 ? 64 - 57 : 64 - 48;

	return (u64)((s64)(gva << unused) >> unused) == gva;
}

static int walk_pae(const struct walk_state *ws, u64 gva, struct rights *rights,
		    u64 *gpa)
{
	u64 entry;
	int err;

	err = jh_window_read64((ws->cr3 & CR3_PAE) + ((gva >> 30) & 3) * 8,
			       &entry);
	if (err)
		return err;
	if (!(entry & PT_PRESENT))
		return -EFAULT;
	/* The top level has no permission bits. */
	return walk_levels(entry, gva, 21, rights, gpa);
}

static int read_entry32(u64 table, u64 gva, unsigned int shift,
			struct rights *rights, u64 *entry)
{
	u64 gpa = (table & PT_ADDRESS32) + ((gva >> shift) & 0x3ff) * 4;
	int err;

	err = jh_window_read64(gpa & ~7ULL, entry);
	if (err)
		return err;
	*entry = (u32)(*entry >> (gpa & 4) * 8);
	rights->all &= *entry;
	rights->any |= *entry;
	return *entry & PT_PRESENT ? 0 : -EFAULT;
}

static int walk_two_levels(const struct walk_state *ws, u64 gva,
			   struct rights *rights, u64 *gpa)
{
	u64 entry;
	int err;

	err = read_entry32(ws->cr3, gva, 22, rights, &entry);
	if (err)
		return err;
	if ((entry & PT_LARGE) && (ws->cr4 & X86_CR4_PSE)) {
		/* PSE-36: bits 20:13 are bits 39:32 of the address. */
		*gpa = (entry & GENMASK_ULL(31, 22)) |
		       (entry & GENMASK_ULL(20, 13)) << (32 - 13) |
		       (gva & GENMASK_ULL(21, 0));
		return 0;
	}

	err = read_entry32(entry, gva, 12, rights, &entry);
	if (err)
		return err;
	*gpa = (entry & PT_ADDRESS32) | (gva & GENMASK_ULL(11, 0));
	return 0;
}

/**
 * walk_guest() - translate a guest-virtual address
 * @ws:		state of the guest
 * @gva:	linear address, segment base added; only the low half counts
 *		outside long mode
 * @access:	WALK_*, what is to be done there
 * @gpa:	result, good up to the end of the 4 KiB page
 *
 * AMD APM vol. 2, 5.2 to 5.4 and 5.6.
 *
 * Context: the CPU on which the guest stopped.
 * Return: 0, or -EFAULT if the tables do not permit the access now: enter the
 * guest again.
 */
int walk_guest(const struct walk_state *ws, u64 gva, unsigned int access,
	       u64 *gpa)
{
	struct rights rights = { .all = ~0ULL };
	int err;

	if (ws->efer & EFER_LMA) {
		if (!is_canonical(ws, gva))
			return -EFAULT;
		err = walk_levels(ws->cr3, gva,
				  ws->cr4 & X86_CR4_LA57 ? 48 : 39, &rights,
				  gpa);
	} else {
		gva = (u32)gva;
		if (!(ws->cr0 & X86_CR0_PG)) {
			*gpa = gva;
			return 0;
		}
		if (ws->cr4 & X86_CR4_PAE)
			err = walk_pae(ws, gva, &rights, gpa);
		else
			err = walk_two_levels(ws, gva, &rights, gpa);
	}
	return err ? err : check_rights(ws, &rights, access);
}

/*
 * Read what the page has of the instruction at @rip, from byte @have on. Returns
 * the number of bytes then in @buf.
 */
static int fetch_from_page(const struct walk_state *ws, u64 rip, u8 *buf,
			   unsigned int have)
{
	u64 gva = rip + have;
	unsigned int len;
	u64 gpa;
	int err;

	if (ws->code_size != CODE_64)
		gva = (u32)(ws->cs_base + gva);

	err = walk_guest(ws, gva, WALK_FETCH | ws->user * WALK_USER, &gpa);
	if (err)
		return err;

	len = SZ_4K - (gva & (SZ_4K - 1));
	if (len > INSN_MAX_LEN - have)
		len = INSN_MAX_LEN - have;
	err = jh_window_read(buf + have, gpa, len);
	return err ? err : have + len;
}

/**
 * fetch_insn() - read the instruction at which the guest stopped
 * @ws:		state of the guest
 * @rip:	RIP, relative to CS
 * @buf:	buffer of INSN_BUF_LEN bytes
 *
 * Reads up to INSN_MAX_LEN bytes, but does not cross a page: the next one may
 * well not be mapped, and is only needed if the decoder returns -EAGAIN. Then
 * fetch_insn_more() goes on.
 *
 * AMD APM vol. 2, 4.5 and 5.6.
 *
 * Context: the CPU on which the guest stopped.
 * Return: number of bytes in @buf, at least 1; or -EFAULT if the guest's tables
 * do not permit the fetch now: enter the guest again.
 */
int fetch_insn(const struct walk_state *ws, u64 rip, u8 *buf)
{
	return fetch_from_page(ws, rip, buf, 0);
}

/**
 * fetch_insn_more() - read the rest of an instruction that crosses a page
 * @ws:		state of the guest
 * @rip:	RIP, relative to CS
 * @buf:	the buffer that fetch_insn() filled
 * @have:	what it returned, less than INSN_MAX_LEN
 *
 * Context: the CPU on which the guest stopped.
 * Return: INSN_MAX_LEN, or -EFAULT as from fetch_insn().
 */
int fetch_insn_more(const struct walk_state *ws, u64 rip, u8 *buf,
		    unsigned int have)
{
	return fetch_from_page(ws, rip, buf, have);
}
