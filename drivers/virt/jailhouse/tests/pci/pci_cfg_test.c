// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the moderation of PCI configuration space
 */
#include <linux/errno.h>
#include "env.h"

#define FOREIGN		0x00c9

static u32 cfg_read(u16 reg, unsigned int size)
{
	return pci_config_read(pci_env_pci, ENV_ENDPOINT, reg, size);
}

static int cfg_write(u16 reg, u32 value, unsigned int size)
{
	return pci_config_write(pci_env_pci, ENV_ENDPOINT, reg, value, size);
}

static void probe_finds_capabilities(struct kunit *test)
{
	const struct pci_device *dev = &pci_env_pci->dev[0];

	KUNIT_EXPECT_FALSE(test, dev->bridge);
	KUNIT_EXPECT_EQ(test, dev->msi, ENV_CAP_MSI);
	KUNIT_EXPECT_TRUE(test, dev->msi_64);
	KUNIT_EXPECT_TRUE(test, dev->msi_maskable);
	KUNIT_EXPECT_EQ(test, dev->msix, ENV_CAP_MSIX);
	KUNIT_EXPECT_EQ(test, dev->msix_bar, 4);
	KUNIT_EXPECT_TRUE(test, pci_env_pci->dev[1].bridge);
	KUNIT_EXPECT_EQ(test, pci_env_pci->dev[1].num_bars, 2);
	KUNIT_EXPECT_EQ(test, pci_env.writes, 0);
}

static void probe_refuses_strange_headers(struct kunit *test)
{
	struct pci_device dev = pci_env_pci->dev[0];

	pci_env_set_hw(ENV_ENDPOINT, PCI_HEADER_TYPE, PCI_HEADER_TYPE_CARDBUS, 1);
	KUNIT_EXPECT_EQ(test, pci_probe(&dev), -EOPNOTSUPP);
	dev.bdf = FOREIGN;
	KUNIT_EXPECT_EQ(test, pci_probe(&dev), -ENODEV);
}

static void foreign_functions_float(struct kunit *test)
{
	unsigned int bdf, found = 0;

	for (bdf = 0; bdf < 0x10000; bdf++) {
		if (pci_config_read(pci_env_pci, bdf, PCI_VENDOR_ID, 4) != ~0U) {
			found++;
			continue;
		}
		if (pci_config_write(pci_env_pci, bdf, PCI_COMMAND, 0, 2) !=
		    -EPERM)
			KUNIT_FAIL(test, "function %x can be written", bdf);
	}
	KUNIT_EXPECT_EQ(test, found, ENV_FUNCTIONS);
	KUNIT_EXPECT_EQ(test, pci_config_read(pci_env_pci, FOREIGN, 0, 1), 0xff);
	KUNIT_EXPECT_EQ(test, pci_config_read(pci_env_pci, FOREIGN, 0xffe, 2), 0xffff);
	KUNIT_EXPECT_EQ(test, pci_config_read(NULL, ENV_ENDPOINT, 0, 4), ~0U);
	KUNIT_EXPECT_EQ(test, pci_config_write(NULL, ENV_ENDPOINT, 4, 0, 4), -EPERM);
	KUNIT_EXPECT_EQ(test, pci_env.writes, 0);
}

static void given_away_functions_float(struct kunit *test)
{
	pci_env_pci->dev[0].present = false;
	KUNIT_EXPECT_EQ(test, cfg_read(PCI_VENDOR_ID, 2), 0xffff);
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_COMMAND, 0, 2), -EPERM);
	KUNIT_EXPECT_EQ(test, pci_env.writes, 0);
}

static void all_registers_can_be_read(struct kunit *test)
{
	unsigned int reg, size;

	for (size = 1; size <= 4; size *= 2) {
		for (reg = 0; reg < 4096; reg += size) {
			u32 want = pci_env_hw(ENV_ENDPOINT, reg, size);

			/* There is no ROM */
			if ((reg & ~3) == PCI_ROM_ADDRESS)
				want = 0;
			if (cfg_read(reg, size) != want)
				KUNIT_FAIL(test, "register %x", reg);
		}
	}
}

/*
 * Write the complement of each register. In the header and outside of writable
 * capabilities only what is listed here may reach the hardware.
 */
static bool endpoint_byte_writable(unsigned int reg)
{
	return (reg >= PCI_COMMAND && reg < PCI_CLASS_REVISION) ||
	       reg == PCI_CACHE_LINE_SIZE || reg == PCI_LATENCY_TIMER ||
	       reg == PCI_INTERRUPT_LINE ||
	       (reg >= ENV_CAP_PM + 2 && reg < ENV_CAP_PM + 8) ||
	       (reg >= ENV_CAP_AER + 4 && reg < ENV_CAP_AER + 16);
}

static bool bar_or_rom(unsigned int reg)
{
	return (reg >= PCI_BASE_ADDRESS_0 && reg < PCI_CARDBUS_CIS) ||
	       (reg & ~3) == PCI_ROM_ADDRESS;
}

static bool message_cap(unsigned int reg)
{
	return (reg >= ENV_CAP_MSI && reg < ENV_CAP_MSI + 24) ||
	       (reg >= ENV_CAP_MSIX && reg < ENV_CAP_MSIX + 4);
}

static void writes_need_a_permission(struct kunit *test)
{
	unsigned int reg, size, n;

	for (size = 1; size <= 4; size *= 2) {
		for (reg = 0; reg < 4096; reg += size) {
			u32 old, new;
			bool all = true;
			int err;

			if (message_cap(reg))
				continue;
			KUNIT_ASSERT_EQ(test, pci_env_init(test), 0);
			old = pci_env_hw(ENV_ENDPOINT, reg, size);
			err = cfg_write(reg, ~old, size);
			new = pci_env_hw(ENV_ENDPOINT, reg, size);
			for (n = 0; n < size; n++)
				all &= endpoint_byte_writable(reg + n);

			if (bar_or_rom(reg))
				all = err == 0;
			if (err != (all ? 0 : -EPERM) ||
			    (new != old && (err || bar_or_rom(reg))))
				KUNIT_FAIL(test, "register %x, size %u: %d, %x -> %x",
					   reg, size, err, old, new);
		}
	}
}

static void wide_writes_may_repeat_what_is_read_only(struct kunit *test)
{
	u32 value = cfg_read(PCI_CACHE_LINE_SIZE, 4) & 0xffff0000;

	KUNIT_EXPECT_EQ(test, cfg_write(PCI_CACHE_LINE_SIZE, value | 0x2010, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_read(PCI_CACHE_LINE_SIZE, 4), value | 0x2010);
	/* one write of two bytes: the others are not touched */
	KUNIT_EXPECT_EQ(test, pci_env.writes, 1);
	value ^= 0x01000000;
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_CACHE_LINE_SIZE, value, 4), -EPERM);
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_VENDOR_ID,
					cfg_read(PCI_VENDOR_ID, 4), 4), -EPERM);
}

static void command_has_known_bits_only(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_COMMAND, 0xffff, 2), 0);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_COMMAND, 2),
			0x077f & ~(PCI_COMMAND_VGA_PALETTE | PCI_COMMAND_WAIT));
	/* a byte changes its byte only */
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_COMMAND + 1, 0, 1), 0);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_COMMAND, 2), 0x5f);
}

static void sizes_of_bars(struct kunit *test)
{
	static const u32 bar[] = {
		ENV_BAR0, ENV_BAR1, ENV_BAR2, ENV_BAR3, ENV_BAR4, 0
	};
	static const u32 ones[] = {
		ENV_BAR0_MASK, ENV_BAR1_MASK | 1, ENV_BAR2_MASK | 0xc, ~0U,
		ENV_BAR4_MASK, 0
	};
	unsigned int n, reg;

	for (n = 0; n < ARRAY_SIZE(bar); n++) {
		reg = PCI_BASE_ADDRESS_0 + 4 * n;
		KUNIT_EXPECT_EQ(test, cfg_read(reg, 4), bar[n]);
		KUNIT_EXPECT_EQ(test, cfg_write(reg, ~0U, 4), 0);
		KUNIT_EXPECT_EQ(test, cfg_read(reg, 4), ones[n]);
		KUNIT_EXPECT_EQ(test, cfg_read(reg + 2, 2), ones[n] >> 16);
		KUNIT_EXPECT_EQ(test, cfg_write(reg, bar[n], 4), 0);
		KUNIT_EXPECT_EQ(test, cfg_read(reg, 4), bar[n]);
	}
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_ROM_ADDRESS, 0xfffff800, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_read(PCI_ROM_ADDRESS, 4), 0);
	KUNIT_EXPECT_EQ(test, pci_env.writes, 0);
}

static void expect_no_move(struct kunit *test, unsigned int bar, u32 value)
{
	u32 home = pci_env_hw(ENV_ENDPOINT, PCI_BASE_ADDRESS_0 + 4 * bar, 4);

	KUNIT_EXPECT_EQ(test, cfg_write(PCI_BASE_ADDRESS_0 + 4 * bar, value, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_COMMAND, PCI_COMMAND_MASTER |
					PCI_COMMAND_IO | PCI_COMMAND_MEMORY, 2),
			pci_env_pci->root ? 0 : -EPERM);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_COMMAND, 2),
			PCI_COMMAND_MASTER);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_BASE_ADDRESS_0 + 4 * bar, 4),
			home);
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_BASE_ADDRESS_0 + 4 * bar, home, 4), 0);
}

static void bars_do_not_move_over_others(struct kunit *test)
{
	int root;

	for (root = 0; root < 2; root++) {
		pci_env_pci->root = root;
		expect_no_move(test, 0, 0x10000000);
		expect_no_move(test, 0, ENV_FREE_LOW + ENV_FREE_SIZE);
		/* ports, and the page that is trapped */
		expect_no_move(test, 1, 0xd000);
		expect_no_move(test, 4, ENV_FREE_LOW);
		/* upper half alone */
		expect_no_move(test, 3, 5);
	}
	/* a flood of refusals is explained once */
	KUNIT_EXPECT_EQ(test, pci_env.explained, 1);
	/* unmoved, it decodes */
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_COMMAND, PCI_COMMAND_MEMORY, 2), 0);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_COMMAND, 2),
			PCI_COMMAND_MEMORY);
}

static void bars_may_move_to_own_memory(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_COMMAND, PCI_COMMAND_MEMORY, 2), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_BASE_ADDRESS_0, ENV_FREE_LOW, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_BASE_ADDRESS_2, (u32)ENV_FREE_START, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_BASE_ADDRESS_3, ENV_FREE_START >> 32, 4), 0);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_BASE_ADDRESS_0, 4), ENV_BAR0);
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_COMMAND, PCI_COMMAND_MEMORY, 2), 0);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_BASE_ADDRESS_0, 4),
			ENV_FREE_LOW);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_BASE_ADDRESS_2, 4),
			(u32)ENV_FREE_START | 0xc);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_BASE_ADDRESS_3, 4),
			ENV_FREE_START >> 32);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_COMMAND, 2),
			PCI_COMMAND_MEMORY);
	KUNIT_EXPECT_EQ(test, pci_env.decoding_moves, 0);
}

/* Where it was moved to may become another's, where it was cannot */
static void moved_bars_are_checked_again(struct kunit *test)
{
	struct pci_device *dev = &pci_env_pci->dev[0];
	unsigned int root;

	KUNIT_EXPECT_EQ(test, cfg_write(PCI_COMMAND, PCI_COMMAND_MEMORY, 2), 0);
	KUNIT_EXPECT_EQ(test, pci_bar_stray(dev, 0, ~0ULL), -ENOENT);
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_BASE_ADDRESS_2, (u32)ENV_FREE_START, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_BASE_ADDRESS_3, ENV_FREE_START >> 32, 4), 0);
	KUNIT_EXPECT_EQ(test, pci_bar_stray(dev, 0, ~0ULL), -ENOENT);
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_COMMAND, PCI_COMMAND_MEMORY, 2), 0);

	KUNIT_EXPECT_EQ(test, pci_bar_stray(dev, 0, ENV_FREE_START), -ENOENT);
	KUNIT_EXPECT_EQ(test, pci_bar_stray(dev, 0, ENV_FREE_START + 1), 2);
	KUNIT_EXPECT_EQ(test, pci_bar_stray(dev, ENV_FREE_START + 0xfffff, 1), 2);
	KUNIT_EXPECT_EQ(test, pci_bar_stray(dev, ENV_FREE_START + 0x100000, 1),
			-ENOENT);
	KUNIT_EXPECT_EQ(test, pci_bar_stray(dev, ENV_BAR0, 0x10000), -ENOENT);

	/* It is another's now: what decodes there is never switched on again */
	pci_env.refuse_bars = true;
	for (root = 0; root < 2; root++) {
		pci_env_pci->root = root;
		pci_env_set_hw(ENV_ENDPOINT, PCI_COMMAND, 0, 2);
		KUNIT_EXPECT_EQ(test, pci_bar_stray(dev, 0, ~0ULL), -ENOENT);
		KUNIT_EXPECT_EQ(test, cfg_write(PCI_COMMAND, PCI_COMMAND_MEMORY, 2),
				root ? 0 : -EPERM);
		KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_COMMAND, 2), 0);
	}
	KUNIT_EXPECT_EQ(test, pci_env.explained, 1);

	KUNIT_EXPECT_EQ(test, cfg_write(PCI_BASE_ADDRESS_2, ENV_BAR2, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_BASE_ADDRESS_3, 0, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_BASE_ADDRESS_3, ENV_BAR3, 4), 0);
	KUNIT_EXPECT_EQ(test, pci_bar_stray(dev, 0, ~0ULL), -ENOENT);
}

static void reset_functions_get_their_bars_back(struct kunit *test)
{
	pci_env_set_hw(ENV_ENDPOINT, PCI_COMMAND, 0, 2);
	pci_env_set_hw(ENV_ENDPOINT, PCI_BASE_ADDRESS_0, 0, 4);
	pci_env_set_hw(ENV_ENDPOINT, PCI_BASE_ADDRESS_1, 1, 4);
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_COMMAND, PCI_COMMAND_MEMORY, 2), 0);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_BASE_ADDRESS_0, 4), ENV_BAR0);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_BASE_ADDRESS_1, 4), 1);
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_COMMAND, PCI_COMMAND_IO, 2), 0);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_BASE_ADDRESS_1, 4), ENV_BAR1);
}

static void capabilities(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, cfg_write(ENV_CAP_PM + PCI_PM_CTRL, 3, 2), 0);
	KUNIT_EXPECT_EQ(test, cfg_read(ENV_CAP_PM + PCI_PM_CTRL, 2), 3);
	KUNIT_EXPECT_EQ(test, cfg_write(ENV_CAP_PM, 0, 4), -EPERM);
	KUNIT_EXPECT_EQ(test, cfg_write(ENV_CAP_VENDOR + 4, 0, 4), -EPERM);
	KUNIT_EXPECT_EQ(test, cfg_write(ENV_CAP_AER + 12, 0, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(ENV_CAP_AER + 16, 0, 4), -EPERM);
	KUNIT_EXPECT_EQ(test, cfg_write(ENV_CAP_AER, 0, 4), -EPERM);
}

static void bridges_keep_forwarding(struct kunit *test)
{
	static const u16 windows[] = {
		PCI_PRIMARY_BUS, PCI_MEMORY_BASE, PCI_PREF_MEMORY_BASE,
		PCI_PREF_BASE_UPPER32, PCI_PREF_LIMIT_UPPER32,
		PCI_IO_BASE_UPPER16
	};
	int root, err;
	unsigned int n;

	for (root = 0; root < 2; root++) {
		pci_env_pci->root = root;
		err = root ? 0 : -EPERM;
		for (n = 0; n < ARRAY_SIZE(windows); n++)
			KUNIT_EXPECT_EQ(test, pci_config_write(pci_env_pci, ENV_BRIDGE,
							       windows[n], 0x12345678, 4),
					err);
		KUNIT_EXPECT_EQ(test, pci_config_write(pci_env_pci, ENV_BRIDGE,
						       PCI_BRIDGE_CONTROL,
						       PCI_BRIDGE_CTL_BUS_RESET, 2), err);
		KUNIT_EXPECT_EQ(test, pci_env.writes, 0);
	}
	KUNIT_EXPECT_EQ(test, pci_config_write(pci_env_pci, ENV_BRIDGE, PCI_COMMAND, 0, 2), 0);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_BRIDGE, PCI_COMMAND, 2), PCI_COMMAND_MASTER);

	pci_quiesce(&pci_env_pci->dev[1]);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_BRIDGE, PCI_COMMAND, 2), PCI_COMMAND_MASTER);
}

static void functions_change_hands_quietly(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_BASE_ADDRESS_0, ENV_FREE_LOW, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_COMMAND, 0x7, 2), 0);
	pci_env_set_hw(ENV_ENDPOINT, PCI_ROM_ADDRESS, 0xfec00001, 4);
	pci_quiesce(&pci_env_pci->dev[0]);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_COMMAND, 2), 0);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_ROM_ADDRESS, 4), 0);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_BASE_ADDRESS_0, 4), ENV_BAR0);
	KUNIT_EXPECT_EQ(test, cfg_read(PCI_BASE_ADDRESS_0, 4), ENV_BAR0);
}

static struct kunit_case pci_cfg_test_cases[] = {
	KUNIT_CASE(probe_finds_capabilities),
	KUNIT_CASE(probe_refuses_strange_headers),
	KUNIT_CASE(foreign_functions_float),
	KUNIT_CASE(given_away_functions_float),
	KUNIT_CASE(all_registers_can_be_read),
	KUNIT_CASE(writes_need_a_permission),
	KUNIT_CASE(wide_writes_may_repeat_what_is_read_only),
	KUNIT_CASE(command_has_known_bits_only),
	KUNIT_CASE(sizes_of_bars),
	KUNIT_CASE(bars_do_not_move_over_others),
	KUNIT_CASE(bars_may_move_to_own_memory),
	KUNIT_CASE(moved_bars_are_checked_again),
	KUNIT_CASE(reset_functions_get_their_bars_back),
	KUNIT_CASE(capabilities),
	KUNIT_CASE(bridges_keep_forwarding),
	KUNIT_CASE(functions_change_hands_quietly),
	{}
};

static struct kunit_suite pci_cfg_test_suite = {
	.name = "jailhouse_pci_cfg",
	.init = pci_env_init,
	.test_cases = pci_cfg_test_cases,
};

kunit_test_suite(pci_cfg_test_suite);
