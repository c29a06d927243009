// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the local APIC: registers and interprocessor interrupts
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/prandom.h>
#include <apic_hw.h>
#include "env.h"

#define ROOT_CPUS	0x15	/* 0, 2, 4 */
#define CELL_CPUS	0x2a	/* 1, 3, 5 */

static u32 icr2(u32 dest)
{
	return SET_XAPIC_DEST_FIELD(dest);
}

/* An IPI through the xAPIC page */
static int xapic_ipi(u32 cpu, u32 dest, u32 icr)
{
	int err = apic_reg_write(&env_cpu[cpu], APIC_ICR2, icr2(dest));

	return err ?: apic_reg_write(&env_cpu[cpu], APIC_ICR, icr);
}

static int x2apic_ipi(u32 cpu, u32 dest, u32 icr)
{
	return apic_msr_write(&env_cpu[cpu], APIC_BASE_MSR + (APIC_ICR >> 4),
			      (u64)dest << 32 | icr);
}

static u32 msr_of(u32 offset)
{
	return APIC_BASE_MSR + (offset >> 4);
}

static void plain_registers(struct kunit *test)
{
	static const u32 plain[] = {
		APIC_TASKPRI, APIC_EOI, APIC_SPIV, APIC_ESR, APIC_LVTT,
		APIC_TMICT, APIC_TDCR,
	};
	unsigned int n;

	env_reset(false);
	for (n = 0; n < ARRAY_SIZE(plain); n++) {
		KUNIT_EXPECT_EQ(test, 0, apic_reg_write(&env_cpu[1], plain[n], 0x12345678));
		KUNIT_EXPECT_EQ(test, plain[n], env.written);
		KUNIT_EXPECT_EQ(test, 0x12345678, env.regs[plain[n] >> 4]);
	}
	KUNIT_EXPECT_EQ(test, 0, env.refused);
}

static void other_offsets_are_violations(struct kunit *test)
{
	static const u32 good[] = {
		APIC_TASKPRI, APIC_EOI, APIC_LDR, APIC_DFR, APIC_SPIV, APIC_ESR,
		APIC_LVTCMCI, APIC_ICR, APIC_ICR2, APIC_LVTT, APIC_LVTTHMR,
		APIC_LVTPC, APIC_LVT0, APIC_LVT1, APIC_LVTERR, APIC_TMICT,
		APIC_TDCR, APIC_EILVT(0), APIC_EILVT(1), APIC_EILVT(2),
		APIC_EILVT(3),
	};
	unsigned int offset, n;
	bool expect;

	env_reset(false);
	for (offset = 0; offset < PAGE_SIZE; offset++) {
		expect = false;
		for (n = 0; n < ARRAY_SIZE(good); n++)
			expect |= offset == good[n];
		env.written = ~0;
		/* masked, and no vector for the ICR */
		KUNIT_EXPECT_EQ_MSG(test, expect ? 0 : -EPERM,
				    apic_reg_write(&env_cpu[0], offset, APIC_LVT_MASKED | 1),
				    "offset %x", offset);
		if (!expect)
			KUNIT_EXPECT_EQ_MSG(test, ~0, env.written, "offset %x", offset);
	}
}

static void id_may_be_rewritten(struct kunit *test)
{
	env_reset(false);
	env.regs[APIC_ID >> 4] = 0x02000000;
	KUNIT_EXPECT_EQ(test, 0, apic_reg_write(&env_cpu[1], APIC_ID, 0x02000000));
	KUNIT_EXPECT_EQ(test, -EPERM, apic_reg_write(&env_cpu[1], APIC_ID, 0));
	KUNIT_EXPECT_EQ(test, ~0, env.written);
}

static void local_vector_table(struct kunit *test)
{
	static const struct {
		u32 cpu, offset, value, hw, refused;
	} cases[] = {
		/* fixed vectors and NMI for the CPU's own events */
		{ 1, APIC_LVTPC, 0xf0, 0xf0 },
		{ 1, APIC_LVTPC, APIC_DM_NMI, APIC_DM_NMI },
		{ 1, APIC_LVTERR, 0xfe, 0xfe },
		{ 1, APIC_LVTTHMR, 0xfa, 0xfa },
		{ 1, APIC_EILVT(1), 0xf9, 0xf9 },
		/* what is masked cannot harm */
		{ 1, APIC_LVTTHMR, APIC_DM_SMI | APIC_LVT_MASKED,
		  APIC_DM_SMI | APIC_LVT_MASKED },
		/* refused, and masked so that the cell can see it */
		{ 1, APIC_LVTTHMR, APIC_DM_SMI, APIC_DM_SMI | APIC_LVT_MASKED, 1 },
		{ 0, APIC_LVTTHMR, APIC_DM_SMI, APIC_DM_SMI | APIC_LVT_MASKED, 1 },
		{ 1, APIC_LVTPC, APIC_DM_INIT, APIC_DM_INIT | APIC_LVT_MASKED, 1 },
		{ 1, APIC_EILVT(0), APIC_DM_SMI, APIC_DM_SMI | APIC_LVT_MASKED, 1 },
		{ 0, APIC_LVT1, APIC_DM_EXTINT, APIC_DM_EXTINT | APIC_LVT_MASKED, 1 },
		/* lines of the board are the root's */
		{ 0, APIC_LVT0, APIC_DM_EXTINT, APIC_DM_EXTINT },
		{ 0, APIC_LVT1, APIC_DM_NMI, APIC_DM_NMI },
		{ 1, APIC_LVT0, APIC_DM_EXTINT, APIC_DM_EXTINT | APIC_LVT_MASKED },
		{ 1, APIC_LVT0, 0x40, 0x40 | APIC_LVT_MASKED },
		{ 1, APIC_LVT1, APIC_DM_NMI, APIC_DM_NMI | APIC_LVT_MASKED },
		/* bits that are read-only or not there */
		{ 0, APIC_LVT0, 0xfffe0041 | APIC_SEND_PENDING, 0x41 },
	};
	unsigned int n, x2apic;

	for (x2apic = 0; x2apic < 2; x2apic++)
		for (n = 0; n < ARRAY_SIZE(cases); n++) {
			u32 value = cases[n].value;
			int err;

			env_reset(x2apic);
			if (x2apic)
				err = apic_msr_write(&env_cpu[cases[n].cpu],
						     msr_of(cases[n].offset), value & 0x1ffff);
			else
				err = apic_reg_write(&env_cpu[cases[n].cpu],
						     cases[n].offset, value);
			KUNIT_EXPECT_EQ_MSG(test, 0, err, "case %u", n);
			KUNIT_EXPECT_EQ_MSG(test, cases[n].hw,
					    env.regs[cases[n].offset >> 4], "case %u", n);
			KUNIT_EXPECT_EQ_MSG(test, cases[n].refused, env.refused, "case %u", n);
		}
}

static void logical_id_in_hardware(struct kunit *test)
{
	struct percpu *pc = &env_cpu[3];
	u32 ldr;

	env_reset(false);
	for (ldr = 0; ldr < 256; ldr++) {
		KUNIT_EXPECT_EQ(test, 0, apic_reg_write(pc, APIC_LDR, ldr << 24 | 0xabcdef));
		KUNIT_EXPECT_EQ(test, ldr << 24, pc->arch.ldr);
		/* CPU 3's constant, or nothing */
		KUNIT_EXPECT_EQ(test, ldr == 8 ? ldr << 24 : 0, env.regs[APIC_LDR >> 4]);
	}
	apic_reg_write(pc, APIC_LDR, 8 << 24);
	env.regs[APIC_DFR >> 4] = APIC_DFR_FLAT;
	apic_reg_write(pc, APIC_DFR, 0);
	KUNIT_EXPECT_EQ(test, APIC_DFR_CLUSTER, pc->arch.dfr);
	KUNIT_EXPECT_EQ(test, APIC_DFR_FLAT, env.regs[APIC_DFR >> 4]);
	KUNIT_EXPECT_EQ(test, 0, env.regs[APIC_LDR >> 4]);
	apic_reg_write(pc, APIC_DFR, 0xf0000000);
	KUNIT_EXPECT_EQ(test, 8 << 24, env.regs[APIC_LDR >> 4]);
}

/* Who gets fixed interrupts, and what is recorded; dest in the mode's format */
static const struct ipi_case {
	const char *name;
	u32 cpu, dest, icr, receivers, refused;
} xapic_cases[] = {
	{ "one", 0, ENV_APIC_ID(2), 0x40, BIT(2) },
	{ "oneself", 0, ENV_APIC_ID(0), 0x40, BIT(0) },
	{ "assert", 0, ENV_APIC_ID(4), APIC_INT_ASSERT | 0x40, BIT(4) },
	{ "lowest priority of one", 1, ENV_APIC_ID(3), APIC_DM_LOWEST | 0x40, BIT(3) },
	{ "foreign", 0, ENV_APIC_ID(1), 0x40, 0, 1 },
	{ "foreign, by a cell", 1, ENV_APIC_ID(0), 0x40, 0, 1 },
	{ "nobody", 0, 0x55, 0x40, 0, 1 },
	{ "exception vector", 0, ENV_APIC_ID(2), 0x0f, 0, 1 },
	{ "exception vector to itself", 0, 0, APIC_DEST_SELF | 2, 0, 1 },
	{ "physical broadcast", 1, 0xff, 0x40, CELL_CPUS },
	{ "lowest priority, broadcast", 1, 0xff, APIC_DM_LOWEST | 0x40, BIT(1) },
	{ "self", 5, 0, APIC_DEST_SELF | 0x40, BIT(5) },
	{ "all", 0, 0, APIC_DEST_ALLINC | 0x40, ROOT_CPUS },
	{ "others", 0, 0, APIC_DEST_ALLBUT | 0x40, ROOT_CPUS & ~BIT(0) },
	{ "others, by a cell", 3, 0xff, APIC_DEST_ALLBUT | 0x40, CELL_CPUS & ~BIT(3) },
	{ "SMI", 0, ENV_APIC_ID(2), APIC_DM_SMI, 0, 1 },
	{ "SMI to all", 0, 0, APIC_DEST_ALLINC | APIC_DM_SMI, 0, 1 },
	{ "remote read", 0, ENV_APIC_ID(2), APIC_DM_REMRD | 0x40, 0, 1 },
	{ "ExtINT", 0, ENV_APIC_ID(2), APIC_DM_EXTINT | 0x40, 0, 1 },
	{ "logical", 0, BIT(2) | BIT(4), APIC_DEST_LOGICAL | 0x40, BIT(2) | BIT(4) },
	{ "logical, in part foreign", 0, 0x3f, APIC_DEST_LOGICAL | 0x40, ROOT_CPUS, 1 },
	{ "logical, foreign", 0, BIT(1), APIC_DEST_LOGICAL | 0x40, 0, 1 },
	{ "logical, nobody", 0, BIT(7), APIC_DEST_LOGICAL | 0x40, 0, 1 },
	{ "logical, all", 0, 0xff, APIC_DEST_LOGICAL | 0x40, ROOT_CPUS },
	{ "logical, lowest priority", 0, BIT(2) | BIT(4),
	  APIC_DM_LOWEST | APIC_DEST_LOGICAL | 0x40, BIT(2) },
	{ "logical, lowest priority, foreign", 0, BIT(1),
	  APIC_DM_LOWEST | APIC_DEST_LOGICAL | 0x40, 0, 1 },
}, x2apic_cases[] = {
	{ "one", 0, ENV_APIC_ID(2), 0x40, BIT(2) },
	{ "foreign", 0, ENV_APIC_ID(1), 0x40, 0, 1 },
	{ "beyond the table", 0, 0x100, 0x40, 0, 1 },
	{ "far beyond the table", 0, 0xfffffffe, 0x40, 0, 1 },
	{ "id 255 is no broadcast", 0, 0xff, 0x40, 0, 1 },
	{ "broadcast", 1, 0xffffffff, 0x40, CELL_CPUS },
	{ "logical broadcast", 1, 0xffffffff, APIC_DEST_LOGICAL | 0x40, CELL_CPUS },
	{ "self", 5, 0, APIC_DEST_SELF | 0x40, BIT(5) },
	{ "all", 0, 0, APIC_DEST_ALLINC | 0x40, ROOT_CPUS },
	{ "others", 1, 0, APIC_DEST_ALLBUT | 0x40, CELL_CPUS & ~BIT(1) },
	/* cluster 0: ids 0, 2, 4, 6, 8; cluster 2: id 0x21 */
	{ "cluster", 0, BIT(4) | BIT(8), APIC_DEST_LOGICAL | 0x40, BIT(2) | BIT(4) },
	{ "cluster, in part foreign", 0, BIT(4) | BIT(2), APIC_DEST_LOGICAL | 0x40, BIT(2), 1 },
	{ "other cluster", 1, 0x20002, APIC_DEST_LOGICAL | 0x40, BIT(5) },
	{ "other cluster, foreign", 0, 0x20002, APIC_DEST_LOGICAL | 0x40, 0, 1 },
	{ "no such cluster", 0, 0xfff00001, APIC_DEST_LOGICAL | 0x40, 0, 1 },
	{ "nobody", 0, 0, APIC_DEST_LOGICAL | 0x40, 0, 0 },
	{ "SMI", 0, ENV_APIC_ID(2), APIC_DM_SMI, 0, 1 },
	{ "exception vector", 0, ENV_APIC_ID(2), 0x0f, 0, 1 },
};

static void run_ipi_case(struct kunit *test, const struct ipi_case *c,
			 int (*send)(u32 cpu, u32 dest, u32 icr))
{
	unsigned int n;

	env_clear();
	KUNIT_EXPECT_EQ_MSG(test, 0, send(c->cpu, c->dest, c->icr), "%s", c->name);
	KUNIT_EXPECT_EQ_MSG(test, c->receivers, env_receivers(), "%s", c->name);
	KUNIT_EXPECT_EQ_MSG(test, hweight32(c->receivers), env.num_sent, "%s", c->name);
	KUNIT_EXPECT_EQ_MSG(test, c->refused, env.refused, "%s", c->name);
	KUNIT_EXPECT_EQ_MSG(test, 0, env_requests(~0), "%s", c->name);
	for (n = 0; n < env.num_sent; n++)
		KUNIT_EXPECT_EQ_MSG(test, 0x40, env.sent[n].icr & ~APIC_INT_ASSERT,
				    "%s", c->name);
}

static void xapic_destinations(struct kunit *test)
{
	unsigned int n;

	env_reset(false);
	for (n = 0; n < ARRAY_SIZE(xapic_cases); n++) {
		run_ipi_case(test, &xapic_cases[n], xapic_ipi);
		/* it reads as the cell left it, whoever else was addressed */
		KUNIT_EXPECT_EQ_MSG(test, icr2(xapic_cases[n].dest),
				    env.regs[APIC_ICR2 >> 4], "%s", xapic_cases[n].name);
	}
}

static void x2apic_destinations(struct kunit *test)
{
	unsigned int n;

	env_reset(true);
	for (n = 0; n < ARRAY_SIZE(x2apic_cases); n++)
		run_ipi_case(test, &x2apic_cases[n], x2apic_ipi);
	/* the same MSR on a machine in xAPIC mode */
	env_reset(false);
	for (n = 0; n < ARRAY_SIZE(x2apic_cases); n++)
		run_ipi_case(test, &x2apic_cases[n], x2apic_ipi);
}

static void x2apic_reserved_bits(struct kunit *test)
{
	unsigned int bit;

	env_reset(true);
	for (bit = 0; bit < 32; bit++) {
		bool reserved = bit == 13 || bit == 16 || bit == 17 || bit >= 20;

		KUNIT_EXPECT_EQ_MSG(test, reserved ? -EFAULT : 0,
				    x2apic_ipi(0, ENV_APIC_ID(2), BIT(bit)), "bit %u", bit);
	}
}

/*
 * Destinations and logical ids as an attacker would choose them: whatever they
 * are, no CPU outside of the cell may get anything.
 */
static void crafted_logical_ids(struct kunit *test)
{
	static const u32 dfrs[] = { APIC_DFR_FLAT, APIC_DFR_CLUSTER, 0x7fffffff };
	unsigned int ldr, dest, model;
	u32 expect;

	for (model = 0; model < ARRAY_SIZE(dfrs); model++)
		for (ldr = 0; ldr < 256; ldr += 5) {
			env_reset(false);
			apic_reg_write(&env_cpu[3], APIC_DFR, dfrs[model]);
			apic_reg_write(&env_cpu[3], APIC_LDR, ldr << 24);
			for (dest = 0; dest < 255; dest++) {
				env_clear();
				xapic_ipi(1, dest, APIC_DEST_LOGICAL | 0x40);
				if (!model)
					expect = dest & ldr;
				else if (dest >> 4 == 0xf || dest >> 4 == ldr >> 4)
					expect = dest & ldr & 0xf;
				else
					expect = 0;
				KUNIT_ASSERT_EQ(test, 0, env_receivers() & ~CELL_CPUS);
				KUNIT_ASSERT_EQ_MSG(test, expect ? BIT(3) : 0,
						    env_receivers() & BIT(3),
						    "DFR %x LDR %x destination %x",
						    dfrs[model], ldr, dest);
			}
		}
}

static void random_icr(struct kunit *test)
{
	struct rnd_state rnd;
	unsigned int n, k, mode;

	prandom_seed_state(&rnd, 1);
	for (mode = 0; mode < 2; mode++) {
		env_reset(mode);
		for (n = 0; n < 100000; n++) {
			u32 dest = prandom_u32_state(&rnd) >> prandom_u32_state(&rnd) % 32;
			u32 icr = prandom_u32_state(&rnd) & 0xfffff;

			env_clear();
			if (n & 1 || mode)
				x2apic_ipi(1, dest, icr);
			else
				xapic_ipi(1, dest, icr);
			KUNIT_ASSERT_EQ_MSG(test, 0, env_receivers() & ~CELL_CPUS,
					    "ICR %x:%x", dest, icr);
			KUNIT_ASSERT_EQ_MSG(test, 0, env_requests(~0) & ~CELL_CPUS,
					    "ICR %x:%x", dest, icr);
			for (k = 0; k < env.num_sent; k++) {
				KUNIT_ASSERT_EQ(test, 0, env.sent[k].icr &
						~(APIC_INT_ASSERT | APIC_VECTOR_MASK));
				KUNIT_ASSERT_GE(test, env.sent[k].icr & APIC_VECTOR_MASK, 16);
			}
		}
	}
}

static void nmi_becomes_request(struct kunit *test)
{
	env_reset(false);
	xapic_ipi(0, ENV_APIC_ID(2), APIC_DM_NMI | APIC_INT_ASSERT);
	KUNIT_EXPECT_EQ(test, BIT(2), env_requests(CPU_REQ_NMI));
	env_clear();
	xapic_ipi(0, 0, APIC_DEST_ALLBUT | APIC_DM_NMI);
	KUNIT_EXPECT_EQ(test, ROOT_CPUS & ~BIT(0), env_requests(CPU_REQ_NMI));
	KUNIT_EXPECT_EQ(test, 0, env.refused);
	env_clear();
	xapic_ipi(0, ENV_APIC_ID(1), APIC_DM_NMI);
	xapic_ipi(0, 0, APIC_DEST_SELF | APIC_DM_NMI);
	KUNIT_EXPECT_EQ(test, 0, env_requests(~0));
	KUNIT_EXPECT_EQ(test, 2, env.refused);
	KUNIT_EXPECT_EQ(test, 0, env.num_sent);
	/* a CPU that failed stays where it is */
	env_clear();
	env_cpu[2].failed = true;
	xapic_ipi(0, ENV_APIC_ID(2), APIC_DM_NMI);
	xapic_ipi(0, ENV_APIC_ID(2), APIC_DM_INIT | APIC_INT_LEVELTRIG | APIC_INT_ASSERT);
	KUNIT_EXPECT_EQ(test, 0, env_requests(~0));
}

/* What Linux does to start a CPU */
static void init_and_sipi(struct kunit *test)
{
	const u32 id = ENV_APIC_ID(4);

	env_reset(false);
	/* not waiting: ignored */
	xapic_ipi(0, id, APIC_DM_STARTUP | 0x99);
	KUNIT_EXPECT_EQ(test, 0, env_requests(~0));

	xapic_ipi(0, id, APIC_INT_LEVELTRIG | APIC_INT_ASSERT | APIC_DM_INIT);
	KUNIT_EXPECT_EQ(test, BIT(4), env_requests(CPU_REQ_INIT));
	xapic_ipi(0, id, APIC_INT_LEVELTRIG | APIC_DM_INIT);
	KUNIT_EXPECT_EQ(test, BIT(4), env_requests(~0));
	/* before the CPU has even seen the INIT */
	xapic_ipi(0, id, APIC_DM_STARTUP | 0x99);
	KUNIT_EXPECT_EQ(test, BIT(4), env_requests(CPU_REQ_SIPI));
	KUNIT_EXPECT_EQ(test, 0x99, env_cpu[4].arch.sipi_vector);

	/* seen, and waiting */
	env_clear();
	env_cpu[4].arch.wait_for_sipi = true;
	xapic_ipi(0, id, APIC_DM_STARTUP | 0x9a);
	KUNIT_EXPECT_EQ(test, BIT(4), env_requests(CPU_REQ_SIPI));
	KUNIT_EXPECT_EQ(test, 0x9a, env_cpu[4].arch.sipi_vector);

	/* running: the second SIPI */
	env_clear();
	env_cpu[4].arch.wait_for_sipi = false;
	xapic_ipi(0, id, APIC_DM_STARTUP | 0x9b);
	KUNIT_EXPECT_EQ(test, 0, env_requests(~0));

	/* no level de-assert, but a plain one without the assert bit */
	xapic_ipi(0, id, APIC_DM_INIT);
	KUNIT_EXPECT_EQ(test, BIT(4), env_requests(CPU_REQ_INIT));

	/* foreign */
	env_clear();
	env_cpu[1].arch.wait_for_sipi = true;
	xapic_ipi(0, ENV_APIC_ID(1), APIC_DM_INIT | APIC_INT_ASSERT);
	xapic_ipi(0, ENV_APIC_ID(1), APIC_DM_STARTUP | 0x99);
	KUNIT_EXPECT_EQ(test, 0, env_requests(~0));
	KUNIT_EXPECT_EQ(test, 2, env.refused);
	KUNIT_EXPECT_EQ(test, 0, env.num_sent);
}

static void msr_reads(struct kunit *test)
{
	struct percpu *pc = &env_cpu[5];
	u64 value;
	u32 msr;

	env_reset(false);
	env.regs[APIC_LVR >> 4] = 0x50014;
	KUNIT_EXPECT_EQ(test, 0, apic_msr_read(pc, msr_of(APIC_ID), &value));
	KUNIT_EXPECT_EQ(test, 0x21, value);
	KUNIT_EXPECT_EQ(test, 0, apic_msr_read(pc, msr_of(APIC_LDR), &value));
	KUNIT_EXPECT_EQ(test, 0x20002, value);
	KUNIT_EXPECT_EQ(test, 0, apic_msr_read(pc, msr_of(APIC_LVR), &value));
	KUNIT_EXPECT_EQ(test, 0x50014, value);
	x2apic_ipi(5, ENV_APIC_ID(3), 0x40);
	KUNIT_EXPECT_EQ(test, 0, apic_msr_read(pc, msr_of(APIC_ICR), &value));
	KUNIT_EXPECT_EQ(test, (u64)ENV_APIC_ID(3) << 32 | 0x40, value);

	for (msr = X2APIC_MSR_FIRST; msr <= X2APIC_MSR_LAST; msr++)
		switch (msr) {
		case 0x802: case 0x803: case 0x808: case 0x80a: case 0x80d: case 0x80f:
		case 0x810 ... 0x828: case 0x82f: case 0x830: case 0x832 ... 0x839:
		case 0x83e: case 0x840: case 0x841: case 0x850 ... 0x853:
			KUNIT_EXPECT_EQ_MSG(test, 0, apic_msr_read(pc, msr, &value),
					    "MSR %x", msr);
			break;
		default:
			KUNIT_EXPECT_EQ_MSG(test, -EFAULT, apic_msr_read(pc, msr, &value),
					    "MSR %x", msr);
		}

	/* an APIC without CMCI and extended registers */
	apic_present &= ~APIC_REG(APIC_LVTCMCI);
	apic_num_eilvt = 0;
	KUNIT_EXPECT_EQ(test, -EFAULT, apic_msr_read(pc, msr_of(APIC_LVTCMCI), &value));
	KUNIT_EXPECT_EQ(test, -EFAULT, apic_msr_read(pc, msr_of(APIC_EFEAT), &value));
	KUNIT_EXPECT_EQ(test, -EFAULT, apic_msr_read(pc, msr_of(APIC_EILVT(0)), &value));
}

static void msr_writes(struct kunit *test)
{
	struct percpu *pc = &env_cpu[1];
	u32 msr;

	for (msr = X2APIC_MSR_FIRST; msr <= X2APIC_MSR_LAST; msr++) {
		int expect = -EFAULT;

		switch (msr) {
		case 0x808: case 0x80b: case 0x80f: case 0x828: case 0x82f: case 0x830:
		case 0x832 ... 0x838: case 0x83e: case 0x83f: case 0x850 ... 0x853:
			expect = 0;
		}
		env_reset(false);
		KUNIT_EXPECT_EQ_MSG(test, expect, apic_msr_write(pc, msr, 0), "MSR %x", msr);
		/* only the ICR has an upper half */
		KUNIT_EXPECT_EQ_MSG(test, msr == 0x830 ? 0 : -EFAULT,
				    apic_msr_write(pc, msr, 1ULL << 32), "MSR %x", msr);
	}
	KUNIT_EXPECT_EQ(test, -EFAULT, apic_msr_write(pc, msr_of(APIC_EOI), 1));
	KUNIT_EXPECT_EQ(test, -EFAULT, apic_msr_write(pc, msr_of(APIC_ESR), 1));
	KUNIT_EXPECT_EQ(test, -EFAULT, apic_msr_write(pc, msr_of(APIC_TASKPRI), 0x100));
	KUNIT_EXPECT_EQ(test, -EFAULT, apic_msr_write(pc, msr_of(APIC_LVTPC), BIT(20)));
	KUNIT_EXPECT_EQ(test, -EFAULT, apic_msr_write(pc, msr_of(APIC_SELF_IPI), 0x100));

	env_reset(false);
	KUNIT_EXPECT_EQ(test, 0, apic_msr_write(pc, msr_of(APIC_SELF_IPI), 0x41));
	KUNIT_EXPECT_EQ(test, BIT(1), env_receivers());
	KUNIT_EXPECT_EQ(test, 0x41, env.sent[0].icr);
}

/* What passes without an exit must be a subset of what would be let through */
/* Hardware refuses bits that one entry of the local vector table lacks */
static void msr_reserved_bits(struct kunit *test)
{
	u32 msr = APIC_BASE_MSR + (APIC_LVTERR >> 4);

	env_reset(true);
	env.reserved = APIC_LVT_LEVEL_TRIGGER;
	KUNIT_EXPECT_EQ(test, 0, apic_msr_write(&env_cpu[1], msr, 0xfe));
	KUNIT_EXPECT_EQ(test, -EFAULT,
			apic_msr_write(&env_cpu[1], msr, 0xfe | APIC_LVT_LEVEL_TRIGGER));
	KUNIT_EXPECT_EQ(test, 0xfe, env.regs[APIC_LVTERR >> 4]);
}

static void msr_permissions(struct kunit *test)
{
	u32 msr;

	env_reset(true);
	for (msr = X2APIC_MSR_FIRST; msr <= X2APIC_MSR_LAST; msr++)
		switch (msr) {
		case 0x808: case 0x80b: case 0x80f: case 0x828: case 0x832: case 0x838:
		case 0x83e: case 0x83f:
			KUNIT_EXPECT_TRUE_MSG(test, apic_msr_plain_write(msr), "MSR %x", msr);
			break;
		default:
			KUNIT_EXPECT_FALSE_MSG(test, apic_msr_plain_write(msr), "MSR %x", msr);
		}
}

static struct kunit_case apic_cases[] = {
	KUNIT_CASE(plain_registers),
	KUNIT_CASE(other_offsets_are_violations),
	KUNIT_CASE(id_may_be_rewritten),
	KUNIT_CASE(local_vector_table),
	KUNIT_CASE(logical_id_in_hardware),
	KUNIT_CASE(xapic_destinations),
	KUNIT_CASE(x2apic_destinations),
	KUNIT_CASE(x2apic_reserved_bits),
	KUNIT_CASE(crafted_logical_ids),
	KUNIT_CASE(random_icr),
	KUNIT_CASE(nmi_becomes_request),
	KUNIT_CASE(init_and_sipi),
	KUNIT_CASE(msr_reads),
	KUNIT_CASE(msr_writes),
	KUNIT_CASE(msr_reserved_bits),
	KUNIT_CASE(msr_permissions),
	{}
};

static struct kunit_suite apic_suite = {
	.name = "jailhouse-apic",
	.test_cases = apic_cases,
};

kunit_test_suite(apic_suite);
