// SPDX-License-Identifier: GPL-2.0-only
/*
 * Device-tree source: compiling it with cpp and dtc, and finding where a node or
 * property of the result was written
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "source.h"
#include "util.h"

#ifndef INCLUDE_DIR
#define INCLUDE_DIR	"/usr/share/jailhouse/include"
#endif

static const char *include_dirs[64];
static unsigned int num_include_dirs;

/**
 * add_include_dir() - where to look for files that a source includes
 * @dir:	a directory
 */
void add_include_dir(const char *dir)
{
	if (num_include_dirs == sizeof(include_dirs) / sizeof(*include_dirs))
		die("more than %u include directories; leave some out",
		    num_include_dirs);
	include_dirs[num_include_dirs++] = dir;
}

/**
 * has_include_dirs() - was add_include_dir() called?
 *
 * Return: whether other directories than that of the installed headers are known.
 */
bool has_include_dirs(void)
{
	return num_include_dirs;
}

static void exec_or_explain(const char *const *argv)
{
	execvp(argv[0], (char *const *)argv);
	fprintf(stderr,
		"jailhouse: cannot run %s: %s; install it (Debian: %s) or compile the source elsewhere and give the .dtb or .cell file\n",
		argv[0], strerror(errno),
		strcmp(argv[0], "cpp") ? "device-tree-compiler" : "cpp");
	_exit(127);
}

/* Without @in or @err, standard input or error stays what it is */
static pid_t spawn(const char *const *argv, int in, int out, int err)
{
	pid_t pid = fork();

	if (pid < 0)
		die("cannot start %s: %s", argv[0], strerror(errno));
	if (pid)
		return pid;
	if ((in >= 0 && dup2(in, STDIN_FILENO) < 0) ||
	    dup2(out, STDOUT_FILENO) < 0 ||
	    (err >= 0 && dup2(err, STDERR_FILENO) < 0))
		_exit(127);
	exec_or_explain(argv);
	return -1;
}

/*
 * cpp FILE | dtc, as the kernel does it for board files; a NUL follows the result.
 * Messages go to @err.
 */
static void *compile(const char *file, const char *const *dtc, int err, size_t *size)
{
	const char *cpp[8 + 2 * sizeof(include_dirs) / sizeof(*include_dirs) + 2] = {
		"cpp", "-nostdinc", "-undef", "-D__DTS__",
		"-x", "assembler-with-cpp",
	};
	int source[2], result[2], status_cpp, status_dtc;
	unsigned int n = 6, k;
	size_t room = 65536, used = 0;
	pid_t pid_cpp, pid_dtc;
	char *data;
	ssize_t got;

	for (k = 0; k < num_include_dirs; k++) {
		cpp[n++] = "-I";
		cpp[n++] = include_dirs[k];
	}
	cpp[n++] = "-I";
	cpp[n++] = INCLUDE_DIR;
	cpp[n++] = file;
	cpp[n] = NULL;

	if (pipe2(source, O_CLOEXEC) || pipe2(result, O_CLOEXEC))
		die("cannot open a pipe: %s", strerror(errno));
	fflush(stdout);
	pid_cpp = spawn(cpp, -1, source[1], err);
	pid_dtc = spawn(dtc, source[0], result[1], err);
	close(source[0]);
	close(source[1]);
	close(result[1]);

	data = xzalloc(room);
	while ((got = read(result[0], data + used, room - used - 1)) > 0) {
		used += got;
		if (used == room - 1) {
			room *= 2;
			data = xrealloc(data, room);
		}
	}
	close(result[0]);
	waitpid(pid_cpp, &status_cpp, 0);
	waitpid(pid_dtc, &status_dtc, 0);
	if (status_cpp || status_dtc || got < 0) {
		free(data);
		return NULL;
	}
	data[used] = '\0';
	*size = used;
	return data;
}

/**
 * source_compile() - compile a device-tree source
 * @file:	its name
 * @size:	out: bytes of the result
 *
 * Return: the device tree, to be freed; NULL if cpp or dtc failed, which then have
 * said why.
 */
void *source_compile(const char *file, size_t *size)
{
	static const char * const dtc[] = {
		"dtc", "-q", "-I", "dts", "-O", "dtb", "-o", "-", NULL,
	};

	return compile(file, dtc, -1, size);
}

/**
 * is_source() - is a file a device-tree source?
 * @file:	its name, which decides
 *
 * Return: whether it is.
 */
bool is_source(const char *file)
{
	return has_suffix(file, ".dts") || has_suffix(file, ".dtsi");
}

/* Where a node, or if @prop is no empty string, a property of it was written */
struct place {
	char *path;
	char *prop;
	char *where;	/* "file:line", the file may be an included one */
};

static struct place *places;
static unsigned int num_places;
/* The file that they are about */
static char *places_file;

/* "file:line:column-line:column" becomes "file:line" */
static char *start_of(char *range)
{
	unsigned int line, column;
	char *s = range, dash;

	while ((s = strchr(s, ':'))) {
		s++;
		if (sscanf(s, "%u:%u%c", &line, &column, &dash) == 3 && dash == '-') {
			*strchr(s, ':') = '\0';
			return range;
		}
	}
	return NULL;
}

/* Of all places that a node has been written at, the last one in the file itself */
static char *choose(char *list, const char *file)
{
	char *item, *save, *best = NULL;
	size_t len = strlen(file);

	for (item = strtok_r(list, ",", &save); item;
	     item = strtok_r(NULL, ",", &save)) {
		item = start_of(item + (*item == ' '));
		if (!item)
			continue;
		if (!best || (!strncmp(item, file, len) && item[len] == ':'))
			best = item;
	}
	return best;
}

/*
 * One line of what "dtc -T -T" writes: the place is in the comment at the end. A value
 * cannot look like that comment, because it is followed by one.
 */
static void read_line_places(char *line, char *path, size_t size)
{
	char *comment = NULL, *s, *name, *end, *where;
	size_t used = strlen(path);

	line += strspn(line, "\t ");
	for (s = line; (s = strstr(s, " /* ")); s++)
		comment = s;
	if (comment) {
		*comment = '\0';
		comment += 4;
		end = strstr(comment, " */");
		if (end)
			*end = '\0';
	}
	if (!strcmp(line, "};")) {
		if (strrchr(path, '/'))
			*strrchr(path, '/') = '\0';
		return;
	}
	end = line + strlen(line);
	if (end - line > 2 && !strcmp(end - 2, " {")) {
		/* Behind the labels. The path of the root is empty, until it is asked for */
		end[-2] = '\0';
		name = strrchr(line, ' ') ? strrchr(line, ' ') + 1 : line;
		snprintf(path + used, size - used, "/%s", strcmp(name, "/") ? name : "");
		name = "";
		if (!strcmp(path, "/"))
			*path = '\0';
	} else {
		name = line;
		name[strcspn(name, " =;")] = '\0';
	}
	where = comment ? choose(comment, places_file) : NULL;
	if (!where)
		return;
	places = xrealloc(places, (num_places + 1) * sizeof(*places));
	places[num_places].path = xstrdup(path);
	places[num_places].prop = xstrdup(name);
	places[num_places].where = xstrdup(where);
	num_places++;
}

static void forget_places(void)
{
	while (num_places) {
		num_places--;
		free(places[num_places].path);
		free(places[num_places].prop);
		free(places[num_places].where);
	}
	free(places);
	places = NULL;
	free(places_file);
	places_file = NULL;
}

/* Only who makes mistakes pays for it: the source is compiled once more */
static void read_places(const char *file)
{
	static const char * const dtc[] = {
		"dtc", "-q", "-T", "-T", "-I", "dts", "-O", "dts", "-o", "-", NULL,
	};
	char path[1024] = "", *text, *line, *save;
	size_t size;
	int null;

	forget_places();
	places_file = xstrdup(file);
	/* It has gone well once; a dtc without -T is no reason for a message */
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	text = compile(file, dtc, null, &size);
	if (null >= 0)
		close(null);
	if (!text)
		return;
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		read_line_places(line, path, sizeof(path));
	free(text);
}

static const char *find_place(const char *path, const char *prop, size_t len)
{
	unsigned int n;

	if (!strcmp(path, "/"))
		path = "";
	for (n = 0; n < num_places; n++)
		if (!strcmp(places[n].path, path) &&
		    !strncmp(places[n].prop, prop, len) && !places[n].prop[len])
			return places[n].where;
	return NULL;
}

/**
 * source_place() - where was something written that a message is about?
 * @file:	name of the configuration
 * @path:	path of the node
 * @text:	the message; if it quotes the name of a property of the node, like
 *		'reg', it is about that
 *
 * Return: "file:line", to be freed; the file may be one that is included. NULL if it
 * is not known, as for a file that is no source.
 */
char *source_place(const char *file, const char *path, const char *text)
{
	const char *where = NULL;
	size_t len;

	if (!is_source(file))
		return NULL;
	if (!places_file || strcmp(places_file, file))
		read_places(file);
	while (!where && (text = strchr(text, '\''))) {
		text++;
		len = strcspn(text, "'");
		if (len)
			where = find_place(path, text, len);
	}
	if (!where)
		where = find_place(path, "", 0);
	return where ? xstrdup(where) : NULL;
}

/**
 * source_prefix() - beginning of a message about a configuration
 * @file:	its name
 * @path:	path of a node
 * @name:	what is printed for it
 * @text:	the message, see source_place()
 *
 * Return: "file:line: name", or as much of that as is known, to be freed.
 */
char *source_prefix(const char *file, const char *path, const char *name,
		    const char *text)
{
	char *where = source_place(file, path, text), *prefix;
	size_t len = strlen(file);

	if (!where)
		return xasprintf("%s: %s", file, name);
	if (!strncmp(where, file, len) && where[len] == ':')
		prefix = xasprintf("%s: %s", where, name);
	else
		prefix = xasprintf("%s: %s of %s", where, name, file);
	free(where);
	return prefix;
}
