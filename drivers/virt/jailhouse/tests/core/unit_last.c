// SPDX-License-Identifier: GPL-2.0-only
/*
 * A unit behind all others, which may refuse cells
 */
#include <cell.h>
#include <unit.h>
#include "env.h"

static unit_cell_prepare_fn __used last_prepare;
static unit_cell_fn __used last_abort, last_commit, last_reset, last_exit;

static int last_prepare(struct cell *cell)
{
	env_note("last.prepare");
	return env.prepare_error;
}

static void last_abort(struct cell *cell)
{
	env_note("last.abort");
}

static void last_commit(struct cell *cell)
{
	env_note("last.commit");
}

static void last_reset(struct cell *cell)
{
	env_note("last.reset");
}

static void last_exit(struct cell *cell)
{
	env_note("last.exit");
}

DEFINE_UNIT(last,
	    UNIT_HOOK(last, CELL_PREPARE, last_prepare)
	    UNIT_HOOK(last, CELL_ABORT, last_abort)
	    UNIT_HOOK(last, CELL_COMMIT, last_commit)
	    UNIT_HOOK(last, CELL_RESET, last_reset)
	    UNIT_HOOK(last, CELL_EXIT, last_exit));
