/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages to cells, and what the communication region says about them
 */
#ifndef _JAILHOUSE_MESSAGE_H
#define _JAILHOUSE_MESSAGE_H

#include <linux/types.h>

struct cell;

int comm_state(const struct cell *cell);
void comm_set_state(struct cell *cell, u32 state);
void comm_reset(struct cell *cell);
bool comm_is_locked(const struct cell *cell);

int message_ask(struct cell *cell, u32 message);
void message_withdraw(struct cell *cell);

#endif /* _JAILHOUSE_MESSAGE_H */
