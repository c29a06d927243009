// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a device tree to a configuration: what only Arm machines have
 *
 * The nodes look as in the device tree of the machine, from which they are copied.
 */
#include <stdlib.h>
#include "compile.h"
#include "util.h"

#define GIC_PPI		1
#define GIC_FIRST_PPI	16

const struct word gic_words[] = {
	{ "arm,gic-v3", 3 },
	{ "arm,gic-400", 2 },
	{ "arm,cortex-a15-gic", 2 },
	{ "arm,cortex-a7-gic", 2 },
	{ }
};

static const struct word psci_words[] = {
	{ "smc", JAILHOUSE_PSCI_SMC },
	{ "hvc", JAILHOUSE_PSCI_HVC },
	{ }
};

/**
 * is_gic_node() - does a node describe the GIC of a machine, not only its pins?
 * @c:		the compilation
 * @node:	a node interrupt-controller@
 *
 * Return: whether it does; that belongs into a system.
 */
bool is_gic_node(struct compile *c, int node)
{
	return fdt_getprop(c->fdt, node, "compatible", NULL);
}

/* The ranges of "reg", in the order of the kernel's bindings for these */
static void compile_gic_ranges(struct compile *c, int node,
			       struct jailhouse_config_arm *arm)
{
	unsigned int count, needed = arm->gic_version == 2 ? 4 : 2;
	const fdt32_t *reg = get_cells(c, node, "reg", &count, 4);

	if (!arm->gic_version || !count)
		return;
	if (count / 4 != needed) {
		complain(c, node,
			 "'reg' has %u ranges; a GICv%u has %u: %s", count / 4,
			 arm->gic_version, needed,
			 needed == 4 ? "distributor, CPU interface, GICH, GICV" :
			 "distributor, redistributors (the CPU interfaces are not in memory)");
		return;
	}
	arm->gicd_base = cells_u64(reg);
	if (arm->gic_version == 2) {
		arm->gicc_base = cells_u64(reg + 4);
		arm->gich_base = cells_u64(reg + 8);
		arm->gicv_base = cells_u64(reg + 12);
	} else {
		arm->gicr_base = cells_u64(reg + 4);
		arm->gicr_size = cells_u64(reg + 6);
	}
}

/**
 * compile_gic() - read what a system says about its GIC
 * @c:		the compilation
 * @node:	a node interrupt-controller@
 *
 * The properties have been checked to be known, the pins are read elsewhere.
 */
void compile_gic(struct compile *c, int node)
{
	struct jailhouse_config_arm *arm = &c->blob->system.arm;
	const fdt32_t *cells;
	unsigned int count;
	__u32 ppi;

	if (arm->gic_version) {
		complain(c, node,
			 "second interrupt controller; a machine has one GIC, remove the others");
		return;
	}
	arm->gic_version = get_word(c, node, "compatible", gic_words, 0);
	compile_gic_ranges(c, node, arm);
	cells = get_cells(c, node, "interrupts", &count, 1);
	ppi = count == 3 ? fdt32_to_cpu(cells[1]) : 0;
	if (!count)
		complain(c, node,
			 "no maintenance interrupt; add 'interrupts = <GIC_PPI 9 4>;' with the number from the machine's device tree");
	else if (count != 3 || fdt32_to_cpu(cells[0]) != GIC_PPI || ppi > 15)
		complain(c, node,
			 "'interrupts' is the maintenance interrupt, one that each CPU has; write <GIC_PPI number 4> with a number from 0 to 15");
	else
		arm->maintenance_irq = GIC_FIRST_PPI + ppi;
}

/**
 * compile_psci() - read the node psci
 * @c:		the compilation
 * @node:	the node
 */
void compile_psci(struct compile *c, int node)
{
	check_props(c, node, "compatible", "method!", NULL);
	refuse_children(c, node);
	c->blob->system.arm.psci_method =
		get_word(c, node, "method", psci_words, JAILHOUSE_PSCI_SMC);
}
