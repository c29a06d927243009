// SPDX-License-Identifier: GPL-2.0-only
/*
 * A configuration that is being put together, and its binary form
 */
#include <stdlib.h>
#include <string.h>
#include "blob.h"
#include "util.h"

static size_t element_size(unsigned int object)
{
	switch (object) {
	case JAILHOUSE_OBJ_CPUS:
		return sizeof(__u64);
	case JAILHOUSE_OBJ_MEMORY:
		return sizeof(struct jailhouse_config_memory);
	case JAILHOUSE_OBJ_PIO:
		return sizeof(struct jailhouse_config_pio);
	case JAILHOUSE_OBJ_IRQCHIP:
		return sizeof(struct jailhouse_config_irqchip);
	case JAILHOUSE_OBJ_PCI:
		return sizeof(struct jailhouse_config_pci);
	case JAILHOUSE_OBJ_PCI_CAP:
		return sizeof(struct jailhouse_config_pci_cap);
	case JAILHOUSE_OBJ_CACHE:
		return sizeof(struct jailhouse_config_cache);
	case JAILHOUSE_OBJ_STREAM:
		return sizeof(__u32);
	default:
		die("internal error: object %u is no array", object);
	}
}

/**
 * blob_init() - start with an empty cell
 * @blob:	any memory
 */
void blob_init(struct blob *blob)
{
	memset(blob, 0, sizeof(*blob));
}

/**
 * blob_free() - free what blob_add() has allocated
 * @blob:	initialized
 */
void blob_free(struct blob *blob)
{
	struct blob_array *array;
	unsigned int object, n;

	for (object = 0; object < JAILHOUSE_NUM_OBJS; object++) {
		array = &blob->arrays[object];
		for (n = 0; n < array->count; n++)
			free(array->paths[n]);
		free(array->paths);
		free(array->data);
	}
	for (n = 0; n < JAILHOUSE_MAX_IOMMUS; n++)
		free(blob->iommu_paths[n]);
	memset(blob, 0, sizeof(*blob));
}

/**
 * blob_add() - append an element to one of the arrays
 * @blob:	initialized
 * @object:	which array, enum jailhouse_config_object
 * @path:	where the element comes from, or NULL
 *
 * Return: the element, all zero, valid until the next one is added.
 */
void *blob_add(struct blob *blob, unsigned int object, const char *path)
{
	struct blob_array *array = &blob->arrays[object];
	size_t size = element_size(object);
	char *element;

	array->data = xrealloc(array->data, (array->count + 1) * size);
	array->paths = xrealloc(array->paths,
				(array->count + 1) * sizeof(*array->paths));
	array->paths[array->count] = path ? xstrdup(path) : NULL;
	element = (char *)array->data + array->count * size;
	memset(element, 0, size);
	array->count++;
	return element;
}

/**
 * blob_add_cpu() - set a bit of the CPU set
 * @blob:	initialized
 * @cpu:	logical number, below JAILHOUSE_MAX_CPUS
 */
void blob_add_cpu(struct blob *blob, unsigned int cpu)
{
	struct blob_array *array = &blob->arrays[JAILHOUSE_OBJ_CPUS];
	__u64 *words;

	while (array->count <= cpu / 64)
		blob_add(blob, JAILHOUSE_OBJ_CPUS, NULL);
	words = array->data;
	words[cpu / 64] |= 1ULL << (cpu % 64);
}

static size_t place(struct blob *blob, unsigned int object, size_t offset,
		    struct jailhouse_config_array *where)
{
	unsigned int count = blob->arrays[object].count;

	if (!count)
		return offset;
	where->offset = offset;
	where->count = count;
	offset += count * element_size(object);
	return (offset + 7) & ~(size_t)7;
}

static void copy(char *out, struct blob *blob, unsigned int object,
		 const struct jailhouse_config_array *where)
{
	if (where->count)
		memcpy(out + where->offset, blob->arrays[object].data,
		       where->count * element_size(object));
}

/**
 * blob_finish() - write the binary form
 * @blob:	with everything added
 * @size:	out: bytes of the result
 *
 * The result is not checked yet.
 *
 * Return: memory to be freed by the caller.
 */
void *blob_finish(struct blob *blob, size_t *size)
{
	struct jailhouse_config *cfg = &blob->config;
	size_t end = sizeof(*cfg);
	char *out;

	memcpy(cfg->magic, JAILHOUSE_CONFIG_MAGIC, sizeof(cfg->magic));
	cfg->version = JAILHOUSE_CONFIG_VERSION;
	if (cfg->kind == JAILHOUSE_KIND_SYSTEM) {
		cfg->system = end;
		end += sizeof(blob->system);
	}
	end = place(blob, JAILHOUSE_OBJ_CPUS, end, &cfg->cpus);
	end = place(blob, JAILHOUSE_OBJ_MEMORY, end, &cfg->memory);
	end = place(blob, JAILHOUSE_OBJ_PIO, end, &cfg->pio);
	end = place(blob, JAILHOUSE_OBJ_IRQCHIP, end, &cfg->irqchips);
	end = place(blob, JAILHOUSE_OBJ_PCI, end, &cfg->pci);
	end = place(blob, JAILHOUSE_OBJ_PCI_CAP, end, &cfg->pci_caps);
	end = place(blob, JAILHOUSE_OBJ_CACHE, end, &cfg->caches);
	end = place(blob, JAILHOUSE_OBJ_STREAM, end, &cfg->stream_ids);
	cfg->size = end;

	out = xzalloc(end);
	memcpy(out, cfg, sizeof(*cfg));
	if (cfg->system)
		memcpy(out + cfg->system, &blob->system, sizeof(blob->system));
	copy(out, blob, JAILHOUSE_OBJ_CPUS, &cfg->cpus);
	copy(out, blob, JAILHOUSE_OBJ_MEMORY, &cfg->memory);
	copy(out, blob, JAILHOUSE_OBJ_PIO, &cfg->pio);
	copy(out, blob, JAILHOUSE_OBJ_IRQCHIP, &cfg->irqchips);
	copy(out, blob, JAILHOUSE_OBJ_PCI, &cfg->pci);
	copy(out, blob, JAILHOUSE_OBJ_PCI_CAP, &cfg->pci_caps);
	copy(out, blob, JAILHOUSE_OBJ_CACHE, &cfg->caches);
	copy(out, blob, JAILHOUSE_OBJ_STREAM, &cfg->stream_ids);
	*size = end;
	return out;
}

/**
 * blob_path() - where an element comes from
 * @blob:	initialized
 * @object:	enum jailhouse_config_object, any value
 * @index:	any value
 *
 * Return: a path, NULL if it is not known.
 */
const char *blob_path(const struct blob *blob, unsigned int object,
		      unsigned int index)
{
	if (object == JAILHOUSE_OBJ_IOMMU && index < JAILHOUSE_MAX_IOMMUS)
		return blob->iommu_paths[index];
	if (object < JAILHOUSE_NUM_OBJS && index < blob->arrays[object].count)
		return blob->arrays[object].paths[index];
	return NULL;
}
