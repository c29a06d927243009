// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI functions and their surroundings, as the tests make them up
 */
#include <kunit/test-bug.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include <mmio.h>
#include "env.h"

struct pci_env pci_env;
struct cell_pci *pci_env_pci;

static const u16 env_bdf[ENV_FUNCTIONS] = { ENV_ENDPOINT, ENV_BRIDGE };

static const struct jailhouse_config_pci_cap env_caps[] = {
	{ PCI_CAP_ID_PM, ENV_CAP_PM, 8, JAILHOUSE_PCI_CAP_WRITE },
	{ PCI_CAP_ID_MSI, ENV_CAP_MSI, 24, JAILHOUSE_PCI_CAP_WRITE },
	{ PCI_CAP_ID_MSIX, ENV_CAP_MSIX, 12, JAILHOUSE_PCI_CAP_WRITE },
	{ PCI_CAP_ID_VNDR, ENV_CAP_VENDOR, 8, 0 },
	{ JAILHOUSE_PCI_CAP_EXTENDED | PCI_EXT_CAP_ID_ERR, ENV_CAP_AER, 16,
	  JAILHOUSE_PCI_CAP_WRITE },
};

static const struct jailhouse_config_pci env_config[ENV_FUNCTIONS] = {
	{
		.type = JAILHOUSE_PCI_DEVICE,
		.bdf = ENV_ENDPOINT,
		.num_caps = ARRAY_SIZE(env_caps),
		.num_msi_vectors = ENV_MSI_VECTORS,
		.num_msix_vectors = ENV_MSIX_VECTORS,
		.msix_region_size = 0x1000,
		.msix_address = ENV_BAR4,
		.bar_mask = {
			ENV_BAR0_MASK, ENV_BAR1_MASK, ENV_BAR2_MASK, ~0U,
			ENV_BAR4_MASK
		},
	},
	{
		.type = JAILHOUSE_PCI_BRIDGE,
		.bdf = ENV_BRIDGE,
	},
};

static u8 *env_find(u16 bdf)
{
	unsigned int n;

	for (n = 0; n < ENV_FUNCTIONS; n++)
		if (env_bdf[n] == bdf)
			return pci_env.config[n];
	return NULL;
}

/**
 * pci_env_hw() - look at the hardware
 * @bdf:	function
 * @reg:	register
 * @size:	1, 2 or 4
 *
 * Return: the value, all ones where nothing is.
 */
u32 pci_env_hw(u16 bdf, u16 reg, unsigned int size)
{
	const u8 *config = env_find(bdf);

	if (!config)
		return size == 4 ? ~0U : (1U << size * 8) - 1;
	return size == 1 ? config[reg] :
	       size == 2 ? get_unaligned_le16(config + reg) :
			   get_unaligned_le32(config + reg);
}

/**
 * pci_env_set_hw() - change the hardware
 * @bdf:	function, which exists
 * @reg:	register
 * @value:	value
 * @size:	1, 2 or 4
 */
void pci_env_set_hw(u16 bdf, u16 reg, u32 value, unsigned int size)
{
	u8 *config = env_find(bdf) + reg;

	if (size == 1)
		*config = value;
	else if (size == 2)
		put_unaligned_le16(value, config);
	else
		put_unaligned_le32(value, config);
}

u32 pci_hw_read(u16 bdf, u16 reg, unsigned int size)
{
	return pci_env_hw(bdf, reg, size);
}

void pci_hw_write(u16 bdf, u16 reg, u32 value, unsigned int size)
{
	pci_env.writes++;
	if (reg >= PCI_BASE_ADDRESS_0 && reg < PCI_CARDBUS_CIS &&
	    bdf == ENV_ENDPOINT &&
	    pci_env_hw(bdf, PCI_COMMAND, 2) &
	    (PCI_COMMAND_MEMORY | PCI_COMMAND_IO))
		pci_env.decoding_moves++;
	pci_env_set_hw(bdf, reg, value, size);
}

int pci_bar_check(const struct cell *cell, u16 bdf, unsigned int bar, u64 start,
		  u64 size, bool explain)
{
	const u64 base = start >= ENV_FREE_START ? ENV_FREE_START :
						   ENV_FREE_LOW;

	if (!pci_env.refuse_bars && size && start >= base && start + size <= base + ENV_FREE_SIZE)
		return 0;
	pci_env.explained += explain;
	return -EPERM;
}

int irq_check_msi(const struct cell *cell, u64 address, u32 data)
{
	return address == ENV_MSI_ADDRESS && !(data & ~0xff) &&
	       (data & 0xff) >= 16 && !pci_env.refuse_msi ? 0 : -EPERM;
}

u64 mmio_read(const void *addr, unsigned int size)
{
	return size == 8 ? *(const u64 *)addr :
	       size == 4 ? *(const u32 *)addr :
	       size == 2 ? *(const u16 *)addr : *(const u8 *)addr;
}

void mmio_write(void *addr, u64 value, unsigned int size)
{
	if (size == 4)
		*(u32 *)addr = value;
	else
		*(u64 *)addr = value;
}

void ticket_wait(const struct ticket_lock *lock, u32 ticket)
{
	KUNIT_FAIL(kunit_get_current_test(), "a lock is held twice");
}

static void put_cap(u16 offset, u8 id, u8 next)
{
	pci_env_set_hw(ENV_ENDPOINT, offset, id | next << 8, 2);
}

static void make_endpoint(void)
{
	static const u32 bar[] = {
		ENV_BAR0, ENV_BAR1, ENV_BAR2, ENV_BAR3, ENV_BAR4
	};
	unsigned int n;

	for (n = 0; n < 4096; n++)
		pci_env_set_hw(ENV_ENDPOINT, n, n * 7 + 1, 1);
	pci_env_set_hw(ENV_ENDPOINT, PCI_COMMAND, PCI_STATUS_CAP_LIST << 16 |
		       PCI_COMMAND_MASTER, 4);
	pci_env_set_hw(ENV_ENDPOINT, PCI_HEADER_TYPE, 0x80, 1);
	pci_env_set_hw(ENV_ENDPOINT, PCI_BASE_ADDRESS_5, 0, 4);
	for (n = 0; n < ARRAY_SIZE(bar); n++)
		pci_env_set_hw(ENV_ENDPOINT, PCI_BASE_ADDRESS_0 + 4 * n, bar[n],
			       4);
	pci_env_set_hw(ENV_ENDPOINT, PCI_CAPABILITY_LIST, ENV_CAP_PM, 1);
	put_cap(ENV_CAP_PM, PCI_CAP_ID_PM, ENV_CAP_MSI);
	put_cap(ENV_CAP_MSI, PCI_CAP_ID_MSI, ENV_CAP_MSIX);
	put_cap(ENV_CAP_MSIX, PCI_CAP_ID_MSIX, ENV_CAP_VENDOR);
	/* a loop, as broken functions have it */
	put_cap(ENV_CAP_VENDOR, PCI_CAP_ID_VNDR, ENV_CAP_PM);
	pci_env_set_hw(ENV_ENDPOINT, ENV_CAP_MSI + PCI_MSI_FLAGS,
		       PCI_MSI_FLAGS_64BIT | PCI_MSI_FLAGS_MASKBIT | 0x4, 2);
	pci_env_set_hw(ENV_ENDPOINT, ENV_CAP_MSI + PCI_MSI_ADDRESS_HI, 0, 4);
	pci_env_set_hw(ENV_ENDPOINT, ENV_CAP_MSIX + PCI_MSIX_FLAGS,
		       ENV_MSIX_VECTORS - 1, 2);
	pci_env_set_hw(ENV_ENDPOINT, ENV_CAP_MSIX + PCI_MSIX_TABLE, 4, 4);
	for (n = 0; n < ENV_MSIX_VECTORS; n++)
		pci_env.table[4 * n + 3] = PCI_MSIX_ENTRY_CTRL_MASKBIT;
}

/**
 * pci_env_init() - a fresh machine, whose functions belong to a cell
 * @test:	the test; also usable as the init function of a suite
 *
 * Return: 0 or -ENOMEM.
 */
int pci_env_init(struct kunit *test)
{
	unsigned int n;

	memset(&pci_env, 0, sizeof(pci_env));
	make_endpoint();
	pci_env_set_hw(ENV_BRIDGE, PCI_HEADER_TYPE, PCI_HEADER_TYPE_BRIDGE, 1);
	pci_env_set_hw(ENV_BRIDGE, PCI_COMMAND, PCI_COMMAND_MASTER, 2);

	pci_env_pci = kunit_kzalloc(test,
				    struct_size(pci_env_pci, dev, ENV_FUNCTIONS),
				    GFP_KERNEL);
	if (!pci_env_pci)
		return -ENOMEM;
	pci_env_pci->num = ENV_FUNCTIONS;
	for (n = 0; n < ENV_FUNCTIONS; n++) {
		struct pci_device *dev = &pci_env_pci->dev[n];

		dev->bdf = env_bdf[n];
		dev->config = &env_config[n];
		dev->caps = env_caps;
		dev->present = true;
		KUNIT_ASSERT_EQ(test, pci_probe(dev), 0);
	}
	pci_env_pci->dev[0].msix_table = pci_env.table;
	return 0;
}
