// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a device tree to a configuration: the cell, its memory and the system
 */
#include <linux/jailhouse_cell.h>
#include <stdlib.h>
#include <string.h>
#include "compile.h"
#include "util.h"

const struct word access_words[] = {
	{ "read", JAILHOUSE_MEM_READ },
	{ "write", JAILHOUSE_MEM_WRITE },
	{ "execute", JAILHOUSE_MEM_EXECUTE },
	{ "dma", JAILHOUSE_MEM_DMA },
	{ }
};

const struct word arch_words[] = {
	{ "x86", JAILHOUSE_ARCH_X86 },
	{ "arm", JAILHOUSE_ARCH_ARM },
	{ "arm64", JAILHOUSE_ARCH_ARM64 },
	{ "riscv", JAILHOUSE_ARCH_RISCV },
	{ }
};

const struct word console_words[] = {
	{ "none", JAILHOUSE_CON_TYPE_NONE },
	{ "efifb", JAILHOUSE_CON_TYPE_EFIFB },
	{ "8250", JAILHOUSE_CON_TYPE_8250 },
	{ "pl011", JAILHOUSE_CON_TYPE_PL011 },
	{ "xuartps", JAILHOUSE_CON_TYPE_XUARTPS },
	{ "mvebu", JAILHOUSE_CON_TYPE_MVEBU },
	{ "hscif", JAILHOUSE_CON_TYPE_HSCIF },
	{ "scifa", JAILHOUSE_CON_TYPE_SCIFA },
	{ "imx", JAILHOUSE_CON_TYPE_IMX },
	{ "imx-lpuart", JAILHOUSE_CON_TYPE_IMX_LPUART },
	{ "scif", JAILHOUSE_CON_TYPE_SCIF },
	{ }
};

const struct word apic_mode_words[] = {
	{ "auto", JAILHOUSE_APIC_MODE_AUTO },
	{ "xapic", JAILHOUSE_APIC_MODE_XAPIC },
	{ "x2apic", JAILHOUSE_APIC_MODE_X2APIC },
	{ }
};

static bool name_is(const char *node_name, const char *kind)
{
	size_t len = strlen(kind);

	/* "kind", "kind@address" or "kind-something@address" */
	return !strncmp(node_name, kind, len) &&
	       (!node_name[len] || node_name[len] == '@' ||
		node_name[len] == '-');
}

static __u64 memory_flags(struct compile *c, int node, bool mmio)
{
	unsigned int count, n;
	const fdt32_t *widths;
	__u64 flags;

	flags = get_word(c, node, "access", access_words, 0);
	if (mmio)
		flags |= JAILHOUSE_MEM_IO;
	if (get_bool(c, node, "loadable"))
		flags |= JAILHOUSE_MEM_LOADABLE;
	if (get_bool(c, node, "root-shared"))
		flags |= JAILHOUSE_MEM_ROOTSHARED;
	if (get_bool(c, node, "no-huge-pages"))
		flags |= JAILHOUSE_MEM_NO_HUGEPAGES;
	if (get_bool(c, node, "unaligned-access"))
		flags |= JAILHOUSE_MEM_IO_UNALIGNED;
	widths = get_cells(c, node, "access-widths", &count, 1);
	for (n = 0; n < count; n++) {
		switch (fdt32_to_cpu(widths[n])) {
		case 8:
			flags |= JAILHOUSE_MEM_IO_8;
			break;
		case 16:
			flags |= JAILHOUSE_MEM_IO_16;
			break;
		case 32:
			flags |= JAILHOUSE_MEM_IO_32;
			break;
		case 64:
			flags |= JAILHOUSE_MEM_IO_64;
			break;
		default:
			complain(c, node,
				 "access width %u; use bits: 8, 16, 32, 64",
				 fdt32_to_cpu(widths[n]));
		}
	}
	return flags;
}

static void add_region(struct compile *c, int node, __u64 virt, __u64 phys,
		       __u64 size, __u64 flags)
{
	struct jailhouse_config_memory *mem;
	char *path = node_path(c, node);
	unsigned int index = c->blob->arrays[JAILHOUSE_OBJ_MEMORY].count;

	if (index == JAILHOUSE_MAX_MEMORY) {
		complain(c, node, "more than %u regions; merge adjacent ones",
			 JAILHOUSE_MAX_MEMORY);
	} else if (index < JAILHOUSE_MAX_MEMORY) {
		c->memory_nodes[index] = node;
		mem = blob_add(c->blob, JAILHOUSE_OBJ_MEMORY, path);
		mem->phys_start = phys;
		mem->virt_start = virt;
		mem->size = size;
		mem->flags = flags;
	}
	free(path);
}

static void compile_memory(struct compile *c, int node, bool mmio)
{
	unsigned int count, num_phys, n;
	const fdt32_t *reg, *phys;
	__u64 flags;

	check_props(c, node, "reg!", "phys-address", "access", "access-widths",
		    "loadable", "root-shared", "no-huge-pages",
		    "unaligned-access", "interrupts", "interrupts-extended",
		    "interrupt-parent", NULL);
	refuse_children(c, node);
	flags = memory_flags(c, node, mmio);
	compile_interrupts(c, node);

	reg = get_cells(c, node, "reg", &count, 4);
	phys = get_cells(c, node, "phys-address", &num_phys, 2);
	if (num_phys && num_phys / 2 != count / 4) {
		complain(c, node,
			 "'phys-address' has %u addresses and 'reg' %u; give one for each",
			 num_phys / 2, count / 4);
		return;
	}
	for (n = 0; n < count / 4; n++, reg += 4)
		add_region(c, node, cells_u64(reg),
			   num_phys ? cells_u64(phys + 2 * n) : cells_u64(reg),
			   cells_u64(reg + 2), flags);
}

static void compile_comm_region(struct compile *c, int node)
{
	const fdt32_t *reg;
	unsigned int count;
	__u64 flags;

	check_props(c, node, "reg!", "access", NULL);
	refuse_children(c, node);
	flags = get_word(c, node, "access", access_words,
			 JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE);
	reg = get_cells(c, node, "reg", &count, 4);
	if (count)
		add_region(c, node, cells_u64(reg), 0, cells_u64(reg + 2),
			   flags | JAILHOUSE_MEM_COMM_REGION);
	if (count > 4)
		complain(c, node, "a cell has one communication region; remove the others");
}

static void compile_console(struct compile *c, int node,
			    struct jailhouse_config_console *con)
{
	unsigned int count, shift;
	const fdt32_t *reg;

	check_props(c, node, "type!", "io-port", "reg", "reg-shift",
		    "clock-divider", "clock-gate", "clock-gate-bit",
		    "clock-gate-inverted", "mdr-quirk", "fb-1920x1080", NULL);
	refuse_children(c, node);
	con->type = get_word(c, node, "type", console_words, 0);
	reg = get_cells(c, node, "reg", &count, 4);
	if (count) {
		if (fdt_getprop(c->fdt, node, "io-port", NULL))
			complain(c, node, "has both 'reg' and 'io-port'; keep the right one");
		if (cells_u64(reg + 2) > 0xffffffff)
			complain(c, node, "more than 4 GiB of registers; correct 'reg'");
		con->address = cells_u64(reg);
		con->size = cells_u64(reg + 2);
		con->flags |= JAILHOUSE_CON_MMIO;
	} else {
		con->address = get_u32(c, node, "io-port", 0, 0xffff);
	}
	shift = get_u32(c, node, "reg-shift", 0, 2);
	if (shift == 2)
		con->flags |= JAILHOUSE_CON_REGDIST_4;
	else if (shift)
		complain(c, node, "'reg-shift' is %u; use 0 or 2", shift);
	if (get_bool(c, node, "clock-gate-inverted"))
		con->flags |= JAILHOUSE_CON_INVERTED_GATE;
	if (get_bool(c, node, "mdr-quirk"))
		con->flags |= JAILHOUSE_CON_MDR_QUIRK;
	if (get_bool(c, node, "fb-1920x1080"))
		con->flags |= JAILHOUSE_CON_FB_1920x1080;
	con->divider = get_u32(c, node, "clock-divider", 0, 0xffffffff);
	con->gate_nr = get_u32(c, node, "clock-gate-bit", 0, 0xffffffff);
	con->clock_reg = get_u64(c, node, "clock-gate", 0);
}

static void compile_hypervisor_memory(struct compile *c, int node)
{
	unsigned int count;
	const fdt32_t *reg;

	check_props(c, node, "reg!", NULL);
	refuse_children(c, node);
	reg = get_cells(c, node, "reg", &count, 4);
	if (c->blob->system.hypervisor_size || count > 4) {
		complain(c, node, "the hypervisor lives in one range; remove the others");
	} else if (count) {
		c->blob->system.hypervisor_phys = cells_u64(reg);
		c->blob->system.hypervisor_size = cells_u64(reg + 2);
	}
}

static void compile_x86_platform(struct compile *c, int node)
{
	struct jailhouse_config_system *sys = &c->blob->system;

	check_props(c, node, "pm-timer-port", "apic-mode", "tsc-khz",
		    "apic-timer-khz", NULL);
	refuse_children(c, node);
	sys->x86_pm_timer_address = get_u32(c, node, "pm-timer-port", 0, 0xffff);
	sys->x86_apic_mode = get_word(c, node, "apic-mode", apic_mode_words, 0);
	sys->x86_tsc_khz = get_u32(c, node, "tsc-khz", 0, 0xffffffff);
	sys->x86_apic_khz = get_u32(c, node, "apic-timer-khz", 0, 0xffffffff);
}

/* A node that only a system has, or an unknown one */
static void compile_system_node(struct compile *c, int node, const char *name)
{
	if (!name_is(name, "hypervisor-memory") &&
	    !name_is(name, "debug-console") && !name_is(name, "iommu") &&
	    !name_is(name, "x86-platform") && !name_is(name, "psci"))
		complain(c, node,
			 "unknown node; use one of: ram@, mmio@, communication-region@, console, interrupt-controller@, io-ports, pci-host, l3-cache; in a system also: hypervisor-memory@, debug-console, iommu@, x86-platform, psci");
	else if (!c->is_system)
		complain(c, node, "this node belongs into a system; remove it from the cell");
	else if (name_is(name, "hypervisor-memory"))
		compile_hypervisor_memory(c, node);
	else if (name_is(name, "debug-console"))
		compile_console(c, node, &c->blob->system.debug_console);
	else if (name_is(name, "x86-platform"))
		compile_x86_platform(c, node);
	else if (name_is(name, "psci"))
		compile_psci(c, node);
	/* The IOMMUs have been read before, because devices refer to them */
}

static void compile_node(struct compile *c, int node)
{
	const char *name = fdt_get_name(c->fdt, node, NULL);

	/* Labels for overlays, written by dtc -@ */
	if (!strcmp(name, "__symbols__") || !is_enabled(c, node))
		return;
	if (name_is(name, "ram"))
		compile_memory(c, node, false);
	else if (name_is(name, "mmio"))
		compile_memory(c, node, true);
	else if (name_is(name, "communication-region"))
		compile_comm_region(c, node);
	else if (name_is(name, "console"))
		compile_console(c, node, &c->blob->config.console);
	else if (name_is(name, "io-ports"))
		compile_ports(c, node);
	else if (name_is(name, "l3-cache"))
		compile_cache(c, node);
	else if (!name_is(name, "interrupt-controller") &&
		 !name_is(name, "pci-host"))
		compile_system_node(c, node, name);
}

static void compile_root_props(struct compile *c)
{
	struct jailhouse_config *cfg = &c->blob->config;
	struct jailhouse_config_system *sys = &c->blob->system;
	const fdt32_t *cells;
	unsigned int count, n;
	const char *name;

	if (c->is_system) {
		check_props(c, 0, "compatible!", "model", "cell-name!",
			    "architecture!", "cpus!", "#address-cells!",
			    "#size-cells!", "stream-ids",
			    "vpci-irq-base", "root-reads-console", "audit",
			    "insecure-test", "test-device", "direct-interrupts",
			    "virtual-console-permitted",
			    "virtual-console-active", NULL);
		if (get_bool(c, 0, "root-reads-console"))
			sys->flags |= JAILHOUSE_SYS_VCONSOLE_ROOT;
		if (get_bool(c, 0, "audit"))
			sys->flags |= JAILHOUSE_SYS_AUDIT;
		if (get_bool(c, 0, "insecure-test"))
			sys->flags |= JAILHOUSE_SYS_INSECURE_TEST;
	} else {
		check_props(c, 0, "compatible!", "model", "cell-name!",
			    "architecture!", "cpus!", "#address-cells!",
			    "#size-cells!", "stream-ids",
			    "vpci-irq-base", "cell-id", "reset-address",
			    "message-timeout-us", "passive-communication",
			    "test-device", "aarch32", "direct-interrupts",
			    "virtual-console-permitted",
			    "virtual-console-active", NULL);
		cfg->id = get_u32(c, 0, "cell-id", 0, JAILHOUSE_MAX_CELLS - 1);
		cfg->cpu_reset_address = get_u64(c, 0, "reset-address", 0);
		cfg->msg_reply_timeout = get_u32(c, 0, "message-timeout-us", 0,
						 0xffffffff);
		if (get_bool(c, 0, "passive-communication"))
			cfg->flags |= JAILHOUSE_CELL_PASSIVE_COMM;
		if (get_bool(c, 0, "aarch32"))
			cfg->flags |= JAILHOUSE_CELL_AARCH32;
	}
	check_cells(c, 0, 2, 2);
	if (get_bool(c, 0, "test-device"))
		cfg->flags |= JAILHOUSE_CELL_TEST_DEVICE;
	if (get_bool(c, 0, "direct-interrupts"))
		cfg->flags |= JAILHOUSE_CELL_DIRECT_IRQ;
	if (get_bool(c, 0, "virtual-console-permitted"))
		cfg->flags |= JAILHOUSE_CELL_VCONSOLE_PERM;
	if (get_bool(c, 0, "virtual-console-active"))
		cfg->flags |= JAILHOUSE_CELL_VCONSOLE_PERM |
			      JAILHOUSE_CELL_VCONSOLE_ACTIVE;
	cfg->arch = get_word(c, 0, "architecture", arch_words, 0);
	cfg->vpci_irq_base = get_u32(c, 0, "vpci-irq-base", 0, 1023);

	name = get_string(c, 0, "cell-name");
	if (name && strlen(name) > JAILHOUSE_NAME_MAX)
		complain(c, 0, "'cell-name' has %zu characters; at most %d are possible",
			 strlen(name), JAILHOUSE_NAME_MAX);
	else if (name)
		memcpy(cfg->name, name, strlen(name) + 1);

	cells = get_cells(c, 0, "cpus", &count, 1);
	for (n = 0; n < count; n++) {
		if (fdt32_to_cpu(cells[n]) >= JAILHOUSE_MAX_CPUS)
			complain(c, 0, "CPU %u; the largest number is %u",
				 fdt32_to_cpu(cells[n]), JAILHOUSE_MAX_CPUS - 1);
		else
			blob_add_cpu(c->blob, fdt32_to_cpu(cells[n]));
	}

	cells = get_cells(c, 0, "stream-ids", &count, 1);
	for (n = 0; n < count; n++)
		*(__u32 *)blob_add(c->blob, JAILHOUSE_OBJ_STREAM, "/") =
			fdt32_to_cpu(cells[n]);
}

static void for_nodes(struct compile *c, const char *kind,
		      void (*handle)(struct compile *c, int node))
{
	int node;

	fdt_for_each_subnode(node, c->fdt, 0)
		if (name_is(fdt_get_name(c->fdt, node, NULL), kind) &&
		    is_enabled(c, node))
			handle(c, node);
}

/**
 * compile_config() - turn a device tree into a configuration
 * @fdt:	flattened device tree
 * @size:	its size
 * @file:	its name, for messages
 * @blob:	initialized; the result, to be checked after blob_finish()
 *
 * Errors are reported on standard error, all of them.
 *
 * Return: number of errors.
 */
int compile_config(const void *fdt, size_t size, const char *file,
		   struct blob *blob)
{
	struct compile c = { .fdt = fdt, .file = file, .blob = blob };
	int node;

	if (size < sizeof(struct fdt_header) || fdt_check_header(fdt) ||
	    fdt_totalsize(fdt) > size || fdt_check_full(fdt, size)) {
		complain(&c, -1, "damaged device tree; compile it again with dtc");
		return c.errors;
	}
	c.is_system = !fdt_node_check_compatible(fdt, 0,
						 "jailhouse,system-config");
	if (!c.is_system &&
	    fdt_node_check_compatible(fdt, 0, "jailhouse,cell-config")) {
		complain(&c, 0,
			 "not a configuration; 'compatible' must be \"jailhouse,system-config\" or \"jailhouse,cell-config\"");
		return c.errors;
	}
	blob->config.kind = c.is_system ? JAILHOUSE_KIND_SYSTEM :
					  JAILHOUSE_KIND_CELL;
	compile_root_props(&c);
	/* What others refer to comes first */
	for_nodes(&c, "interrupt-controller", compile_controller);
	if (c.is_system)
		for_nodes(&c, "iommu", compile_iommu);
	fdt_for_each_subnode(node, fdt, 0)
		compile_node(&c, node);
	for_nodes(&c, "pci-host", compile_pci_host);
	if (c.is_system && !blob->system.hypervisor_size && !c.errors)
		complain(&c, 0,
			 "no node 'hypervisor-memory@...'; add one with the reserved memory of the hypervisor");
	if (c.is_system && !blob->system.arm.gic_version && !c.errors &&
	    (blob->config.arch == JAILHOUSE_ARCH_ARM ||
	     blob->config.arch == JAILHOUSE_ARCH_ARM64))
		complain(&c, 0,
			 "no node 'interrupt-controller@...' with 'compatible'; copy that of the GIC from the machine's device tree");
	return c.errors;
}
