// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: what the hypervisor is given to begin with on x86, its first
 * page table and the firmware's map of RAM
 */
#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/pgtable.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <asm/e820/api.h>
#include "driver.h"

#define TABLE_ENTRIES	512

/**
 * struct jh_boot_table - a page table that covers the hypervisor's memory
 * @top:	top level, as many levels as Linux uses
 * @pages:	all pages of it, the top level too
 */
struct jh_boot_table {
	u64 *top;
	struct list_head pages;
};

static u64 *new_table(struct jh_boot_table *table)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);

	if (!page)
		return NULL;
	list_add(&page->lru, &table->pages);
	return page_address(page);
}

/* Map one page of 4 KiB (level 1) or 2 MiB (level 2) */
static int map_page(struct jh_boot_table *table, u64 virt, u64 phys, u64 prot,
		    int leaf)
{
	int level = pgtable_l5_enabled() ? 5 : 4;
	u64 *entry, *t = table->top;

	for (;; level--) {
		entry = &t[(virt >> (PAGE_SHIFT + 9 * (level - 1))) %
			   TABLE_ENTRIES];
		if (level == leaf)
			break;
		if (!*entry) {
			u64 *next = new_table(table);

			if (!next)
				return -ENOMEM;
			*entry = __pa(next) | _PAGE_PRESENT | _PAGE_RW;
		}
		t = __va(*entry & PTE_PFN_MASK);
	}
	*entry = phys | prot | (leaf > 1 ? _PAGE_PSE : 0);
	return 0;
}

static int map_range(struct jh_boot_table *table, u64 virt, u64 phys, u64 size,
		     u64 prot)
{
	int ret = 0;

	while (size && !ret) {
		bool large = IS_ALIGNED(virt | phys, SZ_2M) && size >= SZ_2M;
		u64 step = large ? SZ_2M : PAGE_SIZE;

		ret = map_page(table, virt, phys, prot, large ? 2 : 1);
		virt += step;
		phys += step;
		size -= step;
	}
	return ret;
}

/**
 * jh_boot_table_free() - free a boot table
 * @table:	the table; no CPU uses it
 */
void jh_boot_table_free(struct jh_boot_table *table)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &table->pages, lru)
		__free_page(page);
	kfree(table);
}

/**
 * jh_boot_table_create() - page table for the first steps of the hypervisor
 * @boot:	where its memory and the trampoline are
 * @image:	which parts of it are code and read-only data
 *
 * Nothing of Linux is in it but the one page of the trampoline. It has as many
 * levels as the CPUs use now, because that cannot be changed in long mode.
 *
 * Return: the table, NULL if there is no memory.
 */
struct jh_boot_table *jh_boot_table_create(const struct jh_boot *boot,
					   const struct jh_image_header *image)
{
	const u64 ro = _PAGE_PRESENT | _PAGE_ACCESSED;
	const u64 rw = ro | _PAGE_RW | _PAGE_DIRTY;
	struct jh_boot_table *table;
	int ret;

	table = kzalloc(sizeof(*table), GFP_KERNEL);
	if (!table)
		return NULL;
	INIT_LIST_HEAD(&table->pages);
	table->top = new_table(table);
	if (!table->top)
		goto err_free;

	ret = map_range(table, JH_BASE, boot->phys, image->rodata, ro);
	ret = ret ?: map_range(table, JH_BASE + image->rodata,
			       boot->phys + image->rodata,
			       image->data - image->rodata, ro | _PAGE_NX);
	ret = ret ?: map_range(table, JH_BASE + image->data,
			       boot->phys + image->data,
			       boot->size - image->data, rw | _PAGE_NX);
	ret = ret ?: map_range(table, boot->tramp_virt, boot->tramp_phys,
			       PAGE_SIZE, ro);
	if (!ret)
		return table;

err_free:
	jh_boot_table_free(table);
	return NULL;
}

/**
 * jh_boot_table_phys() - value for CR3
 * @table:	the table
 *
 * Return: physical address of the top level.
 */
u64 jh_boot_table_phys(const struct jh_boot_table *table)
{
	return __pa(table->top);
}

/* Append [start, end) to the map, which grows upwards */
static int add_ram(struct jh_boot *boot, u64 start, u64 end)
{
	if (boot->num_ram && boot->ram[boot->num_ram - 1].end == start) {
		boot->ram[boot->num_ram - 1].end = end;
		return 0;
	}
	if (boot->num_ram == JH_MAX_RAM_RANGES)
		return -E2BIG;
	boot->ram[boot->num_ram++] = (struct jh_ram_range){ start, end };
	return 0;
}

/*
 * Add the RAM between @start and @end that Linux does not use, page by page, but
 * skip what the firmware has no RAM in at all by halves.
 */
static int add_unused_ram(struct jh_boot *boot, u64 start, u64 end)
{
	u64 pos = start;
	int ret;

	while (pos < end) {
		u64 step = PAGE_SIZE;

		if (e820__mapped_raw_any(pos, pos + PAGE_SIZE, E820_TYPE_RAM)) {
			ret = add_ram(boot, pos, pos + PAGE_SIZE);
			if (ret)
				return ret;
		} else {
			while (pos + step * 2 <= end && pos + step * 2 > pos &&
			       !e820__mapped_raw_any(pos, pos + step * 2,
						     E820_TYPE_RAM))
				step *= 2;
		}
		pos += step;
		if (!(pos & (SZ_128M - 1)))
			cond_resched();
	}
	return 0;
}

/**
 * jh_firmware_lacks_ram() - find the first page that the firmware does not call RAM
 * @phys:	start of a range, page-aligned
 * @size:	bytes of it
 * @where:	receives the address of the page
 *
 * Context: process context, may sleep.
 *
 * Return: whether there is such a page.
 */
bool jh_firmware_lacks_ram(u64 phys, u64 size, u64 *where)
{
	u64 pos;

	for (pos = phys; pos < phys + size; pos += PAGE_SIZE) {
		if (!e820__mapped_raw_any(pos, pos + PAGE_SIZE, E820_TYPE_RAM)) {
			*where = pos;
			return true;
		}
		if (!(pos & (SZ_128M - 1)))
			cond_resched();
	}
	return false;
}

struct ram_walk {
	struct jh_boot *boot;
	u64 pos;
};

static int add_used_ram(struct resource *res, void *data)
{
	struct ram_walk *walk = data;
	u64 start = PAGE_ALIGN_DOWN(res->start);
	u64 end = PAGE_ALIGN(res->end + 1);
	int ret;

	ret = add_unused_ram(walk->boot, walk->pos, start);
	if (!ret)
		ret = add_ram(walk->boot, start, end);
	walk->pos = end;
	return ret;
}

/**
 * jh_firmware_ram() - find out what the firmware called RAM
 * @boot:	receives the ranges, in pages
 * @err:	receives the reason of a failure
 *
 * Linux's own view is no help for memory that it was told to leave alone by
 * memmap=, which is what cells are made of. Of the firmware's map only
 * e820__mapped_raw_any() is exported, which answers for any range whether some of
 * it is RAM. So what Linux uses is taken from the resources and the rest is asked
 * for, which takes a millisecond for 100 MiB.
 *
 * Context: process context, may sleep.
 *
 * Return: 0, or -E2BIG if the map has too many pieces.
 */
int jh_firmware_ram(struct jh_boot *boot, struct jailhouse_error *err)
{
	struct ram_walk walk = { .boot = boot };
	u64 limit = 1ULL << boot_cpu_data.x86_phys_bits;
	int ret;

	boot->num_ram = 0;
	ret = walk_iomem_res_desc(IORES_DESC_NONE, IORESOURCE_SYSTEM_RAM, 0, -1,
				  &walk, add_used_ram);
	if (ret != -E2BIG)
		ret = add_unused_ram(boot, walk.pos, limit);
	if (ret == -E2BIG)
		return jh_refuse(err, ret,
				 "the firmware's memory map has more than %u pieces of RAM; disable features of the firmware that reserve memory",
				 JH_MAX_RAM_RANGES);
	return ret;
}
