// SPDX-License-Identifier: GPL-2.0-only
/*
 * Management of cells
 *
 * A call is a transaction: everything is checked and allocated before anything
 * changes, and then nothing can fail any more. A call that would take long, or
 * that has to wait for a cell, returns -EAGAIN and goes on when the root repeats
 * it. It is remembered in one of two ways:
 *
 *	CLEARING	memory is between two owners: another call goes on with it, and
 *			is served when that is done
 *	NOTIFYING	the work is done, cells are told: another call ends that
 *
 * A question to a cell is not remembered here, but with the cell: it is dropped as
 * soon as another call is made.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/nospec.h>
#include <linux/string.h>
#include <asm/page.h>
#include <cell.h>
#include <config.h>
#include <control.h>
#include <create.h>
#include <log.h>
#include <memory.h>
#include <message.h>
#include <pool.h>
#include <unit.h>
#include <vcpu.h>

enum phase {
	PHASE_NONE,
	PHASE_CLEARING,
	PHASE_NOTIFYING,
};

/* The call that is under way, see above; management lock */
static struct {
	enum phase phase;
	u32 code;
	u64 arg;
	struct cell *cell;
	u64 notified;		/* bitmap of ids */
} call;

static_assert(JAILHOUSE_MAX_CELLS <= 64);

/* The call that asked a cell, and got no answer yet */
static u32 asking_code;
static u64 asking_arg;

static bool disabling;

static struct cell *cell_by_id(u64 id)
{
	if (id >= JAILHOUSE_MAX_CELLS)
		return NULL;
	return cells[array_index_nospec(id, JAILHOUSE_MAX_CELLS)];
}

static bool any_locked(const struct cell *except)
{
	const struct cell *cell;
	u32 n;

	for_each_cell(cell, n) {
		if (cell != except && comm_is_locked(cell))
			return true;
	}
	return false;
}

/*
 * Another call than the one that asked a cell: nobody waits for the answer any
 * more.
 */
static void drop_question(u32 code, u64 arg)
{
	struct cell *cell;
	u32 n;

	if (code == asking_code && arg == asking_arg)
		return;
	for_each_cell(cell, n)
		message_withdraw(cell);
	asking_code = code;
	asking_arg = arg;
}

/* --- CPUs ------------------------------------------------------------------ */

static void park_cpus(const u64 *set)
{
	u32 cpu;

	for (cpu = 0; cpu < num_cpus; cpu++) {
		if (set[cpu / 64] >> (cpu % 64) & 1)
			cpu_request(percpu_of(cpu), CPU_REQ_PARK);
	}
	for (cpu = 0; cpu < num_cpus; cpu++) {
		if (set[cpu / 64] >> (cpu % 64) & 1)
			cpu_request_wait(percpu_of(cpu), CPU_REQ_PARK);
	}
}

/* Parked CPUs change their owner */
static void move_cpus(const u64 *set, struct cell *from, struct cell *to)
{
	struct percpu *pc;
	u32 cpu;

	for (cpu = 0; cpu < num_cpus; cpu++) {
		if (!(set[cpu / 64] >> (cpu % 64) & 1))
			continue;
		pc = percpu_of(cpu);
		from->cpu_set[cpu / 64] &= ~(1ULL << (cpu % 64));
		to->cpu_set[cpu / 64] |= 1ULL << (cpu % 64);
		pc->cell = to;
		pc->failed = false;
		memset(pc->stats, 0, sizeof(pc->stats));
	}
}

static void stop_cell(struct cell *cell)
{
	park_cpus(cell->cpu_set);
	message_withdraw(cell);
	comm_set_state(cell, JAILHOUSE_CELL_SHUT_DOWN);
}

/**
 * cell_cpu_failed() - a CPU was parked because of a violation
 * @pc:		the CPU, marked as failed
 *
 * The cell has failed when all of its CPUs have.
 *
 * Context: exit path of that CPU.
 */
void cell_cpu_failed(struct percpu *pc)
{
	struct cell *cell = pc->cell;
	u32 cpu;

	/* Of several CPUs that fail at once one sees all others failed */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	for_each_cell_cpu(cpu, cell) {
		if (!READ_ONCE(percpu_of(cpu)->failed))
			return;
	}
	comm_set_state(cell, JAILHOUSE_CELL_FAILED);
}

/* --- telling the others ---------------------------------------------------- */

static int notify_cells(void)
{
	struct cell *cell;
	int err = 0;
	u32 n;

	for_each_cell(cell, n) {
		if (call.notified >> n & 1)
			continue;
		if (message_ask(cell, JAILHOUSE_MSG_RECONFIG_COMPLETED) == -EAGAIN)
			err = -EAGAIN;
		else
			call.notified |= 1ULL << n;
	}
	if (!err)
		call.phase = PHASE_NONE;
	return err;
}

static int begin_notifying(void)
{
	WRITE_ONCE(public->clearing, 0);
	ownership_check();
	call.phase = PHASE_NOTIFYING;
	call.notified = 0;
	return notify_cells();
}

static void begin_clearing(u32 code, u64 arg, struct cell *cell)
{
	WRITE_ONCE(public->clearing, 1);
	call.phase = PHASE_CLEARING;
	call.code = code;
	call.arg = arg;
	call.cell = cell;
}

/* --- create ---------------------------------------------------------------- */

static int continue_create(void)
{
	if (!memory_clear(call.cell))
		return -EAGAIN;
	return begin_notifying();
}

/**
 * cell_create() - hypercall CELL_CREATE
 * @config_address: guest-physical address of the configuration
 *
 * Context: management lock held, CPU of the root.
 * Return: 0, -EAGAIN to be called again, or an error of cell-create: -EPERM,
 * -E2BIG, -ENOMEM, -EBUSY, -EEXIST, -EOPNOTSUPP, -EINVAL; then nothing has changed.
 */
int cell_create(u64 config_address)
{
	struct cell *cell;
	int err;

	if (any_locked(NULL))
		return -EPERM;
	err = create_prepare(config_address, &cell);
	if (err)
		return err;

	park_cpus(create_cpus(cell));
	move_cpus(create_cpus(cell), root_cell, cell);
	comm_set_state(cell, JAILHOUSE_CELL_SHUT_DOWN);
	/* What CPUs of the root look up on their own finds it while it commits */
	WRITE_ONCE(cells[cell->id], cell);
	num_cells++;
	units_cell_commit(cell);

	begin_clearing(JAILHOUSE_HC_CELL_CREATE, config_address, cell);
	return continue_create();
}

/* --- start, set loadable --------------------------------------------------- */

static int find_cell(u64 id, struct cell **cell)
{
	*cell = cell_by_id(id);
	if (!*cell)
		return -ENOENT;
	return *cell == root_cell ? -EINVAL : 0;
}

/**
 * cell_start() - hypercall CELL_START
 * @id:		cell id
 *
 * Context: management lock held, CPU of the root.
 * Return: 0, -EAGAIN to be called again, -EPERM if the cell runs and wants to go
 * on, -ENOENT, -EINVAL for the root cell.
 */
int cell_start(u64 id)
{
	struct cell *cell;
	u32 cpu;
	int err = find_cell(id, &cell);

	if (!err)
		err = message_ask(cell, JAILHOUSE_MSG_SHUTDOWN_REQUEST);
	if (err)
		return err;

	stop_cell(cell);
	memory_start(cell);
	units_cell_reset(cell);
	comm_reset(cell);
	for_each_cell_cpu(cpu, cell) {
		percpu_of(cpu)->failed = percpu_of(cpu)->dead;
		cpu_request(percpu_of(cpu), CPU_REQ_START);
	}
	for_each_cell_cpu(cpu, cell)
		cpu_request_wait(percpu_of(cpu), CPU_REQ_START);
	ownership_check();
	return 0;
}

/**
 * cell_set_loadable() - hypercall CELL_SET_LOADABLE
 * @id:		cell id
 *
 * Context: management lock held, CPU of the root.
 * Return: as cell_start().
 */
int cell_set_loadable(u64 id)
{
	struct cell *cell;
	int err = find_cell(id, &cell);

	if (!err)
		err = message_ask(cell, JAILHOUSE_MSG_SHUTDOWN_REQUEST);
	if (err)
		return err;

	stop_cell(cell);
	if (!cell->loadable)
		memory_set_loadable(cell);
	ownership_check();
	return 0;
}

/* --- destroy --------------------------------------------------------------- */

static int continue_destroy(void)
{
	struct cell *cell = call.cell;
	u64 cpus[CPU_SET_WORDS];
	u32 cpu;

	if (!memory_clear(cell))
		return -EAGAIN;
	/* A CPU of the root that still looks at the cell is waited for below */
	WRITE_ONCE(cells[cell->id], NULL);
	memory_release(cell);
	memcpy(cpus, cell->cpu_set, sizeof(cpus));
	move_cpus(cpus, cell, root_cell);
	/* Parked once more, the CPUs forget the tables of the cell */
	park_cpus(cpus);
	for (cpu = 0; cpu < num_cpus; cpu++) {
		if (cpus[cpu / 64] >> (cpu % 64) & 1)
			arch_cpu_to_root(percpu_of(cpu));
	}
	num_cells--;
	cell_free(cell);
	call.cell = NULL;
	return begin_notifying();
}

/**
 * cell_destroy() - hypercall CELL_DESTROY
 * @id:		cell id
 *
 * Context: management lock held, CPU of the root.
 * Return: 0, -EAGAIN to be called again, -EPERM if the cell does not want to, or
 * another one has locked the configuration, -ENOENT, -EINVAL for the root cell.
 */
int cell_destroy(u64 id)
{
	struct cell *cell;
	int err = find_cell(id, &cell);

	if (err)
		return err;
	if (any_locked(cell))
		return -EPERM;
	err = message_ask(cell, JAILHOUSE_MSG_SHUTDOWN_REQUEST);
	if (err)
		return err;

	stop_cell(cell);
	units_cell_exit(cell);
	begin_clearing(JAILHOUSE_HC_CELL_DESTROY, id, cell);
	return continue_destroy();
}

/* --- everything ------------------------------------------------------------ */

/**
 * cell_get_state() - hypercall CELL_GET_STATE
 * @id:		cell id, 0 is allowed
 *
 * Context: management lock held, CPU of the root.
 * Return: JAILHOUSE_CELL_*, -ENOENT, or -EINVAL if the cell has written nonsense.
 */
int cell_get_state(u64 id)
{
	struct cell *cell = cell_by_id(id);

	return cell ? comm_state(cell) : -ENOENT;
}

/* Is it the call that is under way? */
static bool is_repetition(u32 code, u64 arg)
{
	if (code != call.code || arg != call.arg)
		return false;
	/* The address may be that of another configuration meanwhile */
	return code != JAILHOUSE_HC_CELL_CREATE || create_is_same(arg, call.cell);
}

/**
 * cell_manage() - a hypercall that changes cells
 * @code:	JAILHOUSE_HC_CELL_*
 * @arg:	its argument
 *
 * Context: management lock held, CPU of the root.
 * Return: see the single calls; -EAGAIN while another one is under way, which it
 * brings nearer to its end; -EBUSY after control_disable().
 */
int cell_manage(u32 code, u64 arg)
{
	int err;

	if (READ_ONCE(disabling))
		return -EBUSY;
	cells_live = true;
	if (call.phase == PHASE_CLEARING) {
		/* Decided now, because afterwards there may be no cell */
		bool same = is_repetition(code, arg);

		err = call.code == JAILHOUSE_HC_CELL_CREATE ? continue_create() :
							      continue_destroy();
		/* Whoever began it may never come back, and somebody has to end it */
		return same ? err : -EAGAIN;
	}
	if (call.phase == PHASE_NOTIFYING) {
		if (is_repetition(code, arg))
			return notify_cells();
		call.phase = PHASE_NONE;
		asking_code = JAILHOUSE_HC_DISABLE;
	}

	drop_question(code, arg);
	switch (code) {
	case JAILHOUSE_HC_CELL_CREATE:
		err = cell_create(arg);
		break;
	case JAILHOUSE_HC_CELL_START:
		err = cell_start(arg);
		break;
	case JAILHOUSE_HC_CELL_SET_LOADABLE:
		err = cell_set_loadable(arg);
		break;
	default:
		err = cell_destroy(arg);
		break;
	}
	return err;
}

/**
 * control_disable() - may the hypervisor end?
 *
 * Context: management lock held, CPU of the root. Nothing can be managed any more
 * after this has succeeded.
 * Return: 0, or -EBUSY if there are cells.
 */
int control_disable(void)
{
	if (num_cells > 1 || call.phase == PHASE_CLEARING)
		return -EBUSY;
	WRITE_ONCE(disabling, true);
	return 0;
}
