// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: moderation of PCI configuration space
 *
 * Input: the first byte says what the machine is like, then come records of RECORD
 * bytes: what is done, where and with which value. They run on an endpoint and a
 * bridge that belong to one cell.
 *
 * Checked after each step: the hardware decodes only where it was or where it may
 * go, sends only messages that pass, and nothing has changed that the tables
 * below do not list. They say in another way what the moderation is to do.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/pci_regs.h>
#include <mmio.h>
#include <pci.h>

#include "fuzz.h"

#define RECORD		8

#define ENDPOINT	0x00c8
#define BRIDGE		0x00e0

#define CAP_PM		0x40
#define CAP_MSI		0x50
#define CAP_MSIX	0x70
#define CAP_EXT		0x100

#define VECTORS		8
#define GRANTED_MSI	32

/* Messages that pass */
#define MSI_ADDRESS	0xfee03000ULL

/* Memory where BARs may go */
#define FREE_START	0x50000000ULL
#define FREE_SIZE	0x10000000ULL

enum {
	DO_WRITE,
	DO_READ,
	DO_WRITE_MSI,
	DO_TABLE_WRITE,
	DO_TABLE_READ,
	DO_RESET,	/* the cell resets its function */
	DO_CHANGE_HANDS,
	DO_LOSE_CPUS,
	NUM_DO
};

static struct {
	u16 bdf;
	u8 config[4096];
	u32 bar_ones[6];	/* bits that can be changed */
	u32 bar_flags[6];
} functions[2] = {
	{
		.bdf = ENDPOINT,
		.bar_ones = { 0xffff0000, 0xffffffe0, 0xfff00000, 0xffffffff,
			      0xffffc000 },
		.bar_flags = { 0, 1, 0xc },
	},
	{
		.bdf = BRIDGE,
		.bar_ones = { 0xfffff000 },
	},
};

static const u32 bar_home[2][6] = {
	{ 0xfeb00000, 0xc001, 0xe000000c, 0x4, 0xfebe0000, 0 },
	{ 0xfec00000 },
};

static const struct jailhouse_config_pci_cap caps[] = {
	{ PCI_CAP_ID_PM, CAP_PM, 8, JAILHOUSE_PCI_CAP_WRITE },
	{ PCI_CAP_ID_MSI, CAP_MSI, 24, JAILHOUSE_PCI_CAP_WRITE },
	{ PCI_CAP_ID_MSIX, CAP_MSIX, 12, JAILHOUSE_PCI_CAP_WRITE },
	{ JAILHOUSE_PCI_CAP_EXTENDED | PCI_EXT_CAP_ID_ERR, CAP_EXT, 16,
	  JAILHOUSE_PCI_CAP_WRITE },
};

static struct jailhouse_config_pci configs[2];
static u32 table[VECTORS * 4 + 8] __aligned(8);
static struct cell_pci *pci;	/* of two functions */
static bool lost_cpus, quiescing;

static void __noreturn fail(const char *what, u64 a, u64 b)
{
	fprintf(stderr, "%s: %llx %llx\n", what, (unsigned long long)a,
		(unsigned long long)b);
	abort();
}

static int find(u16 bdf)
{
	return bdf == ENDPOINT ? 0 : bdf == BRIDGE ? 1 : -1;
}

static u32 get(int fn, u16 reg, unsigned int size)
{
	u32 value = 0;

	memcpy(&value, &functions[fn].config[reg], size);
	return value;
}

static void put(int fn, u16 reg, u32 value, unsigned int size)
{
	memcpy(&functions[fn].config[reg], &value, size);
}

static int bar_of(int fn, u16 reg)
{
	int n = (reg - PCI_BASE_ADDRESS_0) / 4;

	return reg >= PCI_BASE_ADDRESS_0 && n < (fn ? 2 : 6) ? n : -1;
}

/* --- what the code under test wants of its surroundings -------------------- */

u32 pci_hw_read(u16 bdf, u16 reg, unsigned int size)
{
	int fn = find(bdf);

	if ((size != 1 && size != 2 && size != 4) || reg & (size - 1) ||
	    reg >= 4096)
		fail("read of a register", reg, size);
	return fn < 0 ? ~0U >> (32 - 8 * size) : get(fn, reg, size);
}

/* Bytes of the header and of capabilities that may ever reach the hardware */
static bool writable(int fn, unsigned int reg)
{
	if ((reg >= PCI_COMMAND && reg < PCI_CLASS_REVISION) ||
	    reg == PCI_CACHE_LINE_SIZE || reg == PCI_LATENCY_TIMER ||
	    reg == PCI_INTERRUPT_LINE || bar_of(fn, reg) >= 0)
		return true;
	if (fn)
		return reg == PCI_SEC_STATUS || reg == PCI_SEC_STATUS + 1;
	if (quiescing && (reg & ~3) == PCI_ROM_ADDRESS)
		return true;
	return (reg >= CAP_PM + 2 && reg < CAP_PM + 8) ||
	       (reg >= CAP_MSI + 2 && reg < CAP_MSI + 24) ||
	       (reg >= CAP_MSIX + 2 && reg < CAP_MSIX + 4) ||
	       (reg >= CAP_EXT + 4 && reg < CAP_EXT + 16);
}

void pci_hw_write(u16 bdf, u16 reg, u32 value, unsigned int size)
{
	int fn = find(bdf), bar;
	unsigned int n;

	if (fn < 0 || (size != 1 && size != 2 && size != 4) ||
	    reg & (size - 1) || reg >= 4096)
		fail("write to a register", bdf, reg);
	for (n = 0; n < size; n++)
		if (!writable(fn, reg + n))
			fail("write to a protected register", bdf, reg + n);

	bar = bar_of(fn, reg);
	if (bar >= 0) {
		u32 ones = functions[fn].bar_ones[bar];
		u16 bit = functions[fn].bar_flags[bar] & 1 ?
			  PCI_COMMAND_IO : PCI_COMMAND_MEMORY;

		if (size != 4)
			fail("part of a BAR", reg, size);
		value = (value & ones) | functions[fn].bar_flags[bar];
		if (value != get(fn, reg, 4) && get(fn, PCI_COMMAND, 2) & bit)
			fail("BAR moves while it decodes", reg, value);
	}
	put(fn, reg, value, size);
}

int pci_bar_check(const struct cell *cell, u16 bdf, unsigned int bar, u64 start,
		  u64 size, bool explain)
{
	return size && size <= FREE_SIZE && start >= FREE_START &&
	       start - FREE_START <= FREE_SIZE - size ? 0 : -1;
}

static bool passes(u64 address, u32 data)
{
	return address == MSI_ADDRESS && !(data & 0x700) &&
	       (data & 0xff) >= 16 && !lost_cpus;
}

int irq_check_msi(const struct cell *cell, u64 address, u32 data)
{
	return passes(address, data) ? 0 : -1;
}

static void check_table(const void *addr, unsigned int size, bool write)
{
	unsigned long offset = (const u8 *)addr - (const u8 *)table;

	if (size > 8 || offset > sizeof(table) - size ||
	    (write && offset >= VECTORS * PCI_MSIX_ENTRY_SIZE))
		fail("MSI-X table", offset, size);
}

u64 mmio_read(const void *addr, unsigned int size)
{
	u64 value = 0;

	check_table(addr, size, false);
	memcpy(&value, addr, size);
	return value;
}

void mmio_write(void *addr, u64 value, unsigned int size)
{
	check_table(addr, size, true);
	memcpy(addr, &value, size);
}

void ticket_wait(const struct ticket_lock *lock, u32 ticket)
{
	fail("a lock is held twice", ticket, lock->owner);
}

/* --- what must be true after each step ------------------------------------- */

static bool free_or_home(int fn, unsigned int n, unsigned int halves)
{
	u64 ones = functions[fn].bar_ones[n], start;
	unsigned int i;

	for (i = 0; i < halves; i++)
		if (get(fn, PCI_BASE_ADDRESS_0 + 4 * (n + i), 4) !=
		    bar_home[fn][n + i])
			break;
	if (i == halves)
		return true;
	start = get(fn, PCI_BASE_ADDRESS_0 + 4 * n, 4) & ones;
	if (halves == 2)
		start |= (u64)get(fn, PCI_BASE_ADDRESS_0 + 4 * n + 4, 4) << 32;
	/* ports, and what holds the MSI-X table, stay */
	return !fn && (n == 0 || n == 2) && start >= FREE_START &&
	       start + (1ULL << __builtin_ctzll(ones)) <=
	       FREE_START + FREE_SIZE;
}

static void check_decoding(int fn)
{
	u16 command = get(fn, PCI_COMMAND, 2);

	if (command & PCI_COMMAND_IO && !fn && !free_or_home(0, 1, 1))
		fail("BAR 1 decodes elsewhere", get(0, PCI_BASE_ADDRESS_1, 4), 0);
	if (!(command & PCI_COMMAND_MEMORY))
		return;
	if (!free_or_home(fn, 0, 1))
		fail("BAR 0 decodes elsewhere", fn,
		     get(fn, PCI_BASE_ADDRESS_0, 4));
	if (!fn && (!free_or_home(fn, 2, 2) || !free_or_home(fn, 4, 1)))
		fail("BAR 2 or 4 decodes elsewhere",
		     get(0, PCI_BASE_ADDRESS_2, 4),
		     get(0, PCI_BASE_ADDRESS_4, 4));
}

static void check_messages(void)
{
	u16 flags = get(0, CAP_MSI + PCI_MSI_FLAGS, 2);
	unsigned int n, count = 1 << ((flags & PCI_MSI_FLAGS_QSIZE) >> 4);
	u64 address = get(0, CAP_MSI + PCI_MSI_ADDRESS_LO, 4);
	u32 data;

	if (flags & PCI_MSI_FLAGS_64BIT) {
		address |= (u64)get(0, CAP_MSI + PCI_MSI_ADDRESS_HI, 4) << 32;
		data = get(0, CAP_MSI + PCI_MSI_DATA_64, 2);
	} else {
		data = get(0, CAP_MSI + PCI_MSI_DATA_32, 2);
	}
	if (flags & PCI_MSI_FLAGS_ENABLE) {
		if (count > configs[0].num_msi_vectors)
			fail("too many MSIs", count, flags);
		for (n = 0; n < count; n++)
			if (!passes(address, (data & ~(count - 1)) | n))
				fail("MSI", address, data);
	}
	for (n = 0; n < VECTORS; n++) {
		u32 *entry = &table[4 * n];

		if (!(entry[3] & PCI_MSIX_ENTRY_CTRL_MASKBIT) &&
		    !passes((u64)entry[1] << 32 | entry[0], entry[2]))
			fail("MSI-X", n, entry[2]);
	}
	if (!pci->dev[0].msix_table &&
	    get(0, CAP_MSIX + PCI_MSIX_FLAGS, 2) & PCI_MSIX_FLAGS_ENABLE)
		fail("MSI-X without a table", 0, 0);
}

static void check(void)
{
	check_decoding(0);
	check_decoding(1);
	check_messages();
	if (!(get(1, PCI_COMMAND, 2) & PCI_COMMAND_MASTER))
		fail("the bridge stopped", get(1, PCI_COMMAND, 2), 0);
}

/* --- steps ------------------------------------------------------------------ */

static void reset_function(void)
{
	unsigned int n;

	put(0, PCI_COMMAND, 0, 2);
	for (n = 0; n < 6; n++)
		put(0, PCI_BASE_ADDRESS_0 + 4 * n, functions[0].bar_flags[n], 4);
	put(0, CAP_MSI + PCI_MSI_FLAGS, get(0, CAP_MSI + PCI_MSI_FLAGS, 2) &
	    ~(PCI_MSI_FLAGS_ENABLE | PCI_MSI_FLAGS_QSIZE), 2);
	put(0, CAP_MSIX + PCI_MSIX_FLAGS, VECTORS - 1, 2);
	for (n = 0; n < VECTORS; n++)
		table[4 * n + 3] = PCI_MSIX_ENTRY_CTRL_MASKBIT;
}

static void make_machine(u8 kind)
{
	const u32 bar_masks[6] = { 0xffff0000, 0xffffffe0, 0xfff00000, ~0U,
				   0xffffc000 };
	u16 msi = kind & 1 ? PCI_MSI_FLAGS_64BIT : 0;
	unsigned int n;
	int fn;

	if (kind & 2)
		msi |= PCI_MSI_FLAGS_MASKBIT;
	for (fn = 0; fn < 2; fn++) {
		memset(functions[fn].config, 0, 4096);
		put(fn, PCI_VENDOR_ID, 0x12348086, 4);
		put(fn, PCI_HEADER_TYPE, fn, 1);
		put(fn, PCI_COMMAND, PCI_COMMAND_MASTER, 2);
		for (n = 0; n < (fn ? 2 : 6); n++)
			put(fn, PCI_BASE_ADDRESS_0 + 4 * n, bar_home[fn][n], 4);
	}
	put(0, PCI_STATUS, PCI_STATUS_CAP_LIST, 2);
	put(0, PCI_CAPABILITY_LIST, CAP_PM, 1);
	put(0, CAP_PM, PCI_CAP_ID_PM | CAP_MSI << 8, 2);
	put(0, CAP_MSI, PCI_CAP_ID_MSI | CAP_MSIX << 8 | msi << 16, 4);
	put(0, CAP_MSIX, PCI_CAP_ID_MSIX | (VECTORS - 1) << 16, 4);
	put(0, CAP_MSIX + PCI_MSIX_TABLE, 4, 4);
	memset(table, 0, sizeof(table));
	for (n = 0; n < VECTORS; n++)
		table[4 * n + 3] = PCI_MSIX_ENTRY_CTRL_MASKBIT;

	memset(configs, 0, sizeof(configs));
	memcpy(configs[0].bar_mask, bar_masks, sizeof(bar_masks));
	configs[0].num_msi_vectors = kind & 4 ? GRANTED_MSI : 0;
	configs[0].num_msix_vectors = kind & 8 ? VECTORS : 0;
	configs[0].num_caps = ARRAY_SIZE(caps);
	configs[1].bar_mask[0] = 0xfffff000;

	if (!pci)
		pci = malloc(sizeof(*pci) + 2 * sizeof(pci->dev[0]));
	memset(pci, 0, sizeof(*pci) + 2 * sizeof(pci->dev[0]));
	pci->root = kind & 16;
	pci->num = 2;
	for (fn = 0; fn < 2; fn++) {
		struct pci_device *dev = &pci->dev[fn];

		dev->bdf = functions[fn].bdf;
		dev->config = &configs[fn];
		dev->caps = caps;
		dev->present = true;
		if (pci_probe(dev))
			fail("probe", fn, 0);
	}
	if (kind & 8)
		pci->dev[0].msix_table = table;
	lost_cpus = false;
	quiescing = false;
}

static void config_access(u16 bdf, u16 reg, unsigned int size, bool write,
			  u32 value)
{
	u32 ones = ~0U >> (32 - 8 * size), got;
	int fn = find(bdf);

	if (write) {
		if (!pci_config_write(pci, bdf, reg, value, size) && fn < 0)
			fail("write to a foreign function", bdf, reg);
		return;
	}
	got = pci_config_read(pci, bdf, reg, size);
	if (fn < 0 && got != ones)
		fail("a foreign function answers", bdf, reg);
	if (got & ~ones)
		fail("too much was read", got, size);
	/* MSI that is held is off and seems to be on */
	if (fn == 0 && pci->dev[0].msi_held && (reg & ~3) == CAP_MSI)
		got &= ~(PCI_MSI_FLAGS_ENABLE << 16 >> (reg & 3) * 8);
	if (fn >= 0 && bar_of(fn, reg) < 0 &&
	    (reg & ~3) != (fn ? PCI_ROM_ADDRESS1 : PCI_ROM_ADDRESS) &&
	    got != get(fn, reg, size))
		fail("an own function is not what it is", reg, got);
}

static void step(const uint8_t *data)
{
	unsigned int size = 1 << data[0] / NUM_DO % 3;
	struct mmio_access access = { .size = size == 1 ? 8 : size };
	u16 where = data[2] | data[3] << 8;
	u16 bdf, reg = where & 0xfff & ~(size - 1);
	u32 value = data[4] | data[5] << 8 | data[6] << 16 | (u32)data[7] << 24;

	/* mostly the endpoint, in its first 256 bytes */
	bdf = where & 0x8000 ? (where & 0x4000 ? BRIDGE : value >> 8) : ENDPOINT;
	if (!(where & 0x2000))
		reg &= 0xff;

	switch (data[0] % NUM_DO) {
	case DO_WRITE:
		config_access(bdf, reg, size, true, value);
		break;
	case DO_READ:
		config_access(bdf, reg, size, false, 0);
		break;
	case DO_WRITE_MSI:
		/* what a driver would write, so that it gets somewhere */
		if (value & 1)
			config_access(ENDPOINT, CAP_MSI + PCI_MSI_ADDRESS_LO, 4,
				      true, MSI_ADDRESS);
		if (value & 2)
			config_access(ENDPOINT, CAP_MSI +
				      (pci->dev[0].msi_64 ? PCI_MSI_DATA_64 :
							    PCI_MSI_DATA_32),
				      2, true, value >> 16);
		if (value & 4)
			config_access(ENDPOINT, CAP_MSI + PCI_MSI_FLAGS, 2, true,
				      value >> 8 | PCI_MSI_FLAGS_ENABLE);
		break;
	case DO_TABLE_WRITE:
	case DO_TABLE_READ:
		if (!pci->dev[0].msix_table)
			break;
		access.write = data[0] % NUM_DO == DO_TABLE_WRITE;
		/* reads reach what follows the table, too */
		access.address = where % (access.write ? 4096 : sizeof(table) - 8);
		access.value = value;
		if (where & 0x1000)
			access.address = (access.address & 0x7f) & ~3;
		if (data[1] & 1)
			access.value = MSI_ADDRESS;
		pci_msix_access(pci, &pci->dev[0], &access);
		break;
	case DO_RESET:
		reset_function();
		break;
	case DO_CHANGE_HANDS:
		quiescing = true;
		pci_quiesce(&pci->dev[data[1] & 1]);
		quiescing = false;
		if (!(data[1] & 1) && get(0, PCI_COMMAND, 2))
			fail("not quiet", get(0, PCI_COMMAND, 2), 0);
		break;
	case DO_LOSE_CPUS:
		lost_cpus = data[1] & 1;
		/* the table answers while the function decodes */
		if (lost_cpus && pci->dev[0].msix_table)
			put(0, PCI_COMMAND, 0, 2);
		if (lost_cpus && pci->dev[0].msix_table) {
			config_access(ENDPOINT, PCI_COMMAND, 2, true,
				      PCI_COMMAND_MEMORY);
			if (!(get(0, PCI_COMMAND, 2) & PCI_COMMAND_MEMORY)) {
				lost_cpus = false;
				break;
			}
		}
		if (lost_cpus)
			pci_msi_recheck(pci, &pci->dev[0]);
		break;
	}
	check();
}

int fuzz_one_input(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	make_machine(*data++);
	for (size--; size >= RECORD; size -= RECORD, data += RECORD)
		step(data);
	return 0;
}
