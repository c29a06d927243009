// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command line: words separated by blanks, "name" or "name=value"
 */
#include <inmate.h>

/* Whether the word at s is "name" or begins with "name="; what follows the name */
static const char *match(const char *s, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(s, name, len))
		return NULL;
	s += len;
	return !*s || *s == ' ' || *s == '=' ? s : NULL;
}

static const char *find(const char *name)
{
	const char *s = __cmdline, *rest;
	const char *end = s + CMDLINE_SIZE;

	while (s < end && *s) {
		while (*s == ' ')
			s++;
		rest = match(s, name);
		if (rest)
			return rest;
		while (s < end && *s && *s != ' ')
			s++;
	}
	return NULL;
}

/**
 * cmdline_flag() - whether a word is on the command line, with a value or not
 * @name:	the word
 *
 * Return: true if it is.
 */
bool cmdline_flag(const char *name)
{
	return find(name);
}

/**
 * cmdline_str() - value of "name=value"
 * @name:	name
 * @buf:	where the value goes, terminated and cut if too long
 * @size:	bytes at @buf, at least 1
 * @def:	what to return if there is no such word
 *
 * Return: @buf or @def.
 */
const char *cmdline_str(const char *name, char *buf, size_t size, const char *def)
{
	const char *s = find(name);
	size_t n = 0;

	if (!s || *s != '=')
		return def;
	for (s++; *s && *s != ' ' && n + 1 < size; s++)
		buf[n++] = *s;
	buf[n] = 0;
	return buf;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

/**
 * cmdline_u64() - number of "name=number"
 * @name:	name
 * @def:	what to return if there is no such word
 *
 * Numbers are decimal, or hexadecimal after "0x".
 *
 * Return: the number or @def.
 */
u64 cmdline_u64(const char *name, u64 def)
{
	const char *s = find(name);
	u64 val = 0;
	int base = 10;

	if (!s || *s != '=')
		return def;
	s++;
	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
		base = 16;
		s += 2;
	}
	for (; digit(*s) < base; s++)
		val = val * base + digit(*s);
	return val;
}
