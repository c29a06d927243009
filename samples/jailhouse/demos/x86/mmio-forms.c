// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmio-access on x86: MOV, MOVZX and MOVSX
 */
#include "../mmio-access.h"

#ifdef __x86_64__
#define DI	"%%rdi"
#define SI	"%%rsi"
#define BX	"%%rbx"
#define CX	"%%rcx"
#else
#define DI	"%%edi"
#define SI	"%%esi"
#define BX	"%%ebx"
#define CX	"%%ecx"
#endif

#ifdef __x86_64__
#define REG_INIT	0xdeadbeefcafebabeUL
#define WRITTEN		0xa1b2c3d4e5f60718UL
#else
#define REG_INIT	0xcafebabeUL
#define WRITTEN		0xe5f60718UL
#endif

/* Low bits of val replace those of reg, as writes to partial registers do */
static unsigned long merge(unsigned long reg, u64 val, unsigned int bits)
{
	unsigned long mask = bits == 8 ? 0xff : 0xffff;

	return (reg & ~mask) | (val & mask);
}

/* The instruction loads AX, or another register and then AX, from where DI points */
#define READ(expected, ...)							\
do {										\
	unsigned long result;							\
										\
	__asm__ __volatile__(__VA_ARGS__						\
			     : "=a" (result)					\
			     : "a" (REG_INIT), "D" (device), "S" (0L), "b" (device - 0x40L), \
			       "c" (2L)						\
			     : "memory", "cc", EXTRA_CLOBBERS "edx");		\
	ktap_result(check(result, (unsigned long)(expected)), __VA_ARGS__);	\
} while (0)

/* The instruction stores all or part of AX, or an immediate value, where DI points */
#define WRITE(expected, ...)							\
do {										\
	*memory() = BACKGROUND;							\
	__asm__ __volatile__(__VA_ARGS__						\
			     : : "a" (WRITTEN), "D" (device), "S" (0L), "b" (device - 0x40L), \
			       "c" (2L)						\
			     : "memory", "cc", EXTRA_CLOBBERS "edx");		\
	ktap_result(check(*memory(), expected), __VA_ARGS__);			\
} while (0)

#ifdef __x86_64__
#define EXTRA_CLOBBERS	"r8", "r9", "r12", "r13",
#else
#define EXTRA_CLOBBERS
#endif

void test_reads(u64 pat)
{
	*memory() = pat;

	READ(merge(REG_INIT, pat, 8), "movb (" DI "), %%al");
	READ((REG_INIT & ~0xff00UL) | (pat & 0xff) << 8, "movb (" DI "), %%ah");
	READ(merge(REG_INIT, pat >> 56, 8), "movb 7(" DI "), %%al");
	READ(merge(REG_INIT, pat, 8), "movb (" DI "), %%dl; movb %%dl, %%al");
	READ(merge(REG_INIT, pat, 16), "movw (" DI "), %%ax");
	READ(merge(REG_INIT, pat >> 48, 16), "movw 6(" DI "), %%ax");
	READ((u32)pat, "movl (" DI "), %%eax");
	READ(pat >> 32, "movl 4(" DI "), %%eax");

	/* addressing: SIB, index and scale, displacements of 8 and 32 bits, segments */
	READ((u32)pat, "movl 0x40(" BX "), %%eax");
	READ((u32)pat, "movl 0x40(" BX "," SI ",4), %%eax");
	READ((u32)pat, "movl 0x3c(" BX "," CX ",2), %%eax");
	READ((u32)pat, ".byte 0x8b, 0x87; .long 0");		/* mov 0(%di), disp32 */
	READ((u32)pat, "movl %%fs:(" DI "), %%eax");
	READ((u32)pat, "movl %%es:(" DI "), %%eax");

	READ(merge(REG_INIT, (u8)pat, 16), "movzbw (" DI "), %%ax");
	READ((u8)pat, "movzbl (" DI "), %%eax");
	READ((u16)pat, "movzwl (" DI "), %%eax");
	READ((u16)(pat >> 16), "movzwl 2(" DI "), %%eax");
	READ(merge(REG_INIT, (__s8)pat, 16), "movsbw (" DI "), %%ax");
	READ((u32)(__s8)pat, "movsbl (" DI "), %%eax");
	READ((u32)(__s16)pat, "movswl (" DI "), %%eax");

#ifdef __x86_64__
	READ(pat, "movq (%%rdi), %%rax");
	READ(merge(REG_INIT, pat, 8), "movb (%%rdi), %%r9b; movb %%r9b, %%al");
	READ(merge(REG_INIT, pat, 8), "movb (%%rdi), %%sil; movb %%sil, %%al");
	READ(merge(REG_INIT, pat, 16), "movw (%%rdi), %%r9w; movw %%r9w, %%ax");
	READ((u32)pat, "movl (%%rdi), %%r9d; movq %%r9, %%rax");
	READ(pat, "movq (%%rdi), %%r9; movq %%r9, %%rax");
	READ((u8)pat, "movzbq (%%rdi), %%rax");
	READ((u16)pat, "movzwq (%%rdi), %%rax");
	READ((u8)pat, "movzbl (%%rdi), %%r9d; movq %%r9, %%rax");
	READ((u64)(__s8)pat, "movsbq (%%rdi), %%rax");
	READ((u64)(__s16)pat, "movswq (%%rdi), %%rax");
	READ((u64)(s32)pat, "movslq (%%rdi), %%rax");
	/* bases that have encodings of their own */
	READ(pat, "movq %%rdi, %%r12; movq (%%r12), %%rax");
	READ(pat, "movq %%rdi, %%r13; movq (%%r13), %%rax");
	READ((u32)pat, "movq %%rdi, %%r8; movl (%%r8), %%eax");
	READ((u32)pat, "mov %%rsp, %%r8; mov %%rdi, %%rsp; mov (%%rsp), %%eax; mov %%r8, %%rsp");
	READ((u32)pat, "movl (%%edi), %%eax");			/* address-size prefix */
	READ(pat, ".byte 0x66, 0x48, 0x8b, 0x07");		/* REX.W outweighs 0x66 */
	READ((u32)pat, ".byte 0x40, 0x8b, 0x07");		/* REX without meaning */
	if (at_fixed) {
		READ(merge(REG_INIT, pat, 8), "movabsb 0x101ff8, %%al");
		READ(merge(REG_INIT, pat, 16), "movabsw 0x101ff8, %%ax");
		READ((u32)pat, "movabsl 0x101ff8, %%eax");
		READ(pat, "movabsq 0x101ff8, %%rax");
		/* the linker knows the address and resolves the distance */
		READ((u32)pat, "movl test_scratch(%%rip), %%eax");
	}
#else
	if (at_fixed) {
		READ(merge(REG_INIT, pat, 8), "movb 0x101ff8, %%al");
		READ(merge(REG_INIT, pat, 16), "movw 0x101ff8, %%ax");
		READ((u32)pat, "movl 0x101ff8, %%eax");
	}
#endif
}

void test_writes(void)
{
	WRITE(LOW8(WRITTEN), "movb %%al, (" DI ")");
	WRITE(LOW8(WRITTEN >> 8), "movb %%ah, (" DI ")");
	WRITE((BACKGROUND & ~(0xffULL << 56)) | (WRITTEN & 0xffULL) << 56, "movb %%al, 7(" DI ")");
	WRITE(LOW16(WRITTEN), "movw %%ax, (" DI ")");
	WRITE(LOW32(WRITTEN), "movl %%eax, (" DI ")");
	WRITE((u32)BACKGROUND | (u64)(u32)WRITTEN << 32, "movl %%eax, 4(" DI ")");
	WRITE(LOW8(0x5aULL), "movb $0x5a, (" DI ")");
	WRITE(LOW16(0x5aa5ULL), "movw $0x5aa5, (" DI ")");
	WRITE(LOW32(0x5aa5c33cULL), "movl $0x5aa5c33c, (" DI ")");
	WRITE(LOW32(WRITTEN), "movl %%eax, 0x40(" BX ")");
	WRITE(LOW32(WRITTEN), "movl %%eax, 0x3c(" BX "," CX ",2)");
	WRITE(LOW32(0x5aa5c33cULL), "movl $0x5aa5c33c, 0x40(" BX "," SI ",8)");

#ifdef __x86_64__
	WRITE(WRITTEN, "movq %%rax, (%%rdi)");
	WRITE(LOW8(WRITTEN), "movq %%rax, %%r9; movb %%r9b, (%%rdi)");
	WRITE(LOW8(WRITTEN), "movq %%rax, %%rsi; movb %%sil, (%%rdi)");
	WRITE(WRITTEN, "movq %%rax, %%r9; movq %%r9, (%%rdi)");
	WRITE(WRITTEN, "movq %%rdi, %%r12; movq %%rax, (%%r12)");
	WRITE(LOW32(WRITTEN), "movq %%rdi, %%r13; movl %%eax, (%%r13)");
	WRITE(0x5aa5c33cULL, "movq $0x5aa5c33c, (%%rdi)");
	WRITE(-2ULL, "movq $-2, (%%rdi)");			/* sign-extended */
	WRITE(LOW32(WRITTEN), "movl %%eax, (%%edi)");
	if (at_fixed) {
		WRITE(LOW8(WRITTEN), "movabsb %%al, 0x101ff8");
		WRITE(LOW16(WRITTEN), "movabsw %%ax, 0x101ff8");
		WRITE(LOW32(WRITTEN), "movabsl %%eax, 0x101ff8");
		WRITE(WRITTEN, "movabsq %%rax, 0x101ff8");
	}
#else
	if (at_fixed) {
		WRITE(LOW8(WRITTEN), "movb %%al, 0x101ff8");
		WRITE(LOW32(WRITTEN), "movl %%eax, 0x101ff8");
	}
#endif
}

/* mov (%di), %eax; ret - at every position across the end of a page */
void test_fetches(void)
{
	static const u8 code[] = { 0x8b, 0x87, 0, 0, 0, 0, 0xc3 };
	u8 *pages = mem_alloc(2 * PAGE_SIZE, PAGE_SIZE), *start;
	unsigned int n, bad = 0;
	u32 result;

	*memory() = PATTERN_NEG;
	for (n = 1; n < sizeof(code) - 1; n++) {
		start = pages + PAGE_SIZE - n;
		memcpy(start, code, sizeof(code));
		__asm__ __volatile__("call *%[code]" : "=a" (result)
				     : [code] "r" (start), "D" (device) : "memory");
		if (result != (u32)PATTERN_NEG)
			bad++;
	}
	ktap_result(!bad, "instruction across the end of a page, %u positions", n - 1);
}
