// SPDX-License-Identifier: GPL-2.0-only
/*
 * Local APIC: x2APIC MSRs, memory, timer, interrupts between the CPUs of the cell
 */
#include "conform.h"

#define VECTOR_SELF	0x50
#define VECTOR_TIMER	0x51
#define VECTOR_OTHER	0x52

static enum outcome msr_id(void)
{
	EXPECT_EQ(rdmsr(X2APIC(APIC_ID)), cpu_apic_id());
	return PASS;
}

static enum outcome cpuid_id(void)
{
	EXPECT_EQ(cpuid(1, 0).ebx >> 24, rdmsr(X2APIC(APIC_ID)) & 0xff);
	return PASS;
}

static enum outcome msr_svr(void)
{
	wrmsr(X2APIC(APIC_SPIV), 0x1fe);
	EXPECT_EQ(rdmsr(X2APIC(APIC_SPIV)), 0x1fe);
	wrmsr(X2APIC(APIC_SPIV), 0x1ff);
	EXPECT_EQ(rdmsr(X2APIC(APIC_SPIV)), 0x1ff);
	return PASS;
}

static enum outcome msr_icr_eoi(void)
{
	interrupt_set_handler(VECTOR_SELF, count_irq);
	irq_count[VECTOR_SELF] = 0;
	/* twice: the second one arrives only if EOI works */
	for (u32 n = 1; n <= 2; n++) {
		wrmsr(X2APIC(APIC_ICR), (u64)cpu_apic_id() << 32 | APIC_INT_ASSERT | VECTOR_SELF);
		EXPECT(wait_for(&irq_count[VECTOR_SELF], n, 1000));
	}
	wrmsr(X2APIC(APIC_ICR), APIC_DEST_SELF | APIC_INT_ASSERT | VECTOR_SELF);
	EXPECT(wait_for(&irq_count[VECTOR_SELF], 3, 1000));
	return PASS;
}

static enum outcome tpr_holds_back(void)
{
	interrupt_set_handler(VECTOR_SELF, count_irq);
	irq_count[VECTOR_SELF] = 0;
	wrmsr(X2APIC(APIC_TASKPRI), 0x60);
	EXPECT_EQ(rdmsr(X2APIC(APIC_TASKPRI)), 0x60);
	wrmsr(X2APIC(APIC_ICR), (u64)cpu_apic_id() << 32 | APIC_INT_ASSERT | VECTOR_SELF);
	EXPECT(!wait_for(&irq_count[VECTOR_SELF], 1, 20));
	EXPECT(rdmsr(X2APIC(APIC_IRR + 0x20)) & BIT(VECTOR_SELF & 31));
	wrmsr(X2APIC(APIC_TASKPRI), 0);
	EXPECT(wait_for(&irq_count[VECTOR_SELF], 1, 1000));
	return PASS;
}

static enum outcome msr_timer(void)
{
	interrupt_set_handler(VECTOR_TIMER, count_irq);
	irq_count[VECTOR_TIMER] = 0;
	wrmsr(X2APIC(APIC_TDCR), APIC_TDR_DIV_16);
	EXPECT_EQ(rdmsr(X2APIC(APIC_TDCR)), APIC_TDR_DIV_16);
	wrmsr(X2APIC(APIC_LVTT), APIC_LVT_TIMER_ONESHOT | VECTOR_TIMER);
	EXPECT_EQ(rdmsr(X2APIC(APIC_LVTT)), APIC_LVT_TIMER_ONESHOT | VECTOR_TIMER);
	wrmsr(X2APIC(APIC_TMICT), 100000);
	EXPECT_EQ(rdmsr(X2APIC(APIC_TMICT)), 100000);
	EXPECT(rdmsr(X2APIC(APIC_TMCCT)) <= 100000);
	EXPECT(wait_for(&irq_count[VECTOR_TIMER], 1, 2000));
	EXPECT_EQ(rdmsr(X2APIC(APIC_TMCCT)), 0);

	wrmsr(X2APIC(APIC_LVTT), APIC_LVT_TIMER_PERIODIC | VECTOR_TIMER);
	wrmsr(X2APIC(APIC_TMICT), 100000);
	EXPECT(wait_for(&irq_count[VECTOR_TIMER], 4, 5000));
	wrmsr(X2APIC(APIC_TMICT), 0);
	wrmsr(X2APIC(APIC_LVTT), APIC_LVT_MASKED);
	return PASS;
}

static enum outcome tsc_deadline(void)
{
	u64 start;

	SKIP_IF(!apic_timer_has_deadline(), "CPU has no TSC-deadline timer");
	interrupt_set_handler(VECTOR_TIMER, count_irq);
	irq_count[VECTOR_TIMER] = 0;
	wrmsr(X2APIC(APIC_LVTT), APIC_LVT_TIMER_TSCDEADLINE | VECTOR_TIMER);
	memory_fence();
	start = read_tsc();
	wrmsr(MSR_IA32_TSC_DEADLINE, start + 1000000);
	EXPECT(wait_for(&irq_count[VECTOR_TIMER], 1, 1000));
	EXPECT(read_tsc() - start >= 1000000);
	EXPECT_EQ(rdmsr(MSR_IA32_TSC_DEADLINE), 0);
	wrmsr(X2APIC(APIC_LVTT), APIC_LVT_MASKED);
	return PASS;
}

static u32 other_up, other_id, other_exit;

static void other_receives(void)
{
	apic_init(APIC_X2APIC);
	other_id = rdmsr(X2APIC(APIC_ID));
	irq_enable();
	WRITE_ONCE(other_up, 1);
	while (!READ_ONCE(other_exit))
		cpu_relax();
	irq_disable();
}

static enum outcome ipi_to_other(void)
{
	SKIP_IF(smp_num_cpus() < 2, "the cell has one CPU");
	interrupt_set_handler(VECTOR_OTHER, count_irq);
	interrupt_set_handler(EXC_NMI, count_irq);
	irq_count[VECTOR_OTHER] = 0;
	irq_count[EXC_NMI] = 0;
	apic_init(APIC_X2APIC);
	EXPECT(smp_start_cpu(1, other_receives));
	EXPECT(wait_for(&other_up, 1, 1000));
	EXPECT_EQ(other_id, smp_apic_id(1));

	apic_send_ipi(other_id, APIC_INT_ASSERT | VECTOR_OTHER);
	EXPECT(wait_for(&irq_count[VECTOR_OTHER], 1, 1000));
	apic_send_ipi(0, APIC_DEST_ALLBUT | APIC_INT_ASSERT | VECTOR_OTHER);
	EXPECT(wait_for(&irq_count[VECTOR_OTHER], 2, 1000));
	apic_send_ipi(other_id, APIC_INT_ASSERT | APIC_DM_NMI);
	EXPECT(wait_for(&irq_count[EXC_NMI], 1, 1000));
	WRITE_ONCE(other_exit, 1);
	return PASS;
}

static enum outcome memory_mode(void)
{
	SKIP_IF(rdmsr(MSR_IA32_APICBASE) & MSR_IA32_APICBASE_X2APIC,
		"the machine runs in x2APIC mode");
	interrupt_set_handler(VECTOR_SELF, count_irq);
	irq_count[VECTOR_SELF] = 0;
	apic_init(APIC_XAPIC);
	EXPECT_EQ(apic_read(APIC_ID) >> 24, cpuid(1, 0).ebx >> 24);
	EXPECT_EQ(apic_read(APIC_LVR), (u32)rdmsr(X2APIC(APIC_LVR)));
	EXPECT_EQ(apic_read(APIC_SPIV), 0x1ff);
	apic_send_ipi(cpu_apic_id(), APIC_INT_ASSERT | VECTOR_SELF);
	EXPECT(wait_for(&irq_count[VECTOR_SELF], 1, 1000));
	apic_send_ipi(0, APIC_DEST_SELF | APIC_INT_ASSERT | VECTOR_SELF);
	EXPECT(wait_for(&irq_count[VECTOR_SELF], 2, 1000));
	apic_init(APIC_X2APIC);
	return PASS;
}

static enum outcome apicbase_same_value(void)
{
	u64 val = rdmsr(MSR_IA32_APICBASE);

	EXPECT_EQ(wrmsr_safe(MSR_IA32_APICBASE, val), NO_EXCEPTION);
	EXPECT_EQ(rdmsr(MSR_IA32_APICBASE), val);
	return PASS;
}

static const struct conform_case cases[] = {
	{ "x2APIC MSR ID is the APIC id", msr_id },
	{ "CPUID leaf 1 EBX[31:24] is the APIC id", cpuid_id },
	{ "x2APIC MSR SVR is readable and writable", msr_svr },
	{ "x2APIC MSRs ICR and EOI: interrupts to itself", msr_icr_eoi },
	{ "x2APIC MSR TPR holds interrupts back", tpr_holds_back },
	{ "x2APIC MSRs of the timer: one shot and periodic", msr_timer },
	{ "TSC deadline MSR passes", tsc_deadline },
	{ "interrupts and NMIs to another CPU of the cell", ipi_to_other },
	{ "xAPIC page works on a machine in xAPIC mode", memory_mode },
	{ "writes to APICBASE that change nothing are accepted", apicbase_same_value },
};

CONFORM_PART(part_apic, "local APIC");
