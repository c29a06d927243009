// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: telling others what has happened
 */
#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/kobject.h>
#include <linux/notifier.h>
#include "driver.h"
#include "log_reader.h"

#define CREATE_TRACE_POINTS
#include <trace/events/jailhouse.h>

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
 * A uevent of /dev/jailhouse, the notifier chain, poll(), and a trace event.
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
	if (cell)
		trace_jailhouse_cell(event_names[event], cell->id,
				     cell->config->name,
				     jh_state_name(cell->state));
	else if (event == JAILHOUSE_EVENT_ENABLED)
		trace_jailhouse_enable(jailhouse.num_cpus);
	else
		trace_jailhouse_disable(jailhouse.num_cpus);

	if (jailhouse.dev)
		kobject_uevent_env(&jailhouse.dev->kobj, KOBJ_CHANGE, env);
	blocking_notifier_call_chain(&chain, event, cell ? &data : NULL);

	atomic_inc(&count);
	wake_up_interruptible(&jh_event_wait);
	/* The first look after enable, and the last one after disable */
	if (!cell)
		jh_watch_soon();
}

/**
 * jh_event_violation() - report that the hypervisor has refused an access
 * @v:		its record, the name terminated
 *
 * A uevent of /dev/jailhouse, poll(), and a trace event. The notifier chain gets
 * what follows from it, if a cell has failed.
 *
 * Context: process context, no lock held.
 */
void jh_event_violation(const struct jh_violation *v)
{
	char id[32], name[JAILHOUSE_NAME_MAX + 32], cpu[32], kind[96];
	char event[] = "JAILHOUSE_EVENT=violation";
	char *env[6] = { event, id, name, cpu, kind };

	trace_jailhouse_violation(v->cell, v->cell_name, v->cpu,
				  jh_violation_kind(v), v->address, v->value,
				  v->width, v->flags & JH_VIOLATION_WRITE,
				  v->flags & JH_VIOLATION_FATAL, v->pc);

	snprintf(id, sizeof(id), "JAILHOUSE_CELL_ID=%u", v->cell);
	snprintf(name, sizeof(name), "JAILHOUSE_CELL=%s", v->cell_name);
	snprintf(cpu, sizeof(cpu), "JAILHOUSE_CPU=%u", v->cpu);
	snprintf(kind, sizeof(kind), "JAILHOUSE_VIOLATION=%s",
		 jh_violation_kind(v));
	kobject_uevent_env(&jailhouse.dev->kobj, KOBJ_CHANGE, env);

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
