/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Units: what takes part in the life of the hypervisor and of its cells
 *
 * A unit is a subsystem that owns a kind of resource (memory, ports, PCI
 * functions, interrupts). The core walks the list of units, in link order, and
 * knows none of them by name.
 *
 * The image is position independent and has no relocations, so the list holds
 * offsets of the hooks relative to the unit instead of pointers. Hooks are named
 * in the order of enum unit_hook:
 *
 *	static unit_cell_prepare_fn pio_cell_prepare;
 *	...
 *	DEFINE_UNIT(pio,
 *		    UNIT_HOOK(pio, CELL_PREPARE, pio_cell_prepare)
 *		    UNIT_HOOK(pio, CELL_EXIT, pio_cell_exit));
 */
#ifndef _JAILHOUSE_UNIT_H
#define _JAILHOUSE_UNIT_H

#include <linux/compiler.h>
#include <linux/stringify.h>
#include <linux/types.h>

struct cell;
struct percpu;

/*
 * Numbers of the hooks; macros, because the assembler reads them too.
 *
 * INIT		once, on the first CPU, the root cell is being built: the unit
 *		reads the system configuration and claims the root's resources.
 *		May fail; SHUTDOWN of the units before it is called then.
 * SHUTDOWN	undo INIT; the hardware goes back to Linux
 * CELL_PREPARE	a cell is created: check everything, allocate everything that the
 *		cell and the root will need, change nothing that anybody sees.
 *		May fail.
 * CELL_ABORT	undo CELL_PREPARE; a later unit refused
 * CELL_COMMIT	move the resources from the root to the cell. Cannot fail.
 * CELL_RESET	bring the cell's resources to their state at start
 * CELL_EXIT	move the resources back to the root, free what was allocated.
 *		The CPUs of the cell are parked.
 */
#define UNIT_HOOK_INIT		0
#define UNIT_HOOK_SHUTDOWN	1
#define UNIT_HOOK_CELL_PREPARE	2
#define UNIT_HOOK_CELL_ABORT	3
#define UNIT_HOOK_CELL_COMMIT	4
#define UNIT_HOOK_CELL_RESET	5
#define UNIT_HOOK_CELL_EXIT	6
#define UNIT_NUM_HOOKS		7

typedef int unit_init_fn(void);
typedef void unit_shutdown_fn(void);
typedef int unit_cell_prepare_fn(struct cell *cell);
typedef void unit_cell_fn(struct cell *cell);

/**
 * struct unit - hooks of a unit
 * @hook:	offset of each hook from this structure, 0 where there is none
 */
struct unit {
	s32 hook[UNIT_NUM_HOOKS];
};

#define UNIT_HOOK(unit, name, fn)					\
	".org	unit_" #unit " + 4 * " __stringify(UNIT_HOOK_##name) "\n" \
	".long	" #fn " - unit_" #unit "\n"

#define DEFINE_UNIT(unit, hooks)					\
	asm(".pushsection .units, \"a\"\n"				\
	    ".balign 4\n"						\
	    "unit_" #unit ":\n"						\
	    hooks							\
	    ".org	unit_" #unit " + 4 * " __stringify(UNIT_NUM_HOOKS) "\n" \
	    ".popsection\n")

extern const struct unit __units_start[], __units_end[];

/**
 * unit_hook() - address of a hook
 * @unit:	the unit
 * @hook:	UNIT_HOOK_*
 *
 * Return: the function, to be cast to its type, or NULL.
 */
static inline void *unit_hook(const struct unit *unit, unsigned int hook)
{
	return unit->hook[hook] ? (char *)unit + unit->hook[hook] : NULL;
}

int units_init(void);
void units_shutdown(void);
int units_cell_prepare(struct cell *cell);
void units_cell_abort(struct cell *cell);
void units_cell_commit(struct cell *cell);
void units_cell_reset(struct cell *cell);
void units_cell_exit(struct cell *cell);

#endif /* _JAILHOUSE_UNIT_H */
