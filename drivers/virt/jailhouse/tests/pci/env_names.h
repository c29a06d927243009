/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of the hypervisor that the tests of PCI have fakes for
 */
#define irq_check_msi		pci_env_irq_check_msi
#define mmio_read		pci_env_mmio_read
#define mmio_write		pci_env_mmio_write
#define ticket_wait		pci_env_ticket_wait
