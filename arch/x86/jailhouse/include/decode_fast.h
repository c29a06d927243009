/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The instructions with which drivers access devices, decoded in a few steps
 *
 * mmio_insn_decode() knows all of them and many more; this is for the exits that
 * happen often.
 */
#ifndef _JAILHOUSE_X86_DECODE_FAST_H
#define _JAILHOUSE_X86_DECODE_FAST_H

#include <linux/compiler.h>
#include <linux/unaligned.h>

#include "decode.h"

/**
 * mmio_insn_decode_fast() - decode a plain 32- or 64-bit MOV in 64-bit mode
 * @bytes:	instruction, as fetched; INSN_BUF_LEN bytes are readable
 * @write:	direction of the access
 * @insn:	result: @imm, @width, @len, @reg and MMIO_IMM in @flags; undefined
 *		if it is not decoded
 *
 * 89 and 8b, and c7 with an immediate, with no prefix but REX. The caller compares
 * @insn->len with the number of bytes that were fetched.
 *
 * AMD APM vol. 3, 1.2 to 1.4 and "MOV".
 *
 * Return: whether it is one of these, and its direction is @write.
 */
static __always_inline bool mmio_insn_decode_fast(const u8 *bytes, bool write,
						  struct mmio_insn *insn)
{
	unsigned int rex = 0, pos = 0, op = bytes[0], modrm, len;

	if ((op & 0xf0) == 0x40) {
		rex = op;
		op = bytes[++pos];
	}
	modrm = bytes[pos + 1];
	if (unlikely(modrm >= MODRM_REGISTER))
		return false;
	len = modrm_len[modrm];
	if (len & MODRM_SIB_BASE) {
		len = 2;
		if ((bytes[pos + 2] & 7) == 5)
			len = 6;
	}
	insn->len = pos + 1 + len;
	insn->reg = (modrm >> 3 & 7) | (rex & 4) << 1;
	insn->width = rex & 8 ? 8 : 4;
	insn->flags = 0;
	if (!write)
		return op == 0x8b;
	if (op == 0x89)
		return true;
	if (op != 0xc7 || modrm & 0x38)
		return false;
	insn->imm = (s32)get_unaligned_le32(bytes + insn->len);
	insn->len += 4;
	insn->flags = MMIO_IMM;
	return true;
}

#endif /* _JAILHOUSE_X86_DECODE_FAST_H */
