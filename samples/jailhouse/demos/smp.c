// SPDX-License-Identifier: GPL-2.0-only
/*
 * smp: all CPUs of the cell. Each is started by the boot CPU and says so; then the
 * boot CPU sends interrupts to the others and they send one back.
 *
 * Command line: "rounds=N": interrupts per CPU, 1000 if not given
 */
#include <inmate.h>

#define VECTOR_PING	0x40
#define VECTOR_PONG	0x41

static u32 started[SMP_MAX_CPUS], pings[SMP_MAX_CPUS], pongs;

static void on_ping(struct int_frame *frame __maybe_unused)
{
	unsigned int cpu = cpu_id();

	WRITE_ONCE(pings[cpu], pings[cpu] + 1);
	apic_eoi();
	apic_send_ipi(smp_apic_id(0), APIC_DM_FIXED | APIC_INT_ASSERT | VECTOR_PONG);
}

static void on_pong(struct int_frame *frame __maybe_unused)
{
	WRITE_ONCE(pongs, pongs + 1);
	apic_eoi();
}

static void other_cpu(void)
{
	apic_init(APIC_AUTO);
	printf("CPU %u is up, APIC id %u\n", cpu_id(), cpu_apic_id());
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
		apic_send_ipi(smp_apic_id(cpu), APIC_DM_FIXED | APIC_INT_ASSERT | VECTOR_PING);
		end = pm_timer_ns() + NS_PER_SEC;
		while (READ_ONCE(pongs) == before) {
			if (pm_timer_ns() > end)
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

	interrupt_set_handler(VECTOR_PING, on_ping);
	interrupt_set_handler(VECTOR_PONG, on_pong);
	apic_init(APIC_AUTO);
	printf("smp: %u CPUs, boot CPU has APIC id %u\n", smp_num_cpus(), smp_apic_id(0));

	tsc_khz();		/* may have to measure it */
	irq_enable();
	for (unsigned int cpu = 1; cpu < smp_num_cpus(); cpu++) {
		if (!smp_start_cpu(cpu, other_cpu)) {
			printf("CPU %u, APIC id %u: does not start\n", cpu, smp_apic_id(cpu));
			failed++;
			continue;
		}
		while (!READ_ONCE(started[cpu]))
			cpu_relax();
		start = tsc_ns();
		if (ping(cpu, rounds)) {
			printf("CPU %u: %u interrupts there and back, %lu ns each\n", cpu,
			       pings[cpu], (unsigned long)div_u64(tsc_ns() - start, rounds));
		} else {
			printf("CPU %u: interrupt %u not answered\n", cpu, pings[cpu]);
			failed++;
		}
	}

	printf("smp: %s\n", failed ? "FAILED" : "done");
	comm_serve();
	return failed;
}
