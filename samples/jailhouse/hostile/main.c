// SPDX-License-Identifier: GPL-2.0-only
/*
 * hostile: tries what a cell may not do, one class of it per life of the cell
 *
 * Command line:
 *	class=NAME	what to do; without it, all classes are listed
 *	addr=ADDRESS	memory to try, instead of 0x200000
 *	ms=N		for how long, if it is a class that goes on, instead of 2000
 *	port=PORT, bdf=BDF, count=N, ...: see the classes
 *
 * Prints, for system tests to read:
 *	hostile: NAME: begin, expect parked|survives|any
 *	hostile: NAME: end, survived		or
 *	hostile: NAME: end, FAILED		something it noticed itself
 *	hostile: NAME: end, NOT STOPPED		it should have been parked
 * A class that ends serves the communication region afterwards.
 */
#include "hostile.h"

static const struct hostile_part *const parts[] = {
#ifdef __x86_64__
	&hostile_memory,
	&hostile_io,
	&hostile_msr,
	&hostile_cpu,
	&hostile_apic,
	&hostile_hypercall,
#else
	&hostile_cpu_32,
#endif
};

static const char *const fates[] = {
	[PARKED] = "parked",
	[SURVIVES] = "survives",
	[ANY] = "any",
};

/* Pseudo-random numbers, the same in every life unless "seed=N" is given */
u32 random(void)
{
	static u32 state;

	if (!state)
		state = cmdline_u64("seed", 0x4a48) | 1;
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

/* By the PM timer: when a class ends that goes on for a while */
u64 busy_until(void)
{
	return pm_timer_ns() + cmdline_u64("ms", 2000) * NS_PER_MSEC;
}

/* An address that does not belong to the cell, mapped */
unsigned long foreign_addr(void)
{
	unsigned long addr = cmdline_u64("addr", FOREIGN_ADDR);

	map_range(addr, 16, MAP_CACHED);
	return addr;
}

bool own_apic_id(u32 id)
{
	for (unsigned int cpu = 0; cpu < smp_num_cpus(); cpu++)
		if (smp_apic_id(cpu) == id)
			return true;
	return false;
}

static bool run(const struct hostile_class *c)
{
	bool ok;

	printf("hostile: %s: %s\n", c->name, c->what);
	printf("hostile: %s: begin, expect %s\n", c->name, fates[c->fate]);
	ok = c->run();
	irq_disable();
	printf("hostile: %s: end, %s\n", c->name, c->fate == PARKED ? "NOT STOPPED" :
	       ok ? "survived" : "FAILED");
	return c->fate != PARKED && ok;
}

int inmate_main(void)
{
	const struct hostile_class *c;
	char buf[32];
	const char *name = cmdline_str("class", buf, sizeof(buf), NULL);
	bool found = false, ok = true;

	for (unsigned int n = 0; n < ARRAY_SIZE(parts); n++) {
		for (c = parts[n]->classes; c < parts[n]->classes + parts[n]->count; c++) {
			if (!name) {
				printf("hostile: class %s, %s: %s\n", c->name, fates[c->fate],
				       c->what);
			} else if (!strcmp(name, c->name)) {
				found = true;
				ok = run(c);
			}
		}
	}
	if (name && !found) {
		printf("hostile: no class \"%s\"; all are listed without \"class=\"\n", name);
		ok = false;
	}
	comm_serve();
	return !ok;
}
