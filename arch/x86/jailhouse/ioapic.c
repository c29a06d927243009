// SPDX-License-Identifier: GPL-2.0-only
/*
 * IO-APIC: trapped accesses
 *
 * Index and data register are one pair for the whole machine. Every cell has an
 * index register of its own; the device's is written right before each use, both
 * under a fair lock. A CPU holds it for two device accesses and a check of constant
 * cost, so one that wants it waits at most that long for each other CPU.
 */
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <apic.h>
#include <cell.h>
#include <control.h>
#include <ioapic.h>
#include <mmio.h>

/*
 * The lower half of a redirection entry has the layout of an LVT entry. Delivery
 * status and remote IRR are read-only.
 */
#define RTE_WRITABLE	(APIC_VECTOR_MASK | APIC_MODE_MASK | APIC_DEST_LOGICAL | \
			 APIC_INPUT_POLARITY | APIC_LVT_LEVEL_TRIGGER | \
			 APIC_LVT_MASKED)

/* The upper half; bit 16 says that it holds an index into the IOMMU's table */
#define RTE_DEST		GENMASK(31, 24)
#define RTE_REMAPPABLE		BIT(16)

/**
 * ioapic_check_rte() - may this redirection entry become effective?
 * @view:	of the cell that owns the pin
 * @pin:	the pin
 * @low:	lower half
 * @high:	upper half
 *
 * Return: 0, or -EPERM.
 */
int ioapic_check_rte(const struct ioapic_view *view, u32 pin, u32 low, u32 high)
{
	if (low & APIC_LVT_MASKED)
		return 0;
	if (high & RTE_REMAPPABLE)
		return view->cell == root_cell &&
		       (system->flags & JAILHOUSE_SYS_INSECURE_TEST) ? 0 : -EPERM;
	if (high & ~RTE_DEST)
		return -EPERM;
	if (pin == 0 && view->chip->extint_pin0 && view->cell == root_cell &&
	    (low & APIC_MODE_MASK) == APIC_DM_EXTINT)
		return irq_dest_in_cell(view->cell, high >> 24,
					low & APIC_DEST_LOGICAL) ? 0 : -EPERM;
	return irq_check_message(view->cell, high >> 24, low);
}

/**
 * ioapic_mask() - mask a pin and forget what it was programmed to
 * @chip:	the IO-APIC
 * @pin:	the pin
 *
 * A level-triggered interrupt that nobody will end any more is ended: by the EOI
 * register, which affects all pins with its vector but only makes the device
 * ask again, or on old chips by the transition to edge-triggered.
 *
 * Context: the chip's lock is held.
 */
void ioapic_mask(struct ioapic *chip, u32 pin)
{
	u32 reg = IOAPIC_REG_RTE + 2 * pin;
	u32 low = ioapic_hw_read(chip, reg);

	ioapic_hw_write(chip, reg, low | APIC_LVT_MASKED);
	if ((low & APIC_LVT_REMOTE_IRR) && chip->version >= IOAPIC_VERSION_EOI)
		ioapic_hw_eoi(chip, low & APIC_VECTOR_MASK);
	ioapic_hw_write(chip, reg, APIC_LVT_MASKED);
	ioapic_hw_write(chip, reg + 1, 0);
	chip->rte_low[pin] = APIC_LVT_MASKED;
	chip->rte_high[pin] = 0;
}

/*
 * The EOI register ends interrupts by vector, whoever owns the pin. So it is not
 * passed on: each of the cell's own pins becomes edge-triggered and level-triggered
 * again, which ends its interrupt as well.
 */
static void write_eoi(struct ioapic_view *view, u32 vector)
{
	struct ioapic *chip = view->chip;
	u32 pin, low;

	for (pin = 0; pin < chip->num_pins; pin++) {
		if (!ioapic_owns(view, pin))
			continue;
		ticket_lock(&chip->lock);
		low = chip->rte_low[pin];
		if (ioapic_owns(view, pin) && (low & APIC_LVT_LEVEL_TRIGGER) &&
		    (low & APIC_VECTOR_MASK) == (vector & APIC_VECTOR_MASK)) {
			ioapic_hw_write(chip, IOAPIC_REG_RTE + 2 * pin,
					(low & ~APIC_LVT_LEVEL_TRIGGER) |
					APIC_LVT_MASKED);
			ioapic_hw_write(chip, IOAPIC_REG_RTE + 2 * pin, low);
		}
		ticket_unlock(&chip->lock);
	}
}

static int write_rte(struct ioapic_view *view, u32 pin, bool high, u32 value)
{
	struct ioapic *chip = view->chip;
	u32 *rte_low = &chip->rte_low[pin];
	u32 *rte_high = &chip->rte_high[pin];
	int err = 0;

	if (!high)
		value &= RTE_WRITABLE;

	ticket_lock(&chip->lock);
	if (likely(ioapic_owns(view, pin))) {
		if (high) {
			err = ioapic_check_rte(view, pin, *rte_low, value);
			if (!err)
				*rte_high = value;
		} else {
			err = ioapic_check_rte(view, pin, value, *rte_high);
			if (!err)
				*rte_low = value;
		}
		if (!err)
			ioapic_hw_write(chip, IOAPIC_REG_RTE + 2 * pin + high,
					value);
	}
	ticket_unlock(&chip->lock);
	return err;
}

static u32 read_rte(struct ioapic_view *view, u32 pin, bool high)
{
	struct ioapic *chip = view->chip;
	u32 value = 0;

	ticket_lock(&chip->lock);
	if (likely(ioapic_owns(view, pin))) {
		if (high)
			value = chip->rte_high[pin];
		else
			value = ioapic_hw_read(chip, IOAPIC_REG_RTE + 2 * pin);
	}
	ticket_unlock(&chip->lock);
	return value;
}

static u32 read_other(struct ioapic *chip, u32 reg)
{
	u32 value;

	if (reg > IOAPIC_REG_ARB)
		return 0;
	ticket_lock(&chip->lock);
	value = ioapic_hw_read(chip, reg);
	ticket_unlock(&chip->lock);
	return value;
}

static int access_data(struct ioapic_view *view, struct mmio_access *access)
{
	u32 pin = (view->index - IOAPIC_REG_RTE) / 2;
	bool high = view->index & 1;

	/* so large that it is no pin, too, if the index is below the entries */
	if (unlikely(pin >= view->chip->num_pins)) {
		if (access->write)
			return -EPERM;
		access->value = read_other(view->chip, view->index);
		return 0;
	}
	if (access->write)
		return write_rte(view, pin, high, access->value);
	access->value = read_rte(view, pin, high);
	return 0;
}

/**
 * ioapic_access() - handle a trapped access to an IO-APIC
 * @arg:	struct ioapic_view
 * @access:	the access
 *
 * CPUs of a cell share its index register, as those of a machine share the
 * device's, so they have a lock of their own around the two accesses.
 *
 * Return: 0, or -EPERM if it is a violation.
 */
int ioapic_access(void *arg, struct mmio_access *access)
{
	struct ioapic_view *view = arg;
	u64 offset = access->address - view->chip->address;

	if (offset == IOAPIC_DATA && access->size == 4)
		return access_data(view, access);

	if (offset == IOAPIC_INDEX && access->size <= 4) {
		if (access->write)
			view->index = access->value & 0xff;
		else
			access->value = view->index;
		return 0;
	}

	if (offset == IOAPIC_EOI && access->size == 4 && access->write &&
	    view->chip->version >= IOAPIC_VERSION_EOI) {
		write_eoi(view, access->value);
		return 0;
	}
	return -EPERM;
}
