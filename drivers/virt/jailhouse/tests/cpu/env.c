// SPDX-License-Identifier: GPL-2.0-only
/*
 * A made-up CPU
 */
#include <linux/string.h>
#include <asm/svm.h>
#include <cell.h>
#include "env.h"

struct arch_private env_priv;
struct percpu env_pc;

static struct cell env_cell;

/**
 * env_reset() - a CPU of a cell, whose guest has done nothing yet
 */
void env_reset(void)
{
	memset(&env_priv, 0, sizeof(env_priv));
	memset(&env_pc, 0, sizeof(env_pc));
	env_pc.cell = &env_cell;
	env_priv.percpu = &env_pc;
}

/**
 * env_take_nmi() - instead of host_take_nmi()
 *
 * Return: true: the NMI of a request has arrived.
 */
bool env_take_nmi(void)
{
	return true;
}

void vcpu_inject_exception(u8 vector, u32 error_code)
{
	env_priv.vmcb.control.event_inj = SVM_EVTINJ_VALID |
					  SVM_EVTINJ_TYPE_EXEPT | vector;
}
