/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules about configurations that are used together
 */
#ifndef _JAILHOUSE_TOOL_CHECK_H
#define _JAILHOUSE_TOOL_CHECK_H

#include "load.h"
#include "util.h"

/**
 * struct checker - a check of several configurations
 * @loaded:	the configurations; the first may be that of the system
 * @files:	their names, for messages
 * @count:	number of both
 * @json:	print JSON instead of text
 * @findings:	how many have been reported
 * @errors:	how many of them were errors
 */
struct checker {
	const struct loaded_config *loaded;
	const char **files;
	unsigned int count;
	bool json;
	unsigned int findings;
	unsigned int errors;
};

#define ULL(x)	((unsigned long long)(x))

#define COMPLAIN(c, n, object, index, fmt, ...)				\
	report_finding(c, true, n, object, index, fmt, ##__VA_ARGS__)
#define WARN(c, n, object, index, fmt, ...)				\
	report_finding(c, false, n, object, index, fmt, ##__VA_ARGS__)

__printf(6, 7)
void report_finding(struct checker *c, bool is_error, unsigned int n,
		    unsigned int object, unsigned int index, const char *fmt, ...);

static inline const struct jailhouse_config *
checked_config(const struct checker *c, unsigned int n)
{
	return c->loaded[n].config;
}

int check_together(const struct loaded_config *loaded, const char **files,
		   unsigned int count, bool json);

/* check-memory.c */
void memory_rules(struct checker *c, unsigned int n);
void hpet_rule(struct checker *c, unsigned int n);

/* check-arm.c */
void gic_rules(struct checker *c, unsigned int n);

/* check-devices.c */
void port_rules(struct checker *c, unsigned int n);
void pin_rules(struct checker *c, unsigned int n);
void pci_rules(struct checker *c, unsigned int n);

#endif
