/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The driver: its device node and its files in sysfs
 */
#ifndef _JAILHOUSE_TOOL_DEVICE_H
#define _JAILHOUSE_TOOL_DEVICE_H

#include <linux/types.h>
#include <uapi/linux/jailhouse.h>

int open_device(int flags);
int call_driver(unsigned long request, void *arg);
int cell_ref(const char *cell, struct jailhouse_cell_ref *ref);

char *sysfs_path(const char *file);
char *sysfs_read(const char *file);
int sysfs_find_cell(const char *cell);
bool sysfs_is_there(void);

#endif
