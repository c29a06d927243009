// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of what a configuration may describe, but not ask for
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <uapi/linux/jailhouse_cell.h>
#include "config.h"

struct wish {
	struct jailhouse_config cfg;
	struct jailhouse_config_system system;
	u64 cpus[1];
	struct jailhouse_config_pci pci[2];
	struct jailhouse_config_cache cache;
	struct jailhouse_config_irqchip chips[JAILHOUSE_X86_MAX_IOAPICS];
	struct jailhouse_config_memory memory[JAILHOUSE_MAX_TRAPPED];
};

static struct wish wish;
static struct jailhouse_config_error why;

/* Nothing that does not exist */
static int modest(struct kunit *test)
{
	memset(&wish, 0, sizeof(wish));
	memset(&why, 0, sizeof(why));
	wish.cfg.kind = JAILHOUSE_KIND_SYSTEM;
	wish.cfg.system = offsetof(struct wish, system);
	wish.cfg.cpus.offset = offsetof(struct wish, cpus);
	wish.cfg.cpus.count = 1;
	wish.cpus[0] = 0xf;
	wish.cfg.pci.offset = offsetof(struct wish, pci);
	wish.cfg.pci.count = 2;
	wish.pci[0].type = JAILHOUSE_PCI_BRIDGE;
	wish.pci[1].type = JAILHOUSE_PCI_DEVICE;
	wish.cfg.caches.offset = offsetof(struct wish, cache);
	wish.cfg.irqchips.offset = offsetof(struct wish, chips);
	wish.cfg.irqchips.count = JAILHOUSE_X86_MAX_IOAPICS;
	wish.system.debug_console.type = JAILHOUSE_CON_TYPE_8250;
	return 0;
}

static void accepted(struct kunit *test)
{
	memset(&why, 0, sizeof(why));
	KUNIT_EXPECT_EQ(test, jailhouse_config_unsupported(&wish.cfg, &why), 0);
	KUNIT_EXPECT_EQ(test, why.code, JAILHOUSE_CFG_OK);
}

static void refused(struct kunit *test, u32 code, u32 object, u32 index,
		    const char *text)
{
	char buf[256];

	KUNIT_EXPECT_EQ(test, jailhouse_config_unsupported(&wish.cfg, &why),
			-EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, why.code, code);
	KUNIT_EXPECT_EQ(test, why.object, object);
	KUNIT_EXPECT_EQ(test, why.index, index);
	jailhouse_config_error_text(&why, buf, sizeof(buf));
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(buf, text), "%s", buf);
}

static void what_exists(struct kunit *test)
{
	accepted(test);
	wish.system.debug_console.type = JAILHOUSE_CON_TYPE_NONE;
	accepted(test);
	/* A cell has no part about the system, and its CPUs are any */
	wish.cfg.kind = JAILHOUSE_KIND_CELL;
	wish.cfg.system = 0;
	wish.cpus[0] = 0xa;
	wish.pci[0].domain = 1;
	wish.pci[1].domain = 2;
	accepted(test);
}

static void no_audit(struct kunit *test)
{
	wish.system.flags = JAILHOUSE_SYS_AUDIT;
	refused(test, JAILHOUSE_CFG_NO_AUDIT, JAILHOUSE_OBJ_SYSTEM, 0,
		"system: audit mode does not exist yet; remove 'audit'");
}

static void caches(struct kunit *test)
{
	wish.cfg.caches.count = 1;
	refused(test, JAILHOUSE_CFG_NO_CACHE, JAILHOUSE_OBJ_CACHE, 0,
		"remove 'l3-cache'");
	wish.cfg.kind = JAILHOUSE_KIND_CELL;
	wish.cfg.system = 0;
	refused(test, JAILHOUSE_CFG_NO_CACHE, JAILHOUSE_OBJ_CACHE, 0,
		"remove 'l3-cache'");
}

static void consoles(struct kunit *test)
{
	wish.system.debug_console.type = JAILHOUSE_CON_TYPE_EFIFB;
	refused(test, JAILHOUSE_CFG_NO_CONSOLE, JAILHOUSE_OBJ_SYSTEM, 0,
		"type 1 cannot be used");
	/* That of another architecture is checked there */
	wish.cfg.arch = JAILHOUSE_ARCH_ARM64;
	wish.system.debug_console.type = JAILHOUSE_CON_TYPE_PL011;
	accepted(test);
}

static void ioapics(struct kunit *test)
{
	wish.cfg.irqchips.count++;
	refused(test, JAILHOUSE_CFG_NO_IOAPICS, JAILHOUSE_OBJ_IRQCHIP, 16,
		"17 IO-APICs, at most 16");
}

static void shared_memory(struct kunit *test)
{
	wish.pci[1].type = JAILHOUSE_PCI_IVSHMEM;
	refused(test, JAILHOUSE_CFG_NO_SHMEM, JAILHOUSE_OBJ_PCI, 1,
		"shared-memory devices");
	wish.cfg.kind = JAILHOUSE_KIND_CELL;
	wish.cfg.system = 0;
	refused(test, JAILHOUSE_CFG_NO_SHMEM, JAILHOUSE_OBJ_PCI, 1,
		"shared-memory devices");
}

static void traps(struct kunit *test)
{
	u32 n;

	wish.cfg.irqchips.count = 1;
	wish.pci[1].num_msix_vectors = 2;
	wish.cfg.memory.offset = offsetof(struct wish, memory);
	wish.cfg.memory.count = JAILHOUSE_MAX_TRAPPED;
	for (n = 0; n < JAILHOUSE_MAX_TRAPPED; n++)
		wish.memory[n].size = 0x1000;
	/* With the IO-APIC, the MSI-X table and the ECAM */
	for (n = 3; n < JAILHOUSE_MAX_TRAPPED; n++)
		wish.memory[n].size = 8;
	accepted(test);
	wish.memory[2].size = 8;
	refused(test, JAILHOUSE_CFG_NO_TRAPS, JAILHOUSE_OBJ_HEADER, 0,
		"127 regions have to be trapped");
}

static void msix_tables(struct kunit *test)
{
	wish.cfg.irqchips.count = 1;
	wish.chips[0].address = 0xfec00000;
	wish.system.pci_mmconfig_base = 0xb0000000;
	wish.pci[0].num_msix_vectors = 4;
	wish.pci[0].msix_address = 0xfebf0800;
	wish.pci[0].msix_region_size = 0x1000;
	wish.pci[1] = wish.pci[0];
	wish.pci[1].msix_address = 0xfebf1000;
	accepted(test);
	wish.pci[1].msix_address = 0xfebf0000;
	refused(test, JAILHOUSE_CFG_TRAP_OVERLAP, JAILHOUSE_OBJ_PCI, 1,
		"at 0xfebf0000 share a page with those at 0xfebf0800");
	wish.pci[0].num_msix_vectors = 0;
	accepted(test);
	wish.pci[1].msix_address = 0xfebff000;
	wish.pci[1].msix_region_size = 0x2000;
	refused(test, JAILHOUSE_CFG_TRAP_OVERLAP, JAILHOUSE_OBJ_PCI, 1,
		"with those at 0xfec00000");
	/* The last page of the first bus, and of no other */
	wish.pci[1].msix_address = 0xb00ff000;
	refused(test, JAILHOUSE_CFG_TRAP_OVERLAP, JAILHOUSE_OBJ_PCI, 1,
		"with those at 0xb0000000");
	wish.pci[1].msix_address = 0xb0100000;
	accepted(test);
}

static void segments(struct kunit *test)
{
	wish.system.pci_domain = 3;
	wish.pci[0].domain = 3;
	wish.pci[1].domain = 4;
	refused(test, JAILHOUSE_CFG_NO_SEGMENT, JAILHOUSE_OBJ_PCI, 1,
		"segment 4, only 3");
}

static void root_cpus(struct kunit *test)
{
	wish.cpus[0] = 0xb;
	refused(test, JAILHOUSE_CFG_CPU_GAP, JAILHOUSE_OBJ_CPUS, 0,
		"CPU 2 is missing before CPU 3");
}

static void arm(struct kunit *test)
{
	wish.cfg.arch = JAILHOUSE_ARCH_ARM64;
	wish.system.debug_console.type = JAILHOUSE_CON_TYPE_SCIF;
	accepted(test);
	wish.system.pci_is_virtual = 1;
	refused(test, JAILHOUSE_CFG_NO_VIRTUAL_PCI, JAILHOUSE_OBJ_SYSTEM, 0,
		"remove 'virtual-host'");
	wish.cfg.stream_ids.count = 3;
	wish.system.pci_is_virtual = 0;
	refused(test, JAILHOUSE_CFG_NO_STREAMS, JAILHOUSE_OBJ_STREAM, 0,
		"3 stream ids");
	wish.cfg.kind = JAILHOUSE_KIND_CELL;
	wish.cfg.system = 0;
	wish.cfg.stream_ids.count = 0;
	accepted(test);
	wish.cfg.vpci_irq_base = 108;
	refused(test, JAILHOUSE_CFG_NO_VIRTUAL_PCI, JAILHOUSE_OBJ_HEADER, 0,
		"'vpci-irq-base'");
	wish.cfg.flags = JAILHOUSE_CELL_AARCH32;
	refused(test, JAILHOUSE_CFG_NO_AARCH32, JAILHOUSE_OBJ_HEADER, 0,
		"remove 'aarch32'");
	wish.cfg.flags = JAILHOUSE_CELL_DIRECT_IRQ;
	refused(test, JAILHOUSE_CFG_NO_DIRECT_IRQ, JAILHOUSE_OBJ_HEADER, 0,
		"remove 'direct-interrupts'");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(what_exists),
	KUNIT_CASE(no_audit),
	KUNIT_CASE(caches),
	KUNIT_CASE(consoles),
	KUNIT_CASE(ioapics),
	KUNIT_CASE(shared_memory),
	KUNIT_CASE(traps),
	KUNIT_CASE(msix_tables),
	KUNIT_CASE(segments),
	KUNIT_CASE(root_cpus),
	KUNIT_CASE(arm),
	{}
};

static struct kunit_suite suite = {
	.name = "jailhouse-config-support",
	.init = modest,
	.test_cases = cases,
};

kunit_test_suite(suite);
