// SPDX-License-Identifier: GPL-2.0-only
/*
 * IO-APIC
 */
#include <inmate.h>

#define IOAPIC_INDEX	0x00
#define IOAPIC_DATA	0x10

static unsigned long ioapic_base;

/**
 * ioapic_init() - prepare access to an IO-APIC
 * @base:	its physical address, IOAPIC_DEFAULT_BASE for the first one
 */
void ioapic_init(unsigned long base)
{
	ioapic_base = base;
	map_range(base, PAGE_SIZE, MAP_UNCACHED);
}

/**
 * ioapic_read() - read a register
 * @reg:	IOAPIC_REG_* or IOAPIC_REDIR()
 *
 * Return: its value.
 */
u32 ioapic_read(unsigned int reg)
{
	mmio_write32(ioapic_base + IOAPIC_INDEX, reg);
	return mmio_read32(ioapic_base + IOAPIC_DATA);
}

/**
 * ioapic_write() - write a register
 * @reg:	IOAPIC_REDIR()
 * @val:	new value
 */
void ioapic_write(unsigned int reg, u32 val)
{
	mmio_write32(ioapic_base + IOAPIC_INDEX, reg);
	mmio_write32(ioapic_base + IOAPIC_DATA, val);
}

/**
 * ioapic_num_pins() - how many pins there are
 *
 * Return: the number.
 */
unsigned int ioapic_num_pins(void)
{
	return ((ioapic_read(IOAPIC_REG_VER) >> 16) & 0xff) + 1;
}

/**
 * ioapic_set_pin() - route an interrupt
 * @pin:	pin, counted from 0
 * @vector:	vector
 * @flags:	IOAPIC_LEVEL (else edge), IOAPIC_ACTIVE_LOW (else high), IOAPIC_MASKED
 * @apic_id:	CPU that gets it, below 256
 */
void ioapic_set_pin(unsigned int pin, unsigned int vector, u32 flags, u32 apic_id)
{
	ioapic_write(IOAPIC_REDIR(pin), IOAPIC_MASKED);
	ioapic_write(IOAPIC_REDIR(pin) + 1, apic_id << 24);
	ioapic_write(IOAPIC_REDIR(pin), flags | vector);
}
