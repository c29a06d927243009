// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of what CPUs ask each other for
 */
#include <kunit/test.h>
#include <linux/types.h>

/* User Mode Linux has a cpu_relax() of its own, and this waits for nobody else */
#include <linux/processor.h>
#define __ASM_VDSO_PROCESSOR_H

#include "percpu.c"

static struct jh_boot env_boot;
struct jh_boot *boot = &env_boot;

static unsigned int env_kicks;

void arch_kick(struct percpu *pc)
{
	env_kicks++;
}

/* One kick for all that is asked for together */
static void one_kick(struct kunit *test)
{
	struct percpu pc = {};

	env_kicks = 0;
	cpu_request(&pc, CPU_REQ_FLUSH);
	cpu_request(&pc, CPU_REQ_NMI);
	KUNIT_EXPECT_EQ(test, pc.request, CPU_REQ_FLUSH | CPU_REQ_NMI);
	KUNIT_EXPECT_EQ(test, env_kicks, 1);
	pc.request = 0;
	cpu_request(&pc, CPU_REQ_FLUSH);
	KUNIT_EXPECT_EQ(test, env_kicks, 2);
}

/* Only what was asked for is waited for, and not from a dead CPU */
static void waits_end(struct kunit *test)
{
	struct percpu pc = { .request = CPU_REQ_NMI };

	cpu_request_wait(&pc, CPU_REQ_PARK);
	pc.request = CPU_REQ_PARK;
	pc.dead = true;
	cpu_request_wait(&pc, CPU_REQ_PARK);
	KUNIT_EXPECT_EQ(test, pc.request, CPU_REQ_PARK);
}

static struct kunit_case percpu_cases[] = {
	KUNIT_CASE(one_kick),
	KUNIT_CASE(waits_end),
	{}
};

static struct kunit_suite percpu_suite = {
	.name = "jailhouse-percpu",
	.test_cases = percpu_cases,
};

kunit_test_suite(percpu_suite);
