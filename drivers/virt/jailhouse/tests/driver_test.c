// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the driver's pure parts: division of the hypervisor's memory,
 * error texts, merging of log rings, reports of violations
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include "../error.h"
#include "../layout.h"
#include "../log_reader.h"
#include "config.h"

#define NUM_CPUS	3

/* --- error texts ---------------------------------------------------------- */

static void refuse_returns_errno(struct kunit *test)
{
	struct jailhouse_error err = { };

	KUNIT_EXPECT_EQ(test, jh_refuse(&err, -EBUSY, "CPU %u", 3), -EBUSY);
	KUNIT_EXPECT_STREQ(test, err.text, "CPU 3");
	KUNIT_EXPECT_EQ(test, jh_refuse(NULL, -EINVAL, "nobody listens"), -EINVAL);
}

static void refuse_cuts_long_text(struct kunit *test)
{
	struct jailhouse_error err = { };

	jh_refuse(&err, -EINVAL, "%*s", 2 * JAILHOUSE_ERROR_TEXT, "x");
	KUNIT_EXPECT_EQ(test, strlen(err.text), JAILHOUSE_ERROR_TEXT - 1);
}

static void error_clip_cases(struct kunit *test)
{
	static const struct {
		size_t size;
		size_t bytes;
		const char *text;
	} cases[] = {
		{ 0, 0, "0123456789" },
		{ 1, 1, "" },
		{ 5, 5, "0123" },
		{ 10, 10, "012345678" },
		{ 11, 11, "0123456789" },
		{ 4096, 11, "0123456789" },
		{ SIZE_MAX, 11, "0123456789" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct jailhouse_error err = { .text = "0123456789" };

		KUNIT_EXPECT_EQ(test, jh_error_clip(&err, cases[i].size),
				cases[i].bytes);
		KUNIT_EXPECT_STREQ(test, err.text, cases[i].text);
	}
}

/* --- layout ---------------------------------------------------------------- */

static const struct jh_image_header image = {
	.size = 0x14000,
	.percpu_size = 0x6000,
};

static struct jailhouse_config *new_config(struct kunit *test, u32 regions,
					   u64 region_size)
{
	struct jailhouse_config_memory *mem;
	struct jailhouse_config *cfg;
	u32 i;

	cfg = kunit_kzalloc(test, sizeof(*cfg) + regions * sizeof(*mem), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, cfg);
	cfg->size = sizeof(*cfg) + regions * sizeof(*mem);
	cfg->memory.offset = sizeof(*cfg);
	cfg->memory.count = regions;
	mem = (void *)(cfg + 1);
	for (i = 0; i < regions; i++)
		mem[i].size = region_size;
	return cfg;
}

static void layout_parts_follow_each_other(struct kunit *test)
{
	struct jailhouse_config *cfg = new_config(test, 20, SZ_1M);
	struct jh_layout l;

	KUNIT_ASSERT_EQ(test, jh_layout_compute(&image, cfg, NUM_CPUS, SZ_8M, &l), 0);
	KUNIT_EXPECT_EQ(test, l.boot_offset, image.size);
	KUNIT_EXPECT_GE(test, l.config_offset, l.boot_offset + sizeof(struct jh_boot));
	KUNIT_EXPECT_EQ(test, l.config_size, cfg->size);
	KUNIT_EXPECT_GE(test, l.public_offset, l.config_offset + cfg->size);
	KUNIT_EXPECT_GE(test, l.public_size, sizeof(struct jh_public) +
			NUM_CPUS * sizeof(struct jh_log_ring));
	KUNIT_EXPECT_EQ(test, l.percpu_offset, l.public_offset + l.public_size);
	KUNIT_EXPECT_EQ(test, l.pool_offset,
			l.percpu_offset + NUM_CPUS * image.percpu_size);
	KUNIT_EXPECT_EQ(test, l.pool_offset + l.pool_pages * PAGE_SIZE, SZ_8M);
	KUNIT_EXPECT_TRUE(test, PAGE_ALIGNED(l.config_offset));
	KUNIT_EXPECT_TRUE(test, PAGE_ALIGNED(l.public_offset));
	KUNIT_EXPECT_TRUE(test, PAGE_ALIGNED(l.public_size));
	KUNIT_EXPECT_TRUE(test, PAGE_ALIGNED(l.pool_offset));
}

static void layout_says_what_it_needs(struct kunit *test)
{
	struct jailhouse_config *cfg = new_config(test, 20, SZ_1M);
	struct jh_layout l;
	u64 needed;

	KUNIT_EXPECT_EQ(test, jh_layout_compute(&image, cfg, NUM_CPUS, SZ_64K, &l),
			-ENOMEM);
	needed = l.needed;
	KUNIT_EXPECT_GT(test, needed, SZ_64K);
	KUNIT_EXPECT_EQ(test, jh_layout_compute(&image, cfg, NUM_CPUS, needed, &l), 0);
	KUNIT_EXPECT_EQ(test, jh_layout_compute(&image, cfg, NUM_CPUS,
						needed - SZ_1M, &l), -ENOMEM);
}

static void layout_grows_with_memory(struct kunit *test)
{
	struct jh_layout small, large;

	jh_layout_compute(&image, new_config(test, 1, SZ_1G), 1, 0, &small);
	jh_layout_compute(&image, new_config(test, 1, 4096ULL * SZ_1G), 1, 0, &large);
	/* One more table for each GiB */
	KUNIT_EXPECT_GE(test, large.needed, small.needed + 4000 * PAGE_SIZE);
}

/* Each CPU but the first may become a cell */
static void layout_has_room_for_cells(struct kunit *test)
{
	struct jailhouse_config *cfg = new_config(test, 20, SZ_1M);
	struct jh_layout l;

	jh_layout_compute(&image, cfg, 17, 0, &l);
	KUNIT_ASSERT_EQ(test, jh_layout_compute(&image, cfg, 17, l.needed, &l), 0);
	/* A cell of the demos takes less than 20 pages, and reserves as many */
	KUNIT_EXPECT_GE(test, l.pool_pages, 17 * 24 + 16 * 40);
}

/* --- log rings ------------------------------------------------------------- */

static struct jh_public *new_public(struct kunit *test)
{
	struct jh_public *pub;

	pub = kunit_kzalloc(test, struct_size(pub, log, NUM_CPUS), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pub);
	pub->num_cpus = NUM_CPUS;
	return pub;
}

/* Append without regard to what is overwritten, unless @keep_up moves the tail */
static void put(struct jh_public *pub, unsigned int cpu, u32 seq, u8 cell,
		const char *text, bool keep_up)
{
	struct jh_log_ring *ring = &pub->log[cpu];
	struct jh_log_entry entry = {
		.seq = seq,
		.cell = cell,
		.len = strlen(text),
	};
	u32 size = ALIGN(sizeof(entry) + entry.len, 4);
	u32 i;

	if (keep_up)
		while (ring->head + size - ring->tail > JH_LOG_RING_SIZE) {
			u16 len;

			memcpy(&len, &ring->data[(ring->tail + 6) % JH_LOG_RING_SIZE],
			       sizeof(len));
			ring->tail += ALIGN(sizeof(entry) + len, 4);
		}
	for (i = 0; i < sizeof(entry); i++)
		ring->data[(ring->head + i) % JH_LOG_RING_SIZE] = ((u8 *)&entry)[i];
	for (i = 0; i < entry.len; i++)
		ring->data[(ring->head + sizeof(entry) + i) % JH_LOG_RING_SIZE] =
			text[i];
	ring->head += size;
}

static void expect_next(struct kunit *test, struct jh_log_reader *reader,
			const struct jh_public *pub, u8 cell, const char *text)
{
	char buf[JH_LOG_TEXT_MAX];
	u8 from = 0;

	KUNIT_ASSERT_EQ(test, jh_log_next(reader, pub, &from, buf, sizeof(buf)),
			(int)strlen(text));
	KUNIT_EXPECT_STREQ(test, buf, text);
	KUNIT_EXPECT_EQ(test, from, cell);
}

static void expect_end(struct kunit *test, struct jh_log_reader *reader,
		       const struct jh_public *pub)
{
	char buf[8];
	u8 from;

	KUNIT_EXPECT_EQ(test, jh_log_next(reader, pub, &from, buf, sizeof(buf)), -1);
}

static struct jh_log_reader *new_reader(struct kunit *test, struct jh_public *pub)
{
	struct jh_log_reader *reader;

	reader = kunit_kzalloc(test, sizeof(*reader), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, reader);
	jh_log_reader_init(reader, pub, NUM_CPUS);
	return reader;
}

static void log_merges_by_number(struct kunit *test)
{
	struct jh_public *pub = new_public(test);
	struct jh_log_reader *reader = new_reader(test, pub);

	KUNIT_EXPECT_FALSE(test, jh_log_pending(reader, pub));
	put(pub, 2, 1, JH_LOG_HYPERVISOR, "one\n", true);
	put(pub, 0, 2, 5, "two\n", true);
	put(pub, 2, 3, 6, "three\n", true);
	put(pub, 1, 4, 5, "four\n", true);
	KUNIT_EXPECT_TRUE(test, jh_log_pending(reader, pub));
	expect_next(test, reader, pub, JH_LOG_HYPERVISOR, "one\n");
	expect_next(test, reader, pub, 5, "two\n");
	expect_next(test, reader, pub, 6, "three\n");
	expect_next(test, reader, pub, 5, "four\n");
	expect_end(test, reader, pub);
	KUNIT_EXPECT_FALSE(test, jh_log_pending(reader, pub));
}

static void log_merges_when_numbers_wrap(struct kunit *test)
{
	struct jh_public *pub = new_public(test);
	struct jh_log_reader *reader = new_reader(test, pub);

	put(pub, 0, 1, 1, "after\n", true);
	put(pub, 1, U32_MAX, 1, "before\n", true);
	expect_next(test, reader, pub, 1, "before\n");
	expect_next(test, reader, pub, 1, "after\n");
}

static void log_survives_positions_that_wrap(struct kunit *test)
{
	struct jh_public *pub = new_public(test);
	struct jh_log_reader *reader;
	char text[16];
	u32 n;

	pub->log[0].head = -(u32)JH_LOG_RING_SIZE / 2;
	pub->log[0].tail = pub->log[0].head;
	reader = new_reader(test, pub);
	for (n = 1; n <= 1000; n++) {
		snprintf(text, sizeof(text), "line %u\n", n);
		put(pub, 0, n, 1, text, true);
		expect_next(test, reader, pub, 1, text);
	}
	KUNIT_EXPECT_EQ(test, reader->lost, 0);
}

static void log_counts_what_is_lost(struct kunit *test)
{
	struct jh_public *pub = new_public(test);
	struct jh_log_reader *reader = new_reader(test, pub);
	char line[JH_LOG_TEXT_MAX];
	u32 n, tail;
	int len;

	/* 16 bytes each */
	for (n = 1; n <= JH_LOG_RING_SIZE / 16 + 10; n++)
		put(pub, 1, n, 1, "12345678", true);
	tail = pub->log[1].tail;
	KUNIT_ASSERT_EQ(test, tail, 160);
	expect_next(test, reader, pub, 1, "12345678");
	KUNIT_EXPECT_EQ(test, reader->lost, 160);
	len = jh_log_line(reader, 1, "x\n", 2, line, sizeof(line));
	KUNIT_EXPECT_EQ(test, len, (int)strlen(line));
	KUNIT_EXPECT_STREQ(test, line,
			   "... 160 bytes lost, read more often ...\ncell 1: x\n");
	KUNIT_EXPECT_EQ(test, reader->lost, 0);
	for (n = 1; n < JH_LOG_RING_SIZE / 16; n++)
		expect_next(test, reader, pub, 1, "12345678");
	expect_end(test, reader, pub);
}

static void log_cuts_text_that_does_not_fit(struct kunit *test)
{
	struct jh_public *pub = new_public(test);
	struct jh_log_reader *reader = new_reader(test, pub);
	char buf[5];
	u8 cell;

	put(pub, 0, 1, 1, "0123456789", true);
	put(pub, 0, 2, 1, "next", true);
	KUNIT_EXPECT_EQ(test, jh_log_next(reader, pub, &cell, buf, sizeof(buf)), 4);
	KUNIT_EXPECT_STREQ(test, buf, "0123");
	expect_next(test, reader, pub, 1, "next");
}

static void log_last_is_what_the_hypervisor_said(struct kunit *test)
{
	struct jh_public *pub = new_public(test);
	struct jh_log_reader *reader = new_reader(test, pub);
	char buf[8];

	put(pub, 0, 1, JH_LOG_HYPERVISOR, "before\n", true);
	jh_log_skip(reader, pub);
	KUNIT_EXPECT_EQ(test, jh_log_last(reader, pub, buf, sizeof(buf)), 0);
	KUNIT_EXPECT_STREQ(test, buf, "");

	put(pub, 1, 2, JH_LOG_HYPERVISOR, "one\n", true);
	put(pub, 0, 3, JH_LOG_HYPERVISOR, "two\n", true);
	put(pub, 2, 4, 1, "of a cell\n", true);
	KUNIT_EXPECT_EQ(test, jh_log_last(reader, pub, buf, sizeof(buf)), 3);
	KUNIT_EXPECT_STREQ(test, buf, "two");

	put(pub, 0, 5, JH_LOG_HYPERVISOR, "0123456789", true);
	KUNIT_EXPECT_EQ(test, jh_log_last(reader, pub, buf, sizeof(buf)), 7);
	KUNIT_EXPECT_STREQ(test, buf, "0123456");
	expect_end(test, reader, pub);
}

static void log_prefixes_lines(struct kunit *test)
{
	static const struct {
		u8 cell;
		const char *text;
		const char *line;
	} steps[] = {
		{ JH_LOG_HYPERVISOR, "hello\n", "hypervisor: hello\n" },
		{ 3, "a long", "cell 3: a long" },
		{ 3, " line\n", " line\n" },
		{ 3, "cut", "cell 3: cut" },
		{ 4, "off\n", "\ncell 4: off\n" },
		{ 3, ".\n", "cell 3: .\n" },
	};
	struct jh_log_reader reader = { };
	char line[JH_LOG_TEXT_MAX];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		jh_log_line(&reader, steps[i].cell, steps[i].text,
			    strlen(steps[i].text), line, sizeof(line));
		KUNIT_EXPECT_STREQ(test, line, steps[i].line);
	}
}

/* Terminals must not obey what a cell prints, and nobody pass for another one */
static void log_escapes_text_of_cells(struct kunit *test)
{
	static const struct {
		const char *text;
		const char *line;
	} steps[] = {
		{ "\033[2J\rhypervisor: x\n", "cell 3: \\x1b[2J\\x0dhypervisor: x\n" },
		{ "plain text ~\t.\r\n", "cell 3: plain text ~\t.\n" },
		{ "cut\r", "cell 3: cut" },
		{ "\n", "\n" },
		{ "\x7f\x80\xff\b\\\n", "cell 3: \\x7f\\x80\\xff\\x08\\x5c\n" },
	};
	char *line = kunit_kzalloc(test, JH_LOG_SHOWN_MAX, GFP_KERNEL);
	struct jh_log_reader reader = { };
	static char longest[JH_LOG_TEXT_MAX];
	unsigned int i;
	int len;

	KUNIT_ASSERT_NOT_NULL(test, line);
	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		len = jh_log_line(&reader, 3, steps[i].text, strlen(steps[i].text),
				  line, JH_LOG_SHOWN_MAX);
		KUNIT_EXPECT_STREQ(test, line, steps[i].line);
		KUNIT_EXPECT_EQ(test, len, strlen(steps[i].line));
	}

	/* A byte 0 is no end either */
	memset(longest, 0, sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\n';
	reader.lost = U32_MAX;
	reader.in_line = true;
	len = jh_log_line(&reader, JH_LOG_HYPERVISOR, longest, sizeof(longest),
			  line, JH_LOG_SHOWN_MAX);
	KUNIT_EXPECT_LT(test, len, JH_LOG_SHOWN_MAX - 1);
	KUNIT_EXPECT_STREQ(test, line + len - 5, "\\x00\n");
	KUNIT_EXPECT_FALSE(test, reader.in_line);
}

/* --- violations ------------------------------------------------------------ */

static void put_violation(struct jh_public *pub, u32 address)
{
	u32 n = ++pub->violation_seq;
	struct jh_violation *v = &pub->violations[(n - 1) % JH_VIOLATION_RING];

	v->address = address;
	v->seq = n;
}

static void violations_come_in_order(struct kunit *test)
{
	struct jh_public *pub = new_public(test);
	struct jh_log_reader *reader = new_reader(test, pub);
	struct jh_violation *v = kunit_kzalloc(test, sizeof(*v), GFP_KERNEL);
	u32 n;

	KUNIT_ASSERT_NOT_NULL(test, v);
	KUNIT_EXPECT_FALSE(test, jh_violation_next(reader, pub, v));
	for (n = 1; n <= 3; n++)
		put_violation(pub, n);
	for (n = 1; n <= 3; n++) {
		KUNIT_ASSERT_TRUE(test, jh_violation_next(reader, pub, v));
		KUNIT_EXPECT_EQ(test, v->address, n);
	}
	KUNIT_EXPECT_FALSE(test, jh_violation_next(reader, pub, v));
}

static void violations_that_are_lost_are_skipped(struct kunit *test)
{
	struct jh_public *pub = new_public(test);
	struct jh_log_reader *reader = new_reader(test, pub);
	struct jh_violation *v = kunit_kzalloc(test, sizeof(*v), GFP_KERNEL);
	u32 n;

	KUNIT_ASSERT_NOT_NULL(test, v);
	for (n = 1; n <= 100; n++)
		put_violation(pub, n);
	for (n = 101 - JH_VIOLATION_RING; n <= 100; n++) {
		KUNIT_ASSERT_TRUE(test, jh_violation_next(reader, pub, v));
		KUNIT_EXPECT_EQ(test, v->address, n);
	}
	KUNIT_EXPECT_FALSE(test, jh_violation_next(reader, pub, v));
}

static void violation_in_progress_waits(struct kunit *test)
{
	struct jh_public *pub = new_public(test);
	struct jh_log_reader *reader = new_reader(test, pub);
	struct jh_violation *v = kunit_kzalloc(test, sizeof(*v), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, v);
	put_violation(pub, 1);
	pub->violations[0].seq = 0;
	KUNIT_EXPECT_FALSE(test, jh_violation_next(reader, pub, v));
	KUNIT_EXPECT_TRUE(test, jh_log_pending(reader, pub));
	pub->violations[0].seq = 1;
	KUNIT_EXPECT_TRUE(test, jh_violation_next(reader, pub, v));
}

static char *format(struct kunit *test, const struct jh_violation *v)
{
	char *buf = kunit_kzalloc(test, JH_REPORT_MAX, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, buf);
	KUNIT_EXPECT_EQ(test, jh_violation_format(v, buf, JH_REPORT_MAX),
			(int)strlen(buf));
	KUNIT_EXPECT_EQ(test, buf[strlen(buf) - 1], '\n');
	return buf;
}

static void expect_text(struct kunit *test, const char *report, const char *part)
{
	KUNIT_EXPECT_TRUE_MSG(test, strstr(report, part),
			      "\"%s\" is not in:\n%s", part, report);
}

static void report_of_a_port(struct kunit *test)
{
	const struct jh_violation v = {
		.seq = 7, .cell = 2, .cpu = 3, .kind = JH_VIOLATION_PIO,
		.flags = JH_VIOLATION_WRITE | JH_VIOLATION_FATAL, .width = 1,
		.address = 0x2f8, .value = 0x41, .pc = 0x1234, .mode = 64,
		.code_len = 2, .code = { 0xee, 0xc3 }, .arch.regs[0] = 0x41,
		.arch.regs[15] = 0xdeadbeef, .cell_name = "tiny",
	};
	char *report = format(test, &v);

	expect_text(test, report, "violation 7: cell 2 (tiny), CPU 3: I/O port");
	expect_text(test, report, "write of 1 bytes at port 0x2f8, value 0x41");
	expect_text(test, report, "CPU stopped");
	expect_text(test, report, "64 bit, at 0x1234: ee c3\n");
	expect_text(test, report, "io-ports { device@2f8 { reg = <0x2f8 1>; }; };");
	expect_text(test, report, "rax 0000000000000041");
	expect_text(test, report, "r15 00000000deadbeef");
}

static void report_of_memory(struct kunit *test)
{
	const struct jh_violation v = {
		.seq = 1, .kind = JH_VIOLATION_MEMORY, .width = 8,
		.address = 0x1fed01238, .mode = 32,
	};
	char *report = format(test, &v);

	expect_text(test, report, "read of 8 bytes at guest-physical 0x1fed01238\n");
	expect_text(test, report,
		    "mmio@1fed01000 { reg = <0x1 0xfed01000 0x0 0x1000>; access = \"read\"; };");
	expect_text(test, report, "outcome:  refused");
	expect_text(test, report, "(not readable)");
}

static void report_of_a_pci_device(struct kunit *test)
{
	const struct jh_violation v = {
		.seq = 1, .kind = JH_VIOLATION_PCI, .flags = JH_VIOLATION_WRITE,
		.width = 4, .address = 0x00d90004, .mode = 64,
	};
	char *report = format(test, &v);

	expect_text(test, report, "at 00:1b.1, register 0x4");
	expect_text(test, report, "PCI_BDF(0, 0x1b, 1)");
}

/* Every kind, an unknown one and the largest numbers fit */
static void report_of_a_page_table(struct kunit *test)
{
	struct jh_violation v = {
		.seq = 1, .kind = JH_VIOLATION_MMIO, .address = 0xfee00000,
		.flags = JH_VIOLATION_WRITE | JH_VIOLATION_WALK,
	};
	char *report = format(test, &v);

	expect_text(test, report, "page table at guest-physical 0xfee00000\n");
	expect_text(test, report, "to grant: no configuration allows this");
	v.kind = JH_VIOLATION_MEMORY;
	report = format(test, &v);
	expect_text(test, report, "page table at guest-physical 0xfee00000\n");
	expect_text(test, report, "access = \"read\", \"write\";");
}

static void report_of_an_event(struct kunit *test)
{
	struct jh_violation v = {
		.seq = 1, .kind = JH_VIOLATION_MMIO, .address = 0x101ff8,
		.flags = JH_VIOLATION_WRITE | JH_VIOLATION_EVENT,
	};
	char *report = format(test, &v);

	expect_text(test, report,
		    "write at guest-physical 0x101ff8, delivering an interrupt or exception\n");
	expect_text(test, report, "to grant: no configuration allows this");
}

static void report_of_a_fetch(struct kunit *test)
{
	struct jh_violation v = {
		.seq = 1, .kind = JH_VIOLATION_MEMORY, .address = 0x200000,
		.flags = JH_VIOLATION_FETCH,
	};
	char *report = format(test, &v);

	expect_text(test, report, "fetch at guest-physical 0x200000\n");
	expect_text(test, report, "access = \"read\", \"execute\";");
}

static void report_always_fits(struct kunit *test)
{
	struct jh_violation v;
	unsigned int kind;

	memset(&v, 0xff, sizeof(v));
	memset(v.cell_name, 'x', sizeof(v.cell_name));
	for (kind = 0; kind <= JH_VIOLATION_HYPERVISOR + 1; kind++) {
		char *report;

		v.kind = kind;
		report = format(test, &v);
		expect_text(test, report, "to grant: ");
		expect_text(test, report, "info ffffffffffffffff ffffffffffffffff\n");
	}
}

static struct kunit_case driver_cases[] = {
	KUNIT_CASE(refuse_returns_errno),
	KUNIT_CASE(refuse_cuts_long_text),
	KUNIT_CASE(error_clip_cases),
	KUNIT_CASE(layout_parts_follow_each_other),
	KUNIT_CASE(layout_says_what_it_needs),
	KUNIT_CASE(layout_grows_with_memory),
	KUNIT_CASE(layout_has_room_for_cells),
	KUNIT_CASE(log_merges_by_number),
	KUNIT_CASE(log_merges_when_numbers_wrap),
	KUNIT_CASE(log_survives_positions_that_wrap),
	KUNIT_CASE(log_counts_what_is_lost),
	KUNIT_CASE(log_cuts_text_that_does_not_fit),
	KUNIT_CASE(log_last_is_what_the_hypervisor_said),
	KUNIT_CASE(log_prefixes_lines),
	KUNIT_CASE(log_escapes_text_of_cells),
	KUNIT_CASE(violations_come_in_order),
	KUNIT_CASE(violations_that_are_lost_are_skipped),
	KUNIT_CASE(violation_in_progress_waits),
	KUNIT_CASE(report_of_a_port),
	KUNIT_CASE(report_of_memory),
	KUNIT_CASE(report_of_a_pci_device),
	KUNIT_CASE(report_of_a_page_table),
	KUNIT_CASE(report_of_an_event),
	KUNIT_CASE(report_of_a_fetch),
	KUNIT_CASE(report_always_fits),
	{ }
};

static struct kunit_suite driver_suite = {
	.name = "jailhouse-driver",
	.test_cases = driver_cases,
};

kunit_test_suite(driver_suite);

MODULE_DESCRIPTION("KUnit tests of the Jailhouse driver");
MODULE_LICENSE("GPL");
