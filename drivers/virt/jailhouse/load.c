// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: loading images into a cell
 */
#include <linux/io.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include "driver.h"

/* Copied at a time, so that a large image does not occupy the CPU for long */
#define CHUNK	SZ_1M

/* The region that holds all of an image, or NULL */
static const struct jailhouse_config_memory *
find_region(const struct jailhouse_config *cfg,
	    const struct jailhouse_image *image)
{
	const struct jailhouse_config_memory *mem = config_memory(cfg);
	u32 i;

	for (i = 0; i < cfg->memory.count; i++, mem++) {
		u64 offset = image->target - mem->virt_start;

		if (mem->flags & JAILHOUSE_MEM_LOADABLE &&
		    image->target >= mem->virt_start && offset < mem->size &&
		    image->size <= mem->size - offset)
			return mem;
	}
	return NULL;
}

static int load_image(const struct jailhouse_config *cfg,
		      const struct jailhouse_image *image, jh_copy_fn copy)
{
	const struct jailhouse_config_memory *mem = find_region(cfg, image);
	u64 phys = mem->phys_start + (image->target - mem->virt_start);
	u64 done = 0;
	int ret = 0;

	while (done < image->size && !ret) {
		size_t size = min_t(u64, image->size - done, CHUNK);
		void *dst = memremap(phys + done, size, MEMREMAP_WB);

		if (!dst)
			return -ENOMEM;
		ret = copy(dst, image->source + done, size);
		memunmap(dst);
		done += size;
		cond_resched();
	}
	return ret;
}

/**
 * jh_cell_load() - stop a cell and load images into it
 * @cell:	the cell
 * @images:	what to load
 * @num_images:	number of elements, 0 to stop the cell only
 * @copy:	how to get at the sources; without a destination, whether that is possible
 * @err:	receives the reason of a failure
 *
 * Whether all images fit and can be read is checked before the cell is stopped.
 *
 * Context: process context, jailhouse.lock held.
 *
 * Return: 0; -EINVAL if an image does not lie in one loadable region, or -EFAULT if
 * it cannot be read, then nothing has happened; the error of
 * jh_cell_set_loadable(); -EFAULT or -ENOMEM when it was copied, then the cell is
 * stopped and its contents are undefined.
 */
int jh_cell_load(struct jailhouse_cell *cell, const struct jailhouse_image *images,
		 unsigned int num_images, jh_copy_fn copy,
		 struct jailhouse_error *err)
{
	const struct jailhouse_config *cfg = cell->config;
	unsigned int i;
	int ret;

	for (i = 0; i < num_images; i++)
		if (images[i].size && !find_region(cfg, &images[i]))
			return jh_refuse(err, -EINVAL,
					 "image %u (0x%llx bytes at 0x%llx) does not lie in one loadable region of cell '%s'; change its address (-a) or the region",
					 i, images[i].size, images[i].target,
					 cfg->name);
	/* They can still vanish before they are copied, but mistakes are found here */
	for (i = 0; i < num_images; i++)
		if (images[i].size &&
		    copy(NULL, images[i].source, images[i].size))
			return jh_refuse(err, -EFAULT,
					 "image %u cannot be read from memory, the cell was left alone; give the address of a readable buffer",
					 i);

	ret = jh_cell_set_loadable(cell, err);
	for (i = 0; i < num_images && !ret; i++) {
		if (!images[i].size)
			continue;
		ret = load_image(cfg, &images[i], copy);
		if (ret == -EFAULT)
			jh_refuse(err, ret,
				  "image %u cannot be read; the cell is stopped, load it again",
				  i);
		else if (ret)
			jh_refuse(err, ret,
				  "the memory of the cell cannot be mapped (error %d); the cell is stopped, load it again",
				  ret);
	}
	return ret;
}
