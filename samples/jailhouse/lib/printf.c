// SPDX-License-Identifier: GPL-2.0-only
/*
 * Formatted output: %c %s %d %i %u %x %X %p %%, with the flags "-", "0" and "#",
 * a width, a precision for strings, and the sizes l, ll, z and hh/h.
 */
#include <inmate.h>

struct out {
	char *buf;
	size_t size;
	size_t len;
};

struct spec {
	bool left, zero, alt;
	int width, precision;
};

static void out_char(struct out *o, char c)
{
	if (o->len + 1 < o->size)
		o->buf[o->len] = c;
	o->len++;
}

static void out_pad(struct out *o, int count, char c)
{
	while (count-- > 0)
		out_char(o, c);
}

static void out_str(struct out *o, const struct spec *sp, const char *s)
{
	int len = strlen(s);

	if (sp->precision >= 0 && len > sp->precision)
		len = sp->precision;
	if (!sp->left)
		out_pad(o, sp->width - len, ' ');
	for (int i = 0; i < len; i++)
		out_char(o, s[i]);
	if (sp->left)
		out_pad(o, sp->width - len, ' ');
}

static void out_num(struct out *o, const struct spec *sp, u64 val, unsigned int base,
		    bool negative, bool upper)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	const char *prefix = negative ? "-" : sp->alt ? "0x" : "";
	char tmp[24];
	int n = 0, len;

	do {
		tmp[n++] = digits[div_u64_rem(&val, base)];
	} while (val);

	len = n + strlen(prefix);
	if (!sp->left && !sp->zero)
		out_pad(o, sp->width - len, ' ');
	while (*prefix)
		out_char(o, *prefix++);
	if (!sp->left && sp->zero)
		out_pad(o, sp->width - len, '0');
	while (n)
		out_char(o, tmp[--n]);
	if (sp->left)
		out_pad(o, sp->width - len, ' ');
}

static u64 arg_signed(va_list *args, int size)
{
	if (size >= 2)
		return va_arg(*args, long long);
	if (size == 1)
		return va_arg(*args, long);
	return va_arg(*args, int);
}

static u64 arg_unsigned(va_list *args, int size)
{
	if (size >= 2)
		return va_arg(*args, unsigned long long);
	if (size == 1)
		return va_arg(*args, unsigned long);
	return va_arg(*args, unsigned int);
}

static const char *parse_number(const char *fmt, va_list *args, int *number)
{
	if (*fmt == '*') {
		*number = va_arg(*args, int);
		return fmt + 1;
	}
	*number = 0;
	while (*fmt >= '0' && *fmt <= '9')
		*number = *number * 10 + *fmt++ - '0';
	return fmt;
}

static const char *parse_spec(const char *fmt, va_list *args, struct spec *sp)
{
	memset(sp, 0, sizeof(*sp));
	sp->precision = -1;
	for (;; fmt++) {
		if (*fmt == '-')
			sp->left = true;
		else if (*fmt == '0')
			sp->zero = true;
		else if (*fmt == '#')
			sp->alt = true;
		else
			break;
	}
	fmt = parse_number(fmt, args, &sp->width);
	if (*fmt == '.')
		fmt = parse_number(fmt + 1, args, &sp->precision);
	return fmt;
}

static void format(struct out *o, const char *fmt, va_list *args)
{
	struct spec sp;
	const char *str;
	int size;
	u64 val;

	for (; *fmt; fmt++) {
		if (*fmt != '%') {
			out_char(o, *fmt);
			continue;
		}
		fmt = parse_spec(fmt + 1, args, &sp);
		for (size = 0; *fmt == 'l' || *fmt == 'z' || *fmt == 'h'; fmt++)
			size += *fmt != 'h';

		switch (*fmt) {
		case 'c':
			out_char(o, va_arg(*args, int));
			break;
		case 's':
			str = va_arg(*args, const char *);
			out_str(o, &sp, str ? str : "(null)");
			break;
		case 'd':
		case 'i':
			val = arg_signed(args, size);
			sp.alt = false;
			out_num(o, &sp, (s64)val < 0 ? -val : val, 10, (s64)val < 0, false);
			break;
		case 'u':
			sp.alt = false;
			out_num(o, &sp, arg_unsigned(args, size), 10, false, false);
			break;
		case 'p':
			sp.alt = true;
			out_num(o, &sp, arg_unsigned(args, 1), 16, false, false);
			break;
		case 'x':
		case 'X':
			out_num(o, &sp, arg_unsigned(args, size), 16, false, *fmt == 'X');
			break;
		case '%':
			out_char(o, '%');
			break;
		default:
			/* print what is not understood; stop at the end of the format */
			out_char(o, '%');
			fmt--;
			break;
		}
	}
}

/**
 * vsnprintf() - format into a buffer
 * @buf:	destination, terminated if @size is not 0
 * @size:	bytes at @buf
 * @fmt:	format, see the head of this file
 * @args:	its arguments
 *
 * Return: characters that the whole text has, without the terminator.
 */
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct out o = { .buf = buf, .size = size };
	va_list copy;

	/* a va_list parameter may be an array, whose address cannot be passed on */
	va_copy(copy, args);
	format(&o, fmt, &copy);
	va_end(copy);
	if (size)
		buf[o.len < size ? o.len : size - 1] = 0;
	return o.len;
}

/**
 * snprintf() - format into a buffer
 * @buf:	destination, terminated if @size is not 0
 * @size:	bytes at @buf
 * @fmt:	format, see the head of this file
 *
 * Return: characters that the whole text has, without the terminator.
 */
int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}

/**
 * printf() - print to the console of the cell
 * @fmt:	format, see the head of this file; lines end with "\n"
 *
 * Can be called on every CPU and in interrupt handlers; longer texts than 256
 * characters are cut.
 *
 * Return: characters that the whole text has.
 */
int printf(const char *fmt, ...)
{
	char buf[256];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, sizeof(buf), fmt, args);
	va_end(args);
	console_write(buf);
	return len;
}
