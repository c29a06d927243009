// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CPUs of the cell: what follows start.S, and starting further ones
 */
#include <start.h>

/*
 * CPUs write here before or while the boot CPU clears .bss. "arrived" counts all
 * but the boot CPU.
 */
static u32 apic_ids[SMP_MAX_CPUS] __nobss;
static u32 arrived __nobss;

static unsigned int num_cpus = 1;
static void (*cpu_function)(void);

/**
 * cpu_apic_id() - local APIC id of this CPU
 *
 * Return: the id by CPUID, 32 bits where the CPU has that many.
 */
u32 cpu_apic_id(void)
{
	struct cpuid c;

	if (cpuid(0, 0).eax >= 0xb) {
		c = cpuid(0xb, 0);
		if (c.ebx)
			return c.edx;
	}
	return cpuid(1, 0).ebx >> 24;
}

/**
 * smp_num_cpus() - number of CPUs of the cell, at most SMP_MAX_CPUS
 *
 * Return: the number.
 */
unsigned int smp_num_cpus(void)
{
	return num_cpus;
}

/**
 * smp_apic_id() - local APIC id of any CPU
 * @cpu:	number, below smp_num_cpus()
 *
 * Return: its id.
 */
u32 smp_apic_id(unsigned int cpu)
{
	return apic_ids[cpu];
}

/**
 * smp_start_cpu_at() - let another CPU run a function
 * @cpu:	number, 1 and up; what it is doing now ends
 * @vector:	SIPI vector; the code there has to jump to sipi_entry
 * @fn:		what it calls; it halts when that returns
 *
 * Sends INIT and two SIPIs. apic_init() must have been called.
 *
 * Return: true if the CPU has begun to run @fn, false if it did not within 100 ms.
 */
bool smp_start_cpu_at(unsigned int cpu, u8 vector, void (*fn)(void))
{
	u32 id = apic_ids[cpu];
	u64 timeout;

	WRITE_ONCE(smp_starting, cpu);
	WRITE_ONCE(cpu_function, fn);
	memory_fence();

	apic_send_ipi(id, APIC_DM_INIT | APIC_INT_ASSERT | APIC_INT_LEVELTRIG);
	delay_us(10000);
	for (int n = 0; n < 2 && READ_ONCE(cpu_function); n++) {
		apic_send_ipi(id, APIC_DM_STARTUP | APIC_INT_ASSERT | vector);
		delay_us(300);
	}

	timeout = pm_timer_ns() + 100 * NS_PER_MSEC;
	while (READ_ONCE(cpu_function) && pm_timer_ns() < timeout)
		cpu_relax();
	WRITE_ONCE(smp_starting, 0);
	return !READ_ONCE(cpu_function);
}

/**
 * smp_start_cpu() - let another CPU run a function
 * @cpu:	number, 1 and up; what it is doing now ends
 * @fn:		what it calls; it halts when that returns
 *
 * Return: as smp_start_cpu_at().
 */
bool smp_start_cpu(unsigned int cpu, void (*fn)(void))
{
	return smp_start_cpu_at(cpu, SIPI_VECTOR, fn);
}

/**
 * smp_stop_cpu() - stop another CPU by INIT
 * @cpu:	number, 1 and up
 */
void smp_stop_cpu(unsigned int cpu)
{
	apic_send_ipi(apic_ids[cpu], APIC_DM_INIT | APIC_INT_ASSERT | APIC_INT_LEVELTRIG);
}

static void wait_for_cpus(void)
{
	unsigned int expected = comm_valid() ? comm_region()->x86.num_cpus : 1;

	if (expected > SMP_MAX_CPUS)
		expected = SMP_MAX_CPUS;
	while (READ_ONCE(arrived) + 1 < expected)
		cpu_relax();
	num_cpus = expected;

	/* be ready for the next start of the cell */
	WRITE_ONCE(smp_counter, 0);
	WRITE_ONCE(arrived, 0);
}

/**
 * inmate_other_cpu() - what a CPU does in the state in which the cell started it
 *
 * A program may supply its own. Called on all CPUs but the boot CPU, without IDT
 * (interrupt_init_cpu()) and before inmate_main(). The CPU halts when it returns.
 */
void ATTR(weak) inmate_other_cpu(void)
{
}

void __noreturn arch_start(unsigned int cpu, bool by_sipi)
{
	void (*fn)(void);

	if (by_sipi) {
		interrupt_init_cpu();
		fn = READ_ONCE(cpu_function);
		WRITE_ONCE(cpu_function, NULL);
		if (fn)
			fn();
	} else {
		apic_ids[cpu] = cpu_apic_id();
		if (!cpu) {
			interrupt_init_cpu();
			console_init();
			wait_for_cpus();
			inmate_stop(inmate_main());
		}
		__atomic_fetch_add(&arrived, 1, __ATOMIC_RELEASE);
		inmate_other_cpu();
	}

	for (;;) {
		irq_disable();
		halt();
	}
}

/**
 * inmate_stop() - end the program
 * @status:	0: success; for a debug-exit device only
 *
 * The cell goes to state "shut down" and this CPU halts. "exit-port=PORT" on the
 * command line names a device that ends an emulator.
 */
void __noreturn inmate_stop(int status)
{
	u16 port = cmdline_u64("exit-port", 0);

	irq_disable();
	if (comm_valid())
		comm_set_state(JAILHOUSE_CELL_SHUT_DOWN);
	if (port)
		outb(status, port);
	for (;;)
		halt();
}
