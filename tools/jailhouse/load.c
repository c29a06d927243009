// SPDX-License-Identifier: GPL-2.0-only
/*
 * A configuration from a file of any format: device-tree source, compiled device
 * tree, established binary or ours
 */
#include <errno.h>
#include <fcntl.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "compile.h"
#include "import.h"
#include "load.h"
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

static void exec_or_explain(const char *const *argv)
{
	execvp(argv[0], (char *const *)argv);
	fprintf(stderr,
		"jailhouse: cannot run %s: %s; install it (Debian: %s) or compile the source elsewhere and give the .dtb or .cell file\n",
		argv[0], strerror(errno),
		strcmp(argv[0], "cpp") ? "device-tree-compiler" : "cpp");
	_exit(127);
}

static pid_t spawn(const char *const *argv, int in, int out)
{
	pid_t pid = fork();

	if (pid < 0)
		die("cannot start %s: %s", argv[0], strerror(errno));
	if (pid)
		return pid;
	if ((in >= 0 && dup2(in, STDIN_FILENO) < 0) ||
	    dup2(out, STDOUT_FILENO) < 0)
		_exit(127);
	exec_or_explain(argv);
	return -1;
}

/* cpp FILE | dtc, as the kernel does it for board files */
static void *compile_source(const char *file, size_t *size)
{
	static const char * const dtc[] = {
		"dtc", "-q", "-I", "dts", "-O", "dtb", "-o", "-", NULL,
	};
	const char *cpp[128] = {
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
	pid_cpp = spawn(cpp, -1, source[1]);
	pid_dtc = spawn(dtc, source[0], result[1]);
	close(source[0]);
	close(source[1]);
	close(result[1]);

	data = xzalloc(room);
	while ((got = read(result[0], data + used, room - used)) > 0) {
		used += got;
		if (used == room) {
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
	*size = used;
	return data;
}

static int from_device_tree(const char *file, const void *fdt, size_t size,
			    struct loaded_config *loaded)
{
	if (compile_config(fdt, size, file, &loaded->source))
		return -1;
	loaded->config = blob_finish(&loaded->source, &loaded->size);
	return 0;
}

static void explain(const char *file, const struct loaded_config *loaded,
		    const struct jailhouse_config_error *err)
{
	const char *path = blob_path(&loaded->source, err->object, err->index);
	char text[512];

	jailhouse_config_error_text(err, text, sizeof(text));
	fprintf(stderr, "%s: ", file);
	if (path)
		fprintf(stderr, "%s: ", path);
	fprintf(stderr, "%s\n", text);
	/* The other party of a clash */
	if (err->code == JAILHOUSE_CFG_MEM_OVERLAP) {
		path = blob_path(&loaded->source, JAILHOUSE_OBJ_MEMORY,
				 err->other);
		if (path)
			fprintf(stderr, "%s: memory %llu is %s\n", file,
				(unsigned long long)err->other, path);
	}
}

/**
 * load_config() - read and check a configuration
 * @file:	name of a .dts, .dtb or .cell file; the content decides, a source
 *		is what is none of the others
 * @kind:	JAILHOUSE_KIND_*, or ANY_KIND
 * @loaded:	out: the configuration, to be freed with unload_config()
 *
 * Everything that is wrong is reported on standard error.
 *
 * Return: EXIT_OK, EXIT_FAILED if the file cannot be read, or EXIT_CONFIG.
 */
int load_config(const char *file, int kind, struct loaded_config *loaded)
{
	struct jailhouse_config_error err;
	int ret = EXIT_CONFIG;
	void *data, *fdt;
	size_t size;

	loaded->config = NULL;
	blob_init(&loaded->source);
	data = read_file(file, &size);
	if (!data) {
		error("cannot read %s: %s", file, strerror(errno));
		return EXIT_FAILED;
	}
	if (size >= 8 && !memcmp(data, JAILHOUSE_CONFIG_MAGIC, 8)) {
		loaded->config = data;
		loaded->size = size;
		data = NULL;
	} else if (is_established(data, size)) {
		if (import_config(data, size, file, &loaded->source))
			goto out;
		loaded->config = blob_finish(&loaded->source, &loaded->size);
	} else if (size >= sizeof(struct fdt_header) &&
		   fdt_magic(data) == FDT_MAGIC) {
		if (from_device_tree(file, data, size, loaded))
			goto out;
	} else if (has_suffix(file, ".dts") || has_suffix(file, ".dtsi")) {
		fdt = compile_source(file, &size);
		if (!fdt) {
			error("%s: not compiled; correct what cpp and dtc report above",
			      file);
			goto out;
		}
		ret = from_device_tree(file, fdt, size, loaded) ? EXIT_CONFIG :
								  EXIT_OK;
		free(fdt);
		if (ret)
			goto out;
		ret = EXIT_CONFIG;
	} else {
		error("%s: no configuration; give a .dts, .dtb or .cell file",
		      file);
		goto out;
	}

	/* The header says what it wants to be; is it that? */
	if (loaded->size < sizeof(*loaded->config)) {
		error("%s: truncated: %zu bytes, at least %zu are needed; compile it again",
		      file, loaded->size, sizeof(*loaded->config));
		goto out;
	}
	if (loaded->config->arch > JAILHOUSE_ARCH_RISCV ||
	    loaded->config->kind > JAILHOUSE_KIND_SYSTEM) {
		error("%s: unknown architecture %u or kind %u; compile it again",
		      file, loaded->config->arch, loaded->config->kind);
		goto out;
	}
	if (jailhouse_config_check(loaded->config, loaded->size,
				   loaded->config->kind, loaded->config->arch,
				   &err)) {
		explain(file, loaded, &err);
		goto out;
	}
	if (kind != ANY_KIND && loaded->config->kind != kind) {
		error("%s: this is the configuration of a %s; %s", file,
		      kind == JAILHOUSE_KIND_CELL ? "system" : "cell",
		      kind == JAILHOUSE_KIND_CELL ?
		      "give that of a cell, or use 'jailhouse enable' with this one" :
		      "give that of the system, or use 'jailhouse cell create' with this one");
		goto out;
	}
	ret = EXIT_OK;
out:
	free(data);
	if (ret)
		unload_config(loaded);
	return ret;
}

/**
 * unload_config() - free what load_config() has allocated
 * @loaded:	filled in by load_config()
 */
void unload_config(struct loaded_config *loaded)
{
	free(loaded->config);
	loaded->config = NULL;
	blob_free(&loaded->source);
}
