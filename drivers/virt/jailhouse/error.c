// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: texts that say why something is refused
 *
 * Pure: touches nothing but its arguments.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "error.h"

/**
 * jh_refuse() - say why something is refused
 * @err:	receives the text; may be NULL
 * @ret:	negative errno
 * @fmt:	what was wrong and what to do about it, no line feed
 *
 * Return: @ret, so that it can stand in a return statement.
 */
int jh_refuse(struct jailhouse_error *err, int ret, const char *fmt, ...)
{
	va_list args;

	if (err) {
		va_start(args, fmt);
		vscnprintf(err->text, sizeof(err->text), fmt, args);
		va_end(args);
	}
	return ret;
}

/**
 * jh_error_clip() - make a text fit into the caller's buffer
 * @err:	the text, which is shortened if necessary
 * @size:	bytes of the buffer
 *
 * Return: number of bytes to copy, the terminating NUL included; 0 if there is
 * no room for anything.
 */
size_t jh_error_clip(struct jailhouse_error *err, size_t size)
{
	size_t len = strnlen(err->text, sizeof(err->text) - 1);

	if (!size)
		return 0;
	len = min(len, size - 1);
	err->text[len] = '\0';
	return len + 1;
}
