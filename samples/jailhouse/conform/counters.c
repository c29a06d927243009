// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters of exits: each grows by what it counts, and by nothing else
 */
#include "conform.h"

#define TIMES		100
#define VECTOR_ICR	0x53
#define EFLAGS_TF	0x100
#define SCRATCH		(TEST_DEVICE_ADDR + JAILHOUSE_TEST_DEVICE_SCRATCH)

static int counter(int cpu, unsigned int n)
{
	return hypercall(JAILHOUSE_HC_CPU_GET_INFO, cpu, JAILHOUSE_CPU_INFO_STAT_BASE + n);
}

/*
 * All counters. The boot CPU need not have the lowest logical number, so those of all
 * own CPUs are added up.
 */
static void read_counters(int *sum)
{
	int first = own_logical_cpu();

	for (unsigned int n = 0; n < JAILHOUSE_NUM_X86_CPU_STATS; n++) {
		sum[n] = 0;
		for (int cpu = first; cpu < first + SMP_MAX_CPUS; cpu++) {
			int val = counter(cpu, n);

			sum[n] += val >= 0 ? val : 0;
		}
	}
}

/* How much the counters grow by an action, without what it costs to look at them */
static void growth(int *grown, void (*action)(void))
{
	int before[JAILHOUSE_NUM_X86_CPU_STATS], after[JAILHOUSE_NUM_X86_CPU_STATS];
	int again[JAILHOUSE_NUM_X86_CPU_STATS];

	read_counters(before);
	action();
	read_counters(after);
	read_counters(again);
	for (unsigned int n = 0; n < JAILHOUSE_NUM_X86_CPU_STATS; n++)
		grown[n] = after[n] - before[n] - (again[n] - after[n]);
}

/* Whether an action that exits TIMES times is found in this counter and the total */
static enum outcome counts(unsigned int which, void (*action)(void))
{
	int grown[JAILHOUSE_NUM_X86_CPU_STATS];

	SKIP_IF(!hypervisor_present(), "no hypervisor");
	growth(grown, action);
	for (unsigned int n = 0; n < JAILHOUSE_NUM_X86_CPU_STATS; n++) {
		/* The root cell may manage others meanwhile */
		if (n == JAILHOUSE_CPU_STAT_EXITS_MANAGEMENT)
			continue;
		if (n == JAILHOUSE_CPU_STAT_EXITS_TOTAL) {
			EXPECT(grown[n] >= TIMES);
		} else if (grown[n] != (n == which ? TIMES : 0)) {
			printf("# counter %u grew by %d\n", n, grown[n]);
			end_case(FAIL);
		}
	}
	return PASS;
}

/* The same for what exits only with some hypervisors or, under an emulator, CPUs */
static enum outcome counts_if_any(unsigned int which, void (*action)(void))
{
	int grown[JAILHOUSE_NUM_X86_CPU_STATS];
	int exits;

	SKIP_IF(!hypervisor_present(), "no hypervisor");
	growth(grown, action);
	exits = grown[JAILHOUSE_CPU_STAT_EXITS_TOTAL] -
		grown[JAILHOUSE_CPU_STAT_EXITS_MANAGEMENT];
	EXPECT_EQ(grown[which], exits);
	SKIP_IF(!exits, "that does not exit here");
	return PASS;
}

static enum outcome counters_exist(void)
{
	int cpu = own_logical_cpu();

	for (unsigned int n = 0; n < JAILHOUSE_NUM_X86_CPU_STATS; n++)
		EXPECT(counter(cpu, n) >= 0);
	return PASS;
}

static enum outcome counters_monotonic(void)
{
	int cpu = own_logical_cpu(), before[JAILHOUSE_NUM_X86_CPU_STATS];
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(before); n++)
		before[n] = counter(cpu, n);
	for (n = 0; n < ARRAY_SIZE(before); n++)
		EXPECT(counter(cpu, n) >= before[n]);
	EXPECT(counter(cpu, JAILHOUSE_CPU_STAT_EXITS_TOTAL) >=
	       counter(cpu, JAILHOUSE_CPU_STAT_EXITS_HYPERCALL));
	return PASS;
}

static void hypercalls(void)
{
	for (int n = 0; n < TIMES; n++)
		hypercall(JAILHOUSE_HC_HYPERVISOR_GET_INFO, 0, 0);
}

static void cpuids(void)
{
	for (int n = 0; n < TIMES; n++)
		cpuid(0, 0);
}

static void ports(void)
{
	for (int n = 0; n < TIMES; n++)
		outb(0, 0x80);
}

static void test_device(void)
{
	for (int n = 0; n < TIMES; n++)
		mmio_read32(SCRATCH);
}

static void xapic(void)
{
	for (int n = 0; n < TIMES; n++)
		apic_write(APIC_TASKPRI, 0);
}

static void cr_writes(void)
{
	unsigned long cr0 = read_cr0(), cr4 = read_cr4();

	for (int n = 0; n < TIMES; n++) {
		write_cr0(cr0 ^ X86_CR0_TS);
		write_cr0(cr0);
		write_cr4(cr4);
	}
}

static void xsetbvs(void)
{
	for (int n = 0; n < TIMES; n++)
		xsetbv(0, 1);
}

static void pats(void)
{
	for (int n = 0; n < TIMES; n++)
		rdmsr(MSR_IA32_CR_PAT);
}

static u32 own_id;

/* They stay pending, all in one */
static void icrs(void)
{
	for (int n = 0; n < TIMES; n++)
		wrmsr(X2APIC(APIC_ICR), (u64)own_id << 32 | APIC_INT_ASSERT | VECTOR_ICR);
}

static void wbinvds(void)
{
	for (int n = 0; n < TIMES; n++)
		__asm__ __volatile__("wbinvd" : : : "memory");
}

static void count_step(struct int_frame *frame)
{
	irq_count[EXC_DB]++;
	if (irq_count[EXC_DB] == TIMES)
		frame->flags &= ~(unsigned long)EFLAGS_TF;
}

#ifdef __x86_64__
#define STACK_POINTER	"rsp"
#else
#define STACK_POINTER	"esp"
#endif

/* The flag acts from the instruction after POPF on, until the handler clears it */
static void single_steps(void)
{
	__asm__ __volatile__("pushf\n\t"
			     "orl %0, (%%" STACK_POINTER ")\n\t"
			     "popf\n"
			     "1:	nop\n\t"
			     "cmpl %1, %2\n\t"
			     "jb 1b"
			     : : "i" (EFLAGS_TF), "i" (TIMES), "m" (irq_count[EXC_DB])
			     : "memory", "cc");
}

static enum outcome counts_total(void)
{
	int grown[JAILHOUSE_NUM_X86_CPU_STATS];

	SKIP_IF(!hypervisor_present(), "no hypervisor");
	growth(grown, cpuids);
	EXPECT_EQ(grown[JAILHOUSE_CPU_STAT_EXITS_TOTAL] -
		  grown[JAILHOUSE_CPU_STAT_EXITS_MANAGEMENT], TIMES);
	return PASS;
}

static enum outcome counts_mmio(void)
{
	SKIP_IF(!cmdline_flag("test-device"), "\"test-device\" is not on the command line");
	return counts(JAILHOUSE_CPU_STAT_EXITS_MMIO, test_device);
}

static enum outcome counts_management(void)
{
	int cpu = own_logical_cpu();

	SKIP_IF(!hypervisor_present(), "no hypervisor");
	/* Each CPU was stopped at least once, in order to start */
	for (unsigned int n = 0; n < smp_num_cpus(); cpu++)
		if (counter(cpu, JAILHOUSE_CPU_STAT_EXITS_TOTAL) >= 0) {
			EXPECT(counter(cpu, JAILHOUSE_CPU_STAT_EXITS_MANAGEMENT) > 0);
			n++;
		}
	return PASS;
}

static enum outcome counts_hypercalls(void)
{
	return counts(JAILHOUSE_CPU_STAT_EXITS_HYPERCALL, hypercalls);
}

static enum outcome counts_pio(void)
{
	return counts(JAILHOUSE_CPU_STAT_X86_EXITS_PIO, ports);
}

static enum outcome counts_xapic(void)
{
	enum outcome result;

	SKIP_IF(rdmsr(MSR_IA32_APICBASE) & MSR_IA32_APICBASE_X2APIC,
		"the machine runs in x2APIC mode");
	apic_init(APIC_XAPIC);
	result = counts(JAILHOUSE_CPU_STAT_X86_EXITS_XAPIC, xapic);
	apic_init(APIC_X2APIC);
	return result;
}

static enum outcome counts_cr(void)
{
	return counts_if_any(JAILHOUSE_CPU_STAT_X86_EXITS_CR, cr_writes);
}

static enum outcome counts_cpuid(void)
{
	return counts(JAILHOUSE_CPU_STAT_X86_EXITS_CPUID, cpuids);
}

static enum outcome counts_xsetbv(void)
{
	SKIP_IF(!(cpuid(1, 0).ecx & BIT(26)), "CPU has no XSAVE");
	write_cr4(read_cr4() | X86_CR4_OSXSAVE);
	return counts_if_any(JAILHOUSE_CPU_STAT_X86_EXITS_XSETBV, xsetbvs);
}

static enum outcome counts_exceptions(void)
{
	interrupt_set_handler(EXC_DB, count_step);
	irq_count[EXC_DB] = 0;
	return counts(JAILHOUSE_CPU_STAT_X86_EXITS_EXCEPTION, single_steps);
}

static enum outcome counts_msr_other(void)
{
	return counts(JAILHOUSE_CPU_STAT_X86_EXITS_MSR_OTHER, pats);
}

static enum outcome counts_x2apic_icr(void)
{
	enum outcome result;

	apic_init(APIC_X2APIC);
	interrupt_set_handler(VECTOR_ICR, count_irq);
	irq_count[VECTOR_ICR] = 0;
	own_id = cpu_apic_id();
	result = counts(JAILHOUSE_CPU_STAT_X86_EXITS_MSR_X2APIC_ICR, icrs);
	EXPECT(wait_for(&irq_count[VECTOR_ICR], 1, 1000));
	return result;
}

static enum outcome counts_cache(void)
{
	return counts(JAILHOUSE_CPU_STAT_X86_EXITS_CACHE, wbinvds);
}

static const struct conform_case cases[] = {
	{ "thirteen counters of 31 bits", counters_exist },
	{ "they do not fall, total is the largest", counters_monotonic },
	{ "0, total", counts_total },
	{ "1, mmio, counts accesses to trapped pages", counts_mmio },
	{ "2, management, counts stops of the CPU", counts_management },
	{ "3, hypercall", counts_hypercalls },
	{ "4, pio", counts_pio },
	{ "5, xapic", counts_xapic },
	{ "6, cr, counts writes to CR0 and CR4", counts_cr },
	{ "7, cpuid", counts_cpuid },
	{ "8, xsetbv", counts_xsetbv },
	{ "9, exception, counts #DB", counts_exceptions },
	{ "10, msr_other, counts reads of PAT", counts_msr_other },
	{ "11, msr_x2apic_icr", counts_x2apic_icr },
	{ "12, cache, counts WBINVD", counts_cache },
};

CONFORM_PART(part_counters, "exit counters");
