// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse partitioning hypervisor: is this configuration sound?
 *
 * The one validator of the binary format. The tool runs it on what it writes, the
 * driver on what it is given. It looks at one configuration alone: what depends on
 * the machine or on other cells is checked by those who know them. What the
 * hypervisor itself relies on is in config_safe.c.
 *
 * Order matters: nothing is read before it is known to lie inside the blob, and
 * no array element before check_layout() has placed its array.
 */
#include <uapi/linux/jailhouse_cell.h>
#include "config_check.h"

#define MEM_KNOWN_FLAGS							\
	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_EXECUTE | \
	 JAILHOUSE_MEM_DMA | JAILHOUSE_MEM_IO | JAILHOUSE_MEM_COMM_REGION | \
	 JAILHOUSE_MEM_LOADABLE | JAILHOUSE_MEM_ROOTSHARED |		\
	 JAILHOUSE_MEM_NO_HUGEPAGES | JAILHOUSE_MEM_IO_UNALIGNED |	\
	 JAILHOUSE_MEM_IO_WIDTHS)

#define CELL_KNOWN_FLAGS						\
	(JAILHOUSE_CELL_PASSIVE_COMM | JAILHOUSE_CELL_TEST_DEVICE |	\
	 JAILHOUSE_CELL_AARCH32 | JAILHOUSE_CELL_DIRECT_IRQ |		\
	 JAILHOUSE_CELL_VCONSOLE_PERM | JAILHOUSE_CELL_VCONSOLE_ACTIVE)

#define SYS_KNOWN_FLAGS							\
	(JAILHOUSE_SYS_VCONSOLE_ROOT | JAILHOUSE_SYS_AUDIT |		\
	 JAILHOUSE_SYS_INSECURE_TEST)

#define CON_KNOWN_FLAGS							\
	(JAILHOUSE_CON_MMIO | JAILHOUSE_CON_REGDIST_4 |			\
	 JAILHOUSE_CON_FB_1920x1080 | JAILHOUSE_CON_INVERTED_GATE |	\
	 JAILHOUSE_CON_MDR_QUIRK)

static bool same_bytes(const __u8 *bytes, const char *text, unsigned int len)
{
	while (len--)
		if (*bytes++ != (__u8)*text++)
			return false;
	return true;
}

static int check_header(struct check *c, const void *blob, size_t size,
			unsigned int kind, unsigned int arch)
{
	const struct jailhouse_config *cfg = blob;

	if ((unsigned long)blob & 7)
		return refuse(c, JAILHOUSE_CFG_POINTER, (unsigned long)blob, 0);
	if (size < sizeof(cfg->magic))
		return refuse(c, JAILHOUSE_CFG_TRUNCATED, size, sizeof(*cfg));
	/* The older format deserves its own advice: it can be converted */
	if (same_bytes(cfg->magic, "JHCLL", 5) ||
	    same_bytes(cfg->magic, "JHSYS", 5))
		return refuse(c, JAILHOUSE_CFG_OLD_FORMAT, 0, 0);
	if (!same_bytes(cfg->magic, JAILHOUSE_CONFIG_MAGIC, sizeof(cfg->magic)))
		return refuse(c, JAILHOUSE_CFG_MAGIC, 0, 0);
	if (size < sizeof(*cfg))
		return refuse(c, JAILHOUSE_CFG_TRUNCATED, size, sizeof(*cfg));
	if (size > JAILHOUSE_CONFIG_MAX_SIZE)
		return refuse(c, JAILHOUSE_CFG_TOO_BIG, size,
			      JAILHOUSE_CONFIG_MAX_SIZE);
	if (cfg->version != JAILHOUSE_CONFIG_VERSION)
		return refuse(c, JAILHOUSE_CFG_VERSION, cfg->version,
			      JAILHOUSE_CONFIG_VERSION);
	if (cfg->arch != arch)
		return refuse(c, JAILHOUSE_CFG_ARCH, cfg->arch, arch);
	if (cfg->kind != kind)
		return refuse(c, JAILHOUSE_CFG_KIND, cfg->kind, kind);
	if (size < cfg->size)
		return refuse(c, JAILHOUSE_CFG_TRUNCATED, size, cfg->size);
	if (size != cfg->size)
		return refuse(c, JAILHOUSE_CFG_SIZE, cfg->size, size);
	return 0;
}

/* One contiguous part of the blob behind the header */
struct part {
	__u32 offset;
	__u32 end;
};

static int place_array(struct check *c, struct part *parts,
		       const struct jailhouse_config_array *a,
		       unsigned int object, unsigned int element,
		       unsigned int limit)
{
	struct part *part = &parts[object];
	unsigned int n;

	c->object = object;
	if (a->count > limit)
		return refuse(c, JAILHOUSE_CFG_ARRAY_COUNT, a->count, limit);
	if (!a->count) {
		if (a->offset)
			return refuse(c, JAILHOUSE_CFG_RESERVED, a->offset, 0);
		return 0;
	}
	if (a->offset & 7)
		return refuse(c, JAILHOUSE_CFG_ARRAY_ALIGN, a->offset, 0);
	/* limit * element is below 2^31, so only the offset can spoil the sum */
	if (a->offset < sizeof(*c->cfg) || a->offset > c->cfg->size ||
	    a->count * element > c->cfg->size - a->offset)
		return refuse(c, JAILHOUSE_CFG_ARRAY_BOUNDS, a->offset,
			      (__u64)a->offset + a->count * element);
	part->offset = a->offset;
	part->end = a->offset + a->count * element;

	for (n = 0; n < JAILHOUSE_NUM_OBJS; n++)
		if (n != object && part->offset < parts[n].end &&
		    parts[n].offset < part->end)
			return refuse(c, JAILHOUSE_CFG_ARRAY_OVERLAP,
				      part->offset, n);
	return 0;
}

#define ARRAY(_field, _object, _element, _limit) {			\
	.field = offsetof(struct jailhouse_config, _field),		\
	.object = JAILHOUSE_OBJ_##_object,				\
	.element = sizeof(_element),					\
	.limit = _limit,						\
}

static const struct {
	__u16 field;
	__u16 object;
	__u16 element;
	__u16 limit;
} arrays[] = {
	ARRAY(cpus, CPUS, __u64, JAILHOUSE_MAX_CPUS / 64),
	ARRAY(memory, MEMORY, struct jailhouse_config_memory, JAILHOUSE_MAX_MEMORY),
	ARRAY(pio, PIO, struct jailhouse_config_pio, JAILHOUSE_MAX_PIO),
	ARRAY(irqchips, IRQCHIP, struct jailhouse_config_irqchip, JAILHOUSE_MAX_IRQCHIPS),
	ARRAY(pci, PCI, struct jailhouse_config_pci, JAILHOUSE_MAX_PCI),
	ARRAY(pci_caps, PCI_CAP, struct jailhouse_config_pci_cap, JAILHOUSE_MAX_PCI_CAPS),
	ARRAY(caches, CACHE, struct jailhouse_config_cache, JAILHOUSE_MAX_CACHES),
	ARRAY(stream_ids, STREAM, __u32, JAILHOUSE_MAX_STREAMS),
	{}
};

static int check_layout(struct check *c)
{
	const struct jailhouse_config *cfg = c->cfg;
	bool is_system = cfg->kind == JAILHOUSE_KIND_SYSTEM;
	struct part parts[JAILHOUSE_NUM_OBJS];
	struct jailhouse_config_array system;
	unsigned int n;
	int err = 0;

	/* No initializer: it would become a call of memset() */
	for (n = 0; n < JAILHOUSE_NUM_OBJS; n++) {
		parts[n].offset = 0;
		parts[n].end = 0;
	}

	for (n = 0; !err && arrays[n].limit; n++)
		err = place_array(c, parts, (const void *)cfg + arrays[n].field,
				  arrays[n].object, arrays[n].element,
				  arrays[n].limit);
	if (err)
		return err;

	c->object = JAILHOUSE_OBJ_SYSTEM;
	if (!!cfg->system != is_system)
		return refuse(c, JAILHOUSE_CFG_SYSTEM_OFFSET, cfg->system, 0);
	if (!cfg->system)
		return 0;
	system.offset = cfg->system;
	system.count = 1;
	return place_array(c, parts, &system, JAILHOUSE_OBJ_SYSTEM,
			   sizeof(struct jailhouse_config_system), 1);
}

static int check_name(struct check *c)
{
	const char *name = c->cfg->name;
	unsigned int n, len;

	for (len = 0; len <= JAILHOUSE_NAME_MAX && name[len]; len++) {
		/*
		 * The name becomes a file name and goes into messages, so it
		 * must be printable and no path.
		 */
		if (name[len] < ' ' || name[len] > '~' || name[len] == '/' ||
		    name[len] == '"' || name[len] == '\\') {
			c->index = len;
			return refuse(c, JAILHOUSE_CFG_NAME_CHAR,
				      (__u8)name[len], 0);
		}
	}
	if (!len)
		return refuse(c, JAILHOUSE_CFG_NAME_EMPTY, 0, 0);
	if (len > JAILHOUSE_NAME_MAX)
		return refuse(c, JAILHOUSE_CFG_NAME_LONG, 0, 0);
	/* "." and ".." are directories */
	if (name[0] == '.' && (len == 1 || (name[1] == '.' && len == 2)))
		return refuse(c, JAILHOUSE_CFG_NAME_CHAR, '.', 0);
	for (n = len; n <= JAILHOUSE_NAME_MAX; n++)
		if (name[n])
			return refuse(c, JAILHOUSE_CFG_RESERVED,
				      (__u8)name[n], 0);
	return 0;
}

static int check_console(struct check *c,
			 const struct jailhouse_config_console *con)
{
	if (con->type > JAILHOUSE_CON_TYPE_SCIF)
		return refuse(c, JAILHOUSE_CFG_CONSOLE_TYPE, con->type, 0);
	if (con->flags & ~CON_KNOWN_FLAGS)
		return refuse(c, JAILHOUSE_CFG_FLAGS,
			      con->flags & ~CON_KNOWN_FLAGS, 0);
	if (con->type == JAILHOUSE_CON_TYPE_NONE) {
		if (con->address)
			return refuse(c, JAILHOUSE_CFG_CONSOLE_ADDRESS,
				      con->address, 0);
		return 0;
	}
	/* A UART of eight ports, only x86 has them; the rest is memory */
	if (con->type == JAILHOUSE_CON_TYPE_8250 &&
	    !(con->flags & JAILHOUSE_CON_MMIO)) {
		if (config_arch(c) != JAILHOUSE_ARCH_X86 || !con->address ||
		    con->address > 0xfff8)
			return refuse(c, JAILHOUSE_CFG_CONSOLE_ADDRESS,
				      con->address, 0);
		return 0;
	}
	if (!con->address || con->address >= PHYS_LIMIT ||
	    con->clock_reg >= PHYS_LIMIT)
		return refuse(c, JAILHOUSE_CFG_CONSOLE_ADDRESS, con->address, 0);
	return 0;
}

static int check_cell(struct check *c)
{
	const struct jailhouse_config *cfg = c->cfg;
	bool system = cfg->kind == JAILHOUSE_KIND_SYSTEM;
	__u64 any_cpu = 0;
	unsigned int n;
	int err;

	c->object = JAILHOUSE_OBJ_HEADER;
	err = check_name(c);
	if (err)
		return err;
	if (cfg->id >= (system ? 1 : JAILHOUSE_MAX_CELLS))
		return refuse(c, JAILHOUSE_CFG_ID, cfg->id,
			      system ? 0 : JAILHOUSE_MAX_CELLS - 1);
	if (cfg->flags & ~CELL_KNOWN_FLAGS)
		return refuse(c, JAILHOUSE_CFG_FLAGS,
			      cfg->flags & ~CELL_KNOWN_FLAGS, 0);
	if ((cfg->flags & JAILHOUSE_CELL_AARCH32) &&
	    config_arch(c) != JAILHOUSE_ARCH_ARM64)
		return refuse(c, JAILHOUSE_CFG_NOT_ON_ARCH,
			      JAILHOUSE_CELL_AARCH32, config_arch(c));
	if ((cfg->flags & JAILHOUSE_CELL_DIRECT_IRQ) && !config_is_arm(c))
		return refuse(c, JAILHOUSE_CFG_NOT_ON_ARCH,
			      JAILHOUSE_CELL_DIRECT_IRQ, config_arch(c));
	/* x86 CPUs start in real mode with a 32-bit code segment base */
	if (cfg->cpu_reset_address >= VIRT_LIMIT ||
	    ((config_arch(c) == JAILHOUSE_ARCH_X86 ||
	      cfg->flags & JAILHOUSE_CELL_AARCH32) &&
	     cfg->cpu_reset_address > 0xffffffff))
		return refuse(c, JAILHOUSE_CFG_RESET_ADDRESS,
			      cfg->cpu_reset_address, 0);
	if (cfg->vpci_irq_base && config_arch(c) == JAILHOUSE_ARCH_X86)
		return refuse(c, JAILHOUSE_CFG_NOT_ON_ARCH, cfg->vpci_irq_base,
			      config_arch(c));
	err = check_console(c, &cfg->console);
	if (err)
		return err;

	c->object = JAILHOUSE_OBJ_CPUS;
	for (n = 0; n < cfg->cpus.count; n++)
		any_cpu |= config_cpus(cfg)[n];
	if (!any_cpu)
		return refuse(c, JAILHOUSE_CFG_CPUS_EMPTY, 0, 0);
	/* Firmware and Linux need CPU 0 of a PC: it cannot leave the root */
	if (config_arch(c) == JAILHOUSE_ARCH_X86 && config_has_cpu(cfg, 0) != system)
		return refuse(c, system ? JAILHOUSE_CFG_CPU0_NOT_IN_ROOT :
			      JAILHOUSE_CFG_CPU0_IN_CELL, 0, 0);
	return 0;
}

static int check_comm_region(struct check *c,
			     const struct jailhouse_config_memory *mem)
{
	const __u64 wrong = JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA |
		JAILHOUSE_MEM_IO | JAILHOUSE_MEM_LOADABLE |
		JAILHOUSE_MEM_ROOTSHARED;

	if (c->cfg->kind == JAILHOUSE_KIND_SYSTEM)
		return refuse(c, JAILHOUSE_CFG_COMM_IN_ROOT, 0, 0);
	if (mem->size != JAILHOUSE_PAGE_SIZE ||
	    (mem->virt_start & ~JAILHOUSE_PAGE_MASK))
		return refuse(c, JAILHOUSE_CFG_COMM_SIZE, mem->virt_start,
			      mem->size);
	if (mem->flags & wrong)
		return refuse(c, JAILHOUSE_CFG_COMM_FLAGS, mem->flags & wrong,
			      0);
	return 0;
}

static int check_subpage(struct check *c,
			 const struct jailhouse_config_memory *mem)
{
	const __u64 wrong = JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_LOADABLE |
		JAILHOUSE_MEM_DMA;

	if (mem->flags & wrong)
		return refuse(c, JAILHOUSE_CFG_MEM_SUBPAGE_FLAGS,
			      mem->flags & wrong, 0);
	if (!(mem->flags & JAILHOUSE_MEM_IO_WIDTHS))
		return refuse(c, JAILHOUSE_CFG_MEM_SUBPAGE_WIDTH, mem->flags, 0);
	/* An access that is aligned for the cell must be for the device, too */
	if ((mem->phys_start ^ mem->virt_start) & 7)
		return refuse(c, JAILHOUSE_CFG_MEM_SUBPAGE_SHIFT,
			      mem->phys_start, mem->virt_start);
	return 0;
}

static int check_region(struct check *c,
			const struct jailhouse_config_memory *mem)
{
	bool comm = mem->flags & JAILHOUSE_MEM_COMM_REGION;
	__u64 phys = comm ? 0 : mem->phys_start;

	if (mem->flags & ~(__u64)MEM_KNOWN_FLAGS)
		return refuse(c, JAILHOUSE_CFG_FLAGS,
			      mem->flags & ~(__u64)MEM_KNOWN_FLAGS, 0);
	if (!mem->size)
		return 0;
	if (mem->size > VIRT_LIMIT || mem->virt_start > VIRT_LIMIT - mem->size)
		return refuse(c, JAILHOUSE_CFG_MEM_RANGE, mem->virt_start,
			      mem->size);
	if (phys > PHYS_LIMIT - mem->size)
		return refuse(c, JAILHOUSE_CFG_MEM_RANGE, phys, mem->size);
	if (!(mem->flags & (JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE)))
		return refuse(c, JAILHOUSE_CFG_MEM_NO_ACCESS, mem->flags, 0);
	if (comm)
		return check_comm_region(c, mem);
	if (config_memory_is_subpage(mem))
		return check_subpage(c, mem);
	return 0;
}

static int check_memory(struct check *c)
{
	const struct jailhouse_config_memory *regions = config_memory(c->cfg);
	const struct jailhouse_config_memory *mem, *other;
	bool have_comm = false;
	__u32 first_comm = 0;
	__u32 n, m;
	int err;

	c->object = JAILHOUSE_OBJ_MEMORY;
	for (n = 0; n < c->cfg->memory.count; n++) {
		mem = &regions[n];
		c->index = n;
		err = check_region(c, mem);
		if (err)
			return err;
		if (!mem->size)
			continue;
		if (mem->flags & JAILHOUSE_MEM_COMM_REGION) {
			if (have_comm)
				return refuse(c, JAILHOUSE_CFG_COMM_TWICE,
					      mem->virt_start, first_comm);
			have_comm = true;
			first_comm = n;
		}
		for (m = 0; m < n; m++) {
			other = &regions[m];
			if (other->size &&
			    overlap(mem->virt_start, mem->size,
				    other->virt_start, other->size))
				return refuse(c, JAILHOUSE_CFG_MEM_OVERLAP,
					      mem->virt_start, m);
		}
	}
	c->index = 0;
	return 0;
}

/*
 * Does a memory region give direct access to what has to be trapped or is not
 * the cell's at all? @start and @size describe that; by physical and by the
 * cell's own address, because one is how it is reached and the other how it is
 * recognized.
 */
int check_not_mapped(struct check *c, __u64 start, __u64 size,
		     unsigned int code)
{
	const struct jailhouse_config_memory *mem;
	__u32 n;

	for (n = 0; n < c->cfg->memory.count; n++) {
		mem = &config_memory(c->cfg)[n];
		if (!mem->size)
			continue;
		if (overlap(mem->virt_start, mem->size, start, size) ||
		    (!(mem->flags & JAILHOUSE_MEM_COMM_REGION) &&
		     overlap(mem->phys_start, mem->size, start, size))) {
			c->object = JAILHOUSE_OBJ_MEMORY;
			c->index = n;
			return refuse(c, code, mem->phys_start, start);
		}
	}
	return 0;
}

static int check_lapic(struct check *c)
{
	if (config_arch(c) != JAILHOUSE_ARCH_X86)
		return 0;
	return check_not_mapped(c, JAILHOUSE_X86_LAPIC, JAILHOUSE_PAGE_SIZE,
				JAILHOUSE_CFG_MEM_TRAPPED);
}

static int check_iommus(struct check *c,
			const struct jailhouse_config_system *sys)
{
	const struct jailhouse_config_iommu *unit;
	bool end = false;
	unsigned int n;
	int err;

	for (n = 0; n < JAILHOUSE_MAX_IOMMUS; n++) {
		unit = &sys->iommus[n];
		c->object = JAILHOUSE_OBJ_IOMMU;
		c->index = n;
		if (unit->pad)
			return refuse(c, JAILHOUSE_CFG_RESERVED, unit->pad, 0);
		if (unit->type != JAILHOUSE_IOMMU_AMD &&
		    (unit->amd_bdf || unit->amd_base_cap ||
		     unit->amd_msi_cap || unit->amd_features))
			return refuse(c, JAILHOUSE_CFG_RESERVED, unit->amd_bdf,
				      0);
		if (!unit->type) {
			if (unit->base || unit->size)
				return refuse(c, JAILHOUSE_CFG_RESERVED,
					      unit->base, 0);
			end = true;
			continue;
		}
		/* The list ends with its first empty element */
		if (end || unit->type > JAILHOUSE_IOMMU_ARM_MMU500)
			return refuse(c, JAILHOUSE_CFG_IOMMU_TYPE, unit->type,
				      0);
		if (!unit->base || !unit->size ||
		    ((unit->base | unit->size) & ~JAILHOUSE_PAGE_MASK) ||
		    unit->base >= VIRT_LIMIT)
			return refuse(c, JAILHOUSE_CFG_IOMMU_RANGE, unit->base,
				      unit->size);
		if (overlap(unit->base, unit->size, sys->hypervisor_phys,
			    sys->hypervisor_size))
			return refuse(c, JAILHOUSE_CFG_SYS_OVERLAP, unit->base,
				      sys->hypervisor_phys);
		err = check_not_mapped(c, unit->base, unit->size,
				       JAILHOUSE_CFG_MEM_TRAPPED);
		if (err)
			return err;
	}
	c->index = 0;
	return 0;
}

static int check_ecam(struct check *c,
		      const struct jailhouse_config_system *sys)
{
	__u64 size = ((__u64)sys->pci_mmconfig_end_bus + 1) << 20;

	if (sys->pci_is_virtual > 1)
		return refuse(c, JAILHOUSE_CFG_RESERVED, sys->pci_is_virtual,
			      0);
	if (!sys->pci_mmconfig_base)
		return 0;
	/* One MiB a bus */
	if ((sys->pci_mmconfig_base & 0xfffff) ||
	    sys->pci_mmconfig_base > VIRT_LIMIT - size)
		return refuse(c, JAILHOUSE_CFG_ECAM_RANGE,
			      sys->pci_mmconfig_base, sys->pci_mmconfig_end_bus);
	if (overlap(sys->pci_mmconfig_base, size, sys->hypervisor_phys,
		    sys->hypervisor_size))
		return refuse(c, JAILHOUSE_CFG_SYS_OVERLAP,
			      sys->pci_mmconfig_base, sys->hypervisor_phys);
	return check_not_mapped(c, sys->pci_mmconfig_base, size,
				JAILHOUSE_CFG_MEM_TRAPPED);
}

static bool is_zero(const void *data, unsigned int size)
{
	const __u8 *bytes = data;

	while (size--)
		if (*bytes++)
			return false;
	return true;
}

static int check_system(struct check *c)
{
	const struct jailhouse_config_system *sys = config_system(c->cfg);
	int err;

	if (!sys)
		return 0;
	c->object = JAILHOUSE_OBJ_SYSTEM;
	if (!sys->hypervisor_phys || !sys->hypervisor_size ||
	    ((sys->hypervisor_phys | sys->hypervisor_size) &
	     ~JAILHOUSE_PAGE_MASK) ||
	    sys->hypervisor_size > PHYS_LIMIT ||
	    sys->hypervisor_phys > PHYS_LIMIT - sys->hypervisor_size)
		return refuse(c, JAILHOUSE_CFG_HV_RANGE, sys->hypervisor_phys,
			      sys->hypervisor_size);
	if (sys->flags & ~SYS_KNOWN_FLAGS)
		return refuse(c, JAILHOUSE_CFG_FLAGS,
			      sys->flags & ~SYS_KNOWN_FLAGS, 0);
	if (sys->pad || sys->pad2)
		return refuse(c, JAILHOUSE_CFG_RESERVED, sys->pad | sys->pad2,
			      0);
	if (config_arch(c) != JAILHOUSE_ARCH_X86 &&
	    (sys->x86_pm_timer_address || sys->x86_apic_mode ||
	     sys->x86_tsc_khz || sys->x86_apic_khz))
		return refuse(c, JAILHOUSE_CFG_NOT_ON_ARCH,
			      sys->x86_pm_timer_address, config_arch(c));
	if (sys->x86_apic_mode > JAILHOUSE_APIC_MODE_X2APIC)
		return refuse(c, JAILHOUSE_CFG_APIC_MODE, sys->x86_apic_mode,
			      0);
	if (!config_is_arm(c) && !is_zero(&sys->arm, sizeof(sys->arm)))
		return refuse(c, JAILHOUSE_CFG_NOT_ON_ARCH, sys->arm.gicd_base,
			      config_arch(c));
	/* Four ports */
	if (sys->x86_pm_timer_address > 0xfffc || (sys->x86_pm_timer_address & 3))
		return refuse(c, JAILHOUSE_CFG_PM_TIMER,
			      sys->x86_pm_timer_address, 0);
	err = check_console(c, &sys->debug_console);
	if (err)
		return err;
	err = check_ecam(c, sys);
	if (err)
		return err;
	err = check_iommus(c, sys);
	if (err)
		return err;
	if (config_is_arm(c)) {
		err = check_arm(c, sys);
		if (err)
			return err;
	}
	return check_not_mapped(c, sys->hypervisor_phys, sys->hypervisor_size,
				JAILHOUSE_CFG_MEM_HYPERVISOR);
}

/**
 * jailhouse_config_check() - is a configuration sound in itself?
 * @blob:	the configuration, 8-byte aligned; it must not change during the
 *		call nor before it is used, so check a private copy
 * @size:	bytes at @blob
 * @kind:	JAILHOUSE_KIND_* that is wanted
 * @arch:	JAILHOUSE_ARCH_* that is wanted
 * @err:	filled in completely: all zero on success, else what is wrong
 *
 * Allocates nothing, calls nothing, never reads outside of @blob, any context.
 * Once it succeeds the accessors of config.h are safe.
 *
 * Return: 0, -E2BIG if @size is above JAILHOUSE_CONFIG_MAX_SIZE, else -EINVAL.
 */
int jailhouse_config_check(const void *blob, size_t size, unsigned int kind,
			   unsigned int arch,
			   struct jailhouse_config_error *err)
{
	struct check c;
	int ret;

	c.cfg = blob;
	c.err = err;
	c.object = JAILHOUSE_OBJ_HEADER;
	c.index = 0;

	err->code = JAILHOUSE_CFG_OK;
	err->object = JAILHOUSE_OBJ_HEADER;
	err->index = 0;
	err->pad = 0;
	err->value = 0;
	err->other = 0;

	ret = check_header(&c, blob, size, kind, arch);
	if (!ret)
		ret = check_layout(&c);
	if (!ret)
		ret = check_cell(&c);
	if (!ret)
		ret = check_memory(&c);
	if (!ret)
		ret = check_pio(&c);
	if (!ret)
		ret = check_irqchips(&c);
	if (!ret)
		ret = check_pci(&c);
	if (!ret)
		ret = check_caches(&c);
	if (!ret)
		ret = check_streams(&c);
	if (!ret)
		ret = check_lapic(&c);
	if (!ret)
		ret = check_system(&c);
	return ret;
}
