/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What Linux uses, and what the hypervisor can carry on
 */
#ifndef _JAILHOUSE_CHECKS_H
#define _JAILHOUSE_CHECKS_H

#include <linux/types.h>

/**
 * struct cpu_controls - registers that switch features of a CPU on
 * @cr0:	CR0
 * @cr4:	CR4
 * @efer:	MSR_EFER
 * @syscfg:	MSR_AMD64_SYSCFG, 0 if there is none
 * @xss:	MSR_IA32_XSS, 0 if there is none
 */
struct cpu_controls {
	u64 cr0;
	u64 cr4;
	u64 efer;
	u64 syscfg;
	u64 xss;
};

void check_controls(u32 cpu, const struct cpu_controls *c);

#endif /* _JAILHOUSE_CHECKS_H */
