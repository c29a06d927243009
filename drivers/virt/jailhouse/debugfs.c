// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: debugfs, what only developers look at
 */
#include <linux/debugfs.h>
#include <linux/seq_file.h>
#include "driver.h"

static struct dentry *dir;

/* All that GET_INFO knows */
static int pools_show(struct seq_file *m, void *data)
{
	static const char * const names[] = {
		[JAILHOUSE_INFO_MEM_POOL_SIZE] = "mem_pool_size",
		[JAILHOUSE_INFO_MEM_POOL_USED] = "mem_pool_used",
		[JAILHOUSE_INFO_REMAP_POOL_SIZE] = "remap_pool_size",
		[JAILHOUSE_INFO_REMAP_POOL_USED] = "remap_pool_used",
		[JAILHOUSE_INFO_NUM_CELLS] = "num_cells",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		long value = jh_query(JAILHOUSE_HC_HYPERVISOR_GET_INFO, i, 0);

		if (value == -ENODEV)
			break;
		seq_printf(m, "%s %ld\n", names[i], value);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(pools);

static int violations_show(struct seq_file *m, void *data)
{
	down_read(&jailhouse.alive);
	seq_printf(m, "%u\n", jailhouse.public ?
		   READ_ONCE(jailhouse.public->violation_seq) : 0);
	up_read(&jailhouse.alive);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(violations);

/**
 * jh_debugfs_init() - create jailhouse/ in debugfs
 */
void jh_debugfs_init(void)
{
	dir = debugfs_create_dir("jailhouse", NULL);
	debugfs_create_file("pools", 0400, dir, NULL, &pools_fops);
	debugfs_create_file("violations", 0400, dir, NULL, &violations_fops);
}

/**
 * jh_debugfs_exit() - remove it
 */
void jh_debugfs_exit(void)
{
	debugfs_remove(dir);
}
