/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exits
 */
#ifndef _JAILHOUSE_EXITS_H
#define _JAILHOUSE_EXITS_H

#include <percpu.h>

/* Called by entry.S */
void exit_sync(union guest_regs *regs);
void exit_irq(union guest_regs *regs);
void exit_serror(union guest_regs *regs);

#endif /* _JAILHOUSE_EXITS_H */
