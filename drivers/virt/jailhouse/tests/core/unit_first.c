// SPDX-License-Identifier: GPL-2.0-only
/*
 * A unit before all others
 */
#include <cell.h>
#include <unit.h>
#include "env.h"

static unit_cell_prepare_fn __used first_prepare;
static unit_cell_fn __used first_abort, first_commit, first_reset, first_exit;

static int first_prepare(struct cell *cell)
{
	env_note("first.prepare");
	return 0;
}

static void first_abort(struct cell *cell)
{
	env_note("first.abort");
}

static void first_commit(struct cell *cell)
{
	env_note("first.commit");
}

static void first_reset(struct cell *cell)
{
	env_note("first.reset");
}

static void first_exit(struct cell *cell)
{
	env_note("first.exit");
}

DEFINE_UNIT(first,
	    UNIT_HOOK(first, CELL_PREPARE, first_prepare)
	    UNIT_HOOK(first, CELL_ABORT, first_abort)
	    UNIT_HOOK(first, CELL_COMMIT, first_commit)
	    UNIT_HOOK(first, CELL_RESET, first_reset)
	    UNIT_HOOK(first, CELL_EXIT, first_exit));
