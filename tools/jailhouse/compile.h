/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a device tree to a configuration
 */
#ifndef _JAILHOUSE_TOOL_COMPILE_H
#define _JAILHOUSE_TOOL_COMPILE_H

#include <libfdt.h>
#include "blob.h"
#include "util.h"

#define MAX_CONTROLLERS	64

/**
 * struct compile - state of one compilation
 * @fdt:	the device tree
 * @file:	its name, for messages
 * @blob:	the result
 * @errors:	how many have been reported
 * @is_system:	whether it describes a system
 * @controllers: nodes of the interrupt controllers
 * @first_chip:	for each controller its first element in the blob
 * @num_controllers: number of both
 * @iommus:	nodes of the IOMMUs, in the order of the blob
 * @num_iommus:	number of IOMMUs
 * @memory_nodes: for each memory region its node
 */
struct compile {
	const void *fdt;
	const char *file;
	struct blob *blob;
	unsigned int errors;
	bool is_system;
	int controllers[MAX_CONTROLLERS];
	unsigned int first_chip[MAX_CONTROLLERS];
	unsigned int num_controllers;
	int iommus[JAILHOUSE_MAX_IOMMUS];
	unsigned int num_iommus;
	int memory_nodes[JAILHOUSE_MAX_MEMORY];
};

/* A name of the text form and its value in the binary one */
struct word {
	const char *name;
	__u64 value;
};

extern const struct word access_words[];
extern const struct word arch_words[];
extern const struct word console_words[];
extern const struct word apic_mode_words[];
extern const struct word gic_words[];
extern const struct word cache_words[];
extern const struct word iommu_words[];
extern const struct word pci_words[];
const char *word_name(const struct word *words, __u64 value);

int compile_config(const void *fdt, size_t size, const char *file,
		   struct blob *blob);

/* compile-props.c */
__printf(3, 4)
void complain(struct compile *c, int node, const char *fmt, ...);
char *node_path(struct compile *c, int node);
void check_props(struct compile *c, int node, ...);
void refuse_children(struct compile *c, int node);
bool is_enabled(struct compile *c, int node);
bool get_bool(struct compile *c, int node, const char *name);
__u32 get_u32(struct compile *c, int node, const char *name, __u32 fallback,
	      __u32 max);
__u64 get_u64(struct compile *c, int node, const char *name, __u64 fallback);
const char *get_string(struct compile *c, int node, const char *name);
__u64 get_word(struct compile *c, int node, const char *name,
	       const struct word *words, __u64 fallback);
const fdt32_t *get_cells(struct compile *c, int node, const char *name,
			 unsigned int *count, unsigned int multiple);
__u64 cells_u64(const fdt32_t *cells);
void check_cells(struct compile *c, int node, unsigned int address,
		 unsigned int size);

/* compile-devices.c */
void compile_controller(struct compile *c, int node);
void compile_interrupts(struct compile *c, int node);
void compile_iommu(struct compile *c, int node);
void compile_ports(struct compile *c, int node);
void compile_pci_host(struct compile *c, int node);
void compile_cache(struct compile *c, int node);

/* compile-arm.c */
bool is_gic_node(struct compile *c, int node);
void compile_gic(struct compile *c, int node);
void compile_psci(struct compile *c, int node);

#endif
