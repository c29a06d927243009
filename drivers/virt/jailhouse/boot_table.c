// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: the page table on which the hypervisor does its first steps
 *
 * The walk is written once; jh_arch_boot_format() says what an entry looks like.
 */
#include <linux/align.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include "driver.h"

#define TABLE_ENTRIES	512

/**
 * struct jh_boot_table - a page table that covers the hypervisor's memory
 * @format:	what its entries look like
 * @top:	top level
 * @pages:	all pages of it, the top level too
 */
struct jh_boot_table {
	struct jh_boot_format format;
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
	const struct jh_boot_format *format = &table->format;
	u64 *entry, *t = table->top;
	int level;

	for (level = format->levels;; level--) {
		entry = &t[(virt >> (PAGE_SHIFT + 9 * (level - 1))) %
			   TABLE_ENTRIES];
		if (level == leaf)
			break;
		if (!*entry) {
			u64 *next = new_table(table);

			if (!next)
				return -ENOMEM;
			*entry = __pa(next) | format->table;
		}
		t = __va(*entry & format->addr);
	}
	*entry = phys | prot | (leaf > 1 ? format->large : format->page);
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
 * Nothing of Linux is in it but the one page of the trampoline.
 *
 * Return: the table, NULL if there is no memory.
 */
struct jh_boot_table *jh_boot_table_create(const struct jh_boot *boot,
					   const struct jh_image_header *image)
{
	const struct jh_boot_format *format;
	struct jh_boot_table *table;
	struct page *page;
	int ret;

	table = kzalloc(sizeof(*table), GFP_KERNEL);
	if (!table)
		return NULL;
	jh_arch_boot_format(&table->format);
	format = &table->format;
	INIT_LIST_HEAD(&table->pages);
	table->top = new_table(table);
	if (!table->top)
		goto err_free;

	ret = map_range(table, JH_BASE, boot->phys, image->rodata,
			format->ro);
	ret = ret ?: map_range(table, JH_BASE + image->rodata,
			       boot->phys + image->rodata,
			       image->data - image->rodata,
			       format->ro | format->nx);
	ret = ret ?: map_range(table, JH_BASE + image->data,
			       boot->phys + image->data,
			       boot->size - image->data,
			       format->rw | format->nx);
	ret = ret ?: map_range(table, boot->tramp_virt, boot->tramp_phys,
			       PAGE_SIZE, format->ro);
	if (ret)
		goto err_free;
	if (format->publish)
		list_for_each_entry(page, &table->pages, lru)
			format->publish(page_address(page), PAGE_SIZE);
	return table;

err_free:
	jh_boot_table_free(table);
	return NULL;
}

/**
 * jh_boot_table_phys() - where a boot table begins
 * @table:	the table
 *
 * Return: physical address of the top level.
 */
u64 jh_boot_table_phys(const struct jh_boot_table *table)
{
	return __pa(table->top);
}
