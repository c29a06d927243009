// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the instruction decoder
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "../../../../arch/x86/jailhouse/include/decode_fast.h"
#include "decode_cases.h"

/* Bytes that must not matter are one of these: a prefix, ModRM, an opcode. */
static const u8 fillers[] = { 0x00, 0x66, 0xc0, 0xff };

static void fill(u8 *buf, u8 filler, const char *bytes, unsigned int len)
{
	memset(buf, filler, INSN_BUF_LEN);
	memcpy(buf, bytes, len);
}

#define DEFINE_PARAM(name, table, type)					\
static void name##_desc(const struct type *c, char *desc)		\
{									\
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s, %u-bit code",	\
		 c->text, c->size * 8);					\
}									\
KUNIT_ARRAY_PARAM(name, table, name##_desc)

DEFINE_PARAM(mov, mov_cases, mov_case);
DEFINE_PARAM(sys, sys_cases, sys_case);

static void mov_is_decoded(struct kunit *test)
{
	const struct mov_case *c = test->param_value;
	struct mmio_insn insn;
	u8 buf[INSN_BUF_LEN];
	int i;

	for (i = 0; i < ARRAY_SIZE(fillers); i++) {
		fill(buf, fillers[i], c->bytes, c->len);
		memset(&insn, 0xaa, sizeof(insn));

		KUNIT_ASSERT_EQ(test, 0, mmio_insn_decode(buf, c->len, c->size,
							  &insn));
		KUNIT_EXPECT_EQ(test, insn.len, c->len);
		KUNIT_EXPECT_EQ(test, insn.width, c->width);
		KUNIT_EXPECT_EQ(test, insn.reg_width, c->reg_width);
		KUNIT_EXPECT_EQ(test, insn.flags, c->flags);
		KUNIT_EXPECT_EQ(test, insn.refusal, INSN_OK);
		if (c->flags & MMIO_IMM)
			KUNIT_EXPECT_EQ(test, (s64)insn.imm, c->imm);
		else
			KUNIT_EXPECT_EQ(test, insn.reg, c->reg);
	}
}

static void mov_needs_all_its_bytes(struct kunit *test)
{
	const struct mov_case *c = test->param_value;
	struct mmio_insn insn;
	u8 buf[INSN_BUF_LEN];
	unsigned int avail;
	int i;

	for (i = 0; i < ARRAY_SIZE(fillers); i++) {
		for (avail = 0; avail < c->len; avail++) {
			fill(buf, fillers[i], c->bytes, avail);
			KUNIT_EXPECT_EQ_MSG(test, -EAGAIN,
					    mmio_insn_decode(buf, avail,
							     c->size, &insn),
					    "%u of %u bytes, then %#x", avail,
					    c->len, fillers[i]);
		}
	}
}

static void mov_ignores_what_follows(struct kunit *test)
{
	const struct mov_case *c = test->param_value;
	struct mmio_insn insn;
	u8 buf[INSN_BUF_LEN];
	int i;

	for (i = 0; i < ARRAY_SIZE(fillers); i++) {
		fill(buf, fillers[i], c->bytes, c->len);
		KUNIT_ASSERT_EQ(test, 0, mmio_insn_decode(buf, sizeof(buf),
							  c->size, &insn));
		KUNIT_EXPECT_EQ(test, insn.len, c->len);
	}
}

/* What the short way has to decode */
static bool is_usual(const struct mov_case *c)
{
	u8 first = c->bytes[0];

	if (first >= 0x40 && first <= 0x4f)
		first = c->bytes[1];
	return c->size == CODE_64 &&
	       (first == 0x89 || first == 0x8b || first == 0xc7);
}

static void mov_is_decoded_fast(struct kunit *test)
{
	const struct mov_case *c = test->param_value;
	bool store = c->flags & MMIO_STORE;
	struct mmio_insn insn;
	u8 buf[INSN_BUF_LEN];
	int i;

	for (i = 0; i < ARRAY_SIZE(fillers); i++) {
		fill(buf, fillers[i], c->bytes, c->len);
		if (c->size == CODE_64)
			KUNIT_EXPECT_FALSE(test,
					   mmio_insn_decode_fast(buf, !store,
								 &insn));
		if (!is_usual(c)) {
			if (c->size == CODE_64)
				KUNIT_EXPECT_FALSE(test,
						   mmio_insn_decode_fast(buf,
									 store,
									 &insn));
			continue;
		}
		KUNIT_ASSERT_TRUE(test,
				  mmio_insn_decode_fast(buf, store, &insn));
		KUNIT_EXPECT_EQ(test, insn.len, c->len);
		KUNIT_EXPECT_EQ(test, insn.width, c->width);
		KUNIT_EXPECT_EQ(test, insn.flags, c->flags & MMIO_IMM);
		if (c->flags & MMIO_IMM)
			KUNIT_EXPECT_EQ(test, (s64)insn.imm, c->imm);
		else
			KUNIT_EXPECT_EQ(test, insn.reg, c->reg);
	}
}

static const struct refused_case {
	const char *text;
	enum code_size size;
	unsigned int len;
	const char *bytes;
	enum insn_refusal refusal;
} refused_mov_cases[] = {
	{ "add %eax,(%rdx)", CODE_64, 2, "\x01\x02", INSN_BAD_OPCODE },
	{ "or $1,(%rdx)", CODE_64, 3, "\x83\x0a\x01", INSN_BAD_OPCODE },
	{ "cmp (%rdx),%eax", CODE_64, 2, "\x3b\x02", INSN_BAD_OPCODE },
	{ "test %eax,(%rdx)", CODE_64, 2, "\x85\x02", INSN_BAD_OPCODE },
	{ "xchg %eax,(%rdx)", CODE_64, 2, "\x87\x02", INSN_BAD_OPCODE },
	{ "mov %ds,(%rdx)", CODE_64, 2, "\x8c\x1a", INSN_BAD_OPCODE },
	{ "mov (%rdx),%ds", CODE_64, 2, "\x8e\x1a", INSN_BAD_OPCODE },
	{ "pop (%rdx)", CODE_64, 2, "\x8f\x02", INSN_BAD_OPCODE },
	{ "push (%rdx)", CODE_64, 2, "\xff\x32", INSN_BAD_OPCODE },
	{ "call *(%rdx)", CODE_64, 2, "\xff\x12", INSN_BAD_OPCODE },
	{ "movsl", CODE_64, 1, "\xa5", INSN_BAD_OPCODE },
	{ "stosl", CODE_64, 1, "\xab", INSN_BAD_OPCODE },
	{ "c6 /1", CODE_64, 3, "\xc6\x0a\x01", INSN_BAD_OPCODE },
	{ "c7 /7", CODE_64, 6, "\xc7\x3a\x01\x00\x00\x00", INSN_BAD_OPCODE },
	{ "movnti %eax,(%rdx)", CODE_64, 3, "\x0f\xc3\x02", INSN_BAD_OPCODE },
	{ "movbe (%rdx),%eax", CODE_64, 4, "\x0f\x38\xf0\x02", INSN_BAD_OPCODE },
	{ "movups (%rdx),%xmm0", CODE_64, 3, "\x0f\x10\x02", INSN_BAD_OPCODE },
	{ "btl $0,(%rdx)", CODE_64, 4, "\x0f\xba\x22\x00", INSN_BAD_OPCODE },
	{ "cmpxchg %ecx,(%rdx)", CODE_64, 3, "\x0f\xb1\x0a", INSN_BAD_OPCODE },
	{ "prefix after escape", CODE_64, 4, "\x0f\x66\x89\x02", INSN_BAD_OPCODE },
	{ "vmovaps (%rdx),%ymm0", CODE_64, 4, "\xc5\xfc\x28\x02", INSN_BAD_OPCODE },
	{ "arpl %cx,(%edx)", CODE_32, 2, "\x63\x0a", INSN_BAD_OPCODE },
	{ "inc %eax", CODE_32, 3, "\x40\x89\x02", INSN_BAD_OPCODE },
	{ "dec %eax", CODE_32, 3, "\x48\x89\x02", INSN_BAD_OPCODE },
	{ "inc %ax", CODE_16, 3, "\x40\x89\x02", INSN_BAD_OPCODE },
	{ "lock mov %eax,(%rdx)", CODE_64, 3, "\xf0\x89\x02", INSN_BAD_LOCK },
	{ "lock add %eax,(%rdx)", CODE_64, 3, "\xf0\x01\x02", INSN_BAD_LOCK },
	{ "lock rex mov", CODE_64, 4, "\xf0\x44\x89\x02", INSN_BAD_LOCK },
	{ "rep stosl", CODE_64, 2, "\xf3\xab", INSN_BAD_REP },
	{ "rep movsq", CODE_64, 3, "\xf3\x48\xa5", INSN_BAD_REP },
	{ "repne mov %eax,(%rdx)", CODE_64, 3, "\xf2\x89\x02", INSN_BAD_REP },
	{ "xrelease movl $0,(%rdx)", CODE_64, 7,
	  "\xf3\xc7\x02\x00\x00\x00\x00", INSN_BAD_REP },
	{ "mov %eax,%edx", CODE_64, 2, "\x89\xc2", INSN_BAD_OPERAND },
	{ "mov %r8,%r9", CODE_64, 3, "\x4d\x89\xc1", INSN_BAD_OPERAND },
	{ "movb $1,%dl", CODE_64, 3, "\xc6\xc2\x01", INSN_BAD_OPERAND },
	{ "movzbl %al,%edx", CODE_64, 3, "\x0f\xb6\xd0", INSN_BAD_OPERAND },
	{ "movslq %eax,%rdx", CODE_64, 3, "\x48\x63\xd0", INSN_BAD_OPERAND },
	{ "data16 movsxd (%rdx),%cx", CODE_64, 3, "\x66\x63\x0a", INSN_BAD_OPERAND },
	{ "15 prefixes", CODE_64, 15,
	  "\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e",
	  INSN_TOO_LONG },
	{ "14 prefixes, mov", CODE_64, 16,
	  "\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x89\x02",
	  INSN_TOO_LONG },
	{ "11 prefixes, mov disp32", CODE_64, 17,
	  "\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x89\x82\x00\x00\x00\x00",
	  INSN_TOO_LONG },
	{ "13 prefixes, movzx", CODE_32, 16,
	  "\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x0f\xb6\x02",
	  INSN_TOO_LONG },
};

static const struct refused_case refused_sys_cases[] = {
	{ "mov %eax,(%rdx)", CODE_64, 2, "\x89\x02", INSN_BAD_OPCODE },
	{ "rdtsc", CODE_64, 2, "\x0f\x31", INSN_BAD_OPCODE },
	{ "rdpmc", CODE_64, 2, "\x0f\x33", INSN_BAD_OPCODE },
	{ "vmcall", CODE_64, 3, "\x0f\x01\xc1", INSN_BAD_OPCODE },
	{ "vmrun", CODE_64, 3, "\x0f\x01\xd8", INSN_BAD_OPCODE },
	{ "smsw %eax", CODE_64, 3, "\x0f\x01\xe0", INSN_BAD_OPCODE },
	{ "invlpg (%rdx)", CODE_64, 3, "\x0f\x01\x3a", INSN_BAD_OPCODE },
	{ "mov %db0,%rax", CODE_64, 3, "\x0f\x21\xc0", INSN_BAD_OPCODE },
	{ "inc before cpuid", CODE_32, 3, "\x40\x0f\xa2", INSN_BAD_OPCODE },
	{ "lock mov %rax,%cr4", CODE_64, 4, "\xf0\x0f\x22\xe0", INSN_BAD_LOCK },
	{ "lock cpuid", CODE_64, 3, "\xf0\x0f\xa2", INSN_BAD_LOCK },
	{ "lock hlt", CODE_64, 2, "\xf0\xf4", INSN_BAD_LOCK },
	{ "14 prefixes, cpuid", CODE_64, 16,
	  "\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x0f\xa2",
	  INSN_TOO_LONG },
};

DEFINE_PARAM(refused_mov, refused_mov_cases, refused_case);
DEFINE_PARAM(refused_sys, refused_sys_cases, refused_case);

static void mov_is_refused(struct kunit *test)
{
	const struct refused_case *c = test->param_value;
	struct mmio_insn insn;
	u8 buf[INSN_BUF_LEN];

	fill(buf, 0, c->bytes, c->len);
	KUNIT_EXPECT_EQ(test, -EOPNOTSUPP,
			mmio_insn_decode(buf, c->len, c->size, &insn));
	KUNIT_EXPECT_EQ(test, insn.refusal, c->refusal);
}

static void sys_is_refused(struct kunit *test)
{
	const struct refused_case *c = test->param_value;
	struct sys_insn insn;
	u8 buf[INSN_BUF_LEN];

	fill(buf, 0, c->bytes, c->len);
	KUNIT_EXPECT_EQ(test, -EOPNOTSUPP,
			sys_insn_decode(buf, c->len, c->size, &insn));
	KUNIT_EXPECT_EQ(test, insn.refusal, c->refusal);
}

static void sys_is_decoded(struct kunit *test)
{
	const struct sys_case *c = test->param_value;
	struct sys_insn insn;
	u8 buf[INSN_BUF_LEN];
	int i;

	for (i = 0; i < ARRAY_SIZE(fillers); i++) {
		fill(buf, fillers[i], c->bytes, c->len);
		KUNIT_ASSERT_EQ(test, 0, sys_insn_decode(buf, c->len, c->size,
							 &insn));
		KUNIT_EXPECT_EQ(test, insn.op, c->op);
		KUNIT_EXPECT_EQ(test, insn.len, c->len);
		KUNIT_EXPECT_EQ(test, insn.refusal, INSN_OK);
		if (c->reg_width) {
			KUNIT_EXPECT_EQ(test, insn.reg, c->reg);
			KUNIT_EXPECT_EQ(test, insn.reg_width, c->reg_width);
		}
		if (c->op == SYS_MOV_TO_CR || c->op == SYS_MOV_FROM_CR)
			KUNIT_EXPECT_EQ(test, insn.cr, c->cr);
	}
}

static void sys_needs_all_its_bytes(struct kunit *test)
{
	const struct sys_case *c = test->param_value;
	struct sys_insn insn;
	u8 buf[INSN_BUF_LEN];
	unsigned int avail;
	int i;

	for (i = 0; i < ARRAY_SIZE(fillers); i++) {
		for (avail = 0; avail < c->len; avail++) {
			fill(buf, fillers[i], c->bytes, avail);
			KUNIT_EXPECT_EQ_MSG(test, -EAGAIN,
					    sys_insn_decode(buf, avail,
							    c->size, &insn),
					    "%u of %u bytes, then %#x", avail,
					    c->len, fillers[i]);
		}
	}
}

#define OLD	0x1122334455667788

static const struct load_case {
	const char *text;
	u8 width;
	u8 reg_width;
	u8 flags;
	u64 value;
	u64 result;
} load_cases[] = {
	{ "8 bits", 1, 1, 0, 0xaa, 0x11223344556677aa },
	{ "8 bits high", 1, 1, MMIO_HIGH, 0xaa, 0x112233445566aa88 },
	{ "16 bits", 2, 2, 0, 0xaabb, 0x112233445566aabb },
	{ "32 bits", 4, 4, 0, 0xaabbccdd, 0xaabbccdd },
	{ "64 bits", 8, 8, 0, 0xaabbccddeeff0011, 0xaabbccddeeff0011 },
	{ "8 to 16 bits, zero", 1, 2, 0, 0xaa, 0x11223344556600aa },
	{ "8 to 32 bits, zero", 1, 4, 0, 0xaa, 0xaa },
	{ "8 to 64 bits, zero", 1, 8, 0, 0xaa, 0xaa },
	{ "16 to 32 bits, zero", 2, 4, 0, 0xaabb, 0xaabb },
	{ "16 to 64 bits, zero", 2, 8, 0, 0xaabb, 0xaabb },
	{ "8 to 16 bits, sign", 1, 2, MMIO_SIGNED, 0xaa, 0x112233445566ffaa },
	{ "8 to 32 bits, sign", 1, 4, MMIO_SIGNED, 0xaa, 0xffffffaa },
	{ "8 to 64 bits, sign", 1, 8, MMIO_SIGNED, 0xaa, 0xffffffffffffffaa },
	{ "16 to 32 bits, sign", 2, 4, MMIO_SIGNED, 0x8000, 0xffff8000 },
	{ "16 to 64 bits, sign", 2, 8, MMIO_SIGNED, 0x8000, 0xffffffffffff8000 },
	{ "32 to 64 bits, sign", 4, 8, MMIO_SIGNED, 0x80000000, 0xffffffff80000000 },
	{ "32 bits of movsxd", 4, 4, MMIO_SIGNED, 0x80000000, 0x80000000 },
	{ "8 to 32 bits, positive", 1, 4, MMIO_SIGNED, 0x7f, 0x7f },
	{ "8 bits of garbage", 1, 1, 0, 0xffffffffffffff01, 0x1122334455667701 },
	{ "8 bits high of garbage", 1, 1, MMIO_HIGH, 0xffffffffffffff01,
	  0x1122334455660188 },
	{ "16 bits of garbage", 2, 4, 0, 0xffffffffffff0002, 0x2 },
	{ "32 bits of garbage", 4, 4, 0, 0xffffffff00000003, 0x3 },
};

KUNIT_ARRAY_PARAM_DESC(load, load_cases, text);

static void load_changes_its_register_only(struct kunit *test)
{
	const struct load_case *c = test->param_value;
	struct mmio_insn insn = {
		.width = c->width,
		.reg_width = c->reg_width,
		.flags = c->flags,
	};
	u64 gprs[16];
	int reg, i;

	for (reg = 0; reg < 16; reg++) {
		for (i = 0; i < 16; i++)
			gprs[i] = OLD;
		insn.reg = reg;
		mmio_insn_complete(&insn, gprs, c->value);
		for (i = 0; i < 16; i++)
			KUNIT_EXPECT_EQ(test, gprs[i],
					i == reg ? c->result : OLD);
	}
}

static const struct store_case {
	const char *text;
	u8 width;
	u8 flags;
	u64 imm;
	u64 result;
} store_cases[] = {
	{ "8 bits", 1, 0, 0, 0x88 },
	{ "8 bits high", 1, MMIO_HIGH, 0, 0x77 },
	{ "16 bits", 2, 0, 0, 0x7788 },
	{ "32 bits", 4, 0, 0, 0x55667788 },
	{ "64 bits", 8, 0, 0, OLD },
	{ "8 bits immediate", 1, MMIO_IMM, -1ULL, 0xff },
	{ "16 bits immediate", 2, MMIO_IMM, -2ULL, 0xfffe },
	{ "32 bits immediate", 4, MMIO_IMM, -3ULL, 0xfffffffd },
	{ "64 bits immediate", 8, MMIO_IMM, -4ULL, -4ULL },
};

KUNIT_ARRAY_PARAM_DESC(store, store_cases, text);

static void store_takes_its_width(struct kunit *test)
{
	const struct store_case *c = test->param_value;
	struct mmio_insn insn = {
		.width = c->width,
		.reg_width = c->width,
		.flags = c->flags | MMIO_STORE,
		.imm = c->imm,
	};
	u64 gprs[16] = {};
	int reg;

	for (reg = 0; reg < 16; reg++) {
		insn.reg = reg;
		gprs[reg] = OLD;
		KUNIT_EXPECT_EQ(test, mmio_insn_value(&insn, gprs), c->result);
		gprs[reg] = 0;
	}
}

static void code_size_follows_cs(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, insn_code_size(false, false, false), CODE_16);
	KUNIT_EXPECT_EQ(test, insn_code_size(false, false, true), CODE_32);
	/* L is not looked at outside long mode. */
	KUNIT_EXPECT_EQ(test, insn_code_size(false, true, false), CODE_16);
	KUNIT_EXPECT_EQ(test, insn_code_size(false, true, true), CODE_32);
	KUNIT_EXPECT_EQ(test, insn_code_size(true, false, false), CODE_16);
	KUNIT_EXPECT_EQ(test, insn_code_size(true, false, true), CODE_32);
	KUNIT_EXPECT_EQ(test, insn_code_size(true, true, false), CODE_64);
}

static struct kunit_case decode_test_cases[] = {
	KUNIT_CASE_PARAM(mov_is_decoded, mov_gen_params),
	KUNIT_CASE_PARAM(mov_is_decoded_fast, mov_gen_params),
	KUNIT_CASE_PARAM(mov_needs_all_its_bytes, mov_gen_params),
	KUNIT_CASE_PARAM(mov_ignores_what_follows, mov_gen_params),
	KUNIT_CASE_PARAM(mov_is_refused, refused_mov_gen_params),
	KUNIT_CASE_PARAM(load_changes_its_register_only, load_gen_params),
	KUNIT_CASE_PARAM(store_takes_its_width, store_gen_params),
	KUNIT_CASE_PARAM(sys_is_decoded, sys_gen_params),
	KUNIT_CASE_PARAM(sys_needs_all_its_bytes, sys_gen_params),
	KUNIT_CASE_PARAM(sys_is_refused, refused_sys_gen_params),
	KUNIT_CASE(code_size_follows_cs),
	{}
};

static struct kunit_suite decode_test_suite = {
	.name = "jailhouse_decode",
	.test_cases = decode_test_cases,
};

kunit_test_suite(decode_test_suite);
