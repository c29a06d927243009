/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a configuration to text
 */
#ifndef _JAILHOUSE_TOOL_DECOMPILE_H
#define _JAILHOUSE_TOOL_DECOMPILE_H

#include <stdio.h>
#include "config.h"

void config_to_dts(FILE *out, const struct jailhouse_config *cfg);
void config_to_json(FILE *out, const struct jailhouse_config *cfg);

#endif
