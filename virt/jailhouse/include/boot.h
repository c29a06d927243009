/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hand-over between the driver and the hypervisor image
 *
 * The driver copies the image to the start of the hypervisor's memory, lays
 * out the rest of that memory, fills struct jh_boot and calls the entry
 * function on every CPU. Offsets count from the start of that memory.
 *
 *	+--------------------+ 0
 *	| image              | text, read-only data, data, bss
 *	+--------------------+ boot_offset
 *	| struct jh_boot     | written by the driver, errors come back in it
 *	+--------------------+ config_offset
 *	| configuration      | kind SYSTEM
 *	+--------------------+ public_offset
 *	| struct jh_public   | read-only for the root cell: log rings, violations
 *	+--------------------+ percpu_offset
 *	| per-CPU areas      | percpu_size each, private to their CPU; zero
 *	+--------------------+ pool_offset
 *	| page pool          | the rest
 *	+--------------------+ size
 */
#ifndef _JAILHOUSE_BOOT_H
#define _JAILHOUSE_BOOT_H

#define JH_IMAGE_MAGIC		0x474d49484a	/* "JHIMG" */
#define JH_BOOT_VERSION		2

/* JH_BASE, what the entry function expects, and the architecture's structures */
#include <asm_boot.h>

#ifndef __ASSEMBLY__

#include <linux/types.h>
#include <linux/jailhouse.h>

/**
 * struct jh_image_header - first bytes of the image
 * @magic:	JH_IMAGE_MAGIC
 * @version:	JH_BOOT_VERSION
 * @entry:	offset of the entry function
 * @rodata:	offset of the end of the code
 * @data:	offset of the end of read-only data
 * @size:	bytes in memory, page-aligned, bss included
 * @boot_size:	sizeof(struct jh_boot), so that a mismatch is noticed
 * @percpu_size: bytes of one per-CPU area, page-aligned
 * @pad:	0
 */
struct jh_image_header {
	u64 magic;
	u32 version;
	u32 entry;
	u32 rodata;
	u32 data;
	u32 size;
	u32 boot_size;
	u32 percpu_size;
	u32 pad;
};

#define JH_MAX_RAM_RANGES	64

/**
 * struct jh_ram_range - memory that the firmware reported as RAM
 * @start:	first byte
 * @end:	last byte + 1
 */
struct jh_ram_range {
	u64 start;
	u64 end;
};

/**
 * enum jh_boot_fault - where enable is made to fail, for tests
 * @JH_FAULT_NONE:	nowhere
 * @JH_FAULT_EARLY:	on entry, before anything was changed
 * @JH_FAULT_CPU_INIT:	after the CPU switched to the hypervisor's tables
 * @JH_FAULT_LATE:	after all CPUs were initialized
 *
 * Obeyed in builds with CONFIG_JAILHOUSE_DEBUG only.
 */
enum jh_boot_fault {
	JH_FAULT_NONE,
	JH_FAULT_EARLY,
	JH_FAULT_CPU_INIT,
	JH_FAULT_LATE,
};

#define JH_BOOT_ERROR_TEXT	192

/**
 * struct jh_boot - what the driver tells the hypervisor at enable
 * @version:	JH_BOOT_VERSION
 * @num_cpus:	CPUs that enter, numbered from 0 as Linux numbers them
 * @phys:	physical start of the hypervisor's memory
 * @size:	its size
 * @config_offset: the system configuration
 * @config_size: its size
 * @public_offset: struct jh_public
 * @public_size: its size, rings included
 * @percpu_offset: per-CPU areas, filled with zeroes
 * @percpu_size: size of one
 * @pool_offset: page pool
 * @pool_pages:	its size in pages
 * @fault_cpu:	CPU on which @fault strikes
 * @fault:	enum jh_boot_fault
 * @tramp_virt:	page of the driver's code that switches page tables; it is
 *		mapped at this address in every table of a root CPU
 * @tramp_phys:	its physical address
 * @tramp_return: address in it to which the hypervisor jumps to hand a CPU
 *		back to Linux, see asm_boot.h
 * @arch:	architecture's part
 * @num_ram:	elements of @ram
 * @ram:	the firmware's map of RAM, sorted, without overlaps
 * @error:	out: negative errno
 * @error_text:	out: what was wrong and what to do about it
 */
struct jh_boot {
	u32 version;
	u32 num_cpus;
	u64 phys;
	u64 size;
	u32 config_offset;
	u32 config_size;
	u32 public_offset;
	u32 public_size;
	u32 percpu_offset;
	u32 percpu_size;
	u32 pool_offset;
	u32 pool_pages;
	u32 fault_cpu;
	u32 fault;
	u64 tramp_virt;
	u64 tramp_phys;
	u64 tramp_return;
	struct jh_boot_arch arch;
	u32 num_ram;
	struct jh_ram_range ram[JH_MAX_RAM_RANGES];
	s32 error;
	char error_text[JH_BOOT_ERROR_TEXT];
};

/* --- memory that Linux may read: struct jh_public ------------------------- */

#define JH_LOG_RING_SIZE	4096	/* bytes of text per CPU, a power of 2 */
#define JH_VIOLATION_RING	32	/* records, a power of 2 */

/**
 * struct jh_log_entry - head of a line in a log ring
 * @seq:	global sequence number, by which the reader merges the rings
 * @cell:	id of the cell that wrote it, JH_LOG_HYPERVISOR for our own
 * @pad:	0
 * @len:	bytes of text that follow, without padding to a multiple of 4
 */
struct jh_log_entry {
	u32 seq;
	u8  cell;
	u8  pad;
	u16 len;
};

#define JH_LOG_HYPERVISOR	0xff

/**
 * struct jh_log_ring - log of one CPU
 * @head:	bytes ever written; a reader that finds head - position greater
 *		than the ring's size has lost (head - position - size) bytes and
 *		resumes at @tail
 * @tail:	position of the oldest complete entry; raised before it is
 *		overwritten
 * @pad:	0
 * @data:	entries, positions modulo JH_LOG_RING_SIZE
 *
 * Written by its CPU only.
 */
struct jh_log_ring {
	u32 head;
	u32 tail;
	u32 pad[2];
	u8  data[JH_LOG_RING_SIZE];
};

/**
 * enum jh_violation_kind - what a cell was refused
 * @JH_VIOLATION_NONE:	nothing
 * @JH_VIOLATION_MEMORY: address: guest-physical
 * @JH_VIOLATION_MMIO:	trapped register that may not be accessed so; address:
 *			guest-physical
 * @JH_VIOLATION_PIO:	address: port
 * @JH_VIOLATION_MSR:	address: MSR
 * @JH_VIOLATION_PCI:	address: bdf << 16 | offset
 * @JH_VIOLATION_CR:	address: number of the control register
 * @JH_VIOLATION_XSETBV: bits of XCR0
 * @JH_VIOLATION_IRQ:	address: interrupt pin or vector
 * @JH_VIOLATION_IPI:	address: destination; value: ICR
 * @JH_VIOLATION_INSN:	instruction that cannot be emulated
 * @JH_VIOLATION_SHUTDOWN: triple fault
 * @JH_VIOLATION_EXCEPTION: endless exception
 * @JH_VIOLATION_EXIT:	address: unexpected exit code
 * @JH_VIOLATION_HYPERVISOR: our own fault; address: vector, value: error code
 */
enum jh_violation_kind {
	JH_VIOLATION_NONE,
	JH_VIOLATION_MEMORY,
	JH_VIOLATION_MMIO,
	JH_VIOLATION_PIO,
	JH_VIOLATION_MSR,
	JH_VIOLATION_PCI,
	JH_VIOLATION_CR,
	JH_VIOLATION_XSETBV,
	JH_VIOLATION_IRQ,
	JH_VIOLATION_IPI,
	JH_VIOLATION_INSN,
	JH_VIOLATION_SHUTDOWN,
	JH_VIOLATION_EXCEPTION,
	JH_VIOLATION_EXIT,
	JH_VIOLATION_HYPERVISOR,
};

#define JH_VIOLATION_WRITE	0x01	/* else read */
#define JH_VIOLATION_FETCH	0x02
#define JH_VIOLATION_FATAL	0x04	/* CPU was parked; else refused and counted */
#define JH_VIOLATION_AUDIT	0x08	/* let through */
#define JH_VIOLATION_WALK	0x10	/* by the CPU, while it walked page tables */
#define JH_VIOLATION_EVENT	0x20	/* ..., while it delivered an interrupt or exception */

/**
 * struct jh_violation - one refused access
 * @seq:	1, 2, 3, ...; written last, 0 while the record is being written
 * @cell:	id
 * @cpu:	logical CPU
 * @kind:	enum jh_violation_kind
 * @flags:	JH_VIOLATION_*
 * @width:	bytes
 * @address:	see @kind
 * @value:	written value
 * @pc:		program counter, linear
 * @arch:	registers of the CPU
 * @info1:	exit information of the hardware
 * @info2:	exit information of the hardware
 * @code:	bytes at @pc
 * @mode:	code size, 16, 32 or 64
 * @code_len:	valid bytes of @code
 * @pad:	0
 * @cell_name:	name of the cell
 */
struct jh_violation {
	u32 seq;
	u32 cell;
	u32 cpu;
	u16 kind;
	u8  flags;
	u8  width;
	u64 address;
	u64 value;
	u64 pc;
	struct jh_violation_arch arch;
	u64 info1;
	u64 info2;
	u8  code[16];
	u8  mode;
	u8  code_len;
	u8  pad[6];
	char cell_name[JAILHOUSE_NAME_MAX + 1];
};

/**
 * struct jh_public - what the root cell may read
 * @violation_seq: records ever written; record n (from 1) is in slot
 *		(n - 1) % JH_VIOLATION_RING
 * @log_seq:	last sequence number given to a log entry
 * @num_cpus:	elements of @log
 * @clearing:	1 while memory is on its way to another owner: the management call
 *		that returned -EAGAIN has work to do and waits for nobody
 * @violations:	ring of records
 * @log:	rings, one a CPU
 */
struct jh_public {
	u32 violation_seq;
	u32 log_seq;
	u32 num_cpus;
	u32 clearing;
	struct jh_violation violations[JH_VIOLATION_RING];
	struct jh_log_ring log[];
};

#endif /* __ASSEMBLY__ */
#endif /* _JAILHOUSE_BOOT_H */
