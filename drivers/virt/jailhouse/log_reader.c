// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: reading the hypervisor's log and its violation records
 *
 * Pure: works on the memory that it is given. The hypervisor writes at any time
 * and waits for nobody, so what was read counts only if it was not overtaken.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <asm/barrier.h>
#include "log_reader.h"

#define ENTRY_HEAD	((u32)sizeof(struct jh_log_entry))

/* Is position or number @a before @b? They wrap around. */
static bool before(u32 a, u32 b)
{
	return (s32)(a - b) < 0;
}

static void ring_copy(const struct jh_log_ring *ring, u32 pos, void *dst, u32 len)
{
	u32 start = pos % JH_LOG_RING_SIZE;
	u32 first = min(len, JH_LOG_RING_SIZE - start);

	memcpy(dst, &ring->data[start], first);
	memcpy(dst + first, ring->data, len - first);
}

/**
 * jh_log_reader_init() - start reading from the oldest entry
 * @reader:	to be initialized
 * @pub:	what the hypervisor lets us read
 * @num_cpus:	rings in it
 */
void jh_log_reader_init(struct jh_log_reader *reader,
			const struct jh_public *pub, unsigned int num_cpus)
{
	u32 last = READ_ONCE(pub->violation_seq);
	unsigned int cpu;

	*reader = (struct jh_log_reader) {
		.num_cpus = num_cpus,
		.violation = last > JH_VIOLATION_RING ?
			     last - JH_VIOLATION_RING : 0,
	};
	for (cpu = 0; cpu < num_cpus; cpu++)
		reader->pos[cpu] = READ_ONCE(pub->log[cpu].tail);
}

/**
 * jh_log_skip() - go on with what will be written from now on
 * @reader:	initialized
 * @pub:	what the hypervisor lets us read
 */
void jh_log_skip(struct jh_log_reader *reader, const struct jh_public *pub)
{
	unsigned int cpu;

	for (cpu = 0; cpu < reader->num_cpus; cpu++)
		reader->pos[cpu] = READ_ONCE(pub->log[cpu].head);
	reader->violation = READ_ONCE(pub->violation_seq);
}

/**
 * jh_log_pending() - is there something to read?
 * @reader:	how far it has read
 * @pub:	what the hypervisor lets us read
 *
 * Return: whether jh_log_next() or jh_violation_next() will find something, or
 * soon will.
 */
bool jh_log_pending(const struct jh_log_reader *reader,
		    const struct jh_public *pub)
{
	unsigned int cpu;

	if (READ_ONCE(pub->violation_seq) != reader->violation)
		return true;
	for (cpu = 0; cpu < reader->num_cpus; cpu++)
		if (READ_ONCE(pub->log[cpu].head) != reader->pos[cpu])
			return true;
	return false;
}

/* Head of the next entry of a ring; false if there is none */
static bool peek(struct jh_log_reader *reader, const struct jh_log_ring *ring,
		 unsigned int cpu, struct jh_log_entry *entry)
{
	for (;;) {
		/* What @head leads to was written before it */
		u32 head = smp_load_acquire(&ring->head);
		u32 tail;

		if (head == reader->pos[cpu])
			return false;
		ring_copy(ring, reader->pos[cpu], entry, ENTRY_HEAD);
		/* The tail is raised before anything is overwritten */
		smp_rmb();
		tail = READ_ONCE(ring->tail);
		if (!before(reader->pos[cpu], tail))
			return true;
		reader->lost += tail - reader->pos[cpu];
		reader->pos[cpu] = tail;
	}
}

/**
 * jh_log_next() - take the next entry of all rings
 * @reader:	how far it has read
 * @pub:	what the hypervisor lets us read
 * @cell:	receives who wrote it
 * @text:	receives the text, terminated
 * @size:	bytes of @text, at least 1
 *
 * The rings are merged by sequence number. Entries that were overwritten are
 * counted in @reader->lost.
 *
 * Return: length of the text, -1 if there is nothing.
 */
int jh_log_next(struct jh_log_reader *reader, const struct jh_public *pub,
		u8 *cell, char *text, size_t size)
{
	for (;;) {
		struct jh_log_entry entry, best = { };
		const struct jh_log_ring *ring;
		unsigned int cpu, from = U32_MAX;
		u32 len, tail;

		for (cpu = 0; cpu < reader->num_cpus; cpu++)
			if (peek(reader, &pub->log[cpu], cpu, &entry) &&
			    (from == U32_MAX || before(entry.seq, best.seq))) {
				best = entry;
				from = cpu;
			}
		if (from == U32_MAX)
			return -1;

		ring = &pub->log[from];
		len = min_t(u32, best.len, JH_LOG_RING_SIZE - ENTRY_HEAD);
		len = min_t(u32, len, size - 1);
		ring_copy(ring, reader->pos[from] + ENTRY_HEAD, text, len);
		/* As in peek() */
		smp_rmb();
		tail = READ_ONCE(ring->tail);
		if (before(reader->pos[from], tail))
			continue;

		text[len] = '\0';
		*cell = best.cell;
		reader->pos[from] += ALIGN(ENTRY_HEAD + best.len, 4);
		return len;
	}
}

/**
 * jh_log_last() - take all entries, return the last one of the hypervisor itself
 * @reader:	how far it has read
 * @pub:	what the hypervisor lets us read
 * @text:	receives the text, terminated, without a line feed
 * @size:	bytes of @text, at least 1
 *
 * Return: length of the text, 0 if the hypervisor has not written anything.
 */
int jh_log_last(struct jh_log_reader *reader, const struct jh_public *pub,
		char *text, size_t size)
{
	static char entry[JH_LOG_TEXT_MAX];	/* large; callers take turns */
	int len, kept = 0;
	u8 cell;

	text[0] = '\0';
	while ((len = jh_log_next(reader, pub, &cell, entry, sizeof(entry))) >= 0) {
		if (cell != JH_LOG_HYPERVISOR || !len)
			continue;
		if (entry[len - 1] == '\n')
			entry[--len] = '\0';
		kept = strscpy(text, entry, size);
		if (kept < 0)
			kept = size - 1;
	}
	return kept;
}

/*
 * What a cell prints is not trusted, but is shown on terminals: escape what is not
 * plain text, as /dev/kmsg does. A carriage return before a line feed is left out. At
 * the end of an entry as well, because the line feed may come in the next one.
 */
static int add_escaped(char *buf, size_t size, const char *text, int len)
{
	int i, pos = 0;

	for (i = 0; i < len; i++) {
		u8 c = text[i];

		if (c == '\r' && (i + 1 == len || text[i + 1] == '\n'))
			continue;
		if ((c >= ' ' && c < 0x7f && c != '\\') || c == '\n' || c == '\t')
			pos += scnprintf(buf + pos, size - pos, "%c", c);
		else
			pos += scnprintf(buf + pos, size - pos, "\\x%02x", c);
	}
	return pos;
}

/**
 * jh_log_line() - put an entry into the text that people read
 * @reader:	knows what came before
 * @cell:	who wrote it
 * @text:	text of the entry
 * @len:	its length
 * @buf:	receives the line
 * @size:	bytes of @buf; JH_LOG_SHOWN_MAX is enough
 *
 * Every line says whose it is. A line that comes in several pieces is put
 * together, unless something else comes in between.
 *
 * Return: length of what is in @buf.
 */
int jh_log_line(struct jh_log_reader *reader, u8 cell, const char *text, int len,
		char *buf, size_t size)
{
	int pos = 0;

	if (reader->lost) {
		pos += scnprintf(buf + pos, size - pos,
				 "%s... %u bytes lost, read more often ...\n",
				 reader->in_line ? "\n" : "", reader->lost);
		reader->lost = 0;
		reader->in_line = false;
	}
	if (reader->in_line && reader->last_cell != cell) {
		pos += scnprintf(buf + pos, size - pos, "\n");
		reader->in_line = false;
	}
	if (!reader->in_line) {
		if (cell == JH_LOG_HYPERVISOR)
			pos += scnprintf(buf + pos, size - pos, "hypervisor: ");
		else
			pos += scnprintf(buf + pos, size - pos, "cell %u: ", cell);
	}
	pos += add_escaped(buf + pos, size - pos, text, len);
	reader->in_line = len && text[len - 1] != '\n';
	reader->last_cell = cell;
	return pos;
}

/**
 * jh_violation_next() - take the next violation record
 * @reader:	how far it has read
 * @pub:	what the hypervisor lets us read
 * @v:		receives a copy
 *
 * Return: whether there was one; a record that is still being written is not.
 */
bool jh_violation_next(struct jh_log_reader *reader, const struct jh_public *pub,
		       struct jh_violation *v)
{
	u32 last = READ_ONCE(pub->violation_seq);

	while (reader->violation != last) {
		u32 n = reader->violation + 1;
		const struct jh_violation *slot =
			&pub->violations[(n - 1) % JH_VIOLATION_RING];
		/* The number is written last */
		u32 seq = smp_load_acquire(&slot->seq);

		if (last - n < JH_VIOLATION_RING) {
			if (seq != n)
				return false;
			memcpy(v, slot, sizeof(*v));
			/* A new record in this slot takes the number away first */
			smp_rmb();
			if (READ_ONCE(slot->seq) == n) {
				reader->violation = n;
				return true;
			}
			last = READ_ONCE(pub->violation_seq);
			continue;
		}
		reader->violation = last - JH_VIOLATION_RING;
	}
	return false;
}
