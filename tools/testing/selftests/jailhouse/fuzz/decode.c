// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: the instruction decoder against Capstone
 *
 * Input: records of RECORD bytes, the last one may be shorter. The first byte
 * selects 16-, 32- or 64-bit code, the second says how many bytes of the
 * instruction were fetched, and these follow.
 *
 * What both sides say about an instruction must agree in both directions: what
 * our decoder accepts is what Capstone takes it for, and an access that our
 * decoder promises to know is not refused.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <capstone/capstone.h>

#include "../../../../../arch/x86/jailhouse/include/decode_fast.h"

int fuzz_one_input(const uint8_t *data, size_t size);

static const struct {
	enum code_size size;
	cs_mode mode;
} modes[] = {
	{ CODE_16, CS_MODE_16 },
	{ CODE_32, CS_MODE_32 },
	{ CODE_64, CS_MODE_64 },
};

static csh handles[ARRAY_SIZE(modes)];
static cs_insn *oracle[ARRAY_SIZE(modes)];

/* The input of this run, for messages */
static const u8 *bytes;
static enum code_size code_size;

static void fail(const char *what, long ours, long theirs)
{
	int i;

	fprintf(stderr, "%s: %ld (%#lx), expected %ld (%#lx); %d-bit code:",
		what, ours, ours, theirs, theirs, code_size * 8);
	for (i = 0; i < INSN_MAX_LEN; i++)
		fprintf(stderr, " %02x", bytes[i]);
	fputc('\n', stderr);
	abort();
}

static void expect(const char *what, long ours, long theirs)
{
	if (ours != theirs)
		fail(what, ours, theirs);
}

static void open_oracle(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		if (cs_open(CS_ARCH_X86, modes[i].mode, &handles[i]) ||
		    cs_option(handles[i], CS_OPT_DETAIL, CS_OPT_ON)) {
			fprintf(stderr, "Capstone does not start\n");
			exit(1);
		}
		oracle[i] = cs_malloc(handles[i]);
	}
}

static const cs_insn *ask_oracle(unsigned int mode, const u8 *code)
{
	size_t left = INSN_MAX_LEN;
	uint64_t address = 0;

	if (!cs_disasm_iter(handles[mode], &code, &left, &address,
			    oracle[mode]))
		return NULL;
	return oracle[mode];
}

struct reg {
	x86_reg id[5];	/* 64, 32, 16, 8 bits, bits 15:8 */
};

static const struct reg regs[16] = {
	{ { X86_REG_RAX, X86_REG_EAX, X86_REG_AX, X86_REG_AL, X86_REG_AH } },
	{ { X86_REG_RCX, X86_REG_ECX, X86_REG_CX, X86_REG_CL, X86_REG_CH } },
	{ { X86_REG_RDX, X86_REG_EDX, X86_REG_DX, X86_REG_DL, X86_REG_DH } },
	{ { X86_REG_RBX, X86_REG_EBX, X86_REG_BX, X86_REG_BL, X86_REG_BH } },
	{ { X86_REG_RSP, X86_REG_ESP, X86_REG_SP, X86_REG_SPL } },
	{ { X86_REG_RBP, X86_REG_EBP, X86_REG_BP, X86_REG_BPL } },
	{ { X86_REG_RSI, X86_REG_ESI, X86_REG_SI, X86_REG_SIL } },
	{ { X86_REG_RDI, X86_REG_EDI, X86_REG_DI, X86_REG_DIL } },
	{ { X86_REG_R8, X86_REG_R8D, X86_REG_R8W, X86_REG_R8B } },
	{ { X86_REG_R9, X86_REG_R9D, X86_REG_R9W, X86_REG_R9B } },
	{ { X86_REG_R10, X86_REG_R10D, X86_REG_R10W, X86_REG_R10B } },
	{ { X86_REG_R11, X86_REG_R11D, X86_REG_R11W, X86_REG_R11B } },
	{ { X86_REG_R12, X86_REG_R12D, X86_REG_R12W, X86_REG_R12B } },
	{ { X86_REG_R13, X86_REG_R13D, X86_REG_R13W, X86_REG_R13B } },
	{ { X86_REG_R14, X86_REG_R14D, X86_REG_R14W, X86_REG_R14B } },
	{ { X86_REG_R15, X86_REG_R15D, X86_REG_R15W, X86_REG_R15B } },
};

static x86_reg reg_id(unsigned int reg, unsigned int width, bool high)
{
	if (reg >= ARRAY_SIZE(regs))
		return X86_REG_INVALID;
	switch (width) {
	case 8:
		return regs[reg].id[0];
	case 4:
		return regs[reg].id[1];
	case 2:
		return regs[reg].id[2];
	default:
		return regs[reg].id[high ? 4 : 3];
	}
}

static bool is_general(x86_reg id)
{
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(regs); i++) {
		for (j = 0; j < ARRAY_SIZE(regs[i].id); j++) {
			if (id == regs[i].id[j] && id != X86_REG_INVALID)
				return true;
		}
	}
	return false;
}

/* Is this what mmio_insn_decode() says it understands? */
static bool is_mov(const cs_insn *insn)
{
	const cs_x86 *x86 = &insn->detail->x86;
	const cs_x86_op *dst = &x86->operands[0], *src = &x86->operands[1];

	switch (insn->id) {
	case X86_INS_MOV:
	case X86_INS_MOVABS:
	case X86_INS_MOVZX:
	case X86_INS_MOVSX:
	case X86_INS_MOVSXD:
		break;
	default:
		return false;
	}
	if (x86->op_count != 2)
		return false;
	if (dst->type == X86_OP_MEM)
		return src->type == X86_OP_IMM ||
		       (src->type == X86_OP_REG && is_general(src->reg));
	return src->type == X86_OP_MEM && dst->type == X86_OP_REG &&
	       is_general(dst->reg);
}

static void compare_mov(const struct mmio_insn *insn, const cs_insn *theirs)
{
	const cs_x86_op *op = theirs->detail->x86.operands;
	bool store = op[0].type == X86_OP_MEM;
	const cs_x86_op *mem = store ? &op[0] : &op[1];
	const cs_x86_op *other = store ? &op[1] : &op[0];
	u64 mask;

	expect("length", insn->len, theirs->size);
	expect("store", !!(insn->flags & MMIO_STORE), store);
	expect("width", insn->width, mem->size);
	expect("immediate", !!(insn->flags & MMIO_IMM),
	       other->type == X86_OP_IMM);
	expect("signed", !!(insn->flags & MMIO_SIGNED),
	       theirs->id == X86_INS_MOVSX || theirs->id == X86_INS_MOVSXD);
	if (insn->flags & MMIO_IMM) {
		mask = GENMASK_ULL(insn->width * 8 - 1, 0);
		expect("value", insn->imm & mask, other->imm & mask);
		return;
	}
	/* Capstone ignores that REX.W is missing. */
	if (theirs->id == X86_INS_MOVSXD && insn->reg_width == 4)
		return;
	expect("width of register", insn->reg_width, other->size);
	expect("register", reg_id(insn->reg, insn->reg_width,
				  insn->flags & MMIO_HIGH), other->reg);
}

/* Loads and stores stay within the register file, whatever was decoded. */
static void execute(const struct mmio_insn *insn)
{
	u64 *gprs = calloc(16, sizeof(*gprs));
	u64 value;

	if (insn->flags & MMIO_STORE) {
		value = mmio_insn_value(insn, gprs);
		if (!(insn->flags & MMIO_IMM))
			expect("value of register", value, 0);
	} else {
		mmio_insn_complete(insn, gprs, -1);
		expect("value read back", !gprs[insn->reg], 0);
	}
	free(gprs);
}

/* The short way accepts only what the long one does, in the same sense */
static void try_fast(void)
{
	struct mmio_insn fast, slow;
	int write;

	for (write = 0; write < 2; write++) {
		if (!mmio_insn_decode_fast(bytes, write, &fast))
			continue;
		expect("long way", mmio_insn_decode(bytes, INSN_MAX_LEN, CODE_64,
						    &slow), 0);
		expect("same length", fast.len, slow.len);
		expect("same width", fast.width, slow.width);
		expect("same width of register", fast.width, slow.reg_width);
		expect("same direction", write, slow.flags & MMIO_STORE);
		expect("same flags", fast.flags, slow.flags & ~MMIO_STORE);
		if (fast.flags & MMIO_IMM)
			expect("same value", fast.imm, slow.imm);
		else
			expect("same register", fast.reg, slow.reg);
	}
}

static void try_mov(unsigned int avail, unsigned int mode)
{
	const cs_insn *theirs = ask_oracle(mode, bytes);
	struct mmio_insn insn;
	unsigned int i;
	bool lock_rep = false;
	int err;

	err = mmio_insn_decode(bytes, avail, code_size, &insn);
	if (err == -EAGAIN) {
		if (avail >= INSN_MAX_LEN)
			fail("bytes wanted after", avail, INSN_MAX_LEN);
		/* All that is there must not do, so it is tried with more. */
		err = mmio_insn_decode(bytes, INSN_MAX_LEN, code_size, &insn);
		if (!err && insn.len <= avail)
			fail("bytes missing", avail, insn.len);
	} else if (!err) {
		if (insn.len > avail)
			fail("length accepted", insn.len, avail);
	}

	if (!err) {
		if (!theirs)
			fail("accepted, Capstone refuses; length", insn.len, 0);
		if (!is_mov(theirs))
			fail("accepted, but is instruction", 0, theirs->id);
		compare_mov(&insn, theirs);
		execute(&insn);
		return;
	}

	expect("error", err, -EOPNOTSUPP);
	if (insn.refusal < INSN_BAD_OPCODE || insn.refusal > INSN_TOO_LONG)
		fail("refusal", insn.refusal, INSN_BAD_OPCODE);

	if (!theirs || !is_mov(theirs))
		return;
	for (i = 0; i < theirs->size; i++) {
		if (bytes[i] == 0xf0 || bytes[i] == 0xf2 || bytes[i] == 0xf3)
			lock_rep = true;
	}
	if (lock_rep && (insn.refusal == INSN_BAD_LOCK ||
			 insn.refusal == INSN_BAD_REP))
		return;
	/* With 16-bit operand, deliberately */
	if (theirs->id == X86_INS_MOVSXD && insn.refusal == INSN_BAD_OPERAND)
		return;
	fail("refused, but is instruction", insn.refusal, theirs->id);
}

static const struct {
	x86_insn id;
	enum sys_op op;
} sys_ops[] = {
	{ X86_INS_CPUID, SYS_CPUID },
	{ X86_INS_RDMSR, SYS_RDMSR },
	{ X86_INS_WRMSR, SYS_WRMSR },
	{ X86_INS_XSETBV, SYS_XSETBV },
	{ X86_INS_VMMCALL, SYS_VMMCALL },
	{ X86_INS_INVD, SYS_INVD },
	{ X86_INS_WBINVD, SYS_WBINVD },
	{ X86_INS_HLT, SYS_HLT },
	{ X86_INS_CLTS, SYS_CLTS },
	{ X86_INS_LMSW, SYS_LMSW },
	{ X86_INS_IRET, SYS_IRET },
	{ X86_INS_IRETD, SYS_IRET },
	{ X86_INS_IRETQ, SYS_IRET },
};

static int sys_op(const cs_insn *insn)
{
	const cs_x86_op *op = insn->detail->x86.operands;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sys_ops); i++) {
		if (insn->id == sys_ops[i].id)
			return sys_ops[i].op;
	}
	if (insn->id != X86_INS_MOV || insn->detail->x86.op_count != 2)
		return -1;
	if (op[0].type == X86_OP_REG && op[0].reg >= X86_REG_CR0 &&
	    op[0].reg <= X86_REG_CR15)
		return SYS_MOV_TO_CR;
	if (op[1].type == X86_OP_REG && op[1].reg >= X86_REG_CR0 &&
	    op[1].reg <= X86_REG_CR15)
		return SYS_MOV_FROM_CR;
	return -1;
}

static bool is_mov_cr(const struct sys_insn *insn)
{
	return insn->op == SYS_MOV_TO_CR || insn->op == SYS_MOV_FROM_CR;
}

static void compare_sys(const struct sys_insn *insn, const cs_insn *theirs)
{
	const cs_x86_op *op = theirs->detail->x86.operands;
	const cs_x86_op *gpr;

	expect("length", insn->len, theirs->size);
	expect("system instruction", insn->op, sys_op(theirs));

	switch (insn->op) {
	case SYS_MOV_TO_CR:
	case SYS_MOV_FROM_CR:
		gpr = insn->op == SYS_MOV_TO_CR ? &op[1] : &op[0];
		op = insn->op == SYS_MOV_TO_CR ? &op[0] : &op[1];
		expect("register", reg_id(insn->reg, insn->reg_width, false),
		       gpr->reg);
		/* LOCK MOV CR0, see below */
		if (insn->cr != 8 || op->reg != X86_REG_CR0)
			expect("control register", X86_REG_CR0 + insn->cr,
			       op->reg);
		break;
	case SYS_LMSW:
		if (op->type == X86_OP_MEM)
			expect("memory operand", insn->reg, SYS_REG_MEMORY);
		else
			expect("register", reg_id(insn->reg, 2, false),
			       op->reg);
		break;
	}
}

/*
 * Capstone does not know that LOCK is legal before a move to or from CR0; it
 * is shown another prefix.
 */
static const cs_insn *ask_without_lock(unsigned int mode)
{
	u8 copy[INSN_MAX_LEN];
	unsigned int i;

	memcpy(copy, bytes, sizeof(copy));
	for (i = 0; i < sizeof(copy) && copy[i] != 0x0f; i++) {
		if (copy[i] == 0xf0)
			copy[i] = 0x3e;
	}
	return ask_oracle(mode, copy);
}

static void try_sys(unsigned int avail, unsigned int mode)
{
	const cs_insn *theirs = ask_oracle(mode, bytes);
	struct sys_insn insn;
	int err;

	err = sys_insn_decode(bytes, avail, code_size, &insn);
	if (err == -EAGAIN) {
		if (avail >= INSN_MAX_LEN)
			fail("bytes wanted after", avail, INSN_MAX_LEN);
		err = sys_insn_decode(bytes, INSN_MAX_LEN, code_size, &insn);
		if (!err && insn.len <= avail)
			fail("bytes missing", avail, insn.len);
	} else if (!err) {
		if (insn.len > avail)
			fail("length accepted", insn.len, avail);
	}

	if (!err) {
		if (!theirs && is_mov_cr(&insn) && insn.cr == 8)
			theirs = ask_without_lock(mode);
		if (theirs)
			compare_sys(&insn, theirs);
		else
			fail("accepted, Capstone refuses; length", insn.len, 0);
		return;
	}
	expect("error", err, -EOPNOTSUPP);
	if (insn.refusal < INSN_BAD_OPCODE || insn.refusal > INSN_TOO_LONG)
		fail("refusal", insn.refusal, INSN_BAD_OPCODE);
	if (theirs && sys_op(theirs) >= 0 && insn.refusal != INSN_BAD_LOCK)
		fail("refused system instruction", insn.refusal, theirs->id);
}

#define RECORD	(2 + INSN_MAX_LEN)

static void try_record(const u8 *data, size_t size)
{
	unsigned int mode, avail;
	u8 *buf;

	mode = data[0] % ARRAY_SIZE(modes);
	avail = data[1] % (INSN_BUF_LEN + 1);

	/* On the heap, so that a read behind its end is found */
	buf = calloc(1, INSN_BUF_LEN);
	memcpy(buf, data + 2, size - 2);
	bytes = buf;
	code_size = modes[mode].size;

	try_mov(avail, mode);
	if (code_size == CODE_64)
		try_fast();
	try_sys(avail, mode);
	free(buf);
}

int fuzz_one_input(const uint8_t *data, size_t size)
{
	size_t len;

	if (!handles[0])
		open_oracle();

	for (; size > 2; data += len, size -= len) {
		len = size < RECORD ? size : RECORD;
		try_record(data, len);
	}
	return 0;
}
