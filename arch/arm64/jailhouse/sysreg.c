// SPDX-License-Identifier: GPL-2.0-only
/*
 * System registers that cells do not access directly
 */
#include <asm/esr.h>
#include <asm/sysreg.h>
#include <gic.h>
#include <sysreg.h>

/**
 * sysreg_access() - access to a trapped system register
 * @reg:	encoded as sys_reg()
 * @write:	direction
 * @value:	what is written, or where to put what was read
 *
 * Context: exit path.
 * Return: false if it is not granted: then it is as if it did not exist.
 */
bool sysreg_access(u32 reg, bool write, u64 *value)
{
	return gic_v3 && gicv3_sysreg(reg, write, value);
}
