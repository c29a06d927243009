/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System registers
 */
#ifndef _JAILHOUSE_SYSREG_H
#define _JAILHOUSE_SYSREG_H

#include <linux/types.h>

bool sysreg_access(u32 reg, bool write, u64 *value);

#endif /* _JAILHOUSE_SYSREG_H */
