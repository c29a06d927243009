/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hostile inmate: what its parts share
 */
#ifndef _HOSTILE_H
#define _HOSTILE_H

#include <inmate.h>

/* Behind everything that the demo cells have */
#define FOREIGN_ADDR	0x200000UL

/* What has to become of a CPU that does it */
enum fate {
	PARKED,		/* by a violation */
	SURVIVES,	/* it goes on */
	ANY,		/* one of these, or it keeps itself busy for ever */
};

/**
 * struct hostile_class - one kind of forbidden access
 * @name:	selects it, "class=name"
 * @what:	in words
 * @fate:	what has to become of the CPU
 * @run:	does it. Returns false if something went wrong although the CPU goes on;
 *		it has said what then.
 */
struct hostile_class {
	const char *name;
	const char *what;
	enum fate fate;
	bool (*run)(void);
};

/**
 * struct hostile_part - classes of one subject
 * @classes:	the classes
 * @count:	how many
 */
struct hostile_part {
	const struct hostile_class *classes;
	unsigned int count;
};

#define HOSTILE_PART(part)							\
	const struct hostile_part part = {					\
		.classes = classes, .count = ARRAY_SIZE(classes)		\
	}

extern const struct hostile_part hostile_memory, hostile_io, hostile_msr, hostile_cpu,
	hostile_cpu_32, hostile_apic, hostile_hypercall;

u32 random(void);
u64 busy_until(void);
unsigned long foreign_addr(void);
bool own_apic_id(u32 id);

#endif /* _HOSTILE_H */
