// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmio-access on arm64: loads and stores of one register without writeback, for which
 * the hardware says what was to be done; "writeback" on the command line adds those
 * that have to be decoded
 */
#include "../mmio-access.h"

#define REG_INIT	0xdeadbeefcafebabeUL
#define WRITTEN		0xa1b2c3d4e5f60718UL

/*
 * x0: what is loaded or stored; x1: the register; x2: below it; x3: an index that, as
 * it is or times 4 or 8, leads there from x4, x5 or x6
 */
#define OPERANDS								\
	"r" (x1), "r" (x2), "r" (x3), "r" (x4), "r" (x5), "r" (x6)

#define DECLARE(init)								\
	register unsigned long x0 __asm__("x0") = (init);			\
	register unsigned long x1 __asm__("x1") = device;			\
	register unsigned long x2 __asm__("x2") = device - 0x40;		\
	register unsigned long x3 __asm__("x3") = 8;				\
	register unsigned long x4 __asm__("x4") = device - 8;			\
	register unsigned long x5 __asm__("x5") = device - 8 * 4;		\
	register unsigned long x6 __asm__("x6") = device - 8 * 8

#define READ(expected, ...)							\
do {										\
	DECLARE(REG_INIT);							\
										\
	__asm__ __volatile__(__VA_ARGS__ : "+r" (x0)				\
			     : OPERANDS : "memory", "x7");			\
	ktap_result(check(x0, (u64)(expected)), __VA_ARGS__);			\
} while (0)

#define WRITE(expected, ...)							\
do {										\
	*memory() = BACKGROUND;							\
	DECLARE(WRITTEN);							\
										\
	__asm__ __volatile__(__VA_ARGS__ : "+r" (x0)				\
			     : OPERANDS : "memory", "x7");			\
	ktap_result(check(*memory(), expected), __VA_ARGS__);			\
} while (0)

void test_reads(u64 pat)
{
	*memory() = pat;

	READ((u8)pat, "ldrb w0, [x1]");
	READ((u8)(pat >> 56), "ldrb w0, [x1, #7]");
	READ((u16)pat, "ldrh w0, [x1]");
	READ((u16)(pat >> 48), "ldrh w0, [x1, #6]");
	READ((u32)pat, "ldr w0, [x1]");
	READ(pat >> 32, "ldr w0, [x1, #4]");
	READ(pat, "ldr x0, [x1]");

	READ((u32)(__s8)pat, "ldrsb w0, [x1]");
	READ((u32)(s16)pat, "ldrsh w0, [x1]");
	READ((u64)(__s8)pat, "ldrsb x0, [x1]");
	READ((u64)(s16)pat, "ldrsh x0, [x1]");
	READ((u64)(s32)pat, "ldrsw x0, [x1]");

	/* addressing: offsets, registers, scaled and extended */
	READ((u32)pat, "ldr w0, [x2, #0x40]");
	READ((u32)pat, "ldur w0, [x2, #0x40]");
	READ((u32)(pat >> 8), "ldur w0, [x1, #1]");
	READ((u8)pat, "ldrb w0, [x4, x3]");
	READ((u32)pat, "ldr w0, [x5, x3, lsl #2]");
	READ(pat, "ldr x0, [x6, x3, lsl #3]");
	READ(pat, "ldr x0, [x6, w3, uxtw #3]");
	READ((u64)(s32)pat, "ldrsw x0, [x5, w3, sxtw #2]");

	/* other registers, the one that is no register, with ordering, unprivileged */
	READ(pat, "ldr x7, [x1]; mov x0, x7");
	READ(REG_INIT, "ldr xzr, [x1]");
	READ((u32)pat, "ldar w0, [x1]");
	READ(pat, "ldar x0, [x1]");
	READ((u8)pat, "ldarb w0, [x1]");
	if (!cmdline_flag("writeback"))
		return;
	READ((u32)pat, "ldr w0, [x4, #8]!");
	READ((u32)pat, "mov x7, x1; ldr w0, [x7], #4");
	READ((u32)pat + (pat >> 32), "ldp w0, w7, [x1]; add x0, x0, x7");
}

void test_writes(void)
{
	WRITE(LOW8(WRITTEN), "strb w0, [x1]");
	WRITE((BACKGROUND & ~(0xffULL << 56)) | (WRITTEN & 0xffULL) << 56, "strb w0, [x1, #7]");
	WRITE(LOW16(WRITTEN), "strh w0, [x1]");
	WRITE(LOW32(WRITTEN), "str w0, [x1]");
	WRITE((u32)BACKGROUND | (u64)(u32)WRITTEN << 32, "str w0, [x1, #4]");
	WRITE(WRITTEN, "str x0, [x1]");
	WRITE(LOW32(WRITTEN), "str w0, [x2, #0x40]");
	WRITE(LOW32(WRITTEN), "stur w0, [x2, #0x40]");
	WRITE(LOW8(WRITTEN), "strb w0, [x4, x3]");
	WRITE(LOW32(WRITTEN), "str w0, [x5, x3, lsl #2]");
	WRITE(WRITTEN, "str x0, [x6, w3, uxtw #3]");
	WRITE(WRITTEN, "mov x7, x0; str x7, [x1]");
	WRITE(0, "str xzr, [x1]");
	WRITE(LOW16(0ULL), "strh wzr, [x1]");
	WRITE(LOW32(WRITTEN), "stlr w0, [x1]");
	WRITE(WRITTEN, "stlr x0, [x1]");
	WRITE(LOW8(WRITTEN), "stlrb w0, [x1]");
	if (!cmdline_flag("writeback"))
		return;
	WRITE(LOW32(WRITTEN), "str w0, [x4, #8]!");
	WRITE(LOW32(WRITTEN), "mov x7, x1; str w0, [x7], #4");
	WRITE((u32)WRITTEN | (u64)(u32)WRITTEN << 32, "stp w0, w0, [x1]");
}

/* Nothing is decoded that may lie across the end of a page */
void test_fetches(void)
{
}
