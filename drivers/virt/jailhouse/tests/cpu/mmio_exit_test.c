// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of nested page faults: what may be emulated, what is tried again, and
 * what is refused
 *
 * They include their source.
 */
#include <asm/svm.h>
#include <kunit/test.h>
#include <linux/string.h>
#include "env.h"
#include "mmio_exit.c"

#define DEVICE	0x101000ULL	/* trapped */
#define RAM	0x200000ULL	/* the cell's, but perhaps not yet */
#define VALUE	0x1122334455667788ULL

static bool env_mapped;

/* What was asked for */
static struct env_calls {
	unsigned int emulated;
	unsigned int violations;
	unsigned int refused;
	u16 kind;
	u64 written;
} calls;

u64 apic_page_gpa = 0xfee00000;

bool mmio_mapped(const struct cell *cell, u64 address, bool write)
{
	return env_mapped;
}

bool mmio_trapped(const struct cell *cell, u64 address)
{
	return (address & PAGE_MASK) == DEVICE;
}

int mmio_dispatch(struct cell *cell, struct mmio_access *access)
{
	if (!mmio_trapped(cell, access->address))
		return -ENXIO;
	calls.emulated++;
	if (access->write)
		calls.written = access->value;
	else
		access->value = VALUE;
	return 0;
}

int apic_reg_write(struct percpu *pc, u32 reg, u32 value)
{
	calls.emulated++;
	return 0;
}

void vcpu_violation(union guest_regs *regs, u16 kind, u64 address, u64 value,
		    u8 width, bool write)
{
	calls.violations++;
	calls.kind = kind;
}

void vcpu_refused(union guest_regs *regs, u16 kind, u64 address, u64 value,
		  u8 width, bool write)
{
	calls.refused++;
	calls.kind = kind;
}

static bool env_no_code;

/* At RIP: mov %rax, (%rdi) */
int fetch_insn(const struct walk_state *ws, u64 rip, u8 *code)
{
	static const u8 insn[] = { 0x48, 0x89, 0x07 };

	if (env_no_code)
		return -EFAULT;
	memcpy(code, insn, sizeof(insn));
	return sizeof(insn);
}

int fetch_insn_more(const struct walk_state *ws, u64 rip, u8 *code,
		    unsigned int have)
{
	return -EFAULT;
}

static union guest_regs regs;

/* A fault of a CPU in 64-bit mode, while @event was being delivered */
static void fault(u64 gpa, u64 info, u32 event)
{
	struct vmcb *vmcb = &env_priv.vmcb;

	env_reset();
	memset(&calls, 0, sizeof(calls));
	vmcb->save.efer = EFER_LME | EFER_LMA;
	vmcb->save.cs.attrib = SVM_SELECTOR_L_MASK;
	vmcb->save.rip = 0x1000;
	vmcb->save.rax = VALUE;
	vmcb->control.exit_code = SVM_EXIT_NPF;
	vmcb->control.exit_info_1 = info;
	vmcb->control.exit_info_2 = gpa;
	vmcb->control.exit_int_info = event;
	vmcb->control.exit_int_info_err = 0x1234;
	exit_mmio(&regs, gpa, info & NPF_WRITE);
}

static void emulates_instruction(struct kunit *test)
{
	fault(DEVICE + 8, NPF_WRITE, 0);
	KUNIT_EXPECT_EQ(test, calls.emulated, 1);
	KUNIT_EXPECT_EQ(test, calls.written, VALUE);
	KUNIT_EXPECT_EQ(test, env_priv.vmcb.save.rip, 0x1003);
	KUNIT_EXPECT_EQ(test, env_priv.vmcb.control.event_inj, 0);

	/* What is there without V is of no meaning */
	fault(DEVICE + 8, NPF_WRITE, X86_TRAP_PF | SVM_EXITINTINFO_TYPE_EXEPT);
	KUNIT_EXPECT_EQ(test, calls.emulated, 1);
}

#define EVENT(type, vector) \
	(SVM_EXITINTINFO_VALID | SVM_EXITINTINFO_TYPE_##type | (vector))

static const u32 events[] = {
	EVENT(INTR, 0x40), EVENT(NMI, X86_TRAP_NMI), EVENT(EXEPT, X86_TRAP_UD),
	EVENT(EXEPT, X86_TRAP_PF) | SVM_EXITINTINFO_VALID_ERR, EVENT(SOFT, 0x80),
	EVENT(EXEPT, X86_TRAP_BP),
};

/* The guest changed its tables, but perhaps the processor has not noticed */
static void walks_again(struct kunit *test)
{
	struct vmcb *vmcb = &env_priv.vmcb;

	fault(DEVICE + 8, NPF_WRITE, 0);
	KUNIT_EXPECT_EQ(test, vmcb->control.tlb_ctl, TLB_CONTROL_DO_NOTHING);
	env_no_code = true;
	fault(DEVICE + 8, NPF_WRITE, 0);
	env_no_code = false;
	KUNIT_EXPECT_EQ(test, vmcb->control.tlb_ctl, TLB_CONTROL_FLUSH_ALL_ASID);
	KUNIT_EXPECT_EQ(test, calls.emulated + calls.violations + calls.refused, 0);
	KUNIT_EXPECT_EQ(test, vmcb->save.rip, 0x1000);
}

/* The push of a frame to a device is no store of the instruction at RIP */
static void refuses_event(struct kunit *test)
{
	unsigned int n;

	env_mapped = false;
	for (n = 0; n < ARRAY_SIZE(events); n++) {
		fault(DEVICE + 0xff8, NPF_WRITE, events[n]);
		KUNIT_EXPECT_EQ_MSG(test, calls.emulated, 0, "event 0x%x", events[n]);
		KUNIT_EXPECT_EQ(test, calls.violations, 1);
		KUNIT_EXPECT_EQ(test, calls.kind, JH_VIOLATION_MMIO);
		KUNIT_EXPECT_EQ(test, env_priv.vmcb.save.rip, 0x1000);

		fault(apic_page_gpa + APIC_EOI, NPF_WRITE, events[n]);
		KUNIT_EXPECT_EQ(test, calls.emulated, 0);
		KUNIT_EXPECT_EQ(test, calls.violations, 1);

		fault(RAM, NPF_WRITE, events[n]);
		KUNIT_EXPECT_EQ(test, calls.violations, 1);
		KUNIT_EXPECT_EQ(test, calls.kind, JH_VIOLATION_MEMORY);
	}
}

/* Memory that came meanwhile: the event is delivered again */
static void redelivers_event(struct kunit *test)
{
	struct vmcb_control_area *c = &env_priv.vmcb.control;
	unsigned int n;

	env_mapped = true;
	for (n = 0; n < 4; n++) {
		fault(RAM, NPF_WRITE, events[n]);
		KUNIT_EXPECT_EQ(test, calls.violations, 0);
		KUNIT_EXPECT_EQ(test, c->event_inj, events[n]);
		KUNIT_EXPECT_EQ(test, c->event_inj_err, 0x1234);
		KUNIT_EXPECT_EQ(test, env_priv.vmcb.save.rip, 0x1000);
	}
	fault(RAM, NPF_WRITE, 0);
	KUNIT_EXPECT_EQ(test, calls.violations, 0);
	KUNIT_EXPECT_EQ(test, c->event_inj, 0);
	env_mapped = false;
}

/* Instructions that make events are executed again, with the right return address */
static void repeats_instruction(struct kunit *test)
{
	static const u32 software[] = {
		EVENT(SOFT, 0x80), EVENT(SOFT, X86_TRAP_BP), EVENT(SOFT, X86_TRAP_OF),
		EVENT(EXEPT, X86_TRAP_BP), EVENT(EXEPT, X86_TRAP_OF),
	};
	unsigned int n;

	env_mapped = true;
	for (n = 0; n < ARRAY_SIZE(software); n++) {
		fault(RAM, NPF_WRITE, software[n]);
		KUNIT_EXPECT_EQ(test, calls.violations, 0);
		KUNIT_EXPECT_EQ_MSG(test, env_priv.vmcb.control.event_inj, 0,
				    "event 0x%x", software[n]);
		KUNIT_EXPECT_EQ(test, env_priv.vmcb.save.rip, 0x1000);
	}
	env_mapped = false;
}

/* User mode gets an exception, but who delivers events to nowhere is stopped */
static void from_user_mode(struct kunit *test)
{
	struct mmio_access access = { .address = RAM, .write = true };

	fault(RAM, NPF_WRITE, 0);
	env_priv.vmcb.save.cpl = 3;
	memset(&calls, 0, sizeof(calls));
	refuse_mmio(&regs, &access);
	KUNIT_EXPECT_EQ(test, calls.refused, 1);
	KUNIT_EXPECT_EQ(test, env_priv.vmcb.control.event_inj,
			EVENT(EXEPT, X86_TRAP_GP));
	KUNIT_EXPECT_EQ(test, calls.violations, 0);

	env_priv.vmcb.control.exit_int_info = events[0];
	memset(&calls, 0, sizeof(calls));
	refuse_mmio(&regs, &access);
	KUNIT_EXPECT_EQ(test, calls.refused, 0);
	KUNIT_EXPECT_EQ(test, calls.violations, 1);
}

static struct kunit_case mmio_exit_cases[] = {
	KUNIT_CASE(emulates_instruction),
	KUNIT_CASE(walks_again),
	KUNIT_CASE(refuses_event),
	KUNIT_CASE(redelivers_event),
	KUNIT_CASE(repeats_instruction),
	KUNIT_CASE(from_user_mode),
	{}
};

static struct kunit_suite mmio_exit_suite = {
	.name = "jailhouse-mmio-exit",
	.test_cases = mmio_exit_cases,
};

kunit_test_suite(mmio_exit_suite);
