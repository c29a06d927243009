// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text formatting for messages of the hypervisor
 *
 * Pure: used by the hypervisor and by its tests.
 */
#include <linux/build_bug.h>
#include <log.h>

static_assert(sizeof(long) == sizeof(u64));

/**
 * struct output - buffer that text is appended to
 * @buf:	the buffer
 * @size:	its size, terminating NUL included
 * @len:	length that the text would have in an endless buffer
 */
struct output {
	char *buf;
	size_t size;
	size_t len;
};

static void put(struct output *out, char c)
{
	if (out->len + 1 < out->size)
		out->buf[out->len] = c;
	out->len++;
}

static void put_padded(struct output *out, const char *text, size_t len,
		       unsigned int width, char pad)
{
	while (width > len) {
		put(out, pad);
		width--;
	}
	while (len--)
		put(out, *text++);
}

static void put_string(struct output *out, const char *s, unsigned int width)
{
	size_t len = 0;

	if (!s)
		s = "(null)";
	while (s[len])
		len++;
	put_padded(out, s, len, width, ' ');
}

static void put_number(struct output *out, u64 value, bool is_long, char format,
		       unsigned int width, bool zero)
{
	char digits[20];	/* of 2^64 - 1 */
	unsigned int pos = sizeof(digits);
	bool negative = false;

	if (format == 'd') {
		if (!is_long)
			value = (s32)value;
		negative = (s64)value < 0;
		if (negative)
			value = -value;
	}
	do {
		digits[--pos] = "0123456789abcdef"[value % (format == 'x' ? 16 : 10)];
		value /= format == 'x' ? 16 : 10;
	} while (value);

	if (negative && zero) {
		put(out, '-');
		if (width)
			width--;
	} else if (negative) {
		/* There is room: 2^63 has one digit less than 2^64 - 1 */
		digits[--pos] = '-';
	}
	put_padded(out, &digits[pos], sizeof(digits) - pos, width,
		   zero ? '0' : ' ');
}

/**
 * hyp_vsnprintf() - format text
 * @buf:	where to, NUL-terminated unless @size is 0
 * @size:	size of @buf in bytes
 * @fmt:	as for hyp_log()
 * @args:	arguments
 *
 * Return: length of the complete text without the NUL; @buf holds only part
 * of it if that is @size or more.
 */
int hyp_vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct output out = { .buf = buf, .size = size };

	for (; *fmt; fmt++) {
		unsigned int width = 0, longs = 0;
		bool zero = false;
		u64 value;

		if (*fmt != '%') {
			put(&out, *fmt);
			continue;
		}
		fmt++;
		if (*fmt == '0') {
			zero = true;
			fmt++;
		}
		while (*fmt >= '0' && *fmt <= '9')
			width = width * 10 + (*fmt++ - '0');
		for (; *fmt == 'l' && longs < 2; fmt++)
			longs++;

		switch (*fmt) {
		case '%':
			put(&out, '%');
			break;
		case 's':
			put_string(&out, va_arg(args, const char *), width);
			break;
		case 'c':
		case 'd':
		case 'u':
		case 'x':
			/* long has 64 bits where there is a hypervisor */
			if (longs)
				value = va_arg(args, u64);
			else
				value = va_arg(args, u32);
			if (*fmt == 'c')
				put(&out, value);
			else
				put_number(&out, value, longs, *fmt, width,
					   zero);
			break;
		default:
			/*
			 * What follows cannot be told apart from arguments of
			 * another type, so stop instead of guessing.
			 */
			put(&out, '?');
			goto done;
		}
	}
done:
	if (size)
		buf[out.len < size ? out.len : size - 1] = '\0';
	return out.len;
}

/**
 * hyp_snprintf() - format text
 * @buf:	where to, NUL-terminated unless @size is 0
 * @size:	size of @buf in bytes
 * @fmt:	as for hyp_log()
 *
 * Return: length of the complete text without the NUL; @buf holds only part
 * of it if that is @size or more.
 */
int hyp_snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = hyp_vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}
