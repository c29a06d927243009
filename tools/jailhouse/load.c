// SPDX-License-Identifier: GPL-2.0-only
/*
 * A configuration from a file of any format: device-tree source, compiled device
 * tree, established binary or ours
 */
#include <errno.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include "compile.h"
#include "import.h"
#include "load.h"
#include "source.h"
#include "util.h"

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
	char text[512], *prefix;

	jailhouse_config_error_text(err, text, sizeof(text));
	if (path) {
		prefix = source_prefix(file, path, path, text);
		fprintf(stderr, "%s: %s\n", prefix, text);
		free(prefix);
	} else {
		/* It says itself what it is about, which is in the root node */
		prefix = source_place(file, "/", err->object == JAILHOUSE_OBJ_CPUS ?
				      "'cpus'" : text);
		fprintf(stderr, "%s: %s\n", prefix ? prefix : file, text);
		free(prefix);
	}
	/* The other party of a clash */
	if (err->code == JAILHOUSE_CFG_MEM_OVERLAP) {
		path = blob_path(&loaded->source, JAILHOUSE_OBJ_MEMORY,
				 err->other);
		if (path) {
			prefix = source_place(file, path, "");
			fprintf(stderr, "%s: memory %llu is %s\n",
				prefix ? prefix : file,
				(unsigned long long)err->other, path);
			free(prefix);
		}
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
	} else if (is_source(file)) {
		fdt = source_compile(file, &size);
		if (!fdt) {
			error("%s: not compiled; correct what cpp and dtc report above%s",
			      file, has_include_dirs() ? "" :
			      "; where files to include are not found give '-I DIR' (of the source tree its include/)");
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
