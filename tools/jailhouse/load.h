/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A configuration from a file of any format
 */
#ifndef _JAILHOUSE_TOOL_LOAD_H
#define _JAILHOUSE_TOOL_LOAD_H

#include "blob.h"

#define ANY_KIND	-1

struct loaded_config {
	struct jailhouse_config *config;
	size_t size;
	struct blob source;
};

int load_config(const char *file, int kind, struct loaded_config *loaded);
void unload_config(struct loaded_config *loaded);

#endif
