// SPDX-License-Identifier: GPL-2.0-only
/*
 * Translation: what is special about tables on Arm
 *
 * Cells see as many bits of guest-physical addresses as the processor has of
 * physical ones. Below 44 bits stage 2 has to begin with level 1, where up to 16
 * tables can stand side by side for the bits that one table does not cover
 * (Arm ARM, D8.2.9, D8.2.10).
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <asm/barrier.h>
#include <asm/sysreg.h>
#include <asm/vdso/processor.h>
#include <asm_paging.h>
#include <cell.h>
#include <control.h>
#include <mmu.h>
#include <paging.h>
#include <private.h>
#include <tlb_track.h>
#include <vcpu.h>

u8 stage2_levels;
u16 stage2_top_entries;
u8 stage2_bits;
u64 stage2_vtcr;

/* An entry is invalid for a moment, see pte_replace() */
static u32 breaking;

/* VTCR_EL2 (Arm ARM, D19.2.161) */
#define VTCR_RES1		BIT_ULL(31)
#define VTCR_PS_SHIFT		16
#define VTCR_INNER_SHARED	(3ULL << 12)
#define VTCR_WBWA		(BIT_ULL(10) | BIT_ULL(8))
#define VTCR_SL0_SHIFT		6

/* 48 bits; more need larger granules or another format */
#define PARANGE_48		5

/**
 * mmu_parange() - how many bits this CPU has for physical addresses
 *
 * Return: encoded as in ID_AA64MMFR0_EL1.PARange.
 */
unsigned int mmu_parange(void)
{
	return min(read_sysreg(id_aa64mmfr0_el1) & 15, (u64)PARANGE_48);
}

/**
 * mmu_init() - find out what stage 2 looks like on this machine
 *
 * Context: first CPU, before any table of stage 2 is made.
 */
void mmu_init(void)
{
	static const u8 bits[] = { 32, 36, 40, 42, 44, 48 };
	unsigned int range = mmu_parange();
	u64 start;

	stage2_bits = bits[range];
	stage2_top_entries = PT_ENTRIES;
	if (stage2_bits >= 44) {
		stage2_levels = 4;
		start = 2;
	} else {
		stage2_levels = 3;
		start = 1;
		if (stage2_bits > 39)
			stage2_top_entries = 1 << (stage2_bits - 30);
	}
	stage2_vtcr = VTCR_RES1 | (u64)range << VTCR_PS_SHIFT |
		      VTCR_INNER_SHARED | VTCR_WBWA | start << VTCR_SL0_SHIFT |
		      (64 - stage2_bits);
}

/**
 * arch_stage2_levels() - see control.h
 *
 * Return: depth of stage 2.
 */
unsigned int arch_stage2_levels(void)
{
	return stage2_levels;
}

/**
 * pte_replace() - change an entry of a table that CPUs may be walking
 * @pte:	the entry
 * @new:	its new value
 * @stage2:	the table is of stage 2
 *
 * A valid entry is not replaced by another one at once, because a TLB might hold
 * both then: it is made invalid, and forgotten by all, before (Arm ARM, D8.16.1,
 * "break-before-make"). A guest that finds it invalid meanwhile exits; see
 * mmu_allows().
 */
void pte_replace(u64 *pte, u64 new, bool stage2)
{
	if (*pte & new & PTE_PRESENT && *pte != new) {
		WRITE_ONCE(breaking, 1);
		dsb(ish);
		WRITE_ONCE(*pte, 0);
		dsb(ishst);
		if (stage2)
			asm volatile("tlbi alle1is" : : : "memory");
		else
			asm volatile("tlbi alle2is" : : : "memory");
		dsb(ish);
		WRITE_ONCE(*pte, new);
		dsb(ish);
		isb();
		WRITE_ONCE(breaking, 0);
	} else {
		WRITE_ONCE(*pte, new);
		dsb(ishst);
		isb();
	}
}

/**
 * mmu_allows() - does stage 2 of this CPU's cell allow an access now?
 * @gpa:	guest-physical address
 * @write:	direction
 *
 * An access is refused for a moment when the table that maps it changes.
 *
 * Return: whether it is worth trying again.
 */
bool mmu_allows(u64 gpa, bool write)
{
	u64 pte;

	while (READ_ONCE(breaking))
		cpu_relax();
	dsb(ish);
	if (gpa >> stage2_bits)
		return false;
	pte = page_table_lookup(&this_cpu()->cell->stage2, gpa, NULL);
	return pte & (write ? PTE_S2_WRITE : PTE_S2_READ);
}

/* --- memory of others ------------------------------------------------------- */

#define TEMP_PTE	((JH_TEMP_BASE - JH_PRIVATE_BASE) / PAGE_SIZE)

static u8 *map_temp(u64 phys, unsigned int flags)
{
	WRITE_ONCE(priv->l0[TEMP_PTE], pte_make_leaf(phys, 0, false, flags));
	dsb(nshst);
	isb();
	return (u8 *)JH_TEMP_BASE;
}

static void unmap_temp(void)
{
	WRITE_ONCE(priv->l0[TEMP_PTE], 0);
	dsb(nshst);
	asm volatile("tlbi vae2, %0" : : "r" (JH_TEMP_BASE >> 12) : "memory");
	dsb(nsh);
	isb();
}

/**
 * guest_read() - copy from the memory of this CPU's cell
 * @dst:	buffer
 * @gpa:	guest-physical address
 * @size:	bytes
 *
 * Return: 0, or -EFAULT where the cell has no memory.
 */
int guest_read(void *dst, u64 gpa, size_t size)
{
	u64 pte, offset, part;

	while (size) {
		if (gpa >> stage2_bits)
			return -EFAULT;
		pte = page_table_lookup(&this_cpu()->cell->stage2, gpa, NULL);
		/* Nothing that has side effects */
		if (!(pte & PTE_S2_READ) || (pte & PTE_S2_NORMAL) != PTE_S2_NORMAL)
			return -EFAULT;
		offset = gpa & ~PAGE_MASK;
		part = min_t(u64, size, PAGE_SIZE - offset);
		memcpy(dst, map_temp(pte & PTE_ADDR, MAP_READ) + offset, part);
		unmap_temp();
		dst += part;
		gpa += part;
		size -= part;
	}
	return 0;
}

/* Bytes of the smallest line of any data cache */
static u64 line_size(void)
{
	return 4ULL << (read_sysreg(ctr_el0) >> 16 & 15);
}

/**
 * mmu_clean() - write back and forget what caches hold of a range
 * @start:	hypervisor address
 * @size:	bytes
 *
 * For who reads it without caches.
 */
void mmu_clean(const void *start, u64 size)
{
	u64 line = line_size(), pos = (u64)start & ~(line - 1);

	for (; pos < (u64)start + size; pos += line)
		asm volatile("dc civac, %0" : : "r" (pos) : "memory");
	dsb(sy);
}

/**
 * arch_clear_memory() - zero RAM outside of the hypervisor's own memory
 * @phys:	physical address, page-aligned
 * @size:	bytes, page-aligned
 *
 * Who gets it may begin with caches off, so it must not stay in them.
 */
void arch_clear_memory(u64 phys, u64 size)
{
	u8 *page;

	for (; size; size -= PAGE_SIZE, phys += PAGE_SIZE) {
		page = map_temp(phys, MAP_READ | MAP_WRITE);
		zero_pages(page, 1);
		mmu_clean(page, PAGE_SIZE);
		unmap_temp();
	}
}

/**
 * arch_flush_stage2() - see control.h
 */
void arch_flush_stage2(void)
{
	u64 tables = read_sysreg(vttbr_el2) & PTE_ADDR;
	u64 seen = tlb_track_begin();

	/* Both stages of this VMID, on this CPU */
	dsb(nshst);
	asm volatile("tlbi vmalls12e1" : : : "memory");
	dsb(nsh);
	isb();
	tlb_track_flushed(this_cpu()->cpu, TLB_GUEST, tables, seen);
	tlb_track_flushed(this_cpu()->cpu, TLB_WINDOW, tables, seen);
}
