// SPDX-License-Identifier: GPL-2.0-only
/*
 * sse: vector registers. Turns SSE (and AVX, where it exists) on, computes, and
 * checks that the registers survive interrupts and exits to the hypervisor.
 *
 * This file alone is compiled with vector instructions; interrupt handlers are not,
 * so they need not save the registers.
 */
#include <inmate.h>

#define v4		float ATTR(vector_size(16))

#define VECTOR_TIMER	0x40

static u32 ticks;

static void on_timer(struct int_frame *frame __maybe_unused)
{
	WRITE_ONCE(ticks, ticks + 1);
	apic_eoi();
}

static bool enable_vectors(void)
{
	struct cpuid c = cpuid(1, 0);

	write_cr0((read_cr0() & ~X86_CR0_EM) | X86_CR0_MP | X86_CR0_NE);
	write_cr4(read_cr4() | X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT);
	__asm__ __volatile__("fninit");
	if (!(c.ecx & BIT(26)) || !(c.ecx & BIT(28)))
		return false;
	write_cr4(read_cr4() | X86_CR4_OSXSAVE);
	xsetbv(0, xgetbv(0) | 0x7);	/* x87, SSE, AVX */
	return true;
}

/* Sum of 1/k^2, in four lanes: towards pi^2 / 6 */
static float series(u32 terms)
{
	v4 sum = { 0, 0, 0, 0 }, k = { 1, 2, 3, 4 }, four = { 4, 4, 4, 4 };

	for (u32 n = 0; n < terms; n += 4) {
		sum += 1.0f / (k * k);
		k += four;
	}
	return sum[0] + sum[1] + sum[2] + sum[3];
}

/* Fill a register, let interrupts and exits happen, and compare */
static bool survives(bool avx)
{
	u8 pattern[32] __aligned(32), after[32] __aligned(32);
	u32 until = ticks + 5;

	for (unsigned int n = 0; n < sizeof(pattern); n++)
		pattern[n] = 0xa5 ^ n * 7;
	if (avx)
		__asm__ __volatile__("vmovaps (%0), %%ymm7" : : "r" (pattern) : "xmm7", "memory");
	else
		__asm__ __volatile__("movaps (%0), %%xmm7" : : "r" (pattern) : "xmm7", "memory");

	while (READ_ONCE(ticks) < until) {
		apic_timer_start(5 * NS_PER_MSEC);
		cpuid(0, 0);
		irq_enable_and_halt();
		irq_disable();
	}

	if (avx)
		__asm__ __volatile__("vmovaps %%ymm7, (%0)" : : "r" (after) : "memory");
	else
		__asm__ __volatile__("movaps %%xmm7, (%0)" : : "r" (after) : "memory");
	return !memcmp(pattern, after, avx ? 32 : 16);
}

int inmate_main(void)
{
	bool avx = enable_vectors(), ok;
	u32 result;

	printf("sse: %s, xcr0 %#llx\n", avx ? "AVX" : "SSE only", avx ? xgetbv(0) : 0);

	interrupt_set_handler(VECTOR_TIMER, on_timer);
	apic_init(APIC_AUTO);
	apic_timer_init(VECTOR_TIMER);

	result = series(4000) * 10000;
	printf("sse: sum of 1/k^2 is %u.%04u\n", result / 10000, result % 10000);
	ok = result >= 16445 && result <= 16450 && survives(false) && (!avx || survives(true));
	printf("sse: registers %s\n", ok ? "kept" : "LOST");
	comm_serve();
	return !ok;
}
