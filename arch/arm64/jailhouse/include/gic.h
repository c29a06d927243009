/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupt controller (Arm IHI 0069 for GICv3, IHI 0048 for GICv2)
 */
#ifndef _JAILHOUSE_GIC_H
#define _JAILHOUSE_GIC_H

#include <linux/types.h>
#include <asm_cell.h>
#include <percpu.h>

struct cell;
struct mmio_access;

#define GIC_FIRST_PPI		16
#define GIC_FIRST_SPI		32

/*
 * Priority of what a cell has not given another one, as established inmates and
 * Linux expect it. 0, the highest, belongs to the hypervisor.
 */
#define GIC_PRIORITY_DEFAULT	0xa0
#define GIC_PRIORITY_HIGHEST	0x10

/* gic.c */
extern u8 *gicd;
extern bool gic_v3;
u64 gic_hcr(void);
void gic_kick(struct percpu *pc);
void gic_cpu_init(void);
void gic_cpu_shutdown(void);
void gic_reset_cpu(void);
bool gic_owns(const struct cell *cell, u32 intid);
void gic_handle_kick(void);

/* gicd.c: the distributor as cells see it */
int gicd_access(void *arg, struct mmio_access *access);
void gicd_reset_irq(const struct cell *cell, u32 intid);

/* gicv3.c */
int gicv3_init(void);
void gicv3_shutdown(void);
void gicv3_cpu_init(void);
void gicv3_cpu_shutdown(void);
void gicv3_reset_cpu(void);
void gicv3_kick(const struct percpu *pc);
void gicv3_handle_kick(void);
int gicv3_add_regions(struct cell *cell);
bool gicv3_sysreg(u32 reg, bool write, u64 *value);

static inline bool gic_bit(const u32 *bitmap, u32 n)
{
	return bitmap[n / 32] >> (n % 32) & 1;
}

#endif /* _JAILHOUSE_GIC_H */
