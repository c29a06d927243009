// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the compiler calls by itself; the kernel's versions are patched at boot
 */
#include <linux/compiler.h>
#include <linux/string.h>

#undef memset
#undef memcpy
#undef memcmp

void *memset(void *s, int c, size_t n)
{
	u64 pattern = (u8)c * 0x0101010101010101ULL;
	u8 *p = s;

	/* The barriers keep the compiler from calling memset() */
	for (; n && (unsigned long)p & 7; n--) {
		*p++ = c;
		barrier();
	}
	for (; n >= 8; n -= 8, p += 8) {
		*(u64 *)p = pattern;
		barrier();
	}
	for (; n; n--) {
		*p++ = c;
		barrier();
	}
	return s;
}

void *memcpy(void *to, const void *from, size_t n)
{
	const u8 *q = from;
	u8 *p = to;

	/* Of what both are aligned to, eight bytes at once */
	if (!(((unsigned long)p | (unsigned long)q) & 7)) {
		for (; n >= 8; n -= 8, p += 8, q += 8) {
			*(u64 *)p = *(const u64 *)q;
			barrier();
		}
	}
	for (; n; n--) {
		*p++ = *q++;
		barrier();
	}
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
