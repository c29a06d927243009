// SPDX-License-Identifier: GPL-2.0-only
/*
 * What only 32-bit code can do
 */
#include "hostile.h"

#include <start.h>

#define EFLAGS_AC	0x40000

static bool triple_fault(void)
{
	struct table_pointer ptr = { .limit = 0, .base = 0 };

	__asm__ __volatile__("lidt %0; int3" : : "m" (ptr) : "memory");
	return true;
}

/*
 * The handler of #AC runs in user mode, on a stack that is not aligned: pushing its
 * frame raises #AC. (Long mode aligns the stack, so this takes 32-bit code.)
 */
static bool ac_loop(void)
{
	/* or $AC in EFLAGS; odd stack; misaligned read */
	static const u8 code[] = {
		0x9c, 0x81, 0x0c, 0x24, 0x00, 0x00, 0x04, 0x00, 0x9d,	/* pushf; orl; popf */
		0x83, 0xec, 0x01,					/* sub $1, %esp */
		0x8b, 0x47, 0x01,					/* mov 1(%edi), %eax */
		0xf4,
	};
	struct table_pointer idt;
	u16 *gate;
	struct user_result r;

	write_cr0(read_cr0() | X86_CR0_AM);
	__asm__ __volatile__("sidt %0" : "=m" (idt));
	gate = (u16 *)(idt.base + 8 * EXC_AC);
	gate[1] = SEL_USER_CODE | 3;
	r = user_run(code, 0, 0x3000);
	printf("hostile: ended by exception %u at offset %lu\n", r.vector, r.offset);
	return true;
}

static bool v86_memory(void)
{
	static const u8 code[] = { 0x67, 0x8b, 0x07, 0xf4 };	/* mov (%edi), %ax */
	struct user_result r = user_run_v86(code, 0, 0xfffff);

	/* the segment limit of 64 KiB is in the way before the hypervisor is */
	printf("hostile: ended by exception %u\n", r.vector);
	return r.vector == EXC_GP;
}

/* The same as user-read of the 64-bit program, without paging */
static bool user_read(void)
{
	static const u8 code[] = { 0x8b, 0x07, 0xf4 };		/* mov (%edi), %eax */
	struct user_result r = user_run(code, 0, foreign_addr());

	printf("hostile: ended by exception %u at offset %lu\n", r.vector, r.offset);
	return (r.vector == EXC_GP || r.vector == EXC_UD) && r.offset == 0;
}

static bool read(void)
{
	mmio_read32(foreign_addr());
	return true;
}

/* Virtualization hardware leaves task switches half done to the hypervisor */
static bool task_switch(void)
{
	static u32 tss[32] __aligned(128);
	unsigned long base = (unsigned long)tss;
	struct {
		u32 offset;
		u16 selector;
	} __packed target = { 0, SEL_TSS };

	gdt[SEL_TSS / 8] = (sizeof(tss) - 1) | (u64)(base & 0xffffff) << 16 | 0x89ULL << 40;
	__asm__ __volatile__("ltr %w0" : : "r" (SEL_TSS));
	/* to itself: #GP, as the task is busy */
	return TRY("ljmp *%[target]", (), ([target] "m" (target))) == EXC_GP;
}

static const struct hostile_class classes[] = {
	{ "triple-fault", "triple fault", PARKED, triple_fault },
	{ "ac-loop", "#AC while #AC is delivered", ANY, ac_loop },
	{ "v86-memory", "memory from virtual-8086 mode", SURVIVES, v86_memory },
	{ "user-read", "user mode reads memory of others", SURVIVES, user_read },
	{ "mem-read", "read memory of others", PARKED, read },
	{ "task-switch", "hardware task switch", SURVIVES, task_switch },
};

HOSTILE_PART(hostile_cpu_32);
