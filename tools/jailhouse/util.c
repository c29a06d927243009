// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages, memory, files and JSON for the tool
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "util.h"

/**
 * die() - report an error and exit with EXIT_FAILED
 * @fmt:	text without newline
 */
void die(const char *fmt, ...)
{
	va_list args;

	fflush(stdout);
	fputs("jailhouse: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(EXIT_FAILED);
}

/**
 * error() - report an error
 * @fmt:	text without newline
 */
void error(const char *fmt, ...)
{
	va_list args;

	fflush(stdout);
	fputs("jailhouse: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

void *xzalloc(size_t size)
{
	void *ptr = calloc(1, size ? size : 1);

	if (!ptr)
		die("out of memory");
	return ptr;
}

void *xrealloc(void *ptr, size_t size)
{
	ptr = realloc(ptr, size ? size : 1);
	if (!ptr)
		die("out of memory");
	return ptr;
}

char *xstrdup(const char *s)
{
	char *copy = strdup(s);

	if (!copy)
		die("out of memory");
	return copy;
}

char *xvasprintf(const char *fmt, va_list args)
{
	char *s;

	if (vasprintf(&s, fmt, args) < 0)
		die("out of memory");
	return s;
}

char *xasprintf(const char *fmt, ...)
{
	va_list args;
	char *s;

	va_start(args, fmt);
	s = xvasprintf(fmt, args);
	va_end(args);
	return s;
}

/**
 * read_file() - read a file as a whole
 * @path:	file name, "-" for standard input
 * @size:	out: bytes read; may be NULL
 *
 * Return: memory to be freed by the caller, with a NUL after the content; NULL
 * with errno set if the file cannot be read.
 */
void *read_file(const char *path, size_t *size)
{
	size_t used = 0, room = 0;
	char *data = NULL;
	ssize_t n;
	int fd, err;

	fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) :
				 STDIN_FILENO;
	if (fd < 0)
		return NULL;
	do {
		if (room - used < 2) {
			room = room ? 2 * room : 4096;
			data = xrealloc(data, room);
		}
		n = read(fd, data + used, room - used - 1);
		if (n > 0)
			used += n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	err = errno;
	if (fd != STDIN_FILENO)
		close(fd);
	if (n < 0) {
		free(data);
		errno = err;
		return NULL;
	}
	data[used] = '\0';
	if (size)
		*size = used;
	return data;
}

/**
 * read_line() - read a file that holds one line, as sysfs has them
 * @path:	file name
 *
 * Return: the line without its newline, to be freed by the caller; NULL with
 * errno set if the file cannot be read.
 */
char *read_line(const char *path)
{
	char *text = read_file(path, NULL);

	if (text)
		text[strcspn(text, "\n")] = '\0';
	return text;
}

bool has_suffix(const char *s, const char *suffix)
{
	size_t len = strlen(s), n = strlen(suffix);

	return len >= n && !strcmp(s + len - n, suffix);
}

/**
 * json_string() - print a string in JSON notation
 * @out:	where to
 * @s:		any bytes; what is no printable ASCII is escaped as Latin-1
 */
void json_string(FILE *out, const char *s)
{
	fputc('"', out);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			fprintf(out, "\\%c", *s);
		else if ((unsigned char)*s < ' ' || (unsigned char)*s > '~')
			fprintf(out, "\\u%04x", (unsigned char)*s);
		else
			fputc(*s, out);
	}
	fputc('"', out);
}
