// SPDX-License-Identifier: GPL-2.0-only
/*
 * QEMU TCG plugin: what exits and operations of the hypervisor cost
 *
 * Counts the instructions that a CPU executes from each #VMEXIT up to the next
 * VMRUN, both ends included, by reason. VMRUN is recognized by its opcode, and
 * the first instruction of an exit as the one that follows it. Instructions of
 * wait loops and of page clearing are left out; the latter are counted apart.
 *
 * A guest marks a phase with "nopl 0x49414a00+N(%rax,%rax)": the plugin then
 * writes what each CPU has executed in the hypervisor since the last mark. With
 * "nopl 0x49414b00(%rax,%rax)" it says that an operation happened of which the
 * phase wants to know how often it causes an exit.
 *
 * Arguments:
 *
 *	vmcb=ADDR	virtual address of each CPU's VMCB in its own tables
 *	image=LO-HI	where the hypervisor's code lies
 *	wait=LO-HI	wait loops
 *	clear=LO-HI	page clearing
 *	profile=N	between mark N and the next, count by instruction
 *	out=FILE
 *
 * Use thread=multi. With -icount the counts are wrong, and QEMU before 10 counts
 * each iteration of a REP string instruction.
 *
 * Declares the few functions of QEMU's plugin interface (version 4) and of GLib
 * that it uses, so that neither header needs to be installed; both libraries are
 * in QEMU's process anyway.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_plugin_register;
struct qemu_plugin_scoreboard;

typedef uint64_t qemu_plugin_id_t;
typedef void (*insn_cb_t)(unsigned int cpu, void *data);

struct plugin_u64 {
	struct qemu_plugin_scoreboard *score;
	size_t offset;
};

struct reg_descriptor {
	struct qemu_plugin_register *handle;
	const char *name;
	const char *feature;
};

struct garray {
	char *data;
	unsigned int len;
};

enum { CB_NO_REGS, CB_R_REGS };
enum { INLINE_ADD_U64 };

EXPORT int qemu_plugin_version = 4;

extern void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
		void (*cb)(qemu_plugin_id_t, struct qemu_plugin_tb *));
extern void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id,
		void (*cb)(qemu_plugin_id_t, void *), void *data);
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
extern struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
extern uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
extern size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *insn,
				    void *dest, size_t len);
extern void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
		insn_cb_t cb, int flags, void *data);
extern void
qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(struct qemu_plugin_insn *insn,
		int op, struct plugin_u64 entry, uint64_t imm);
extern struct qemu_plugin_scoreboard *qemu_plugin_scoreboard_new(size_t size);
extern uint64_t qemu_plugin_u64_get(struct plugin_u64 entry, unsigned int cpu);
extern struct garray *qemu_plugin_get_registers(void);
extern int qemu_plugin_read_register(struct qemu_plugin_register *handle,
				     struct garray *buf);
extern bool qemu_plugin_read_memory_vaddr(uint64_t addr, struct garray *data,
					  size_t len);
extern int qemu_plugin_num_vcpus(void);
extern struct garray *g_byte_array_new(void);
extern uint8_t *g_byte_array_free(struct garray *array, int free_segment);

/* Offsets in the VMCB (AMD APM vol. 2, appendix B) */
#define VMCB_EXITCODE	0x070
#define VMCB_EXITINFO1	0x078
#define VMCB_EXITINFO2	0x080
#define VMCB_RAX	0x5f8

#define EXIT_CPUID	0x72
#define EXIT_IOIO	0x7b
#define EXIT_MSR	0x7c
#define EXIT_VMMCALL	0x81
#define EXIT_NPF	0x400

#define MAX_CPUS	16
#define MAX_VMRUNS	16
#define MAX_REASONS	4096
#define PROFILE_SIZE	0x40000

struct range {
	uint64_t lo, hi;
};

/* Instructions by CPU: all but waiting and clearing; those of the hypervisor
 * among them; clearing. Operations that the guest told of.
 */
struct score {
	uint64_t counted, hyp, clear, ops;
};

static struct range image, wait, clear;
static uint64_t vmcb_va;
static long profile_mark = -1;
static bool profiling;
static uint32_t profile[PROFILE_SIZE];
static FILE *out;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct plugin_u64 counted, hyp, cleared, ops;

static struct {
	struct qemu_plugin_register *rcx, *rdi;
	bool in_exit;
	uint64_t start, code, sub;
	uint64_t last_hyp, last_clear, last_ops, last_bytes;
	/* What REP STOS was to clear, and all bytes that were */
	uint64_t rep_start, rep_end, bytes;
} cpus[MAX_CPUS];

static struct reason {
	uint64_t code, sub;
	unsigned int phase, cpu;
	uint64_t n, min, max, sum;
} reasons[MAX_REASONS];

static unsigned int num_reasons, phase;

/* Addresses behind a VMRUN. There are a handful. */
static uint64_t behind_vmrun[MAX_VMRUNS];
static unsigned int num_behind;

static bool in_range(const struct range *r, uint64_t addr)
{
	return addr >= r->lo && addr < r->hi;
}

static uint64_t read_mem(uint64_t addr)
{
	struct garray *buf = g_byte_array_new();
	uint64_t value = ~0ULL;

	if (qemu_plugin_read_memory_vaddr(addr, buf, 8) && buf->len == 8)
		memcpy(&value, buf->data, 8);
	g_byte_array_free(buf, 1);
	return value;
}

static uint64_t read_register(struct qemu_plugin_register **reg, const char *name)
{
	struct garray *buf;
	uint64_t value = 0;
	int len;

	if (!*reg) {
		struct garray *regs = qemu_plugin_get_registers();
		struct reg_descriptor *r = (void *)regs->data;

		for (unsigned int i = 0; i < regs->len; i++)
			if (!strcmp(r[i].name, name))
				*reg = r[i].handle;
	}
	if (!*reg)
		return 0;
	buf = g_byte_array_new();
	len = qemu_plugin_read_register(*reg, buf);
	if (len > 0)
		memcpy(&value, buf->data, len > 8 ? 8 : len);
	g_byte_array_free(buf, 1);
	return value;
}

static void on_exit_insn(unsigned int cpu, void *data)
{
	uint64_t info1 = read_mem(vmcb_va + VMCB_EXITINFO1);
	uint64_t code = read_mem(vmcb_va + VMCB_EXITCODE) & 0xffffffff;
	uint64_t sub = 0;

	switch (code) {
	case EXIT_VMMCALL:
	case EXIT_CPUID:
		sub = read_mem(vmcb_va + VMCB_RAX) & 0xffffffff;
		break;
	case EXIT_MSR:	/* bit 32: write */
		sub = read_register(&cpus[cpu].rcx, "rcx") & 0xffffffff;
		sub |= (info1 & 1) << 32;
		break;
	case EXIT_IOIO:	/* port, bit 32: read */
		sub = (info1 >> 16 & 0xffff) | (info1 & 1) << 32;
		break;
	case EXIT_NPF:	/* guest-physical address, bit 32: write */
		sub = read_mem(vmcb_va + VMCB_EXITINFO2) & 0xffffffff;
		sub |= (info1 & 2) << 31;
		break;
	}
	cpus[cpu].code = code;
	cpus[cpu].sub = sub;
	cpus[cpu].start = qemu_plugin_u64_get(counted, cpu);
	cpus[cpu].in_exit = true;
}

static void record(unsigned int cpu, uint64_t insns)
{
	struct reason *r;

	for (r = reasons; r < reasons + num_reasons; r++)
		if (r->code == cpus[cpu].code && r->sub == cpus[cpu].sub &&
		    r->phase == phase && r->cpu == cpu)
			break;
	if (r == reasons + num_reasons) {
		if (num_reasons == MAX_REASONS)
			return;
		num_reasons++;
		r->code = cpus[cpu].code;
		r->sub = cpus[cpu].sub;
		r->phase = phase;
		r->cpu = cpu;
		r->min = ~0ULL;
	}
	r->n++;
	r->sum += insns;
	if (insns < r->min)
		r->min = insns;
	if (insns > r->max)
		r->max = insns;
}

static void on_vmrun(unsigned int cpu, void *data)
{
	if (!cpus[cpu].in_exit)
		return;
	cpus[cpu].in_exit = false;
	pthread_mutex_lock(&lock);
	/* The instruction at start is counted already, hence + 1 */
	record(cpu, qemu_plugin_u64_get(counted, cpu) - cpus[cpu].start + 1);
	pthread_mutex_unlock(&lock);
}

static void on_mark(unsigned int cpu, void *data)
{
	pthread_mutex_lock(&lock);
	for (int i = 0; i < qemu_plugin_num_vcpus() && i < MAX_CPUS; i++) {
		uint64_t h = qemu_plugin_u64_get(hyp, i);
		uint64_t c = qemu_plugin_u64_get(cleared, i);
		uint64_t o = qemu_plugin_u64_get(ops, i);
		uint64_t b = cpus[i].bytes;

		fprintf(out, "phase %u cpu %d%s insns %" PRIu64 " clear %" PRIu64
			" bytes %" PRIu64 " ops %" PRIu64 "\n",
			phase, i, i == (int)cpu ? " marked" : "",
			h - cpus[i].last_hyp, c - cpus[i].last_clear,
			b - cpus[i].last_bytes, o - cpus[i].last_ops);
		cpus[i].last_hyp = h;
		cpus[i].last_clear = c;
		cpus[i].last_bytes = b;
		cpus[i].last_ops = o;
	}
	fflush(out);
	phase = (uintptr_t)data;
	profiling = phase == profile_mark;
	pthread_mutex_unlock(&lock);
}

static void on_clear_entry(unsigned int cpu, void *data)
{
	cpus[cpu].rep_end = 0;
}

/* An interrupted instruction comes again, with what is left to be cleared */
static void on_rep_stosq(unsigned int cpu, void *data)
{
	uint64_t start = read_register(&cpus[cpu].rdi, "rdi");
	uint64_t bytes = read_register(&cpus[cpu].rcx, "rcx") * 8;

	if (start + bytes != cpus[cpu].rep_end || start <= cpus[cpu].rep_start)
		cpus[cpu].bytes += bytes;
	cpus[cpu].rep_start = start;
	cpus[cpu].rep_end = start + bytes;
}

static void on_profile(unsigned int cpu, void *data)
{
	if (profiling)
		profile[(uintptr_t)data]++;
}

static bool is_behind_vmrun(uint64_t addr)
{
	bool found = false;

	pthread_mutex_lock(&lock);
	for (unsigned int i = 0; i < num_behind; i++)
		found = found || behind_vmrun[i] == addr;
	pthread_mutex_unlock(&lock);
	return found;
}

static void instrument(struct qemu_plugin_insn *insn)
{
	static const uint8_t vmrun[] = { 0x0f, 0x01, 0xd8 };
	static const uint8_t mark[] = { 0x0f, 0x1f, 0x84, 0x00 };
	static const uint8_t mark_tail[] = { 0x4a, 0x41, 0x49 };
	static const uint8_t op_tail[] = { 0x4b, 0x41, 0x49 };
	static const uint8_t rep_stosq[] = { 0xf3, 0x48, 0xab };
	uint64_t addr = qemu_plugin_insn_vaddr(insn);
	uint8_t op[16];
	size_t len = qemu_plugin_insn_data(insn, op, sizeof(op));

	if (in_range(&clear, addr)) {
		qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn,
				INLINE_ADD_U64, cleared, 1);
		if (addr == clear.lo)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_clear_entry,
							       CB_NO_REGS, NULL);
		if (len == sizeof(rep_stosq) && !memcmp(op, rep_stosq, len))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_rep_stosq,
							       CB_R_REGS, NULL);
	} else if (!in_range(&wait, addr)) {
		qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn,
				INLINE_ADD_U64, counted, 1);
		if (in_range(&image, addr))
			qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn,
					INLINE_ADD_U64, hyp, 1);
	}
	if (profile_mark >= 0 && in_range(&image, addr) &&
	    addr - image.lo < PROFILE_SIZE)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_profile,
				CB_NO_REGS, (void *)(uintptr_t)(addr - image.lo));

	if (is_behind_vmrun(addr))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_exit_insn,
						       CB_R_REGS, NULL);
	if (len == sizeof(vmrun) && !memcmp(op, vmrun, len)) {
		if (!is_behind_vmrun(addr + len)) {
			pthread_mutex_lock(&lock);
			if (num_behind < MAX_VMRUNS)
				behind_vmrun[num_behind++] = addr + len;
			pthread_mutex_unlock(&lock);
		}
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_vmrun,
						       CB_NO_REGS, NULL);
	}
	if (len == 8 && !memcmp(op, mark, 4) && !memcmp(op + 5, mark_tail, 3))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_mark, CB_NO_REGS,
						       (void *)(uintptr_t)op[4]);
	if (len == 8 && !memcmp(op, mark, 4) && !memcmp(op + 5, op_tail, 3))
		qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn,
				INLINE_ADD_U64, ops, 1);
}

static void on_translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb);

	for (size_t i = 0; i < n; i++)
		instrument(qemu_plugin_tb_get_insn(tb, i));
}

static void on_end(qemu_plugin_id_t id, void *data)
{
	for (struct reason *r = reasons; r < reasons + num_reasons; r++)
		fprintf(out, "exit phase %u cpu %u code 0x%03" PRIx64
			" sub 0x%09" PRIx64 " n %" PRIu64 " min %" PRIu64
			" max %" PRIu64 " sum %" PRIu64 "\n", r->phase, r->cpu,
			r->code, r->sub, r->n, r->min, r->max, r->sum);
	for (unsigned int i = 0; i < PROFILE_SIZE; i++)
		if (profile[i])
			fprintf(out, "profile 0x%05x %u\n", i, profile[i]);
	if (num_reasons == MAX_REASONS)
		fprintf(out, "overflow\n");
	fclose(out);
}

static struct range parse_range(const char *text)
{
	struct range r;
	char *end;

	r.lo = strtoull(text, &end, 0);
	r.hi = *end == '-' ? strtoull(end + 1, NULL, 0) : r.lo;
	return r;
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc,
			       char **argv)
{
	const char *name = "svm-exits.txt";

	for (int i = 0; i < argc; i++) {
		const char *value = strchr(argv[i], '=');

		if (!value)
			return -1;
		value++;
		if (!strncmp(argv[i], "vmcb=", 5))
			vmcb_va = strtoull(value, NULL, 0);
		else if (!strncmp(argv[i], "image=", 6))
			image = parse_range(value);
		else if (!strncmp(argv[i], "wait=", 5))
			wait = parse_range(value);
		else if (!strncmp(argv[i], "clear=", 6))
			clear = parse_range(value);
		else if (!strncmp(argv[i], "profile=", 8))
			profile_mark = strtol(value, NULL, 0);
		else if (!strncmp(argv[i], "out=", 4))
			name = value;
		else
			return -1;
	}
	out = fopen(name, "w");
	if (!out)
		return -1;

	struct qemu_plugin_scoreboard *board =
		qemu_plugin_scoreboard_new(sizeof(struct score));

	counted = (struct plugin_u64){ board, offsetof(struct score, counted) };
	hyp = (struct plugin_u64){ board, offsetof(struct score, hyp) };
	cleared = (struct plugin_u64){ board, offsetof(struct score, clear) };
	ops = (struct plugin_u64){ board, offsetof(struct score, ops) };
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate);
	qemu_plugin_register_atexit_cb(id, on_end, NULL);
	return 0;
}
