/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine of four CPUs for the tests of the core, all of which Linux has at the
 * beginning of each test
 */
#ifndef _JAILHOUSE_TESTS_CORE_ENV_H
#define _JAILHOUSE_TESTS_CORE_ENV_H

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/jailhouse.h>
#include <linux/jailhouse_cell.h>
#include <linux/sizes.h>
#include <cell.h>

#define ENV_CPUS	4

/* Guest-physical address at which Linux hands over configurations */
#define ENV_CONFIG	0x10000ULL

/* Memory that cells can get, and where they see it */
#define ENV_RAM		0x3b000000ULL
#define ENV_RAM_SIZE	SZ_1M
#define ENV_SHARED	0x3b800000ULL
#define ENV_DEVICE	0xfeb00000ULL
#define ENV_SUBPAGE	0xfed00000ULL	/* the root's, 64 bytes */
#define ENV_COMM	0x00100000ULL	/* the cell's address */

/* Regions of a cell; the last one is empty unless a test fills it in */
enum {
	ENV_MEM_RAM,
	ENV_MEM_COMM,
	ENV_MEM_DEVICE,
	ENV_MEM_SHARED,
	ENV_MEM_EXTRA,
	ENV_NUM_MEM
};

/**
 * struct env_cell_config - configuration of a cell
 * @cfg:	head
 * @cpus:	bitmap
 * @memory:	ENV_MEM_*: loadable RAM, communication region, device, shared RAM
 * @caches:	not used unless a test wants to
 */
struct env_cell_config {
	struct jailhouse_config cfg;
	u64 cpus[1];
	struct jailhouse_config_memory memory[ENV_NUM_MEM];
	struct jailhouse_config_cache caches[2];
};

/**
 * struct env - the machine, and what happened to it
 * @config:	what lies at ENV_CONFIG
 * @config_size: how much of that can be read
 * @reads_left:	reads of it that succeed; -1: all
 * @now:	arch_time_us()
 * @no_flush:	CPUs that acknowledge a flush and do not do it: a planted bug
 * @half_flush:	CPUs that flush for their guest, but not their window: another
 * @prepare_error: what the last unit answers to CELL_PREPARE
 * @traps:	the bookkeeping was found wrong so often
 * @trap_log:	what the log said then, for the first time
 * @expected_traps: ... and how often that was to happen
 * @trace:	what happened, in words, each followed by "; "
 * @log:	last line of the log
 */
struct env {
	struct env_cell_config config;
	u32 config_size;
	int reads_left;
	u64 now;
	u32 no_flush;
	u32 half_flush;
	int prepare_error;
	unsigned int traps;
	char trap_log[160];
	unsigned int expected_traps;
	char trace[1024];
	char log[160];
};

/* Variables of the hypervisor, see core.lds */
extern u8 __env_bss_start[], __env_bss_end[];

extern struct env env;
extern struct completion env_left;	/* a CPU has left the hypervisor */
extern struct percpu env_cpu[ENV_CPUS];

int env_init(struct kunit *test);
void env_exit(struct kunit *test);
void env_on_cpu(u32 cpu);
void env_clear_trace(void);
void env_note(const char *fmt, ...) __printf(1, 2);
void env_default_config(u32 id, const char *name, u64 cpus);
long env_call(u32 code, u64 arg);
struct cell *env_create(struct kunit *test, u32 id);
struct cell *env_run(struct kunit *test, u32 id);
void env_answer(struct cell *cell, u32 reply);
void env_root_reads_console(bool on);

#endif /* _JAILHOUSE_TESTS_CORE_ENV_H */
