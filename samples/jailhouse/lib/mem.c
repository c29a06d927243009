// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory behind the image, up to the end of the 1 MiB that every cell has
 */
#include <inmate.h>

#define ALLOC_END	0xf0000UL	/* the rest is left to those who fix addresses */

static unsigned long alloc_next;

/**
 * mem_alloc() - take memory, never to be given back
 * @size:	bytes
 * @align:	alignment, a power of two
 *
 * Return: the memory, cleared; NULL if there is no more.
 */
void *mem_alloc(size_t size, size_t align)
{
	unsigned long start = alloc_next ? alloc_next : (unsigned long)__image_end;
	unsigned long end = (unsigned long)__image_start + ALLOC_END;

	start = (start + align - 1) & ~(align - 1);
	if (start > end || size > end - start)
		return NULL;
	alloc_next = start + size;
	return memset((void *)start, 0, size);
}
