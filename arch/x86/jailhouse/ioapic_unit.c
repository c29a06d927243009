// SPDX-License-Identifier: GPL-2.0-only
/*
 * IO-APIC: which cell owns which pin
 */
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <apic.h>
#include <cell.h>
#include <config.h>
#include <control.h>
#include <ioapic.h>
#include <log.h>
#include <mmio.h>
#include <paging.h>
#include <pool.h>
#include <setup.h>
#include <unit.h>

static_assert(IOAPIC_MAX == JAILHOUSE_X86_MAX_IOAPICS);
static_assert(sizeof(struct ioapic) <= PAGE_SIZE);
static_assert(sizeof(struct cell_ioapic) <= PAGE_SIZE);

/* Only the list of units refers to them */
static unit_init_fn __used ioapic_init;
static unit_shutdown_fn __used ioapic_shutdown;
static unit_cell_prepare_fn __used ioapic_cell_prepare;
static unit_cell_fn __used ioapic_cell_abort, ioapic_cell_commit,
			   ioapic_cell_reset, ioapic_cell_exit;

static struct ioapic *ioapics[IOAPIC_MAX];
static u32 num_ioapics;

static struct ioapic *find_ioapic(u64 address)
{
	u32 n;

	for (n = 0; n < num_ioapics; n++) {
		if (ioapics[n]->address == address)
			return ioapics[n];
	}
	return NULL;
}

static struct ioapic_view *root_view(const struct ioapic *chip)
{
	struct cell_ioapic *root = root_cell->arch.ioapic;
	u32 n;

	/* one for every IO-APIC */
	for (n = 0; root->view[n].chip != chip; n++)
		;
	return &root->view[n];
}

/* Take what Linux programmed as the root cell's, if it is in order */
static int adopt_pins(struct ioapic_view *view)
{
	struct ioapic *chip = view->chip;
	u32 pin, low, high;

	for (pin = 0; pin < chip->num_pins; pin++) {
		low = ioapic_hw_read(chip, IOAPIC_REG_RTE + 2 * pin);
		high = ioapic_hw_read(chip, IOAPIC_REG_RTE + 2 * pin + 1);
		chip->rte_low[pin] = low;
		chip->rte_high[pin] = high;
		if (low & APIC_LVT_MASKED)
			continue;
		if (!ioapic_owns(view, pin))
			return boot_fail(-EPERM,
					 "Linux uses pin %u of the IO-APIC at 0x%llx: grant it to the root cell.",
					 pin, chip->address);
		if (pin == 0 && (low & APIC_MODE_MASK) == APIC_DM_EXTINT)
			chip->extint_pin0 = true;
		if (ioapic_check_rte(view, pin, low, high))
			return boot_fail(-EPERM,
					 "pin %u of the IO-APIC at 0x%llx sends what the root cell may not (0x%08x%08x): it wants a fixed vector and a CPU of the root cell.",
					 pin, chip->address, high, low);
	}
	return 0;
}

static int add_ioapic(const struct jailhouse_config_irqchip *irqchip)
{
	struct cell_ioapic *root = root_cell->arch.ioapic;
	struct ioapic_view *view = &root->view[root->num];
	struct ioapic *chip;
	u32 version, n;

	if (num_ioapics == IOAPIC_MAX)
		return boot_fail(-E2BIG,
				 "More than %u IO-APICs are configured: remove some.",
				 IOAPIC_MAX);
	chip = pool_alloc(1);
	if (!chip)
		return -ENOMEM;
	ioapics[num_ioapics++] = chip;

	chip->address = irqchip->address;
	chip->regs = map_device(irqchip->address, PAGE_SIZE);
	if (!chip->regs)
		return -ENOMEM;
	version = ioapic_hw_read(chip, IOAPIC_REG_VER);
	if (version == ~0U)
		return boot_fail(-ENODEV,
				 "There is no IO-APIC at 0x%llx: correct the configuration.",
				 irqchip->address);
	chip->version = version & 0xff;
	chip->num_pins = ((version >> 16) & 0xff) + 1;
	if (chip->num_pins > IOAPIC_MAX_PINS)
		chip->num_pins = IOAPIC_MAX_PINS;

	view->chip = chip;
	view->cell = root_cell;
	for (n = 0; n < IOAPIC_PIN_WORDS; n++)
		view->pins[n] = irqchip->pin_bitmap[n];
	root->num++;
	if (adopt_pins(view))
		return -EPERM;
	return mmio_region_add(root_cell, chip->address, PAGE_SIZE,
			       ioapic_access, view);
}

static void ioapic_shutdown(void)
{
	while (num_ioapics)
		pool_free(ioapics[--num_ioapics], 1);
	pool_free(root_cell->arch.ioapic, 1);
	root_cell->arch.ioapic = NULL;
}

static int ioapic_init(void)
{
	const struct jailhouse_config_irqchip *irqchip = config_irqchips(system_config);
	u32 n;
	int err = 0;

	num_ioapics = 0;
	root_cell->arch.ioapic = pool_alloc(1);
	if (!root_cell->arch.ioapic)
		return -ENOMEM;

	for (n = 0; n < system_config->irqchips.count && !err; n++)
		err = add_ioapic(&irqchip[n]);
	if (err)
		ioapic_shutdown();
	return err;
}

static bool is_destination(const struct percpu *pc, u32 dest, bool logical)
{
	if (dest >= APIC_ALL_CPUS)
		return true;
	if (!logical)
		return pc->arch.apic_id == dest;
	if (apic_x2apic)
		return pc->arch.apic_id < APIC_FLAT_CPUS &&
		       dest & BIT(pc->arch.apic_id);
	return pc->cpu < APIC_FLAT_CPUS && dest & BIT(pc->cpu);
}

/*
 * An interrupt of the root cell must not follow a CPU into another cell. Linux has
 * moved its interrupts when it took the CPU offline.
 */
static int check_root_destinations(const struct cell *cell)
{
	const struct cell_ioapic *root = root_cell->arch.ioapic;
	const struct ioapic_view *view;
	u32 n, pin, low, high, cpu;

	for (n = 0; n < root->num; n++) {
		view = &root->view[n];
		for (pin = 0; pin < view->chip->num_pins; pin++) {
			low = view->chip->rte_low[pin];
			high = view->chip->rte_high[pin];
			if (!ioapic_owns(view, pin) || low & APIC_LVT_MASKED)
				continue;
			for (cpu = 0; cpu < num_cpus; cpu++) {
				if (!config_has_cpu(cell->config, cpu) ||
				    !is_destination(percpu_of(cpu), high >> 24,
						    low & APIC_DEST_LOGICAL))
					continue;
				hyp_log("IO-APIC 0x%llx, pin %u: interrupts CPU %u, move it.",
					view->chip->address, pin, cpu);
				return -EBUSY;
			}
		}
	}
	return 0;
}

static int prepare_chip(struct cell *cell, struct ioapic_view *view,
			const struct jailhouse_config_irqchip *irqchip)
{
	const struct ioapic_view *root;
	u32 pin;

	view->cell = cell;
	view->chip = find_ioapic(irqchip->address);
	if (!view->chip) {
		hyp_log("IO-APIC 0x%llx: the system has none there, correct the address.",
			irqchip->address);
		return -EINVAL;
	}
	root = root_view(view->chip);
	for (pin = 0; pin < IOAPIC_MAX_PINS; pin++) {
		if (!(irqchip->pin_bitmap[pin / 32] & BIT(pin % 32)))
			continue;
		if (pin >= view->chip->num_pins) {
			hyp_log("IO-APIC 0x%llx: has no pin %u, correct the configuration.",
				irqchip->address, pin);
			return -EINVAL;
		}
		if (!ioapic_owns(root, pin)) {
			hyp_log("IO-APIC 0x%llx, pin %u: not the root cell's, use others.",
				irqchip->address, pin);
			return -EBUSY;
		}
	}
	/* view->pins stays empty until the cell gets them */
	return mmio_region_add(cell, irqchip->address, PAGE_SIZE, ioapic_access,
			       view);
}

static void ioapic_cell_abort(struct cell *cell)
{
	pool_free(cell->arch.ioapic, 1);
	cell->arch.ioapic = NULL;
}

static int ioapic_cell_prepare(struct cell *cell)
{
	const struct jailhouse_config_irqchip *irqchip = config_irqchips(cell->config);
	struct cell_ioapic *own;
	u32 n;
	int err;

	cell->arch.ioapic = NULL;
	err = check_root_destinations(cell);
	if (err || !cell->config->irqchips.count)
		return err;
	if (cell->config->irqchips.count > IOAPIC_MAX)
		return -E2BIG;

	own = pool_alloc(1);
	if (!own)
		return -ENOMEM;
	cell->arch.ioapic = own;

	for (n = 0; n < cell->config->irqchips.count && !err; n++, own->num++)
		err = prepare_chip(cell, &own->view[n], &irqchip[n]);
	if (err)
		ioapic_cell_abort(cell);
	return err;
}

static void move_pins(struct ioapic_view *from, struct ioapic_view *to,
		      const u32 *pins)
{
	struct ioapic *chip = from->chip;
	u32 pin, bit;

	for (pin = 0; pin < chip->num_pins; pin++) {
		bit = BIT(pin % 32);
		if (!(pins[pin / 32] & bit))
			continue;
		/* each on its own, so that others wait for one pin at most */
		ticket_lock(&chip->lock);
		from->pins[pin / 32] &= ~bit;
		ioapic_mask(chip, pin);
		to->pins[pin / 32] |= bit;
		ticket_unlock(&chip->lock);
	}
}

/* What the root wrote between the check and the loss of its CPUs */
static void mask_lost_destinations(const struct ioapic_view *root)
{
	struct ioapic *chip = root->chip;
	u32 pin, low;

	for (pin = 0; pin < chip->num_pins; pin++) {
		if (!ioapic_owns(root, pin))
			continue;
		ticket_lock(&chip->lock);
		low = chip->rte_low[pin];
		if (!(low & APIC_LVT_MASKED) &&
		    ioapic_check_rte(root, pin, low, chip->rte_high[pin]))
			ioapic_mask(chip, pin);
		ticket_unlock(&chip->lock);
	}
}

static void ioapic_cell_commit(struct cell *cell)
{
	const struct jailhouse_config_irqchip *irqchip = config_irqchips(cell->config);
	struct cell_ioapic *own = cell->arch.ioapic;
	u32 n;

	for (n = 0; n < root_cell->arch.ioapic->num; n++)
		mask_lost_destinations(&root_cell->arch.ioapic->view[n]);
	for (n = 0; own && n < own->num; n++)
		move_pins(root_view(own->view[n].chip), &own->view[n],
			  irqchip[n].pin_bitmap);
}

static void ioapic_cell_reset(struct cell *cell)
{
	struct cell_ioapic *own = cell->arch.ioapic;
	struct ioapic_view *view;
	u32 n, pin;

	for (n = 0; own && n < own->num; n++) {
		view = &own->view[n];
		view->index = 0;
		for (pin = 0; pin < view->chip->num_pins; pin++) {
			if (!ioapic_owns(view, pin))
				continue;
			ticket_lock(&view->chip->lock);
			ioapic_mask(view->chip, pin);
			ticket_unlock(&view->chip->lock);
		}
	}
}

static void ioapic_cell_exit(struct cell *cell)
{
	const struct jailhouse_config_irqchip *irqchip = config_irqchips(cell->config);
	struct cell_ioapic *own = cell->arch.ioapic;
	u32 n;

	for (n = 0; own && n < own->num; n++)
		move_pins(&own->view[n], root_view(own->view[n].chip),
			  irqchip[n].pin_bitmap);
	ioapic_cell_abort(cell);
}

DEFINE_UNIT(ioapic,
	    UNIT_HOOK(ioapic, INIT, ioapic_init)
	    UNIT_HOOK(ioapic, SHUTDOWN, ioapic_shutdown)
	    UNIT_HOOK(ioapic, CELL_PREPARE, ioapic_cell_prepare)
	    UNIT_HOOK(ioapic, CELL_ABORT, ioapic_cell_abort)
	    UNIT_HOOK(ioapic, CELL_COMMIT, ioapic_cell_commit)
	    UNIT_HOOK(ioapic, CELL_RESET, ioapic_cell_reset)
	    UNIT_HOOK(ioapic, CELL_EXIT, ioapic_cell_exit));
