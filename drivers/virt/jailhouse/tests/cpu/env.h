/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A made-up CPU for sources that tests include. What a processor does between
 * exits, tests do by hand.
 */
#ifndef _JAILHOUSE_TESTS_CPU_ENV_H
#define _JAILHOUSE_TESTS_CPU_ENV_H

#include <linux/types.h>
#include <private.h>

extern struct arch_private env_priv;
extern struct percpu env_pc;

/* Its private area is a variable, also for what other headers define */
#undef priv
#define priv		(&env_priv)

/* User Mode Linux calls registers so */
#undef HOST_CS
#undef HOST_DS
#include <host.h>
#include <svm_backend.h>
#include <vcpu.h>

#define this_cpu()	(&env_pc)
#define host_take_nmi	env_take_nmi

void env_reset(void);
bool env_take_nmi(void);

#endif /* _JAILHOUSE_TESTS_CPU_ENV_H */
