// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts to CPUs of others, wrong use of the local APIC
 */
#include "hostile.h"

#define VECTOR		0x40

static void send_to_others(void)
{
	static const u32 modes[] = {
		APIC_DM_FIXED | VECTOR, APIC_DM_LOWEST | VECTOR, APIC_DM_NMI,
		APIC_DM_INIT | APIC_INT_LEVELTRIG, APIC_DM_STARTUP | 0x10, APIC_DM_FIXED | 0xff,
	};

	for (u32 id = 0; id < 0xff; id++)
		for (unsigned int n = 0; n < ARRAY_SIZE(modes) && !own_apic_id(id); n++)
			apic_send_ipi(id, modes[n] | APIC_INT_ASSERT);
}

static bool x2apic_foreign(void)
{
	apic_init(APIC_X2APIC);
	send_to_others();
	for (unsigned int bit = 8; bit < 32; bit++)
		apic_send_ipi(1U << bit, APIC_INT_ASSERT | VECTOR);
	return true;
}

static bool machine_has_xapic(void)
{
	if (!(rdmsr(MSR_IA32_APICBASE) & MSR_IA32_APICBASE_X2APIC))
		return true;
	printf("hostile: the machine is in x2APIC mode, nothing to try\n");
	return false;
}

static bool xapic_foreign(void)
{
	if (!machine_has_xapic())
		return true;
	apic_init(APIC_XAPIC);
	send_to_others();
	return true;
}

static void ignore(struct int_frame *frame)
{
	if (frame->vector >= NUM_EXCEPTIONS)
		apic_eoi();
}

/* How often, where it goes on for long */
static u32 repetitions(void)
{
	return cmdline_u64("count", 10000);
}

/* Logical ids that select everybody, or index tables out of bounds */
static bool logical(void)
{
	u32 count = repetitions();
	static const u32 models[] = { 0xffffffff, 0x0fffffff, 0x5fffffff };

	interrupt_set_handler(VECTOR, ignore);
	interrupt_set_handler(EXC_NMI, ignore);
	if (machine_has_xapic()) {
		apic_init(APIC_XAPIC);
		for (unsigned int m = 0; m < ARRAY_SIZE(models); m++) {
			apic_write(APIC_DFR, models[m]);
			for (u32 id = 0; id < 0x100; id++) {
				apic_write(APIC_LDR, id << 24);
				apic_send_ipi(id, APIC_DEST_LOGICAL | APIC_INT_ASSERT | VECTOR);
				apic_send_ipi(~id, APIC_DEST_LOGICAL | APIC_DM_LOWEST |
					      APIC_INT_ASSERT | VECTOR);
				apic_send_ipi(id, APIC_DEST_LOGICAL | APIC_INT_ASSERT |
					      APIC_DM_NMI);
				irq_enable();
				cpu_relax();
				irq_disable();
			}
		}
		apic_write(APIC_DFR, 0xffffffff);
	}

	apic_init(APIC_X2APIC);
	for (unsigned int n = 0; n < count; n++) {
		apic_send_ipi(random(), APIC_DEST_LOGICAL | APIC_INT_ASSERT | VECTOR);
		irq_enable();
		cpu_relax();
		irq_disable();
	}
	apic_send_ipi(0xffffffff, APIC_DEST_LOGICAL | APIC_INT_ASSERT | VECTOR);
	apic_send_ipi(0xffff0000, APIC_DEST_LOGICAL | APIC_INT_ASSERT | VECTOR);
	return true;
}

static bool broadcast(void)
{
	interrupt_set_handler(VECTOR, ignore);
	interrupt_set_handler(EXC_NMI, ignore);
	apic_init(APIC_X2APIC);
	apic_send_ipi(0, APIC_DEST_ALLBUT | APIC_INT_ASSERT | VECTOR);
	apic_send_ipi(0, APIC_DEST_ALLINC | APIC_INT_ASSERT | VECTOR);
	apic_send_ipi(0xff, APIC_INT_ASSERT | VECTOR);
	apic_send_ipi(0xffffffff, APIC_INT_ASSERT | VECTOR);
	apic_send_ipi(0, APIC_DEST_ALLBUT | APIC_INT_ASSERT | APIC_DM_NMI);
	apic_send_ipi(0, APIC_DEST_ALLBUT | APIC_INT_ASSERT | APIC_INT_LEVELTRIG | APIC_DM_INIT);
	apic_send_ipi(0, APIC_DEST_ALLBUT | APIC_INT_ASSERT | APIC_DM_STARTUP | SIPI_VECTOR);
	irq_enable();
	delay_us(1000);
	return true;
}

/* Delivery modes that only hardware or nobody may use */
static bool modes(void)
{
	u64 icr;

	/* one of the modes is its own NMI, which is fine */
	interrupt_set_handler(EXC_NMI, ignore);
	apic_init(APIC_X2APIC);
	for (u32 mode = 0; mode < 8; mode++) {
		icr = mode << 8 | APIC_INT_ASSERT;
		if (icr == APIC_INT_ASSERT || mode == APIC_DM_INIT >> 8)
			continue;
		/* vectors below 16 are illegal with fixed delivery */
		wrmsr_safe(APIC_BASE_MSR + (APIC_ICR >> 4), (u64)cpu_apic_id() << 32 | icr);
		wrmsr_safe(APIC_BASE_MSR + (APIC_ICR >> 4), icr);
	}
	wrmsr_safe(APIC_BASE_MSR + (APIC_ICR >> 4), APIC_DM_SMI | APIC_DEST_ALLINC);
	return true;
}

static bool mmio_all(void)
{
	if (!machine_has_xapic())
		return true;
	apic_init(APIC_XAPIC);
	for (unsigned int reg = 0; reg < PAGE_SIZE; reg += 0x10) {
		apic_read(reg);
		if (reg == APIC_ICR)
			continue;
		apic_write(reg, 0xffffffff);
		apic_write(reg, 0);
	}
	return true;
}

static bool mmio_unaligned(void)
{
	if (!machine_has_xapic())
		return true;
	apic_init(APIC_XAPIC);
	mmio_read32(APIC_DEFAULT_PHYS_BASE + APIC_ID + 2);
	return true;
}

static bool mmio_bytes(void)
{
	if (!machine_has_xapic())
		return true;
	apic_init(APIC_XAPIC);
	mmio_write8(APIC_DEFAULT_PHYS_BASE + APIC_TASKPRI, 0x20);
	return true;
}

static bool mmio_ahead(void)
{
	if (!machine_has_xapic())
		return true;
	apic_init(APIC_XAPIC);
	__asm__ __volatile__("movq (%0), %%rax"
			     : : "r" (APIC_DEFAULT_PHYS_BASE + PAGE_SIZE - 4) : "rax", "memory");
	return true;
}

static bool apicbase(void)
{
	u64 old = rdmsr(MSR_IA32_APICBASE);
	bool ok = true;

	ok &= wrmsr_safe(MSR_IA32_APICBASE, old ^ MSR_IA32_APICBASE_ENABLE) == EXC_GP;
	ok &= wrmsr_safe(MSR_IA32_APICBASE, old ^ 0x100000) == EXC_GP;
	ok &= wrmsr_safe(MSR_IA32_APICBASE, old ^ MSR_IA32_APICBASE_X2APIC) == EXC_GP;
	ok &= rdmsr(MSR_IA32_APICBASE) == old;
	return ok;
}

static u32 nmis;

static void count_nmi(struct int_frame *frame __maybe_unused)
{
	WRITE_ONCE(nmis, nmis + 1);
}

static void take_nmis(void)
{
	for (;;)
		cpu_relax();
}

static bool nmi_storm(void)
{
	u32 count = repetitions();

	interrupt_set_handler(EXC_NMI, count_nmi);
	apic_init(APIC_X2APIC);
	if (smp_num_cpus() > 1 && !smp_start_cpu(1, take_nmis))
		return false;
	for (unsigned int n = 0; n < count; n++)
		apic_send_ipi(smp_apic_id(smp_num_cpus() - 1), APIC_DM_NMI | APIC_INT_ASSERT);
	delay_us(1000);
	printf("hostile: %u NMIs arrived\n", READ_ONCE(nmis));
	return READ_ONCE(nmis);
}

/* INIT and SIPI in quick succession */
static bool init_storm(void)
{
	u32 id = smp_apic_id(smp_num_cpus() - 1), count = repetitions();

	if (smp_num_cpus() < 2) {
		printf("hostile: needs a cell of two CPUs\n");
		return false;
	}
	apic_init(APIC_X2APIC);
	for (unsigned int n = 0; n < count; n++) {
		apic_send_ipi(id, APIC_DM_INIT | APIC_INT_ASSERT | APIC_INT_LEVELTRIG);
		apic_send_ipi(id, APIC_DM_STARTUP | APIC_INT_ASSERT | SIPI_VECTOR);
		if (n % 7 == 0)
			apic_send_ipi(id, APIC_DM_NMI | APIC_INT_ASSERT);
	}
	return true;
}

static u32 lives;

/* Two kinds of it in each life of a CPU */
static void be_refused(void)
{
	u64 val;

	rdmsr_safe(MSR_VM_CR, &val);
	wrmsr_safe(APIC_BASE_MSR + (APIC_ICR >> 4), APIC_INT_ASSERT | VECTOR);
	WRITE_ONCE(lives, lives + 1);
}

/* What a cell is refused is recorded once, however often it starts its CPU */
static bool refused_storm(void)
{
	u32 count = repetitions(), last;

	if (smp_num_cpus() < 2) {
		printf("hostile: needs a cell of two CPUs\n");
		return false;
	}
	apic_init(APIC_X2APIC);
	for (u32 n = 0; n < count; n++) {
		last = READ_ONCE(lives);
		if (!smp_start_cpu(smp_num_cpus() - 1, be_refused))
			return false;
		delay_us(1000);
		if (READ_ONCE(lives) == last)
			return false;
	}
	return true;
}

static u8 taken[3];
static unsigned int num_taken;

static void note_vector(struct int_frame *frame)
{
	if (num_taken < ARRAY_SIZE(taken))
		taken[num_taken] = frame->vector;
	num_taken++;
	apic_eoi();
}

/* Interrupts that wait for each other, with exits in between: none is lost or early */
static bool priorities(void)
{
	static const u8 sent[] = { 0x51, 0x71, 0x61 }, expected[] = { 0x71, 0x61, 0x51 };
	bool ok = true;

	apic_init(APIC_X2APIC);
	for (unsigned int n = 0; n < ARRAY_SIZE(sent); n++)
		interrupt_set_handler(sent[n], note_vector);
	for (unsigned int round = 0; round < 100; round++) {
		num_taken = 0;
		for (unsigned int n = 0; n < ARRAY_SIZE(sent); n++) {
			apic_send_ipi(cpu_apic_id(), APIC_INT_ASSERT | sent[n]);
			__asm__ __volatile__("wbinvd" : : : "memory");
		}
		irq_enable();
		cpuid(0, 0);
		cpuid(0, 0);
		irq_disable();
		ok &= num_taken == ARRAY_SIZE(sent) && !memcmp(taken, expected, sizeof(taken));
	}
	if (!ok)
		printf("hostile: %u interrupts, %#x %#x %#x\n", num_taken, taken[0], taken[1],
		       taken[2]);
	return ok;
}

/* To be found by whoever resets the CPU */
static bool exceptions_pending(void)
{
	apic_init(APIC_X2APIC);
	irq_disable();
	for (u32 vector = 16; vector < 32; vector++)
		apic_send_ipi(cpu_apic_id(), APIC_INT_ASSERT | vector);
	comm_region()->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
	while (comm_region()->cell_state == JAILHOUSE_CELL_SHUT_DOWN)
		__asm__ __volatile__("hlt");
	return true;
}

/* While the management stops both CPUs */
static bool start_storm(void)
{
	u32 id = smp_apic_id(smp_num_cpus() - 1);

	if (smp_num_cpus() < 2) {
		printf("hostile: needs a cell of two CPUs\n");
		return false;
	}
	apic_init(APIC_X2APIC);
	comm_region()->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
	for (;;) {
		apic_send_ipi(id, APIC_DM_INIT | APIC_INT_ASSERT | APIC_INT_LEVELTRIG);
		apic_send_ipi(id, APIC_DM_STARTUP | APIC_INT_ASSERT | SIPI_VECTOR);
	}
}

static bool timer_storm(void)
{
	u64 end = busy_until();
	u32 period;

	interrupt_set_handler(VECTOR, ignore);
	apic_init(APIC_X2APIC);
	apic_timer_init(VECTOR);
	period = apic_timer_khz() / 100;
	wrmsr_safe(APIC_BASE_MSR + (APIC_LVTT >> 4), APIC_LVT_TIMER_PERIODIC | VECTOR);
	/* every 10 us; each of them takes an exit as well */
	wrmsr_safe(APIC_BASE_MSR + (APIC_TMICT >> 4), period ? period : 1);
	/* what follows hardly makes progress */
	irq_enable();
	while (pm_timer_ns() < end)
		cpu_relax();
	return true;
}

static const struct hostile_class classes[] = {
	{ "ipi-x2apic", "interrupts to CPUs of others, x2APIC", SURVIVES, x2apic_foreign },
	{ "ipi-xapic", "interrupts to CPUs of others, xAPIC", SURVIVES, xapic_foreign },
	{ "ipi-logical", "crafted logical destinations", SURVIVES, logical },
	{ "ipi-broadcast", "interrupts to all CPUs", SURVIVES, broadcast },
	{ "ipi-modes", "reserved delivery modes and vectors", SURVIVES, modes },
	{ "apic-mmio", "all registers of the xAPIC page", ANY, mmio_all },
	{ "apic-unaligned", "unaligned read of the xAPIC page", SURVIVES, mmio_unaligned },
	{ "apic-byte", "byte write to the xAPIC page", ANY, mmio_bytes },
	{ "apic-end", "read across the end of the xAPIC page", PARKED, mmio_ahead },
	{ "apic-base", "move or disable the local APIC", SURVIVES, apicbase },
	{ "nmi-storm", "NMIs without end", SURVIVES, nmi_storm },
	{ "init-storm", "INIT, SIPI and NMI without end (two CPUs)", ANY, init_storm },
	{ "refused-storm", "refused accesses of a CPU that is started again and again",
	  SURVIVES, refused_storm },
	{ "irq-priority", "interrupts that wait for each other", SURVIVES, priorities },
	{ "irq-exceptions", "interrupts with numbers of exceptions, pending", ANY,
	  exceptions_pending },
	{ "start-storm", "starts of a CPU that is being stopped (two CPUs)", ANY, start_storm },
	{ "timer-storm", "timer interrupts without end", SURVIVES, timer_storm },
};

HOSTILE_PART(hostile_apic);
