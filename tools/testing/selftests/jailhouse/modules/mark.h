/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the guest tells the benchmark's plugin (run.d/plugins/svm-exits.c): instructions
 * without effect, with operands that nobody else uses
 */
#ifndef JAILHOUSE_BENCH_MARK_H
#define JAILHOUSE_BENCH_MARK_H

#ifdef __aarch64__
#define BENCH_MARK(n) ({						\
	asm volatile("movz xzr, %0"					\
		     : : "i" (0x4a00 + (n)) : "memory");		\
})
#else
#define BENCH_MARK(n) ({						\
	asm volatile("nopl %c0(%%rax,%%rax)"				\
		     : : "i" (0x49414a00 + (n)) : "memory");		\
})
#endif

/* Phase n (0 to 255) begins */
#define BENCH_PHASE(n) BENCH_MARK(n)

/* One of the operations happened that this phase is about */
#define BENCH_OPERATION() BENCH_MARK(0x100)

#endif
