/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Jailhouse driver: reading the hypervisor's log and its violation records
 */
#ifndef _JAILHOUSE_LOG_READER_H
#define _JAILHOUSE_LOG_READER_H

#include <linux/types.h>
#include "boot.h"

/* Longest text of an entry; more is cut off */
#define JH_LOG_TEXT_MAX		512

/* An entry as it is shown fits, all of it escaped, with a prefix and what was lost */
#define JH_LOG_SHOWN_MAX	(4 * JH_LOG_TEXT_MAX + 128)

/* A violation report fits */
#define JH_REPORT_MAX		2048

/**
 * struct jh_log_reader - how far someone has read
 * @num_cpus:	elements of @pos
 * @violation:	number of the last record that was read
 * @lost:	bytes and records that were overwritten before they were read
 * @last_cell:	who wrote the text before
 * @in_line:	it did not end in a line feed
 * @pos:	position in each ring
 */
struct jh_log_reader {
	u32 num_cpus;
	u32 violation;
	u32 lost;
	u8 last_cell;
	bool in_line;
	u32 pos[JAILHOUSE_MAX_CPUS];
};

void jh_log_reader_init(struct jh_log_reader *reader,
			const struct jh_public *pub, unsigned int num_cpus);
void jh_log_skip(struct jh_log_reader *reader, const struct jh_public *pub);
bool jh_log_pending(const struct jh_log_reader *reader,
		    const struct jh_public *pub);
int jh_log_next(struct jh_log_reader *reader, const struct jh_public *pub,
		u8 *cell, char *text, size_t size);
int jh_log_last(struct jh_log_reader *reader, const struct jh_public *pub,
		char *text, size_t size);
int jh_log_line(struct jh_log_reader *reader, u8 cell, const char *text, int len,
		char *buf, size_t size);
bool jh_violation_next(struct jh_log_reader *reader, const struct jh_public *pub,
		       struct jh_violation *v);

/* report.c */
const char *jh_violation_kind(const struct jh_violation *v);
/* x86_report.c, arm64_report.c */
int jh_violation_registers(const struct jh_violation *v, char *buf, size_t size);
/* report.c */
int jh_violation_format(const struct jh_violation *v, char *buf, size_t size);

#endif /* _JAILHOUSE_LOG_READER_H */
