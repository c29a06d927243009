// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: what the hypervisor is given to begin with on arm64, its first
 * page table and the firmware's map of RAM
 */
#include <linux/cache.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <asm/barrier.h>
#include <asm/cputype.h>
#include "arm64.h"
#include "driver.h"

#define TABLE_ENTRIES	512
#define TOP_LEVEL	0
#define LAST_LEVEL	3

/* Descriptors of stage 1 (Arm ARM, D8.3.1, D8.3.2) */
#define DESC_VALID	BIT_ULL(0)
#define DESC_TABLE	BIT_ULL(1)	/* level 3: a page */
#define DESC_RES1	BIT_ULL(6)
#define DESC_RDONLY	BIT_ULL(7)
#define DESC_SHARED	(3ULL << 8)
#define DESC_ACCESSED	BIT_ULL(10)
#define DESC_XN		BIT_ULL(54)
#define DESC_ADDR	GENMASK_ULL(47, 12)

/**
 * struct jh_boot_table - a page table that covers the hypervisor's memory
 * @top:	top level
 * @pages:	all pages of it, the top level too
 */
struct jh_boot_table {
	u64 *top;
	struct list_head pages;
};

/**
 * jh_clean_to_poc() - write caches back to where everybody sees it
 * @start:	what was written
 * @size:	bytes
 *
 * The kernel's own function is not exported.
 */
void jh_clean_to_poc(const void *start, size_t size)
{
	unsigned long line = 4UL << (read_cpuid_cachetype() >> 16 & 15);
	unsigned long pos = (unsigned long)start & ~(line - 1);

	for (; pos < (unsigned long)start + size; pos += line)
		asm volatile("dc civac, %0" : : "r" (pos) : "memory");
	dsb(sy);
}

/**
 * jh_driver_phys() - physical address of code or data of this driver
 * @addr:	its address
 *
 * Return: the address.
 */
u64 jh_driver_phys(const void *addr)
{
#ifdef MODULE
	return PFN_PHYS(vmalloc_to_pfn(addr)) + offset_in_page(addr);
#else
	return __pa_symbol(addr);
#endif
}

static u64 *new_table(struct jh_boot_table *table)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);

	if (!page)
		return NULL;
	list_add(&page->lru, &table->pages);
	return page_address(page);
}

/* Map one page of 4 KiB (level 3) or 2 MiB (level 2) */
static int map_page(struct jh_boot_table *table, u64 virt, u64 phys, u64 prot,
		    int leaf)
{
	u64 *entry, *t = table->top;
	int level;

	for (level = TOP_LEVEL;; level++) {
		entry = &t[(virt >> (PAGE_SHIFT + 9 * (LAST_LEVEL - level))) %
			   TABLE_ENTRIES];
		if (level == leaf)
			break;
		if (!*entry) {
			u64 *next = new_table(table);

			if (!next)
				return -ENOMEM;
			*entry = __pa(next) | DESC_VALID | DESC_TABLE;
		}
		t = __va(*entry & DESC_ADDR);
	}
	*entry = phys | prot | (leaf == LAST_LEVEL ? DESC_TABLE : 0);
	return 0;
}

static int map_range(struct jh_boot_table *table, u64 virt, u64 phys, u64 size,
		     u64 prot)
{
	int ret = 0;

	while (size && !ret) {
		bool large = IS_ALIGNED(virt | phys, SZ_2M) && size >= SZ_2M;
		u64 step = large ? SZ_2M : PAGE_SIZE;

		ret = map_page(table, virt, phys, prot,
			       large ? LAST_LEVEL - 1 : LAST_LEVEL);
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
 * Nothing of Linux is in it but the one page of the trampoline. Whoever walks it
 * finds it without looking into caches.
 *
 * Return: the table, NULL if there is no memory.
 */
struct jh_boot_table *jh_boot_table_create(const struct jh_boot *boot,
					   const struct jh_image_header *image)
{
	const u64 rw = DESC_VALID | DESC_RES1 | DESC_SHARED | DESC_ACCESSED;
	const u64 ro = rw | DESC_RDONLY;
	struct jh_boot_table *table;
	struct page *page;
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
			       image->data - image->rodata, ro | DESC_XN);
	ret = ret ?: map_range(table, JH_BASE + image->data,
			       boot->phys + image->data,
			       boot->size - image->data, rw | DESC_XN);
	ret = ret ?: map_range(table, boot->tramp_virt, boot->tramp_phys,
			       PAGE_SIZE, ro);
	if (ret)
		goto err_free;
	list_for_each_entry(page, &table->pages, lru)
		jh_clean_to_poc(page_address(page), PAGE_SIZE);
	return table;

err_free:
	jh_boot_table_free(table);
	return NULL;
}

/**
 * jh_boot_table_phys() - value for TTBR0_EL2
 * @table:	the table
 *
 * Return: physical address of the top level.
 */
u64 jh_boot_table_phys(const struct jh_boot_table *table)
{
	return __pa(table->top);
}

static int compare_ranges(const void *a, const void *b)
{
	const struct jh_ram_range *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

static int collect_ram(struct jh_ram_range *ram, u32 *num)
{
	struct device_node *np;
	struct resource res;
	int n, ret = 0;

	*num = 0;
	for_each_node_by_type(np, "memory") {
		for (n = 0; !of_address_to_resource(np, n, &res); n++) {
			if (*num == JH_MAX_RAM_RANGES) {
				ret = -E2BIG;
				break;
			}
			ram[(*num)++] = (struct jh_ram_range){
				PAGE_ALIGN(res.start), PAGE_ALIGN_DOWN(res.end + 1)
			};
		}
	}
	sort(ram, *num, sizeof(*ram), compare_ranges, NULL);
	return ret;
}

/**
 * jh_firmware_lacks_ram() - find the first page that the firmware does not call RAM
 * @phys:	start of a range, page-aligned
 * @size:	bytes of it
 * @where:	receives the address of the page
 *
 * The firmware's map is the device tree; Linux does not change it when it is told
 * to use less.
 *
 * Context: process context, may sleep.
 *
 * Return: whether there is such a page.
 */
bool jh_firmware_lacks_ram(u64 phys, u64 size, u64 *where)
{
	struct jh_ram_range *ram;
	u64 pos = phys;
	u32 n, num = 0;

	ram = kcalloc(JH_MAX_RAM_RANGES, sizeof(*ram), GFP_KERNEL);
	if (ram)
		collect_ram(ram, &num);
	for (n = 0; n < num; n++)
		if (ram[n].start <= pos && pos < ram[n].end)
			pos = ram[n].end;
	kfree(ram);
	*where = pos;
	return pos < phys + size;
}

/**
 * jh_firmware_ram() - find out what the firmware called RAM
 * @boot:	receives the ranges, in pages
 * @err:	receives the reason of a failure
 *
 * Context: process context, may sleep.
 *
 * Return: 0, -E2BIG if the map has too many pieces, or -ENODEV if there is none.
 */
int jh_firmware_ram(struct jh_boot *boot, struct jailhouse_error *err)
{
	int ret = collect_ram(boot->ram, &boot->num_ram);

	if (ret == -E2BIG)
		return jh_refuse(err, ret,
				 "the device tree has more than %u pieces of RAM; merge nodes of device_type \"memory\"",
				 JH_MAX_RAM_RANGES);
	if (!boot->num_ram)
		return jh_refuse(err, -ENODEV,
				 "Linux was booted without a device tree that says where RAM is; boot it with one instead of ACPI (acpi=off)");
	return 0;
}
