// SPDX-License-Identifier: GPL-2.0-only
/*
 * jailhouse console: what the hypervisor and the cells say
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <subcmd/parse-options.h>
#include <unistd.h>
#include "builtin.h"
#include "device.h"
#include "util.h"

static int copy_out(const char *data, size_t size)
{
	ssize_t n;

	while (size) {
		n = write(STDOUT_FILENO, data, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			error("cannot write: %s", strerror(errno));
			return EXIT_FAILED;
		}
		data += n;
		size -= n;
	}
	return EXIT_OK;
}

int cmd_console(int argc, const char **argv)
{
	static const char * const usage[] = {
		"jailhouse console [<options>]", NULL
	};
	bool follow = false;
	const struct option options[] = {
		OPT_BOOLEAN('f', "follow", &follow,
			    "wait for more and print it as it comes"),
		OPT_END()
	};
	struct pollfd poll_fd = { .events = POLLIN };
	char buf[4096];
	int ret = EXIT_OK;
	ssize_t n;

	argc = parse_options(argc, argv, options, usage, 0);
	if (argc)
		usage_with_options(usage, options);
	poll_fd.fd = open_device(O_RDONLY | O_NONBLOCK);
	if (poll_fd.fd < 0)
		return EXIT_FAILED;
	do {
		n = read(poll_fd.fd, buf, sizeof(buf));
		if (n > 0) {
			ret = copy_out(buf, n);
		} else if (!n || errno == EAGAIN) {
			if (!follow)
				break;
			/* The driver also wakes us for changes of state */
			if (poll(&poll_fd, 1, n ? -1 : 1000) < 0 &&
			    errno != EINTR)
				die("cannot wait for output: %s",
				    strerror(errno));
		} else if (errno != EINTR) {
			error("cannot read the console: %s; see the kernel log",
			      strerror(errno));
			ret = EXIT_FAILED;
		}
	} while (!ret);
	close(poll_fd.fd);
	return ret;
}
