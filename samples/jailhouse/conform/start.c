// SPDX-License-Identifier: GPL-2.0-only
/*
 * State of CPUs at start; see entry.S
 */
#include "conform.h"

/*
 * With "reset-address=" on the command line, the cell does not start at 0 but at a stub
 * that somebody has loaded there. It puts CS into BP, and into SP the marker that
 * lies behind it, which it finds only if the base of CS and IP are right; then it
 * jumps to 0:0.
 */
#define STUB_MARKER	0x4a48

static bool has_stub(void)
{
	return cmdline_u64("reset-address", 0);
}

static u32 stub_selector(void)
{
	return cmdline_u64("reset-address", 0) >> 4 & 0xf000;
}

static enum outcome reset_address(void)
{
	/* that the code at 0 ran at all says the rest */
	EXPECT_EQ(capture_cs, 0);
	if (has_stub()) {
		EXPECT_EQ(capture_gpr, stub_selector());
		EXPECT_EQ(capture_esp, STUB_MARKER);
	}
	return PASS;
}

static enum outcome real_mode(void)
{
	EXPECT_EQ(capture_cr0 & (X86_CR0_PE | X86_CR0_PG), 0);
	EXPECT_EQ(capture_segments, 0);
	return PASS;
}

static enum outcome cr_as_after_init(void)
{
	EXPECT_EQ(capture_cr0, X86_CR0_ET | X86_CR0_NW | X86_CR0_CD);
	EXPECT_EQ(capture_cr4, 0);
	return PASS;
}

static enum outcome registers_zero(void)
{
	EXPECT_EQ(capture_gpr, stub_selector());
	EXPECT_EQ(capture_esp, has_stub() ? STUB_MARKER : 0);
	EXPECT_EQ(capture_gpr64, 0);
	return PASS;
}

static enum outcome flags_two(void)
{
	EXPECT_EQ(capture_flags, 2);
	return PASS;
}

static enum outcome efer_zero(void)
{
	/* SVME may show, if the hypervisor does not hide it */
	EXPECT_EQ(capture_efer & ~EFER_SVME, 0);
	return PASS;
}

static enum outcome all_started(void)
{
	EXPECT_EQ(smp_num_cpus(), comm_region()->x86.num_cpus);
	for (unsigned int a = 0; a < smp_num_cpus(); a++)
		for (unsigned int b = 0; b < a; b++)
			EXPECT(smp_apic_id(a) != smp_apic_id(b));
	return PASS;
}

static enum outcome bsp_bit_everywhere(void)
{
	EXPECT(capture_apicbase & MSR_IA32_APICBASE_BSP);	/* of all CPUs, by AND */
	EXPECT(rdmsr(MSR_IA32_APICBASE) & MSR_IA32_APICBASE_BSP);
	return PASS;
}

static enum outcome apic_disabled(void)
{
	EXPECT_EQ(rdmsr(X2APIC(APIC_SPIV)), 0xff);
	return PASS;
}

static enum outcome apic_tpr(void)
{
	EXPECT_EQ(rdmsr(X2APIC(APIC_TASKPRI)), 0);
	return PASS;
}

static enum outcome apic_lvts_masked(void)
{
	/* by the number of the last LVT that the APIC has, apart from APIC_LVTCMCI */
	static const u16 lvts[] = {
		APIC_LVTT, APIC_LVT0, APIC_LVT1, APIC_LVTERR, APIC_LVTPC, APIC_LVTTHMR,
	};
	unsigned int last = rdmsr(X2APIC(APIC_LVR)) >> 16 & 0xff;
	u64 val;

	EXPECT(last >= 3);
	for (unsigned int n = 0; n < ARRAY_SIZE(lvts) && n <= last; n++)
		EXPECT(rdmsr(X2APIC(lvts[n])) & APIC_LVT_MASKED);
	if (last >= 6) {
		EXPECT_EQ(rdmsr_safe(X2APIC(APIC_LVTCMCI), &val), NO_EXCEPTION);
		EXPECT(val & APIC_LVT_MASKED);
	}
	return PASS;
}

static enum outcome apic_drained(void)
{
	for (unsigned int n = 0; n < 8; n++) {
		EXPECT_EQ(rdmsr(X2APIC(APIC_ISR + 0x10 * n)), 0);
		EXPECT_EQ(rdmsr(X2APIC(APIC_IRR + 0x10 * n)), 0);
	}
	return PASS;
}

static enum outcome xcr0_one(void)
{
	u64 xcr0;

	SKIP_IF(!(cpuid(1, 0).ecx & BIT(26)), "CPU has no XSAVE");
	write_cr4(read_cr4() | X86_CR4_OSXSAVE);
	xcr0 = xgetbv(0);
	write_cr4(read_cr4() & ~X86_CR4_OSXSAVE);
	EXPECT_EQ(xcr0, 1);
	return PASS;
}

static enum outcome fpu_wiped(void)
{
	static u8 area[512] __aligned(16);
	unsigned long cr0 = read_cr0(), cr4 = read_cr4();
	u8 sum = 0;

	write_cr0(cr0 & ~(X86_CR0_EM | X86_CR0_TS));
	write_cr4(cr4 | X86_CR4_OSFXSR);
	__asm__ __volatile__("fxsaveq (%0)" : : "r" (area) : "memory");
	write_cr4(cr4);
	write_cr0(cr0);

	/* ST0-7 from 32 on, XMM0-15 from 160 on; status and tag words; MXCSR */
	for (unsigned int n = 32; n < 416; n++)
		sum |= area[n];
	EXPECT_EQ(sum, 0);
	EXPECT_EQ(*(u16 *)(area + 2), 0);
	EXPECT_EQ(*(u32 *)(area + 24), 0x1f80);
	return PASS;
}

static enum outcome avx_wiped(void)
{
	u8 regs[16][32] __aligned(32), sum = 0;
	unsigned long cr4 = read_cr4();

	SKIP_IF((~cpuid(1, 0).ecx & (BIT(26) | BIT(28))), "CPU has no AVX");
	write_cr4(cr4 | X86_CR4_OSFXSR | X86_CR4_OSXSAVE);
	xsetbv(0, 7);
	__asm__ __volatile__(".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n\t"
			     "vmovups %%ymm\\n, 32 * \\n(%0)\n\t"
			     ".endr" : : "r" (regs) : "memory");
	xsetbv(0, 1);
	write_cr4(cr4);
	for (unsigned int n = 0; n < sizeof(regs); n++)
		sum |= ((u8 *)regs)[n];
	EXPECT_EQ(sum, 0);
	return PASS;
}

#define READ_DR(n)								\
({										\
	unsigned long val;							\
										\
	__asm__ __volatile__("mov %%dr" #n ", %0" : "=r" (val));		\
	val;									\
})

static enum outcome debug_wiped(void)
{
	EXPECT_EQ(READ_DR(0) | READ_DR(1) | READ_DR(2) | READ_DR(3), 0);
	EXPECT_EQ(READ_DR(6), 0xffff0ff0);
	EXPECT_EQ(READ_DR(7), 0x400);
	return PASS;
}

static enum outcome syscall_msrs_wiped(void)
{
	static const u32 msrs[] = {
		MSR_STAR, MSR_LSTAR, MSR_CSTAR, MSR_SYSCALL_MASK, MSR_IA32_SYSENTER_CS,
		MSR_IA32_SYSENTER_ESP, MSR_IA32_SYSENTER_EIP,
	};
	u64 val;

	for (unsigned int n = 0; n < ARRAY_SIZE(msrs); n++) {
		EXPECT_EQ(rdmsr_safe(msrs[n], &val), NO_EXCEPTION);
		EXPECT_EQ(val, 0);
	}
	return PASS;
}

static enum outcome bases_wiped(void)
{
	EXPECT_EQ(rdmsr(MSR_FS_BASE), 0);
	EXPECT_EQ(rdmsr(MSR_GS_BASE), 0);
	EXPECT_EQ(rdmsr(MSR_KERNEL_GS_BASE), 0);
	return PASS;
}

static enum outcome tsc_aux_wiped(void)
{
	u64 val;

	SKIP_IF(!(cpuid(0x80000001, 0).edx & BIT(27)), "CPU has no RDTSCP");
	EXPECT_EQ(rdmsr_safe(MSR_TSC_AUX, &val), NO_EXCEPTION);
	EXPECT_EQ(val, 0);
	return PASS;
}

static enum outcome xss_wiped(void)
{
	u64 val;

	SKIP_IF(cpuid(0, 0).eax < 0xd || !(cpuid(0xd, 1).eax & BIT(3)), "CPU has no XSAVES");
	EXPECT_EQ(rdmsr_safe(MSR_IA32_XSS, &val), NO_EXCEPTION);
	EXPECT_EQ(val, 0);
	return PASS;
}

static enum outcome pmu_wiped(void)
{
	/* core counters: selectors and counters, as pairs where there are six of them */
	bool six = cpuid(0x80000001, 0).ecx & BIT(23);
	u32 first = six ? MSR_F15H_PERF_CTL0 : MSR_K7_EVNTSEL0;
	u64 val;

	SKIP_IF(cpuid(0, 0).ebx != 0x68747541 /* AuthenticAMD */, "only AMD's counters are known");
	for (unsigned int n = 0; n < 8; n++) {
		EXPECT_EQ(rdmsr_safe(MSR_K7_EVNTSEL0 + n, &val), NO_EXCEPTION);
		EXPECT_EQ(val, 0);
	}
	for (unsigned int n = 0; six && n < 12; n++) {
		EXPECT_EQ(rdmsr_safe(MSR_F15H_PERF_CTL0 + n, &val), NO_EXCEPTION);
		EXPECT_EQ(val, 0);
	}
	/* an event, but not enabled */
	wrmsr(first, 0x76);
	val = rdmsr(first);
	wrmsr(first, 0);
	SKIP_IF(!val, "this machine has no performance counters that keep anything");
	return PASS;
}

static enum outcome others_alike(void)
{
	static enum outcome (*const runs[])(void) = {
		apic_disabled, apic_tpr, apic_lvts_masked, apic_drained, xcr0_one, fpu_wiped,
		avx_wiped, debug_wiped, syscall_msrs_wiped, bases_wiped, tsc_aux_wiped,
		pmu_wiped, xss_wiped,
	};

	SKIP_IF(!hypervisor_present(), "no hypervisor");
	SKIP_IF(smp_num_cpus() < 2, "the cell has one CPU");
	for (unsigned int n = 0; n < ARRAY_SIZE(runs); n++)
		if (run_at_start_of_others(runs[n]) == FAIL) {
			printf("# number %u of what is looked at above, from the APIC on\n", n + 1);
			end_case(FAIL);
		}
	halt_others();
	return PASS;
}

static u32 sipi_ok;
static u64 apicbase_after_sipi;

static void after_sipi(void)
{
	apicbase_after_sipi = rdmsr(MSR_IA32_APICBASE);
	WRITE_ONCE(sipi_ok, 1);
}

static enum outcome restart_by_sipi(void)
{
	u8 vector = (unsigned long)conform_sipi >> 12;

	SKIP_IF(smp_num_cpus() < 2, "the cell has one CPU");
	apic_init(APIC_X2APIC);
	EXPECT(smp_start_cpu_at(1, vector, after_sipi));
	EXPECT(wait_for(&sipi_ok, 1, 1000));
	EXPECT_EQ(capture_sipi_cs, vector << 8);
	EXPECT_EQ(capture_sipi_marker, 0x4a48);
	return PASS;
}

static enum outcome bsp_bit_gone(void)
{
	SKIP_IF(smp_num_cpus() < 2, "the cell has one CPU");
	SKIP_IF(!READ_ONCE(sipi_ok), "no SIPI has arrived");
	EXPECT(!(apicbase_after_sipi & MSR_IA32_APICBASE_BSP));
	EXPECT(rdmsr(MSR_IA32_APICBASE) & MSR_IA32_APICBASE_BSP);
	return PASS;
}

static u32 alive;

static void count_for_ever(void)
{
	for (;;)
		WRITE_ONCE(alive, alive + 1);
}

static enum outcome init_stops(void)
{
	u32 before;

	SKIP_IF(smp_num_cpus() < 2, "the cell has one CPU");
	EXPECT(smp_start_cpu(1, count_for_ever));
	before = READ_ONCE(alive);
	delay_us(20000);
	EXPECT(READ_ONCE(alive) != before);
	smp_stop_cpu(1);
	delay_us(20000);
	before = READ_ONCE(alive);
	delay_us(20000);
	EXPECT_EQ(READ_ONCE(alive), before);
	/* and it can be had again */
	WRITE_ONCE(sipi_ok, 0);
	EXPECT(smp_start_cpu(1, after_sipi));
	EXPECT(wait_for(&sipi_ok, 1, 1000));
	return PASS;
}

static const struct conform_case cases[] = {
	{ "CS:IP is the reset address", reset_address },
	{ "real mode", real_mode },
	{ "CR0 and CR4 as after INIT", cr_as_after_init },
	{ "general registers are 0", registers_zero },
	{ "RFLAGS is 2", flags_two },
	{ "EFER is 0 apart from what SVM needs", efer_zero },
	{ "all num_cpus CPUs start at the same time", all_started },
	{ "APICBASE shows the BSP bit on every CPU", bsp_bit_everywhere },
	{ "local APIC is software-disabled, SVR 0xff", apic_disabled },
	{ "TPR is 0", apic_tpr },
	{ "all LVTs are masked", apic_lvts_masked },
	{ "ISR and IRR are drained", apic_drained },
	{ "XCR0 is 1", xcr0_one },
	{ "x87 and SSE registers are wiped", fpu_wiped },
	{ "AVX registers are wiped", avx_wiped },
	{ "debug registers are wiped", debug_wiped },
	{ "syscall and sysenter MSRs are wiped", syscall_msrs_wiped },
	{ "FS and GS bases are wiped", bases_wiped },
	{ "TSC_AUX is wiped", tsc_aux_wiped },
	{ "performance counters are wiped", pmu_wiped },
	{ "XSS is wiped", xss_wiped },
	{ "APIC, registers and MSRs are the same on the other CPUs", others_alike },
	{ "INIT, SIPI, SIPI: CS is vector << 8, its base vector << 12, IP 0", restart_by_sipi },
	{ "APICBASE does not show the BSP bit after a SIPI", bsp_bit_gone },
	{ "INIT stops a CPU, SIPI restarts it", init_stops },
};

CONFORM_PART(part_start, "start");
