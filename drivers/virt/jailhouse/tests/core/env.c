// SPDX-License-Identifier: GPL-2.0-only
/*
 * A machine of four CPUs for the tests of the core
 */
#include <kunit/test-bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <asm_paging.h>
#include <config.h>
#include <control.h>
#include <log.h>
#include <memory.h>
#include <paging.h>
#include <pool.h>
#include <setup.h>
#include <tlb_track.h>
#include <unit.h>
#include <vcpu.h>
#include "env.h"
#include "pool_env.h"
#include "trap.h"

#define RWX	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | \
		 JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA)
#define RW	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE)

#define ENV_PUBLIC	(TEST_POOL_PAGES * PAGE_SIZE)
#define ENV_PUBLIC_SIZE	0x2800
#define ENV_PERCPU	(ENV_PUBLIC + 0x4000)

static struct env_system {
	struct jailhouse_config cfg;
	struct jailhouse_config_system system;
	u64 cpus[1];
	struct jailhouse_config_memory memory[4];
} env_system = {
	.cfg = {
		.name = "root",
		.kind = JAILHOUSE_KIND_SYSTEM,
		.system = offsetof(struct env_system, system),
		.cpus = { offsetof(struct env_system, cpus), 1 },
		.memory = { offsetof(struct env_system, memory), 4 },
	},
	.cpus = { BIT(ENV_CPUS) - 1 },
	.memory = {
		{ 0, 0, TEST_POOL_PHYS, RWX },
		{ ENV_RAM, ENV_RAM, SZ_16M, RWX },
		{ ENV_DEVICE, ENV_DEVICE, 4 * SZ_4K, RW | JAILHOUSE_MEM_IO },
		{ ENV_SUBPAGE, ENV_SUBPAGE, 64, RW | JAILHOUSE_MEM_IO_32 },
	},
};

static struct jh_boot env_boot = {
	.phys = TEST_POOL_PHYS,
	.size = ENV_PERCPU + 0x8000,
	.public_offset = ENV_PUBLIC,
	.public_size = ENV_PUBLIC_SIZE,
	.percpu_offset = ENV_PERCPU,
	.num_ram = 1,
	.ram = { { 0, ENV_RAM + SZ_16M } },
};

static struct {
	struct jh_public head;
	struct jh_log_ring log[ENV_CPUS];
} env_public;

struct jh_boot *boot = &env_boot;
struct jh_public *public = &env_public.head;
const struct jailhouse_config *system_config = &env_system.cfg;
const struct jailhouse_config_system *system = &env_system.system;

struct env env;
DECLARE_COMPLETION(env_left);
struct percpu env_cpu[ENV_CPUS];
u32 num_cpus = ENV_CPUS;

static u8 env_registers[64];
static struct percpu *self;
static u64 parking;	/* top-level table of parked CPUs */
static size_t trace_len;

/* --- what happened --------------------------------------------------------- */

/**
 * env_note() - append to the trace
 * @fmt:	format
 */
void env_note(const char *fmt, ...)
{
	char *end = env.trace + trace_len;
	size_t room = sizeof(env.trace) - trace_len;
	va_list args;

	va_start(args, fmt);
	trace_len += vscnprintf(end, room, fmt, args);
	va_end(args);
	trace_len += scnprintf(env.trace + trace_len,
			       sizeof(env.trace) - trace_len, "; ");
}

/**
 * env_clear_trace() - forget what happened
 */
void env_clear_trace(void)
{
	trace_len = 0;
	env.trace[0] = 0;
	env.log[0] = 0;
}

/* Lines of the hypervisor are shown here, too */
void debug_console_write(const char *text, size_t len)
{
	len = min(len - 1, sizeof(env.log) - 1);
	memcpy(env.log, text, len);
	env.log[len] = '\0';
}

int boot_fail(int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vscnprintf(env.log, sizeof(env.log), fmt, args);
	va_end(args);
	return err;
}

void env_trap(void)
{
	env.traps++;
	/* The first one is the cause */
	if (!env.trap_log[0])
		memcpy(env.trap_log, env.log, sizeof(env.trap_log));
}

/* --- CPUs ------------------------------------------------------------------ */

struct percpu *this_cpu(void)
{
	return self;
}

struct percpu *percpu_of(u32 cpu)
{
	return &env_cpu[cpu];
}

/**
 * env_on_cpu() - hypercalls come from another CPU
 * @cpu:	logical number
 */
void env_on_cpu(u32 cpu)
{
	self = &env_cpu[cpu];
}

static void flush(u32 cpu, u64 root)
{
	u64 seen = tlb_track_begin();

	if (env.no_flush & BIT(cpu))
		return;
	tlb_track_flushed(cpu, TLB_GUEST, root, seen);
	if (!(env.half_flush & BIT(cpu)))
		tlb_track_flushed(cpu, TLB_WINDOW, root, seen);
}

static u64 root_of(const struct percpu *pc)
{
	return pc->parked ? parking : hyp_to_phys(pc->cell->stage2.root);
}

void arch_flush_stage2(void)
{
	env_note("flush.%u", self->cpu);
	flush(self->cpu, root_of(self));
}

void cpu_request(struct percpu *pc, u32 request)
{
	struct kunit *test = kunit_get_current_test();

	KUNIT_EXPECT_PTR_NE(test, pc, self);
	pc->request |= request;
}

/* The CPU does what it was asked for at the last moment */
void cpu_request_wait(struct percpu *pc, u32 request)
{
	KUNIT_EXPECT_EQ(kunit_get_current_test(), pc->request, request);
	if (request & CPU_REQ_FLUSH)
		env_note("flush.%u", pc->cpu);
	if (request & CPU_REQ_PARK) {
		env_note("park.%u", pc->cpu);
		pc->parked = true;
	}
	if (request & CPU_REQ_START) {
		env_note("start.%u", pc->cpu);
		pc->parked = false;
	}
	flush(pc->cpu, root_of(pc));
	pc->request = 0;
}

void arch_cpu_to_root(struct percpu *pc)
{
	env_note("to-root.%u", pc->cpu);
	pc->failed = false;
}

/* Called in a thread of its own, which ends as the CPU leaves the hypervisor */
void __noreturn arch_disable(void)
{
	env_note("disabled.%u", self->cpu);
	kthread_complete_and_exit(&env_left, 0);
}

/* --- everything else of the architecture ------------------------------------ */

int guest_read(void *dst, u64 gpa, size_t size)
{
	if (gpa < ENV_CONFIG || gpa + size > ENV_CONFIG + env.config_size ||
	    !env.reads_left)
		return -EFAULT;
	if (env.reads_left > 0)
		env.reads_left--;
	memcpy(dst, (u8 *)&env.config + (gpa - ENV_CONFIG), size);
	return 0;
}

void arch_comm_init(struct cell *cell)
{
	cell->comm->pci_mmconfig_base = 0xb0000000;
}

void arch_clear_memory(u64 phys, u64 size)
{
	env_note("clear.%llx", phys);
}

unsigned int arch_stage2_levels(void)
{
	return 4;
}

int arch_map_cell(struct cell *cell)
{
	return 0;
}

u64 arch_cell_leaf(u64 virt, u64 *size)
{
	return 0;
}

u64 arch_time_us(void)
{
	return env.now;
}

void *map_device(u64 phys, u64 size)
{
	/* As it is there, a table is used up */
	return phys == ENV_SUBPAGE && pool_alloc(1) ? env_registers : NULL;
}

/* The address is as good as any, nobody reads there */
void *map_device_window(u32 page, u64 phys, u64 size)
{
	env_note("window.%u.%llx", page, phys);
	return (void *)ENV_SUBPAGE + page * PAGE_SIZE;
}

/* --- tests ----------------------------------------------------------------- */

/**
 * env_default_config() - what a new cell is to have
 * @id:		id of the cell; its memory depends on it
 * @name:	name
 * @cpus:	bitmap of CPUs
 */
void env_default_config(u32 id, const char *name, u64 cpus)
{
	struct env_cell_config *c = &env.config;

	memset(c, 0, sizeof(*c));
	memcpy(c->cfg.magic, JAILHOUSE_CONFIG_MAGIC, sizeof(c->cfg.magic));
	c->cfg.version = JAILHOUSE_CONFIG_VERSION;
	c->cfg.kind = JAILHOUSE_KIND_CELL;
	c->cfg.size = sizeof(*c);
	c->cfg.id = id;
	strscpy(c->cfg.name, name);
	c->cfg.msg_reply_timeout = 1000;
	c->cfg.cpus.offset = offsetof(struct env_cell_config, cpus);
	c->cfg.cpus.count = 1;
	c->cfg.memory.offset = offsetof(struct env_cell_config, memory);
	c->cfg.memory.count = ENV_NUM_MEM;
	c->cpus[0] = cpus;
	c->memory[ENV_MEM_RAM] = (struct jailhouse_config_memory) {
		ENV_RAM + (id - 1) * ENV_RAM_SIZE, 0, ENV_RAM_SIZE,
		RWX | JAILHOUSE_MEM_LOADABLE,
	};
	c->memory[ENV_MEM_COMM] = (struct jailhouse_config_memory) {
		0, ENV_COMM, SZ_4K, RW | JAILHOUSE_MEM_COMM_REGION,
	};
	c->memory[ENV_MEM_DEVICE] = (struct jailhouse_config_memory) {
		ENV_DEVICE + (id - 1) * SZ_4K, 0xf0000000, SZ_4K,
		RW | JAILHOUSE_MEM_IO,
	};
	c->memory[ENV_MEM_SHARED] = (struct jailhouse_config_memory) {
		ENV_SHARED, ENV_SHARED, SZ_4K, RW | JAILHOUSE_MEM_ROOTSHARED,
	};
	env.config_size = sizeof(*c);
	env.reads_left = -1;
}

/**
 * env_call() - a management call by the root, repeated until it is done
 * @code:	JAILHOUSE_HC_*
 * @arg:	argument
 *
 * Return: result; -EAGAIN if it waits for a cell.
 */
long env_call(u32 code, u64 arg)
{
	unsigned int n;
	long ret;

	/* Clearing takes a few calls */
	for (n = 0; n < 16; n++) {
		ret = hypercall(code, arg, 0);
		if (ret != -EAGAIN)
			break;
	}
	return ret;
}

/**
 * env_create() - create a cell
 * @test:	the test
 * @id:		1 or 2; the cell has CPU 3 or 2
 *
 * Return: the cell, not started.
 */
struct cell *env_create(struct kunit *test, u32 id)
{
	env_default_config(id, id == 1 ? "one" : "two", BIT(ENV_CPUS - id));
	KUNIT_ASSERT_EQ(test, env_call(JAILHOUSE_HC_CELL_CREATE, ENV_CONFIG), 0);
	KUNIT_ASSERT_NOT_NULL(test, cells[id]);
	return cells[id];
}

/**
 * env_run() - create a cell and start it
 * @test:	the test
 * @id:		as for env_create()
 *
 * Return: the cell.
 */
struct cell *env_run(struct kunit *test, u32 id)
{
	struct cell *cell = env_create(test, id);

	KUNIT_ASSERT_EQ(test, env_call(JAILHOUSE_HC_CELL_START, id), 0);
	env_clear_trace();
	return cell;
}

/**
 * env_root_reads_console() - change the system configuration
 * @on:		may the root read what cells print?
 */
void env_root_reads_console(bool on)
{
	env_system.system.flags = on ? JAILHOUSE_SYS_VCONSOLE_ROOT : 0;
}

/**
 * env_answer() - a cell has seen its message
 * @cell:	the cell
 * @reply:	JAILHOUSE_REPLY_*
 */
void env_answer(struct cell *cell, u32 reply)
{
	cell->comm->msg_to_cell = JAILHOUSE_MSG_NONE;
	cell->comm->reply_from_cell = reply;
}

/**
 * env_init() - a machine that has just been enabled
 * @test:	the test; also usable as the init function of a suite
 *
 * Return: 0 or a negative errno.
 */
int env_init(struct kunit *test)
{
	u32 cpu;
	int err = test_pool_init(test);

	if (err)
		return err;
	memset(__env_bss_start, 0, __env_bss_end - __env_bss_start);
	memset(&env, 0, sizeof(env));
	memset(env_cpu, 0, sizeof(env_cpu));
	memset(&env_public, 0, sizeof(env_public));
	env_root_reads_console(true);
	parking = hyp_to_phys(pool_alloc(1));
	env_clear_trace();
	env_on_cpu(0);
	for (cpu = 0; cpu < ENV_CPUS; cpu++)
		env_cpu[cpu].cpu = cpu;
	err = root_cell_init();
	if (!err)
		err = units_init();
	for (cpu = 0; cpu < ENV_CPUS && !err; cpu++)
		flush(cpu, root_of(&env_cpu[cpu]));
	return err;
}

/**
 * env_exit() - the hypervisor's books have to be right
 * @test:	the test
 */
void env_exit(struct kunit *test)
{
	KUNIT_EXPECT_EQ_MSG(test, env.traps, env.expected_traps, "%s",
			    env.trap_log);
	test_pool_exit(test);
}
