/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Globals of the hypervisor that these tests have fakes of, see env.c
 */
#ifndef _JAILHOUSE_TEST_IRQ_ENV_NAMES_H
#define _JAILHOUSE_TEST_IRQ_ENV_NAMES_H

#define root_cell	irq_env_root_cell
#define cells		irq_env_cells
#define system		irq_env_system
#define num_cpus	irq_env_num_cpus
#define percpu_of	irq_env_percpu_of
#define cell_next_cpu	irq_env_cell_next_cpu
#define cpu_request	irq_env_cpu_request

#endif /* _JAILHOUSE_TEST_IRQ_ENV_NAMES_H */
