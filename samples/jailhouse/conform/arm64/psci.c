// SPDX-License-Identifier: GPL-2.0-only
/*
 * conform: PSCI and SMC calling convention
 */
#include "conform.h"

#include <linux/psci.h>

#define PSCI_VERSION_1_1	0x10001
#define SMCCC_VERSION		0x80000000
#define SMCCC_ARCH_FEATURES	0x80000001
#define SIP_CALL		0xc2000000
#define TRNG_VERSION		0x84000050

static u32 other_ran;

static void other_cpu(void)
{
	WRITE_ONCE(other_ran, other_ran + 1);
}

/* An affinity that the machine or nobody has, but not this cell */
static u64 foreign_mpidr(void)
{
	u64 mpidr;

	for (mpidr = 0; mpidr < SMP_MAX_CPUS; mpidr++) {
		unsigned int cpu;

		for (cpu = 0; cpu < smp_num_cpus(); cpu++)
			if (smp_mpidr(cpu) == mpidr)
				break;
		if (cpu == smp_num_cpus())
			return mpidr;
	}
	return 0xff00;
}

static void test_other_cpus(void)
{
	bool ok = true;
	u64 end, state;

	if (smp_num_cpus() < 2) {
		ktap_skip("the cell has one CPU", "PSCI: another CPU goes on and off");
		return;
	}
	for (int n = 0; n < 2; n++) {
		ok &= expect("off", psci_call(PSCI_0_2_FN64_AFFINITY_INFO, smp_mpidr(1), 0, 0),
			     PSCI_0_2_AFFINITY_LEVEL_OFF);
		ok &= smp_start_cpu(1, other_cpu);
		end = clock_ns() + NS_PER_SEC;
		do {
			state = psci_call(PSCI_0_2_FN64_AFFINITY_INFO, smp_mpidr(1), 0, 0);
		} while (state != PSCI_0_2_AFFINITY_LEVEL_OFF && clock_ns() < end);
	}
	ktap_result(ok & expect("runs", READ_ONCE(other_ran), 2),
		    "PSCI: another CPU goes on and off, twice");
}

static void test_calls_of_cells(void)
{
	if (bare) {
		ktap_skip("needs a hypervisor", "PSCI: what a cell may not do");
		return;
	}
	ktap_result(expect("result", psci_call(PSCI_0_2_FN64_CPU_ON, foreign_mpidr(), 0, 0),
			   PSCI_RET_DENIED),
		    "PSCI: CPU_ON of a CPU outside of the cell");
	ktap_result(psci_call(PSCI_0_2_FN64_AFFINITY_INFO, foreign_mpidr(), 0, 0) < 0,
		    "PSCI: AFFINITY_INFO of a CPU outside of the cell");
	ktap_result(expect("off", psci_call(PSCI_0_2_FN_SYSTEM_OFF, 0, 0, 0),
			   PSCI_RET_NOT_SUPPORTED) &
		    expect("reset", psci_call(PSCI_0_2_FN_SYSTEM_RESET, 0, 0, 0),
			   PSCI_RET_NOT_SUPPORTED),
		    "PSCI: the system is none of the cell's");
	ktap_result(expect("SMCCC_VERSION", psci_call(SMCCC_VERSION, 0, 0, 0), PSCI_VERSION_1_1),
		    "SMCCC: version 1.1");
	ktap_result(expect("result", psci_call(SMCCC_ARCH_FEATURES, SMCCC_VERSION, 0, 0), 0),
		    "SMCCC: features");
	ktap_result(expect("SiP", psci_call(SIP_CALL, 0, 0, 0), PSCI_RET_NOT_SUPPORTED) &
		    expect("TRNG", psci_call(TRNG_VERSION, 0, 0, 0), PSCI_RET_NOT_SUPPORTED),
		    "SMCCC: other owners");
}

void test_psci(void)
{
	s64 version = psci_call(PSCI_0_2_FN_PSCI_VERSION, 0, 0, 0);

	if (bare)
		ktap_skip("firmware's own", "PSCI: version 1.1");
	else
		ktap_result(expect("version", version, PSCI_VERSION_1_1), "PSCI: version 1.1");
	ktap_result(expect("result", psci_call(PSCI_1_0_FN_PSCI_FEATURES,
					       PSCI_0_2_FN64_CPU_ON, 0, 0), 0) &
		    expect("result", psci_call(PSCI_1_0_FN_PSCI_FEATURES, 0x840000ff, 0, 0),
			   PSCI_RET_NOT_SUPPORTED),
		    "PSCI: features");
	ktap_result(expect("state", psci_call(PSCI_0_2_FN64_AFFINITY_INFO, cpu_mpidr(), 0, 0),
			   PSCI_0_2_AFFINITY_LEVEL_ON),
		    "PSCI: this CPU is on");
	ktap_result(expect("result", psci_call(PSCI_0_2_FN64_CPU_ON, cpu_mpidr(), 0, 0),
			   PSCI_RET_ALREADY_ON),
		    "PSCI: and is not turned on again");
	test_other_cpus();
	test_calls_of_cells();
}
