// SPDX-License-Identifier: GPL-2.0-only
/*
 * GICv3: redistributors, and the interface of the CPU by system registers
 *
 * Interrupts of group 1 go to the cell without an exit. The one that kicks is of
 * group 0, which comes to EL2 as an FIQ (HCR_EL2.FMO). The registers that both groups
 * share would become those of the virtual interface then, so they are trapped
 * (ICH_HCR_EL2.TC) and done here: a cell that masks all of its own interrupts does
 * not mask ours, which has the highest priority.
 */
#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/sizes.h>
#include <linux/irqchip/arm-gic-v3.h>
#include <asm/cputype.h>
#include <asm/sysreg.h>
#include <bringup.h>
#include <cell.h>
#include <control.h>
#include <gic.h>
#include <mmio.h>
#include <paging.h>
#include <private.h>
#include <vcpu.h>

#define GICR_FRAME	SZ_64K
#define GICR_STRIDE	(2 * GICR_FRAME)
#define GICR_TYPER_LAST_BIT	BIT_ULL(4)
#define GICR_TYPER_VLPIS_BIT	BIT_ULL(1)

/* ICC_CTLR_EL1 */
#define CTLR_EOIMODE	BIT(1)
#define CTLR_CBPR	BIT(0)

#define NO_INTERRUPT	1023

static u8 *gicr;
static u32 gicr_size;
static u32 gicd_ctlr;

static u32 kick_bit(void)
{
	return 1U << system->arm.maintenance_irq;
}

static u8 *gicr_of(const struct percpu *pc)
{
	return gicr + pc->arch.gicr;
}

/* --- initialization --------------------------------------------------------- */

static bool find_redistributors(void)
{
	u32 offset = 0, found = 0, cpu, aff;
	u64 typer;

	do {
		typer = mmio_read(gicr + offset + GICR_TYPER, 8);
		aff = typer >> 32;
		for (cpu = 0; cpu < num_cpus; cpu++) {
			u64 id = percpu_of(cpu)->arch.mpidr;

			if (aff == ((id & 0xffffff) | (id >> 8 & 0xff000000))) {
				percpu_of(cpu)->arch.gicr = offset;
				found++;
			}
		}
		offset += typer & GICR_TYPER_VLPIS_BIT ? 2 * GICR_STRIDE :
							 GICR_STRIDE;
	} while (!(typer & GICR_TYPER_LAST_BIT) &&
		 offset + GICR_STRIDE <= gicr_size);
	return found == num_cpus;
}

/**
 * gicv3_init() - take over the distributor
 *
 * Context: first CPU.
 * Return: 0 or a negative errno that has been explained.
 */
int gicv3_init(void)
{
	const struct jailhouse_config_arm *arm = &system->arm;

	gicr_size = arm->gicr_size ?: (u64)num_cpus * GICR_STRIDE;
	gicr = map_device(arm->gicr_base, gicr_size);
	if (!gicr)
		return -ENOMEM;
	if (!find_redistributors())
		return boot_fail(-ENODEV,
				 "the redistributors at 0x%llx are not those of all CPUs: correct the interrupt controller in the system configuration",
				 arm->gicr_base);
	gicd_ctlr = mmio_read(gicd + GICD_CTLR, 4);
	if (!(gicd_ctlr & GICD_CTLR_DS))
		return boot_fail(-EOPNOTSUPP,
				 "interrupts of group 0 belong to firmware: use a machine without EL3, this is not supported yet");
	mmio_write(gicd + GICD_CTLR, gicd_ctlr | GICD_CTLR_ENABLE_SS_G0, 4);
	return 0;
}

/**
 * gicv3_shutdown() - give the distributor back
 */
void gicv3_shutdown(void)
{
	if (gicr)
		mmio_write(gicd + GICD_CTLR, gicd_ctlr, 4);
}

static void wait_for_redistributor(u8 *regs)
{
	while (mmio_read(regs + GICR_CTLR, 4) & GICR_CTLR_RWP)
		;
}

static void write_pmr(u8 value)
{
	priv->pmr = value;
	write_sysreg_s(max_t(u8, value, GIC_PRIORITY_HIGHEST), SYS_ICC_PMR_EL1);
}

/* Kicks are of group 0 and of the highest priority; not yet enabled */
static void set_up_kick(u8 *sgi)
{
	mmio_write(sgi + GICR_ICPENDR0, kick_bit(), 4);
	mmio_write(sgi + GICR_IGROUPR0,
		   mmio_read(sgi + GICR_IGROUPR0, 4) & ~kick_bit(), 4);
	mmio_write(sgi + GICR_IPRIORITYR0 + system->arm.maintenance_irq, 0, 1);
	mmio_write(sgi + GICR_ISENABLER0, kick_bit(), 4);
}

/**
 * gicv3_cpu_init() - let kicks come to EL2
 */
void gicv3_cpu_init(void)
{
	u8 *regs = gicr_of(this_cpu());

	set_up_kick(regs + GICR_FRAME);
	wait_for_redistributor(regs);
	write_pmr(read_sysreg_s(SYS_ICC_PMR_EL1));
	write_sysreg_s(ICH_HCR_TC | ICH_HCR_TALL0, SYS_ICH_HCR_EL2);
	write_sysreg_s(0, SYS_ICC_BPR0_EL1);
	write_sysreg_s(1, SYS_ICC_IGRPEN0_EL1);
	isb();
}

/**
 * gicv3_cpu_shutdown() - undo gicv3_cpu_init()
 */
void gicv3_cpu_shutdown(void)
{
	u8 *regs = gicr_of(this_cpu()), *sgi = regs + GICR_FRAME;

	write_sysreg_s(0, SYS_ICC_IGRPEN0_EL1);
	write_sysreg_s(0, SYS_ICH_HCR_EL2);
	write_sysreg_s(priv->pmr, SYS_ICC_PMR_EL1);
	isb();
	mmio_write(sgi + GICR_ICENABLER0, kick_bit(), 4);
	wait_for_redistributor(regs);
	mmio_write(sgi + GICR_ICPENDR0, kick_bit(), 4);
	mmio_write(sgi + GICR_IGROUPR0,
		   mmio_read(sgi + GICR_IGROUPR0, 4) | kick_bit(), 4);
}

/**
 * gicv3_reset_cpu() - see gic_reset_cpu()
 */
void gicv3_reset_cpu(void)
{
	u8 *regs = gicr_of(this_cpu()), *sgi = regs + GICR_FRAME;
	unsigned int n;

	mmio_write(sgi + GICR_ICENABLER0, ~kick_bit(), 4);
	wait_for_redistributor(regs);
	mmio_write(sgi + GICR_ICPENDR0, ~kick_bit(), 4);
	mmio_write(sgi + GICR_ICACTIVER0, ~kick_bit(), 4);
	for (n = 0; n < 32; n++)
		if (n != system->arm.maintenance_irq)
			mmio_write(sgi + GICR_IPRIORITYR0 + n,
				   GIC_PRIORITY_DEFAULT, 1);
	mmio_write(sgi + GICR_IGROUPR0, ~kick_bit(), 4);
	/* Of SGIs each is enabled */
	mmio_write(sgi + GICR_ISENABLER0, GENMASK(GIC_FIRST_PPI - 1, 0), 4);

	write_sysreg_s(0, SYS_ICC_IGRPEN1_EL1);
	write_sysreg_s(0, SYS_ICC_AP1R0_EL1);
	write_sysreg_s(0, SYS_ICC_BPR1_EL1);
	write_sysreg_s(read_sysreg_s(SYS_ICC_CTLR_EL1) & ~(CTLR_EOIMODE | CTLR_CBPR),
		       SYS_ICC_CTLR_EL1);
	write_pmr(0);
	isb();
}

/* --- kicks ------------------------------------------------------------------ */

/**
 * gicv3_kick() - see gic_kick()
 * @pc:		the CPU
 */
void gicv3_kick(const struct percpu *pc)
{
	mmio_write(gicr_of(pc) + GICR_FRAME + GICR_ISPENDR0, kick_bit(), 4);
}

/**
 * gicv3_handle_kick() - see gic_handle_kick()
 */
void gicv3_handle_kick(void)
{
	u64 intid = read_sysreg_s(SYS_ICC_IAR0_EL1);

	if (intid == NO_INTERRUPT)
		return;
	write_sysreg_s(intid, SYS_ICC_EOIR0_EL1);
	if (read_sysreg_s(SYS_ICC_CTLR_EL1) & CTLR_EOIMODE)
		write_sysreg_s(intid, SYS_ICC_DIR_EL1);
	isb();
}

/* --- redistributors as cells see them ---------------------------------------- */

/* Of SGI_base: what has a bit, a byte or two bits for each interrupt */
static void access_private(u8 *regs, u32 offset, struct mmio_access *access)
{
	u8 *reg = regs + offset;
	u32 mask = ~kick_bit();
	u64 value = access->value;
	u32 n, intid;

	switch (offset - GICR_FRAME) {
	case GICR_ISENABLER0:
	case GICR_ICENABLER0:
	case GICR_ISPENDR0:
	case GICR_ICPENDR0:
	case GICR_ISACTIVER0:
	case GICR_ICACTIVER0:
		break;
	case GICR_IGROUPR0:
		if (access->write)
			return;
		break;
	case GICR_IPRIORITYR0 ... GICR_IPRIORITYR0 + 31:
		intid = offset - GICR_FRAME - GICR_IPRIORITYR0;
		for (n = 0; n < access->size && intid + n < 32; n++) {
			if (intid + n == system->arm.maintenance_irq)
				continue;
			if (access->write)
				mmio_write(reg + n,
					   max_t(u8, value >> 8 * n,
						 GIC_PRIORITY_HIGHEST), 1);
			else
				access->value |= mmio_read(reg + n, 1) << 8 * n;
		}
		return;
	case GICR_ICFGR0:
	case GICR_ICFGR0 + 4:
		/* Private to this CPU, which is here: no lock */
		n = system->arm.maintenance_irq - 16;
		mask = offset & 4 ? ~(3U << 2 * n) : ~0U;
		if (access->write)
			value = (value & mask) | (mmio_read(reg, 4) & ~mask);
		break;
	default:
		return;
	}
	if (access->size != 4)
		return;
	if (!access->write)
		access->value = mmio_read(reg, 4) & mask;
	else if (offset - GICR_FRAME >= GICR_ICFGR0)
		mmio_write(reg, value, 4);
	else if (value & mask)
		mmio_write(reg, value & mask, 4);
}

static int gicr_access(void *arg, struct mmio_access *access)
{
	const struct cell *cell = arg;
	u32 offset = access->address - system->arm.gicr_base, cpu, inside;
	const struct percpu *pc;

	if (!access->write)
		access->value = 0;
	if (access->address & (access->size - 1))
		return 0;
	for (cpu = 0; cpu < num_cpus; cpu++) {
		pc = percpu_of(cpu);
		inside = offset - pc->arch.gicr;
		if (inside < GICR_STRIDE)
			break;
	}
	if (cpu == num_cpus)
		return 0;

	switch (inside) {
	case GICR_CTLR:
	case GICR_WAKER:
		/* Awake for good; LPIs do not exist */
		if (pc->cell != cell)
			return 0;
		fallthrough;
	case GICR_IIDR:
	case GICR_TYPER + 4:
	case GICR_IDREGS ... GICR_IDREGS + 0x2f:
		if (!access->write && access->size == 4)
			access->value = mmio_read(gicr_of(pc) + inside, 4);
		return 0;
	case GICR_TYPER:
		if (!access->write && access->size >= 4)
			/* Neither LPIs nor virtual ones */
			access->value = mmio_read(gicr_of(pc) + inside,
						  access->size) & ~3ULL;
		return 0;
	}
	if (pc->cell == cell && inside >= GICR_FRAME)
		access_private(gicr_of(pc), inside, access);
	return 0;
}

/**
 * gicv3_add_regions() - trap a cell's accesses to redistributors
 * @cell:	the cell
 *
 * Return: 0 or -ENOMEM.
 */
int gicv3_add_regions(struct cell *cell)
{
	return mmio_region_add(cell, system->arm.gicr_base, gicr_size,
			       gicr_access, cell);
}

/* --- system registers ------------------------------------------------------- */

/* Affinity of a CPU but for its lowest level, as in ICC_SGI1R_EL1 */
static u64 sgi_cluster(u64 mpidr)
{
	return (mpidr >> 8 & 0xff) << 16 | (mpidr >> 16 & 0xff) << 32 |
	       (mpidr >> 32 & 0xff) << 48 | (mpidr >> 4 & 0xf) << 44;
}

#define SGI_CLUSTER_MASK	(0xffULL << 16 | 0xffULL << 32 | 0xffULL << 48 | \
				 0xfULL << 44)
#define SGI_TO_OTHERS		BIT_ULL(40)
#define SGI_INTID		(0xfULL << 24)

/* CPUs outside of the cell are left out */
static void send_sgi(const struct percpu *self, u64 value)
{
	const struct cell *cell = self->cell;
	u32 cpu;
	u64 id, list = 0;

	for_each_cell_cpu(cpu, cell) {
		id = percpu_of(cpu)->arch.mpidr;
		if (value & SGI_TO_OTHERS) {
			if (cpu != self->cpu)
				write_sysreg_s((value & SGI_INTID) |
					       sgi_cluster(id) | BIT(id & 15),
					       SYS_ICC_SGI1R_EL1);
		} else if ((value & SGI_CLUSTER_MASK) == sgi_cluster(id)) {
			list |= BIT(id & 15);
		}
	}
	list &= value;
	if (list)
		write_sysreg_s((value & (SGI_INTID | SGI_CLUSTER_MASK)) | list,
			       SYS_ICC_SGI1R_EL1);
}

/**
 * gicv3_sysreg() - access to a trapped register of the CPU interface
 * @reg:	SYS_ICC_*
 * @write:	direction
 * @value:	what is written, or where to put what was read
 *
 * Context: exit path.
 * Return: false if it is none that a cell may access.
 */
bool gicv3_sysreg(u32 reg, bool write, u64 *value)
{
	struct percpu *pc = this_cpu();
	u64 ctlr;

	switch (reg) {
	case SYS_ICC_PMR_EL1:
		if (write)
			write_pmr(*value);
		else
			*value = priv->pmr;
		return true;
	case SYS_ICC_SGI1R_EL1:
		if (!write)
			return false;
		pc->stats[JAILHOUSE_CPU_STAT_ARM_EXITS_VIRT_SGI]++;
		/* What the cell wrote for the others is there for them */
		dsb(ishst);
		send_sgi(pc, *value);
		return true;
	case SYS_ICC_DIR_EL1:
		if (!write)
			return false;
		*value &= 0xffffff;
		if (*value < GIC_FIRST_SPI ? *value != system->arm.maintenance_irq :
					     gic_owns(pc->cell, *value))
			write_sysreg_s(*value, SYS_ICC_DIR_EL1);
		return true;
	case SYS_ICC_RPR_EL1:
		if (write)
			return false;
		*value = read_sysreg_s(SYS_ICC_RPR_EL1);
		return true;
	case SYS_ICC_CTLR_EL1:
		ctlr = read_sysreg_s(SYS_ICC_CTLR_EL1);
		if (write)
			write_sysreg_s((ctlr & ~(u64)(CTLR_EOIMODE | CTLR_CBPR)) |
				       (*value & (CTLR_EOIMODE | CTLR_CBPR)),
				       SYS_ICC_CTLR_EL1);
		else
			*value = ctlr;
		return true;
	/* Guests initialize group 0, too, but there is nothing in it */
	case SYS_ICC_IAR0_EL1:
	case SYS_ICC_HPPIR0_EL1:
		if (write)
			return false;
		*value = NO_INTERRUPT;
		return true;
	case SYS_ICC_EOIR0_EL1:
		return write;
	case SYS_ICC_AP0R0_EL1:
	case SYS_ICC_AP0R1_EL1:
	case SYS_ICC_AP0R2_EL1:
	case SYS_ICC_AP0R3_EL1:
	case SYS_ICC_BPR0_EL1:
	case SYS_ICC_IGRPEN0_EL1:
		*value = 0;
		return true;
	default:
		return false;
	}
}
