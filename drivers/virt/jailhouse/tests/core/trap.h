/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor has found that its bookkeeping is wrong
 */
#ifndef _JAILHOUSE_TESTS_CORE_TRAP_H
#define _JAILHOUSE_TESTS_CORE_TRAP_H

void env_trap(void);

#endif /* _JAILHOUSE_TESTS_CORE_TRAP_H */
