// SPDX-License-Identifier: GPL-2.0-only
/*
 * smp: all CPUs of the cell. Each is started by the boot CPU and says so; then the
 * boot CPU sends interrupts to the others and they send one back.
 *
 * Command line: "rounds=N": interrupts per CPU, 1000 if not given
 */
#include <inmate.h>

#define IPI_PING	0
#define IPI_PONG	1

static u32 started[SMP_MAX_CPUS], pings[SMP_MAX_CPUS], pongs;

static void on_ping(void)
{
	unsigned int cpu = cpu_id();

	WRITE_ONCE(pings[cpu], pings[cpu] + 1);
	ipi_send(0, IPI_PONG);
}

static void on_pong(void)
{
	WRITE_ONCE(pongs, pongs + 1);
}

static void other_cpu(void)
{
	irq_init_cpu();
	printf("CPU %u is up, " CPU_HW_ID "\n", cpu_id(), smp_hw_id(cpu_id()));
	WRITE_ONCE(started[cpu_id()], 1);
	for (;;)
		irq_enable_and_halt();
}

static bool ping(unsigned int cpu, u32 rounds)
{
	u32 before;
	u64 end;

	for (u32 n = 0; n < rounds; n++) {
		before = READ_ONCE(pongs);
		ipi_send(cpu, IPI_PING);
		end = clock_ns() + NS_PER_SEC;
		while (READ_ONCE(pongs) == before) {
			if (clock_ns() > end)
				return false;
			cpu_relax();
		}
	}
	return true;
}

int inmate_main(void)
{
	u32 rounds = cmdline_u64("rounds", 1000);
	unsigned int failed = 0;
	u64 start;

	ipi_set_handler(IPI_PING, on_ping);
	ipi_set_handler(IPI_PONG, on_pong);
	irq_init_cpu();
	printf("smp: %u CPUs, boot CPU has " CPU_HW_ID "\n", smp_num_cpus(), smp_hw_id(0));

	irq_enable();
	for (unsigned int cpu = 1; cpu < smp_num_cpus(); cpu++) {
		if (!smp_start_cpu(cpu, other_cpu)) {
			printf("CPU %u, " CPU_HW_ID ": does not start\n", cpu, smp_hw_id(cpu));
			failed++;
			continue;
		}
		while (!READ_ONCE(started[cpu]))
			cpu_relax();
		start = clock_ns();
		if (ping(cpu, rounds)) {
			printf("CPU %u: %u interrupts there and back, %lu ns each\n", cpu,
			       pings[cpu], (unsigned long)div_u64(clock_ns() - start, rounds));
		} else {
			printf("CPU %u: interrupt %u not answered\n", cpu, pings[cpu]);
			failed++;
		}
	}

	printf("smp: %s\n", failed ? "FAILED" : "done");
	comm_serve();
	return failed;
}
