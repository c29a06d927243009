// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interprocessor interrupts: the interrupt command register
 *
 * Whatever a cell names as the destination, interrupts go out to physical
 * destinations, one CPU of the cell at a time. So there is one place that decides
 * who gets them, and no shorthand, broadcast or logical id that hardware would
 * interpret; but see ipi_fast.h for what names one CPU in x2APIC mode. AMD APM
 * vol. 2, 16.5 and 16.13; Intel SDM vol. 3, 11.6 and 11.12.9.
 */
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <apic.h>
#include <apic_hw.h>
#include <boot.h>
#include <cell.h>

#define ICR_SHORTHAND		APIC_DEST_ALLBUT
#define ICR_RESERVED		(GENMASK(31, 20) | GENMASK(17, 16) | BIT(13))

#define X2APIC_BROADCAST	0xffffffff

/* All but these bits zero: fixed, edge, to one CPU by physical id */
#define ICR_SIMPLE		(APIC_VECTOR_MASK | APIC_INT_ASSERT)

/**
 * struct ipi - an interrupt on its way
 * @sender:	CPU that sends it
 * @dest:	destination as the cell wrote it
 * @icr:	low half of the ICR
 * @x2apic:	@dest has the format of x2APIC mode
 */
struct ipi {
	struct percpu *sender;
	u32 dest;
	u32 icr;
	bool x2apic;
};

static void ipi_drop(const struct ipi *ipi)
{
	apic_refused(JH_VIOLATION_IPI, ipi->dest, ipi->icr);
}

/* The bits of a logical destination by which it names @pc */
static u32 logical_match(const struct ipi *ipi, const struct percpu *pc)
{
	u32 id = pc->arch.apic_id, dest = ipi->dest;
	u32 ldr = GET_APIC_LOGICAL_ID(pc->arch.ldr);

	if (ipi->x2apic)
		return id >> 4 == dest >> 16 ? dest & BIT(id & 15) : 0;
	if (pc->arch.dfr >> 28 == 0xf)
		return dest & ldr;
	/* clusters of 4 CPUs; cluster 15 is all of them */
	if (dest >> 4 == 0xf || dest >> 4 == ldr >> 4)
		return dest & ldr & 0xf;
	return 0;
}

/* Bits of a logical destination that name CPUs, in no cluster or in one */
static u32 logical_set(const struct ipi *ipi)
{
	if (ipi->x2apic)
		return ipi->dest & 0xffff;
	if (ipi->sender->arch.dfr >> 28 == 0xf)
		return ipi->dest;
	return ipi->dest & 0xf;
}

static bool ipi_broadcast(const struct ipi *ipi)
{
	return ipi->dest == (ipi->x2apic ? X2APIC_BROADCAST : APIC_ALL_CPUS);
}

static void deliver(const struct ipi *ipi, struct percpu *pc)
{
	switch (ipi->icr & APIC_DM_FIXED_MASK) {
	case APIC_DM_FIXED:
	case APIC_DM_LOWEST:
		apic_hw_send(pc->arch.apic_id, ipi->icr & APIC_VECTOR_MASK);
		break;
	case APIC_DM_NMI:
		/*
		 * Hardware merges NMIs, and we kick by NMI: sent as one of
		 * ours, it cannot be lost in another one.
		 */
		if (!pc->failed)
			cpu_request(pc, CPU_REQ_NMI);
		break;
	case APIC_DM_INIT:
		if (!pc->failed)
			cpu_request(pc, CPU_REQ_INIT);
		break;
	case APIC_DM_STARTUP:
		/* The CPU need not have seen the INIT before this one yet */
		if (pc->failed ||
		    !(READ_ONCE(pc->arch.wait_for_sipi) ||
		      READ_ONCE(pc->request) & CPU_REQ_INIT))
			break;
		WRITE_ONCE(pc->arch.sipi_vector, ipi->icr & APIC_VECTOR_MASK);
		cpu_request(pc, CPU_REQ_SIPI);
		break;
	}
}

/*
 * Arbitration of lowest priority is up to the implementation; ours takes the
 * first CPU that executes anything.
 */
static void deliver_lowest(const struct ipi *ipi)
{
	struct percpu *pc, *target = NULL;
	u32 cpu;

	for_each_cell_cpu(cpu, ipi->sender->cell) {
		pc = percpu_of(cpu);
		if (!ipi_broadcast(ipi) && !logical_match(ipi, pc))
			continue;
		if (!target)
			target = pc;
		if (!READ_ONCE(pc->parked) && !READ_ONCE(pc->arch.wait_for_sipi)) {
			target = pc;
			break;
		}
	}
	if (target)
		deliver(ipi, target);
	else
		ipi_drop(ipi);
}

static void deliver_logical(const struct ipi *ipi)
{
	u32 cpu, match, left = logical_set(ipi);
	struct percpu *pc;

	for_each_cell_cpu(cpu, ipi->sender->cell) {
		pc = percpu_of(cpu);
		match = logical_match(ipi, pc);
		if (match)
			deliver(ipi, pc);
		left &= ~match;
	}
	if (left)
		ipi_drop(ipi);
}

static void deliver_all(const struct ipi *ipi, const struct percpu *but)
{
	struct percpu *pc;
	u32 cpu;

	for_each_cell_cpu(cpu, ipi->sender->cell) {
		pc = percpu_of(cpu);
		if (pc != but)
			deliver(ipi, pc);
	}
}

static void deliver_physical(const struct ipi *ipi)
{
	struct percpu *pc = apic_find_cpu(ipi->dest);

	if (pc && pc->cell == ipi->sender->cell)
		deliver(ipi, pc);
	else
		ipi_drop(ipi);
}

/* Delivery modes that a cell may use, with a sensible vector */
static bool ipi_permitted(const struct ipi *ipi)
{
	u32 mode = ipi->icr & APIC_DM_FIXED_MASK;

	switch (mode) {
	case APIC_DM_FIXED:
	case APIC_DM_LOWEST:
		return (ipi->icr & APIC_VECTOR_MASK) >= APIC_FIRST_VECTOR;
	case APIC_DM_NMI:
	case APIC_DM_INIT:
	case APIC_DM_STARTUP:
		return (ipi->icr & ICR_SHORTHAND) != APIC_DEST_SELF;
	default:
		/* SMI belongs to the firmware, the others exist no more */
		return false;
	}
}

static noinline void ipi_send(const struct ipi *ipi)
{
	if (!ipi_permitted(ipi)) {
		ipi_drop(ipi);
		return;
	}
	/* INIT level de-assert sets arbitration ids, which no APIC has today */
	if ((ipi->icr & APIC_DM_FIXED_MASK) == APIC_DM_INIT &&
	    (ipi->icr & APIC_INT_LEVELTRIG) && !(ipi->icr & APIC_INT_ASSERT))
		return;

	switch (ipi->icr & ICR_SHORTHAND) {
	case APIC_DEST_SELF:
		deliver(ipi, ipi->sender);
		return;
	case APIC_DEST_ALLINC:
		deliver_all(ipi, NULL);
		return;
	case APIC_DEST_ALLBUT:
		deliver_all(ipi, ipi->sender);
		return;
	}

	if ((ipi->icr & APIC_DM_FIXED_MASK) == APIC_DM_LOWEST &&
	    (ipi_broadcast(ipi) || ipi->icr & APIC_DEST_LOGICAL))
		deliver_lowest(ipi);
	else if (ipi_broadcast(ipi))
		deliver_all(ipi, NULL);
	else if (ipi->icr & APIC_DEST_LOGICAL)
		deliver_logical(ipi);
	else
		deliver_physical(ipi);
}

/* Nearly every IPI is this: a fixed interrupt for one CPU of the cell */
static __always_inline bool ipi_is_simple(const struct percpu *pc, u32 dest,
					  u32 icr)
{
	const struct percpu *target;

	if ((icr & ~ICR_SIMPLE) || (icr & APIC_VECTOR_MASK) < APIC_FIRST_VECTOR ||
	    dest >= APIC_CPU_TABLE)
		return false;
	target = apic_cpu_at(dest);
	return target && target->cell == pc->cell;
}

/**
 * ipi_xapic() - a cell wrote the lower half of the ICR in the xAPIC page
 * @pc:		this CPU; its destination is in arch.icr2
 * @icr:	what was written
 *
 * Bits that the ICR does not have are ignored.
 *
 * Return: 0; what is refused is dropped and recorded.
 */
int ipi_xapic(struct percpu *pc, u32 icr)
{
	struct ipi ipi = {
		.sender = pc,
		.dest = GET_XAPIC_DEST_FIELD(pc->arch.icr2),
		.icr = icr & ~(ICR_RESERVED | APIC_ICR_BUSY),
	};

	if (likely(ipi_is_simple(pc, ipi.dest, ipi.icr))) {
		/* ICR2 holds the destination already */
		xapic_idle();
		xapic_hw_write(APIC_ICR, ipi.icr);
		return 0;
	}
	ipi_send(&ipi);
	xapic_idle();
	xapic_hw_write(APIC_ICR2, pc->arch.icr2);
	return 0;
}

/**
 * ipi_x2apic() - a cell wrote the ICR of the x2APIC
 * @pc:		this CPU
 * @icr:	what was written
 *
 * The machine may be in xAPIC mode; then the destination still has x2APIC format.
 *
 * Return: 0, also if the interrupt was dropped and recorded; -EFAULT if reserved
 * bits are set.
 */
int ipi_x2apic(struct percpu *pc, u64 icr)
{
	struct ipi ipi = {
		.sender = pc,
		.dest = icr >> 32,
		.icr = icr & ~APIC_ICR_BUSY,
		.x2apic = true,
	};

	if (likely(ipi_is_simple(pc, ipi.dest, ipi.icr))) {
		apic_hw_send(ipi.dest, ipi.icr);
		/* so that the MSR reads as written */
		pc->arch.icr2 = SET_XAPIC_DEST_FIELD(ipi.dest);
		return 0;
	}
	if (ipi.icr & ICR_RESERVED)
		return -EFAULT;
	ipi_send(&ipi);
	if (!apic_x2apic) {
		xapic_idle();
		xapic_hw_write(APIC_ICR2, pc->arch.icr2);
	}
	return 0;
}
