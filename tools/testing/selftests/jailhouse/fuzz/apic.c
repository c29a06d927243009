// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: emulation of local APIC and IO-APIC
 *
 * Input: the first byte is the mode (bit 0: x2APIC), then records of RECORD bytes:
 * what is done, by which CPU, an address and a value. They run on a machine of
 * NUM_CPUS CPUs in two cells.
 *
 * Checked wherever the emulation touches hardware or another CPU: nothing that a
 * cell does reaches a CPU or a pin of the other one, and no register gets a value
 * that would let hardware do so later.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apic_hw.h>
#include <cell.h>
#include <control.h>
#include <ioapic.h>
#include <mmio.h>

#include "fuzz.h"

#define RECORD		14
#define NUM_CPUS	8
#define PINS		24
#define IOAPIC_BASE	0xfec00000ULL

/* CPUs 0 to 4 are the root cell's */
static const u32 apic_ids[NUM_CPUS] = { 0, 1, 2, 4, 0x10, 5, 3, 0x11 };

enum {
	DO_XAPIC_WRITE,
	DO_MSR_WRITE,
	DO_MSR_READ,
	DO_IOAPIC_WRITE,
	DO_IOAPIC_READ,
	DO_ENTRY,
	DO_MSI,
	DO_STATE,
	NUM_DO
};

/* What the code under test wants of its surroundings */
struct percpu *apic_cpu[APIC_CPU_TABLE];
bool apic_x2apic;
u64 apic_present;
u8 apic_num_eilvt;
u32 num_cpus = NUM_CPUS;
static struct cell root, other;
struct cell *root_cell = &root;
static struct jailhouse_config_system sys;
const struct jailhouse_config_system *system = &sys;

static struct percpu cpus[NUM_CPUS];
static struct percpu *actor;		/* CPU that does something now */
static struct ioapic_view *acting_view;
static u32 regs[NUM_CPUS][0x100];
static u32 rte[2 * IOAPIC_MAX_PINS];
static struct ioapic chip;
static struct ioapic_view views[2];

static void __noreturn fail(const char *what, u64 a, u64 b)
{
	fprintf(stderr, "CPU %u: %s: %llx %llx\n", actor ? actor->cpu : ~0U, what,
		(unsigned long long)a, (unsigned long long)b);
	abort();
}

struct percpu *percpu_of(u32 cpu)
{
	if (cpu >= NUM_CPUS)
		fail("no such CPU", cpu, 0);
	return &cpus[cpu];
}

u32 cell_next_cpu(const struct cell *cell, u32 cpu)
{
	while (cpu < NUM_CPUS && !cell_owns_cpu(cell, cpu))
		cpu++;
	return cpu;
}

void cpu_request(struct percpu *pc, u32 request)
{
	if (pc->cell != actor->cell)
		fail("request to a foreign CPU", pc->cpu, request);
	if (request & ~(CPU_REQ_NMI | CPU_REQ_INIT | CPU_REQ_SIPI))
		fail("request that no IPI makes", pc->cpu, request);
	if (request & CPU_REQ_SIPI && !pc->arch.wait_for_sipi &&
	    !(pc->request & CPU_REQ_INIT))
		fail("SIPI to a CPU that does not wait", pc->cpu, request);
	pc->request |= request;
}

void apic_refused(u16 kind, u64 address, u64 value)
{
}

void apic_wait_idle(void)
{
	regs[actor->cpu][APIC_ICR >> 4] &= ~APIC_ICR_BUSY;
}

void ticket_wait(const struct ticket_lock *lock, u32 ticket)
{
	fail("a lock was not released", ticket, 0);
}

/* Of physical ids, by a search of our own */
static struct percpu *by_id(u32 id)
{
	u32 cpu;

	for (cpu = 0; cpu < NUM_CPUS; cpu++) {
		if (apic_ids[cpu] == id)
			return &cpus[cpu];
	}
	return NULL;
}

static void check_icr(u32 dest, u32 icr)
{
	struct percpu *pc = by_id(dest);

	if (!pc || pc->cell != actor->cell)
		fail("IPI to a foreign CPU", dest, icr);
	if (icr & ~(APIC_INT_ASSERT | APIC_VECTOR_MASK) || (icr & 0xff) < 16)
		fail("IPI that is no plain one", dest, icr);
}

static void check_write(u32 offset, u64 value)
{
	u32 mode = value & APIC_MODE_MASK;

	if (offset & 0xf || offset >= 0x1000)
		fail("write to no register", offset, value);
	switch (offset) {
	case APIC_TASKPRI:
	case APIC_EOI:
	case APIC_SPIV:
	case APIC_ESR:
	case APIC_LVTT:
	case APIC_TMICT:
	case APIC_TDCR:
		if (apic_x2apic)
			fail("write that need not exit", offset, value);
		break;
	case APIC_ICR2:
		if (apic_x2apic)
			fail("write to no register", offset, value);
		break;
	case APIC_LDR:
		if (value && value != SET_APIC_LOGICAL_ID(1U << actor->cpu))
			fail("logical id of another CPU", offset, value);
		if (apic_x2apic)
			fail("write to no register", offset, value);
		break;
	case APIC_LVTCMCI:
	case APIC_LVTTHMR:
	case APIC_LVTPC:
	case APIC_LVTERR:
	case APIC_LVT0:
	case APIC_LVT1:
	case APIC_EILVT(0):
	case APIC_EILVT(1):
	case APIC_EILVT(2):
	case APIC_EILVT(3):
		if (value & APIC_LVT_MASKED)
			break;
		if (offset == APIC_LVT0 || offset == APIC_LVT1) {
			if (actor->cell != &root)
				fail("line of the board in a cell", offset, value);
			if (offset == APIC_LVT0 && mode == APIC_DM_EXTINT)
				break;
		}
		if (mode != APIC_DM_FIXED && mode != APIC_DM_NMI)
			fail("delivery mode", offset, value);
		break;
	default:
		fail("write to a register that is not a cell's", offset, value);
	}
}

u32 xapic_hw_read(u32 offset)
{
	if (apic_x2apic || offset & 0xf || offset >= 0x1000)
		fail("read of no register", offset, 0);
	return regs[actor->cpu][offset >> 4];
}

void xapic_hw_write(u32 offset, u32 value)
{
	if (apic_x2apic)
		fail("access to memory in x2APIC mode", offset, value);
	regs[actor->cpu][offset >> 4] = value;
	if (offset == APIC_ICR) {
		check_icr(regs[actor->cpu][APIC_ICR2 >> 4] >> 24, value);
		regs[actor->cpu][APIC_ICR >> 4] |= APIC_ICR_BUSY;
	} else {
		check_write(offset, value);
	}
}

u64 x2apic_hw_read(u32 offset)
{
	if (!apic_x2apic || offset & 0xf || offset >= 0x1000)
		fail("read of no register", offset, 0);
	return regs[actor->cpu][offset >> 4];
}

int x2apic_hw_write_safe(u32 offset, u64 value)
{
	if (offset == APIC_ICR)
		fail("checked write of the ICR", offset, value);
	x2apic_hw_write(offset, value);
	return 0;
}

void x2apic_hw_write(u32 offset, u64 value)
{
	if (!apic_x2apic)
		fail("MSR in xAPIC mode", offset, value);
	if (offset == APIC_ICR)
		check_icr(value >> 32, value);
	else
		check_write(offset, value);
}

/* Whom a message of a device reaches, by what hardware has in its registers */
static bool reaches(const struct percpu *pc, u32 dest, bool logical)
{
	if (dest == 0xff)
		return true;
	if (!logical)
		return apic_ids[pc->cpu] == dest;
	if (apic_x2apic)
		return apic_ids[pc->cpu] < 8 && dest >> apic_ids[pc->cpu] & 1;
	/* any value that it could get */
	return dest >> pc->cpu & 1;
}

static void check_message(const struct cell *cell, u32 dest, u32 flags)
{
	u32 mode = flags & APIC_MODE_MASK, cpu;

	if (mode != APIC_DM_FIXED && mode != APIC_DM_LOWEST)
		fail("delivery mode of a message", dest, flags);
	if ((flags & 0xff) < 16)
		fail("vector of a message", dest, flags);
	for (cpu = 0; cpu < NUM_CPUS; cpu++) {
		if (cpus[cpu].cell != cell &&
		    reaches(&cpus[cpu], dest, flags & APIC_DEST_LOGICAL))
			fail("message to a foreign CPU", dest, flags);
	}
}

u32 ioapic_hw_read(struct ioapic *c, u32 reg)
{
	u32 n = reg - IOAPIC_REG_RTE;

	if (reg <= IOAPIC_REG_ARB)
		return reg;
	if (n >= 2 * PINS || !ioapic_owns(acting_view, n / 2))
		fail("read of a foreign pin", reg, 0);
	return rte[n];
}

void ioapic_hw_write(struct ioapic *c, u32 reg, u32 value)
{
	u32 n = reg - IOAPIC_REG_RTE;

	if (n >= 2 * PINS || !ioapic_owns(acting_view, n / 2))
		fail("write to a foreign pin", reg, value);
	rte[n] = value;
	if (!(rte[n & ~1] & APIC_LVT_MASKED)) {
		if (rte[n | 1] & 0xffffff)
			fail("reserved bits of an entry", reg, rte[n | 1]);
		check_message(acting_view->cell, rte[n | 1] >> 24, rte[n & ~1]);
	}
}

void ioapic_hw_eoi(struct ioapic *c, u32 vector)
{
	fail("end of interrupts of all cells", vector, 0);
}

static void reset(u8 mode)
{
	u32 n;

	memset(cpus, 0, sizeof(cpus));
	memset(regs, 0, sizeof(regs));
	memset(&root, 0, sizeof(root));
	memset(&other, 0, sizeof(other));
	memset(&chip, 0, sizeof(chip));
	memset(views, 0, sizeof(views));
	memset(rte, 0, sizeof(rte));
	apic_x2apic = mode & 1;
	apic_num_eilvt = mode & 2 ? 4 : 0;
	apic_present = mode & 4 ? ~0ULL : ~APIC_REG(APIC_LVTCMCI);

	for (n = 0; n < NUM_CPUS; n++) {
		cpus[n].cpu = n;
		cpus[n].cell = n < 5 ? &root : &other;
		cpus[n].cell->cpu_set[0] |= 1ULL << n;
		cpus[n].arch.apic_id = apic_ids[n];
		cpus[n].arch.dfr = APIC_DFR_FLAT;
		apic_cpu[apic_ids[n]] = &cpus[n];
		regs[n][APIC_DFR >> 4] = APIC_DFR_FLAT;
	}
	chip.address = IOAPIC_BASE;
	chip.num_pins = PINS;
	chip.version = IOAPIC_VERSION_EOI;
	for (n = 0; n < PINS; n++) {
		chip.rte_low[n] = APIC_LVT_MASKED;
		rte[2 * n] = APIC_LVT_MASKED;
	}
	views[0].chip = &chip;
	views[0].cell = &root;
	views[0].pins[0] = 0xf0ff;
	views[1].chip = &chip;
	views[1].cell = &other;
	views[1].pins[0] = 0x80e00;
}

static void do_ioapic(u32 address, u64 value, bool write)
{
	struct mmio_access access = {
		.address = IOAPIC_BASE + (address & 0xfff),
		.value = value,
		.size = 1 << (address >> 12 & 3),
		.write = write,
	};

	ioapic_access(acting_view, &access);
}

static void do_msi(u64 address, u32 data)
{
	u32 flags = data & (APIC_VECTOR_MASK | APIC_MODE_MASK);
	u32 dest = address >> 12 & 0xff;

	if (irq_check_msi(actor->cell, address, data))
		return;
	if (address >> 20 != 0xfee || address & 0xff0 || data & APIC_INT_LEVELTRIG)
		fail("message of an unknown form", address, data);
	if (address & 4)
		check_message(actor->cell, dest, flags | APIC_DEST_LOGICAL);
	/* without the hint some look at the mode and some do not */
	if (!(address & 4) || !(address & 8))
		check_message(actor->cell, dest, flags);
}

int fuzz_one_input(const uint8_t *data, size_t size)
{
	const uint8_t *end = data + size;
	u64 value, read;
	u32 address;
	int err;

	reset(size ? *data++ : 0);
	for (; end - data >= RECORD; data += RECORD) {
		actor = &cpus[data[1] % NUM_CPUS];
		acting_view = &views[actor->cell == &other];
		memcpy(&address, data + 2, sizeof(address));
		memcpy(&value, data + 6, sizeof(value));
		switch (data[0] % NUM_DO) {
		case DO_XAPIC_WRITE:
			if (apic_x2apic)
				break;
			err = apic_reg_write(actor, address & 0xfff, value);
			if (err && err != -EPERM)
				fail("unexpected error", address, err);
			if (regs[actor->cpu][APIC_ICR2 >> 4] != actor->arch.icr2)
				fail("ICR2 is not the cell's", address,
				     regs[actor->cpu][APIC_ICR2 >> 4]);
			break;
		case DO_MSR_WRITE:
			address = X2APIC_MSR_FIRST + (address & 0xff);
			/* what passes does not exit */
			if (apic_x2apic && apic_msr_plain_write(address))
				break;
			err = apic_msr_write(actor, address, value);
			if (err && err != -EFAULT)
				fail("unexpected error", address, err);
			break;
		case DO_MSR_READ:
			address = X2APIC_MSR_FIRST + (address & 0xff);
			err = apic_msr_read(actor, address, &read);
			if (err && err != -EFAULT)
				fail("unexpected error", address, err);
			break;
		case DO_IOAPIC_WRITE:
			do_ioapic(address, value, true);
			break;
		case DO_IOAPIC_READ:
			do_ioapic(address, value, false);
			break;
		case DO_ENTRY:
			/* both registers, for inputs that random ones hardly find */
			do_ioapic(2 << 12 | IOAPIC_INDEX,
				  IOAPIC_REG_RTE + address % (2 * PINS + 2), true);
			do_ioapic(2 << 12 | IOAPIC_DATA, value, true);
			break;
		case DO_MSI:
			do_msi(value, address);
			break;
		case DO_STATE:
			/* what the CPU does with its requests */
			actor->request = 0;
			actor->failed = value & 1;
			actor->parked = value & 2;
			actor->arch.wait_for_sipi = value & 4;
			break;
		}
	}
	return 0;
}
