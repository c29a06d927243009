/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Log rings and violation records
 */
#ifndef _JAILHOUSE_LOG_H
#define _JAILHOUSE_LOG_H

#include <linux/types.h>
#include <boot.h>

struct cell;

/*
 * A line of the hypervisor for the log ring of this CPU. Understands %s %c %d %u
 * %x, %l[dux], %ll[dux], a width with or without leading zero, and %%. Text is
 * formatted at once; never call it on the hot path.
 */
void __printf(1, 2) hyp_log(const char *fmt, ...);
int __printf(3, 4) hyp_snprintf(char *buf, size_t size, const char *fmt, ...);

void log_putc(const struct cell *cell, char c);

struct jh_violation *violation_begin(void);
void violation_commit(struct jh_violation *v);

#endif /* _JAILHOUSE_LOG_H */
