// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the debug console: an 8250 behind ports or in memory
 */
#include <asm/shared/io.h>
#include <kunit/test-bug.h>
#include <kunit/test.h>
#include <linux/io.h>
#include <linux/string.h>
#include <linux/types.h>

static u8 env_in(unsigned long address, unsigned int width);
static void env_out(unsigned long address, u8 value, unsigned int width);

#undef inb
#undef outb
#undef readb
#undef readl
#undef writeb
#undef writel
#define inb(port)		env_in(port, 0)
#define outb(value, port)	env_out(port, value, 0)
#define readb(address)		env_in((unsigned long)(address), 1)
#define readl(address)		env_in((unsigned long)(address), 4)
#define writeb(value, address)	env_out((unsigned long)(address), value, 1)
#define writel(value, address)	env_out((unsigned long)(address), value, 4)

/* User Mode Linux has a cpu_relax() of its own */
#define __VDSO_PROCESSOR_H

#include "uart.c"

#define ENV_PORT	0x2e8
#define ENV_PHYS	0xfeb00000ULL
#define ENV_MMIO	0x1000UL

static struct jailhouse_config_system env_system;
const struct jailhouse_config_system *system = &env_system;

/* The device, and how it was used */
static unsigned long env_base;
static unsigned int env_distance, env_width;
static u8 env_reg[8], env_dll, env_dlm;
static unsigned int env_busy;	/* so many polls say that it is */
static unsigned int env_polls;
static char env_sent[64];
static unsigned int env_num_sent;
static bool env_no_memory;
static char env_log[128];

static unsigned int env_index(unsigned long address, unsigned int width)
{
	struct kunit *test = kunit_get_current_test();

	KUNIT_EXPECT_EQ(test, width, env_width);
	KUNIT_EXPECT_GE(test, address, env_base);
	KUNIT_EXPECT_EQ(test, (address - env_base) % env_distance, 0);
	KUNIT_EXPECT_LT(test, (address - env_base) / env_distance, 8);
	return (address - env_base) / env_distance & 7;
}

static u8 env_in(unsigned long address, unsigned int width)
{
	KUNIT_EXPECT_EQ(kunit_get_current_test(), env_index(address, width),
			UART_LSR);
	return env_polls++ < env_busy ? 0 : UART_LSR_THRE | UART_LSR_TEMT;
}

static void env_out(unsigned long address, u8 value, unsigned int width)
{
	unsigned int reg = env_index(address, width);

	if (reg <= UART_DLM && env_reg[UART_LCR] & UART_LCR_DLAB)
		*(reg == UART_DLL ? &env_dll : &env_dlm) = value;
	else if (reg == UART_TX && env_num_sent < sizeof(env_sent) - 1)
		env_sent[env_num_sent++] = value;
	else
		env_reg[reg] = value;
}

void *map_device(u64 phys, u64 size)
{
	KUNIT_EXPECT_EQ(kunit_get_current_test(), phys, ENV_PHYS);
	return env_no_memory ? NULL : (void *)ENV_MMIO;
}

void hyp_log(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(env_log, sizeof(env_log), fmt, args);
	va_end(args);
}

/* Nobody else holds the lock */
void ticket_wait(const struct ticket_lock *lock, u32 ticket)
{
	KUNIT_FAIL(kunit_get_current_test(), "it is not free");
}

static int uart_test_init(struct kunit *test)
{
	memset(&uart, 0, sizeof(uart));
	memset(&env_system, 0, sizeof(env_system));
	memset(env_reg, 0xa5, sizeof(env_reg));
	memset(env_sent, 0, sizeof(env_sent));
	env_reg[UART_LCR] = 0;
	env_num_sent = 0;
	env_polls = 0;
	env_busy = 0;
	env_dll = 0;
	env_dlm = 0;
	env_no_memory = false;
	env_log[0] = 0;
	return 0;
}

/* Choose a device: where, how far apart and how wide its registers are */
static void use(u64 address, u32 flags, unsigned long base,
		unsigned int distance, unsigned int width)
{
	env_system.debug_console = (struct jailhouse_config_console) {
		.address = address,
		.size = 0x1000,
		.type = JAILHOUSE_CON_TYPE_8250,
		.flags = flags,
	};
	env_base = base;
	env_distance = distance;
	env_width = width;
}

static void say(const char *text)
{
	debug_console_write(text, strlen(text));
}

static void each_form(struct kunit *test)
{
	static const struct {
		u64 address;
		u32 flags;
		unsigned long base;
		unsigned int distance;
		unsigned int width;
	} forms[] = {
		{ ENV_PORT, 0, ENV_PORT, 1, 0 },
		{ ENV_PORT, JAILHOUSE_CON_REGDIST_4, ENV_PORT, 4, 0 },
		{ ENV_PHYS, JAILHOUSE_CON_MMIO, ENV_MMIO, 1, 1 },
		{ ENV_PHYS, JAILHOUSE_CON_MMIO | JAILHOUSE_CON_REGDIST_4,
		  ENV_MMIO, 4, 4 },
	};
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(forms); n++) {
		uart_test_init(test);
		use(forms[n].address, forms[n].flags, forms[n].base,
		    forms[n].distance, forms[n].width);
		KUNIT_EXPECT_EQ(test, uart_init(), 0);
		/* Firmware has set it up */
		KUNIT_EXPECT_EQ(test, env_reg[UART_LCR], 0);
		KUNIT_EXPECT_EQ(test, env_reg[UART_IER], 0xa5);
		say("one\ntwo\n");
		KUNIT_EXPECT_STREQ(test, env_sent, "one\r\ntwo\r\n");
	}
}

static void speed(struct kunit *test)
{
	use(ENV_PORT, 0, ENV_PORT, 1, 0);
	env_system.debug_console.divider = 0x123;
	KUNIT_EXPECT_EQ(test, uart_init(), 0);
	KUNIT_EXPECT_EQ(test, env_dll, 0x23);
	KUNIT_EXPECT_EQ(test, env_dlm, 0x01);
	KUNIT_EXPECT_EQ(test, env_reg[UART_LCR], UART_LCR_WLEN8);
	KUNIT_EXPECT_EQ(test, env_reg[UART_IER], 0);
	KUNIT_EXPECT_EQ(test, env_reg[UART_FCR], UART_FCR_ENABLE_FIFO);

	/* A second time it is left as it is */
	env_reg[UART_LCR] = 0x5a;
	KUNIT_EXPECT_EQ(test, uart_init(), 0);
	KUNIT_EXPECT_EQ(test, env_reg[UART_LCR], 0x5a);
}

static void busy(struct kunit *test)
{
	use(ENV_PORT, 0, ENV_PORT, 1, 0);
	KUNIT_EXPECT_EQ(test, uart_init(), 0);
	env_busy = UART_MAX_POLLS - 1;
	say("a");
	KUNIT_EXPECT_STREQ(test, env_sent, "a");
	KUNIT_EXPECT_EQ(test, env_polls, UART_MAX_POLLS);
}

/* A device that is not there holds up one line, and no others */
static void stuck(struct kunit *test)
{
	use(ENV_PORT, 0, ENV_PORT, 1, 0);
	KUNIT_EXPECT_EQ(test, uart_init(), 0);
	env_busy = ~0U;
	say("first\n");
	KUNIT_EXPECT_EQ(test, env_polls, UART_MAX_POLLS);
	say("second\n");
	KUNIT_EXPECT_EQ(test, env_polls, UART_MAX_POLLS);
	/* The lock is free again */
	KUNIT_EXPECT_FALSE(test, uart.active);
	env_busy = 0;
	KUNIT_EXPECT_EQ(test, uart_init(), 0);
	env_num_sent = 0;
	say("third\n");
	KUNIT_EXPECT_EQ(test, env_num_sent, 7);
}

static void none(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, uart_init(), 0);
	say("nobody\n");
	KUNIT_EXPECT_EQ(test, env_num_sent, 0);

	use(ENV_PORT, 0, ENV_PORT, 1, 0);
	env_system.debug_console.type = JAILHOUSE_CON_TYPE_8250 + 1;
	KUNIT_EXPECT_EQ(test, uart_init(), -EOPNOTSUPP);
	KUNIT_EXPECT_NOT_NULL(test, strstr(env_log, "use an 8250"));
	say("nobody\n");
	KUNIT_EXPECT_EQ(test, env_num_sent, 0);

	use(ENV_PHYS, JAILHOUSE_CON_MMIO, ENV_MMIO, 1, 1);
	env_no_memory = true;
	KUNIT_EXPECT_EQ(test, uart_init(), -ENOMEM);
	say("nobody\n");
	KUNIT_EXPECT_EQ(test, env_num_sent, 0);
}

static void shut_down(struct kunit *test)
{
	use(ENV_PORT, 0, ENV_PORT, 1, 0);
	KUNIT_EXPECT_EQ(test, uart_init(), 0);
	uart_shutdown();
	say("Linux has it\n");
	KUNIT_EXPECT_EQ(test, env_num_sent, 0);
}

static struct kunit_case uart_cases[] = {
	KUNIT_CASE(each_form),
	KUNIT_CASE(speed),
	KUNIT_CASE(busy),
	KUNIT_CASE(stuck),
	KUNIT_CASE(none),
	KUNIT_CASE(shut_down),
	{}
};

static struct kunit_suite uart_suite = {
	.name = "jailhouse-uart",
	.init = uart_test_init,
	.test_cases = uart_cases,
};

kunit_test_suite(uart_suite);
