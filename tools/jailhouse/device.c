// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver: its device node and its files in sysfs
 *
 * JAILHOUSE_DEVICE and JAILHOUSE_SYSFS name others, for tests.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "util.h"
#include "device.h"

#define DEVICE	"/dev/jailhouse"
#define SYSFS	"/sys/class/misc/jailhouse"

static const char *device_path(void)
{
	const char *path = getenv("JAILHOUSE_DEVICE");

	return path ? path : DEVICE;
}

/**
 * open_device() - open the driver's device node
 * @flags:	of open(2)
 *
 * Reports on standard error why it fails.
 *
 * Return: file descriptor or -1.
 */
int open_device(int flags)
{
	const char *path = device_path();
	int fd = open(path, flags | O_CLOEXEC);
	const char *remedy;

	if (fd >= 0)
		return fd;
	if (errno == ENOENT || errno == ENODEV || errno == ENXIO)
		remedy = "load the driver with 'modprobe jailhouse'";
	else if (errno == EACCES || errno == EPERM)
		remedy = "run this as root";
	else
		remedy = "see the kernel log";
	error("cannot open %s: %s; %s", path, strerror(errno), remedy);
	return -1;
}

/**
 * call_driver() - one ioctl, with its explanation if it fails
 * @request:	JAILHOUSE_*
 * @arg:	its structure, which starts with struct jailhouse_error_buf
 *
 * Return: exit code.
 */
int call_driver(unsigned long request, void *arg)
{
	struct jailhouse_error_buf *buf = arg;
	char text[1024] = "";
	int fd, err, ret;

	fd = open_device(O_RDWR);
	if (fd < 0)
		return EXIT_FAILED;
	buf->text = (uintptr_t)text;
	buf->size = sizeof(text);
	ret = ioctl(fd, request, arg);
	err = errno;
	close(fd);
	if (!ret)
		return EXIT_OK;
	text[sizeof(text) - 1] = '\0';
	text[strcspn(text, "\n")] = '\0';
	if (*text)
		error("%s", text);
	else if (err == ENOTTY)
		error("%s does not understand this call; use tool and driver of the same build",
		      device_path());
	else if (err == EPERM || err == EACCES)
		error("%s; run this as root", strerror(err));
	else
		error("%s; see the kernel log and 'jailhouse console'",
		      strerror(err));
	return err == ENOENT ? EXIT_NO_CELL : EXIT_FAILED;
}

/**
 * cell_ref() - refer to a cell by what the user typed
 * @cell:	an id, or a name
 * @ref:	out: the reference
 *
 * Reports on standard error if it can be neither.
 *
 * Return: exit code.
 */
int cell_ref(const char *cell, struct jailhouse_cell_ref *ref)
{
	unsigned long id;
	char *end;

	memset(ref, 0, sizeof(*ref));
	id = strtoul(cell, &end, 10);
	if (*cell >= '0' && *cell <= '9' && !*end) {
		if (id >= JAILHOUSE_MAX_CELLS) {
			error("cell id %s; the largest is %d, see 'jailhouse cell list'",
			      cell, JAILHOUSE_MAX_CELLS - 1);
			return EXIT_NO_CELL;
		}
		ref->id = id;
		return EXIT_OK;
	}
	if (!*cell || strlen(cell) > JAILHOUSE_NAME_MAX) {
		error("'%s' is no name of a cell: those have 1 to %d characters; %s",
		      cell, JAILHOUSE_NAME_MAX, "see 'jailhouse cell list'");
		return EXIT_NO_CELL;
	}
	ref->id = -1;
	memcpy(ref->name, cell, strlen(cell) + 1);
	return EXIT_OK;
}

/**
 * sysfs_path() - name of one of the driver's files
 * @file:	relative to the driver's directory, "" for that itself
 *
 * Return: the path, to be freed by the caller.
 */
char *sysfs_path(const char *file)
{
	const char *base = getenv("JAILHOUSE_SYSFS");

	return xasprintf("%s/%s", base ? base : SYSFS, file);
}

/**
 * sysfs_read() - content of one of the driver's files
 * @file:	relative to the driver's directory
 *
 * Return: the line in it, to be freed by the caller; NULL if it is not there.
 */
char *sysfs_read(const char *file)
{
	char *path = sysfs_path(file);
	char *line = read_line(path);

	free(path);
	return line;
}

bool sysfs_is_there(void)
{
	char *path = sysfs_path("");
	bool there = !access(path, F_OK);

	free(path);
	if (!there)
		error("the driver is not loaded; load it with 'modprobe jailhouse'");
	return there;
}

/**
 * sysfs_find_cell() - look up a cell
 * @cell:	an id, or a name
 *
 * Reports on standard error if there is none.
 *
 * Return: its id or -1.
 */
int sysfs_find_cell(const char *cell)
{
	struct jailhouse_cell_ref ref;
	struct dirent *entry;
	char *path, *file;
	int found = -1;
	DIR *dir;

	if (cell_ref(cell, &ref))
		return -1;
	path = sysfs_path("cells");
	dir = opendir(path);
	free(path);
	while (dir && found < 0 && (entry = readdir(dir))) {
		char *name;

		if (entry->d_name[0] < '0' || entry->d_name[0] > '9')
			continue;
		if (ref.id >= 0) {
			if (atoi(entry->d_name) == ref.id)
				found = ref.id;
			continue;
		}
		file = xasprintf("cells/%s/name", entry->d_name);
		name = sysfs_read(file);
		if (name && !strcmp(name, ref.name))
			found = atoi(entry->d_name);
		free(name);
		free(file);
	}
	if (dir)
		closedir(dir);
	if (found < 0)
		error("there is no cell '%s'; see 'jailhouse cell list'", cell);
	return found;
}
