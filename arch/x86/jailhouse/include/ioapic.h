/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * IO-APIC: cells share the registers, each pin belongs to one of them
 */
#ifndef _JAILHOUSE_X86_IOAPIC_H
#define _JAILHOUSE_X86_IOAPIC_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/types.h>
#include <ticket.h>

struct cell;
struct mmio_access;

/* Registers in memory, Intel 82093AA; EOI since version 0x20 */
#define IOAPIC_INDEX		0x00
#define IOAPIC_DATA		0x10
#define IOAPIC_EOI		0x40

/* Registers behind the index */
#define IOAPIC_REG_ID		0x00
#define IOAPIC_REG_VER		0x01
#define IOAPIC_REG_ARB		0x02
#define IOAPIC_REG_RTE		0x10	/* two for each pin */

#define IOAPIC_VERSION_EOI	0x20

/* What a configuration can name */
#define IOAPIC_MAX_PINS		128
#define IOAPIC_PIN_WORDS	(IOAPIC_MAX_PINS / 32)
#define IOAPIC_MAX		16

/**
 * struct ioapic - an IO-APIC of the machine
 * @address:	physical address
 * @regs:	its registers, NULL in tests
 * @lock:	held while index and data register are used, and while pins move
 * @num_pins:	pins that it has and we support
 * @version:	of the chip
 * @extint_pin0: pin 0 was connected to the 8259 when we came
 * @rte_low:	low words of the redirection entries as their owner wrote them last
 * @rte_high:	their high words
 */
struct ioapic {
	u64 address;
	u8 *regs;
	struct ticket_lock lock;
	u32 num_pins;
	u32 version;
	bool extint_pin0;
	u32 rte_low[IOAPIC_MAX_PINS];
	u32 rte_high[IOAPIC_MAX_PINS];
};

/**
 * struct ioapic_view - an IO-APIC as a cell sees it
 * @chip:	the IO-APIC
 * @cell:	the cell
 * @index:	the cell's index register
 * @pins:	pins that it owns now
 */
struct ioapic_view {
	struct ioapic *chip;
	struct cell *cell;
	u32 index;
	u32 pins[IOAPIC_PIN_WORDS];
};

/**
 * struct cell_ioapic - all IO-APICs of a cell, one page
 * @num:	used elements
 * @pad:	unused
 * @view:	in the order of the configuration
 */
struct cell_ioapic {
	u32 num;
	u32 pad;
	struct ioapic_view view[IOAPIC_MAX];
};

static inline bool ioapic_owns(const struct ioapic_view *view, u32 pin)
{
	return view->pins[pin / 32] & BIT(pin % 32);
}

/* ioapic.c */
int ioapic_access(void *arg, struct mmio_access *access);
int ioapic_check_rte(const struct ioapic_view *view, u32 pin, u32 low, u32 high);
void ioapic_mask(struct ioapic *chip, u32 pin);

/* Access by index and data register; the lock is held */
#ifdef __JAILHOUSE_HYP__
static inline u32 ioapic_hw_read(struct ioapic *chip, u32 reg)
{
	WRITE_ONCE(*(u32 *)(chip->regs + IOAPIC_INDEX), reg);
	return READ_ONCE(*(u32 *)(chip->regs + IOAPIC_DATA));
}

static inline void ioapic_hw_write(struct ioapic *chip, u32 reg, u32 value)
{
	WRITE_ONCE(*(u32 *)(chip->regs + IOAPIC_INDEX), reg);
	WRITE_ONCE(*(u32 *)(chip->regs + IOAPIC_DATA), value);
}

static inline void ioapic_hw_eoi(struct ioapic *chip, u32 vector)
{
	WRITE_ONCE(*(u32 *)(chip->regs + IOAPIC_EOI), vector);
}
#else
u32 ioapic_hw_read(struct ioapic *chip, u32 reg);
void ioapic_hw_write(struct ioapic *chip, u32 reg, u32 value);
void ioapic_hw_eoi(struct ioapic *chip, u32 vector);
#endif

#endif /* _JAILHOUSE_X86_IOAPIC_H */
