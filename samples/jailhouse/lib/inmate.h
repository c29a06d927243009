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
 * The library starts at address 0 in the state that the cell interface
 * describes, brings the boot CPU into 64-bit mode (32-bit protected mode for
 * programs named in "progs-32" of the Makefile), clears .bss, sets up the
 * console that the communication region names, and calls inmate_main() with
 * interrupts off and the local APIC untouched. When inmate_main() returns, the
 * cell goes to state "shut down" and its CPUs halt.
 *
 * Memory of an inmate (all addresses are the cell's own):
 *
 *	0x00000		start-up code
 *	0x01000		command line, one page, written by the loader (-a 0x1000)
 *	0x02000		entry of CPUs that are started by a SIPI
 *	0x03000		text, data, bss, stacks
 *	0xfffff		end of RAM of the demo cells
 *	0x100000	communication region, one page
 *	0x101000	test device, if the cell has it
 *
 * A cell can be started again without loading it again. The library then works,
 * but .data holds what the last run left there.
 */
#ifndef _INMATE_H
#define _INMATE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <linux/errno.h>
#include <linux/jailhouse_cell.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
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

#define CMDLINE_ADDR		0x1000UL
#define CMDLINE_SIZE		0x1000UL
#define COMM_REGION_ADDR	0x100000UL
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

#include <arch.h>

#endif /* _INMATE_H */
