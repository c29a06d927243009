// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: what the hypervisor is given to begin with on x86, the format
 * of its first page table and the firmware's map of RAM
 */
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/pgtable.h>
#include <linux/sizes.h>
#include <asm/e820/api.h>
#include "driver.h"

#define BOOT_RO	(_PAGE_PRESENT | _PAGE_ACCESSED)

/**
 * jh_arch_boot_format() - what entries of the boot page table look like
 * @format:	receives it
 *
 * It has as many levels as the CPUs use now, because that cannot be changed in
 * long mode.
 */
void jh_arch_boot_format(struct jh_boot_format *format)
{
	*format = (struct jh_boot_format) {
		.levels = pgtable_l5_enabled() ? 5 : 4,
		.addr = PTE_PFN_MASK,
		.table = _PAGE_PRESENT | _PAGE_RW,
		.large = _PAGE_PSE,
		.ro = BOOT_RO,
		.rw = BOOT_RO | _PAGE_RW | _PAGE_DIRTY,
		.nx = _PAGE_NX,
	};
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
