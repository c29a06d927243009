// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of I/O ports: the permission map, and those that are trapped
 * although they are granted
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
static u32 env_in(u16 port, unsigned int size);
static void env_out(u16 port, unsigned int size, u32 value);
static struct percpu env_pc;

#undef inb
#undef inw
#undef inl
#undef outb
#undef outw
#undef outl
#define inb(port)		env_in(port, 1)
#define inw(port)		env_in(port, 2)
#define inl(port)		env_in(port, 4)
#define outb(value, port)	env_out(port, 1, value)
#define outw(value, port)	env_out(port, 2, value)
#define outl(value, port)	env_out(port, 4, value)
#define this_cpu()		(&env_pc)

#pragma push_macro("WRITE_ONCE")
#undef WRITE_ONCE
#define WRITE_ONCE(x, value)	store(&(x), value)

#include "pio.c"

#pragma pop_macro("WRITE_ONCE")

#define ENV_PM1A	0x604
#define ENV_PM1B	0xb04
#define ENV_READ	0xa5	/* what devices say */
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

/* Accesses that reached a device since the last look, and the last one */
static unsigned int env_accesses;
static u16 env_port;
static unsigned int env_size;
static u32 env_written;

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

static u32 env_in(u16 port, unsigned int size)
{
	env_accesses++;
	env_port = port;
	env_size = size;
	return ENV_READ;
}

static void env_out(u16 port, unsigned int size, u32 value)
{
	env_accesses++;
	env_port = port;
	env_size = size;
	env_written = value;
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
	env_accesses = 0;
	env_boot.arch.pm1_control[0] = ENV_PM1A;
	env_boot.arch.pm1_control[1] = 0;
	set_ranges(&env_system_config, all, ARRAY_SIZE(all));
	set_ranges(&env_cell_config, some, ARRAY_SIZE(some));
	env_root.config = &env_system_config.cfg;
	env_cell.config = &env_cell_config.cfg;
	env_cell.id = 1;
	cells[0] = &env_root;
	cells[1] = NULL;
	num_cells = 1;
	env_pc.cell = &env_root;
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

/* --- trapped ports ------------------------------------------------------------ */

static void create_cell(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, pio_cell_prepare(&env_cell), 0);
	cells[1] = &env_cell;
	num_cells = 2;
	pio_cell_commit(&env_cell);
}

static void refused(struct kunit *test, u16 port, unsigned int size, u32 value)
{
	KUNIT_EXPECT_EQ_MSG(test, exit_pio(port, size, true, &value), -EPERM,
			    "0x%x to 0x%x", value, port);
	KUNIT_EXPECT_EQ_MSG(test, exit_pio(port, size, false, &value), -EPERM,
			    "0x%x", port);
	KUNIT_EXPECT_EQ_MSG(test, env_accesses, 0, "0x%x", port);
	env_accesses = 0;
}

static void ignored(struct kunit *test, u16 port, unsigned int size, u32 value)
{
	KUNIT_EXPECT_EQ_MSG(test, exit_pio(port, size, true, &value), 0,
			    "0x%x to 0x%x", value, port);
	KUNIT_EXPECT_EQ_MSG(test, env_accesses, 0, "0x%x to 0x%x", value, port);
	env_accesses = 0;
}

static void arrives(struct kunit *test, u16 port, unsigned int size, u32 value,
		    u32 as)
{
	KUNIT_EXPECT_EQ_MSG(test, exit_pio(port, size, true, &value), 0,
			    "0x%x to 0x%x", value, port);
	KUNIT_EXPECT_EQ_MSG(test, env_accesses, 1, "0x%x to 0x%x", value, port);
	KUNIT_EXPECT_EQ(test, env_port, port);
	KUNIT_EXPECT_EQ(test, env_size, size);
	KUNIT_EXPECT_EQ(test, env_written, as);
	env_accesses = 0;
}

static void readable(struct kunit *test, u16 port, unsigned int size)
{
	u32 value = 0;

	KUNIT_EXPECT_EQ_MSG(test, exit_pio(port, size, false, &value), 0,
			    "0x%x", port);
	KUNIT_EXPECT_EQ(test, value, ENV_READ);
	KUNIT_EXPECT_EQ(test, env_accesses, 1);
	KUNIT_EXPECT_EQ(test, env_port, port);
	KUNIT_EXPECT_EQ(test, env_size, size);
	env_accesses = 0;
}

/* Commands that pulse the lines for reset and A20, or write all of them */
static void i8042_commands(struct kunit *test)
{
	u32 command, value;

	for (command = 0; command < 0x100; command++) {
		if (command != 0xd1 && command < 0xf0) {
			arrives(test, 0x64, 1, command, command);
			continue;
		}
		value = command;
		KUNIT_EXPECT_EQ_MSG(test, exit_pio(0x64, 1, true, &value), -EPERM,
				    "command 0x%x", command);
		KUNIT_EXPECT_EQ_MSG(test, env_accesses, 0, "command 0x%x", command);
		env_accesses = 0;
	}
	readable(test, 0x64, 1);
	/* Wider ones reach other ports, and are no commands */
	refused(test, 0x63, 2, 0);
	refused(test, 0x64, 2, 0);
	refused(test, 0x64, 4, 0);
}

static void keyboard_controller(struct kunit *test)
{
	i8042_commands(test);
	create_cell(test);
	refused(test, 0x64, 1, 0xd0);
	env_pc.cell = &env_cell;
	i8042_commands(test);
}

static void fast_a20(struct kunit *test)
{
	u32 value;

	for (value = 0; value < 0x100; value++)
		ignored(test, 0x92, 1, value);
	readable(test, 0x92, 1);
	create_cell(test);
	ignored(test, 0x92, 1, 1);
	env_pc.cell = &env_cell;
	refused(test, 0x92, 1, 0);
}

static void reset_control(struct kunit *test)
{
	arrives(test, 0xcf9, 1, 6, 6);
	create_cell(test);
	ignored(test, 0xcf9, 1, 6);
	readable(test, 0xcf9, 1);
	env_pc.cell = &env_cell;
	refused(test, 0xcf9, 1, 6);
}

/* Bit 13 sends the machine to sleep; the others choose how, and more (ACPI 4.8.3) */
static void pm1_control(struct kunit *test)
{
	static const u16 ports[] = { ENV_PM1A, ENV_PM1B };
	unsigned int n;

	env_boot.arch.pm1_control[1] = ENV_PM1B;
	env_root.arch.pio_special |= BIT(PIO_PM1B);
	for (n = 0; n < ARRAY_SIZE(ports); n++) {
		arrives(test, ports[n], 2, 0xffff, 0xffff);
		arrives(test, ports[n] + 1, 1, 0x20, 0x20);
	}

	create_cell(test);
	for (n = 0; n < ARRAY_SIZE(ports); n++) {
		arrives(test, ports[n], 2, 0xffff, 0xdfff);
		arrives(test, ports[n], 2, 0x2000, 0);
		arrives(test, ports[n], 2, 0x1c01, 0x1c01);
		arrives(test, ports[n], 1, 0xff, 0xff);
		arrives(test, ports[n] + 1, 1, 0xff, 0xdf);
		readable(test, ports[n], 2);
		readable(test, ports[n], 1);
		readable(test, ports[n] + 1, 1);
		refused(test, ports[n] - 1, 2, 0);
		refused(test, ports[n] + 1, 2, 0x20);
		refused(test, ports[n], 4, 0x2000);
	}
	env_pc.cell = &env_cell;
	refused(test, ENV_PM1A, 2, 0);
	refused(test, ENV_PM1B, 2, 0);
}

static struct kunit_case pio_cases[] = {
	KUNIT_CASE(root_ports),
	KUNIT_CASE(special_ports_stay_trapped),
	KUNIT_CASE(edges),
	KUNIT_CASE(keyboard_controller),
	KUNIT_CASE(fast_a20),
	KUNIT_CASE(reset_control),
	KUNIT_CASE(pm1_control),
	{}
};

static struct kunit_suite pio_suite = {
	.name = "jailhouse-pio",
	.init = pio_test_init,
	.test_cases = pio_cases,
};

kunit_test_suite(pio_suite);
