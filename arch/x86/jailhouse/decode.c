// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decoder for the few x86 instructions that a guest can trap with
 *
 * A trapped access to memory comes with its guest-physical address, so the
 * operand needs no evaluation: what has to be known is how long the
 * instruction is, what it moves, and in which direction. All forms of MOV are
 * understood, because this is what compilers make of an access to a volatile
 * object. Read-modify-write and string instructions are refused: their
 * emulation would need flags, or two addresses.
 *
 * The code reads from the buffer first and asks afterwards whether what it read
 * was there; INSN_BUF_LEN makes this safe. So nothing but the length is checked
 * on the way of an instruction that is accepted, and refuse() sorts out the
 * rest. The few forms that nearly all drivers use have a shorter way, see
 * decode_fast.h.
 *
 * Instruction format: AMD APM vol. 3, 1.1 to 1.5 and appendix A.
 */
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/unaligned.h>

#include "include/decode.h"

/*
 * What an opcode byte means. OP_MOV is set for all that need no further look,
 * so the usual case is told apart by one test.
 */
#define OP_STORE	MMIO_STORE	/* register or immediate to memory */
#define OP_MOV		BIT(1)
#define OP_BYTE		BIT(2)	/* 8-bit operand */
#define OP_IMM		BIT(3)	/* immediate operand, ModRM.reg must be 0 */
#define OP_MOFFS	BIT(4)	/* address in the instruction, no ModRM */
#define OP_PREFIX	BIT(7)

/* With OP_PREFIX: which one. Those with no effect here have no bit. */
#define PFX_OPSIZE	BIT(0)
#define PFX_ADDRSIZE	BIT(2)
#define PFX_LOCK	BIT(3)
#define PFX_REP		BIT(4)
#define PFX_REX		BIT(5)	/* in 64-bit mode, else INC and DEC */

/* A REX prefix is kept beside those bits. */
#define REX_SHIFT	8
#define REX_MASK	(0xff << REX_SHIFT)
#define REX_W		(BIT(3) << REX_SHIFT)
#define REX_R_BIT	(2 + REX_SHIFT)
#define REX_B_BIT	(0 + REX_SHIFT)

static const u8 opcodes[256] = {
	[0x26] = OP_PREFIX,					/* ES */
	[0x2e] = OP_PREFIX,					/* CS */
	[0x36] = OP_PREFIX,					/* SS */
	[0x3e] = OP_PREFIX,					/* DS */
	[0x40 ... 0x4f] = OP_PREFIX | PFX_REX,
	[0x64 ... 0x65] = OP_PREFIX,				/* FS, GS */
	[0x66] = OP_PREFIX | PFX_OPSIZE,
	[0x67] = OP_PREFIX | PFX_ADDRSIZE,
	[0x88] = OP_MOV | OP_STORE | OP_BYTE,			/* r/m8, r8 */
	[0x89] = OP_MOV | OP_STORE,				/* r/m, r */
	[0x8a] = OP_MOV | OP_BYTE,				/* r8, r/m8 */
	[0x8b] = OP_MOV,					/* r, r/m */
	[0xa0] = OP_MOV | OP_MOFFS | OP_BYTE,			/* AL, moffs */
	[0xa1] = OP_MOV | OP_MOFFS,				/* rAX, moffs */
	[0xa2] = OP_MOV | OP_MOFFS | OP_STORE | OP_BYTE,	/* moffs, AL */
	[0xa3] = OP_MOV | OP_MOFFS | OP_STORE,			/* moffs, rAX */
	[0xc6] = OP_MOV | OP_IMM | OP_STORE | OP_BYTE,		/* r/m8, imm8 */
	[0xc7] = OP_MOV | OP_IMM | OP_STORE,			/* r/m, imm */
	[0xf0] = OP_PREFIX | PFX_LOCK,
	[0xf2 ... 0xf3] = OP_PREFIX | PFX_REP,
};

#define OP_ESCAPE	0x0f	/* two-byte opcode */
#define OP_MOVSXD	0x63	/* in 64-bit mode, else ARPL */

/* MOVZX is 0f b6, 0f b7; MOVSX is 0f be, 0f bf. */
#define OP2_MOVX_MASK	0xf6
#define OP2_MOVX	0xb6
#define OP2_MOVX_WORD	BIT(0)
#define OP2_MOVX_SIGNED	MMIO_SIGNED

/*
 * An instruction of at least @len bytes cannot be decoded. If not all of them
 * are there, no @reason can be given yet.
 */
static noinline int refuse(unsigned int len, unsigned int avail,
			   enum insn_refusal reason, u8 *refusal)
{
	if (len > avail && avail < INSN_MAX_LEN)
		return -EAGAIN;
	*refusal = len > INSN_MAX_LEN ? INSN_TOO_LONG : reason;
	return -EOPNOTSUPP;
}

/*
 * Find the opcode; @prefixes tells what stands before it. A REX prefix counts
 * only directly before the opcode, so any legacy prefix cancels it.
 */
static unsigned int skip_prefixes(const u8 *bytes, enum code_size size,
				  unsigned int *prefixes)
{
	unsigned int pos, op, seen = 0;

	for (pos = 0; pos < INSN_MAX_LEN; pos++) {
		op = opcodes[bytes[pos]];
		if (!(op & OP_PREFIX))
			break;
		if (!(op & PFX_REX))
			seen = (seen & ~REX_MASK) | op;
		else if (size == CODE_64)
			seen = (seen & ~REX_MASK) | bytes[pos] << REX_SHIFT;
		else
			break;
	}
	*prefixes = seen;
	return pos;
}

/* REX.R or REX.B as bit 3 of a register number */
static unsigned int rex_reg(unsigned int prefixes, unsigned int bit)
{
	return (prefixes >> bit & 1) << 3;
}

static unsigned int address_size(unsigned int prefixes, enum code_size size)
{
	if (!(prefixes & PFX_ADDRSIZE))
		return size;
	return size == CODE_16 ? 4 : size / 2;
}

#define SIB	(2 | MODRM_SIB_BASE)

const u8 modrm_len[MODRM_REGISTER] = {
	/* no displacement, except where the base is 5 */
	1, 1, 1, 1, SIB, 5, 1, 1,
	1, 1, 1, 1, SIB, 5, 1, 1,
	1, 1, 1, 1, SIB, 5, 1, 1,
	1, 1, 1, 1, SIB, 5, 1, 1,
	1, 1, 1, 1, SIB, 5, 1, 1,
	1, 1, 1, 1, SIB, 5, 1, 1,
	1, 1, 1, 1, SIB, 5, 1, 1,
	1, 1, 1, 1, SIB, 5, 1, 1,
	/* 8 bits */
	2, 2, 2, 2, 3, 2, 2, 2,
	2, 2, 2, 2, 3, 2, 2, 2,
	2, 2, 2, 2, 3, 2, 2, 2,
	2, 2, 2, 2, 3, 2, 2, 2,
	2, 2, 2, 2, 3, 2, 2, 2,
	2, 2, 2, 2, 3, 2, 2, 2,
	2, 2, 2, 2, 3, 2, 2, 2,
	2, 2, 2, 2, 3, 2, 2, 2,
	/* 32 bits */
	5, 5, 5, 5, 6, 5, 5, 5,
	5, 5, 5, 5, 6, 5, 5, 5,
	5, 5, 5, 5, 6, 5, 5, 5,
	5, 5, 5, 5, 6, 5, 5, 5,
	5, 5, 5, 5, 6, 5, 5, 5,
	5, 5, 5, 5, 6, 5, 5, 5,
	5, 5, 5, 5, 6, 5, 5, 5,
	5, 5, 5, 5, 6, 5, 5, 5,
};

/* Find the end of the memory operand whose ModRM byte stands before @pos. */
static unsigned int skip_operand(const u8 *bytes, unsigned int pos,
				 unsigned int modrm, unsigned int address_size)
{
	unsigned int len;

	if (address_size == 2) {
		if (modrm >= 0x80)
			return pos + 2;
		if (modrm >= 0x40)
			return pos + 1;
		return (modrm & 7) == 6 ? pos + 2 : pos;
	}

	len = modrm_len[modrm];
	if (len & MODRM_SIB_BASE)
		len = (bytes[pos] & 7) == 5 ? 6 : 2;
	return pos + len - 1;
}

static s64 load_imm(const u8 *bytes, unsigned int width)
{
	if (width == 1)
		return (s8)*bytes;
	if (width == 2)
		return (s16)get_unaligned_le16(bytes);
	return (s32)get_unaligned_le32(bytes);
}

/*
 * Decode what follows an opcode, from @pos on. @widen is the width of the
 * source of an extending load, with MMIO_SIGNED if so, and 0 for others.
 */
static int decode_mov(const u8 *bytes, unsigned int pos, unsigned int avail,
		      enum code_size size, unsigned int op, unsigned int widen,
		      unsigned int prefixes, struct mmio_insn *insn)
{
	unsigned int width, reg, modrm;

	insn->refusal = INSN_OK;
	insn->flags = op & OP_STORE;

	if (op & OP_BYTE)
		width = 1;
	else if (prefixes & REX_W)
		width = 8;
	else if ((size == CODE_16) == !!(prefixes & PFX_OPSIZE))
		width = 4;	/* in 16-bit code, the prefix means 32 bits */
	else
		width = 2;
	insn->reg_width = width;

	if (widen) {
		insn->flags = widen & MMIO_SIGNED;
		widen &= ~MMIO_SIGNED;
		/*
		 * MOVSXD with 16-bit operand is useless, and CPU vendors differ
		 * about how much it reads.
		 */
		if (width < widen)
			return refuse(pos + 1, avail, INSN_BAD_OPERAND,
				      &insn->refusal);
		width = widen;
	}
	insn->width = width;

	if (op & OP_MOFFS) {
		insn->reg = 0;
		pos += address_size(prefixes, size);
	} else {
		modrm = bytes[pos++];
		if (modrm >= 0xc0)
			return refuse(pos, avail, INSN_BAD_OPERAND,
				      &insn->refusal);
		pos = skip_operand(bytes, pos, modrm,
				   address_size(prefixes, size));
		reg = modrm >> 3 & 7;
		if (op & OP_IMM) {
			if (reg)
				return refuse(pos, avail, INSN_BAD_OPCODE,
					      &insn->refusal);
			insn->flags = MMIO_STORE | MMIO_IMM;
			insn->imm = load_imm(bytes + pos, width);
			pos += width == 8 ? 4 : width;
		} else if ((op & OP_BYTE) && reg >= 4 &&
			   !(prefixes & REX_MASK)) {
			reg -= 4;
			insn->flags |= MMIO_HIGH;
		} else {
			reg += rex_reg(prefixes, REX_R_BIT);
		}
		insn->reg = reg;
	}

	insn->len = pos;
	if (unlikely(pos > avail))
		return refuse(pos, avail, INSN_TOO_LONG, &insn->refusal);
	return 0;
}

/**
 * mmio_insn_decode() - decode an instruction that accesses memory
 * @bytes:	instruction, as fetched; INSN_BUF_LEN bytes are readable
 * @avail:	number of bytes that were fetched; those after INSN_MAX_LEN do
 *		not count
 * @size:	see insn_code_size()
 * @insn:	result
 *
 * Understands MOV between memory and a general register or an immediate,
 * MOVZX, MOVSX and MOVSXD, with every address form and prefix that is legal on
 * them. HLE prefixes are refused like REP; compilers emit neither.
 *
 * The bytes need not be those that the CPU executed: the guest can have
 * changed them since. So the caller compares MMIO_STORE with the direction
 * that the hardware reported, and enters the guest again if they differ.
 *
 * AMD APM vol. 3, 1.1 to 1.5 and "MOV", "MOVZX", "MOVSX", "MOVSXD".
 *
 * Return: 0, -EAGAIN if the instruction goes on behind @avail, or -EOPNOTSUPP,
 * with the reason in @insn->refusal.
 */
int mmio_insn_decode(const u8 *bytes, unsigned int avail, enum code_size size,
		     struct mmio_insn *insn)
{
	enum insn_refusal reason = INSN_BAD_OPCODE;
	unsigned int pos, op, byte, prefixes;
	unsigned int widen = 0;

	if (avail > INSN_MAX_LEN)
		avail = INSN_MAX_LEN;

	pos = skip_prefixes(bytes, size, &prefixes);
	byte = bytes[pos++];
	op = opcodes[byte];

	if (byte == OP_ESCAPE) {
		byte = bytes[pos++];
		if ((byte & OP2_MOVX_MASK) == OP2_MOVX) {
			op = OP_MOV;
			widen = byte & OP2_MOVX_SIGNED;
			widen |= byte & OP2_MOVX_WORD ? 2 : 1;
		}
	} else if (byte == OP_MOVSXD && size == CODE_64) {
		op = OP_MOV;
		widen = MMIO_SIGNED | 4;
	}

	if (prefixes & PFX_LOCK)
		reason = INSN_BAD_LOCK;
	else if (prefixes & PFX_REP)
		reason = INSN_BAD_REP;
	else if (op & OP_MOV)
		return decode_mov(bytes, pos, avail, size, op, widen, prefixes,
				  insn);
	return refuse(pos, avail, reason, &insn->refusal);
}

/**
 * mmio_insn_value() - find the value that a store writes
 * @insn:	decoded instruction with MMIO_STORE
 * @gprs:	the 16 general registers, indexed as the CPU numbers them
 *
 * Return: the value, upper bits beyond the width of the access 0.
 */
u64 mmio_insn_value(const struct mmio_insn *insn, const u64 *gprs)
{
	u64 value;

	if (insn->flags & MMIO_IMM)
		value = insn->imm;
	else
		value = gprs[insn->reg];

	switch (insn->width) {
	case 4:
		return (u32)value;
	case 8:
		return value;
	case 2:
		return (u16)value;
	default:
		if (insn->flags & MMIO_HIGH)
			value >>= 8;
		return (u8)value;
	}
}

/**
 * mmio_insn_complete() - put a value that was read into the register
 * @insn:	decoded instruction without MMIO_STORE
 * @gprs:	the 16 general registers, indexed as the CPU numbers them
 * @value:	what the access read; bits beyond its width do not matter
 *
 * 8- and 16-bit results leave the rest of the register alone, 32-bit results
 * clear the upper half (AMD APM vol. 1, 3.1.2).
 */
void mmio_insn_complete(const struct mmio_insn *insn, u64 *gprs, u64 value)
{
	unsigned int unused = 64 - insn->width * 8;
	u64 *reg = &gprs[insn->reg];

	value <<= unused;
	if (insn->flags & MMIO_SIGNED)
		value = (s64)value >> unused;
	else
		value >>= unused;

	if (insn->reg_width == 4)
		*reg = (u32)value;
	else if (insn->reg_width == 8)
		*reg = value;
	else if (insn->reg_width == 2)
		*reg = (*reg & ~0xffffULL) | (u16)value;
	else if (insn->flags & MMIO_HIGH)
		*reg = (*reg & ~0xff00ULL) | value << 8;
	else
		*reg = (*reg & ~0xffULL) | value;
}

/* Second opcode byte of the instructions that have no operand bytes */
static int plain_op(unsigned int byte)
{
	switch (byte) {
	case 0x06:
		return SYS_CLTS;
	case 0x08:
		return SYS_INVD;
	case 0x09:
		return SYS_WBINVD;
	case 0x30:
		return SYS_WRMSR;
	case 0x32:
		return SYS_RDMSR;
	case 0xa2:
		return SYS_CPUID;
	default:
		return -EOPNOTSUPP;
	}
}

/* 0f 20, 0f 22: ModRM.mod is ignored, so are REX.W and the operand size. */
static int mov_cr(unsigned int byte, unsigned int modrm, enum code_size size,
		  unsigned int prefixes, struct sys_insn *insn)
{
	insn->reg = (modrm & 7) + rex_reg(prefixes, REX_B_BIT);
	insn->reg_width = size == CODE_64 ? 8 : 4;
	insn->cr = (modrm >> 3 & 7) + rex_reg(prefixes, REX_R_BIT);

	if (prefixes & PFX_LOCK) {
		/* An alternative encoding of CR8, for use outside 64-bit mode */
		if (insn->cr)
			return -EOPNOTSUPP;
		insn->cr = 8;
	}
	return byte == 0x20 ? SYS_MOV_FROM_CR : SYS_MOV_TO_CR;
}

/* 0f 01: ModRM is part of the opcode. @pos is behind it. */
static int group7(const u8 *bytes, unsigned int *pos, enum code_size size,
		  unsigned int prefixes, struct sys_insn *insn)
{
	unsigned int modrm = bytes[*pos - 1];

	if (modrm == 0xd1)
		return SYS_XSETBV;
	if (modrm == 0xd9)
		return SYS_VMMCALL;
	if ((modrm >> 3 & 7) != 6)
		return -EOPNOTSUPP;

	insn->reg_width = 2;
	if (modrm >= 0xc0) {
		insn->reg = (modrm & 7) + rex_reg(prefixes, REX_B_BIT);
	} else {
		insn->reg = SYS_REG_MEMORY;
		*pos = skip_operand(bytes, *pos, modrm,
				    address_size(prefixes, size));
	}
	return SYS_LMSW;
}

/**
 * sys_insn_decode() - decode an intercepted system instruction
 * @bytes:	instruction, as fetched; INSN_BUF_LEN bytes are readable
 * @avail:	number of bytes that were fetched; those after INSN_MAX_LEN do
 *		not count
 * @size:	see insn_code_size()
 * @insn:	result
 *
 * For CPUs that do not report the address of the next instruction, or not the
 * operand of a move to a control register (AMD APM vol. 2, 15.7.1 and 15.8.1).
 * Prefixes that do not change the instruction are accepted, as the CPU does.
 *
 * The bytes need not be those that the CPU executed: the guest can have
 * changed them since. So the caller compares @insn->op with the exit code and
 * enters the guest again if they differ, or if the result is -EOPNOTSUPP.
 *
 * AMD APM vol. 3, appendix A; "MOV CRn" for LOCK.
 *
 * Return: 0, -EAGAIN if the instruction goes on behind @avail, or -EOPNOTSUPP,
 * with the reason in @insn->refusal.
 */
int sys_insn_decode(const u8 *bytes, unsigned int avail, enum code_size size,
		    struct sys_insn *insn)
{
	enum insn_refusal reason = INSN_BAD_OPCODE;
	unsigned int pos, byte, prefixes;
	bool may_lock = false;
	int op = -EOPNOTSUPP;

	pos = skip_prefixes(bytes, size, &prefixes);
	byte = bytes[pos++];

	if (byte == 0xf4) {
		op = SYS_HLT;
	} else if (byte == 0xcf) {
		op = SYS_IRET;
	} else if (byte == OP_ESCAPE) {
		byte = bytes[pos++];
		if (byte == 0x01) {
			pos++;
			op = group7(bytes, &pos, size, prefixes, insn);
		} else if (byte == 0x20 || byte == 0x22) {
			op = mov_cr(byte, bytes[pos++], size, prefixes, insn);
			may_lock = true;
		} else {
			op = plain_op(byte);
		}
	}

	if ((prefixes & PFX_LOCK) && (op < 0 || !may_lock)) {
		reason = INSN_BAD_LOCK;
		op = -EOPNOTSUPP;
	}
	if (op < 0 || pos > avail || pos > INSN_MAX_LEN)
		return refuse(pos, avail, reason, &insn->refusal);

	insn->op = op;
	insn->len = pos;
	insn->refusal = INSN_OK;
	return 0;
}
