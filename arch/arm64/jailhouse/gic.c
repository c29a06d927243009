// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unit "gic": who owns which interrupt
 *
 * Shared interrupts move with the configurations of cells; private ones belong to
 * their CPU, but for the maintenance interrupt, which is ours: nothing raises it, so
 * it serves to kick CPUs out of their cells.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/sizes.h>
#include <linux/irqchip/arm-gic-v3.h>
#include <asm/kvm_arm.h>
#include <bringup.h>
#include <cell.h>
#include <config.h>
#include <control.h>
#include <gic.h>
#include <log.h>
#include <mmio.h>
#include <paging.h>
#include <unit.h>

/* Bits 7 to 4 of PIDR2: revision of the architecture */
#define PIDR2_REVISION(pidr2)	((pidr2) >> 4 & 15)

u8 *gicd;
bool gic_v3;

static unit_init_fn __used gic_init;
static unit_shutdown_fn __used gic_shutdown;
static unit_cell_prepare_fn __used gic_cell_prepare;
static unit_cell_fn __used gic_cell_commit, gic_cell_reset, gic_cell_exit;

/**
 * gic_owns() - does a shared interrupt belong to a cell?
 * @cell:	the cell
 * @intid:	INTID, any number
 *
 * Return: whether it does.
 */
bool gic_owns(const struct cell *cell, u32 intid)
{
	return intid >= GIC_FIRST_SPI && intid < GIC_MAX_INTID &&
	       gic_bit(cell->arch.irqs, intid);
}

/**
 * gic_hcr() - which interrupts come to EL2
 *
 * Return: bits of HCR_EL2.
 */
u64 gic_hcr(void)
{
	return gic_v3 ? HCR_FMO : 0;
}

/**
 * gic_kick() - interrupt another CPU
 * @pc:		the CPU
 */
void gic_kick(struct percpu *pc)
{
	if (gic_v3)
		gicv3_kick(pc);
}

/**
 * gic_handle_kick() - take the interrupt with which another CPU has kicked this one
 */
void gic_handle_kick(void)
{
	if (gic_v3)
		gicv3_handle_kick();
}

/**
 * gic_cpu_init() - take over this CPU's interrupts from Linux
 */
void gic_cpu_init(void)
{
	if (gic_v3)
		gicv3_cpu_init();
}

/**
 * gic_cpu_shutdown() - undo gic_cpu_init()
 */
void gic_cpu_shutdown(void)
{
	if (gic_v3)
		gicv3_cpu_shutdown();
}

/**
 * gic_reset_cpu() - bring this CPU's private interrupts to their state at start
 */
void gic_reset_cpu(void)
{
	if (gic_v3)
		gicv3_reset_cpu();
}

/* Bitmap of what a configuration lists */
static void read_config(const struct jailhouse_config *config, u32 *irqs)
{
	const struct jailhouse_config_irqchip *chip = config_irqchips(config);
	u32 n, pin, intid;

	for (n = 0; n < config->irqchips.count; n++, chip++) {
		for (pin = 0; pin < 128; pin++) {
			intid = chip->pin_base + pin;
			if (gic_bit(chip->pin_bitmap, pin) && intid < GIC_MAX_INTID)
				irqs[intid / 32] |= 1U << intid % 32;
		}
	}
}

static int add_regions(struct cell *cell)
{
	const struct jailhouse_config_arm *arm = &system->arm;
	int err;

	err = mmio_region_add(cell, arm->gicd_base, gic_v3 ? SZ_64K : SZ_4K,
			      gicd_access, cell);
	if (!err && gic_v3)
		err = gicv3_add_regions(cell);
	return err;
}

static int gic_init(void)
{
	const struct jailhouse_config_arm *arm = &system->arm;
	u32 pidr2, revision;
	int err = 0;

	gic_v3 = arm->gic_version == 3;
	gicd = map_device(arm->gicd_base, gic_v3 ? SZ_64K : SZ_4K);
	if (!gicd)
		return -ENOMEM;
	pidr2 = mmio_read(gicd + (gic_v3 ? GICD_PIDR2 : 0xfe8), 4);
	revision = PIDR2_REVISION(pidr2);
	if (revision != arm->gic_version && !(gic_v3 && revision == 4))
		return boot_fail(-ENODEV,
				 "there is no GICv%u at 0x%llx: correct the interrupt controller in the system configuration",
				 arm->gic_version, arm->gicd_base);
	if (gic_v3)
		err = gicv3_init();
	if (err)
		return err;
	read_config(system_config, root_cell->arch.irqs);
	return add_regions(root_cell);
}

static void gic_shutdown(void)
{
	if (gic_v3)
		gicv3_shutdown();
}

static int gic_cell_prepare(struct cell *cell)
{
	u32 n, missing;

	if (!gic_v3) {
		hyp_log("cell '%s': cells on GICv2 are not supported yet, use a machine with GICv3",
			cell->config->name);
		return -EOPNOTSUPP;
	}
	read_config(cell->config, cell->arch.irqs);
	for (n = 0; n < GIC_MAX_INTID / 32; n++) {
		missing = cell->arch.irqs[n] & ~root_cell->arch.irqs[n];
		if (missing) {
			hyp_log("cell '%s': interrupt %u is not the root's to give",
				cell->config->name, n * 32 + __builtin_ctz(missing));
			return -EBUSY;
		}
	}
	return add_regions(cell);
}

static void reset_irqs(const struct cell *owner, const u32 *irqs)
{
	u32 intid;

	for (intid = GIC_FIRST_SPI; intid < GIC_MAX_INTID; intid++)
		if (gic_bit(irqs, intid))
			gicd_reset_irq(owner, intid);
}

static void gic_cell_commit(struct cell *cell)
{
	u32 n;

	for (n = 0; n < GIC_MAX_INTID / 32; n++)
		root_cell->arch.irqs[n] &= ~cell->arch.irqs[n];
	reset_irqs(cell, cell->arch.irqs);
}

static void gic_cell_reset(struct cell *cell)
{
	reset_irqs(cell, cell->arch.irqs);
}

static void gic_cell_exit(struct cell *cell)
{
	u32 n;

	reset_irqs(root_cell, cell->arch.irqs);
	for (n = 0; n < GIC_MAX_INTID / 32; n++)
		root_cell->arch.irqs[n] |= cell->arch.irqs[n];
}

DEFINE_UNIT(gic,
	    UNIT_HOOK(gic, INIT, gic_init)
	    UNIT_HOOK(gic, SHUTDOWN, gic_shutdown)
	    UNIT_HOOK(gic, CELL_PREPARE, gic_cell_prepare)
	    UNIT_HOOK(gic, CELL_COMMIT, gic_cell_commit)
	    UNIT_HOOK(gic, CELL_RESET, gic_cell_reset)
	    UNIT_HOOK(gic, CELL_EXIT, gic_cell_exit));
