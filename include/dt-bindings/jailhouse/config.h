/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Constants for Jailhouse configurations in device-tree source
 *
 * The binding is in Documentation/devicetree/bindings/jailhouse/.
 */
#ifndef _DT_BINDINGS_JAILHOUSE_CONFIG_H
#define _DT_BINDINGS_JAILHOUSE_CONFIG_H

/* A PCI function in "reg": bus, device, function */
#define PCI_BDF(bus, dev, fn)	(((bus) << 8) | ((dev) << 3) | (fn))

/* First value of an entry in "capabilities": capability ids of PCI ... */
#define PCI_CAP_PM		0x01	/* power management */
#define PCI_CAP_VPD		0x03	/* vital product data */
#define PCI_CAP_MSI		0x05
#define PCI_CAP_PCIX		0x07
#define PCI_CAP_VENDOR		0x09
#define PCI_CAP_DEBUG_PORT	0x0a
#define PCI_CAP_SSVID		0x0d	/* subsystem ids of a bridge */
#define PCI_CAP_EXP		0x10	/* PCI Express */
#define PCI_CAP_MSIX		0x11
#define PCI_CAP_SATA		0x12
#define PCI_CAP_AF		0x13	/* advanced features */

/* ... and of PCI Express, in the extended configuration space */
#define PCI_EXT_CAP(id)		((id) | 0x8000)
#define PCI_EXT_CAP_ERR		PCI_EXT_CAP(0x01)
#define PCI_EXT_CAP_VC		PCI_EXT_CAP(0x02)
#define PCI_EXT_CAP_DSN		PCI_EXT_CAP(0x03)
#define PCI_EXT_CAP_ARI		PCI_EXT_CAP(0x0e)
#define PCI_EXT_CAP_ATS		PCI_EXT_CAP(0x0f)
#define PCI_EXT_CAP_LTR		PCI_EXT_CAP(0x18)

/* Last value of an entry in "capabilities" */
#define PCI_CAP_READ_ONLY	0
#define PCI_CAP_WRITABLE	1

/* First cell of an Arm interrupt specifier */
#define GIC_SPI			0
#define GIC_PPI			1

#endif
