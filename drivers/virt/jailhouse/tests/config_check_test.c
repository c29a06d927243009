// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the configuration validator: a sound cell and a sound system,
 * and each rule broken by changing one or two fields of them
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <uapi/linux/jailhouse_cell.h>

#include "config.h"

/* A configuration with something in each array; all parts are 8-byte aligned */
struct test_config {
	struct jailhouse_config cfg;
	struct jailhouse_config_system system;
	u64 cpus[2];
	struct jailhouse_config_memory memory[8];
	struct jailhouse_config_pio pio[2];
	struct jailhouse_config_irqchip irqchips[2];
	struct jailhouse_config_pci pci[3];
	struct jailhouse_config_pci_cap caps[4];
	struct jailhouse_config_cache caches[2];
	u32 streams[2];
};

enum { RAM, COMM, SUBPAGE, STATE_TABLE, READ_WRITE, OUTPUT_0, OUTPUT_1, EMPTY };

static void place(struct test_config *t, struct jailhouse_config_array *array,
		  void *data, unsigned int count)
{
	array->offset = data - (void *)t;
	array->count = count;
}

static void set_region(struct jailhouse_config_memory *mem, u64 phys, u64 virt,
		       u64 size, u64 flags)
{
	mem->phys_start = phys;
	mem->virt_start = virt;
	mem->size = size;
	mem->flags = flags;
}

static void fill_devices(struct test_config *t)
{
	t->pio[0].base = 0x2f8;
	t->pio[0].length = 8;
	t->pio[1].base = 0xffff;
	t->pio[1].length = 1;

	t->irqchips[0].address = 0xfec00000;
	t->irqchips[0].pin_bitmap[0] = 0x8;
	t->irqchips[1].address = 0xfec10000;

	t->pci[0].type = JAILHOUSE_PCI_DEVICE;
	t->pci[0].bdf = 0xd8;
	t->pci[0].caps_start = 0;
	t->pci[0].num_caps = 3;
	t->pci[0].num_msi_vectors = 4;
	t->pci[0].msi_flags = JAILHOUSE_PCI_MSI_64BIT |
			      JAILHOUSE_PCI_MSI_MASKABLE;
	t->pci[0].num_msix_vectors = 256;
	t->pci[0].msix_region_size = 0x1000;
	t->pci[0].msix_address = 0xfeb00000;
	t->pci[1].type = JAILHOUSE_PCI_BRIDGE;
	t->pci[1].bdf = 0x8;
	t->pci[1].caps_start = 3;
	t->pci[1].num_caps = 1;
	t->pci[2].type = JAILHOUSE_PCI_IVSHMEM;
	t->pci[2].bdf = 0x70;
	t->pci[2].num_msix_vectors = 16;
	t->pci[2].shmem_regions_start = STATE_TABLE;
	t->pci[2].shmem_dev_id = 1;
	t->pci[2].shmem_peers = 2;

	t->caps[0].id = 0x05;	/* MSI */
	t->caps[0].start = 0x50;
	t->caps[0].len = 24;
	t->caps[0].flags = JAILHOUSE_PCI_CAP_WRITE;
	t->caps[1].id = 0x11;	/* MSI-X */
	t->caps[1].start = 0x70;
	t->caps[1].len = 12;
	t->caps[2].id = 0x01;	/* power management, at the very end */
	t->caps[2].start = 0xf8;
	t->caps[2].len = 8;
	t->caps[3].id = JAILHOUSE_PCI_CAP_EXTENDED | 0x01;
	t->caps[3].start = 0xff8;
	t->caps[3].len = 8;

	t->caches[0].start = 0;
	t->caches[0].size = 31;
	t->caches[0].type = JAILHOUSE_CACHE_L3;
	t->caches[1].start = 31;
	t->caches[1].size = 1;
	t->caches[1].type = JAILHOUSE_CACHE_L3_DATA;
	t->caches[1].flags = JAILHOUSE_CACHE_ROOTSHARED;
}

static void fill_cell(struct test_config *t)
{
	const u64 rw = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE;

	memset(t, 0, sizeof(*t));
	memcpy(t->cfg.magic, JAILHOUSE_CONFIG_MAGIC, sizeof(t->cfg.magic));
	t->cfg.version = JAILHOUSE_CONFIG_VERSION;
	t->cfg.arch = JAILHOUSE_ARCH_X86;
	t->cfg.kind = JAILHOUSE_KIND_CELL;
	t->cfg.size = sizeof(*t);
	t->cfg.id = JAILHOUSE_MAX_CELLS - 1;
	t->cfg.flags = JAILHOUSE_CELL_VCONSOLE_PERM;
	/* As long as it can be */
	strscpy(t->cfg.name, "a-name-of-exactly-31-characters");
	t->cfg.cpu_reset_address = 0xfffffff0;
	t->cfg.console.type = JAILHOUSE_CON_TYPE_8250;
	t->cfg.console.address = 0x2f8;

	place(t, &t->cfg.cpus, t->cpus, ARRAY_SIZE(t->cpus));
	place(t, &t->cfg.memory, t->memory, ARRAY_SIZE(t->memory));
	place(t, &t->cfg.pio, t->pio, ARRAY_SIZE(t->pio));
	place(t, &t->cfg.irqchips, t->irqchips, ARRAY_SIZE(t->irqchips));
	place(t, &t->cfg.pci, t->pci, ARRAY_SIZE(t->pci));
	place(t, &t->cfg.pci_caps, t->caps, ARRAY_SIZE(t->caps));
	place(t, &t->cfg.caches, t->caches, ARRAY_SIZE(t->caches));

	t->cpus[0] = 0x6;
	t->cpus[1] = 1;
	set_region(&t->memory[RAM], 0x3b000000, 0, 0x100000,
		   rw | JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_LOADABLE);
	set_region(&t->memory[COMM], 0, 0x100000, 0x1000,
		   rw | JAILHOUSE_MEM_COMM_REGION);
	set_region(&t->memory[SUBPAGE], 0xfed00010, 0xfed00010, 0x10,
		   rw | JAILHOUSE_MEM_IO_32);
	set_region(&t->memory[STATE_TABLE], 0x3b100000, 0x3b100000, 0x1000,
		   JAILHOUSE_MEM_READ | JAILHOUSE_MEM_ROOTSHARED);
	set_region(&t->memory[READ_WRITE], 0, 0, 0, 0);
	set_region(&t->memory[OUTPUT_0], 0x3b101000, 0x3b101000, 0x1000,
		   JAILHOUSE_MEM_READ | JAILHOUSE_MEM_ROOTSHARED);
	/* Up to the end of both address spaces */
	set_region(&t->memory[OUTPUT_1], 0xffffffffff000, 0xfffffffff000,
		   0x1000, rw | JAILHOUSE_MEM_ROOTSHARED);
	/* A placeholder inside another region */
	set_region(&t->memory[EMPTY], 0x1000, 0x1000, 0, rw);
	fill_devices(t);
}

static void fill_system(struct test_config *t)
{
	fill_cell(t);
	t->cfg.kind = JAILHOUSE_KIND_SYSTEM;
	t->cfg.id = 0;
	t->cfg.system = offsetof(struct test_config, system);
	t->cpus[0] = 0xf;
	memset(&t->memory[COMM], 0, sizeof(t->memory[COMM]));
	t->system.hypervisor_phys = 0x3a000000;
	t->system.hypervisor_size = 0x600000;
	t->system.flags = JAILHOUSE_SYS_VCONSOLE_ROOT;
	t->system.pci_mmconfig_base = 0xb0000000;
	t->system.pci_mmconfig_end_bus = 255;
	t->system.x86_pm_timer_address = 0x608;
	t->system.iommus[0].type = JAILHOUSE_IOMMU_INTEL;
	t->system.iommus[0].base = 0xfed90000;
	t->system.iommus[0].size = 0x1000;
	t->system.iommus[1].type = JAILHOUSE_IOMMU_AMD;
	t->system.iommus[1].base = 0xfed80000;
	t->system.iommus[1].size = 0x4000;
	t->system.iommus[1].amd_bdf = 2;
}

static void fill_arm(struct test_config *t)
{
	t->cfg.arch = JAILHOUSE_ARCH_ARM64;
	t->cfg.console.type = JAILHOUSE_CON_TYPE_PL011;
	t->cfg.console.flags = JAILHOUSE_CON_MMIO;
	t->cfg.console.address = 0x9000000;
	memset(&t->cfg.pio, 0, sizeof(t->cfg.pio));
	place(t, &t->cfg.stream_ids, t->streams, ARRAY_SIZE(t->streams));
	/* Two records of one controller */
	t->irqchips[0].address = 0x8000000;
	t->irqchips[0].pin_base = 32;
	t->irqchips[1].address = 0x8000000;
	t->irqchips[1].pin_base = 160;
}

static void fill_arm_cell(struct test_config *t)
{
	fill_cell(t);
	fill_arm(t);
	t->cpus[0] = 1;
}

static void fill_arm_system(struct test_config *t, unsigned int gic_version)
{
	struct jailhouse_config_arm *arm = &t->system.arm;

	fill_system(t);
	fill_arm(t);
	memset(t->system.iommus, 0, sizeof(t->system.iommus));
	t->system.x86_pm_timer_address = 0;
	/* Those with more than eight CPUs have no GICv2 */
	t->cpus[0] = gic_version == 2 ? 0xff : 0x1ff;
	t->cpus[1] = gic_version == 2 ? 0 : 1;
	arm->gicd_base = 0x8000000;
	arm->gic_version = gic_version;
	arm->maintenance_irq = 25;
	if (gic_version == 2) {
		arm->gicc_base = 0x8010000;
		arm->gich_base = 0x8030000;
		arm->gicv_base = 0x8040000;
	} else {
		arm->gicr_base = 0x80a0000;
		arm->gicr_size = 0xf60000;
	}
}

/* A change of one field */
struct change {
	size_t offset;
	size_t size;
	u64 value;
};

/* The field comes last: it may be an element of an array */
#define SET(val, ...) {							\
	.offset = offsetof(struct test_config, __VA_ARGS__),		\
	.size = sizeof_field(struct test_config, __VA_ARGS__),		\
	.value = (val),							\
}

struct bad_case {
	const char *text;
	unsigned int arch;
	unsigned int gic;
	bool system;
	struct change changes[3];
	unsigned int code;
	unsigned int object;
	unsigned int index;
};

#include "config_cases.h"
#include "config_cases_arm.h"

static void apply(struct test_config *t, const struct change *change)
{
	u8 *field = (u8 *)t + change->offset;
	size_t n;

	/* Little endian, as every machine that this can run on */
	for (n = 0; n < change->size; n++)
		field[n] = n < 8 ? change->value >> 8 * n : 0;
}

static void bad_desc(const struct bad_case *c, char *desc)
{
	strscpy(desc, c->text, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(bad, bad_cases, bad_desc);
KUNIT_ARRAY_PARAM(bad_arm, bad_arm_cases, bad_desc);

static struct test_config *alloc_config(struct kunit *test)
{
	struct test_config *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	return t;
}

static void sound_ones_are_accepted(struct kunit *test)
{
	struct test_config *t = alloc_config(test);
	struct jailhouse_config_error err;

	fill_cell(t);
	KUNIT_EXPECT_EQ(test, 0,
			jailhouse_config_check(t, sizeof(*t),
					       JAILHOUSE_KIND_CELL,
					       JAILHOUSE_ARCH_X86, &err));
	KUNIT_EXPECT_EQ(test, JAILHOUSE_CFG_OK, err.code);
	/* The hypervisor accepts what it accepts */
	KUNIT_EXPECT_TRUE(test, config_is_safe(&t->cfg, sizeof(*t),
					       JAILHOUSE_ARCH_X86));
	fill_system(t);
	KUNIT_EXPECT_EQ(test, 0,
			jailhouse_config_check(t, sizeof(*t),
					       JAILHOUSE_KIND_SYSTEM,
					       JAILHOUSE_ARCH_X86, &err));
	KUNIT_EXPECT_EQ(test, JAILHOUSE_CFG_OK, err.code);
}

static void arm_ones_are_accepted(struct kunit *test)
{
	struct test_config *t = alloc_config(test);
	struct jailhouse_config_error err;
	unsigned int version;

	fill_arm_cell(t);
	t->cfg.flags |= JAILHOUSE_CELL_AARCH32 | JAILHOUSE_CELL_DIRECT_IRQ;
	t->cfg.vpci_irq_base = 124;
	KUNIT_EXPECT_EQ(test, 0,
			jailhouse_config_check(t, sizeof(*t),
					       JAILHOUSE_KIND_CELL,
					       JAILHOUSE_ARCH_ARM64, &err));
	KUNIT_EXPECT_EQ(test, JAILHOUSE_CFG_OK, err.code);
	KUNIT_EXPECT_TRUE(test, config_is_safe(&t->cfg, sizeof(*t),
					       JAILHOUSE_ARCH_ARM64));
	for (version = 2; version <= 3; version++) {
		fill_arm_system(t, version);
		KUNIT_EXPECT_EQ(test, 0,
				jailhouse_config_check(t, sizeof(*t),
						       JAILHOUSE_KIND_SYSTEM,
						       JAILHOUSE_ARCH_ARM64,
						       &err));
		KUNIT_EXPECT_EQ(test, JAILHOUSE_CFG_OK, err.code);
	}
	/* The established format does not say how large they are */
	t->system.arm.gicr_size = 0;
	t->cfg.flags |= JAILHOUSE_CELL_DIRECT_IRQ;
	KUNIT_EXPECT_EQ(test, 0,
			jailhouse_config_check(t, sizeof(*t),
					       JAILHOUSE_KIND_SYSTEM,
					       JAILHOUSE_ARCH_ARM64, &err));
}

static void each_rule_is_enforced(struct kunit *test)
{
	const struct bad_case *c = test->param_value;
	struct test_config *t = alloc_config(test);
	struct jailhouse_config_error err;
	int n;

	if (c->arch == JAILHOUSE_ARCH_ARM64 && c->system)
		fill_arm_system(t, c->gic);
	else if (c->arch == JAILHOUSE_ARCH_ARM64)
		fill_arm_cell(t);
	else if (c->system)
		fill_system(t);
	else
		fill_cell(t);
	for (n = 0; n < ARRAY_SIZE(c->changes); n++)
		apply(t, &c->changes[n]);
	KUNIT_EXPECT_EQ(test, -EINVAL,
			jailhouse_config_check(t, sizeof(*t), c->system ?
					       JAILHOUSE_KIND_SYSTEM :
					       JAILHOUSE_KIND_CELL,
					       c->arch, &err));
	KUNIT_EXPECT_EQ(test, c->code, err.code);
	KUNIT_EXPECT_EQ(test, c->object, err.object);
	KUNIT_EXPECT_EQ(test, c->index, err.index);
}

static void wrong_sizes_are_refused(struct kunit *test)
{
	struct test_config *t = alloc_config(test);
	struct jailhouse_config_error err;
	size_t size;
	void *copy;

	fill_system(t);
	for (size = 0; size < sizeof(*t); size++) {
		/* So that KASAN sees a read behind the end */
		copy = kunit_kzalloc(test, size, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, copy);
		memcpy(copy, t, size);
		KUNIT_EXPECT_EQ(test, -EINVAL,
				jailhouse_config_check(copy, size,
						       JAILHOUSE_KIND_SYSTEM,
						       JAILHOUSE_ARCH_X86,
						       &err));
		KUNIT_EXPECT_EQ(test, JAILHOUSE_CFG_TRUNCATED, err.code);
		kunit_kfree(test, copy);
	}
	/* Nothing at the pointer is read: the size decides */
	KUNIT_EXPECT_EQ(test, -E2BIG,
			jailhouse_config_check(t, JAILHOUSE_CONFIG_MAX_SIZE + 1,
					       JAILHOUSE_KIND_SYSTEM,
					       JAILHOUSE_ARCH_X86, &err));
	KUNIT_EXPECT_EQ(test, JAILHOUSE_CFG_TOO_BIG, err.code);
	KUNIT_EXPECT_EQ(test, -EINVAL,
			jailhouse_config_check((char *)t + 4, sizeof(*t) - 4,
					       JAILHOUSE_KIND_SYSTEM,
					       JAILHOUSE_ARCH_X86, &err));
	KUNIT_EXPECT_EQ(test, JAILHOUSE_CFG_POINTER, err.code);
}

static void wanted_kind_and_arch_count(struct kunit *test)
{
	struct test_config *t = alloc_config(test);
	struct jailhouse_config_error err;

	fill_cell(t);
	KUNIT_EXPECT_EQ(test, -EINVAL,
			jailhouse_config_check(t, sizeof(*t),
					       JAILHOUSE_KIND_SYSTEM,
					       JAILHOUSE_ARCH_X86, &err));
	KUNIT_EXPECT_EQ(test, JAILHOUSE_CFG_KIND, err.code);
	KUNIT_EXPECT_EQ(test, -EINVAL,
			jailhouse_config_check(t, sizeof(*t),
					       JAILHOUSE_KIND_CELL,
					       JAILHOUSE_ARCH_RISCV, &err));
	KUNIT_EXPECT_EQ(test, JAILHOUSE_CFG_ARCH, err.code);
}

static void every_code_is_explained(struct kunit *test)
{
	struct jailhouse_config_error err = { };
	char text[400], small[8];
	int len;

	for (err.code = 1; err.code < JAILHOUSE_NUM_CFG_CODES; err.code++) {
		err.object = err.code % JAILHOUSE_NUM_OBJS;
		len = jailhouse_config_error_text(&err, text, sizeof(text));
		KUNIT_EXPECT_EQ(test, strlen(text), len);
		KUNIT_EXPECT_NULL(test, strstr(text, "unknown error"));
		/* What was found, then what to do */
		KUNIT_EXPECT_TRUE_MSG(test, strpbrk(text, ";:"), "%s", text);
		KUNIT_EXPECT_EQ(test, len,
				jailhouse_config_error_text(&err, small,
							    sizeof(small)));
		KUNIT_EXPECT_LT(test, strnlen(small, sizeof(small)),
				sizeof(small));
	}
	jailhouse_config_error_text(&err, text, sizeof(text));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "unknown error"));
}

static void every_rule_has_a_case(struct kunit *test)
{
	unsigned int code, n;

	for (code = 1; code < JAILHOUSE_NUM_CFG_CODES; code++) {
		/* These need another size, address or expectation */
		if (code == JAILHOUSE_CFG_POINTER ||
		    code == JAILHOUSE_CFG_TRUNCATED ||
		    code == JAILHOUSE_CFG_TOO_BIG ||
		    code == JAILHOUSE_CFG_ARCH || code == JAILHOUSE_CFG_KIND)
			continue;
		/* config_support_test.c */
		if (code >= JAILHOUSE_CFG_NO_AUDIT &&
		    code <= JAILHOUSE_CFG_NO_STREAMS)
			continue;
		for (n = 0; n < ARRAY_SIZE(bad_cases); n++)
			if (bad_cases[n].code == code)
				break;
		if (n < ARRAY_SIZE(bad_cases))
			continue;
		for (n = 0; n < ARRAY_SIZE(bad_arm_cases); n++)
			if (bad_arm_cases[n].code == code)
				break;
		KUNIT_EXPECT_LT_MSG(test, n, ARRAY_SIZE(bad_arm_cases),
				    "code %u", code);
	}
}

static void cpu_sets_are_read(struct kunit *test)
{
	struct test_config *t = alloc_config(test);

	fill_cell(t);
	KUNIT_EXPECT_FALSE(test, config_has_cpu(&t->cfg, 0));
	KUNIT_EXPECT_TRUE(test, config_has_cpu(&t->cfg, 1));
	KUNIT_EXPECT_TRUE(test, config_has_cpu(&t->cfg, 64));
	KUNIT_EXPECT_FALSE(test, config_has_cpu(&t->cfg, 128));
	KUNIT_EXPECT_FALSE(test, config_has_cpu(&t->cfg, UINT_MAX));
	KUNIT_EXPECT_EQ(test, 1, config_next_cpu(&t->cfg, 0));
	KUNIT_EXPECT_EQ(test, 2, config_next_cpu(&t->cfg, 2));
	KUNIT_EXPECT_EQ(test, 64, config_next_cpu(&t->cfg, 3));
	KUNIT_EXPECT_EQ(test, JAILHOUSE_MAX_CPUS,
			config_next_cpu(&t->cfg, 65));
}

static struct kunit_case config_check_cases[] = {
	KUNIT_CASE(sound_ones_are_accepted),
	KUNIT_CASE(arm_ones_are_accepted),
	KUNIT_CASE_PARAM(each_rule_is_enforced, bad_gen_params),
	KUNIT_CASE_PARAM(each_rule_is_enforced, bad_arm_gen_params),
	KUNIT_CASE(every_rule_has_a_case),
	KUNIT_CASE(wrong_sizes_are_refused),
	KUNIT_CASE(wanted_kind_and_arch_count),
	KUNIT_CASE(every_code_is_explained),
	KUNIT_CASE(cpu_sets_are_read),
	{}
};

static struct kunit_suite config_check_suite = {
	.name = "jailhouse-config-check",
	.test_cases = config_check_cases,
};

kunit_test_suite(config_check_suite);
