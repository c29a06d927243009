// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmio-access: every form of MOV, MOVZX and MOVSX that compilers emit, on the scratch
 * register of the test device
 *
 * What an instruction reads or writes there is compared with the same bytes of the
 * communication region. One "ok" or "not ok" line per instruction, in KTAP format.
 *
 * Command line: "base=ADDRESS": page to use instead of the test device. With the
 * address of the communication region, that works without a hypervisor.
 */
#include <inmate.h>
#include <ktap.h>

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

#define BACKGROUND	0x1122334455667788ULL
/* All parts of it negative, and none of it */
#define PATTERN_NEG	0xf7e6d5c4b3a29180ULL
#define PATTERN_POS	0x0716253443526170ULL
#define REG_INIT	((unsigned long)0xdeadbeefcafebabeULL)
#define WRITTEN		((unsigned long)0xa1b2c3d4e5f60718ULL)

#define DEVICE_FIXED	(TEST_DEVICE_ADDR + JAILHOUSE_TEST_DEVICE_SCRATCH)

static unsigned long device;	/* address of the scratch register */
static bool at_fixed;		/* ... is the usual one */

static volatile u64 *memory(void)
{
	return (volatile u64 *)(COMM_REGION_ADDR + JAILHOUSE_TEST_DEVICE_SCRATCH);
}

static bool check(u64 got, u64 expected)
{
	if (got != expected)
		printf("# expected %#llx, got %#llx\n", expected, got);
	return got == expected;
}

/* Low bits of val replace those of reg, as writes to partial registers do */
static unsigned long merge(unsigned long reg, u64 val, unsigned int bits)
{
	unsigned long mask = bits == 8 ? 0xff : 0xffff;

	return (reg & ~mask) | (val & mask);
}

/* The instruction loads AX, or another register and then AX, from where DI points */
#define READ(insn, expected)							\
do {										\
	unsigned long result;							\
										\
	__asm__ __volatile__(insn						\
			     : "=a" (result)					\
			     : "a" (REG_INIT), "D" (device), "S" (0L), "b" (device - 0x40L), \
			       "c" (2L)						\
			     : "memory", "cc", "edx" EXTRA_CLOBBERS);		\
	ktap_result(check(result, (unsigned long)(expected)), insn);		\
} while (0)

/* The instruction stores all or part of AX, or an immediate value, where DI points */
#define WRITE(insn, expected)							\
do {										\
	*memory() = BACKGROUND;							\
	__asm__ __volatile__(insn						\
			     : : "a" (WRITTEN), "D" (device), "S" (0L), "b" (device - 0x40L), \
			       "c" (2L)						\
			     : "memory", "cc", "edx" EXTRA_CLOBBERS);		\
	ktap_result(check(*memory(), expected), insn);				\
} while (0)

#ifdef __x86_64__
#define EXTRA_CLOBBERS	, "r8", "r9", "r12", "r13"
#else
#define EXTRA_CLOBBERS
#endif

#define LOW8(val)	((BACKGROUND & ~0xffULL) | ((val) & 0xff))
#define LOW16(val)	((BACKGROUND & ~0xffffULL) | ((val) & 0xffff))
#define LOW32(val)	((BACKGROUND & ~0xffffffffULL) | ((val) & 0xffffffffULL))

static void test_reads(u64 pat)
{
	*memory() = pat;

	READ("movb (" DI "), %%al", merge(REG_INIT, pat, 8));
	READ("movb (" DI "), %%ah", (REG_INIT & ~0xff00UL) | (pat & 0xff) << 8);
	READ("movb 7(" DI "), %%al", merge(REG_INIT, pat >> 56, 8));
	READ("movb (" DI "), %%dl; movb %%dl, %%al", merge(REG_INIT, pat, 8));
	READ("movw (" DI "), %%ax", merge(REG_INIT, pat, 16));
	READ("movw 6(" DI "), %%ax", merge(REG_INIT, pat >> 48, 16));
	READ("movl (" DI "), %%eax", (u32)pat);
	READ("movl 4(" DI "), %%eax", pat >> 32);

	/* addressing: SIB, index and scale, displacements of 8 and 32 bits, segments */
	READ("movl 0x40(" BX "), %%eax", (u32)pat);
	READ("movl 0x40(" BX "," SI ",4), %%eax", (u32)pat);
	READ("movl 0x3c(" BX "," CX ",2), %%eax", (u32)pat);
	READ(".byte 0x8b, 0x87; .long 0", (u32)pat);		/* mov 0(%di), disp32 */
	READ("movl %%fs:(" DI "), %%eax", (u32)pat);
	READ("movl %%es:(" DI "), %%eax", (u32)pat);

	READ("movzbw (" DI "), %%ax", merge(REG_INIT, (u8)pat, 16));
	READ("movzbl (" DI "), %%eax", (u8)pat);
	READ("movzwl (" DI "), %%eax", (u16)pat);
	READ("movzwl 2(" DI "), %%eax", (u16)(pat >> 16));
	READ("movsbw (" DI "), %%ax", merge(REG_INIT, (__s8)pat, 16));
	READ("movsbl (" DI "), %%eax", (u32)(__s8)pat);
	READ("movswl (" DI "), %%eax", (u32)(__s16)pat);

#ifdef __x86_64__
	READ("movq (%%rdi), %%rax", pat);
	READ("movb (%%rdi), %%r9b; movb %%r9b, %%al", merge(REG_INIT, pat, 8));
	READ("movb (%%rdi), %%sil; movb %%sil, %%al", merge(REG_INIT, pat, 8));
	READ("movw (%%rdi), %%r9w; movw %%r9w, %%ax", merge(REG_INIT, pat, 16));
	READ("movl (%%rdi), %%r9d; movq %%r9, %%rax", (u32)pat);
	READ("movq (%%rdi), %%r9; movq %%r9, %%rax", pat);
	READ("movzbq (%%rdi), %%rax", (u8)pat);
	READ("movzwq (%%rdi), %%rax", (u16)pat);
	READ("movzbl (%%rdi), %%r9d; movq %%r9, %%rax", (u8)pat);
	READ("movsbq (%%rdi), %%rax", (u64)(__s8)pat);
	READ("movswq (%%rdi), %%rax", (u64)(__s16)pat);
	READ("movslq (%%rdi), %%rax", (u64)(s32)pat);
	/* bases that have encodings of their own */
	READ("movq %%rdi, %%r12; movq (%%r12), %%rax", pat);
	READ("movq %%rdi, %%r13; movq (%%r13), %%rax", pat);
	READ("movq %%rdi, %%r8; movl (%%r8), %%eax", (u32)pat);
	READ("movq %%rsp, %%r8; movq %%rdi, %%rsp; movl (%%rsp), %%eax; movq %%r8, %%rsp",
	     (u32)pat);
	READ("movl (%%edi), %%eax", (u32)pat);			/* address-size prefix */
	READ(".byte 0x66, 0x48, 0x8b, 0x07", pat);		/* REX.W outweighs 0x66 */
	READ(".byte 0x40, 0x8b, 0x07", (u32)pat);		/* REX without meaning */
	READ(".byte 0xf3, 0x8b, 0x07", (u32)pat);		/* REP without meaning */
	if (at_fixed) {
		READ("movabsb 0x101ff8, %%al", merge(REG_INIT, pat, 8));
		READ("movabsw 0x101ff8, %%ax", merge(REG_INIT, pat, 16));
		READ("movabsl 0x101ff8, %%eax", (u32)pat);
		READ("movabsq 0x101ff8, %%rax", pat);
		/* linked at 0: the assembler resolves the distance */
		READ("movl 0x101ff8 - 1f(%%rip), %%eax; 1:", (u32)pat);
	}
#else
	if (at_fixed) {
		READ("movb 0x101ff8, %%al", merge(REG_INIT, pat, 8));
		READ("movw 0x101ff8, %%ax", merge(REG_INIT, pat, 16));
		READ("movl 0x101ff8, %%eax", (u32)pat);
	}
#endif
}

static void test_writes(void)
{
	WRITE("movb %%al, (" DI ")", LOW8(WRITTEN));
	WRITE("movb %%ah, (" DI ")", LOW8(WRITTEN >> 8));
	WRITE("movb %%al, 7(" DI ")", (BACKGROUND & ~(0xffULL << 56)) | (WRITTEN & 0xffULL) << 56);
	WRITE("movw %%ax, (" DI ")", LOW16(WRITTEN));
	WRITE("movl %%eax, (" DI ")", LOW32(WRITTEN));
	WRITE("movl %%eax, 4(" DI ")", (u32)BACKGROUND | (u64)(u32)WRITTEN << 32);
	WRITE("movb $0x5a, (" DI ")", LOW8(0x5aULL));
	WRITE("movw $0x5aa5, (" DI ")", LOW16(0x5aa5ULL));
	WRITE("movl $0x5aa5c33c, (" DI ")", LOW32(0x5aa5c33cULL));
	WRITE("movl %%eax, 0x40(" BX ")", LOW32(WRITTEN));
	WRITE("movl %%eax, 0x3c(" BX "," CX ",2)", LOW32(WRITTEN));
	WRITE("movl $0x5aa5c33c, 0x40(" BX "," SI ",8)", LOW32(0x5aa5c33cULL));

#ifdef __x86_64__
	WRITE("movq %%rax, (%%rdi)", WRITTEN);
	WRITE("movq %%rax, %%r9; movb %%r9b, (%%rdi)", LOW8(WRITTEN));
	WRITE("movq %%rax, %%rsi; movb %%sil, (%%rdi)", LOW8(WRITTEN));
	WRITE("movq %%rax, %%r9; movq %%r9, (%%rdi)", WRITTEN);
	WRITE("movq %%rdi, %%r12; movq %%rax, (%%r12)", WRITTEN);
	WRITE("movq %%rdi, %%r13; movl %%eax, (%%r13)", LOW32(WRITTEN));
	WRITE("movq $0x5aa5c33c, (%%rdi)", 0x5aa5c33cULL);
	WRITE("movq $-2, (%%rdi)", -2ULL);			/* sign-extended */
	WRITE("movl %%eax, (%%edi)", LOW32(WRITTEN));
	if (at_fixed) {
		WRITE("movabsb %%al, 0x101ff8", LOW8(WRITTEN));
		WRITE("movabsw %%ax, 0x101ff8", LOW16(WRITTEN));
		WRITE("movabsl %%eax, 0x101ff8", LOW32(WRITTEN));
		WRITE("movabsq %%rax, 0x101ff8", WRITTEN);
	}
#else
	if (at_fixed) {
		WRITE("movb %%al, 0x101ff8", LOW8(WRITTEN));
		WRITE("movl %%eax, 0x101ff8", LOW32(WRITTEN));
	}
#endif
}

/* mov (%di), %eax; ret - at every position across the end of a page */
static void test_page_crossing(void)
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

int inmate_main(void)
{
	unsigned long base = cmdline_u64("base", TEST_DEVICE_ADDR);

	device = base + JAILHOUSE_TEST_DEVICE_SCRATCH;
	at_fixed = device == DEVICE_FIXED;

	ktap_begin(0);
	test_reads(PATTERN_NEG);
	test_reads(PATTERN_POS);
	test_writes();
	test_page_crossing();
	ktap_end();
	comm_serve();
	return ktap_failed();
}
