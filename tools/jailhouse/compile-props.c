// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a device tree to a configuration: reading properties strictly
 *
 * What a node may have is listed where the node is read; everything else is an
 * error with the node's path, so that no misspelled grant is lost silently.
 */
#include <stdlib.h>
#include <string.h>
#include "compile.h"
#include "source.h"
#include "util.h"

/* Every node may have these */
static const char * const common_props[] = {
	"phandle", "linux,phandle", "status", "label",
};

char *node_path(struct compile *c, int node)
{
	char path[1024];

	if (fdt_get_path(c->fdt, node, path, sizeof(path)))
		return xstrdup("?");
	return xstrdup(path);
}

/**
 * complain() - report an error in the device tree and go on
 * @c:		the compilation
 * @node:	where, negative if it is about the whole file
 * @fmt:	text that names the remedy, without newline
 */
void complain(struct compile *c, int node, const char *fmt, ...)
{
	char *path = node >= 0 ? node_path(c, node) : NULL;
	char *text, *prefix = NULL;
	va_list args;

	va_start(args, fmt);
	text = xvasprintf(fmt, args);
	va_end(args);
	if (path)
		prefix = source_prefix(c->file, path, path, text);
	fflush(stdout);
	fprintf(stderr, "%s: %s\n", prefix ? prefix : c->file, text);
	free(prefix);
	free(text);
	free(path);
	c->errors++;
}

static bool is_listed(va_list names, const char *name)
{
	size_t len = strlen(name);
	const char *s;

	while ((s = va_arg(names, const char *)))
		if (!strncmp(s, name, len) && (!s[len] || !strcmp(s + len, "!")))
			return true;
	return false;
}

/**
 * check_props() - a node has what it must and nothing that it may not have
 * @c:		the compilation
 * @node:	the node
 * @...:	names of the properties, NULL at the end; "!" is appended to
 *		those that are required
 */
void check_props(struct compile *c, int node, ...)
{
	const char *name, *s;
	bool known, first;
	unsigned int n;
	va_list args;
	int prop;

	fdt_for_each_property_offset(prop, c->fdt, node) {
		if (!fdt_getprop_by_offset(c->fdt, prop, &name, NULL))
			continue;
		known = false;
		for (n = 0; n < sizeof(common_props) / sizeof(*common_props); n++)
			if (!strcmp(name, common_props[n]))
				known = true;
		va_start(args, node);
		known = known || is_listed(args, name);
		va_end(args);
		if (known)
			continue;

		char list[1024] = "";

		first = true;
		va_start(args, node);
		while ((s = va_arg(args, const char *))) {
			size_t used = strlen(list);

			snprintf(list + used, sizeof(list) - used, "%s%.*s",
				 first ? "" : ", ", (int)strcspn(s, "!"), s);
			first = false;
		}
		va_end(args);
		complain(c, node, "unknown property '%s'; remove it or use one of: %s",
			 name, list);
	}

	va_start(args, node);
	while ((s = va_arg(args, const char *))) {
		char *required;

		if (!has_suffix(s, "!"))
			continue;
		required = xasprintf("%.*s", (int)strlen(s) - 1, s);
		if (!fdt_getprop(c->fdt, node, required, NULL))
			complain(c, node, "property '%s' is missing; add it",
				 required);
		free(required);
	}
	va_end(args);
}

/**
 * refuse_children() - a node must have no nodes below
 * @c:		the compilation
 * @node:	the node
 */
void refuse_children(struct compile *c, int node)
{
	int child;

	fdt_for_each_subnode(child, c->fdt, node)
		complain(c, child, "unexpected node; remove it");
}

/**
 * is_enabled() - is a node to be taken into account?
 * @c:		the compilation
 * @node:	the node
 *
 * Return: whether its "status" is "okay" or missing.
 */
bool is_enabled(struct compile *c, int node)
{
	const char *status = get_string(c, node, "status");

	if (!status || !strcmp(status, "okay") || !strcmp(status, "ok"))
		return true;
	if (strcmp(status, "disabled"))
		complain(c, node,
			 "status \"%s\"; use \"okay\" or \"disabled\"", status);
	return false;
}

bool get_bool(struct compile *c, int node, const char *name)
{
	int len;

	if (!fdt_getprop(c->fdt, node, name, &len))
		return false;
	if (len)
		complain(c, node, "'%s' takes no value; write '%s;'", name, name);
	return true;
}

/**
 * get_cells() - a property that is a list of 32-bit cells
 * @c:		the compilation
 * @node:	the node
 * @name:	the property
 * @count:	out: number of cells, 0 if it is not there or wrong
 * @multiple:	of which @count has to be a multiple, above 0
 *
 * Return: the cells, big endian.
 */
const fdt32_t *get_cells(struct compile *c, int node, const char *name,
			 unsigned int *count, unsigned int multiple)
{
	const void *data;
	int len;

	*count = 0;
	data = fdt_getprop(c->fdt, node, name, &len);
	if (!data)
		return NULL;
	if (!len || len % (multiple * sizeof(fdt32_t))) {
		complain(c, node,
			 "'%s' has %d bytes; give a multiple of %u cells in <>",
			 name, len, multiple);
		return NULL;
	}
	*count = len / sizeof(fdt32_t);
	return data;
}

__u64 cells_u64(const fdt32_t *cells)
{
	return (__u64)fdt32_to_cpu(cells[0]) << 32 | fdt32_to_cpu(cells[1]);
}

/**
 * get_u32() - a property that is one number of 32 bits
 * @c:		the compilation
 * @node:	the node
 * @name:	the property
 * @fallback:	its value if it is not there
 * @max:	the largest value that is possible
 *
 * Return: the value.
 */
__u32 get_u32(struct compile *c, int node, const char *name, __u32 fallback,
	      __u32 max)
{
	unsigned int count;
	const fdt32_t *cells;
	__u32 value;

	cells = get_cells(c, node, name, &count, 1);
	if (!count)
		return fallback;
	if (count != 1) {
		complain(c, node, "'%s' has %u numbers; give one", name, count);
		return fallback;
	}
	value = fdt32_to_cpu(*cells);
	if (value > max) {
		complain(c, node, "'%s' is %u; the largest possible is %u",
			 name, value, max);
		return fallback;
	}
	return value;
}

/**
 * get_u64() - a property that is one number of 64 bits
 * @c:		the compilation
 * @node:	the node
 * @name:	the property
 * @fallback:	its value if it is not there
 *
 * It is written <high low> or /bits/ 64 <value>: the bytes are the same.
 *
 * Return: the value.
 */
__u64 get_u64(struct compile *c, int node, const char *name, __u64 fallback)
{
	unsigned int count;
	const fdt32_t *cells;

	cells = get_cells(c, node, name, &count, 2);
	if (!count)
		return fallback;
	if (count != 2) {
		complain(c, node, "'%s' has %u cells; give two, <high low>",
			 name, count);
		return fallback;
	}
	return cells_u64(cells);
}

/**
 * get_string() - a property that is one string
 * @c:		the compilation
 * @node:	the node
 * @name:	the property
 *
 * Return: the string, NULL if it is not there or wrong.
 */
const char *get_string(struct compile *c, int node, const char *name)
{
	const char *s;
	int len;

	s = fdt_getprop(c->fdt, node, name, &len);
	if (!s)
		return NULL;
	if (len < 1 || s[len - 1] || (int)strlen(s) != len - 1) {
		complain(c, node, "'%s' is no string; give one in quotes", name);
		return NULL;
	}
	return s;
}

/**
 * word_name() - text form of a value
 * @words:	the possible ones
 * @value:	the value
 *
 * Return: the name, NULL if there is none.
 */
const char *word_name(const struct word *words, __u64 value)
{
	for (; words->name; words++)
		if (words->value == value)
			return words->name;
	return NULL;
}

/**
 * get_word() - a property with one or more names, each standing for a value
 * @c:		the compilation
 * @node:	the node
 * @name:	the property
 * @words:	the possible names
 * @fallback:	value if the property is not there
 *
 * Return: the values, combined by or.
 */
__u64 get_word(struct compile *c, int node, const char *name,
	       const struct word *words, __u64 fallback)
{
	const struct word *word;
	int n, count;
	const char *s;
	__u64 value = 0;

	if (!fdt_getprop(c->fdt, node, name, NULL))
		return fallback;
	count = fdt_stringlist_count(c->fdt, node, name);
	if (count < 1) {
		complain(c, node, "'%s' is no string; give one in quotes", name);
		return fallback;
	}
	for (n = 0; n < count; n++) {
		s = fdt_stringlist_get(c->fdt, node, name, n, NULL);
		for (word = words; word->name; word++)
			if (!strcmp(word->name, s))
				break;
		if (!word->name) {
			char list[512] = "";

			for (word = words; word->name; word++) {
				size_t used = strlen(list);

				snprintf(list + used, sizeof(list) - used,
					 "%s\"%s\"", used ? ", " : "",
					 word->name);
			}
			complain(c, node, "'%s' is \"%s\"; use one of: %s",
				 name, s, list);
			return fallback;
		}
		value |= word->value;
	}
	return value;
}

/**
 * check_cells() - the node's children have addresses of the expected form
 * @c:		the compilation
 * @node:	the parent
 * @address:	required #address-cells
 * @size:	required #size-cells
 */
void check_cells(struct compile *c, int node, unsigned int address,
		 unsigned int size)
{
	if (get_u32(c, node, "#address-cells", 2, 3) != address ||
	    get_u32(c, node, "#size-cells", 1, 3) != size)
		complain(c, node,
			 "wrong size of addresses; write '#address-cells = <%u>; #size-cells = <%u>;'",
			 address, size);
}
