// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of log rings and violation records
 */
#include <kunit/test.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <log.h>

#define CELL	3

static struct jh_public *pub;
static struct jh_log_ring *ring;

struct line {
	u32 seq;
	u32 len;
	u8 cell;
	char text[JH_LOG_RING_SIZE];
};

static u32 ring_word(u32 pos)
{
	return *(u32 *)&ring->data[pos % JH_LOG_RING_SIZE];
}

/* Read the entry at @pos as Linux would, and return where the next one is */
static u32 read_line(struct kunit *test, u32 pos, struct line *line)
{
	u32 head = ring_word(pos + 4), n;

	KUNIT_ASSERT_NE(test, pos, ring->head);
	KUNIT_ASSERT_EQ(test, pos % 4, 0);
	line->seq = ring_word(pos);
	line->cell = head & 0xff;
	line->len = head >> 16;
	KUNIT_ASSERT_LT(test, line->len, JH_LOG_RING_SIZE / 2);
	for (n = 0; n < line->len; n++)
		line->text[n] = ring->data[(pos + 8 + n) % JH_LOG_RING_SIZE];
	line->text[n] = '\0';
	return pos + 8 + ALIGN(line->len, 4);
}

static void write_line(u8 cell, const char *text)
{
	log_ring_write(ring, &pub->log_seq, cell, text, strlen(text));
}

static void put_text(u8 cell, const char *text)
{
	while (*text)
		log_ring_putc(ring, &pub->log_seq, cell, *text++);
}

static void expect_line(struct kunit *test, u32 *pos, u32 seq, u8 cell,
			const char *text)
{
	struct line *line = kunit_kzalloc(test, sizeof(*line), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, line);
	*pos = read_line(test, *pos, line);
	KUNIT_EXPECT_EQ(test, line->seq, seq);
	KUNIT_EXPECT_EQ(test, line->cell, cell);
	KUNIT_EXPECT_STREQ(test, line->text, text);
}

static void lines_come_in_order(struct kunit *test)
{
	u32 pos = 0;

	write_line(JH_LOG_HYPERVISOR, "one\n");
	write_line(JH_LOG_HYPERVISOR, "2\n");
	write_line(CELL, "");
	expect_line(test, &pos, 1, JH_LOG_HYPERVISOR, "one\n");
	expect_line(test, &pos, 2, JH_LOG_HYPERVISOR, "2\n");
	expect_line(test, &pos, 3, CELL, "");
	KUNIT_EXPECT_EQ(test, pos, ring->head);
	KUNIT_EXPECT_EQ(test, ring->tail, 0);
}

static void cells_write_lines(struct kunit *test)
{
	u32 pos = 0;

	put_text(CELL, "hello");
	KUNIT_EXPECT_EQ(test, ring->head, 0);
	put_text(CELL, " world\nunfinished");
	expect_line(test, &pos, 1, CELL, "hello world\n");
	KUNIT_EXPECT_EQ(test, pos, ring->head);

	/* others do not wait for the rest */
	write_line(JH_LOG_HYPERVISOR, "stop\n");
	expect_line(test, &pos, 2, CELL, "unfinished");
	expect_line(test, &pos, 3, JH_LOG_HYPERVISOR, "stop\n");
	put_text(CELL, "x");
	put_text(CELL + 1, "y\n");
	expect_line(test, &pos, 4, CELL, "x");
	expect_line(test, &pos, 5, CELL + 1, "y\n");

	put_text(CELL, "z");
	log_ring_flush(ring, &pub->log_seq);
	log_ring_flush(ring, &pub->log_seq);
	expect_line(test, &pos, 6, CELL, "z");
	KUNIT_EXPECT_EQ(test, pos, ring->head);
}

static void long_lines_are_split(struct kunit *test)
{
	char text[JH_LOG_LINE_MAX + 1];
	u32 pos = 0;

	memset(text, 'a', JH_LOG_LINE_MAX);
	text[JH_LOG_LINE_MAX] = '\0';
	put_text(CELL, text);
	put_text(CELL, "bcd\n");
	expect_line(test, &pos, 1, CELL, text);
	expect_line(test, &pos, 2, CELL, "bcd\n");
}

/*
 * Whatever is written: from the tail on, all entries are complete and carry
 * consecutive numbers, and nothing behind the tail is overwritten.
 */
static void the_tail_is_a_promise(struct kunit *test)
{
	struct line *line = kunit_kzalloc(test, sizeof(*line), GFP_KERNEL);
	char text[JH_LOG_LINE_MAX + 1];
	u32 n, pos, seq, last_tail = 0;

	KUNIT_ASSERT_NOT_NULL(test, line);
	/* positions overflow on the way */
	ring->head = -64 * 1024U;
	ring->tail = ring->head;
	for (n = 0; n < 4000; n++) {
		u32 len = get_random_u32() % sizeof(text);

		memset(text, 'a' + n % 26, len);
		text[len] = '\0';
		if (n % 3)
			put_text(n % 5, text);
		else
			write_line(JH_LOG_HYPERVISOR, text);

		KUNIT_ASSERT_LE(test, ring->head - ring->tail, JH_LOG_RING_SIZE);
		KUNIT_ASSERT_GE(test, (s32)(ring->tail - last_tail), n ? 0 : S32_MIN);
		last_tail = ring->tail;
		seq = 0;
		for (pos = ring->tail; pos != ring->head;) {
			pos = read_line(test, pos, line);
			if (seq)
				KUNIT_ASSERT_EQ(test, line->seq, seq + 1);
			seq = line->seq;
			/* one letter only: no other entry is mixed in */
			KUNIT_ASSERT_EQ(test, strspn(line->text, (char[]){
					line->text[0], '\0' }), line->len);
		}
		if (!ring->pad[0])
			KUNIT_ASSERT_EQ(test, seq, pub->log_seq);
	}
}

static void violations_are_numbered(struct kunit *test)
{
	struct jh_violation *v;
	u32 n;

	for (n = 1; n <= 3 * JH_VIOLATION_RING + 5; n++) {
		v = violation_reserve(pub);
		KUNIT_ASSERT_PTR_EQ(test, v, &pub->violations[(n - 1) % JH_VIOLATION_RING]);
		KUNIT_ASSERT_EQ(test, v->seq, 0);
		KUNIT_ASSERT_NULL(test, memchr_inv(v, 0, sizeof(*v)));
		v->address = n;
		v->cell_name[0] = 'c';
		violation_publish(pub, v);
		KUNIT_ASSERT_EQ(test, v->seq, n);
	}
	KUNIT_EXPECT_EQ(test, pub->violation_seq, n - 1);
}

static void violations_may_overtake_each_other(struct kunit *test)
{
	struct jh_violation *first = violation_reserve(pub);
	struct jh_violation *second = violation_reserve(pub);

	violation_publish(pub, second);
	KUNIT_EXPECT_EQ(test, second->seq, 2);
	KUNIT_EXPECT_EQ(test, first->seq, 0);
	violation_publish(pub, first);
	KUNIT_EXPECT_EQ(test, first->seq, 1);
}

static int log_test_init(struct kunit *test)
{
	pub = kunit_kzalloc(test, struct_size(pub, log, 1), GFP_KERNEL);
	if (!pub)
		return -ENOMEM;
	ring = &pub->log[0];
	return 0;
}

static struct kunit_case log_test_cases[] = {
	KUNIT_CASE(lines_come_in_order),
	KUNIT_CASE(cells_write_lines),
	KUNIT_CASE(long_lines_are_split),
	KUNIT_CASE(the_tail_is_a_promise),
	KUNIT_CASE(violations_are_numbered),
	KUNIT_CASE(violations_may_overtake_each_other),
	{}
};

static struct kunit_suite log_test_suite = {
	.name = "jailhouse_log",
	.init = log_test_init,
	.test_cases = log_test_cases,
};

kunit_test_suite(log_test_suite);
