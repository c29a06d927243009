// SPDX-License-Identifier: GPL-2.0-only
/*
 * Walking the units
 */
#include <unit.h>

static void call_backwards(const struct unit *unit, unsigned int hook,
			   struct cell *cell)
{
	unit_cell_fn *fn;

	while (unit-- != __units_start) {
		fn = unit_hook(unit, hook);
		if (fn)
			fn(cell);
	}
}

static void call_forwards(unsigned int hook, struct cell *cell)
{
	const struct unit *unit;
	unit_cell_fn *fn;

	for (unit = __units_start; unit != __units_end; unit++) {
		fn = unit_hook(unit, hook);
		if (fn)
			fn(cell);
	}
}

static void shutdown_before(const struct unit *unit)
{
	unit_shutdown_fn *fn;

	while (unit-- != __units_start) {
		fn = unit_hook(unit, UNIT_HOOK_SHUTDOWN);
		if (fn)
			fn();
	}
}

/**
 * units_init() - initialize all units, or none
 *
 * Context: first CPU, once.
 * Return: 0 or the error of the unit that refused; the ones before it were shut
 * down again.
 */
int units_init(void)
{
	const struct unit *unit;
	unit_init_fn *fn;
	int err;

	for (unit = __units_start; unit != __units_end; unit++) {
		fn = unit_hook(unit, UNIT_HOOK_INIT);
		err = fn ? fn() : 0;
		if (err) {
			shutdown_before(unit);
			return err;
		}
	}
	return 0;
}

/**
 * units_shutdown() - undo units_init(), last unit first
 */
void units_shutdown(void)
{
	shutdown_before(__units_end);
}

/**
 * units_cell_prepare() - let all units check and allocate for a new cell
 * @cell:	the cell
 *
 * Context: management lock held. Nothing changes that anybody can see.
 * Return: 0 or the error of the unit that refused; the ones before it have undone
 * their part.
 */
int units_cell_prepare(struct cell *cell)
{
	unit_cell_prepare_fn *fn;
	const struct unit *unit;
	int err;

	for (unit = __units_start; unit != __units_end; unit++) {
		fn = unit_hook(unit, UNIT_HOOK_CELL_PREPARE);
		err = fn ? fn(cell) : 0;
		if (err) {
			call_backwards(unit, UNIT_HOOK_CELL_ABORT, cell);
			return err;
		}
	}
	return 0;
}

/**
 * units_cell_abort() - undo units_cell_prepare()
 * @cell:	the cell
 */
void units_cell_abort(struct cell *cell)
{
	call_backwards(__units_end, UNIT_HOOK_CELL_ABORT, cell);
}

/**
 * units_cell_commit() - move resources to a new cell
 * @cell:	the cell
 *
 * Context: management lock held. Cannot fail.
 */
void units_cell_commit(struct cell *cell)
{
	call_forwards(UNIT_HOOK_CELL_COMMIT, cell);
}

/**
 * units_cell_reset() - bring the resources of a cell to their state at start
 * @cell:	the cell; its CPUs are parked
 */
void units_cell_reset(struct cell *cell)
{
	call_forwards(UNIT_HOOK_CELL_RESET, cell);
}

/**
 * units_cell_exit() - move resources back to the root, last unit first
 * @cell:	the cell; its CPUs are parked
 */
void units_cell_exit(struct cell *cell)
{
	call_backwards(__units_end, UNIT_HOOK_CELL_EXIT, cell);
}
