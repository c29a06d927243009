/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Log rings and violation records
 */
#ifndef _JAILHOUSE_LOG_H
#define _JAILHOUSE_LOG_H

#include <linux/stdarg.h>
#include <linux/types.h>
#include <boot.h>

struct cell;

/* Longest entry of a log ring; a longer line of a cell takes several */
#define JH_LOG_LINE_MAX		80

/* Longest line of the hypervisor, line feed included; the rest is cut off */
#define HYP_LOG_MAX		160

/*
 * A line of the hypervisor for the log ring of this CPU. Understands %s %c %d %u
 * %x, %l[dux], %ll[dux], a width with or without leading zero, and %%. Text is
 * formatted at once; never call it on the hot path. A line feed is added if
 * there is none.
 */
void __printf(1, 2) hyp_log(const char *fmt, ...);
/* ... if it is a cell that brings it about: never waits for the debug console */
void __printf(1, 2) hyp_note(const char *fmt, ...);
int __printf(3, 4) hyp_snprintf(char *buf, size_t size, const char *fmt, ...);
int hyp_vsnprintf(char *buf, size_t size, const char *fmt, va_list args);

void log_putc(const struct cell *cell, char c);
void log_flush(void);

struct jh_violation *violation_begin(void);
void violation_commit(struct jh_violation *v);

/* The rings proper, log_ring.c */
void log_ring_write(struct jh_log_ring *ring, u32 *seq, u8 cell,
		    const char *text, size_t len);
void log_ring_putc(struct jh_log_ring *ring, u32 *seq, u8 cell, char c);
void log_ring_flush(struct jh_log_ring *ring, u32 *seq);
struct jh_violation *violation_reserve(struct jh_public *pub);
void violation_publish(struct jh_public *pub, struct jh_violation *v);

/*
 * The architecture's debug console, where lines of the hypervisor are shown as
 * well. Waits for the device, for a bounded time.
 */
/* Optional and early: otherwise it is done when the units are initialized */
int uart_init(void);
void debug_console_write(const char *text, size_t len);

#endif /* _JAILHOUSE_LOG_H */
