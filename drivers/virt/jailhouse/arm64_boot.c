// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: what the hypervisor is given to begin with on arm64, the format
 * of its first page table and the firmware's map of RAM
 */
#include <linux/cache.h>
#include <linux/mm.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <asm/barrier.h>
#include <asm/cputype.h>
#include "arm64.h"
#include "driver.h"

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

#define BOOT_RW	(DESC_VALID | DESC_RES1 | DESC_SHARED | DESC_ACCESSED)

/**
 * jh_arch_boot_format() - what entries of the boot page table look like
 * @format:	receives it
 *
 * Whoever walks the table finds it without looking into caches.
 */
void jh_arch_boot_format(struct jh_boot_format *format)
{
	*format = (struct jh_boot_format) {
		.levels = 4,
		.addr = DESC_ADDR,
		.table = DESC_VALID | DESC_TABLE,
		.page = DESC_TABLE,
		.ro = BOOT_RW | DESC_RDONLY,
		.rw = BOOT_RW,
		.nx = DESC_XN,
		.publish = jh_clean_to_poc,
	};
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
