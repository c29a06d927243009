/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Jailhouse driver: how the hypervisor's memory is used
 */
#ifndef _JAILHOUSE_LAYOUT_H
#define _JAILHOUSE_LAYOUT_H

#include <linux/types.h>
#include "boot.h"

/**
 * struct jh_layout - offsets into the hypervisor's memory, see boot.h
 * @boot_offset:	struct jh_boot
 * @config_offset:	system configuration
 * @config_size:	bytes of it
 * @public_offset:	struct jh_public
 * @public_size:	bytes of it, whole pages
 * @percpu_offset:	per-CPU areas
 * @percpu_size:	bytes of one
 * @pool_offset:	page pool
 * @pool_pages:		pages in it
 * @needed:		bytes that the hypervisor's memory must have at least
 */
struct jh_layout {
	u32 boot_offset;
	u32 config_offset;
	u32 config_size;
	u32 public_offset;
	u32 public_size;
	u32 percpu_offset;
	u32 percpu_size;
	u32 pool_offset;
	u32 pool_pages;
	u64 needed;
};

int jh_layout_compute(const struct jh_image_header *image,
		      const struct jailhouse_config *cfg,
		      unsigned int num_cpus, u64 size, struct jh_layout *layout);

#endif /* _JAILHOUSE_LAYOUT_H */
