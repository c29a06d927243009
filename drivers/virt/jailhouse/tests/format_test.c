// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the hypervisor's text formatting
 */
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <log.h>

static void __printf(3, 4) expect_text(struct kunit *test, const char *text,
				       const char *fmt, ...)
{
	char buf[64];
	va_list args;

	va_start(args, fmt);
	KUNIT_EXPECT_EQ(test, hyp_vsnprintf(buf, sizeof(buf), fmt, args), strlen(text));
	va_end(args);
	KUNIT_EXPECT_STREQ(test, buf, text);
}

static void formats(struct kunit *test)
{
	expect_text(test, "plain", "plain");
	expect_text(test, "100%", "%u%%", 100);
	expect_text(test, "a-bc", "%c-%s", 'a', "bc");
	expect_text(test, "   bc", "%5s", "bc");
	expect_text(test, "0 -1 2147483647", "%d %d %d", 0, -1, INT_MAX);
	expect_text(test, "4294967295 ffffffff", "%u %x", ~0U, ~0U);
	expect_text(test, "  42|0042|-042|  -5", "%4u|%04u|%04d|%4d", 42, 42, -42, -5);
	expect_text(test, "0x0000beef", "0x%08x", 0xbeef);
	expect_text(test, "12345", "%2u", 12345);
}

static void long_numbers(struct kunit *test)
{
	expect_text(test, "18446744073709551615", "%llu", U64_MAX);
	expect_text(test, "-9223372036854775808", "%lld", S64_MIN);
	expect_text(test, "fedcba9876543210", "%llx", 0xfedcba9876543210ULL);
	expect_text(test, "-7 7 7", "%ld %lu %lx", -7L, 7UL, 7UL);
}

static void too_long_text_is_cut(struct kunit *test)
{
	char buf[8];

	memset(buf, 'x', sizeof(buf));
	KUNIT_EXPECT_EQ(test, hyp_snprintf(buf, 5, "%s", "abcdefgh"), 8);
	KUNIT_EXPECT_STREQ(test, buf, "abcd");
	KUNIT_EXPECT_EQ(test, buf[5], 'x');
	KUNIT_EXPECT_EQ(test, hyp_snprintf(buf, 0, "%s", "ab"), 2);
	KUNIT_EXPECT_EQ(test, buf[0], 'a');
	KUNIT_EXPECT_EQ(test, hyp_snprintf(buf, 1, "%u", 12), 2);
	KUNIT_EXPECT_EQ(test, buf[0], '\0');
}

static void missing_strings(struct kunit *test)
{
	const char *none = NULL;

	/* Not in the compiler's sight, which warns */
	OPTIMIZER_HIDE_VAR(none);
	expect_text(test, "(null)", "%s", none);
}

static struct kunit_case format_test_cases[] = {
	KUNIT_CASE(formats),
	KUNIT_CASE(long_numbers),
	KUNIT_CASE(too_long_text_is_cut),
	KUNIT_CASE(missing_strings),
	{}
};

static struct kunit_suite format_test_suite = {
	.name = "jailhouse_format",
	.test_cases = format_test_cases,
};

kunit_test_suite(format_test_suite);
