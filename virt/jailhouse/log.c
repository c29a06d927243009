// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the hypervisor and the cells have to say
 */
#include <cell.h>
#include <control.h>
#include <log.h>
#include <vcpu.h>

static struct jh_log_ring *this_ring(void)
{
	return &public->log[this_cpu()->cpu];
}

/* A line for the ring: room for HYP_LOG_MAX + 1 characters. Returns its length */
static int __printf(2, 0) ring_line(char *text, const char *fmt, va_list args)
{
	int len = hyp_vsnprintf(text, HYP_LOG_MAX, fmt, args);

	if (len > HYP_LOG_MAX - 1)
		len = HYP_LOG_MAX - 1;
	if (!len || text[len - 1] != '\n')
		text[len++] = '\n';
	log_ring_write(this_ring(), &public->log_seq, JH_LOG_HYPERVISOR, text,
		       len);
	return len;
}

/**
 * hyp_log() - write a line of the hypervisor
 * @fmt:	format, see log.h
 *
 * The line goes to the log ring of this CPU and to the debug console, if the
 * system has one.
 *
 * Context: any, once this CPU runs on its own page table. Not on the hot path:
 * the debug console may be busy, and other CPUs may be writing to it.
 */
void hyp_log(const char *fmt, ...)
{
	char text[HYP_LOG_MAX + 1];
	va_list args;
	int len;

	va_start(args, fmt);
	len = ring_line(text, fmt, args);
	va_end(args);
	debug_console_write(text, len);
}

/**
 * hyp_note() - write a line of the hypervisor for Linux only
 * @fmt:	format, see log.h
 *
 * The line goes to the log ring of this CPU and not to the debug console, so what
 * a cell brings about does not make others wait for that.
 *
 * Context: exit path; takes no lock and waits for nothing.
 */
void hyp_note(const char *fmt, ...)
{
	char text[HYP_LOG_MAX + 1];
	va_list args;

	va_start(args, fmt);
	ring_line(text, fmt, args);
	va_end(args);
}

/**
 * log_putc() - write a character of a cell's console output
 * @cell:	the cell, which this CPU executes
 * @c:		character
 *
 * The root can read the rings at any time. So the character goes nowhere if the
 * root is not to know what cells print.
 *
 * Context: exit path; takes no lock and waits for nothing.
 */
void log_putc(const struct cell *cell, char c)
{
	if (system->flags & JAILHOUSE_SYS_VCONSOLE_ROOT)
		log_ring_putc(this_ring(), &public->log_seq, cell->id, c);
}

/**
 * log_flush() - show the unfinished line of the cell, if there is one
 *
 * To be called when this CPU stops executing its cell.
 */
void log_flush(void)
{
	log_ring_flush(this_ring(), &public->log_seq);
}

/**
 * violation_begin() - take the next violation record
 *
 * Return: the record, all zero; the caller fills it, apart from its seq, and
 * calls violation_commit().
 */
struct jh_violation *violation_begin(void)
{
	return violation_reserve(public);
}

/**
 * violation_commit() - let Linux see a violation record
 * @v:		record from violation_begin()
 */
void violation_commit(struct jh_violation *v)
{
	violation_publish(public, v);
}
