// SPDX-License-Identifier: GPL-2.0-only
#include <ktap.h>

static unsigned int planned, count, failed, skipped;

/**
 * ktap_begin() - print the head of a test's output
 * @plan:	number of results that will follow, 0: not known yet; ktap_end() will say
 */
void ktap_begin(unsigned int plan)
{
	printf("KTAP version 1\n");
	planned = plan;
	if (plan)
		printf("1..%u\n", plan);
	count = 0;
	failed = 0;
	skipped = 0;
}

/**
 * ktap_result() - print one result
 * @ok:		whether it is as it should be
 * @fmt:	what was tested
 */
void ktap_result(bool ok, const char *fmt, ...)
{
	char text[200];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	count++;
	failed += !ok;
	printf("%s %u - %s\n", ok ? "ok" : "not ok", count, text);
}

/**
 * ktap_skip() - print that something could not be tested
 * @why:	what is missing
 * @fmt:	what would have been tested
 */
void ktap_skip(const char *why, const char *fmt, ...)
{
	char text[160];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	count++;
	skipped++;
	printf("ok %u - %s # SKIP %s\n", count, text, why);
}

/**
 * ktap_end() - print the summary
 */
void ktap_end(void)
{
	if (!planned)
		printf("1..%u\n", count);
	else if (planned != count)
		printf("Bail out! %u results planned, %u seen\n", planned, count);
	printf("# Totals: pass:%u fail:%u xfail:0 xpass:0 skip:%u error:0\n",
	       count - failed - skipped, failed, skipped);
	if (planned && planned != count)
		failed++;
}

/**
 * ktap_failed() - number of results that were not as they should be
 *
 * Return: the number.
 */
unsigned int ktap_failed(void)
{
	return failed;
}
