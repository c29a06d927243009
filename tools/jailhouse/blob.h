/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A configuration that is being put together, and its binary form
 */
#ifndef _JAILHOUSE_TOOL_BLOB_H
#define _JAILHOUSE_TOOL_BLOB_H

#include "config.h"

/**
 * struct blob_array - one array of the configuration, growing
 * @data:	the elements
 * @paths:	for each element where it comes from, for messages; or NULL
 * @count:	number of elements
 */
struct blob_array {
	void *data;
	char **paths;
	unsigned int count;
};

/**
 * struct blob - a configuration that is being put together
 * @config:	its header; blob_finish() fills in layout and magic
 * @system:	only used if @config.kind is JAILHOUSE_KIND_SYSTEM
 * @arrays:	by enum jailhouse_config_object; the IOMMUs lie in @system
 * @iommu_paths: for messages
 */
struct blob {
	struct jailhouse_config config;
	struct jailhouse_config_system system;
	struct blob_array arrays[JAILHOUSE_NUM_OBJS];
	char *iommu_paths[JAILHOUSE_MAX_IOMMUS];
};

void blob_init(struct blob *blob);
void blob_free(struct blob *blob);
void *blob_add(struct blob *blob, unsigned int object, const char *path);
void blob_add_cpu(struct blob *blob, unsigned int cpu);
void *blob_finish(struct blob *blob, size_t *size);
const char *blob_path(const struct blob *blob, unsigned int object,
		      unsigned int index);

#endif
