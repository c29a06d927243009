/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules about configurations that are used together
 */
#ifndef _JAILHOUSE_TOOL_CHECK_H
#define _JAILHOUSE_TOOL_CHECK_H

#include "load.h"

int check_together(const struct loaded_config *loaded, const char **files,
		   unsigned int count, bool json);

#endif
