// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory and string functions, those that a freestanding compiler expects
 * included. Built with -fno-builtin, or the loops would become calls of
 * themselves.
 */
#include <inmate.h>

void *memset(void *dst, int c, size_t len)
{
	u8 *d = dst;

	while (len--)
		*d++ = c;
	return dst;
}

void *memcpy(void *dst, const void *src, size_t len)
{
	const u8 *s = src;
	u8 *d = dst;

	while (len--)
		*d++ = *s++;
	return dst;
}

void *memmove(void *dst, const void *src, size_t len)
{
	const u8 *s = src;
	u8 *d = dst;

	if (d <= s)
		return memcpy(dst, src, len);
	while (len--)
		d[len] = s[len];
	return dst;
}

int memcmp(const void *a, const void *b, size_t len)
{
	const u8 *x = a, *y = b;

	for (; len; len--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

size_t strlen(const char *s)
{
	size_t len = 0;

	while (s[len])
		len++;
	return len;
}

int strncmp(const char *a, const char *b, size_t len)
{
	for (; len; len--, a++, b++)
		if (*a != *b || !*a)
			return (u8)*a - (u8)*b;
	return 0;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, -1UL);
}
