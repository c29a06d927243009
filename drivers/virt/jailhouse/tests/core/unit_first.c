// SPDX-License-Identifier: GPL-2.0-only
/*
 * A unit before all others
 */
#define TRACE_UNIT	first
#define TRACE_PREPARE	0
#include "unit_trace.h"
