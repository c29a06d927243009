// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the IO-APIC and of destinations of device interrupts
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <control.h>
#include <mmio.h>
#include "env.h"

#define BASE		0xfec00000ULL
#define PINS		24

#define OWN		3	/* pin of the view under test */
#define FOREIGN		4
#define LAST		(PINS - 1)

static bool is_rte(u32 reg)
{
	return reg >= IOAPIC_REG_RTE && reg < IOAPIC_REG_RTE + 2 * PINS;
}

static struct ioapic chip;
static struct ioapic_view root, cell;

static void setup(bool x2apic)
{
	unsigned int pin;

	env_reset(x2apic);
	memset(&chip, 0, sizeof(chip));
	memset(&root, 0, sizeof(root));
	memset(&cell, 0, sizeof(cell));
	chip.address = BASE;
	chip.num_pins = PINS;
	chip.version = IOAPIC_VERSION_EOI;
	for (pin = 0; pin < PINS; pin++) {
		chip.rte_low[pin] = APIC_LVT_MASKED;
		env.rte[2 * pin] = APIC_LVT_MASKED;
	}
	root.chip = &chip;
	root.cell = &env_root;
	root.pins[0] = BIT(PINS) - 1 - BIT(OWN) - BIT(LAST);
	cell.chip = &chip;
	cell.cell = &env_cell;
	cell.pins[0] = BIT(OWN) | BIT(LAST);
	env_clear();
}

static int do_write(struct ioapic_view *view, u32 offset, u32 value, u8 size)
{
	struct mmio_access access = {
		.address = BASE + offset,
		.value = value,
		.size = size,
		.write = true,
	};

	return ioapic_access(view, &access);
}

static int do_read(struct ioapic_view *view, u32 offset, u32 *value, u8 size)
{
	struct mmio_access access = {
		.address = BASE + offset,
		.size = size,
	};
	int err = ioapic_access(view, &access);

	*value = access.value;
	return err;
}

static int write_reg(struct ioapic_view *view, u32 reg, u32 value)
{
	int err = do_write(view, IOAPIC_INDEX, reg, 4);

	return err ?: do_write(view, IOAPIC_DATA, value, 4);
}

static u32 read_reg(struct kunit *test, struct ioapic_view *view, u32 reg)
{
	u32 value;

	KUNIT_EXPECT_EQ(test, 0, do_write(view, IOAPIC_INDEX, reg, 4));
	KUNIT_EXPECT_EQ(test, 0, do_read(view, IOAPIC_DATA, &value, 4));
	return value;
}

static u32 low_reg(u32 pin)
{
	return IOAPIC_REG_RTE + 2 * pin;
}

static u32 dest(u32 apic_id)
{
	return apic_id << 24;
}

static void own_pin(struct kunit *test)
{
	setup(false);
	KUNIT_EXPECT_EQ(test, 0, write_reg(&cell, low_reg(OWN) + 1, dest(ENV_APIC_ID(3))));
	KUNIT_EXPECT_EQ(test, 0, write_reg(&cell, low_reg(OWN), 0x40));
	KUNIT_EXPECT_EQ(test, 0x40, env.rte[2 * OWN]);
	KUNIT_EXPECT_EQ(test, dest(ENV_APIC_ID(3)), env.rte[2 * OWN + 1]);
	KUNIT_EXPECT_EQ(test, 0x40, read_reg(test, &cell, low_reg(OWN)));
	KUNIT_EXPECT_EQ(test, dest(ENV_APIC_ID(3)), read_reg(test, &cell, low_reg(OWN) + 1));
	/* read-only bits come from the device and do not go there */
	env.remote_irr = true;
	KUNIT_EXPECT_EQ(test, 0x40 | APIC_LVT_REMOTE_IRR,
			read_reg(test, &cell, low_reg(OWN)));
	KUNIT_EXPECT_EQ(test, 0, write_reg(&cell, low_reg(OWN),
					   0xfff00041 | APIC_LVT_REMOTE_IRR | APIC_SEND_PENDING));
	KUNIT_EXPECT_EQ(test, 0x41, env.rte[2 * OWN]);
}

static void foreign_pin(struct kunit *test)
{
	setup(false);
	env.rte[2 * FOREIGN] = 0x55;
	env.rte[2 * FOREIGN + 1] = dest(2);
	KUNIT_EXPECT_EQ(test, 0, read_reg(test, &cell, low_reg(FOREIGN)));
	KUNIT_EXPECT_EQ(test, 0, read_reg(test, &cell, low_reg(FOREIGN) + 1));
	KUNIT_EXPECT_EQ(test, 0, write_reg(&cell, low_reg(FOREIGN), 0x40));
	KUNIT_EXPECT_EQ(test, 0, write_reg(&cell, low_reg(FOREIGN) + 1, dest(1)));
	KUNIT_EXPECT_EQ(test, 0, env.ioapic_writes);
	/* the root cell is no exception */
	KUNIT_EXPECT_EQ(test, 0, write_reg(&root, low_reg(OWN), 0x40));
	KUNIT_EXPECT_EQ(test, 0, env.ioapic_writes);
}

static void other_registers(struct kunit *test)
{
	u32 reg;

	setup(false);
	KUNIT_EXPECT_EQ(test, 0x1000, read_reg(test, &cell, IOAPIC_REG_ID));
	KUNIT_EXPECT_EQ(test, 0x1001, read_reg(test, &cell, IOAPIC_REG_VER));
	KUNIT_EXPECT_EQ(test, 0x1002, read_reg(test, &cell, IOAPIC_REG_ARB));
	for (reg = 0; reg < 0x100; reg++) {
		if (is_rte(reg))
			continue;
		KUNIT_EXPECT_EQ_MSG(test, -EPERM, write_reg(&root, reg, 0), "register %x", reg);
		if (reg > IOAPIC_REG_ARB)
			KUNIT_EXPECT_EQ_MSG(test, 0, read_reg(test, &root, reg),
					    "register %x", reg);
	}
	KUNIT_EXPECT_EQ(test, 0, env.ioapic_writes);
	/* the last pin is one */
	KUNIT_EXPECT_EQ(test, 0, write_reg(&cell, low_reg(LAST), APIC_LVT_MASKED | 0x40));
	KUNIT_EXPECT_EQ(test, 1, env.ioapic_writes);
}

static void index_of_each_cell(struct kunit *test)
{
	u32 value;

	setup(false);
	do_write(&cell, IOAPIC_INDEX, 0x16, 4);
	do_write(&root, IOAPIC_INDEX, 0xffffff01, 4);
	do_read(&cell, IOAPIC_INDEX, &value, 4);
	KUNIT_EXPECT_EQ(test, 0x16, value);
	do_read(&root, IOAPIC_INDEX, &value, 4);
	KUNIT_EXPECT_EQ(test, 1, value);
	do_write(&root, IOAPIC_INDEX, 0x10, 1);
	do_read(&root, IOAPIC_INDEX, &value, 1);
	KUNIT_EXPECT_EQ(test, 0x10, value);
}

static void other_addresses(struct kunit *test)
{
	u32 offset, value, size;

	setup(false);
	for (offset = 0; offset < 0x1000; offset++)
		for (size = 1; size <= 8; size *= 2) {
			bool ok = (offset == IOAPIC_INDEX && size <= 4) ||
				  (offset == IOAPIC_DATA && size == 4);

			KUNIT_EXPECT_EQ_MSG(test, ok ? 0 : -EPERM,
					    do_read(&cell, offset, &value, size),
					    "read %x, %u", offset, size);
			ok = (offset == IOAPIC_INDEX || offset == IOAPIC_EOI) &&
			     size == 4;
			if (offset != IOAPIC_DATA && offset != IOAPIC_INDEX)
				KUNIT_EXPECT_EQ_MSG(test, ok ? 0 : -EPERM,
						    do_write(&cell, offset, 0, size),
						    "write %x, %u", offset, size);
		}
	/* chips before version 0x20 have no EOI register */
	chip.version = 0x11;
	KUNIT_EXPECT_EQ(test, -EPERM, do_write(&cell, IOAPIC_EOI, 0, 4));
}

/* What may become effective; by the root cell, CPUs 0, 2, 4 */
static void entries(struct kunit *test)
{
	static const struct {
		u32 low, high;
		int err;
	} cases[] = {
		{ 0x10, 0 },
		{ 0xff, 0 },
		{ 0x0f, 0, -EPERM },
		{ 0x00, 0, -EPERM },
		{ APIC_DM_LOWEST | 0x40, 0 },
		{ APIC_DM_SMI | 0x40, 0, -EPERM },
		{ 0x300 | 0x40, 0, -EPERM },
		{ APIC_DM_NMI | 0x40, 0, -EPERM },
		{ APIC_DM_INIT | 0x40, 0, -EPERM },
		{ 0x600 | 0x40, 0, -EPERM },
		{ APIC_DM_EXTINT | 0x40, 0, -EPERM },
		{ APIC_LVT_LEVEL_TRIGGER | APIC_INPUT_POLARITY | 0x40, 0 },
		/* destinations */
		{ 0x40, ENV_APIC_ID(2) << 24 },
		{ 0x40, ENV_APIC_ID(1) << 24, -EPERM },
		{ 0x40, 0xc0 << 24, -EPERM },
		{ 0x40, 0xffU << 24, -EPERM },
		{ APIC_DEST_LOGICAL | 0x40, 0x15 << 24 },
		{ APIC_DEST_LOGICAL | 0x40, 0x17 << 24, -EPERM },
		{ APIC_DEST_LOGICAL | 0x40, 0x02 << 24, -EPERM },
		{ APIC_DEST_LOGICAL | 0x40, 0xffU << 24, -EPERM },
		/* bits that widen the destination, or make it an index */
		{ 0x40, 1 << 17, -EPERM },
		{ 0x40, 1 << 16, -EPERM },
		{ 0x40, 1, -EPERM },
		/* masked: anything */
		{ APIC_LVT_MASKED | APIC_DM_SMI, 0xffffffff },
		{ APIC_LVT_MASKED, ENV_APIC_ID(1) << 24 },
	};
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(cases); n++) {
		u32 low = cases[n].low, high = cases[n].high;
		int err = cases[n].err;

		/* first the upper half, as Linux does */
		setup(false);
		KUNIT_EXPECT_EQ(test, 0, write_reg(&root, low_reg(5) + 1, high));
		KUNIT_EXPECT_EQ_MSG(test, err, write_reg(&root, low_reg(5), low), "case %u", n);
		if (err)
			low = APIC_LVT_MASKED;
		KUNIT_EXPECT_EQ_MSG(test, low, env.rte[10], "case %u", n);

		/* then an entry that is good, until its upper half is changed */
		setup(false);
		if (write_reg(&root, low_reg(5), cases[n].low))
			continue;
		KUNIT_EXPECT_EQ_MSG(test, err, write_reg(&root, low_reg(5) + 1, high),
				    "case %u", n);
		if (err)
			high = 0;
		KUNIT_EXPECT_EQ_MSG(test, high, env.rte[11], "case %u", n);
	}
}

static void logical_in_x2apic_mode(struct kunit *test)
{
	/* ids of cluster 0 count, not CPU numbers: 0 and 4 are the root's */
	setup(true);
	KUNIT_EXPECT_TRUE(test, irq_dest_in_cell(&env_root, BIT(0) | BIT(4), true));
	KUNIT_EXPECT_FALSE(test, irq_dest_in_cell(&env_root, BIT(2), true));
	KUNIT_EXPECT_TRUE(test, irq_dest_in_cell(&env_cell, BIT(2) | BIT(6), true));
	KUNIT_EXPECT_FALSE(test, irq_dest_in_cell(&env_cell, 0xff, true));
}

static void extint(struct kunit *test)
{
	setup(false);
	KUNIT_EXPECT_EQ(test, -EPERM, write_reg(&root, low_reg(0), APIC_DM_EXTINT));
	chip.extint_pin0 = true;
	KUNIT_EXPECT_EQ(test, 0, write_reg(&root, low_reg(0), APIC_DM_EXTINT));
	KUNIT_EXPECT_EQ(test, -EPERM, write_reg(&root, low_reg(1), APIC_DM_EXTINT));
	KUNIT_EXPECT_EQ(test, -EPERM, write_reg(&root, low_reg(0) + 1, dest(ENV_APIC_ID(1))));
	cell.pins[0] |= BIT(0);
	KUNIT_EXPECT_EQ(test, -EPERM, write_reg(&cell, low_reg(0), APIC_DM_EXTINT));
}

static void eoi_register(struct kunit *test)
{
	const u32 level = APIC_LVT_LEVEL_TRIGGER | 0x40;

	setup(false);
	write_reg(&cell, low_reg(OWN) + 1, dest(ENV_APIC_ID(1)));
	write_reg(&cell, low_reg(OWN), level);
	write_reg(&root, low_reg(FOREIGN), level);
	env_clear();
	KUNIT_EXPECT_EQ(test, 0, do_write(&cell, IOAPIC_EOI, 0x41, 4));
	KUNIT_EXPECT_EQ(test, 0, env.ioapic_writes);
	/* to edge and back, the own pin alone, and never by the real register */
	KUNIT_EXPECT_EQ(test, 0, do_write(&cell, IOAPIC_EOI, 0x40, 4));
	KUNIT_EXPECT_EQ(test, 2, env.ioapic_writes);
	KUNIT_EXPECT_EQ(test, level, env.rte[2 * OWN]);
	KUNIT_EXPECT_EQ(test, 0, env.ioapic_eoi);
}

static void masking(struct kunit *test)
{
	setup(false);
	write_reg(&cell, low_reg(OWN) + 1, dest(ENV_APIC_ID(1)));
	write_reg(&cell, low_reg(OWN), APIC_LVT_LEVEL_TRIGGER | 0x40);
	ioapic_mask(&chip, OWN);
	KUNIT_EXPECT_EQ(test, 0, env.ioapic_eoi);
	KUNIT_EXPECT_EQ(test, APIC_LVT_MASKED, env.rte[2 * OWN]);
	KUNIT_EXPECT_EQ(test, 0, env.rte[2 * OWN + 1]);
	KUNIT_EXPECT_EQ(test, APIC_LVT_MASKED, chip.rte_low[OWN]);

	write_reg(&cell, low_reg(OWN) + 1, dest(ENV_APIC_ID(1)));
	write_reg(&cell, low_reg(OWN), APIC_LVT_LEVEL_TRIGGER | 0x40);
	env.remote_irr = true;
	ioapic_mask(&chip, OWN);
	KUNIT_EXPECT_EQ(test, 0x40, env.ioapic_eoi);

	/* an old chip: the transition to edge does it */
	chip.version = 0x11;
	env.ioapic_eoi = 0;
	ioapic_mask(&chip, OWN);
	KUNIT_EXPECT_EQ(test, 0, env.ioapic_eoi);
	KUNIT_EXPECT_EQ(test, APIC_LVT_MASKED, env.rte[2 * OWN]);
}

#define MSI(dest)	(0xfee00000ULL | (dest) << 12)
#define MSI_LOGICAL	0x4
#define MSI_HINT	0x8

static void msi(struct kunit *test)
{
	static const struct {
		u64 address;
		u32 data;
		int err;
	} cases[] = {
		{ MSI(ENV_APIC_ID(2)), 0x40 },
		{ MSI(ENV_APIC_ID(2)), 0x4040 },
		{ MSI(ENV_APIC_ID(2)), 0x10 },
		{ MSI(ENV_APIC_ID(2)), 0x0f, -EPERM },
		{ MSI(ENV_APIC_ID(2)), APIC_DM_LOWEST | 0x40 },
		{ MSI(ENV_APIC_ID(2)) | MSI_HINT, APIC_DM_LOWEST | 0x40 },
		{ MSI(ENV_APIC_ID(2)), APIC_DM_NMI | 0x40, -EPERM },
		{ MSI(ENV_APIC_ID(2)), APIC_DM_SMI | 0x40, -EPERM },
		{ MSI(ENV_APIC_ID(2)), APIC_INT_LEVELTRIG | 0x40, -EPERM },
		{ MSI(ENV_APIC_ID(1)), 0x40, -EPERM },
		{ MSI(0xffULL), 0x40, -EPERM },
		{ MSI(0x99ULL), 0x40, -EPERM },
		/* elsewhere it would be a write to memory */
		{ 0, 0x40, -EPERM },
		{ 0xfec00000, 0x40, -EPERM },
		{ 0xfef00000, 0x40, -EPERM },
		{ MSI(ENV_APIC_ID(2)) | 1ULL << 32, 0x40, -EPERM },
		{ MSI(ENV_APIC_ID(2)) | 1ULL << 40, 0x40, -EPERM },
		/* extended destination and remappable format */
		{ MSI(ENV_APIC_ID(2)) | 1 << 5, 0x40, -EPERM },
		{ MSI(ENV_APIC_ID(2)) | 1 << 4, 0x40, -EPERM },
		/* logical: CPUs 0, 2, 4 are 0x15 */
		{ MSI(0x15ULL) | MSI_LOGICAL | MSI_HINT, 0x40 },
		{ MSI(0x11ULL) | MSI_LOGICAL | MSI_HINT, APIC_DM_LOWEST | 0x40 },
		{ MSI(0x13ULL) | MSI_LOGICAL | MSI_HINT, 0x40, -EPERM },
		{ MSI(0xffULL) | MSI_LOGICAL | MSI_HINT, 0x40, -EPERM },
		/* without the hint as a physical one, too: id 4 is CPU 2's, 1 nobody's */
		{ MSI(0x04ULL) | MSI_LOGICAL, 0x40 },
		{ MSI(0x01ULL) | MSI_LOGICAL, 0x40, -EPERM },
	};
	unsigned int n;

	setup(false);
	for (n = 0; n < ARRAY_SIZE(cases); n++)
		KUNIT_EXPECT_EQ_MSG(test, cases[n].err,
				    irq_check_msi(&env_root, cases[n].address, cases[n].data),
				    "case %u", n);
}

static void remappable_format(struct kunit *test)
{
	struct jailhouse_config_system *sys = (void *)system;

	setup(false);
	sys->flags = JAILHOUSE_SYS_INSECURE_TEST;
	KUNIT_EXPECT_EQ(test, 0, irq_check_msi(&env_root, 0xfee00010, 0));
	KUNIT_EXPECT_EQ(test, -EPERM, irq_check_msi(&env_cell, 0xfee00010, 0));
	KUNIT_EXPECT_EQ(test, 0, ioapic_check_rte(&root, 5, 0x40, BIT(16)));
	KUNIT_EXPECT_EQ(test, -EPERM, ioapic_check_rte(&cell, OWN, 0x40, BIT(16)));
}

static struct kunit_case ioapic_cases[] = {
	KUNIT_CASE(own_pin),
	KUNIT_CASE(foreign_pin),
	KUNIT_CASE(other_registers),
	KUNIT_CASE(index_of_each_cell),
	KUNIT_CASE(other_addresses),
	KUNIT_CASE(entries),
	KUNIT_CASE(logical_in_x2apic_mode),
	KUNIT_CASE(extint),
	KUNIT_CASE(eoi_register),
	KUNIT_CASE(masking),
	KUNIT_CASE(msi),
	KUNIT_CASE(remappable_format),
	{}
};

static struct kunit_suite ioapic_suite = {
	.name = "jailhouse-ioapic",
	.test_cases = ioapic_cases,
};

kunit_test_suite(ioapic_suite);
