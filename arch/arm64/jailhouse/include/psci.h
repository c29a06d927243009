/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls of firmware
 */
#ifndef _JAILHOUSE_PSCI_H
#define _JAILHOUSE_PSCI_H

#include <percpu.h>

void psci_call(union guest_regs *regs, struct percpu *pc);

#endif /* _JAILHOUSE_PSCI_H */
