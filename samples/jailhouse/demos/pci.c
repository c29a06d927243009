// SPDX-License-Identifier: GPL-2.0-only
/*
 * pci: finds the devices of the cell, and gets MSIs from an HD audio controller
 *
 * The controller interrupts when codecs come out of reset. Registers: High Definition
 * Audio Specification 1.0a, 3.3.
 *
 * Command line: "bar=ADDRESS": where BAR 0 goes if it is not assigned; "ecam": no
 * ports 0xcf8/0xcfc; "count=N": resets, 3 if not given
 */
#include <inmate.h>

#include <linux/pci_regs.h>

#define VECTOR_MSI	0x40
#define CLASS_HDA	0x0403

#define HDA_GCTL	0x08
#define  HDA_GCTL_CRST	0x1
#define HDA_WAKEEN	0x0c
#define HDA_STATESTS	0x0e
#define HDA_INTCTL	0x20
#define  HDA_INT_GIE	0x80000000U
#define  HDA_INT_CIE	0x40000000U

static u32 interrupts;
static unsigned long regs;

static void on_msi(struct int_frame *frame __maybe_unused)
{
	u16 status = mmio_read16(regs + HDA_STATESTS);

	mmio_write16(regs + HDA_STATESTS, status);	/* write 1 to clear */
	WRITE_ONCE(interrupts, interrupts + 1);
	printf("pci: MSI %u, codecs %#x\n", interrupts, status);
	apic_eoi();
}

static void list_devices(void)
{
	int bdf = -1;

	while ((bdf = pci_find_device(PCI_ANY, PCI_ANY, bdf + 1)) != PCI_NOT_FOUND)
		printf("pci: %02x:%02x.%x is %04x:%04x, class %04x\n", bdf >> 8, bdf >> 3 & 31,
		       bdf & 7, pci_read(bdf, PCI_VENDOR_ID, 2), pci_read(bdf, PCI_DEVICE_ID, 2),
		       pci_read(bdf, PCI_CLASS_DEVICE, 2));
}

static bool reset_controller(void)
{
	u32 before = interrupts;
	u64 end = pm_timer_ns() + NS_PER_SEC;

	mmio_write32(regs + HDA_GCTL, 0);
	delay_us(100);
	mmio_write32(regs + HDA_GCTL, HDA_GCTL_CRST);
	mmio_write16(regs + HDA_WAKEEN, 0x7fff);
	mmio_write32(regs + HDA_INTCTL, HDA_INT_GIE | HDA_INT_CIE);
	while (READ_ONCE(interrupts) == before && pm_timer_ns() < end)
		cpu_relax();
	return READ_ONCE(interrupts) != before;
}

int inmate_main(void)
{
	u32 count = cmdline_u64("count", 3), n;
	int bdf;

	list_devices();
	bdf = pci_find_class(CLASS_HDA, 0);
	if (bdf == PCI_NOT_FOUND) {
		printf("pci: the cell has no HD audio controller\n");
		return 1;
	}

	regs = pci_read_bar(bdf, 0);
	if (!regs) {
		regs = cmdline_u64("bar", 0xfebf0000);
		pci_write(bdf, PCI_BASE_ADDRESS_0, regs, 4);
	}
	pci_write(bdf, PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER, 2);
	map_range(regs, 0x4000, MAP_UNCACHED);
	printf("pci: registers at %#lx\n", regs);

	apic_init(APIC_AUTO);
	interrupt_set_handler(VECTOR_MSI, on_msi);
	if (!pci_msi_set_vector(bdf, VECTOR_MSI, cpu_apic_id())) {
		printf("pci: the device has no MSI\n");
		return 1;
	}
	irq_enable();
	for (n = 0; n < count && reset_controller(); n++)
		;
	irq_disable();
	/* no interrupt may come when nobody expects it any more */
	mmio_write32(regs + HDA_INTCTL, 0);

	printf("pci: %s\n", n == count ? "done" : "FAILED, no MSI");
	comm_serve();
	return n != count;
}
