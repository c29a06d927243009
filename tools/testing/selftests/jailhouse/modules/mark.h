/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the guest tells the benchmark's plugin (run.d/plugins/svm-exits.c): NOPs with
 * operands that nobody else uses
 */
#ifndef JAILHOUSE_BENCH_MARK_H
#define JAILHOUSE_BENCH_MARK_H

/* Phase n (0 to 255) begins */
#define BENCH_PHASE(n) ({						\
	asm volatile("nopl %c0(%%rax,%%rax)"				\
		     : : "i" (0x49414a00 + (n)) : "memory");		\
})

/* One of the operations happened that this phase is about */
#define BENCH_OPERATION() ({						\
	asm volatile("nopl 0x49414b00(%%rax,%%rax)" : : : "memory");	\
})

#endif
