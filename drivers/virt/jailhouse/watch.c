// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: looking for what happens without our doing
 *
 * Nothing interrupts Linux when a cell prints, shuts down or violates its limits.
 * So we look: often while somebody waits for it, else once in a second, and then
 * only at memory, without calling the hypervisor.
 */
#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/timer.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include "driver.h"
#include "log_reader.h"

/* Jiffies */
#define POLL_WAITED_FOR	msecs_to_jiffies(50)
#define POLL_ELSE	msecs_to_jiffies(1000)

static void watch(struct work_struct *work);

static DECLARE_DELAYED_WORK(watch_work, watch);
static atomic_t watchers;
static bool seldom;	/* nobody has asked for the next look */

/* Of violations only; used by watch() only */
static struct jh_log_reader reader;
static unsigned int generation;

/* Has a cell changed without our doing? */
static void watch_cells(void)
{
	struct jailhouse_cell *cell;
	unsigned int i;
	int state;

	/* While an operation goes on states are about to change anyway */
	if (!mutex_trylock(&jailhouse.lock))
		return;
	for (i = 1; i < JAILHOUSE_MAX_CELLS && jailhouse.enabled; i++) {
		cell = jailhouse.cells[i];
		if (!cell)
			continue;
		state = jh_cell_state(i);
		if (state == cell->state || (state < 0 && state != -EINVAL))
			continue;
		cell->state = state;
		jh_event(JAILHOUSE_EVENT_CELL_CHANGED, cell);
	}
	mutex_unlock(&jailhouse.lock);
}

static bool next_violation(struct jh_violation *v)
{
	bool found = false;

	down_read(&jailhouse.alive);
	if (jailhouse.public) {
		if (generation != jailhouse.generation)
			jh_log_reader_init(&reader, jailhouse.public,
					   jailhouse.num_cpus);
		generation = jailhouse.generation;
		found = jh_violation_next(&reader, jailhouse.public, v);
	}
	up_read(&jailhouse.alive);
	return found;
}

/*
 * As many as there can be at a time, however fast they come: what is left is seen
 * with the next look. Returns whether there were any.
 */
static bool watch_violations(void)
{
	struct jh_violation v;
	unsigned int n;

	for (n = 0; n < JH_VIOLATION_RING && next_violation(&v); n++) {
		/* Do not rely on what others write */
		v.cell_name[JAILHOUSE_NAME_MAX] = '\0';
		jh_event_violation(&v);
	}
	return n;
}

static void watch(struct work_struct *work)
{
	bool asked = !xchg(&seldom, false);
	bool enabled = READ_ONCE(jailhouse.enabled);

	if (watch_violations() || asked)
		watch_cells();
	/* Whoever still waits asks again; there may be something to read */
	wake_up_interruptible(&jh_event_wait);
	if (atomic_read(&watchers)) {
		schedule_delayed_work(&watch_work, POLL_WAITED_FOR);
	} else if (enabled) {
		xchg(&seldom, true);
		schedule_delayed_work(&watch_work,
				      round_jiffies_relative(POLL_ELSE));
	}
}

/**
 * jh_watch_soon() - look, and wake up who waits, after a short while
 *
 * While the hypervisor is enabled this goes on by itself, but not so often.
 *
 * Context: any.
 */
void jh_watch_soon(void)
{
	if (xchg(&seldom, false))
		mod_delayed_work(system_wq, &watch_work, POLL_WAITED_FOR);
	else
		schedule_delayed_work(&watch_work, POLL_WAITED_FOR);
}

/**
 * jh_watch_begin() - somebody waits: look often until jh_watch_end()
 */
void jh_watch_begin(void)
{
	atomic_inc(&watchers);
	jh_watch_soon();
}

/**
 * jh_watch_end() - somebody waits no longer
 */
void jh_watch_end(void)
{
	atomic_dec(&watchers);
}

/**
 * jh_watch_exit() - look no more
 *
 * Context: process context; the hypervisor is not enabled, and nobody has the
 * device open.
 */
void jh_watch_exit(void)
{
	cancel_delayed_work_sync(&watch_work);
}
