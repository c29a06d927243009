/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * I/O ports
 */
#ifndef _JAILHOUSE_X86_PIO_H
#define _JAILHOUSE_X86_PIO_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/svm.h>
#include <cell.h>

/* PCI configuration mechanism 1: address, and four bytes of data */
#define PCI_PORT_ADDRESS	0xcf8
#define PCI_PORT_DATA		0xcfc
/* Of the address: the data ports are configuration space */
#define PCI_PORT_ENABLE		0x80000000U

/*
 * What of EXITINFO1 tells that an access is a plain 32-bit write to the address
 * port (AMD APM vol. 2, 15.10.2)
 */
#define PIO_INFO_MASK	(0xffff0000 | SVM_IOIO_SIZE_MASK | SVM_IOIO_REP_MASK | \
			 SVM_IOIO_STR_MASK | SVM_IOIO_TYPE_MASK)
#define PIO_INFO_PCI_ADDRESS	((u32)PCI_PORT_ADDRESS << 16 |		\
				 4 << SVM_IOIO_SIZE_SHIFT)

/**
 * pio_fast_write() - the port access that guests make most
 * @cell:	cell of this CPU
 * @info:	EXITINFO1
 * @value:	EAX
 *
 * Return: whether it was that one, and is done.
 */
static __always_inline bool pio_fast_write(struct cell *cell, u32 info,
					   u32 value)
{
	if ((info & PIO_INFO_MASK) != PIO_INFO_PCI_ADDRESS)
		return false;
	cell->arch.pci_address = value;
	return true;
}

int pci_port_access(struct cell *cell, u16 port, unsigned int size, bool write,
		    u32 *value);

#endif /* _JAILHOUSE_X86_PIO_H */
