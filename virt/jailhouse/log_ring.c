// SPDX-License-Identifier: GPL-2.0-only
/*
 * Log rings and violation records: writing so that others can read without lock
 *
 * Pure: works on the memory that it is given.
 *
 * A ring is written by its CPU only. Linux reads it at any time, and may read
 * nonsense if it is overtaken; it notices, because @tail was raised before.
 */
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <asm/barrier.h>
#include <log.h>

#define RING_MASK	(JH_LOG_RING_SIZE - 1)
#define ENTRY_HEAD	((u32)sizeof(struct jh_log_entry))

/*
 * A cell's line is collected where its entry will be: behind @head, where
 * nobody reads. These say how much there is and whose it is.
 */
#define pending_len	pad[0]
#define pending_cell	pad[1]

static u32 entry_size(u32 len)
{
	return (ENTRY_HEAD + len + 3) & ~3U;
}

/* Positions are multiples of 4, so a word never wraps around */
static u32 *ring_word(struct jh_log_ring *ring, u32 pos)
{
	return (u32 *)&ring->data[pos & RING_MASK];
}

/* Give up the oldest entries so that @size bytes behind @head may be written */
static void make_room(struct jh_log_ring *ring, u32 size)
{
	u32 tail = ring->tail;

	while (ring->head + size - tail > JH_LOG_RING_SIZE) {
		const struct jh_log_entry *old;
		u32 word = *ring_word(ring, tail + 4);

		/* Second word of the head: cell, pad, len */
		BUILD_BUG_ON(sizeof(*old) != 8 ||
			     offsetof(struct jh_log_entry, len) != 6);
		tail += entry_size(word >> 16);
	}
	if (tail != ring->tail) {
		WRITE_ONCE(ring->tail, tail);
		/* The reader must not see new bytes with the old tail */
		smp_wmb();
	}
}

/* Make the entry behind @head visible, whose text is there already */
static void publish(struct jh_log_ring *ring, u32 *seq, u8 cell, u32 len)
{
	*ring_word(ring, ring->head) =
		__atomic_add_fetch(seq, 1, __ATOMIC_RELAXED);
	*ring_word(ring, ring->head + 4) = len << 16 | cell;
	/* The entry before the position that leads to it */
	smp_store_release(&ring->head, ring->head + entry_size(len));
}

/**
 * log_ring_flush() - make visible what a cell wrote of an unfinished line
 * @ring:	ring of this CPU
 * @seq:	counter of all entries of all rings
 */
void log_ring_flush(struct jh_log_ring *ring, u32 *seq)
{
	u32 len = ring->pending_len;

	if (!len)
		return;
	ring->pending_len = 0;
	publish(ring, seq, ring->pending_cell, len);
}

/**
 * log_ring_write() - append an entry
 * @ring:	ring of this CPU
 * @seq:	counter of all entries of all rings
 * @cell:	id of the writer, or JH_LOG_HYPERVISOR
 * @text:	text
 * @len:	its length, less than half of the ring
 */
void log_ring_write(struct jh_log_ring *ring, u32 *seq, u8 cell,
		    const char *text, size_t len)
{
	u32 pos, i;

	log_ring_flush(ring, seq);
	make_room(ring, entry_size(len));
	pos = ring->head + ENTRY_HEAD;
	for (i = 0; i < len; i++)
		ring->data[(pos + i) & RING_MASK] = text[i];
	publish(ring, seq, cell, len);
}

/**
 * log_ring_putc() - append a character of a cell's console output
 * @ring:	ring of this CPU
 * @seq:	counter of all entries of all rings
 * @cell:	id of the cell
 * @c:		character
 *
 * An entry is made of each line, and of JH_LOG_LINE_MAX characters of a longer
 * one. An entry that does not end in a line feed is continued by the next one
 * of that cell and CPU.
 */
void log_ring_putc(struct jh_log_ring *ring, u32 *seq, u8 cell, char c)
{
	if (ring->pending_len && ring->pending_cell != cell)
		log_ring_flush(ring, seq);

	if (!ring->pending_len) {
		ring->pending_cell = cell;
		make_room(ring, entry_size(JH_LOG_LINE_MAX));
	}
	ring->data[(ring->head + ENTRY_HEAD + ring->pending_len) & RING_MASK] = c;
	ring->pending_len++;

	if (c == '\n' || ring->pending_len == JH_LOG_LINE_MAX)
		log_ring_flush(ring, seq);
}

/**
 * violation_reserve() - take the next record
 * @pub:	where records are
 *
 * Return: the record, all zero.
 */
struct jh_violation *violation_reserve(struct jh_public *pub)
{
	u32 seq = __atomic_add_fetch(&pub->violation_seq, 1, __ATOMIC_RELAXED);
	struct jh_violation *v;
	unsigned int i;

	v = &pub->violations[(seq - 1) % JH_VIOLATION_RING];
	WRITE_ONCE(v->seq, 0);
	/* The reader of the old record must not take new contents for it */
	smp_wmb();
	BUILD_BUG_ON(sizeof(*v) % sizeof(u64));
	for (i = 0; i < sizeof(*v) / sizeof(u64); i++)
		((u64 *)v)[i] = 0;
	return v;
}

/**
 * violation_publish() - make a record visible
 * @pub:	where records are
 * @v:		record from violation_reserve()
 */
void violation_publish(struct jh_public *pub, struct jh_violation *v)
{
	u32 index = v - pub->violations;
	u32 last = READ_ONCE(pub->violation_seq);

	/* The number that the record got: the last one that leads to its slot */
	last -= (last - 1 - index) % JH_VIOLATION_RING;
	/* seq says that the rest is complete */
	smp_store_release(&v->seq, last);
}
