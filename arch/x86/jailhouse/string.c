// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the compiler calls by itself; the kernel's versions are patched at boot
 */
#include <linux/string.h>

#undef memset
#undef memcpy
#undef memcmp

void *memset(void *s, int c, size_t n)
{
	void *p = s;

	asm volatile("rep stosb" : "+D" (p), "+c" (n) : "a" (c) : "memory");
	return s;
}

void *memcpy(void *to, const void *from, size_t n)
{
	void *p = to;

	asm volatile("rep movsb" : "+D" (p), "+S" (from), "+c" (n)
		     : : "memory");
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *p = a, *q = b;

	for (; n; n--, p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}
