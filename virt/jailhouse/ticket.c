// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fair spinlock
 */
#include <linux/compiler.h>
#include <vdso/processor.h>
#include <ticket.h>

/**
 * ticket_wait() - wait until it is our turn
 * @lock:	the lock
 * @ticket:	what we drew
 *
 * Stands with the other wait loops, apart from the lock's fast path.
 */
void ticket_wait(const struct ticket_lock *lock, u32 ticket)
{
	/* See ticket_lock() */
	while (smp_load_acquire(&lock->owner) != ticket)
		cpu_relax();
}
