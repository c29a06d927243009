/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What Linux uses, and what the hypervisor can carry on
 */
#ifndef _JAILHOUSE_CHECKS_H
#define _JAILHOUSE_CHECKS_H

#include <percpu.h>

void check_cpu(struct percpu *pc);
u64 host_cr4(u64 linux_cr4);

#endif /* _JAILHOUSE_CHECKS_H */
