/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Device-tree source: compiling it, and finding places in it
 */
#ifndef _JAILHOUSE_TOOL_SOURCE_H
#define _JAILHOUSE_TOOL_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

void add_include_dir(const char *dir);
bool has_include_dirs(void);
bool is_source(const char *file);
void *source_compile(const char *file, size_t *size);
char *source_place(const char *file, const char *path, const char *text);
char *source_prefix(const char *file, const char *path, const char *name,
		    const char *text);

#endif
