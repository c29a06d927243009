// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules about configurations that are used together
 *
 * Each configuration is sound in itself when it comes here. The first may be
 * that of the system; the others are the cells that are to run at the same time.
 */
#include <linux/jailhouse_cell.h>
#include <stdlib.h>
#include <string.h>
#include "check.h"
#include "source.h"
#include "util.h"

/**
 * report_finding() - say what is wrong
 * @c:		the check
 * @is_error:	it makes the check fail
 * @n:		configuration that it is about
 * @object:	JAILHOUSE_OBJ_* that it is about
 * @index:	which of them
 * @fmt:	what is wrong; ends with the remedy, no newline
 */
void report_finding(struct checker *c, bool is_error, unsigned int n,
		    unsigned int object, unsigned int index, const char *fmt, ...)
{
	const char *path = blob_path(&c->loaded[n].source, object, index);
	char text[512], name[512], *s;
	const char *about;
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (path)
		snprintf(name, sizeof(name), "%s", path);
	else if (object == JAILHOUSE_OBJ_HEADER || object == JAILHOUSE_OBJ_CPUS ||
		 object == JAILHOUSE_OBJ_SYSTEM)
		snprintf(name, sizeof(name), "%s",
			 jailhouse_config_object_name(object));
	else
		snprintf(name, sizeof(name), "%s %u",
			 jailhouse_config_object_name(object), index);
	/* What has no node is a property of the root */
	about = path || object != JAILHOUSE_OBJ_CPUS ? text : "'cpus'";
	if (!path)
		path = "/";
	if (c->json) {
		printf("%s\n  {\"severity\": \"%s\", \"file\": ",
		       c->findings ? "," : "", is_error ? "error" : "warning");
		json_string(stdout, c->files[n]);
		printf(", \"path\": ");
		json_string(stdout, name);
		s = source_place(c->files[n], path, about);
		if (s) {
			printf(", \"source\": ");
			json_string(stdout, s);
			free(s);
		}
		printf(", \"text\": ");
		json_string(stdout, text);
		printf("}");
	} else {
		s = source_prefix(c->files[n], path, name, about);
		printf("%s: %s: %s\n", s, is_error ? "error" : "warning", text);
		free(s);
	}
	c->findings++;
	c->errors += is_error;
}

static bool has_comm_region(const struct jailhouse_config *cfg, __u32 *index)
{
	for (*index = 0; *index < cfg->memory.count; (*index)++)
		if (config_memory(cfg)[*index].flags & JAILHOUSE_MEM_COMM_REGION)
			return true;
	return false;
}

/* What the format has, but nobody takes care of: enable and create refuse it */
static void check_supported(struct checker *c, unsigned int n)
{
	struct jailhouse_config_error err;
	char text[512];

	if (checked_config(c, n)->system &&
	    config_system(checked_config(c, n))->flags & JAILHOUSE_SYS_INSECURE_TEST)
		WARN(c, n, JAILHOUSE_OBJ_SYSTEM, 0,
		     "for tests, and does not isolate cells; 'jailhouse enable' wants --insecure, or remove 'insecure-test'");
	if (!jailhouse_config_unsupported(checked_config(c, n), &err))
		return;
	jailhouse_config_error_text(&err, text, sizeof(text));
	/* Of what it is will be said again */
	COMPLAIN(c, n, err.object, err.index, "%s", strstr(text, ": ") + 2);
}

static void check_cell_alone(struct checker *c, unsigned int n)
{
	const struct jailhouse_config *cfg = checked_config(c, n);
	const struct jailhouse_config_memory *mem;
	bool passive = cfg->flags & JAILHOUSE_CELL_PASSIVE_COMM;
	bool starts = false;
	__u32 m;

	if (cfg->kind == JAILHOUSE_KIND_SYSTEM)
		return;
	if (!has_comm_region(cfg, &m)) {
		if (!passive)
			COMPLAIN(c, n, JAILHOUSE_OBJ_HEADER, 0,
				 "no communication region, so shutdown requests get no answer; add 'communication-region@%s' or 'passive-communication'",
			 cfg->arch == JAILHOUSE_ARCH_X86 ? "100000" : "80000000");
	} else if (passive &&
		   config_memory(cfg)[m].flags & JAILHOUSE_MEM_WRITE) {
		WARN(c, n, JAILHOUSE_OBJ_MEMORY, m,
		     "a passive cell needs not write to its communication region; write 'access = \"read\"'");
	}
	for (m = 0; m < cfg->memory.count; m++) {
		mem = &config_memory(cfg)[m];
		if (mem->size && mem->flags & JAILHOUSE_MEM_EXECUTE &&
		    cfg->cpu_reset_address - mem->virt_start < mem->size &&
		    cfg->cpu_reset_address >= mem->virt_start)
			starts = true;
	}
	if (!starts)
		COMPLAIN(c, n, JAILHOUSE_OBJ_HEADER, 0,
			 "CPUs start at 0x%llx, where nothing can be executed; correct 'reset-address' or add \"execute\" to the 'access' of that region",
			 ULL(cfg->cpu_reset_address));
}

static void check_cpus(struct checker *c, unsigned int n)
{
	const struct jailhouse_config *cfg = checked_config(c, n), *root = checked_config(c, 0);
	unsigned int cpu, k;

	for (cpu = config_next_cpu(cfg, 0); cpu < JAILHOUSE_MAX_CPUS;
	     cpu = config_next_cpu(cfg, cpu + 1)) {
		if (root->system && !config_has_cpu(root, cpu))
			COMPLAIN(c, n, JAILHOUSE_OBJ_CPUS, 0,
				 "CPU %u is not in the root cell; add it to %s or choose another",
				 cpu, c->files[0]);
		for (k = root->system ? 1 : 0; k < n; k++)
			if (config_has_cpu(checked_config(c, k), cpu))
				COMPLAIN(c, n, JAILHOUSE_OBJ_CPUS, 0,
					 "CPU %u is in %s, too; choose another",
					 cpu, c->files[k]);
	}
}

static void check_names(struct checker *c, unsigned int n)
{
	unsigned int k;

	for (k = 0; k < n; k++)
		if (!strcmp(checked_config(c, k)->name, checked_config(c, n)->name))
			COMPLAIN(c, n, JAILHOUSE_OBJ_HEADER, 0,
				 "the name '%s' is that of %s, too; change one",
				 checked_config(c, n)->name, c->files[k]);
}

static void check_ids(struct checker *c, unsigned int n)
{
	__u32 id = checked_config(c, n)->id;
	unsigned int k;

	for (k = 0; k < n && id; k++)
		if (checked_config(c, k)->id == id)
			COMPLAIN(c, n, JAILHOUSE_OBJ_HEADER, 0,
				 "the id %u is that of %s, too; change one, or remove 'cell-id' to get a free one",
				 id, c->files[k]);
}

/**
 * check_together() - check configurations for what they do to each other
 * @loaded:	the configurations, each accepted alone
 * @files:	their names, for messages
 * @count:	number of both
 * @json:	print JSON instead of text
 *
 * Return: EXIT_OK, also with warnings, or EXIT_CONFIG.
 */
int check_together(const struct loaded_config *loaded, const char **files,
		   unsigned int count, bool json)
{
	struct checker c = {
		.loaded = loaded, .files = files, .count = count, .json = json,
	};
	bool system = loaded[0].config->system;
	unsigned int n;

	if (json)
		printf("[");
	for (n = 0; n < count; n++) {
		if (loaded[n].config->arch != loaded[0].config->arch) {
			COMPLAIN(&c, n, JAILHOUSE_OBJ_HEADER, 0,
				 "another architecture than %s; check those of one machine",
				 files[0]);
			continue;
		}
		check_supported(&c, n);
		check_cell_alone(&c, n);
		check_names(&c, n);
		check_ids(&c, n);
		port_rules(&c, n);
		hpet_rule(&c, n);
		if (!n && system)
			continue;
		check_cpus(&c, n);
		memory_rules(&c, n);
		pin_rules(&c, n);
		pci_rules(&c, n);
		gic_rules(&c, n);
	}
	if (json)
		puts(c.findings ? "\n]" : "]");
	else if (!c.findings)
		printf("%u configuration%s: nothing to complain about\n", count,
		       count == 1 ? "" : "s");
	return c.errors ? EXIT_CONFIG : EXIT_OK;
}
