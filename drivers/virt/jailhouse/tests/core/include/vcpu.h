/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The virtual CPU as the tests of the core make it up, in place of the
 * architecture's header
 */
#ifndef _JAILHOUSE_TESTS_CORE_VCPU_H
#define _JAILHOUSE_TESTS_CORE_VCPU_H

#include <linux/types.h>
#include <boot.h>
#include <percpu.h>

struct percpu *this_cpu(void);

#endif /* _JAILHOUSE_TESTS_CORE_VCPU_H */
