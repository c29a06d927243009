/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages, memory, files and JSON for the tool
 */
#ifndef _JAILHOUSE_TOOL_UTIL_H
#define _JAILHOUSE_TOOL_UTIL_H

#include <linux/compiler.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Exit codes, documented in jailhouse(8); 129 is a usage error of libsubcmd */
#define EXIT_OK		0
#define EXIT_FAILED	1	/* the system refused */
#define EXIT_CONFIG	2	/* the configuration is wrong */
#define EXIT_MISSING	3	/* the machine lacks something */
#define EXIT_NO_CELL	4	/* there is no such cell */

__noreturn __printf(1, 2) void die(const char *fmt, ...);
__printf(1, 2) void error(const char *fmt, ...);

void *xzalloc(size_t size);
void *xrealloc(void *ptr, size_t size);
char *xstrdup(const char *s);
__printf(1, 0) char *xvasprintf(const char *fmt, va_list args);
__printf(1, 2) char *xasprintf(const char *fmt, ...);

void *read_file(const char *path, size_t *size);
char *read_line(const char *path);
bool has_suffix(const char *s, const char *suffix);

void json_string(FILE *out, const char *s);

#endif
