/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Jailhouse driver: texts that say why something is refused
 */
#ifndef _JAILHOUSE_ERROR_H
#define _JAILHOUSE_ERROR_H

#include <linux/compiler.h>
#include <linux/jailhouse.h>

__printf(3, 4)
int jh_refuse(struct jailhouse_error *err, int ret, const char *fmt, ...);
size_t jh_error_clip(struct jailhouse_error *err, size_t size);

#endif /* _JAILHOUSE_ERROR_H */
