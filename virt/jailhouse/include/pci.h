/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PCI functions of cells
 *
 * A cell sees the functions that its configuration names, at their real
 * addresses, and nothing else. It reads all of their configuration space. What
 * it may write is in tables (pci_cfg.c); message-signalled interrupts are checked
 * before they can be sent (pci_msi.c); a BAR stays where it is, or goes to memory
 * that the cell owns (pci_bar.c).
 *
 * These three files know no hardware, so that tests and fuzzers can use them.
 */
#ifndef _JAILHOUSE_PCI_H
#define _JAILHOUSE_PCI_H

#include <linux/types.h>
#include <linux/jailhouse.h>
#include <ticket.h>

struct cell;
struct mmio_access;

#define PCI_NUM_BARS		6
#define PCI_CONFIG_SIZE		256	/* what ports reach */

/**
 * struct pci_device - a function, as one cell sees it
 * @config:	its description in the configuration of the cell
 * @caps:	its capabilities in that configuration
 * @msix_table:	MSI-X table as the hypervisor sees it, or NULL
 * @lock:	serializes writes of the CPUs of the cell
 * @bdf:	address
 * @num_bars:	6, or 2 if it is a bridge
 * @bridge:	it has the header of a bridge
 * @present:	it belongs to the cell now (the root's may be given away)
 * @explained:	a refused move of a BAR has been explained
 * @msi:	offset of the MSI capability, 0: none
 * @msi_64:	... has 64-bit addresses
 * @msi_maskable: ... has mask bits
 * @msi_held:	MSI is off, but the cell sees it on, see pci_msi_write()
 * @msix:	offset of the MSI-X capability, 0: none
 * @msix_bar:	BAR in which the MSI-X table is
 * @bar:	BARs as the cell wrote them
 * @bar_hw:	where the function decodes if it is switched on
 * @bar_home:	where Linux had it; it goes back there with each reset
 */
struct pci_device {
	const struct jailhouse_config_pci *config;
	const struct jailhouse_config_pci_cap *caps;
	void *msix_table;
	struct ticket_lock lock;
	u16 bdf;
	u8 num_bars;
	bool bridge;
	bool present;
	bool explained;
	u8 msi;
	bool msi_64;
	bool msi_maskable;
	bool msi_held;
	u8 msix;
	u8 msix_bar;
	u32 bar[PCI_NUM_BARS];
	u32 bar_hw[PCI_NUM_BARS];
	u32 bar_home[PCI_NUM_BARS];
};

/**
 * struct cell_pci - functions of a cell
 * @cell:	the cell
 * @root:	it is the root cell
 * @pages:	size of this structure, in pages of the pool
 * @num:	elements of @dev
 * @dev:	sorted by address
 */
struct cell_pci {
	const struct cell *cell;
	bool root;
	u32 pages;
	u32 num;
	struct pci_device dev[];
};

/* pci_cfg.c: moderated access of a cell */
u32 pci_config_read(struct cell_pci *pci, u16 bdf, u16 reg, unsigned int size);
int pci_config_write(struct cell_pci *pci, u16 bdf, u16 reg, u32 value,
		     unsigned int size);
struct pci_device *pci_find(struct cell_pci *pci, u16 bdf);
int pci_probe(struct pci_device *dev);
void pci_quiesce(struct pci_device *dev);

/* pci_bar.c */
void pci_bar_probe(struct pci_device *dev);
u32 pci_bar_read(const struct pci_device *dev, unsigned int n);
void pci_bar_write(struct pci_device *dev, unsigned int n, u32 value, u32 mask);
int pci_bar_settle(struct cell_pci *pci, struct pci_device *dev, u16 command);
void pci_bar_home(struct pci_device *dev);
u64 pci_bar_address(const struct pci_device *dev, unsigned int n);
int pci_bar_stray(const struct pci_device *dev, u64 start, u64 size);

/* pci_msi.c */
void pci_msi_probe(struct pci_device *dev, u8 cap);
u32 pci_msi_held(const struct pci_device *dev, u16 dword);
bool pci_msi_covers(const struct pci_device *dev, u16 dword);
int pci_msi_write(struct cell_pci *pci, struct pci_device *dev, u16 dword,
		  u32 value, u32 mask);
int pci_msix_control_write(struct pci_device *dev, u32 value, u32 mask);
int pci_msix_access(struct cell_pci *pci, struct pci_device *dev,
		    struct mmio_access *access);
void pci_msi_disable(struct pci_device *dev);
void pci_msi_release(struct pci_device *dev);
unsigned int pci_msi_recheck(struct cell_pci *pci, struct pci_device *dev);

/*
 * What the above need from outside.
 *
 * Configuration space of the hardware; @reg is aligned to @size (1, 2, 4). Reads
 * give all ones where nothing is.
 */
u32 pci_hw_read(u16 bdf, u16 reg, unsigned int size);
void pci_hw_write(u16 bdf, u16 reg, u32 value, unsigned int size);
/* May a function of the cell decode there? If not, @explain says why to the log */
int pci_bar_check(const struct cell *cell, u16 bdf, unsigned int bar, u64 start,
		  u64 size, bool explain);
/* May a function of the cell send this? 0, or a negative errno */
int irq_check_msi(const struct cell *cell, u64 address, u32 data);

/* pci_place.c: functions of the root in memory of a new cell */
int pci_check_strays(const struct cell *cell);
void pci_stop_strays(const struct cell *cell);

/* Initialize hardware access; 0 or a negative errno */
int pci_hw_init(void);

#endif /* _JAILHOUSE_PCI_H */
