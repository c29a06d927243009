// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse partitioning hypervisor: the validator's rules about Arm machines
 *
 * The interrupt controller and firmware. That the machine has what is described
 * here is for those to check who can look.
 */
#include "config_check.h"

#define GICV2_PAGE		0x1000ULL
/* GICC and GICV: the second page holds GICC_DIR */
#define GICV2_CPU_PAGES		0x2000ULL
#define GICV2_MAX_CPUS		8
#define GICV3_PAGE		0x10000ULL
/* RD_base and SGI_base; those with virtual LPIs have two more pages */
#define GICV3_REDIST_SIZE	(2 * GICV3_PAGE)

#define GIC_FIRST_PPI		16
#define GIC_FIRST_SPI		32
#define GIC_LAST_SPI		1019

/* What the hypervisor takes for itself: where it is, and how large */
struct gic_part {
	__u64 base;
	__u64 size;
};

#define GIC_MAX_PARTS	4

/**
 * check_gic_pins() - are these interrupts of a GIC?
 * @c:		what is being looked at
 * @chip:	part of a distributor
 *
 * Return: 0 or -EINVAL.
 */
int check_gic_pins(struct check *c, const struct jailhouse_config_irqchip *chip)
{
	__u32 pin;

	/* An Arm distributor lists its interrupts from 32 on */
	if (chip->pin_base < GIC_FIRST_SPI || chip->pin_base > 988 ||
	    chip->pin_base % 32)
		return refuse(c, JAILHOUSE_CFG_IRQCHIP_PIN_BASE, chip->pin_base, 0);
	for (pin = 0; pin < 128; pin++)
		if (chip->pin_base + pin > GIC_LAST_SPI &&
		    chip->pin_bitmap[pin / 32] >> pin % 32 & 1)
			return refuse(c, JAILHOUSE_CFG_GIC_PIN, chip->pin_base + pin,
				      GIC_LAST_SPI);
	return 0;
}

static int check_base(struct check *c, __u64 base, __u64 align)
{
	if (!base || base & (align - 1) || base >= VIRT_LIMIT)
		return refuse(c, JAILHOUSE_CFG_GIC_ADDRESS, base, align);
	return 0;
}

static int check_gicv2(struct check *c, const struct jailhouse_config_arm *arm,
		       struct gic_part *parts)
{
	unsigned int cpu = config_next_cpu(c->cfg, GICV2_MAX_CPUS);
	unsigned int n;
	int err = 0;

	if (arm->gicr_base || arm->gicr_size)
		return refuse(c, JAILHOUSE_CFG_GIC_SURPLUS, arm->gicr_base, 2);
	if (cpu < JAILHOUSE_MAX_CPUS)
		return refuse(c, JAILHOUSE_CFG_GIC_CPU, cpu, GICV2_MAX_CPUS);
	parts[0].base = arm->gicd_base;
	parts[0].size = GICV2_PAGE;
	parts[1].base = arm->gicc_base;
	parts[1].size = GICV2_CPU_PAGES;
	parts[2].base = arm->gich_base;
	parts[2].size = GICV2_PAGE;
	parts[3].base = arm->gicv_base;
	parts[3].size = GICV2_CPU_PAGES;
	for (n = 0; n < 4 && !err; n++)
		err = check_base(c, parts[n].base, GICV2_PAGE);
	return err;
}

static int check_gicv3(struct check *c, const struct jailhouse_config_arm *arm,
		       struct gic_part *parts)
{
	__u64 needed = 0;
	unsigned int cpu;
	int err;

	/* A CPU interface in memory is for software that knows GICv2 only */
	if (arm->gicc_base || arm->gich_base || arm->gicv_base)
		return refuse(c, JAILHOUSE_CFG_GIC_SURPLUS,
			      arm->gicc_base ?: arm->gich_base ?: arm->gicv_base, 3);
	for (cpu = config_next_cpu(c->cfg, 0); cpu < JAILHOUSE_MAX_CPUS;
	     cpu = config_next_cpu(c->cfg, cpu + 1))
		needed += GICV3_REDIST_SIZE;
	if (arm->gicr_size && (arm->gicr_size % GICV3_REDIST_SIZE ||
			       arm->gicr_size < needed))
		return refuse(c, JAILHOUSE_CFG_GICR_SIZE, arm->gicr_size, needed);
	parts[0].base = arm->gicd_base;
	parts[0].size = GICV3_PAGE;
	parts[1].base = arm->gicr_base;
	parts[1].size = arm->gicr_size ?: needed;
	parts[2].size = 0;
	parts[3].size = 0;
	err = check_base(c, parts[0].base, GICV3_PAGE);
	if (!err)
		err = check_base(c, parts[1].base, GICV3_PAGE);
	if (!err && parts[1].size > VIRT_LIMIT - parts[1].base)
		err = refuse(c, JAILHOUSE_CFG_GICR_SIZE, parts[1].size, needed);
	return err;
}

/* Is everything at a place of its own, and nothing of it within a cell's reach? */
static int check_parts(struct check *c, const struct jailhouse_config_system *sys,
		       const struct gic_part *parts)
{
	const struct gic_part *part, *other;
	int err;

	for (part = parts; part < parts + GIC_MAX_PARTS && part->size; part++) {
		for (other = parts; other < part; other++)
			if (overlap(part->base, part->size, other->base, other->size))
				return refuse(c, JAILHOUSE_CFG_GIC_OVERLAP, part->base,
					      other->base);
		if (overlap(part->base, part->size, sys->hypervisor_phys,
			    sys->hypervisor_size))
			return refuse(c, JAILHOUSE_CFG_SYS_OVERLAP, part->base,
				      sys->hypervisor_phys);
		err = check_not_mapped(c, part->base, part->size,
				       JAILHOUSE_CFG_MEM_TRAPPED);
		if (err)
			return err;
	}
	return 0;
}

/**
 * check_arm() - is the description of an Arm machine sound?
 * @c:		what is being looked at
 * @sys:	part of it that describes the machine
 *
 * Return: 0 or -EINVAL.
 */
int check_arm(struct check *c, const struct jailhouse_config_system *sys)
{
	const struct jailhouse_config_arm *arm = &sys->arm;
	struct gic_part parts[GIC_MAX_PARTS];
	unsigned int n;
	int err;

	c->object = JAILHOUSE_OBJ_SYSTEM;
	for (n = 0; n < sizeof(arm->pad); n++)
		if (arm->pad[n])
			return refuse(c, JAILHOUSE_CFG_RESERVED, arm->pad[n], 0);
	/* Whoever has given EL2 to Linux sits above it and is called by SMC */
	if (arm->psci_method != JAILHOUSE_PSCI_SMC)
		return refuse(c, JAILHOUSE_CFG_PSCI_METHOD, arm->psci_method, 0);
	if (arm->gic_version != 2 && arm->gic_version != 3)
		return refuse(c, JAILHOUSE_CFG_GIC_VERSION, arm->gic_version, 0);
	err = arm->gic_version == 2 ? check_gicv2(c, arm, parts) :
				      check_gicv3(c, arm, parts);
	if (err)
		return err;
	if (arm->maintenance_irq < GIC_FIRST_PPI ||
	    arm->maintenance_irq >= GIC_FIRST_SPI)
		return refuse(c, JAILHOUSE_CFG_MAINTENANCE_IRQ,
			      arm->maintenance_irq, 0);
	if (arm->gic_version == 2 && c->cfg->flags & JAILHOUSE_CELL_DIRECT_IRQ)
		return refuse(c, JAILHOUSE_CFG_DIRECT_IRQ, 2, 0);
	err = check_parts(c, sys, parts);
	if (err)
		return err;
	c->object = JAILHOUSE_OBJ_IRQCHIP;
	for (n = 0; n < c->cfg->irqchips.count; n++) {
		c->index = n;
		if (config_irqchips(c->cfg)[n].address != arm->gicd_base)
			return refuse(c, JAILHOUSE_CFG_GIC_OTHER,
				      config_irqchips(c->cfg)[n].address,
				      arm->gicd_base);
	}
	c->index = 0;
	return 0;
}
