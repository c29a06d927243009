/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included before everything else: a global of the hypervisor has the name of a
 * function of the C library
 */
#include <errno.h>
#include <stdlib.h>

#define system	jh_system
