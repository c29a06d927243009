// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupt controller, of version 2 or 3 as the communication region says
 *
 * A cell gets its interrupts in group 1, with a priority, disabled, and sent to one
 * of its CPUs. So neither that nor the distributor's control register is touched.
 */
#include <inmate.h>

#define GICV2_DIST_SIZE		0x1000
#define GICV2_CPU_SIZE		0x2000
#define GICV3_DIST_SIZE		0x10000
#define GICV3_REDIST_SIZE	0x20000
#define GICR_TYPER_VLPIS	BIT(1)
#define GICR_TYPER_LAST		BIT(4)

static unsigned int version;
static unsigned long dist, cpu_interface;
/* By CPU: registers of its private interrupts; GICv2: its bit in targets */
static unsigned long private[SMP_MAX_CPUS];
static u8 target[SMP_MAX_CPUS];

static void (*ipi_handlers[NUM_IPIS])(void);

/**
 * gic_version() - version of the interrupt controller
 *
 * Return: 2 or 3.
 */
unsigned int gic_version(void)
{
	return comm_region()->arm.gic_version;
}

/**
 * gic_next_redist() - look through the redistributors, on GICv3
 * @redist:	address of the last one, 0 to begin with
 * @mpidr:	set to the affinity of its CPU, in the format of MPIDR_EL1
 *
 * A cell sees all of the machine.
 *
 * Return: address of the next one; 0 if there is none.
 */
unsigned long gic_next_redist(unsigned long redist, u64 *mpidr)
{
	u64 typer;

	if (redist) {
		typer = mmio_read64(redist + GICR_TYPER);
		if (typer & GICR_TYPER_LAST)
			return 0;
		redist += typer & GICR_TYPER_VLPIS ? 2 * GICV3_REDIST_SIZE : GICV3_REDIST_SIZE;
	} else {
		redist = comm_region()->arm.gicr_base;
	}
	map_range(redist, GICV3_REDIST_SIZE, MAP_UNCACHED);
	typer = mmio_read64(redist + GICR_TYPER) >> 32;
	/* Aff3 has another place there */
	*mpidr = (typer & 0xffffff) | (typer & 0xff000000) << 8;
	return redist;
}

static void init_v2(unsigned int cpu)
{
	cpu_interface = comm_region()->arm.gicc_base;
	map_range(dist, GICV2_DIST_SIZE, MAP_UNCACHED);
	map_range(cpu_interface, GICV2_CPU_SIZE, MAP_UNCACHED);
	private[cpu] = dist;
	/* Targets of private interrupts are always the reading CPU */
	target[cpu] = mmio_read32(dist + GICD_ITARGETSR);
	gic_set_mask(0xf0);
	mmio_write32(cpu_interface + GICC_CTLR, 1);
}

static void init_v3(unsigned int cpu)
{
	unsigned long redist = 0;
	u64 mpidr;

	map_range(dist, GICV3_DIST_SIZE, MAP_UNCACHED);
	do {
		redist = gic_next_redist(redist, &mpidr);
	} while (redist && mpidr != cpu_mpidr());
	if (!redist) {
		printf("FATAL: CPU %u: no redistributor\n", cpu);
		inmate_stop(1);
	}
	private[cpu] = redist + GICR_SGI_BASE;
	write_sysreg(read_sysreg(ICC_SRE_EL1) | 1, ICC_SRE_EL1);
	wait_for_completion();
	gic_set_mask(0xf0);
	write_sysreg(0, ICC_BPR1_EL1);
	write_sysreg(0, ICC_CTLR_EL1);
	write_sysreg(1, ICC_IGRPEN1_EL1);
	wait_for_completion();
}

/**
 * irq_init_cpu() - bring the interrupt controller of this CPU to use
 */
void irq_init_cpu(void)
{
	version = gic_version();
	dist = comm_region()->arm.gicd_base;
	if (version == 2)
		init_v2(cpu_id());
	else
		init_v3(cpu_id());
}

/**
 * gic_dist() - block of registers that an interrupt is controlled by
 * @intid:	the interrupt; of private ones that of this CPU
 *
 * The GICD_* offsets of enable, pending, priority and configuration are valid in it.
 *
 * Return: its address.
 */
unsigned long gic_dist(unsigned int intid)
{
	return intid < GIC_FIRST_SPI ? private[cpu_id()] : dist;
}

static void write_bit(unsigned int reg, unsigned int intid)
{
	mmio_write32(gic_dist(intid) + reg + intid / 32 * 4, 1U << intid % 32);
	wait_for_completion();
}

/**
 * gic_enable() - let an interrupt through
 * @intid:	the interrupt
 */
void gic_enable(unsigned int intid)
{
	write_bit(GICD_ISENABLER, intid);
}

/**
 * gic_disable() - hold an interrupt back
 * @intid:	the interrupt
 */
void gic_disable(unsigned int intid)
{
	write_bit(GICD_ICENABLER, intid);
}

/**
 * gic_set_priority() - change the priority of an interrupt
 * @intid:	the interrupt
 * @priority:	0 is the highest
 */
void gic_set_priority(unsigned int intid, u8 priority)
{
	mmio_write8(gic_dist(intid) + GICD_IPRIORITYR + intid, priority);
	wait_for_completion();
}

/**
 * gic_set_mask() - hold interrupts of low priority back from this CPU
 * @priority:	the highest that is held back; 0xf0 none
 */
void gic_set_mask(u8 priority)
{
	if (version == 2)
		mmio_write32(cpu_interface + GICC_PMR, priority);
	else
		write_sysreg(priority, ICC_PMR_EL1);
	wait_for_completion();
}

/**
 * gic_set_cpu() - choose the CPU of a shared interrupt
 * @intid:	the interrupt
 * @cpu:	number of the CPU, on which irq_init_cpu() has been called
 */
void gic_set_cpu(unsigned int intid, unsigned int cpu)
{
	if (version == 2)
		mmio_write8(dist + GICD_ITARGETSR + intid, target[cpu]);
	else
		mmio_write64(dist + GICD_IROUTER + 8 * intid, smp_mpidr(cpu));
	wait_for_completion();
}

/**
 * gic_acknowledge() - take the pending interrupt of the highest priority
 *
 * Return: what gic_end() wants; the low 10 bits are its number, GIC_SPURIOUS and up if
 * there is none.
 */
u32 gic_acknowledge(void)
{
	u32 iar;

	if (version == 2)
		return mmio_read32(cpu_interface + GICC_IAR);
	iar = read_sysreg(ICC_IAR1_EL1);
	__asm__ __volatile__("dsb sy" : : : "memory");
	return iar;
}

/**
 * gic_end() - be done with an interrupt
 * @iar:	what gic_acknowledge() returned
 */
void gic_end(u32 iar)
{
	if (version == 2)
		mmio_write32(cpu_interface + GICC_EOIR, iar);
	else
		write_sysreg(iar, ICC_EOIR1_EL1);
	__asm__ __volatile__("isb" : : : "memory");
}

static void on_ipi(u32 intid)
{
	ipi_handlers[intid]();
}

/**
 * ipi_set_handler() - handle interrupts from other CPUs, on all CPUs
 * @ipi:	number, below NUM_IPIS
 * @handler:	called whenever it arrives
 *
 * These are the SGIs from 0 on, which are always enabled.
 */
void ipi_set_handler(unsigned int ipi, void (*handler)(void))
{
	ipi_handlers[ipi] = handler;
	interrupt_set_handler(ipi, on_ipi);
}

/**
 * ipi_send() - send an interrupt to a CPU
 * @cpu:	its number; irq_init_cpu() has been called there
 * @ipi:	number of the interrupt, below NUM_IPIS
 */
void ipi_send(unsigned int cpu, unsigned int ipi)
{
	u64 mpidr = smp_mpidr(cpu);

	/* What was written before has to be seen by the handler */
	__asm__ __volatile__("dsb sy" : : : "memory");
	if (version == 2) {
		mmio_write32(dist + GICD_SGIR, target[cpu] << 16 | ipi);
		return;
	}
	/* List of those with the same upper part of the affinity */
	write_sysreg((mpidr >> 32 & 0xff) << 48 | (mpidr & 0xf0) << 40 |
		     (mpidr >> 16 & 0xff) << 32 | (u64)ipi << 24 |
		     (mpidr >> 8 & 0xff) << 16 | 1U << (mpidr & 0xf), ICC_SGI1R_EL1);
	__asm__ __volatile__("isb" : : : "memory");
}
