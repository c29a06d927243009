/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decoder for the few x86 instructions that a guest can trap with
 *
 * Everything here is computed from instruction bytes and saved registers
 * alone; nothing touches hardware or guest memory.
 */
#ifndef _JAILHOUSE_X86_DECODE_H
#define _JAILHOUSE_X86_DECODE_H

#include <linux/bits.h>
#include <linux/types.h>

/* The CPU refuses longer instructions with #GP (AMD APM vol. 3, 1.1). */
#define INSN_MAX_LEN	15

/*
 * The decoder may read this many bytes whatever it was told about how many are
 * valid, and does not care what the others are.
 */
#define INSN_BUF_LEN	24

/**
 * enum code_size - default address size of the running code, in bytes
 * @CODE_16:	real mode, virtual-8086 mode, 16-bit segments
 * @CODE_32:	32-bit segments, also in compatibility mode
 * @CODE_64:	64-bit mode
 */
enum code_size {
	CODE_16 = 2,
	CODE_32 = 4,
	CODE_64 = 8,
};

/**
 * insn_code_size() - find out how the CPU interprets code
 * @long_mode:	EFER.LMA
 * @cs_l:	L attribute of CS
 * @cs_d:	D attribute of CS
 *
 * AMD APM vol. 2, 4.8.1. L means nothing outside long mode, and D nothing in
 * 64-bit mode. Real and virtual-8086 mode need no extra parameter, the cached
 * D attribute is what counts there as well.
 *
 * Return: the size for mmio_insn_decode() and sys_insn_decode().
 */
static inline enum code_size insn_code_size(bool long_mode, bool cs_l,
					    bool cs_d)
{
	if (long_mode && cs_l)
		return CODE_64;
	return cs_d ? CODE_32 : CODE_16;
}

/**
 * enum insn_refusal - why an instruction was not decoded
 * @INSN_OK:		it was
 * @INSN_BAD_OPCODE:	the opcode is not in the table of supported ones
 * @INSN_BAD_LOCK:	LOCK prefix
 * @INSN_BAD_REP:	REP, REPNE, XACQUIRE or XRELEASE prefix
 * @INSN_BAD_OPERAND:	no memory operand, or one whose width differs between
 *			CPU vendors
 * @INSN_TOO_LONG:	longer than INSN_MAX_LEN
 *
 * The values go into violation records, hence new ones are appended.
 */
enum insn_refusal {
	INSN_OK,
	INSN_BAD_OPCODE,
	INSN_BAD_LOCK,
	INSN_BAD_REP,
	INSN_BAD_OPERAND,
	INSN_TOO_LONG,
};

#define MMIO_STORE	BIT(0)	/* else a load */
#define MMIO_IMM	BIT(1)	/* stores an immediate, not a register */
#define MMIO_HIGH	BIT(2)	/* bits 15:8 of the register: AH, CH, DH, BH */
#define MMIO_SIGNED	BIT(3)	/* sign-extends what was loaded, else zeroes */

/**
 * struct mmio_insn - a decoded memory access
 * @imm:	value to be stored with MMIO_IMM, sign-extended to 64 bits
 * @width:	bytes accessed in memory: 1, 2, 4 or 8
 * @len:	length of the instruction in bytes
 * @reg_width:	bytes of the register; greater than @width if the instruction
 *		extends
 * @reg:	register, numbered as the CPU does (0 RAX, 1 RCX, ... 15 R15)
 * @flags:	MMIO_*
 * @refusal:	enum insn_refusal if decoding returned -EOPNOTSUPP
 */
struct mmio_insn {
	u64 imm;
	u8 width;
	u8 len;
	u8 reg_width;
	u8 reg;
	u8 flags;
	u8 refusal;
};

/**
 * enum sys_op - intercepted instruction
 * @SYS_CPUID:		CPUID
 * @SYS_RDMSR:		RDMSR
 * @SYS_WRMSR:		WRMSR
 * @SYS_XSETBV:		XSETBV
 * @SYS_VMMCALL:	VMMCALL; VMGEXIT, which is the same without SEV-ES
 * @SYS_MOV_TO_CR:	MOV CRn, GPR
 * @SYS_MOV_FROM_CR:	MOV GPR, CRn
 * @SYS_INVD:		INVD
 * @SYS_WBINVD:		WBINVD and WBNOINVD
 * @SYS_HLT:		HLT
 * @SYS_CLTS:		CLTS
 * @SYS_LMSW:		LMSW
 * @SYS_IRET:		IRET of any operand size
 */
enum sys_op {
	SYS_CPUID,
	SYS_RDMSR,
	SYS_WRMSR,
	SYS_XSETBV,
	SYS_VMMCALL,
	SYS_MOV_TO_CR,
	SYS_MOV_FROM_CR,
	SYS_INVD,
	SYS_WBINVD,
	SYS_HLT,
	SYS_CLTS,
	SYS_LMSW,
	SYS_IRET,
};

/* ModRM bytes from here on name a register instead of memory */
#define MODRM_REGISTER	0xc0

/*
 * Length of a memory operand with 32- or 64-bit addresses, by its ModRM byte: that
 * byte, SIB and displacement (AMD APM vol. 3, 1.4). Four more with MODRM_SIB_BASE
 * if the base in the SIB byte is 5.
 */
#define MODRM_SIB_BASE	0x80
extern const u8 modrm_len[MODRM_REGISTER];

#define SYS_REG_MEMORY	0xff	/* LMSW with a memory operand */

/**
 * struct sys_insn - a decoded system instruction
 * @op:		enum sys_op
 * @len:	length of the instruction in bytes
 * @reg:	MOV CRn, LMSW: general register, or SYS_REG_MEMORY
 * @reg_width:	bytes of it that count
 * @cr:		MOV CRn: number of the control register
 * @refusal:	enum insn_refusal if decoding returned -EOPNOTSUPP
 */
struct sys_insn {
	u8 op;
	u8 len;
	u8 reg;
	u8 reg_width;
	u8 cr;
	u8 refusal;
};

int mmio_insn_decode(const u8 *bytes, unsigned int avail, enum code_size size,
		     struct mmio_insn *insn);
u64 mmio_insn_value(const struct mmio_insn *insn, const u64 *gprs);
void mmio_insn_complete(const struct mmio_insn *insn, u64 *gprs, u64 value);
int sys_insn_decode(const u8 *bytes, unsigned int avail, enum code_size size,
		    struct sys_insn *insn);

#endif /* _JAILHOUSE_X86_DECODE_H */
