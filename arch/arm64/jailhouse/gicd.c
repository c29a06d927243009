// SPDX-License-Identifier: GPL-2.0-only
/*
 * The distributor as cells see it
 *
 * A cell reaches the bits of its own interrupts only; all others read as zero, and
 * what is written to them is ignored, because guests sweep all registers. Only an
 * interrupt that is sent to a foreign CPU is a violation.
 */
#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/irqchip/arm-gic-v3.h>
#include <asm/cputype.h>
#include <cell.h>
#include <control.h>
#include <gic.h>
#include <mmio.h>
#include <ticket.h>

/* For what can be changed by reading and writing back only */
static struct ticket_lock gicd_lock;

enum gicd_kind {
	GICD_BITS,	/* a bit an interrupt; writing zeroes changes nothing */
	GICD_FIXED,	/* ... that cannot be changed */
	GICD_PRIORITY,	/* a byte an interrupt */
	GICD_CONFIG,	/* two bits an interrupt */
};

/* Registers that have something for each interrupt */
static const struct {
	u16 start;
	u16 size;
	u8 kind;
} gicd_arrays[] = {
	{ GICD_IGROUPR,		0x80,	GICD_FIXED },
	{ GICD_ISENABLER,	0x80,	GICD_BITS },
	{ GICD_ICENABLER,	0x80,	GICD_BITS },
	{ GICD_ISPENDR,		0x80,	GICD_BITS },
	{ GICD_ICPENDR,		0x80,	GICD_BITS },
	{ GICD_ISACTIVER,	0x80,	GICD_BITS },
	{ GICD_ICACTIVER,	0x80,	GICD_BITS },
	{ GICD_IPRIORITYR,	0x400,	GICD_PRIORITY },
	{ GICD_ICFGR,		0x100,	GICD_CONFIG },
};

/* Bits of 16 interrupts from @intid on, each one twice */
static u32 config_mask(const struct cell *cell, u32 intid)
{
	u32 bits = cell->arch.irqs[intid / 32] >> (intid % 32) & 0xffff;
	u32 mask = 0, n;

	for (n = 0; n < 16; n++)
		mask |= (bits >> n & 1) * (3U << 2 * n);
	return mask;
}

static void access_bits(const struct cell *cell, struct mmio_access *access,
			u32 offset, u32 intid, bool fixed)
{
	u32 mask = cell->arch.irqs[intid / 32];

	if (access->size != 4 || offset & 3)
		return;
	if (!access->write)
		access->value = mmio_read(gicd + offset, 4) & mask;
	else if (!fixed && access->value & mask)
		mmio_write(gicd + offset, access->value & mask, 4);
}

static void access_priority(const struct cell *cell, struct mmio_access *access,
			    u32 offset, u32 intid)
{
	u64 result = 0;
	u8 n, value;

	for (n = 0; n < access->size; n++) {
		if (!gic_owns(cell, intid + n))
			continue;
		if (access->write) {
			value = access->value >> 8 * n;
			mmio_write(gicd + offset + n,
				   max_t(u8, value, GIC_PRIORITY_HIGHEST), 1);
		} else {
			result |= mmio_read(gicd + offset + n, 1) << 8 * n;
		}
	}
	if (!access->write)
		access->value = result;
}

static void access_config(const struct cell *cell, struct mmio_access *access,
			  u32 offset, u32 intid)
{
	u32 mask, value;

	if (access->size != 4 || offset & 3)
		return;
	mask = config_mask(cell, intid);
	if (!access->write) {
		access->value = mmio_read(gicd + offset, 4) & mask;
		return;
	}
	if (!mask)
		return;
	ticket_lock(&gicd_lock);
	value = mmio_read(gicd + offset, 4);
	mmio_write(gicd + offset, (value & ~mask) | (access->value & mask), 4);
	ticket_unlock(&gicd_lock);
}

/* Affinity as in IROUTER: is it that of a CPU of the cell? */
static bool is_own_route(const struct cell *cell, u64 route)
{
	u32 cpu;

	for_each_cell_cpu(cpu, cell)
		if (!((percpu_of(cpu)->arch.mpidr ^ route) & MPIDR_HWID_BITMASK))
			return true;
	return false;
}

/*
 * IROUTER: 64 bits, which may be written by halves. "Any CPU" would be any of the
 * machine.
 */
static int access_route(const struct cell *cell, struct mmio_access *access,
			u32 offset)
{
	u8 *reg = gicd + (offset & ~7U);
	u64 route;

	if (!gic_owns(cell, (offset - GICD_IROUTER) / 8) || access->size < 4)
		return 0;
	route = mmio_read(reg, 8);
	if (!access->write) {
		access->value = access->size == 8 ? route :
				offset & 4 ? route >> 32 : (u32)route;
		return 0;
	}
	if (access->size == 8)
		route = access->value;
	else if (offset & 4)
		route = (u32)route | access->value << 32;
	else
		route = (route & ~(u64)U32_MAX) | access->value;
	if (route & GICD_IROUTER_SPI_MODE_ANY || !is_own_route(cell, route))
		return -EPERM;
	mmio_write(reg, route, 8);
	return 0;
}

/* What describes the distributor, and its control register, which is ours */
static void access_other(struct mmio_access *access, u32 offset)
{
	if (access->write)
		return;
	switch (offset) {
	case GICD_CTLR:
	case GICD_TYPER:
	case GICD_IIDR:
	case GICD_TYPER2:
	case GICD_IDREGS ... GICD_IDREGS + 0x2f:
		if (access->size == 4)
			access->value = mmio_read(gicd + offset, 4);
		break;
	}
	/* Group 0 is not there for cells; there are neither LPIs nor messages */
	if (offset == GICD_CTLR)
		access->value &= ~(u64)GICD_CTLR_ENABLE_SS_G0;
	if (offset == GICD_TYPER)
		access->value &= ~(u64)(GICD_TYPER_LPIS | GICD_TYPER_MBIS |
					GICD_TYPER_ESPI);
}

/**
 * gicd_access() - access to the distributor
 * @arg:	the cell
 * @access:	the access
 *
 * Context: exit path.
 * Return: 0 if done or ignored on purpose, -EPERM if it is a violation.
 */
int gicd_access(void *arg, struct mmio_access *access)
{
	const struct cell *cell = arg;
	u32 offset = access->address - system->arm.gicd_base, n, inside;

	/* GICv2: there is no other cell than the root yet, see gic_cell_prepare() */
	if (!gic_v3) {
		if (access->write)
			mmio_write(gicd + offset, access->value, access->size);
		else
			access->value = mmio_read(gicd + offset, access->size);
		return 0;
	}
	if (!access->write)
		access->value = 0;
	if (access->address & (access->size - 1))
		return 0;
	for (n = 0; n < ARRAY_SIZE(gicd_arrays); n++) {
		inside = offset - gicd_arrays[n].start;
		if (inside >= gicd_arrays[n].size)
			continue;
		switch (gicd_arrays[n].kind) {
		case GICD_BITS:
			access_bits(cell, access, offset, inside * 8, false);
			break;
		case GICD_FIXED:
			access_bits(cell, access, offset, inside * 8, true);
			break;
		case GICD_PRIORITY:
			access_priority(cell, access, offset, inside);
			break;
		case GICD_CONFIG:
			access_config(cell, access, offset, inside * 4);
			break;
		}
		return 0;
	}
	if (offset - GICD_IROUTER < 8 * GIC_MAX_INTID)
		return access_route(cell, access, offset);
	access_other(access, offset);
	return 0;
}

/**
 * gicd_reset_irq() - bring a shared interrupt to the state at the start of a cell
 * @cell:	whose interrupt it is from now on
 * @intid:	INTID
 *
 * Disabled, neither pending nor active, of group 1, sent to a CPU of the cell.
 */
void gicd_reset_irq(const struct cell *cell, u32 intid)
{
	u32 word = intid / 32 * 4, bit = 1U << intid % 32, value;
	u32 cpu = cell_next_cpu(cell, 0);

	mmio_write(gicd + GICD_ICENABLER + word, bit, 4);
	while (gic_v3 && mmio_read(gicd + GICD_CTLR, 4) & GICD_CTLR_RWP)
		;
	mmio_write(gicd + GICD_ICPENDR + word, bit, 4);
	mmio_write(gicd + GICD_ICACTIVER + word, bit, 4);
	mmio_write(gicd + GICD_IPRIORITYR + intid, GIC_PRIORITY_DEFAULT, 1);
	if (!gic_v3 || cpu >= num_cpus)
		return;
	ticket_lock(&gicd_lock);
	value = mmio_read(gicd + GICD_IGROUPR + word, 4);
	mmio_write(gicd + GICD_IGROUPR + word, value | bit, 4);
	ticket_unlock(&gicd_lock);
	mmio_write(gicd + GICD_IROUTER + 8 * intid,
		   percpu_of(cpu)->arch.mpidr & MPIDR_HWID_BITMASK, 8);
}
