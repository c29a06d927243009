// SPDX-License-Identifier: GPL-2.0-only
/*
 * Preparation of a new cell: all that can fail
 *
 * Nothing in here changes anything that a cell can see.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <asm/page.h>
#include <cell.h>
#include <config.h>
#include <control.h>
#include <create.h>
#include <log.h>
#include <pool.h>
#include <unit.h>
#include <vcpu.h>

/* CPUs that the cell being created gets, those beyond num_cpus left out */
static u64 new_cpus[CPU_SET_WORDS];

/* Linux may change what it hands over at any time, so what counts is the copy */
static int copy_config(u64 address, struct jailhouse_config **config, u32 *pages)
{
	struct jailhouse_config head;
	int err;

	if (guest_read(&head, address, sizeof(head)))
		return -EINVAL;
	if (head.size > JAILHOUSE_CONFIG_MAX_SIZE)
		return -E2BIG;
	if (head.size < sizeof(head))
		return -EINVAL;
	*pages = (head.size + PAGE_SIZE - 1) / PAGE_SIZE;
	*config = pool_alloc(*pages);
	if (!*config)
		return -ENOMEM;

	err = -EINVAL;
	if (guest_read(*config, address, head.size))
		goto err_free;
	if (config_is_safe(*config, head.size, system_config->arch))
		return 0;
	hyp_log("cell configuration refused: 'jailhouse config check' knows why");
err_free:
	pool_free(*config, *pages);
	return err;
}

static bool same_name(const struct jailhouse_config *a,
		      const struct jailhouse_config *b)
{
	return !memcmp(a->name, b->name, sizeof(a->name));
}

static int check_identity(const struct jailhouse_config *config)
{
	const struct cell *cell;
	u32 n;

	/* Checked to be less than JAILHOUSE_MAX_CELLS */
	if (cells[config->id]) {
		hyp_log("cell '%s': id %u is taken, destroy that cell or leave the id out",
			config->name, config->id);
		return -EEXIST;
	}
	for_each_cell(cell, n) {
		if (same_name(cell->config, config)) {
			hyp_log("cell '%s': the name is taken by cell %u, choose another",
				config->name, n);
			return -EEXIST;
		}
	}
	return 0;
}

static int check_cpus(const struct jailhouse_config *config)
{
	unsigned int cpu;

	memset(new_cpus, 0, sizeof(new_cpus));
	for (cpu = config_next_cpu(config, 0); cpu < JAILHOUSE_MAX_CPUS;
	     cpu = config_next_cpu(config, cpu + 1)) {
		if (cpu >= num_cpus) {
			hyp_log("cell '%s': there is no CPU %u, choose others",
				config->name, cpu);
			return -EINVAL;
		}
		/* Firmware and Linux need CPU 0 of a PC */
		if ((system_config->arch == JAILHOUSE_ARCH_X86 && !cpu) ||
		    percpu_of(cpu) == this_cpu() || !cell_owns_cpu(root_cell, cpu)) {
			hyp_log("cell '%s': CPU %u is in use, choose one that Linux can do without",
				config->name, cpu);
			return -EBUSY;
		}
		new_cpus[cpu / 64] |= 1ULL << (cpu % 64);
	}
	return 0;
}

/**
 * create_prepare() - do everything for a new cell that can fail
 * @config_address: guest-physical address of its configuration
 * @cell:	out: the cell, which has nothing yet
 *
 * Context: management lock held, CPU of the root.
 * Return: 0, -E2BIG, -ENOMEM, -EBUSY, -EEXIST, -EOPNOTSUPP or -EINVAL; then
 * nothing has changed, and the log says why.
 */
int create_prepare(u64 config_address, struct cell **cell)
{
	struct jailhouse_config *config;
	u32 pages;
	int err;

	err = copy_config(config_address, &config, &pages);
	if (err)
		return err;
	err = check_identity(config);
	if (!err)
		err = check_cpus(config);
	if (err)
		goto err_config;

	err = -ENOMEM;
	*cell = cell_alloc(config, pages);
	if (!*cell)
		goto err_config;
	err = units_cell_prepare(*cell);
	if (err)
		cell_free(*cell);
	return err;

err_config:
	pool_free(config, pages);
	return err;
}

/**
 * create_cpus() - CPUs that the cell just prepared gets
 * @cell:	the cell
 *
 * Return: bitmap of CPU_SET_WORDS words.
 */
const u64 *create_cpus(const struct cell *cell)
{
	return new_cpus;
}

/**
 * create_is_same() - is a call the repetition of the one that created a cell?
 * @config_address: guest-physical address of the configuration
 * @cell:	the cell
 *
 * Return: whether the configuration there has the same id and name.
 */
bool create_is_same(u64 config_address, const struct cell *cell)
{
	struct jailhouse_config head;

	return !guest_read(&head, config_address, sizeof(head)) &&
	       head.id == cell->id && same_name(&head, cell->config);
}
