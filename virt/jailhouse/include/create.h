/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Preparation of a new cell: all that can fail
 */
#ifndef _JAILHOUSE_CREATE_H
#define _JAILHOUSE_CREATE_H

#include <linux/types.h>

struct cell;

int create_prepare(u64 config_address, struct cell **cell);
const u64 *create_cpus(const struct cell *cell);
bool create_is_same(u64 config_address, const struct cell *cell);

#endif /* _JAILHOUSE_CREATE_H */
