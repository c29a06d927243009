// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: telling others what has happened
 */
#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/kobject.h>
#include <linux/notifier.h>
#include "driver.h"

static BLOCKING_NOTIFIER_HEAD(chain);
static atomic_t count;

DECLARE_WAIT_QUEUE_HEAD(jh_event_wait);

static const char * const event_names[] = {
	[JAILHOUSE_EVENT_ENABLED] = "enabled",
	[JAILHOUSE_EVENT_DISABLED] = "disabled",
	[JAILHOUSE_EVENT_CELL_CREATED] = "cell-created",
	[JAILHOUSE_EVENT_CELL_LOADABLE] = "cell-loadable",
	[JAILHOUSE_EVENT_CELL_STARTED] = "cell-started",
	[JAILHOUSE_EVENT_CELL_CHANGED] = "cell-changed",
	[JAILHOUSE_EVENT_CELL_DESTROYED] = "cell-destroyed",
};

/**
 * jh_event() - report a change
 * @event:	what has happened
 * @cell:	to which cell, NULL if it was none
 *
 * A uevent of /dev/jailhouse, the notifier chain, and poll().
 *
 * Context: process context, jailhouse.lock held: notifiers must not call back.
 */
void jh_event(enum jailhouse_event event, const struct jailhouse_cell *cell)
{
	char name[64], id[32], cell_name[JAILHOUSE_NAME_MAX + 32], state[32];
	char *env[5] = { name };
	struct jailhouse_event_data data;

	snprintf(name, sizeof(name), "JAILHOUSE_EVENT=%s", event_names[event]);
	if (cell) {
		data = (struct jailhouse_event_data) {
			.id = cell->id,
			.state = cell->state,
			.name = cell->config->name,
		};
		env[1] = id;
		env[2] = cell_name;
		env[3] = state;
		snprintf(id, sizeof(id), "JAILHOUSE_CELL_ID=%u", cell->id);
		snprintf(cell_name, sizeof(cell_name), "JAILHOUSE_CELL=%s",
			 cell->config->name);
		snprintf(state, sizeof(state), "JAILHOUSE_CELL_STATE=%s",
			 jh_state_name(cell->state));
	}
	if (jailhouse.dev)
		kobject_uevent_env(&jailhouse.dev->kobj, KOBJ_CHANGE, env);
	blocking_notifier_call_chain(&chain, event, cell ? &data : NULL);

	atomic_inc(&count);
	wake_up_interruptible(&jh_event_wait);
}

/**
 * jh_event_count() - number of events so far
 *
 * Return: a number that differs if something has happened in between.
 */
u32 jh_event_count(void)
{
	return atomic_read(&count);
}

/**
 * jailhouse_register_notifier() - be told of changes
 * @nb:		called with enum jailhouse_event and struct jailhouse_event_data
 *		(NULL if no cell is concerned) in process context; it must not
 *		call functions of this interface
 *
 * Return: 0 or a negative errno.
 */
int jailhouse_register_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&chain, nb);
}
EXPORT_SYMBOL_GPL(jailhouse_register_notifier);

/**
 * jailhouse_unregister_notifier() - be told of changes no more
 * @nb:		as given to jailhouse_register_notifier()
 *
 * Return: 0 or -ENOENT.
 */
int jailhouse_unregister_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_unregister(&chain, nb);
}
EXPORT_SYMBOL_GPL(jailhouse_unregister_notifier);
