/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Jailhouse partitioning hypervisor: in-kernel interface
 *
 * For drivers that start or watch cells themselves. Declarations only: the
 * hypervisor and its tests include this file as well.
 */
#ifndef _LINUX_JAILHOUSE_H
#define _LINUX_JAILHOUSE_H

#include <linux/types.h>
#include <uapi/linux/jailhouse.h>

struct notifier_block;

/**
 * enum jailhouse_event - what the notifier chain reports
 * @JAILHOUSE_EVENT_ENABLED:	the hypervisor runs
 * @JAILHOUSE_EVENT_DISABLED:	the machine is Linux's again
 * @JAILHOUSE_EVENT_CELL_CREATED: a cell exists
 * @JAILHOUSE_EVENT_CELL_LOADABLE: a cell was stopped and can be loaded
 * @JAILHOUSE_EVENT_CELL_STARTED: a cell runs
 * @JAILHOUSE_EVENT_CELL_CHANGED: a cell shut itself down or failed
 * @JAILHOUSE_EVENT_CELL_DESTROYED: a cell is gone
 *
 * The notifier's data points to struct jailhouse_event_data, except that it is
 * NULL for the first two.
 */
enum jailhouse_event {
	JAILHOUSE_EVENT_ENABLED,
	JAILHOUSE_EVENT_DISABLED,
	JAILHOUSE_EVENT_CELL_CREATED,
	JAILHOUSE_EVENT_CELL_LOADABLE,
	JAILHOUSE_EVENT_CELL_STARTED,
	JAILHOUSE_EVENT_CELL_CHANGED,
	JAILHOUSE_EVENT_CELL_DESTROYED,
};

/**
 * struct jailhouse_event_data - which cell an event is about
 * @id:		its id
 * @state:	JAILHOUSE_CELL_*
 * @name:	its name
 */
struct jailhouse_event_data {
	u32 id;
	int state;
	const char *name;
};

#define JAILHOUSE_ERROR_TEXT	256

/**
 * struct jailhouse_error - why a call was refused
 * @text:	what was wrong and what to do about it; empty if the errno says all
 */
struct jailhouse_error {
	char text[JAILHOUSE_ERROR_TEXT];
};

/**
 * struct jailhouse_kernel_image - a piece to load, from kernel memory
 * @data:	the bytes
 * @size:	how many
 * @target:	address in the cell
 */
struct jailhouse_kernel_image {
	const void *data;
	size_t size;
	u64 target;
};

int jailhouse_enable(const void *config, size_t size, u32 flags,
		     struct jailhouse_error *err);
int jailhouse_disable(struct jailhouse_error *err);
int jailhouse_cell_create(const void *config, size_t size,
			  struct jailhouse_error *err);
int jailhouse_cell_load(u32 id, const struct jailhouse_kernel_image *images,
			unsigned int num_images, struct jailhouse_error *err);
int jailhouse_cell_start(u32 id, struct jailhouse_error *err);
int jailhouse_cell_shutdown(u32 id, struct jailhouse_error *err);
int jailhouse_cell_destroy(u32 id, struct jailhouse_error *err);
int jailhouse_cell_state(u32 id);
int jailhouse_register_notifier(struct notifier_block *nb);
int jailhouse_unregister_notifier(struct notifier_block *nb);

#endif /* _LINUX_JAILHOUSE_H */
