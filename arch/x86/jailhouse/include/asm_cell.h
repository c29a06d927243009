/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * x86 part of struct cell
 */
#ifndef _JAILHOUSE_ASM_CELL_H
#define _JAILHOUSE_ASM_CELL_H

#include <linux/types.h>

struct cell_ioapic;

/**
 * struct arch_cell - x86 part of struct cell
 * @iopm:	I/O permission map: 3 pages, a bit a port, set: intercepted
 *		(AMD APM vol. 2, 15.10.1)
 * @msrpm:	MSR permission map: 2 pages (AMD APM vol. 2, 15.11); shared by the
 *		cells of one kind
 * @ioapic:	the cell's view of the IO-APIC, owned by ioapic.c
 * @pci_address: what the cell has written to port 0xcf8
 * @pio_special: ports that the cell has, but moderated; see pio.c
 */
struct arch_cell {
	u8 *iopm;
	u8 *msrpm;
	struct cell_ioapic *ioapic;
	u32 pci_address;
	u32 pio_special;
};

#endif /* _JAILHOUSE_ASM_CELL_H */
