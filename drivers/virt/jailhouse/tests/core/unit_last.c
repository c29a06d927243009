// SPDX-License-Identifier: GPL-2.0-only
/*
 * A unit behind all others, which may refuse cells
 */
#define TRACE_UNIT	last
#define TRACE_PREPARE	env.prepare_error
#include "unit_trace.h"
