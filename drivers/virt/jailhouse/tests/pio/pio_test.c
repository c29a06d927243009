// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the permission map for I/O ports
 *
 * CPUs of the root cell use its map while ports come and go, so each store to it
 * counts.
 */
#include <asm/shared/io.h>
#include <kunit/test.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <cell.h>
#include <config.h>
#include <control.h>
#include <log.h>
#include <pio.h>
#include <pool.h>
#include <setup.h>
#include <unit.h>
#include <vcpu.h>

static void store(u8 *byte, u8 value);

#pragma push_macro("WRITE_ONCE")
#undef WRITE_ONCE
#define WRITE_ONCE(x, value)	store(&(x), value)

#include "pio.c"

#pragma pop_macro("WRITE_ONCE")

#define ENV_PM1A	0x604
#define ENV_MAP_SIZE	(IOPM_PAGES * PAGE_SIZE)

/* Ports of a configuration */
static struct env_config {
	struct jailhouse_config cfg;
	struct jailhouse_config_pio range[3];
} env_system_config, env_cell_config;

static struct jailhouse_config_system env_system;
static struct jh_boot env_boot;
static struct cell env_root, env_cell;
static u8 env_map[2][ENV_MAP_SIZE] __aligned(PAGE_SIZE);
static u32 env_maps;

/* All that the root's map has let through since it was there */
static u8 env_ever[ENV_MAP_SIZE];

struct jh_boot *boot = &env_boot;
const struct jailhouse_config *system_config = &env_system_config.cfg;
const struct jailhouse_config_system *system = &env_system;
struct cell *root_cell = &env_root;
struct cell *cells[JAILHOUSE_MAX_CELLS];
u32 num_cells;

static void store(u8 *byte, u8 value)
{
	if (byte >= env_map[0] && byte < env_map[0] + ENV_MAP_SIZE)
		env_ever[byte - env_map[0]] |= ~value;
	*byte = value;
}

void *pool_alloc(u32 pages)
{
	return env_maps < 2 ? env_map[env_maps++] : NULL;
}

void pool_free(void *page, u32 pages)
{
	env_maps--;
}

void hyp_log(const char *fmt, ...)
{
}

int boot_fail(int err, const char *fmt, ...)
{
	return err;
}

int pci_port_access(struct cell *cell, u16 port, unsigned int size, bool write,
		    u32 *value)
{
	return 0;
}

static void set_ranges(struct env_config *config,
		       const struct jailhouse_config_pio *range, u32 num)
{
	memset(config, 0, sizeof(*config));
	config->cfg.pio.offset = offsetof(struct env_config, range);
	config->cfg.pio.count = num;
	memcpy(config->range, range, num * sizeof(*range));
}

/* The root has all ports, a cell is to have those around some special ones */
static int pio_test_init(struct kunit *test)
{
	static const struct jailhouse_config_pio all[] = {
		{ 0, 0x8000 }, { 0x8000, 0x8000 },
	};
	static const struct jailhouse_config_pio some[] = {
		{ 0x5b, 0x12 }, { 0xcfa, 0x30 }, { 0x607, 1 },
	};

	memset(&env_root, 0, sizeof(env_root));
	memset(&env_cell, 0, sizeof(env_cell));
	memset(env_ever, 0, sizeof(env_ever));
	env_maps = 0;
	env_boot.arch.pm1_control[0] = ENV_PM1A;
	set_ranges(&env_system_config, all, ARRAY_SIZE(all));
	set_ranges(&env_cell_config, some, ARRAY_SIZE(some));
	env_root.config = &env_system_config.cfg;
	env_cell.config = &env_cell_config.cfg;
	env_cell.id = 1;
	cells[0] = &env_root;
	cells[1] = NULL;
	return pio_init();
}

static bool passes(const u8 *map, u32 port)
{
	return !(map[port / 8] >> port % 8 & 1);
}

static bool is_special(u32 port)
{
	return port == 0x64 || port == 0x92 || (port & ~7) == PCI_PORT_ADDRESS ||
	       port == ENV_PM1A || port == ENV_PM1A + 1;
}

static void root_ports(struct kunit *test)
{
	u32 port;

	for (port = 0; port < NUM_PORTS; port++)
		KUNIT_ASSERT_EQ_MSG(test, passes(env_map[0], port),
				    !is_special(port), "port 0x%x", port);
	/* An access to the last port looks one bit further */
	KUNIT_EXPECT_EQ(test, env_map[0][NUM_PORTS / 8], 0xff);
	KUNIT_EXPECT_EQ(test, env_root.arch.pio_special,
			BIT(PIO_I8042) | BIT(PIO_FAST_A20) | BIT(PIO_RESET) |
			BIT(PIO_PM1A));
}

/* Ports move to a cell and back: special ones are not open, not even for a moment */
static void special_ports_stay_trapped(struct kunit *test)
{
	u32 port, passed = 0;
	bool given;

	KUNIT_ASSERT_EQ(test, pio_cell_prepare(&env_cell), 0);
	pio_cell_commit(&env_cell);
	for (port = 0; port < NUM_PORTS; port++) {
		given = config_touches(env_cell.config, port, 1);
		KUNIT_ASSERT_EQ_MSG(test, passes(env_map[0], port),
				    !given && !is_special(port), "port 0x%x",
				    port);
		KUNIT_ASSERT_EQ_MSG(test, passes(env_map[1], port),
				    given && !is_special(port), "port 0x%x",
				    port);
	}
	KUNIT_EXPECT_EQ(test, env_cell.arch.pio_special, BIT(PIO_I8042));
	KUNIT_EXPECT_FALSE(test, env_root.arch.pio_special & BIT(PIO_I8042));

	pio_cell_exit(&env_cell);
	root_ports(test);
	for (port = 0; port < NUM_PORTS; port++) {
		if (!is_special(port))
			passed += env_ever[port / 8] >> port % 8 & 1;
		else
			KUNIT_EXPECT_EQ_MSG(test, env_ever[port / 8] >> port % 8 & 1,
					    0, "port 0x%x", port);
	}
	KUNIT_EXPECT_EQ(test, passed, NUM_PORTS - 12);
}

/* Whatever the edges are, all ports in between change and no others */
static void edges(struct kunit *test)
{
	u8 *map = env_map[1];
	u32 start, end, port;

	for (start = 0; start < 18; start++) {
		for (end = start; end < 34; end++) {
			memset(map, 0xff, 5);
			iopm_set(map, start, end, false);
			for (port = 0; port < 40; port++)
				KUNIT_ASSERT_EQ_MSG(test, passes(map, port),
						    port >= start && port < end,
						    "%u to %u", start, end);
			memset(map, 0, 5);
			iopm_set(map, start, end, true);
			for (port = 0; port < 40; port++)
				KUNIT_ASSERT_EQ_MSG(test, !passes(map, port),
						    port >= start && port < end,
						    "%u to %u", start, end);
		}
	}
}

static struct kunit_case pio_cases[] = {
	KUNIT_CASE(root_ports),
	KUNIT_CASE(special_ports_stay_trapped),
	KUNIT_CASE(edges),
	{}
};

static struct kunit_suite pio_suite = {
	.name = "jailhouse-pio",
	.init = pio_test_init,
	.test_cases = pio_cases,
};

kunit_test_suite(pio_suite);
