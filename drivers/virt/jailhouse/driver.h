/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Jailhouse driver: shared by its files
 */
#ifndef _JAILHOUSE_DRIVER_H
#define _JAILHOUSE_DRIVER_H

#include <linux/cpumask.h>
#include <linux/device.h>
#include <linux/jailhouse.h>
#include <linux/jailhouse_cell.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/types.h>
#include <linux/wait.h>
#include "boot.h"
#include "config.h"
#include "error.h"

/**
 * struct jailhouse_cell - what the driver knows about a cell
 * @kobj:	directory in sysfs, cells/<id>
 * @stats:	directory statistics in it, with one for each CPU in turn
 * @config:	copy of its configuration, the id filled in
 * @id:		its id
 * @state:	last JAILHOUSE_CELL_* that was reported by an event
 * @cpus:	CPUs that belong to it
 * @taken:	those of them that were online before
 *
 * Protected by jailhouse.lock. The memory goes with the last reference to @kobj.
 */
struct jailhouse_cell {
	struct kobject kobj;
	struct list_head stats;
	struct jailhouse_config *config;
	u32 id;
	int state;
	struct cpumask cpus;
	struct cpumask taken;
};

/**
 * struct jailhouse - state of the driver
 * @lock:	serializes everything that changes the partitioning; held while
 *		a cell takes its time to answer
 * @alive:	held for reading by those who call the hypervisor without @lock,
 *		for writing while it comes or goes
 * @enabled:	the hypervisor runs
 * @config:	copy of the system configuration
 * @public:	mapping of struct jh_public, of the last time if not enabled
 * @generation:	number of times that @public was mapped
 * @num_cpus:	CPUs of the machine
 * @cells:	by id; the root cell is number 0
 * @cell_cpus:	CPUs that were given to cells
 * @dev:	of /dev/jailhouse
 * @cells_kobj:	directory cells in sysfs
 */
struct jailhouse {
	struct mutex lock;		/* of all below */
	struct rw_semaphore alive;
	bool enabled;
	struct jailhouse_config *config;
	const struct jh_public *public;
	unsigned int generation;
	unsigned int num_cpus;
	struct jailhouse_cell *cells[JAILHOUSE_MAX_CELLS];
	struct cpumask cell_cpus;
	struct device *dev;
	struct kobject *cells_kobj;
};

extern struct jailhouse jailhouse;

/* The embedded hypervisor, image.S */
extern const u8 jailhouse_image[], jailhouse_image_end[];

/* loader.c */
int jh_config_copy_check(const void *config, size_t size, unsigned int kind,
			 struct jailhouse_config **copy,
			 struct jailhouse_error *err);
int jh_enable(const void *config, size_t size, u32 flags,
	      struct jailhouse_error *err);
int jh_disable(struct jailhouse_error *err);
long jh_query(u32 code, unsigned long arg1, unsigned long arg2);
void jh_unmap_public(void);

/* x86.c, arm64.c */
int jh_arch_check(struct jailhouse_error *err);
int jh_arch_fill_boot(struct jh_boot *boot, const struct jailhouse_config *cfg,
		      struct jailhouse_error *err);
int jh_arch_enter(const struct jh_boot *boot, const struct jh_image_header *image,
		  struct jailhouse_error *err);
long jh_arch_leave_cpu(void);
long jh_hypercall(u32 code, unsigned long arg1, unsigned long arg2);

/**
 * struct jh_boot_format - what entries of the boot page table look like
 * @levels:	of tables; those of level 1 map pages, those of level 2 map 2 MiB
 * @addr:	address of the next table
 * @table:	in an entry that leads to a table
 * @page:	in an entry of level 1, apart from the access
 * @large:	in an entry of level 2 that maps memory
 * @ro:		access: read and execute
 * @rw:		access: read, write, and execute
 * @nx:		added to these: do not execute
 * @publish:	called for each table when it is complete, or NULL
 */
struct jh_boot_format {
	int levels;
	u64 addr;
	u64 table;
	u64 page;
	u64 large;
	u64 ro;
	u64 rw;
	u64 nx;
	void (*publish)(const void *table, size_t size);
};

/* boot_table.c: the hypervisor's first page table */
struct jh_boot_table;
struct jh_boot_table *jh_boot_table_create(const struct jh_boot *boot,
					   const struct jh_image_header *image);
u64 jh_boot_table_phys(const struct jh_boot_table *table);
void jh_boot_table_free(struct jh_boot_table *table);

/* x86_boot.c, arm64_boot.c */
void jh_arch_boot_format(struct jh_boot_format *format);
int jh_firmware_ram(struct jh_boot *boot, struct jailhouse_error *err);
bool jh_firmware_lacks_ram(u64 phys, u64 size, u64 *where);

/* guard.c: what must not happen while the hypervisor runs */
int jh_guard_init(void);
void jh_guard_exit(void);
int jh_guard_claim(struct jailhouse_error *err);
void jh_guard_release(void);
int jh_guard_awake(struct jailhouse_error *err);
int jh_guard_lockdown(struct jailhouse_error *err);

/* cell.c */
int jh_cell_create(const void *config, size_t size, u32 *id,
		   struct jailhouse_error *err);
int jh_cell_find(s32 id, const char *name, struct jailhouse_cell **cell,
		 struct jailhouse_error *err);
int jh_cell_set_loadable(struct jailhouse_cell *cell, struct jailhouse_error *err);
int jh_cell_start(struct jailhouse_cell *cell, struct jailhouse_error *err);
int jh_cell_destroy(struct jailhouse_cell *cell, struct jailhouse_error *err);
int jh_cell_destroy_all(unsigned int seconds, struct jailhouse_error *err);
int jh_cell_state(u32 id);

/* pci.c */
int jh_pci_take(const struct jailhouse_config *cfg, struct jailhouse_error *err);
void jh_pci_return(const struct jailhouse_config *cfg);

/* load.c */
typedef int (*jh_copy_fn)(void *dst, u64 src, size_t size);
int jh_cell_load(struct jailhouse_cell *cell, const struct jailhouse_image *images,
		 unsigned int num_images, jh_copy_fn copy,
		 struct jailhouse_error *err);

/* sysfs.c */
extern const struct attribute_group *jh_groups[];
int jh_sysfs_enable(struct jailhouse_cell *root);
void jh_sysfs_disable(void);
int jh_sysfs_cell_add(struct jailhouse_cell *cell);
void jh_sysfs_cell_remove(struct jailhouse_cell *cell);
struct jailhouse_cell *jh_cell_alloc(struct jailhouse_config *config);
void jh_sysfs_root_changed(void);
const char *jh_state_name(int state);

/* event.c */
void jh_event(enum jailhouse_event event, const struct jailhouse_cell *cell);
void jh_event_violation(const struct jh_violation *v);
u32 jh_event_count(void);
extern wait_queue_head_t jh_event_wait;

/* console.c */
extern const struct file_operations jh_fops;
long jh_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

/* watch.c: what happens without our doing */
void jh_watch_soon(void);
void jh_watch_begin(void);
void jh_watch_end(void);
void jh_watch_exit(void);

/* debugfs.c */
#ifdef CONFIG_DEBUG_FS
void jh_debugfs_init(void);
void jh_debugfs_exit(void);
#else
static inline void jh_debugfs_init(void) { }
static inline void jh_debugfs_exit(void) { }
#endif

#endif /* _JAILHOUSE_DRIVER_H */
