// SPDX-License-Identifier: GPL-2.0-only
/*
 * Message-signalled interrupts of an HD audio controller, for tests of the Jailhouse
 * root cell: its codecs report themselves after each reset (High Definition Audio
 * Specification 1.0a, 3.3). Nothing of it depends on how many codecs there are, but
 * there has to be one.
 *
 *	echo N >/sys/module/jh_msi/parameters/fire
 */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>

#define HDA_GCTL	0x08
#define  HDA_GCTL_CRST	BIT(0)
#define HDA_WAKEEN	0x0c
#define HDA_STATESTS	0x0e
#define HDA_INTCTL	0x20
#define  HDA_INT_GIE	BIT(31)
#define  HDA_INT_CIE	BIT(30)

static struct pci_dev *dev;
static void __iomem *regs;
static bool ready;

/* One interrupt for each reset, or it is counted as missing */
static uint missing;
module_param(missing, uint, 0444);
MODULE_PARM_DESC(missing, "resets without an interrupt");

static DECLARE_COMPLETION(arrived);

static irqreturn_t on_msi(int irq, void *unused)
{
	writew(readw(regs + HDA_STATESTS), regs + HDA_STATESTS);
	complete(&arrived);
	return IRQ_HANDLED;
}

static void reset(void)
{
	reinit_completion(&arrived);
	writel(0, regs + HDA_GCTL);
	usleep_range(100, 200);
	writel(HDA_GCTL_CRST, regs + HDA_GCTL);
	writew(0x7fff, regs + HDA_WAKEEN);
	writel(HDA_INT_GIE | HDA_INT_CIE, regs + HDA_INTCTL);
	if (!wait_for_completion_timeout(&arrived, HZ))
		missing++;
	writel(0, regs + HDA_INTCTL);
}

static int fire(const char *text, const struct kernel_param *kp)
{
	unsigned int n;
	int ret;

	ret = kstrtouint(text, 0, &n);
	if (ret || !ready)
		return ret ?: -ENODEV;
	while (n--)
		reset();
	return 0;
}

static const struct kernel_param_ops fire_ops = {
	.set = fire,
};
module_param_cb(fire, &fire_ops, NULL, 0200);
MODULE_PARM_DESC(fire, "reset the controller so many times");

static int __init jh_msi_init(void)
{
	int ret;

	dev = pci_get_class(PCI_CLASS_MULTIMEDIA_HD_AUDIO << 8, NULL);
	if (!dev)
		return -ENODEV;
	ret = pci_enable_device(dev);
	if (ret)
		goto err_put;
	pci_set_master(dev);
	ret = -ENOMEM;
	regs = pci_ioremap_bar(dev, 0);
	if (!regs)
		goto err_disable;
	ret = pci_alloc_irq_vectors(dev, 1, 1, PCI_IRQ_MSI);
	if (ret < 0)
		goto err_unmap;
	ret = request_irq(pci_irq_vector(dev, 0), on_msi, 0, "jh_msi", dev);
	if (ret)
		goto err_vectors;
	ready = true;
	return 0;

err_vectors:
	pci_free_irq_vectors(dev);
err_unmap:
	iounmap(regs);
err_disable:
	pci_disable_device(dev);
err_put:
	pci_dev_put(dev);
	return ret;
}

static void __exit jh_msi_exit(void)
{
	free_irq(pci_irq_vector(dev, 0), dev);
	pci_free_irq_vectors(dev);
	iounmap(regs);
	pci_disable_device(dev);
	pci_dev_put(dev);
}

module_init(jh_msi_init);
module_exit(jh_msi_exit);
MODULE_DESCRIPTION("MSIs of an audio controller, for tests of Jailhouse");
MODULE_LICENSE("GPL");
