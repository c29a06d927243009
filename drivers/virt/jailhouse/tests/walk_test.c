// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the page-table walk
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <asm/msr-index.h>
#include <asm/processor-flags.h>

#include "../../../../arch/x86/jailhouse/include/walk_fast.h"

/* Flags of page-table entries, AMD APM vol. 2, 5.4 */
#define P	BIT_ULL(0)
#define RW	BIT_ULL(1)
#define US	BIT_ULL(2)
#define PS	BIT_ULL(7)
#define NX	BIT_ULL(63)
#define ALL	(P | RW | US)

#define FAKE_PAGES	12

/* Guest memory: pages appear when something is written to them. */
static struct fake_memory {
	struct kunit *test;
	unsigned int pages;
	unsigned int reads;
	u64 gpa[FAKE_PAGES];
	u8 data[FAKE_PAGES][SZ_4K];
} memory;

static u8 *fake_find(u64 gpa)
{
	unsigned int i;

	for (i = 0; i < memory.pages; i++) {
		if (memory.gpa[i] == (gpa & ~(SZ_4K - 1ULL)))
			return memory.data[i] + (gpa & (SZ_4K - 1));
	}
	return NULL;
}

static void fake_write(u64 gpa, const void *src, unsigned int len)
{
	u8 *dst = fake_find(gpa);

	if (!dst) {
		KUNIT_ASSERT_LT(memory.test, memory.pages, FAKE_PAGES);
		memory.gpa[memory.pages++] = gpa & ~(SZ_4K - 1ULL);
		dst = fake_find(gpa);
	}
	memcpy(dst, src, len);
}

static void put64(u64 gpa, u64 value)
{
	fake_write(gpa, &value, sizeof(value));
}

static void put32(u64 gpa, u32 value)
{
	fake_write(gpa, &value, sizeof(value));
}

int jh_window_read(void *dst, u64 gpa, unsigned int len)
{
	const u8 *src = fake_find(gpa);

	KUNIT_EXPECT_GT(memory.test, len, 0);
	KUNIT_EXPECT_LE(memory.test, (gpa & (SZ_4K - 1)) + len, SZ_4K);
	memory.reads++;
	if (!src)
		return -EFAULT;
	memcpy(dst, src, len);
	return 0;
}

int jh_window_read64(u64 gpa, u64 *val)
{
	return jh_window_read(val, gpa, sizeof(*val));
}

static int walk_test_init(struct kunit *test)
{
	memset(&memory, 0, sizeof(memory));
	memory.test = test;
	return 0;
}

/* Processor modes */
static const struct walk_state real_mode = { .code_size = CODE_16 };

static const struct walk_state two_levels = {
	.cr0 = X86_CR0_PE | X86_CR0_PG,
	.cr3 = 0x1018,		/* PWT and PCD set */
	.cr4 = X86_CR4_PSE,
	.code_size = CODE_32,
};

static const struct walk_state pae = {
	.cr0 = X86_CR0_PE | X86_CR0_PG,
	.cr3 = 0x1038,		/* tables are aligned to 32 bytes */
	.cr4 = X86_CR4_PAE,
	.code_size = CODE_32,
};

static const struct walk_state four_levels = {
	.cr0 = X86_CR0_PE | X86_CR0_PG,
	.cr3 = 0x1fff | BIT_ULL(63),	/* PCID and "no flush" */
	.cr4 = X86_CR4_PAE,
	.efer = EFER_LME | EFER_LMA | EFER_NX,
	.code_size = CODE_64,
};

static const struct walk_state five_levels = {
	.cr0 = X86_CR0_PE | X86_CR0_PG,
	.cr3 = 0x1000,
	.cr4 = X86_CR4_PAE | X86_CR4_LA57,
	.efer = EFER_LME | EFER_LMA,
	.code_size = CODE_64,
};

static const struct walk_case {
	const char *text;
	const struct walk_state *ws;
	u64 gva;
	int err;
	u64 gpa;
	struct {
		u64 gpa;
		u64 value;
	} entry[5];
} walk_cases[] = {
	{ "no paging", &real_mode, 0x12345678, 0, 0x12345678 },
	{ "no paging above 4 GiB", &real_mode, 0x112345678, 0, 0x12345678 },

	/* gva 0xc0123456: 0x300, 0x123 */
	{ "2 levels", &two_levels, 0xc0123456, 0, 0xabcde456,
	  { { 0x1c00, 0x2067 }, { 0x248c, 0xabcde067 } } },
	{ "2 levels, odd entries", &two_levels, 0xc0522456, 0, 0xabcde456,
	  { { 0x1c04, 0x2067 }, { 0x2488, 0xabcde067 } } },
	{ "2 levels, PAT bit", &two_levels, 0xc0123456, 0, 0xabcde456,
	  { { 0x1c00, 0x2067 }, { 0x248c, 0xabcde0e7 } } },
	{ "4M page", &two_levels, 0xc0123456, 0, 0x80123456,
	  { { 0x1c00, 0x800010e7 } } },
	{ "4M page, PSE-36", &two_levels, 0xc0123456, 0, 0xab80123456,
	  { { 0x1c00, 0x800000e7 | 0xab << 13 } } },
	{ "2 levels, no directory", &two_levels, 0xc0123456, -EFAULT, 0,
	  { { 0x1c00, 0x2066 }, { 0x248c, 0xabcde067 } } },
	{ "2 levels, no page", &two_levels, 0xc0123456, -EFAULT, 0,
	  { { 0x1c00, 0x2067 }, { 0x248c, 0xabcde066 } } },

	/* gva 0xc0323456: 3, 1, 0x123 */
	{ "PAE", &pae, 0xc0323456, 0, 0x4abcde456,
	  { { 0x1038, 0x2001 }, { 0x2008, 0x3067 }, { 0x3918, 0x4abcde067 } } },
	{ "PAE, 2M page", &pae, 0xc0323456, 0, 0x4abd23456,
	  { { 0x1038, 0x2001 }, { 0x2008, 0x4abc010e7 } } },
	{ "PAE, no directory", &pae, 0xc0323456, -EFAULT, 0,
	  { { 0x1038, 0x2000 }, { 0x2008, 0x4abc000e7 } } },
	{ "PAE, no table", &pae, 0xc0323456, -EFAULT, 0,
	  { { 0x1038, 0x2001 }, { 0x2008, 0x3066 }, { 0x3918, 0x4abcde067 } } },
	{ "PAE, no page", &pae, 0xc0323456, -EFAULT, 0,
	  { { 0x1038, 0x2001 }, { 0x2008, 0x3067 }, { 0x3918, 0x4abcde066 } } },

	/* gva 0xffffffff81123456: 511, 510, 8, 0x123 */
	{ "4 levels", &four_levels, 0xffffffff81123456, 0, 0xfedcbabcde456,
	  { { 0x1ff8, 0x2067 }, { 0x2ff0, 0x3067 }, { 0x3040, 0x4067 },
	    { 0x4918, 0x7fffedcbabcde067 } } },
	{ "2M page", &four_levels, 0xffffffff81123456, 0, 0xfedcbabd23456,
	  { { 0x1ff8, 0x2067 }, { 0x2ff0, 0x3067 },
	    { 0x3040, 0x7fffedcbabc010e7 } } },
	{ "1G page", &four_levels, 0xffffffff81123456, 0, 0xfedcb81123456,
	  { { 0x1ff8, 0x2067 }, { 0x2ff0, 0x7fffedcb800010e7 } } },
	{ "lower half", &four_levels, 0x7fffffffffff, 0, 0x5fff,
	  { { 0x17f8, 0x2067 }, { 0x2ff8, 0x3067 }, { 0x3ff8, 0x4067 },
	    { 0x4ff8, 0x50e7 } } },
	{ "4 levels, no level 4", &four_levels, 0xffffffff81123456, -EFAULT, 0,
	  { { 0x1ff8, 0x2066 }, { 0x2ff0, 0x3067 }, { 0x3040, 0x40e7 } } },
	{ "4 levels, no level 3", &four_levels, 0xffffffff81123456, -EFAULT, 0,
	  { { 0x1ff8, 0x2067 }, { 0x2ff0, 0x3066 }, { 0x3040, 0x40e7 } } },
	{ "4 levels, no level 2", &four_levels, 0xffffffff81123456, -EFAULT, 0,
	  { { 0x1ff8, 0x2067 }, { 0x2ff0, 0x3067 }, { 0x3040, 0x40e6 } } },
	{ "4 levels, no level 1", &four_levels, 0xffffffff81123456, -EFAULT, 0,
	  { { 0x1ff8, 0x2067 }, { 0x2ff0, 0x3067 }, { 0x3040, 0x4067 },
	    { 0x4918, 0xabcde066 } } },
	{ "4 levels, not canonical", &four_levels, 0x800000000000, -EFAULT, 0,
	  { { 0x1800, 0x2067 }, { 0x2000, 0xe7 } } },
	{ "table outside the cell", &four_levels, 0xffffffff81123456, -EFAULT, 0,
	  { { 0x1ff8, 0x2067 }, { 0x2ff0, 0xffffffffff067 } } },

	/* gva 0xff12345681123456: 0x112, 0x68, 0x15a, 8, 0x123 */
	{ "5 levels", &five_levels, 0xff12345681123456, 0, 0xabcde456,
	  { { 0x1890, 0x2067 }, { 0x2340, 0x3067 }, { 0x3ad0, 0x4067 },
	    { 0x4040, 0x5067 }, { 0x5918, 0xabcde067 } } },
	{ "5 levels, 1G page", &five_levels, 0xff12345681123456, 0, 0xc1123456,
	  { { 0x1890, 0x2067 }, { 0x2340, 0x3067 }, { 0x3ad0, 0xc00000e7 } } },
	{ "5 levels, no level 5", &five_levels, 0xff12345681123456, -EFAULT, 0,
	  { { 0x1890, 0x2066 }, { 0x2340, 0x3067 }, { 0x3ad0, 0xc00000e7 } } },
	{ "5 levels, not canonical", &five_levels, 0x100000000000000, -EFAULT, 0,
	  { { 0x1800, 0x2067 }, { 0x2000, 0x3067 }, { 0x3000, 0xe7 } } },
};

KUNIT_ARRAY_PARAM_DESC(walk, walk_cases, text);

static void address_is_translated(struct kunit *test)
{
	const struct walk_case *c = test->param_value;
	u64 gpa = 0;
	int i;

	for (i = 0; i < ARRAY_SIZE(c->entry) && c->entry[i].gpa; i++) {
		if (c->ws == &two_levels)
			put32(c->entry[i].gpa, c->entry[i].value);
		else
			put64(c->entry[i].gpa, c->entry[i].value);
	}

	KUNIT_EXPECT_EQ(test, walk_guest(c->ws, c->gva, 0, &gpa), c->err);
	if (!c->err)
		KUNIT_EXPECT_EQ(test, gpa, c->gpa);
}

static void large_pages_need_pse(struct kunit *test)
{
	struct walk_state ws = two_levels;
	u64 gpa = 0;

	ws.cr4 = 0;
	put32(0x1c00, 0x20e7);
	put32(0x248c, 0xabcde067);
	KUNIT_EXPECT_EQ(test, walk_guest(&ws, 0xc0123456, 0, &gpa), 0);
	KUNIT_EXPECT_EQ(test, gpa, 0xabcde456);
}

/* Register settings that rights depend on */
#define WP	BIT(0)
#define SMEP	BIT(1)
#define SMAP	BIT(2)
#define NXE	BIT(3)

#define R	0
#define W	WALK_WRITE
#define X	WALK_FETCH
#define U	WALK_USER
#define AC	WALK_AC

static const struct rights_case {
	const char *text;
	unsigned int setting;
	unsigned int access;
	u64 clear;	/* flags that one level lacks; all have the others */
	u64 set;	/* flags that one level has; none has the others */
	u64 never;	/* flags that no level has */
	int err;
} rights_cases[] = {
	{ "read", 0, R, RW, 0, 0, 0 },
	{ "write", 0, W, 0, 0, 0, 0 },
	{ "write, read-only, WP off", 0, W, RW, 0, 0, 0 },
	{ "write, read-only, WP on", WP, W, RW, 0, 0, -EFAULT },
	{ "user read", WP, U, RW, 0, 0, 0 },
	{ "user write", WP, U | W, 0, 0, 0, 0 },
	{ "user write, read-only, WP off", 0, U | W, RW, 0, 0, -EFAULT },
	{ "user write, read-only, WP on", WP, U | W, RW, 0, 0, -EFAULT },
	{ "user read of supervisor page", 0, U, US, 0, 0, -EFAULT },
	{ "user write to supervisor page", 0, U | W, US, 0, 0, -EFAULT },
	{ "user fetch from supervisor page", 0, U | X, US, 0, 0, -EFAULT },
	{ "read of user page", 0, R, 0, 0, 0, 0 },
	{ "fetch from user page", SMAP, X, 0, 0, 0, 0 },
	{ "fetch from user page, SMEP", SMEP, X, 0, 0, 0, -EFAULT },
	{ "fetch, one level supervisor, SMEP", SMEP, X, US, 0, 0, 0 },
	{ "fetch from supervisor page, SMEP", SMEP, X, 0, 0, US, 0 },
	{ "user fetch, SMEP", SMEP, U | X, 0, 0, 0, 0 },
	{ "read of user page, SMEP", SMEP, R, 0, 0, 0, 0 },
	{ "read of user page, SMAP", SMAP, R, 0, 0, 0, -EFAULT },
	{ "write to user page, SMAP", SMAP, W, 0, 0, 0, -EFAULT },
	{ "read of user page, SMAP and AC", SMAP, R | AC, 0, 0, 0, 0 },
	{ "read, one level supervisor, SMAP", SMAP, R, US, 0, 0, 0 },
	{ "user read, SMAP", SMAP, U, 0, 0, 0, 0 },
	{ "fetch, NX", NXE, X, 0, NX, 0, -EFAULT },
	{ "fetch, NX reserved", 0, X, 0, NX, 0, -EFAULT },
	{ "user fetch, NX", NXE, U | X, 0, NX, 0, -EFAULT },
	{ "read, NX", NXE, R, 0, NX, 0, 0 },
	{ "fetch, read-only", WP, X, RW, 0, 0, 0 },
};

KUNIT_ARRAY_PARAM_DESC(rights, rights_cases, text);

static void apply_setting(struct walk_state *ws, unsigned int setting)
{
	if (setting & WP)
		ws->cr0 |= X86_CR0_WP;
	if (setting & SMEP)
		ws->cr4 |= X86_CR4_SMEP;
	if (setting & SMAP)
		ws->cr4 |= X86_CR4_SMAP;
	ws->efer &= ~EFER_NX;
	if (setting & NXE)
		ws->efer |= EFER_NX;
}

/* The flag is looked for at each level in turn, on 4K, 2M and 1G pages. */
static void rights_count_at_each_level(struct kunit *test)
{
	const struct rights_case *c = test->param_value;
	static const u64 table[5] = { 0x1000, 0x2000, 0x3000, 0x4000, 0x5000 };
	struct walk_state ws = five_levels;
	int leaf, odd, level;
	u64 gpa;

	apply_setting(&ws, c->setting);
	for (leaf = 2; leaf < 5; leaf++) {
		for (odd = 0; odd <= leaf; odd++) {
			for (level = 0; level <= leaf; level++) {
				u64 entry = ALL & ~c->never;

				if (level == odd)
					entry = (entry & ~c->clear) | c->set;
				if (level < leaf)
					entry |= table[level + 1];
				else if (leaf < 4)
					entry |= PS;
				put64(table[level], entry);
			}
			KUNIT_EXPECT_EQ_MSG(test, c->err,
					    walk_guest(&ws, 0, c->access, &gpa),
					    "level %d of %d", odd, leaf);
		}
	}
}

static void rights_count_with_two_levels(struct kunit *test)
{
	const struct rights_case *c = test->param_value;
	/* Entries of 4 bytes have no NX flag. */
	int err = c->set & NX ? 0 : c->err;
	struct walk_state ws = two_levels;
	int leaf, odd, level;
	u64 gpa;

	apply_setting(&ws, c->setting);
	for (leaf = 0; leaf < 2; leaf++) {
		for (odd = 0; odd <= leaf; odd++) {
			for (level = 0; level <= leaf; level++) {
				u64 entry = ALL & ~c->never;

				if (level == odd)
					entry &= ~c->clear;
				if (level < leaf)
					entry |= 0x2000;
				else if (!leaf)
					entry |= PS;
				put32(0x1000 + level * 0x1000, entry);
			}
			KUNIT_EXPECT_EQ_MSG(test, err,
					    walk_guest(&ws, 0, c->access, &gpa),
					    "level %d of %d", odd, leaf);
		}
	}
}

static void pae_top_level_has_no_rights(struct kunit *test)
{
	struct walk_state ws = pae;
	u64 gpa;

	ws.cr0 |= X86_CR0_WP;
	put64(0x1020, 0x2000 | P);
	put64(0x2000, ALL | PS);
	KUNIT_EXPECT_EQ(test, walk_guest(&ws, 0, U | W, &gpa), 0);
	put64(0x2000, ALL | PS | NX);
	KUNIT_EXPECT_EQ(test, walk_guest(&ws, 0, U | X, &gpa), -EFAULT);
}

/* --- fetch ---------------------------------------------------------------- */

/*
 * Code pages 0 and 1 (of the first 2 MiB, 4 levels) are not neighbours in
 * physical memory, and hold different bytes.
 */
static void map_code(void)
{
	u8 code[SZ_4K / 4];
	int i;

	put64(0x1000, 0x2000 | ALL);
	put64(0x2000, 0x3000 | ALL);
	put64(0x3000, 0x4000 | ALL);
	put64(0x4000, 0x90000 | ALL);
	put64(0x4008, 0x70000 | ALL);
	for (i = 0; i < 4; i++) {
		memset(code, 0x90 + i, sizeof(code));
		fake_write(0x90000 + i * sizeof(code), code, sizeof(code));
		memset(code, 0x70 + i, sizeof(code));
		fake_write(0x70000 + i * sizeof(code), code, sizeof(code));
	}
}

static void expect_bytes(struct kunit *test, const u8 *buf, unsigned int first,
			 unsigned int num, u8 value)
{
	unsigned int i;

	for (i = first; i < first + num; i++)
		KUNIT_EXPECT_EQ_MSG(test, buf[i], value, "byte %u", i);
}

static void fetch_within_page(struct kunit *test)
{
	u8 buf[INSN_BUF_LEN] = {};

	map_code();
	memory.reads = 0;
	KUNIT_EXPECT_EQ(test, fetch_insn(&four_levels, 0x3f8, buf), 15);
	expect_bytes(test, buf, 0, 8, 0x90);
	expect_bytes(test, buf, 8, 7, 0x91);
	KUNIT_EXPECT_LE(test, memory.reads, 4 + 2);
}

static void fetch_stops_at_page_end(struct kunit *test)
{
	u8 buf[INSN_BUF_LEN];
	unsigned int left;

	map_code();
	for (left = 1; left <= 20; left++) {
		memset(buf, 0, sizeof(buf));
		KUNIT_EXPECT_EQ(test,
				fetch_insn(&four_levels, SZ_4K - left, buf),
				min(left, 15U));
		expect_bytes(test, buf, 0, min(left, 15U), 0x93);
	}
}

static void fetch_more_takes_next_page(struct kunit *test)
{
	u8 buf[INSN_BUF_LEN];
	unsigned int left;

	map_code();
	for (left = 1; left < 15; left++) {
		u64 rip = SZ_4K - left;

		memset(buf, 0, sizeof(buf));
		KUNIT_EXPECT_EQ(test, fetch_insn(&four_levels, rip, buf), left);
		KUNIT_EXPECT_EQ(test,
				fetch_insn_more(&four_levels, rip, buf, left),
				15);
		expect_bytes(test, buf, 0, left, 0x93);
		expect_bytes(test, buf, left, 15 - left, 0x70);
	}
}

static void fetch_needs_next_page_only_for_more(struct kunit *test)
{
	u8 buf[INSN_BUF_LEN] = {};

	map_code();
	put64(0x4008, 0x70000 | RW | US);
	KUNIT_EXPECT_EQ(test, fetch_insn(&four_levels, SZ_4K - 3, buf), 3);
	KUNIT_EXPECT_EQ(test, fetch_insn_more(&four_levels, SZ_4K - 3, buf, 3),
			-EFAULT);
}

static void fetch_does_not_cross_canonical_limit(struct kunit *test)
{
	u8 buf[INSN_BUF_LEN] = {};

	map_code();
	put64(0x1000 + 255 * 8, 0x2000 | ALL);
	put64(0x1000 + 256 * 8, 0x2000 | ALL);
	put64(0x2000 + 511 * 8, 0x3000 | ALL);
	put64(0x3000 + 511 * 8, 0x4000 | ALL);
	put64(0x4000 + 511 * 8, 0x90000 | ALL);
	KUNIT_EXPECT_EQ(test, fetch_insn(&four_levels, BIT_ULL(47) - 2, buf), 2);
	KUNIT_EXPECT_EQ(test,
			fetch_insn_more(&four_levels, BIT_ULL(47) - 2, buf, 2),
			-EFAULT);
}

/* Once within the page, once at its end */
static void expect_fetch(struct kunit *test, const struct walk_state *ws,
			 bool permitted)
{
	u8 buf[INSN_BUF_LEN] = {};

	KUNIT_EXPECT_EQ(test, fetch_insn(ws, 0, buf), permitted ? 15 : -EFAULT);
	KUNIT_EXPECT_EQ(test, fetch_insn(ws, SZ_4K - 3, buf),
			permitted ? 3 : -EFAULT);
}

static void fetch_checks_rights(struct kunit *test)
{
	struct walk_state user = four_levels;
	struct walk_state smep = four_levels;

	user.user = true;
	smep.cr4 |= X86_CR4_SMEP;

	map_code();
	expect_fetch(test, &four_levels, true);
	expect_fetch(test, &user, true);
	expect_fetch(test, &smep, false);
	put64(0x4000, 0x90000 | P);
	expect_fetch(test, &four_levels, true);
	expect_fetch(test, &user, false);
	expect_fetch(test, &smep, true);
	put64(0x4000, 0x90000 | P | NX);
	expect_fetch(test, &four_levels, false);
	put64(0x4000, 0x90000 | US);
	expect_fetch(test, &four_levels, false);
}

static void fetch_with_five_levels(struct kunit *test)
{
	struct walk_state ws = five_levels;

	map_code();
	ws.cr3 = 0x6000;
	put64(0x6000, 0x1000 | ALL);
	expect_fetch(test, &ws, true);
	put64(0x6000, 0x1000);
	expect_fetch(test, &ws, false);
}

static void fetch_outside_the_cell(struct kunit *test)
{
	u8 buf[INSN_BUF_LEN] = {};

	map_code();
	put64(0x4000, 0xdeadbeef000 | ALL);
	KUNIT_EXPECT_EQ(test, fetch_insn(&four_levels, 0, buf), -EFAULT);
	KUNIT_EXPECT_EQ(test, fetch_insn(&four_levels, SZ_4K - 1, buf), -EFAULT);
}

static void fetch_adds_cs_base(struct kunit *test)
{
	struct walk_state ws = real_mode;
	u8 buf[INSN_BUF_LEN] = {};

	map_code();
	ws.cs_base = 0x90000;
	KUNIT_EXPECT_EQ(test, fetch_insn(&ws, 0x400, buf), 15);
	expect_bytes(test, buf, 0, 15, 0x91);

	/* The sum is cut off to 32 bits. */
	ws.code_size = CODE_32;
	ws.cs_base = 0xfffff000;
	KUNIT_EXPECT_EQ(test, fetch_insn(&ws, 0x91800, buf), 15);
	expect_bytes(test, buf, 0, 15, 0x92);

	/* In compatibility mode as well */
	ws = four_levels;
	ws.code_size = CODE_32;
	ws.cs_base = 0xfffff000;
	KUNIT_EXPECT_EQ(test, fetch_insn(&ws, 0x2c00, buf), 15);
	expect_bytes(test, buf, 0, 15, 0x73);
}

static void fetch_has_no_cs_base_in_64_bit_mode(struct kunit *test)
{
	struct walk_state ws = four_levels;
	u8 buf[INSN_BUF_LEN] = {};

	map_code();
	ws.cs_base = 0x1000;
	KUNIT_EXPECT_EQ(test, fetch_insn(&ws, 0x800, buf), 15);
	expect_bytes(test, buf, 0, 15, 0x92);
}

/* The short way answers only where the long one would say the same */
static void expect_fast(struct kunit *test, u64 rip, bool user, bool answer)
{
	struct fetched_insn insn = {};
	struct walk_state ws = four_levels;
	u8 buf[INSN_BUF_LEN] = {};
	unsigned int len;

	ws.user = user;
	len = fetch_exit_insn(&insn, ws.cr3, rip, user, true);
	KUNIT_EXPECT_EQ_MSG(test, len, answer ? 15 : 0, "at %#llx", rip);
	if (!len)
		return;
	KUNIT_EXPECT_EQ(test, fetch_insn(&ws, rip, buf), 15);
	KUNIT_EXPECT_MEMEQ(test, insn.bytes, buf, 15);
	KUNIT_EXPECT_EQ(test, insn.len, 0);
}

static void fetch_fast_places(struct kunit *test)
{
	const u64 high = 0xffffffff80000000;

	map_code();
	memory.reads = 0;
	expect_fast(test, 0x3f8, true, true);
	KUNIT_EXPECT_LE(test, memory.reads, 2 * (4 + 2));
	expect_fast(test, 0, true, true);
	expect_fast(test, SZ_4K - 15, true, true);
	expect_fast(test, SZ_4K - 14, true, false);
	expect_fast(test, SZ_4K - 1, true, false);
	expect_fast(test, SZ_4K, true, true);

	/* the kernel's place, every index another one */
	put64(0x1000 + 511 * 8, 0x2000 | ALL);
	put64(0x2000 + 510 * 8, 0x3000 | ALL);
	put64(0x3000 + 5 * 8, 0x4000 | ALL);
	put64(0x4000 + 3 * 8, 0x90000 | ALL);
	expect_fast(test, high + 5 * SZ_2M + 3 * SZ_4K + 0x3f8, true, true);
	/* large pages: 2 MiB is usual, 1 GiB is not */
	put64(0x3000 + 6 * 8, ALL | PS);
	expect_fast(test, high + 6 * SZ_2M + 0x90bf8, true, true);
	put64(0x2000 + 511 * 8, ALL | PS);
	expect_fast(test, high + SZ_1G + 0x90bf8, true, false);
}

static void fetch_fast_checks_rights(struct kunit *test)
{
	static const u64 tables[] = { 0x1000, 0x2000, 0x3000, 0x4000 };
	u64 entry;
	int i;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		map_code();
		entry = *(u64 *)fake_find(tables[i]);
		expect_fast(test, 0, true, true);
		/* permitted, but unusual */
		expect_fast(test, 0, false, false);
		put64(tables[i], entry & ~US);
		expect_fast(test, 0, true, false);
		expect_fast(test, 0, false, true);
		put64(tables[i], entry & ~RW);
		expect_fast(test, 0, true, true);
		put64(tables[i], entry | NX);
		expect_fast(test, 0, true, false);
		put64(tables[i], entry & ~P);
		expect_fast(test, 0, true, false);
		/* outside of the cell */
		put64(tables[i], 0xabcde000 | ALL);
		expect_fast(test, 0, true, false);
		put64(tables[i], entry);
	}
}

static void fetch_fast_is_for_four_levels(struct kunit *test)
{
	struct fetched_insn insn = {};

	map_code();
	KUNIT_EXPECT_EQ(test, fetch_exit_insn(&insn, four_levels.cr3, 0, true,
					      false), 0);
}

/* Hardware that assists in decoding has left bytes: nothing is read */
static void fetch_takes_assistance(struct kunit *test)
{
	struct fetched_insn insn = { .bytes = { 0x89, 0x02 } };
	unsigned int len;

	map_code();
	memory.reads = 0;
	for (len = 1; len <= 15; len++) {
		insn.len = len;
		KUNIT_EXPECT_EQ(test, fetch_exit_insn(&insn, four_levels.cr3, 0,
						      true, len & 1), len);
	}
	/* the upper half of the byte is reserved */
	insn.len = 0xf3;
	KUNIT_EXPECT_EQ(test, fetch_exit_insn(&insn, four_levels.cr3, 0, true,
					      true), 3);
	KUNIT_EXPECT_EQ(test, insn.bytes[0], 0x89);
	KUNIT_EXPECT_EQ(test, memory.reads, 0);
}

static struct kunit_case walk_test_cases[] = {
	KUNIT_CASE_PARAM(address_is_translated, walk_gen_params),
	KUNIT_CASE(large_pages_need_pse),
	KUNIT_CASE_PARAM(rights_count_at_each_level, rights_gen_params),
	KUNIT_CASE_PARAM(rights_count_with_two_levels, rights_gen_params),
	KUNIT_CASE(pae_top_level_has_no_rights),
	KUNIT_CASE(fetch_within_page),
	KUNIT_CASE(fetch_stops_at_page_end),
	KUNIT_CASE(fetch_more_takes_next_page),
	KUNIT_CASE(fetch_needs_next_page_only_for_more),
	KUNIT_CASE(fetch_does_not_cross_canonical_limit),
	KUNIT_CASE(fetch_checks_rights),
	KUNIT_CASE(fetch_with_five_levels),
	KUNIT_CASE(fetch_outside_the_cell),
	KUNIT_CASE(fetch_fast_places),
	KUNIT_CASE(fetch_fast_checks_rights),
	KUNIT_CASE(fetch_fast_is_for_four_levels),
	KUNIT_CASE(fetch_takes_assistance),
	KUNIT_CASE(fetch_adds_cs_base),
	KUNIT_CASE(fetch_has_no_cs_base_in_64_bit_mode),
	{}
};

static struct kunit_suite walk_test_suite = {
	.name = "jailhouse_walk",
	.init = walk_test_init,
	.test_cases = walk_test_cases,
};

kunit_test_suite(walk_test_suite);
