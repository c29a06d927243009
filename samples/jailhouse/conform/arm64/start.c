// SPDX-License-Identifier: GPL-2.0-only
/*
 * conform: state of a CPU at start, hypercalls, registers that every cell can read
 */
#include "conform.h"

#define NO_SUCH_CALL	38	/* ENOSYS of Linux */

#define SCTLR_M		BIT(0)
#define SCTLR_C		BIT(2)
#define SCTLR_I		BIT(12)

void test_start(void)
{
	const struct start_state *s = &start_state;
	bool zero = true;
	char name[8];

	BUILD_BUG_ON(sizeof(struct start_state) != START_SIZE);
	BUILD_BUG_ON(offsetof(struct start_state, sctlr) != START_SCTLR);
	for (int n = 0; n < 31; n++) {
		snprintf(name, sizeof(name), "x%d", n);
		zero &= expect(name, s->x[n], 0);
	}
	ktap_result(zero, "start: general registers are 0");
	ktap_result(expect("CurrentEL", s->current_el, 1 << 2) & expect("SPSel", s->spsel, 1),
		    "start: EL1 with its own stack pointer");
	ktap_result(expect("DAIF", s->daif, 0x3c0), "start: interrupts are masked");
	ktap_result(expect("SCTLR_EL1", s->sctlr & (SCTLR_M | SCTLR_C | SCTLR_I), 0),
		    "start: MMU and caches are off");
	ktap_result(expect("address", s->pc, (unsigned long)__image_start),
		    "start: at the begin of the image");
	ktap_result(comm_valid() && expect("state", comm_region()->cell_state,
					   JAILHOUSE_CELL_RUNNING),
		    "communication region: signature, revision, state");
	ktap_result(comm_region()->arm.gic_version == 2 || comm_region()->arm.gic_version == 3,
		    "communication region: version of the GIC");
}

/* The number of this CPU: the only one of the first 64 that may be asked about */
static int own_cpu(void)
{
	int cpu;

	for (cpu = 0; cpu < 64; cpu++)
		if (hypercall(JAILHOUSE_HC_CPU_GET_INFO, cpu, JAILHOUSE_CPU_INFO_STATE) >= 0)
			return cpu;
	return -1;
}

void test_hypercalls(void)
{
	u32 base = JAILHOUSE_CPU_INFO_STAT_BASE;
	int cpu, before, after;

	if (bare) {
		ktap_skip("needs a hypervisor", "hypercalls");
		return;
	}
	ktap_result(hypercall(JAILHOUSE_HC_HYPERVISOR_GET_INFO, JAILHOUSE_INFO_NUM_CELLS, 0) >= 2,
		    "hypercalls: number of cells");
	ktap_result(expect("result", hypercall(JAILHOUSE_HC_HYPERVISOR_GET_INFO, 5, 0), -EINVAL),
		    "hypercalls: unknown information");
	ktap_result(expect("result", hypercall(9, 0, 0), -NO_SUCH_CALL) &
		    expect("result", hypercall(-1U, 0, 0), -NO_SUCH_CALL),
		    "hypercalls: unknown codes");
	ktap_result(expect("disable", hypercall(JAILHOUSE_HC_DISABLE, 0, 0), -EPERM) &
		    expect("create", hypercall(JAILHOUSE_HC_CELL_CREATE, 0, 0), -EPERM) &
		    expect("start", hypercall(JAILHOUSE_HC_CELL_START, 0, 0), -EPERM) &
		    expect("load", hypercall(JAILHOUSE_HC_CELL_SET_LOADABLE, 0, 0), -EPERM) &
		    expect("destroy", hypercall(JAILHOUSE_HC_CELL_DESTROY, 0, 0), -EPERM) &
		    expect("state", hypercall(JAILHOUSE_HC_CELL_GET_STATE, 0, 0), -EPERM),
		    "hypercalls: those of the root cell");
	cpu = own_cpu();
	ktap_result(cpu >= 0, "hypercalls: state of an own CPU");
	ktap_result(expect("result", hypercall(JAILHOUSE_HC_CPU_GET_INFO, 4096, 0), -EINVAL) &
		    expect("result", hypercall(JAILHOUSE_HC_CPU_GET_INFO, cpu, 1), -EINVAL) &
		    expect("result", hypercall(JAILHOUSE_HC_CPU_GET_INFO, cpu,
					       base + JAILHOUSE_NUM_ARM64_CPU_STATS), -EINVAL),
		    "hypercalls: no CPU, no information about one");
	before = hypercall(JAILHOUSE_HC_CPU_GET_INFO, cpu,
			   base + JAILHOUSE_CPU_STAT_EXITS_HYPERCALL);
	after = hypercall(JAILHOUSE_HC_CPU_GET_INFO, cpu,
			  base + JAILHOUSE_CPU_STAT_EXITS_HYPERCALL);
	ktap_result(before >= 0 && expect("counter", after, before + 1),
		    "hypercalls: they are counted");
}

void test_registers(void)
{
	u64 val = 0, before, between, after;
	int class;

	class = TRY("mrs %[val], cntpct_el0", ([val] "=r" (val)), ());
	ktap_result(expect("exception", class, NO_EXCEPTION), "registers: physical counter");
	before = counter_read();
	between = read_sysreg(cntpct_el0);
	after = counter_read();
	ktap_result(before <= between && between <= after,
		    "registers: the virtual counter has no offset");
	class = TRY("mrs %[val], id_aa64pfr0_el1", ([val] "=r" (val)), ());
	ktap_result(expect("exception", class, NO_EXCEPTION) && expect("EL1", val >> 4 & 0xc, 0) &&
		    (val >> 4 & 0xf), "registers: identification");
	/* Of EL2, which is not there */
	class = TRY("mrs %[val], hcr_el2", ([val] "=r" (val)), ());
	ktap_result(expect("exception", class, EC_UNKNOWN), "registers: those of EL2 do not exist");
}
