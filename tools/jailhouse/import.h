/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Established binary configurations
 */
#ifndef _JAILHOUSE_TOOL_IMPORT_H
#define _JAILHOUSE_TOOL_IMPORT_H

#include "blob.h"

bool is_established(const void *data, size_t size);
int import_config(const void *data, size_t size, const char *file,
		  struct blob *blob);

#endif
