// SPDX-License-Identifier: GPL-2.0-only
/*
 * jailhouse config: configurations in all their forms
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <subcmd/parse-options.h>
#include <unistd.h>
#include "builtin.h"
#include "check.h"
#include "decompile.h"
#include "load.h"
#include "util.h"

/* Write a whole file or none: somebody may boot with it */
static int write_file(const char *path, const void *data, size_t size)
{
	char *temp;
	FILE *out;

	if (!strcmp(path, "-")) {
		if (fwrite(data, 1, size, stdout) == size && !fflush(stdout))
			return EXIT_OK;
		error("cannot write: %s", strerror(errno));
		return EXIT_FAILED;
	}
	temp = xasprintf("%s.tmp", path);
	out = fopen(temp, "w");
	if (!out || fwrite(data, 1, size, out) != size || fclose(out) ||
	    rename(temp, path)) {
		error("cannot write %s: %s", path, strerror(errno));
		unlink(temp);
		free(temp);
		return EXIT_FAILED;
	}
	free(temp);
	return EXIT_OK;
}

static int config_compile(int argc, const char **argv)
{
	static const char * const usage[] = {
		"jailhouse config compile [<options>] <source> -o <file>", NULL
	};
	const char *output = NULL;
	const struct option options[] = {
		OPT_STRING('o', "output", &output, "file",
			   "what to write, - for standard output"),
		OPT_INCLUDE(),
		OPT_END()
	};
	struct loaded_config loaded;
	int ret;

	argc = parse_options(argc, argv, options, usage, 0);
	if (argc != 1 || !output)
		usage_with_options(usage, options);
	ret = load_config(argv[0], ANY_KIND, &loaded);
	if (ret)
		return ret;
	ret = write_file(output, loaded.config, loaded.size);
	unload_config(&loaded);
	return ret;
}

static int show(const char *file, bool json)
{
	struct loaded_config loaded;
	int ret;

	ret = load_config(file, ANY_KIND, &loaded);
	if (ret)
		return ret;
	if (json)
		config_to_json(stdout, loaded.config);
	else
		config_to_dts(stdout, loaded.config);
	unload_config(&loaded);
	return EXIT_OK;
}

static int config_show(int argc, const char **argv)
{
	static const char * const usage[] = {
		"jailhouse config show [<options>] <configuration>", NULL
	};
	bool json = false;
	const struct option options[] = {
		OPT_BOOLEAN(0, "json", &json,
			    "print JSON instead of device-tree source"),
		OPT_INCLUDE(),
		OPT_END()
	};

	argc = parse_options(argc, argv, options, usage, 0);
	if (argc != 1)
		usage_with_options(usage, options);
	return show(argv[0], json);
}

static int config_import(int argc, const char **argv)
{
	static const char * const usage[] = {
		"jailhouse config import <established .cell file>", NULL
	};
	const struct option options[] = { OPT_END() };

	argc = parse_options(argc, argv, options, usage, 0);
	if (argc != 1)
		usage_with_options(usage, options);
	return show(argv[0], false);
}

/*
 * One of @argc files is that of the system, if any: put it in front, wherever it was
 * given. Complains about another one.
 */
static int system_first(struct loaded_config *loaded, const char **files, int argc)
{
	struct loaded_config first = loaded[0];
	const char *name = files[0];
	int n, found = -1;

	for (n = 0; n < argc; n++) {
		if (loaded[n].config->kind != JAILHOUSE_KIND_SYSTEM)
			continue;
		if (found >= 0) {
			error("%s: configuration of a system, and so is %s; give one system",
			      files[n], files[found]);
			return EXIT_CONFIG;
		}
		found = n;
	}
	if (found > 0) {
		loaded[0] = loaded[found];
		files[0] = files[found];
		loaded[found] = first;
		files[found] = name;
	}
	return EXIT_OK;
}

static int config_check(int argc, const char **argv)
{
	static const char * const usage[] = {
		"jailhouse config check [<options>] <system> [<cell>...]", NULL
	};
	bool json = false;
	const struct option options[] = {
		OPT_INCLUDE(),
		OPT_BOOLEAN(0, "json", &json, "print JSON"),
		OPT_END()
	};
	struct loaded_config *loaded;
	int n, ret = EXIT_OK, err;

	argc = parse_options(argc, argv, options, usage, 0);
	if (!argc)
		usage_with_options(usage, options);
	loaded = xzalloc(argc * sizeof(*loaded));
	for (n = 0; n < argc; n++) {
		err = load_config(argv[n], ANY_KIND, &loaded[n]);
		if (err)
			ret = err;
	}
	if (!ret)
		ret = system_first(loaded, argv, argc);
	if (!ret)
		ret = check_together(loaded, argv, argc, json);
	for (n = 0; n < argc; n++)
		unload_config(&loaded[n]);
	free(loaded);
	return ret;
}

static const struct command commands[] = {
	{ "compile", config_compile, "write the binary form" },
	{ "check", config_check, "check a system and cells, alone and together" },
	{ "show", config_show, "print what a configuration holds" },
	{ "import", config_import, "print an established binary as source" },
	{ }
};

int cmd_config(int argc, const char **argv)
{
	return dispatch("jailhouse config", commands, argc - 1, argv + 1);
}
