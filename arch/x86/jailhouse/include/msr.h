/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Moderation of MSRs
 */
#ifndef _JAILHOUSE_MSR_H
#define _JAILHOUSE_MSR_H

#include <linux/bits.h>
#include <linux/types.h>

struct cell;
struct percpu;

/* Translation cache extension (AMD APM vol. 2, 3.1.7) */
#ifndef EFER_TCE
#define EFER_TCE	BIT_ULL(15)
#endif

/* PAT after reset (AMD APM vol. 2, 7.8.2) */
#define PAT_RESET	0x0007040600070406ULL

int msr_init(void);
u8 *msrpm_of(const struct cell *cell);
void msr_cpu_from_linux(void);
void msr_cpu_reset(void);
int msr_read(struct percpu *pc, u32 msr, u64 *value);
int msr_write(struct percpu *pc, u32 msr, u64 value);

/* In debug builds: stop this CPU if what a guest has set reached the host */
#ifdef CONFIG_JAILHOUSE_DEBUG
void msr_check_host(void);
#else
static inline void msr_check_host(void)
{
}
#endif

#endif /* _JAILHOUSE_MSR_H */
