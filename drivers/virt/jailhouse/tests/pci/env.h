/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PCI functions and their surroundings, as the tests make them up
 */
#ifndef _JAILHOUSE_TESTS_PCI_ENV_H
#define _JAILHOUSE_TESTS_PCI_ENV_H

#include <kunit/test.h>
#include <linux/jailhouse.h>
#include <linux/pci_regs.h>
#include <pci.h>

/* The functions: an endpoint with everything, a bridge */
#define ENV_ENDPOINT	0x00c8
#define ENV_BRIDGE	0x00e0
#define ENV_FUNCTIONS	2

/* Capabilities of the endpoint */
#define ENV_CAP_PM	0x40	/* writable */
#define ENV_CAP_MSI	0x50	/* 64 bits, masks */
#define ENV_CAP_MSIX	0x70
#define ENV_CAP_VENDOR	0x80	/* read-only, 8 bytes */
#define ENV_CAP_AER	0x100	/* writable, 16 bytes */

#define ENV_MSI_VECTORS		4
#define ENV_MSIX_VECTORS	8

/* BARs of the endpoint */
#define ENV_BAR0_MASK	0xffff0000	/* 32-bit memory */
#define ENV_BAR1_MASK	0xffffffe0	/* I/O */
#define ENV_BAR2_MASK	0xfff00000	/* 64-bit memory, prefetchable */
#define ENV_BAR4_MASK	0xffffc000	/* 32-bit memory, MSI-X table */
#define ENV_BAR0	0xfeb00000
#define ENV_BAR1	0x0000c001
#define ENV_BAR2	0xe000000c
#define ENV_BAR3	0x00000004
#define ENV_BAR4	0xfebe0000

/* Where the fake pci_bar_check() lets a BAR be */
#define ENV_FREE_START	0x450000000ULL
#define ENV_FREE_LOW	0x50000000ULL
#define ENV_FREE_SIZE	0x01000000ULL

/* What the fake irq_check_msi() lets pass */
#define ENV_MSI_ADDRESS	0xfee03000
#define ENV_MSI_DATA	0x0044
/* ... and what not */
#define ENV_MSI_FOREIGN	0xfee01000
#define ENV_MSI_NMI	0x0444

/**
 * struct pci_env - the fake machine
 * @config:	configuration space of the functions
 * @writes:	writes to it since env_clear()
 * @decoding_moves: BARs that moved while their function decoded
 * @table:	MSI-X table of the endpoint
 * @refuse_msi:	no message passes any more
 * @refuse_bars: nor may a BAR be anywhere else than at home
 * @explained:	refused moves that were to be explained
 */
struct pci_env {
	u8 config[ENV_FUNCTIONS][4096];
	unsigned int writes;
	unsigned int decoding_moves;
	u32 table[ENV_MSIX_VECTORS * 4];
	bool refuse_msi;
	bool refuse_bars;
	unsigned int explained;
};

extern struct pci_env pci_env;
extern struct cell_pci *pci_env_pci;

int pci_env_init(struct kunit *test);
u32 pci_env_hw(u16 bdf, u16 reg, unsigned int size);
void pci_env_set_hw(u16 bdf, u16 reg, u32 value, unsigned int size);

#endif /* _JAILHOUSE_TESTS_PCI_ENV_H */
