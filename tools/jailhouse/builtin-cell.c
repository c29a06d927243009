// SPDX-License-Identifier: GPL-2.0-only
/*
 * jailhouse cell: the life of a cell
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <subcmd/parse-options.h>
#include <unistd.h>
#include "builtin.h"
#include "device.h"
#include "load.h"
#include "util.h"

static int cell_create(int argc, const char **argv)
{
	static const char * const usage[] = {
		"jailhouse cell create [<options>] <cell configuration>", NULL
	};
	bool json = false;
	const struct option options[] = {
		OPT_INCLUDE(),
		OPT_BOOLEAN(0, "json", &json, "print the id as JSON"),
		OPT_END()
	};
	struct jailhouse_cell_create create = { };
	struct loaded_config loaded;
	int ret;

	argc = parse_options(argc, argv, options, usage, 0);
	if (argc != 1)
		usage_with_options(usage, options);
	ret = load_config(argv[0], JAILHOUSE_KIND_CELL, &loaded);
	if (ret)
		return ret;
	create.config = (uintptr_t)loaded.config;
	create.config_size = loaded.size;
	ret = call_driver(JAILHOUSE_CELL_CREATE, &create);
	if (!ret && json) {
		printf("{\"id\": %u, \"name\": ", create.id);
		json_string(stdout, loaded.config->name);
		puts("}");
	} else if (!ret) {
		printf("created cell '%s', id %u\n", loaded.config->name,
		       create.id);
	}
	unload_config(&loaded);
	return ret;
}

static int by_number(const struct dirent **a, const struct dirent **b)
{
	return atoi((*a)->d_name) - atoi((*b)->d_name);
}

static int is_number(const struct dirent *entry)
{
	return entry->d_name[0] >= '0' && entry->d_name[0] <= '9';
}

static char *cell_attribute(const char *id, const char *file)
{
	char *path = xasprintf("cells/%s/%s", id, file);
	char *value = sysfs_read(path);

	free(path);
	return value ? value : xstrdup("?");
}

static int cell_list(int argc, const char **argv)
{
	static const char * const usage[] = {
		"jailhouse cell list [<options>]", NULL
	};
	bool json = false;
	const struct option options[] = {
		OPT_BOOLEAN(0, "json", &json, "print JSON"),
		OPT_END()
	};
	struct dirent **entries = NULL;
	char *path;
	int n, count;

	argc = parse_options(argc, argv, options, usage, 0);
	if (argc)
		usage_with_options(usage, options);
	if (!sysfs_is_there())
		return EXIT_FAILED;
	path = sysfs_path("cells");
	count = scandir(path, &entries, is_number, by_number);
	free(path);
	/* Without the hypervisor there are no cells and not always a directory */
	if (count < 0)
		count = 0;

	if (json)
		printf("[");
	else if (count)
		printf("%-4s %-24s %-16s %-16s %s\n", "ID", "NAME", "STATE",
		       "CPUS", "FAILED CPUS");
	for (n = 0; n < count; n++) {
		const char *id = entries[n]->d_name;
		char *name = cell_attribute(id, "name");
		char *state = cell_attribute(id, "state");
		char *cpus = cell_attribute(id, "cpus_assigned_list");
		char *failed = cell_attribute(id, "cpus_failed_list");

		if (json) {
			printf("%s\n  {\"id\": %s, \"name\": ", n ? "," : "", id);
			json_string(stdout, name);
			printf(", \"state\": ");
			json_string(stdout, state);
			printf(", \"cpus\": ");
			json_string(stdout, cpus);
			printf(", \"failed_cpus\": ");
			json_string(stdout, failed);
			printf("}");
		} else {
			printf("%-4s %-24s %-16s %-16s %s\n", id, name, state,
			       cpus, failed);
		}
		free(name);
		free(state);
		free(cpus);
		free(failed);
		free(entries[n]);
	}
	free(entries);
	if (json)
		puts(count ? "\n]" : "]");
	return EXIT_OK;
}

static const char * const load_usage[] = {
	"jailhouse cell load <cell> { <image> | -s <string> } [-a <address>] ...",
	NULL
};

static const char *value_of(const char ***arg, const char *option)
{
	const char *value = *++*arg;

	if (!value)
		die("%s needs a value; see 'jailhouse cell load -h'", option);
	return value;
}

/*
 * Parsed by hand: an address belongs to the image before it, so their order
 * counts.
 */
static int cell_load(int argc, const char **argv)
{
	const char *ignored;
	const struct option options[] = {
		OPT_GROUP("of each image"),
		OPT_STRING('s', "string", &ignored, "string",
			   "load this text and a NUL instead of a file"),
		OPT_STRING('a', "address", &ignored, "address",
			   "where in the cell; 0 if not given, needed after -s"),
		OPT_END()
	};
	struct jailhouse_image *images;
	struct jailhouse_cell_load load = { };
	bool need_address = false, want_string;
	const char **arg;
	__u32 count = 0;
	char *end;
	int ret;

	if (argc < 2 || !strcmp(argv[1], "-h") || !strcmp(argv[1], "--help"))
		usage_with_options(load_usage, options);
	ret = cell_ref(argv[1], &load.cell);
	if (ret)
		return ret;
	images = xzalloc(argc * sizeof(*images));
	for (arg = argv + 2; *arg; arg++) {
		if (!strcmp(*arg, "-a") || !strcmp(*arg, "--address")) {
			const char *text = value_of(&arg, "-a");

			if (!count)
				die("-a before any image; give the address after its image");
			errno = 0;
			images[count - 1].target = strtoull(text, &end, 0);
			if (!*text || *end || errno || *text == '-')
				die("'%s' is no address; give a number such as 0x1000",
				    text);
			need_address = false;
			continue;
		}
		want_string = !strcmp(*arg, "-s") || !strcmp(*arg, "--string");
		if (!want_string && **arg == '-' && (*arg)[1])
			die("unknown option '%s'; see 'jailhouse cell load -h'",
			    *arg);
		if (need_address)
			break;
		if (want_string) {
			const char *text = value_of(&arg, "-s");

			images[count].source = (uintptr_t)text;
			images[count].size = strlen(text) + 1;
			need_address = true;
		} else {
			size_t size;
			void *data = read_file(*arg, &size);

			if (!data)
				die("cannot read %s: %s", *arg,
				    strerror(errno));
			if (!size)
				die("%s is empty; give the image of the cell",
				    *arg);
			images[count].source = (uintptr_t)data;
			images[count].size = size;
		}
		count++;
	}
	if (need_address)
		die("%s; add '-a 0x1000' if it is the command line of an x86 inmate",
		    "-s without an address");
	if (!count)
		die("no image; give the file to load");
	if (count > JAILHOUSE_MAX_IMAGES)
		die("%u images; at most %d can be loaded in one call", count,
		    JAILHOUSE_MAX_IMAGES);
	load.images = (uintptr_t)images;
	load.num_images = count;
	ret = call_driver(JAILHOUSE_CELL_LOAD, &load);
	/* The images go with the process */
	free(images);
	return ret;
}

static int simple_call(int argc, const char **argv, unsigned long request,
		       const char * const *usage)
{
	const struct option options[] = { OPT_END() };
	struct jailhouse_cell_ref ref;
	int ret;

	argc = parse_options(argc, argv, options, usage, 0);
	if (argc != 1)
		usage_with_options(usage, options);
	ret = cell_ref(argv[0], &ref);
	return ret ? ret : call_driver(request, &ref);
}

static int cell_start(int argc, const char **argv)
{
	static const char * const usage[] = {
		"jailhouse cell start <cell>", NULL
	};

	return simple_call(argc, argv, JAILHOUSE_CELL_START, usage);
}

static int cell_shutdown(int argc, const char **argv)
{
	static const char * const usage[] = {
		"jailhouse cell shutdown <cell>", NULL
	};

	return simple_call(argc, argv, JAILHOUSE_CELL_SHUTDOWN, usage);
}

static int cell_destroy(int argc, const char **argv)
{
	static const char * const usage[] = {
		"jailhouse cell destroy <cell>", NULL
	};

	return simple_call(argc, argv, JAILHOUSE_CELL_DESTROY, usage);
}

static int no_dots(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int print_stats(int id, bool json)
{
	char *dir = xasprintf("cells/%d/statistics", id);
	char *path = sysfs_path(dir);
	struct dirent **entries = NULL;
	int n, printed = 0, count;

	count = scandir(path, &entries, no_dots, alphasort);
	free(path);
	if (count < 0) {
		free(dir);
		error("cell %d has no statistics any more; see 'jailhouse cell list'",
		      id);
		return EXIT_NO_CELL;
	}
	if (json)
		printf("{\"id\": %d", id);
	for (n = 0; n < count; n++) {
		char *file = xasprintf("%s/%s", dir, entries[n]->d_name);
		char *value = sysfs_read(file);

		/* Directories, one for each CPU, are for scripts */
		if (value && json)
			printf(", \"%s\": %s", entries[n]->d_name, value);
		else if (value)
			printf("%-32s %12s\n", entries[n]->d_name, value);
		if (value)
			printed++;
		free(value);
		free(file);
		free(entries[n]);
	}
	free(entries);
	free(dir);
	if (json)
		puts("}");
	fflush(stdout);
	return printed ? EXIT_OK : EXIT_FAILED;
}

static int cell_stats(int argc, const char **argv)
{
	static const char * const usage[] = {
		"jailhouse cell stats [<options>] <cell>", NULL
	};
	unsigned int interval = 0;
	bool json = false;
	const struct option options[] = {
		OPT_UINTEGER('i', "interval", &interval,
			     "repeat after that many seconds, until the cell is gone"),
		OPT_BOOLEAN(0, "json", &json, "print one JSON object a line"),
		OPT_END()
	};
	int id, ret;

	argc = parse_options(argc, argv, options, usage, 0);
	if (argc != 1)
		usage_with_options(usage, options);
	if (!sysfs_is_there())
		return EXIT_FAILED;
	id = sysfs_find_cell(argv[0]);
	if (id < 0)
		return EXIT_NO_CELL;
	ret = print_stats(id, json);
	while (interval && !ret) {
		sleep(interval);
		if (!json)
			puts("");
		ret = print_stats(id, json);
	}
	return ret;
}

static const struct command commands[] = {
	{ "create", cell_create, "split resources off for a new cell" },
	{ "list", cell_list, "show all cells" },
	{ "load", cell_load, "put images into its memory; a running cell is shut down first" },
	{ "start", cell_start, "start it" },
	{ "shutdown", cell_shutdown, "ask it to stop" },
	{ "destroy", cell_destroy, "give its resources back to Linux" },
	{ "stats", cell_stats, "count what made it leave to the hypervisor" },
	{ }
};

int cmd_cell(int argc, const char **argv)
{
	return dispatch("jailhouse cell", commands, argc - 1, argv + 1);
}
