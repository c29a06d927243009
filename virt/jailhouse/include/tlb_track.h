/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Debug builds: which CPUs may still use translations that are gone
 *
 * A forgotten TLB flush shows on real processors only, and there once in a
 * million times. So it is not observed but modelled: see tlb_track.c.
 */
#ifndef _JAILHOUSE_TLB_TRACK_H
#define _JAILHOUSE_TLB_TRACK_H

#include <linux/types.h>

/* A CPU caches translations twice: for its guest, and for its window onto it */
enum tlb_side {
	TLB_GUEST,
	TLB_WINDOW,
	TLB_SIDES
};

#ifdef CONFIG_JAILHOUSE_DEBUG

void tlb_track_lost(u64 root, u64 phys, u64 size);
void tlb_track_lost_end(void);
u64 tlb_track_begin(void);
void tlb_track_flushed(u32 cpu, enum tlb_side side, u64 root, u64 seen);
void tlb_track_check(u64 phys, u64 size);

/* ownership.c: report it, and stop */
void tlb_track_failed(u32 cpu, enum tlb_side side, u64 phys, bool mapped);

#else

static inline void tlb_track_lost(u64 root, u64 phys, u64 size)
{
}

static inline void tlb_track_lost_end(void)
{
}

static inline u64 tlb_track_begin(void)
{
	return 0;
}

static inline void tlb_track_flushed(u32 cpu, enum tlb_side side, u64 root,
				     u64 seen)
{
}

static inline void tlb_track_check(u64 phys, u64 size)
{
}

#endif /* CONFIG_JAILHOUSE_DEBUG */

#endif /* _JAILHOUSE_TLB_TRACK_H */
