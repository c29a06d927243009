// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accesses that are refused without being violations. Those that are violations
 * end a cell and are in the hostile inmate.
 */
#include "conform.h"

#include <linux/pci_regs.h>

#define VECTOR_STRAY	0x55

static enum outcome scan_config_space(void)
{
	u64 start = pm_timer_ns();
	unsigned int found = 0;
	u32 id;

	for (unsigned int bdf = 0; bdf < 0x10000; bdf++) {
		id = pci_cf8_read(bdf, PCI_VENDOR_ID, 4);
		found += id != 0xffffffff;
		/* a device is there or not: half an id is neither */
		EXPECT(id == 0xffffffff || (id & 0xffff) != 0xffff);
	}
	printf("# %u devices, %u ms for all addresses\n", found,
	       (u32)div_u64(pm_timer_ns() - start, NS_PER_MSEC));
	return PASS;
}

/* A bus without any device of the cell: registers beyond the id are all ones too */
static enum outcome foreign_reads_ones(void)
{
	for (unsigned int bdf = 0; bdf < 0x100; bdf++) {
		if (pci_cf8_read(bdf, PCI_VENDOR_ID, 4) != 0xffffffff)
			continue;
		EXPECT_EQ(pci_cf8_read(bdf, PCI_COMMAND, 2), 0xffff);
		EXPECT_EQ(pci_cf8_read(bdf, PCI_REVISION_ID, 1), 0xff);
		EXPECT_EQ(pci_cf8_read(bdf, PCI_BASE_ADDRESS_0, 4), 0xffffffff);
		EXPECT_EQ(pci_cf8_read(bdf, 0xfc, 4), 0xffffffff);
	}
	return PASS;
}

static enum outcome foreign_reads_ones_ecam(void)
{
	SKIP_IF(!comm_region()->pci_mmconfig_base, "the machine has no ECAM");
	for (unsigned int bdf = 0; bdf < 0x100; bdf++) {
		if (pci_ecam_read(bdf, PCI_VENDOR_ID, 4) != 0xffffffff)
			continue;
		EXPECT_EQ(pci_ecam_read(bdf, PCI_COMMAND, 2), 0xffff);
		EXPECT_EQ(pci_ecam_read(bdf, PCI_REVISION_ID, 1), 0xff);
		EXPECT_EQ(pci_ecam_read(bdf, 0xffc, 4), 0xffffffff);
	}
	return PASS;
}

static enum outcome config_address(void)
{
	outl(0x80001234 & ~3U, 0xcf8);
	EXPECT_EQ(inl(0xcf8), 0x80001234 & ~3U);
	/* others use the real one meanwhile */
	delay_us(20000);
	EXPECT_EQ(inl(0xcf8), 0x80001234 & ~3U);
	outl(0, 0xcf8);
	EXPECT_EQ(inl(0xcf8), 0);
	return PASS;
}

static enum outcome config_disabled(void)
{
	/* without the enable bit there is no configuration cycle */
	outl(0, 0xcf8);
	EXPECT_EQ(inl(0xcfc), 0xffffffff);
	return PASS;
}

static enum outcome ioapic_foreign(void)
{
	unsigned int own = cmdline_u64("ioapic-pin", -1ULL), pins;

	SKIP_IF(!cmdline_flag("ioapic"), "\"ioapic\" is not on the command line");
	ioapic_init(IOAPIC_DEFAULT_BASE);
	pins = ioapic_num_pins();
	EXPECT(pins >= 16 && pins <= 240);
	for (unsigned int pin = 0; pin < pins; pin++) {
		if (pin == own)
			continue;
		EXPECT_EQ(ioapic_read(IOAPIC_REDIR(pin)), 0);
		EXPECT_EQ(ioapic_read(IOAPIC_REDIR(pin) + 1), 0);
		ioapic_write(IOAPIC_REDIR(pin), IOAPIC_MASKED | 0x40);
		ioapic_write(IOAPIC_REDIR(pin) + 1, 0x01000000);
		EXPECT_EQ(ioapic_read(IOAPIC_REDIR(pin)), 0);
		EXPECT_EQ(ioapic_read(IOAPIC_REDIR(pin) + 1), 0);
	}
	return PASS;
}

static enum outcome ioapic_own(void)
{
	unsigned int own = cmdline_u64("ioapic-pin", -1ULL);

	SKIP_IF(own == -1U, "\"ioapic-pin\" is not on the command line");
	ioapic_init(IOAPIC_DEFAULT_BASE);
	ioapic_set_pin(own, VECTOR_STRAY, IOAPIC_MASKED, cpu_apic_id());
	EXPECT_EQ(ioapic_read(IOAPIC_REDIR(own)) & (IOAPIC_MASKED | 0xff),
		  IOAPIC_MASKED | VECTOR_STRAY);
	EXPECT_EQ(ioapic_read(IOAPIC_REDIR(own) + 1) >> 24, cpu_apic_id());
	return PASS;
}

static enum outcome port_80(void)
{
	for (unsigned int n = 0; n < 0x100; n++)
		outb(n, 0x80);
	return PASS;
}

static enum outcome pm_timer_ports(void)
{
	u16 port = comm_region()->x86.pm_timer_address;
	u32 val = 0;

	for (unsigned int n = 0; n < 4; n++)
		val |= inb(port + n);
	val |= inw(port) | inw(port + 2) | inl(port);
	EXPECT(val);
	return PASS;
}

static bool own_apic_id(u32 id)
{
	for (unsigned int cpu = 0; cpu < smp_num_cpus(); cpu++)
		if (smp_apic_id(cpu) == id)
			return true;
	return false;
}

static enum outcome ipi_dropped(void)
{
	static const u32 modes[] = { APIC_DM_FIXED | VECTOR_STRAY, APIC_DM_NMI };

	SKIP_IF(!hypervisor_present(), "no hypervisor: all CPUs are the cell's");
	interrupt_set_handler(VECTOR_STRAY, count_irq);
	irq_count[VECTOR_STRAY] = 0;
	apic_init(APIC_X2APIC);
	for (u32 id = 0; id < 0xff; id++)
		for (unsigned int n = 0; n < ARRAY_SIZE(modes) && !own_apic_id(id); n++)
			apic_send_ipi(id, modes[n] | APIC_INT_ASSERT);
	EXPECT(!wait_for(&irq_count[VECTOR_STRAY], 1, 20));
	return PASS;
}

static const struct conform_case cases[] = {
	{ "all 65536 configuration addresses can be scanned", scan_config_space },
	{ "configuration space of foreign devices reads all ones, ports", foreign_reads_ones },
	{ "configuration space of foreign devices reads all ones, ECAM", foreign_reads_ones_ecam },
	{ "0xcf8 is emulated per cell", config_address },
	{ "0xcfc reads all ones while 0xcf8 is not enabled", config_disabled },
	{ "IO-APIC entries of foreign pins: read 0, writes ignored", ioapic_foreign },
	{ "IO-APIC entry of an own pin: readable and writable", ioapic_own },
	{ "port 0x80, one byte: ignored", port_80 },
	{ "PM timer: 4 ports, always readable", pm_timer_ports },
	{ "interrupts to CPUs outside the cell are dropped", ipi_dropped },
};

CONFORM_PART(part_refused, "refused accesses");
