// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CPUs of the cell: what follows start.S, and starting further ones
 *
 * Nobody tells a cell which CPUs it has. So firmware is asked about all that the
 * machine may have: it knows the state of those in the cell only.
 */
#include <start.h>

/* Levels 0 and 1 of the affinity, where no redistributors can be looked through */
#define GICV2_MAX_AFF0	8
#define GICV2_MAX_AFF1	4

#define MPIDR_AFFINITY	0xff00ffffffULL

static u64 mpidrs[SMP_MAX_CPUS];
static unsigned int num_cpus;
static void (*cpu_function)(void);

/**
 * cpu_mpidr() - affinity of this CPU
 *
 * Return: MPIDR_EL1 without flags.
 */
u64 cpu_mpidr(void)
{
	return read_sysreg(mpidr_el1) & MPIDR_AFFINITY;
}

static void add_if_ours(u64 mpidr)
{
	if (num_cpus == SMP_MAX_CPUS || mpidr == mpidrs[0])
		return;
	if (psci_call(PSCI_0_2_FN64_AFFINITY_INFO, mpidr, 0, 0) >= 0)
		mpidrs[num_cpus++] = mpidr;
}

static void find_cpus(void)
{
	unsigned long redist;
	u64 mpidr = ~0ULL;

	num_cpus = 1;
	if (!comm_valid())
		return;
	if (gic_version() == 2) {
		for (mpidr = 0; mpidr < GICV2_MAX_AFF0 * GICV2_MAX_AFF1; mpidr++)
			add_if_ours((mpidr / GICV2_MAX_AFF0) << 8 | mpidr % GICV2_MAX_AFF0);
		return;
	}
	redist = 0;
	while ((redist = gic_next_redist(redist, &mpidr)))
		add_if_ours(mpidr);
}

/**
 * smp_num_cpus() - number of CPUs of the cell, at most SMP_MAX_CPUS
 *
 * Return: the number.
 */
unsigned int smp_num_cpus(void)
{
	if (!num_cpus)
		find_cpus();
	return num_cpus;
}

/**
 * smp_mpidr() - affinity of any CPU
 * @cpu:	number, below smp_num_cpus()
 *
 * Return: its MPIDR_EL1 without flags.
 */
u64 smp_mpidr(unsigned int cpu)
{
	return mpidrs[cpu];
}

/**
 * smp_start_cpu() - let another CPU run a function
 * @cpu:	number, 1 and up, below smp_num_cpus(); it must be off
 * @fn:		what it calls; it turns itself off when that returns
 *
 * Return: true if the CPU has begun to run @fn, false if it did not within 100 ms.
 */
bool smp_start_cpu(unsigned int cpu, void (*fn)(void))
{
	u64 timeout;

	WRITE_ONCE(cpu_function, fn);
	wait_for_completion();
	if (psci_call(PSCI_0_2_FN64_CPU_ON, smp_mpidr(cpu), (unsigned long)secondary_entry, cpu))
		return false;
	timeout = clock_ns() + 100 * NS_PER_MSEC;
	while (READ_ONCE(cpu_function) && clock_ns() < timeout)
		cpu_relax();
	return !READ_ONCE(cpu_function);
}

void __noreturn arch_start(unsigned int cpu)
{
	void (*fn)(void);

	if (!cpu) {
		mpidrs[0] = cpu_mpidr();
		map_range(COMM_REGION_ADDR, JAILHOUSE_COMM_REGION_SIZE, MAP_CACHED);
		map_range(TEST_DEVICE_ADDR, PAGE_SIZE, MAP_UNCACHED);
		console_init();
		inmate_stop(inmate_main());
	}
	fn = READ_ONCE(cpu_function);
	WRITE_ONCE(cpu_function, NULL);
	if (fn)
		fn();
	irq_disable();
	psci_call(PSCI_0_2_FN_CPU_OFF, 0, 0, 0);
	for (;;)
		halt();
}

/* Semihosting: ends an emulator with an exit status. ADP_Stopped_ApplicationExit. */
static void __noreturn emulator_exit(unsigned int status)
{
	unsigned long block[] = { 0x20026, status };
	/* SYS_EXIT and its argument */
	register unsigned long x0 __asm__("x0") = 0x18;
	register unsigned long x1 __asm__("x1") = (unsigned long)block;

	__asm__ __volatile__("hlt #0xf000" : "+r" (x0) : "r" (x1) : "memory");
	for (;;)
		halt();
}

/**
 * inmate_stop() - end the program
 * @status:	0: success; for an emulator only
 *
 * The cell goes to state "shut down" and this CPU halts. With "exit=semihosting" on
 * the command line the emulator that the program runs in ends.
 */
void __noreturn inmate_stop(int status)
{
	char buf[16];

	irq_disable();
	if (comm_valid())
		comm_set_state(JAILHOUSE_CELL_SHUT_DOWN);
	if (!strcmp(cmdline_str("exit", buf, sizeof(buf), ""), "semihosting"))
		emulator_exit(status);
	for (;;)
		halt();
}
