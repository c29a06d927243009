/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fair spinlock
 *
 * For pairs of index and data registers that cells share, and for output to the
 * debug console. CPUs get it in the order in which they asked, so nobody waits
 * for longer than all other CPUs hold it once.
 */
#ifndef _JAILHOUSE_TICKET_H
#define _JAILHOUSE_TICKET_H

#include <linux/types.h>
#include <asm/barrier.h>

/**
 * struct ticket_lock - fair spinlock, unlocked if all zero
 * @next:	ticket that the next CPU draws
 * @owner:	ticket whose turn it is
 */
struct ticket_lock {
	u32 next;
	u32 owner;
};

void ticket_wait(const struct ticket_lock *lock, u32 ticket)
	__section(".text.wait") noinline;

static inline void ticket_lock(struct ticket_lock *lock)
{
	u32 ticket = __atomic_fetch_add(&lock->next, 1, __ATOMIC_RELAXED);

	/* We see what the previous owner did: pairs with ticket_unlock() */
	if (smp_load_acquire(&lock->owner) != ticket)
		ticket_wait(lock, ticket);
}

static inline void ticket_unlock(struct ticket_lock *lock)
{
	/* The next owner sees what we did: pairs with ticket_lock() */
	smp_store_release(&lock->owner, lock->owner + 1);
}

#endif /* _JAILHOUSE_TICKET_H */
