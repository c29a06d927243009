/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A unit that notes what it is asked to do
 *
 * Who includes this says TRACE_UNIT, its name, and TRACE_PREPARE, what its preparation
 * of a cell returns. Units are called in the order in which they are linked.
 */
#include <linux/stringify.h>
#include <cell.h>
#include <unit.h>
#include "env.h"

static unit_cell_prepare_fn __used trace_prepare;
static unit_cell_fn __used trace_abort, trace_commit, trace_reset, trace_exit;

static int trace_prepare(struct cell *cell)
{
	env_note(__stringify(TRACE_UNIT) ".prepare");
	return TRACE_PREPARE;
}

static void trace_abort(struct cell *cell)
{
	env_note(__stringify(TRACE_UNIT) ".abort");
}

static void trace_commit(struct cell *cell)
{
	env_note(__stringify(TRACE_UNIT) ".commit");
}

static void trace_reset(struct cell *cell)
{
	env_note(__stringify(TRACE_UNIT) ".reset");
}

static void trace_exit(struct cell *cell)
{
	env_note(__stringify(TRACE_UNIT) ".exit");
}

DEFINE_UNIT(trace,
	    UNIT_HOOK(trace, CELL_PREPARE, trace_prepare)
	    UNIT_HOOK(trace, CELL_ABORT, trace_abort)
	    UNIT_HOOK(trace, CELL_COMMIT, trace_commit)
	    UNIT_HOOK(trace, CELL_RESET, trace_reset)
	    UNIT_HOOK(trace, CELL_EXIT, trace_exit));
