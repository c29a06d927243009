// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers of the local APIC, as a cell may use them
 *
 * Offsets are those of the xAPIC page; an x2APIC MSR is its offset / 16 + 0x800.
 * AMD APM vol. 2, 16.3 to 16.11.
 */
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <apic.h>
#include <apic_hw.h>
#include <boot.h>
#include <cell.h>

/* Bits of an LVT entry that can be written */
#define LVT_WRITABLE	(APIC_VECTOR_MASK | APIC_MODE_MASK | APIC_INPUT_POLARITY | \
			 APIC_LVT_LEVEL_TRIGGER | APIC_LVT_MASKED)

/* Interrupts of the APIC itself, next to the timer's, which is a plain register */
#define LVT_REGS	(APIC_REG(APIC_LVTCMCI) | APIC_REG(APIC_LVTTHMR) | \
			 APIC_REG(APIC_LVTPC) | APIC_REG(APIC_LVT0) | \
			 APIC_REG(APIC_LVT1) | APIC_REG(APIC_LVTERR))

#define REGS_OF_256(offset)	(0xffULL << ((offset) >> 4))

/* What the x2APIC MSRs show */
#define MSR_READABLE	(APIC_REG(APIC_ID) | APIC_REG(APIC_LVR) | \
			 APIC_REG(APIC_TASKPRI) | APIC_REG(APIC_PROCPRI) | \
			 APIC_REG(APIC_LDR) | APIC_REG(APIC_SPIV) | \
			 REGS_OF_256(APIC_ISR) | REGS_OF_256(APIC_TMR) | \
			 REGS_OF_256(APIC_IRR) | APIC_REG(APIC_ESR) | \
			 APIC_REG(APIC_ICR) | APIC_REG(APIC_LVTT) | LVT_REGS | \
			 APIC_REG(APIC_TMICT) | APIC_REG(APIC_TMCCT) | \
			 APIC_REG(APIC_TDCR))

/* One bit for every 16 bytes of the architectural registers */
#define APIC_REGS_SIZE	0x400

static bool is_eilvt(u32 offset)
{
	return offset >= APIC_EILVT(0) && offset < APIC_EILVT(apic_num_eilvt);
}

/**
 * apic_hw_ldr() - logical destination register that hardware gets
 * @pc:		a CPU
 *
 * Return: the value that the cell wrote if it is the one that apic.h speaks of,
 * else 0, which matches no logical destination.
 */
u32 apic_hw_ldr(const struct percpu *pc)
{
	if (pc->arch.dfr == APIC_DFR_FLAT && pc->cpu < APIC_FLAT_CPUS &&
	    pc->arch.ldr == SET_APIC_LOGICAL_ID(1U << pc->cpu))
		return pc->arch.ldr;
	return 0;
}

/*
 * A masked entry may hold anything. Others interrupt their own CPU, as NMIs for
 * the performance counters' sake. Firmware's SMIs and INIT are refused in a way
 * that hardware would understand, because Linux restores what it found there.
 * LINT0 and LINT1 are lines of the board and so the root cell's: for other cells
 * they stay masked.
 */
static int lvt_write(struct percpu *pc, u32 offset, u32 value)
{
	u32 mode = value & APIC_MODE_MASK;
	bool line = offset == APIC_LVT0 || offset == APIC_LVT1;

	value &= LVT_WRITABLE;
	if (line && pc->cell != root_cell) {
		value |= APIC_LVT_MASKED;
	} else if (!(value & APIC_LVT_MASKED) && mode != APIC_DM_FIXED &&
		   mode != APIC_DM_NMI &&
		   !(mode == APIC_DM_EXTINT && offset == APIC_LVT0)) {
		apic_refused(JH_VIOLATION_IRQ, offset, value);
		value |= APIC_LVT_MASKED;
	}
	/* Which of the bits an entry has differs, and WRMSR checks that */
	if (apic_x2apic)
		return x2apic_hw_write_safe(offset, value);
	xapic_hw_write(offset, value);
	return 0;
}

static void ldr_update(struct percpu *pc)
{
	xapic_hw_write(APIC_LDR, apic_hw_ldr(pc));
}

static noinline int reg_write_slow(struct percpu *pc, u32 offset, u32 value)
{
	switch (offset) {
	case APIC_LVTCMCI:
	case APIC_LVTTHMR:
	case APIC_LVTPC:
	case APIC_LVT0:
	case APIC_LVT1:
	case APIC_LVTERR:
		return lvt_write(pc, offset, value);
	case APIC_LDR:
		pc->arch.ldr = value & APIC_LDR_MASK;
		ldr_update(pc);
		return 0;
	case APIC_DFR:
		/* hardware stays flat */
		pc->arch.dfr = value | APIC_DFR_CLUSTER;
		ldr_update(pc);
		return 0;
	case APIC_ID:
	case APIC_ECTRL:
		/* AMD lets software change the id; nobody needs it */
		return value == xapic_hw_read(offset) ? 0 : -EPERM;
	}
	if (is_eilvt(offset) && !(offset & 0xf))
		return lvt_write(pc, offset, value);
	return -EPERM;
}

/**
 * apic_reg_write() - write to the xAPIC page
 * @pc:		this CPU
 * @offset:	offset in the page, any value
 * @value:	what the cell writes, 32 bits
 *
 * For a machine in xAPIC mode.
 *
 * Return: 0 if done, -EPERM if it is a violation.
 */
int apic_reg_write(struct percpu *pc, u32 offset, u32 value)
{
	u64 reg;

	/* A rotated offset is in range only if it was aligned, too */
	if (likely((offset >> 4 | offset << 28) < APIC_REGS_SIZE >> 4)) {
		reg = 1ULL << (offset >> 4);
		if (likely(reg & APIC_PLAIN_WRITES)) {
			xapic_hw_write(offset, value);
			return 0;
		}
		if (reg & APIC_REG(APIC_ICR))
			return ipi_xapic(pc, value);
		if (reg & APIC_REG(APIC_ICR2)) {
			pc->arch.icr2 = value & SET_XAPIC_DEST_FIELD(0xffU);
			xapic_idle();
			xapic_hw_write(APIC_ICR2, pc->arch.icr2);
			return 0;
		}
	}
	return reg_write_slow(pc, offset, value);
}

/**
 * apic_msr_readable() - has the x2APIC this MSR, and can it be read?
 * @msr:	X2APIC_MSR_FIRST to X2APIC_MSR_LAST
 *
 * Return: whether it has.
 */
bool apic_msr_readable(u32 msr)
{
	u32 offset = (msr - X2APIC_MSR_FIRST) << 4;

	if (offset < APIC_REGS_SIZE)
		return APIC_REG(offset) & MSR_READABLE & apic_present;
	if (offset == APIC_EFEAT || offset == APIC_ECTRL)
		return apic_num_eilvt;
	return is_eilvt(offset);
}

/**
 * apic_msr_plain_write() - may a cell write this MSR without our looking at it?
 * @msr:	X2APIC_MSR_FIRST to X2APIC_MSR_LAST
 *
 * On a machine in x2APIC mode. What it writes has no effect outside of its CPU.
 *
 * Return: whether it may.
 */
bool apic_msr_plain_write(u32 msr)
{
	u32 offset = (msr - X2APIC_MSR_FIRST) << 4;

	return offset < APIC_REGS_SIZE &&
	       APIC_REG(offset) & (APIC_PLAIN_WRITES | APIC_REG(APIC_SELF_IPI));
}

/**
 * apic_msr_read() - a cell reads an x2APIC MSR
 * @pc:		this CPU
 * @msr:	X2APIC_MSR_FIRST to X2APIC_MSR_LAST
 * @value:	result
 *
 * Return: 0, or -EFAULT to inject #GP.
 */
int apic_msr_read(struct percpu *pc, u32 msr, u64 *value)
{
	u32 id, offset = (msr - X2APIC_MSR_FIRST) << 4;

	if (!apic_msr_readable(msr))
		return -EFAULT;
	if (apic_x2apic) {
		*value = x2apic_hw_read(offset);
		return 0;
	}

	switch (offset) {
	case APIC_ID:
		*value = pc->arch.apic_id;
		break;
	case APIC_LDR:
		id = pc->arch.apic_id;
		*value = (u64)(id >> 4) << 16 | BIT(id & 15);
		break;
	case APIC_ICR:
		*value = (u64)GET_XAPIC_DEST_FIELD(pc->arch.icr2) << 32 |
			 (xapic_hw_read(APIC_ICR) & ~APIC_ICR_BUSY);
		break;
	default:
		*value = xapic_hw_read(offset);
	}
	return 0;
}

static noinline int msr_write_slow(struct percpu *pc, u32 msr, u32 value)
{
	u32 offset = (msr - X2APIC_MSR_FIRST) << 4;

	if (offset == APIC_SELF_IPI)
		return value > APIC_VECTOR_MASK ? -EFAULT :
		       ipi_x2apic(pc, APIC_DEST_SELF | value);

	if (!is_eilvt(offset) && (offset >= APIC_REGS_SIZE ||
				  !(APIC_REG(offset) & LVT_REGS & apic_present)))
		return -EFAULT;
	/* delivery status and remote IRR are read-only */
	if (value & ~(LVT_WRITABLE | APIC_SEND_PENDING | APIC_LVT_REMOTE_IRR))
		return -EFAULT;
	return lvt_write(pc, offset, value);
}

/**
 * apic_msr_write() - a cell writes an x2APIC MSR
 * @pc:		this CPU
 * @msr:	X2APIC_MSR_FIRST to X2APIC_MSR_LAST
 * @value:	what it writes
 *
 * Return: 0, or -EFAULT to inject #GP.
 */
int apic_msr_write(struct percpu *pc, u32 msr, u64 value)
{
	u32 offset = (msr - X2APIC_MSR_FIRST) << 4;

	if (likely(offset == APIC_ICR))
		return ipi_x2apic(pc, value);
	if (value >> 32)
		return -EFAULT;
	/* Where hardware has these MSRs, it checks what is written to them */
	if (!apic_x2apic && offset < APIC_REGS_SIZE &&
	    APIC_REG(offset) & APIC_PLAIN_WRITES) {
		if (value && (offset == APIC_EOI || offset == APIC_ESR))
			return -EFAULT;
		if (value > APIC_TPRI_MASK && offset == APIC_TASKPRI)
			return -EFAULT;
		xapic_hw_write(offset, value);
		return 0;
	}
	return msr_write_slow(pc, msr, value);
}
