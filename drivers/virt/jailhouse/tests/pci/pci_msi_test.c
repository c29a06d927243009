// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the checks of message-signalled interrupts
 */
#include <linux/errno.h>
#include <mmio.h>
#include "env.h"

#define MSI_CONTROL	(ENV_CAP_MSI + PCI_MSI_FLAGS)
#define MSI_ADDRESS	(ENV_CAP_MSI + PCI_MSI_ADDRESS_LO)
#define MSI_ADDRESS_HI	(ENV_CAP_MSI + PCI_MSI_ADDRESS_HI)
#define MSI_DATA	(ENV_CAP_MSI + PCI_MSI_DATA_64)
#define MSI_MASK	(ENV_CAP_MSI + PCI_MSI_MASK_64)
#define MSI_PENDING	(ENV_CAP_MSI + PCI_MSI_PENDING_64)
#define MSIX_CONTROL	(ENV_CAP_MSIX + PCI_MSIX_FLAGS)

#define ENTRY(n)	((n) * PCI_MSIX_ENTRY_SIZE)

static int cfg_write(u16 reg, u32 value, unsigned int size)
{
	return pci_config_write(pci_env_pci, ENV_ENDPOINT, reg, value, size);
}

static u16 msi_flags(void)
{
	return pci_env_hw(ENV_ENDPOINT, MSI_CONTROL, 2);
}

static int table_write(u64 offset, u64 value, u8 size)
{
	struct mmio_access access = {
		.address = offset, .value = value, .size = size, .write = true
	};

	return pci_msix_access(pci_env_pci, &pci_env_pci->dev[0], &access);
}

static void msi_message(struct kunit *test, u32 address, u32 high, u16 data)
{
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_ADDRESS, address, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_ADDRESS_HI, high, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_DATA, data, 2), 0);
}

static void msi_is_checked_when_enabled(struct kunit *test)
{
	u16 off = msi_flags();

	/* anything goes while it is off */
	msi_message(test, ENV_MSI_FOREIGN, 0, ENV_MSI_DATA);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_CONTROL, PCI_MSI_FLAGS_ENABLE, 2), -EPERM);
	msi_message(test, ENV_MSI_ADDRESS, 1, ENV_MSI_DATA);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_CONTROL, PCI_MSI_FLAGS_ENABLE, 2), -EPERM);
	msi_message(test, ENV_MSI_ADDRESS, 0, ENV_MSI_NMI);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_CONTROL, PCI_MSI_FLAGS_ENABLE, 2), -EPERM);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_CONTROL, PCI_MSI_FLAGS_ENABLE, 1), -EPERM);
	KUNIT_EXPECT_EQ(test, msi_flags(), off);

	msi_message(test, ENV_MSI_ADDRESS, 0, ENV_MSI_DATA);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_CONTROL, PCI_MSI_FLAGS_ENABLE, 2), 0);
	KUNIT_EXPECT_EQ(test, msi_flags(), off | PCI_MSI_FLAGS_ENABLE);
}

static void msi_stays_valid(struct kunit *test)
{
	msi_message(test, ENV_MSI_ADDRESS, 0, ENV_MSI_DATA);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_CONTROL, PCI_MSI_FLAGS_ENABLE, 2), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_ADDRESS, ENV_MSI_FOREIGN, 4), -EPERM);
	/* parts of it, too */
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_ADDRESS + 1, ENV_MSI_FOREIGN >> 8 & 0xff, 1),
			-EPERM);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_ADDRESS_HI, 1, 4), -EPERM);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_DATA, ENV_MSI_NMI, 2), -EPERM);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_DATA + 1, 4, 1), -EPERM);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_DATA, 15, 2), -EPERM);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, MSI_ADDRESS, 4), ENV_MSI_ADDRESS);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, MSI_DATA, 2), ENV_MSI_DATA);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_DATA, ENV_MSI_DATA + 1, 2), 0);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, MSI_DATA, 2), ENV_MSI_DATA + 1);
}

/* What Linux does when the last handler goes, and when one comes again */
static void msi_without_address_is_held(struct kunit *test)
{
	struct pci_device *dev = &pci_env_pci->dev[0];
	u16 off = msi_flags();

	msi_message(test, ENV_MSI_ADDRESS, 0, ENV_MSI_DATA);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_CONTROL, PCI_MSI_FLAGS_ENABLE, 2), 0);
	msi_message(test, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, msi_flags(), off);
	/* It does not notice */
	KUNIT_EXPECT_EQ(test, pci_config_read(pci_env_pci, ENV_ENDPOINT, MSI_CONTROL, 2),
			off | PCI_MSI_FLAGS_ENABLE);
	KUNIT_EXPECT_EQ(test,
			pci_config_read(pci_env_pci, ENV_ENDPOINT, ENV_CAP_MSI, 4) >> 16,
			off | PCI_MSI_FLAGS_ENABLE);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_CONTROL, off | PCI_MSI_FLAGS_ENABLE, 2), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_CONTROL + 1, off >> 8, 1), 0);
	KUNIT_EXPECT_EQ(test, msi_flags(), off);

	/* Half a message, and one that is not allowed, are not sent */
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_ADDRESS, ENV_MSI_FOREIGN, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_DATA, ENV_MSI_DATA, 2), 0);
	KUNIT_EXPECT_EQ(test, msi_flags(), off);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_ADDRESS, ENV_MSI_ADDRESS, 4), 0);
	KUNIT_EXPECT_EQ(test, msi_flags(), off | PCI_MSI_FLAGS_ENABLE);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_ADDRESS, ENV_MSI_FOREIGN, 4), -EPERM);

	/* Switched off while it is held */
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_ADDRESS, 0, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_CONTROL, off, 2), 0);
	msi_message(test, ENV_MSI_ADDRESS, 0, ENV_MSI_DATA);
	KUNIT_EXPECT_EQ(test, msi_flags(), off);

	/* Given back */
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_CONTROL, PCI_MSI_FLAGS_ENABLE, 2), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_ADDRESS, 0, 4), 0);
	pci_msi_release(dev);
	KUNIT_EXPECT_EQ(test, msi_flags(), off | PCI_MSI_FLAGS_ENABLE);
}

static void msi_vectors_are_limited(struct kunit *test)
{
	u16 four = PCI_MSI_FLAGS_ENABLE | 2 << 4, eight = four | 1 << 4;

	msi_message(test, ENV_MSI_ADDRESS, 0, 0x47);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_CONTROL, eight, 2), -EPERM);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_CONTROL, four, 2), 0);
	/* the lowest vector counts: 12 */
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_DATA, 15, 2), -EPERM);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_DATA, 19, 2), 0);
}

static void msi_needs_a_grant(struct kunit *test)
{
	struct jailhouse_config_pci config = *pci_env_pci->dev[0].config;

	config.num_msi_vectors = 0;
	pci_env_pci->dev[0].config = &config;
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_CONTROL, 0, 2), -EPERM);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_ADDRESS, 0, 4), -EPERM);
	KUNIT_EXPECT_EQ(test, pci_env.writes, 0);
}

static void msi_other_registers(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, cfg_write(ENV_CAP_MSI, 0, 1), -EPERM);
	KUNIT_EXPECT_EQ(test, cfg_write(ENV_CAP_MSI + 1, 0, 1), -EPERM);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_MASK, 0xf, 4), 0);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, MSI_MASK, 4), 0xf);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_PENDING, 0, 4), -EPERM);
}

static void entry(struct kunit *test, unsigned int n, u32 address, u32 data)
{
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(n), address, 4), 0);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(n) + 4, 0, 4), 0);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(n) + 8, data, 4), 0);
}

static void msix_entries_are_checked(struct kunit *test)
{
	entry(test, 7, ENV_MSI_FOREIGN, ENV_MSI_DATA);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(7) + 12, 0, 4), -EPERM);
	entry(test, 7, ENV_MSI_ADDRESS, ENV_MSI_NMI);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(7) + 12, 0, 4), -EPERM);
	KUNIT_EXPECT_EQ(test, pci_env.table[31], PCI_MSIX_ENTRY_CTRL_MASKBIT);

	entry(test, 7, ENV_MSI_ADDRESS, ENV_MSI_DATA);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(7) + 12, 0, 4), 0);
	KUNIT_EXPECT_EQ(test, pci_env.table[31], 0);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(7), ENV_MSI_FOREIGN, 4), -EPERM);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(7) + 4, 1, 4), -EPERM);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(7) + 8, ENV_MSI_NMI, 4), -EPERM);
	KUNIT_EXPECT_EQ(test, pci_env.table[28], ENV_MSI_ADDRESS);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(7) + 8, ENV_MSI_DATA + 1, 4), 0);
}

static void msix_wide_accesses(struct kunit *test)
{
	u64 data_unmask = ENV_MSI_DATA;

	KUNIT_EXPECT_EQ(test, table_write(ENTRY(2), ENV_MSI_FOREIGN, 8), 0);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(2) + 8, data_unmask, 8), -EPERM);
	KUNIT_EXPECT_EQ(test, pci_env.table[11], PCI_MSIX_ENTRY_CTRL_MASKBIT);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(2), ENV_MSI_ADDRESS, 8), 0);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(2) + 8, data_unmask, 8), 0);
	KUNIT_EXPECT_EQ(test, pci_env.table[10], ENV_MSI_DATA);
	KUNIT_EXPECT_EQ(test, pci_env.table[11], 0);
}

static void msix_pages_are_read_only_elsewhere(struct kunit *test)
{
	struct mmio_access access = { .address = ENTRY(3), .size = 4 };

	pci_env.table[12] = 0x12345678;
	KUNIT_EXPECT_EQ(test, pci_msix_access(pci_env_pci, &pci_env_pci->dev[0],
					      &access), 0);
	KUNIT_EXPECT_EQ(test, access.value, 0x12345678);

	KUNIT_EXPECT_EQ(test, table_write(ENTRY(ENV_MSIX_VECTORS), 0, 4), -EPERM);
	KUNIT_EXPECT_EQ(test, table_write(-4ULL, 0, 4), -EPERM);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(0), 0, 2), -EPERM);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(0), 0, 1), -EPERM);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(0) + 2, 0, 4), -EPERM);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(0) + 4, 0, 8), -EPERM);
}

static void msix_control(struct kunit *test)
{
	u16 off = pci_env_hw(ENV_ENDPOINT, MSIX_CONTROL, 2);

	KUNIT_EXPECT_EQ(test, cfg_write(MSIX_CONTROL, PCI_MSIX_FLAGS_ENABLE | 0x7ff, 2), 0);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, MSIX_CONTROL, 2),
			off | PCI_MSIX_FLAGS_ENABLE);
	KUNIT_EXPECT_EQ(test, cfg_write(ENV_CAP_MSIX, 0, 1), -EPERM);

	pci_env_pci->dev[0].msix_table = NULL;
	KUNIT_EXPECT_EQ(test, cfg_write(MSIX_CONTROL, PCI_MSIX_FLAGS_ENABLE, 2), -EPERM);
}

static void quiet_functions_send_nothing(struct kunit *test)
{
	msi_message(test, ENV_MSI_ADDRESS, 0, ENV_MSI_DATA);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_CONTROL, PCI_MSI_FLAGS_ENABLE, 2), 0);
	entry(test, 5, ENV_MSI_ADDRESS, ENV_MSI_DATA);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(5) + 12, 0, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(MSIX_CONTROL, PCI_MSIX_FLAGS_ENABLE, 2), 0);

	pci_quiesce(&pci_env_pci->dev[0]);
	KUNIT_EXPECT_FALSE(test, msi_flags() & PCI_MSI_FLAGS_ENABLE);
	KUNIT_EXPECT_FALSE(test, pci_env_hw(ENV_ENDPOINT, MSIX_CONTROL, 2) &
			   PCI_MSIX_FLAGS_ENABLE);
	KUNIT_EXPECT_EQ(test, pci_env.table[23], PCI_MSIX_ENTRY_CTRL_MASKBIT);
	KUNIT_EXPECT_EQ(test, pci_env_hw(ENV_ENDPOINT, PCI_COMMAND, 2), 0);
}

static void lost_cpus_get_no_interrupts(struct kunit *test)
{
	struct pci_device *dev = &pci_env_pci->dev[0];

	msi_message(test, ENV_MSI_ADDRESS, 0, ENV_MSI_DATA);
	KUNIT_EXPECT_EQ(test, cfg_write(MSI_CONTROL, PCI_MSI_FLAGS_ENABLE, 2), 0);
	entry(test, 5, ENV_MSI_ADDRESS, ENV_MSI_DATA);
	KUNIT_EXPECT_EQ(test, table_write(ENTRY(5) + 12, 0, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_write(PCI_COMMAND, PCI_COMMAND_MEMORY, 2), 0);
	KUNIT_EXPECT_EQ(test, pci_msi_recheck(pci_env_pci, dev), 0);

	pci_env.refuse_msi = true;
	KUNIT_EXPECT_EQ(test, pci_msi_recheck(pci_env_pci, dev), 2);
	KUNIT_EXPECT_FALSE(test, msi_flags() & PCI_MSI_FLAGS_ENABLE);
	KUNIT_EXPECT_EQ(test, pci_env.table[23], PCI_MSIX_ENTRY_CTRL_MASKBIT);
	KUNIT_EXPECT_EQ(test, pci_msi_recheck(pci_env_pci, dev), 0);
}

static struct kunit_case pci_msi_test_cases[] = {
	KUNIT_CASE(msi_is_checked_when_enabled),
	KUNIT_CASE(msi_stays_valid),
	KUNIT_CASE(msi_without_address_is_held),
	KUNIT_CASE(msi_vectors_are_limited),
	KUNIT_CASE(msi_needs_a_grant),
	KUNIT_CASE(msi_other_registers),
	KUNIT_CASE(msix_entries_are_checked),
	KUNIT_CASE(msix_wide_accesses),
	KUNIT_CASE(msix_pages_are_read_only_elsewhere),
	KUNIT_CASE(msix_control),
	KUNIT_CASE(quiet_functions_send_nothing),
	KUNIT_CASE(lost_cpus_get_no_interrupts),
	{}
};

static struct kunit_suite pci_msi_test_suite = {
	.name = "jailhouse_pci_msi",
	.init = pci_env_init,
	.test_cases = pci_msi_test_cases,
};

kunit_test_suite(pci_msi_test_suite);
