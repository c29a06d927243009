// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse partitioning hypervisor: the validator's rules about Arm machines
 *
 * The interrupt controller and firmware. That the machine has what is described
 * here is for those to check who can look.
 */
#include "config_check.h"

#define GICV2_MAX_CPUS	8

#define GIC_FIRST_PPI		16
#define GIC_FIRST_SPI		32
#define GIC_LAST_SPI		1019

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

/* Does the GIC have what its version has, and for all CPUs? */
static int check_version(struct check *c, const struct jailhouse_config_arm *arm)
{
	unsigned int cpu = config_next_cpu(c->cfg, GICV2_MAX_CPUS);
	__u64 needed = 0;

	if (arm->gic_version != 2 && arm->gic_version != 3)
		return refuse(c, JAILHOUSE_CFG_GIC_VERSION, arm->gic_version, 0);
	if (arm->gic_version == 2) {
		if (arm->gicr_base || arm->gicr_size)
			return refuse(c, JAILHOUSE_CFG_GIC_SURPLUS, arm->gicr_base, 2);
		if (cpu < JAILHOUSE_MAX_CPUS)
			return refuse(c, JAILHOUSE_CFG_GIC_CPU, cpu, GICV2_MAX_CPUS);
		return 0;
	}
	/* A CPU interface in memory is for software that knows GICv2 only */
	if (arm->gicc_base || arm->gich_base || arm->gicv_base)
		return refuse(c, JAILHOUSE_CFG_GIC_SURPLUS,
			      arm->gicc_base ?: arm->gich_base ?: arm->gicv_base, 3);
	for (cpu = config_next_cpu(c->cfg, 0); cpu < JAILHOUSE_MAX_CPUS;
	     cpu = config_next_cpu(c->cfg, cpu + 1))
		needed += JAILHOUSE_GICV3_REDIST;
	if (arm->gicr_size && (arm->gicr_size % JAILHOUSE_GICV3_REDIST ||
			       arm->gicr_size < needed))
		return refuse(c, JAILHOUSE_CFG_GICR_SIZE, arm->gicr_size, needed);
	return 0;
}

static int check_place(struct check *c, const struct jailhouse_config_range *part,
		       __u64 align)
{
	if (!part->base || part->base & (align - 1) || part->base >= VIRT_LIMIT)
		return refuse(c, JAILHOUSE_CFG_GIC_ADDRESS, part->base, align);
	if (part->size > VIRT_LIMIT - part->base)
		return refuse(c, JAILHOUSE_CFG_GICR_SIZE, part->size,
			      JAILHOUSE_GICV3_REDIST);
	return 0;
}

/* Is everything at a place of its own, and nothing of it within a cell's reach? */
static int check_parts(struct check *c, const struct jailhouse_config_system *sys)
{
	const __u64 align = sys->arm.gic_version == 2 ? JAILHOUSE_GICV2_PAGE :
							JAILHOUSE_GICV3_PAGE;
	struct jailhouse_config_range parts[JAILHOUSE_GIC_MAX_PARTS];
	const struct jailhouse_config_range *part, *other, *end;
	int err;

	end = parts + config_gic_parts(c->cfg, parts);
	for (part = parts; part < end; part++) {
		err = check_place(c, part, align);
		if (err)
			return err;
		for (other = parts; other < part; other++)
			if (overlap(part->base, part->size, other->base, other->size))
				return refuse(c, JAILHOUSE_CFG_GIC_OVERLAP, part->base,
					      other->base);
		if (overlap(part->base, part->size, sys->hypervisor_phys,
			    sys->hypervisor_size))
			return refuse(c, JAILHOUSE_CFG_SYS_OVERLAP, part->base,
				      sys->hypervisor_phys);
	}
	for (part = parts; part < end; part++) {
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
	unsigned int n;
	int err;

	c->object = JAILHOUSE_OBJ_SYSTEM;
	for (n = 0; n < sizeof(arm->pad); n++)
		if (arm->pad[n])
			return refuse(c, JAILHOUSE_CFG_RESERVED, arm->pad[n], 0);
	/* Whoever has given EL2 to Linux sits above it and is called by SMC */
	if (arm->psci_method != JAILHOUSE_PSCI_SMC)
		return refuse(c, JAILHOUSE_CFG_PSCI_METHOD, arm->psci_method, 0);
	err = check_version(c, arm);
	if (err)
		return err;
	if (arm->maintenance_irq < GIC_FIRST_PPI ||
	    arm->maintenance_irq >= GIC_FIRST_SPI)
		return refuse(c, JAILHOUSE_CFG_MAINTENANCE_IRQ,
			      arm->maintenance_irq, 0);
	if (arm->gic_version == 2 && c->cfg->flags & JAILHOUSE_CELL_DIRECT_IRQ)
		return refuse(c, JAILHOUSE_CFG_DIRECT_IRQ, 2, 0);
	err = check_parts(c, sys);
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
