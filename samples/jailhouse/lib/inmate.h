/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runtime library for programs that run in a cell without an operating system
 *
 * The skeleton of such a program ("inmate") is
 *
 *	#include <inmate.h>
 *
 *	int inmate_main(void)
 *	{
 *		printf("Hello from a cell\n");
 *		comm_serve();
 *		return 0;
 *	}
 *
 * The library starts in the state that the cell interface describes, on x86 brings
 * the boot CPU into 64-bit mode (32-bit protected mode for programs named in
 * "progs-32" of the Makefile), on arm64 turns on MMU and caches, clears .bss, sets
 * up the console that the communication region names, and calls inmate_main() with
 * interrupts off and the interrupt controller of the CPU untouched. Vector registers
 * are off. When inmate_main() returns, the cell goes to state "shut down" and its
 * CPUs halt.
 *
 * Memory of an inmate (all addresses are the cell's own):
 *
 *	0x00000		start-up code
 *	0x01000		command line, one page, written by the loader (-a 0x1000)
 *	0x02000		x86: entry of CPUs that are started by a SIPI
 *	0x03000		text, data, bss, stacks
 *	0xfffff		end of RAM of the demo cells
 *	0x100000	x86: communication region, one page
 *	0x101000	x86: test device, if the cell has it
 *	0x80000000	arm64: communication region, one page
 *	0x80001000	arm64: test device, if the cell has it
 *
 * On arm64 these programs also run elsewhere, if 1 MiB of RAM begins at a multiple
 * of 2 MiB: they move themselves.
 *
 * A cell can be started again without loading it again. The library then works,
 * but .data holds what the last run left there.
 */
#ifndef _INMATE_H
#define _INMATE_H

/* A program is one image: no symbol is looked up in a table */
#pragma GCC visibility push(hidden)

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <linux/errno.h>
#include <linux/jailhouse_cell.h>

#include <layout.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s16 s16;
typedef __s32 s32;
typedef __s64 s64;

#define BIT(n)			(1UL << (n))
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define PAGE_SIZE		0x1000UL

/* Names as in the kernel, whose header for them is not exported */
#define ATTR(...)		__attribute__((__VA_ARGS__))
#define PRINTF(a, b)		ATTR(format(printf, a, b))
#define __noreturn		ATTR(noreturn)
#define __aligned(n)		ATTR(aligned(n))
#define __packed		ATTR(packed)
#define __maybe_unused		ATTR(unused)
/* Survives the clearing of .bss, which races with the start of other CPUs */
#define __nobss			ATTR(section(".data.nobss"))

#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, v)	__atomic_store_n(&(x), v, __ATOMIC_RELAXED)
#define BUILD_BUG_ON(x)		((void)sizeof(char[1 - 2 * !!(x)]))

#define CMDLINE_SIZE		0x1000UL
#define TEST_DEVICE_ADDR	(COMM_REGION_ADDR + JAILHOUSE_COMM_REGION_SIZE)

static inline void barrier(void)
{
	__asm__ __volatile__("" : : : "memory");
}

/**
 * inmate_main() - the program
 *
 * Supplied by the program, called on the boot CPU.
 *
 * Return: ignored by the hypervisor; passed to the debug-exit port of a bare run.
 */
int inmate_main(void);

void __noreturn inmate_stop(int status);

/* string.c; the compiler generates calls of these as well */
void *memset(void *dst, int c, size_t len);
void *memcpy(void *dst, const void *src, size_t len);
void *memmove(void *dst, const void *src, size_t len);
int memcmp(const void *a, const void *b, size_t len);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t len);

/* printf.c */
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args);
int PRINTF(3, 4) snprintf(char *buf, size_t size, const char *fmt, ...);
int PRINTF(1, 2) printf(const char *fmt, ...);

/* console.c */
void console_init(void);
void console_write(const char *s);
u32 console_reg_read(unsigned int reg);
void console_reg_write(unsigned int reg, u32 val);

/* cmdline.c */
bool cmdline_flag(const char *name);
u64 cmdline_u64(const char *name, u64 def);
const char *cmdline_str(const char *name, char *buf, size_t size, const char *def);

/* comm.c */
/* The hypervisor writes there as well: every call reads anew what is used of it */
static inline struct jailhouse_comm_region *comm_region(void)
{
	barrier();
	return (struct jailhouse_comm_region *)COMM_REGION_ADDR;
}

bool comm_valid(void);
u32 comm_poll(void);
void comm_reply(u32 reply);
void comm_set_state(u32 state);
void comm_accept_reconfig(void);
bool comm_handle(void);
void comm_serve(void);

/* inmate.lds: where the image is, with its stacks, and the command line */
extern char __image_start[], __image_end[], __cmdline[];
extern char smp_stacks[];

/* mem.c, lib/<arch>/mem.c */
void *mem_alloc(size_t size, size_t align);
void map_range(u64 start, u64 size, unsigned long flags);

/*
 * What each architecture offers under the same name; the rest of arch.h is its own.
 * Handlers are called with interrupts off, once for each interrupt.
 */
bool hypervisor_present(void);
int hypercall(u32 code, unsigned long arg1, unsigned long arg2);

/* The interrupt controller of this CPU; first of all that follows */
void irq_init_cpu(void);

/* Time in ns since some moment, never going back */
u64 clock_ns(void);
void delay_us(u32 us);	/* delay.c */

/* A timer of this CPU, that fires once */
#define NS_PER_SEC	1000000000U
#define NS_PER_MSEC	1000000U
#define NS_PER_USEC	1000U
void timer_init(void (*handler)(void));
void timer_start_at(u64 deadline_ns);
void timer_stop(void);
void timer_describe(char *buf, size_t size);

/* The CPUs of the cell, numbered from 0, the boot CPU */
unsigned int smp_num_cpus(void);
bool smp_start_cpu(unsigned int cpu, void (*fn)(void));

/* Interrupts from CPU to CPU, NUM_IPIS of them */
#define NUM_IPIS	4
void ipi_set_handler(unsigned int ipi, void (*handler)(void));
void ipi_send(unsigned int cpu, unsigned int ipi);

/**
 * cpu_id() - number of this CPU
 *
 * Return: 0 on the boot CPU; the others count from 1.
 */
static inline unsigned int cpu_id(void)
{
	unsigned long sp = (unsigned long)__builtin_frame_address(0);

	return (sp - 1 - (unsigned long)smp_stacks) / STACK_SIZE;
}

#include <arch.h>

#endif /* _INMATE_H */
