// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that the cell does not have, in all the ways a CPU can touch it
 */
#include "hostile.h"

#include <start.h>

#include <asm/processor-flags.h>

#define TABLE_FLAGS	(X86_PAGE_PRESENT | X86_PAGE_RW | X86_PAGE_USER)
#define PROBE_ADDR	0x8000000000UL		/* a top-level entry of its own */

static bool read(void)
{
	mmio_read32(foreign_addr());
	return true;
}

static bool write(void)
{
	mmio_write32(foreign_addr(), 0xdeadbeef);
	return true;
}

static bool modify(void)
{
	__asm__ __volatile__("lock; incl (%0)" : : "r" (foreign_addr()) : "memory");
	return true;
}

static bool execute(void)
{
	((void (*)(void))foreign_addr())();
	return true;
}

static bool string(void)
{
	unsigned long from = 0x3000, to = foreign_addr(), count = 64;

	__asm__ __volatile__("rep movsb" : "+S" (from), "+D" (to), "+c" (count) : : "memory");
	return true;
}

static bool vector(void)
{
	write_cr4(read_cr4() | X86_CR4_OSFXSR);
	__asm__ __volatile__("movups %%xmm0, (%0)" : : "r" (foreign_addr()) : "memory");
	return true;
}

static bool stack(void)
{
	__asm__ __volatile__("mov %%rsp, %%rbx\n\t"
			     "mov %0, %%rsp\n\t"
			     "push %%rax\n\t"
			     "mov %%rbx, %%rsp"
			     : : "r" (foreign_addr() + 64) : "rbx", "memory");
	return true;
}

/* Begins in the communication region, ends behind it */
static bool crossing(void)
{
	__asm__ __volatile__("movq (%0), %%rax"
			     : : "r" (COMM_REGION_ADDR + PAGE_SIZE - 4) : "rax", "memory");
	return true;
}

static bool page_table(void)
{
	write_cr3(foreign_addr());
	return true;
}

/* A page table that lies in a device: the walk is an access too */
static bool page_table_in_device(void)
{
	boot_pml4[(PROBE_ADDR >> 39) & 511] = APIC_DEFAULT_PHYS_BASE | TABLE_FLAGS;
	mmio_read32(PROBE_ADDR);
	return true;
}

static bool interrupt_table(void)
{
	struct table_pointer ptr = { .limit = 0xfff, .base = foreign_addr() };

	__asm__ __volatile__("lidt %0; int3" : : "m" (ptr) : "memory");
	return true;
}

static bool descriptor_table(void)
{
	struct table_pointer ptr = { .limit = 0xff, .base = foreign_addr() };

	__asm__ __volatile__("lgdt %0; mov %1, %%es" : : "m" (ptr), "r" (SEL_DATA) : "memory");
	return true;
}

static bool device_execute(void)
{
	map_range(APIC_DEFAULT_PHYS_BASE, PAGE_SIZE, MAP_UNCACHED);
	((void (*)(void))(unsigned long)APIC_DEFAULT_PHYS_BASE)();
	return true;
}

static bool hpet(void)
{
	map_range(0xfed00000, PAGE_SIZE, MAP_UNCACHED);
	mmio_read32(0xfed00000);
	return true;
}

static bool test_device_rest(void)
{
	mmio_read32(TEST_DEVICE_ADDR);
	return true;
}

static bool test_device_beyond(void)
{
	__asm__ __volatile__("movq (%0), %%rax"
			     : : "r" (TEST_DEVICE_ADDR + PAGE_SIZE - 4) : "rax", "memory");
	return true;
}

static bool test_device_string(void)
{
	unsigned long from = TEST_DEVICE_ADDR + JAILHOUSE_TEST_DEVICE_SCRATCH, to = 0xe0000;

	__asm__ __volatile__("movsl" : "+S" (from), "+D" (to) : : "memory");
	return true;
}

static bool test_device_modify(void)
{
	__asm__ __volatile__("lock; incl (%0)"
			     : : "r" (TEST_DEVICE_ADDR + JAILHOUSE_TEST_DEVICE_SCRATCH) : "memory");
	return true;
}

/*
 * A store raises an exception whose frame goes to the test device: it is the frame
 * that is refused, and not the store that is done there.
 */
static bool test_device_push(void)
{
	__asm__ __volatile__("mov %%rsp, %%rbx\n\t"
			     "mov %0, %%rsp\n\t"
			     "mov %%rax, (%1)\n\t"
			     "mov %%rbx, %%rsp"
			     : : "r" (TEST_DEVICE_ADDR + PAGE_SIZE), "r" (PROBE_ADDR)
			     : "rbx", "memory");
	return true;
}

static bool check_user(const u8 *code, unsigned long addr)
{
	struct user_result r = user_run(code, 0, addr);

	printf("hostile: user mode ended by exception %u at offset %lu\n", r.vector, r.offset);
	/* by an exception of the access itself, not by the HLT behind it */
	return (r.vector == EXC_GP || r.vector == EXC_UD) && r.offset == 0;
}

static bool user_read(void)
{
	static const u8 code[] = { 0x8b, 0x07, 0xf4 };			/* mov (%rdi), %eax */

	return check_user(code, foreign_addr());
}

static bool user_write(void)
{
	static const u8 code[] = { 0x89, 0x07, 0xf4 };			/* mov %eax, (%rdi) */

	return check_user(code, foreign_addr());
}

static bool user_vector(void)
{
	static const u8 code[] = { 0x0f, 0x10, 0x07, 0xf4 };		/* movups (%rdi), %xmm0 */

	write_cr4(read_cr4() | X86_CR4_OSFXSR);
	return check_user(code, foreign_addr());
}

static bool user_modify(void)
{
	static const u8 code[] = { 0xf0, 0xff, 0x07, 0xf4 };		/* lock incl (%rdi) */

	return check_user(code, foreign_addr());
}

static bool user_execute(void)
{
	struct user_result r = user_run((void *)foreign_addr(), 0, 0);

	return r.vector == EXC_GP || r.vector == EXC_UD || r.vector == EXC_PF;
}

static u8 racing_code[16] __aligned(16) = { 0x8b, 0x07, 0x90, 0x90, 0x90, 0xc3 };

static void change_code(void)
{
	/* mov load, mov store, movb, movzbl, add, nop: not all can be emulated */
	static const u32 codes[] = {
		0x9090078b, 0x90900789, 0x9090078a, 0x9007b60f, 0x90900703, 0x90909090,
	};

	/* The other CPU may have been stopped, so this one answers for the cell */
	do {
		for (unsigned int n = 0; n < 100; n++)
			WRITE_ONCE(*(u32 *)racing_code, codes[random() % ARRAY_SIZE(codes)]);
	} while (comm_handle());
}

/* Another CPU changes the instruction while it is being emulated */
static bool code_race(void)
{
	unsigned long addr = TEST_DEVICE_ADDR + JAILHOUSE_TEST_DEVICE_SCRATCH;
	u64 end;

	if (smp_num_cpus() < 2) {
		printf("hostile: needs a cell of two CPUs\n");
		return false;
	}
	apic_init(APIC_AUTO);
	if (!smp_start_cpu(1, change_code))
		return false;
	end = busy_until();
	while (pm_timer_ns() < end)
		for (unsigned int n = 0; n < 1000; n++)
			__asm__ __volatile__("call *%0" : : "r" (racing_code), "D" (addr)
					     : "rax", "memory", "cc");
	smp_stop_cpu(1);
	return true;
}

static const struct hostile_class classes[] = {
	{ "mem-read", "read memory of others", PARKED, read },
	{ "mem-write", "write to memory of others", PARKED, write },
	{ "mem-modify", "locked read-modify-write of memory of others", PARKED, modify },
	{ "mem-exec", "execute memory of others", PARKED, execute },
	{ "mem-string", "copy to memory of others", PARKED, string },
	{ "mem-vector", "vector store to memory of others", PARKED, vector },
	{ "mem-stack", "stack in memory of others", PARKED, stack },
	{ "mem-crossing", "read across the end of own memory", PARKED, crossing },
	{ "mem-cr3", "page tables in memory of others", PARKED, page_table },
	{ "mem-pt-device", "page table inside a device", PARKED, page_table_in_device },
	{ "mem-idt", "interrupt table in memory of others", PARKED, interrupt_table },
	{ "mem-gdt", "descriptor table in memory of others", PARKED, descriptor_table },
	{ "mem-device-exec", "execute the local APIC's registers", PARKED, device_execute },
	{ "mem-hpet", "read the HPET", PARKED, hpet },
	{ "testdev-rest", "test device outside its scratch register", PARKED, test_device_rest },
	{ "testdev-beyond", "read across the end of the test device", PARKED, test_device_beyond },
	{ "testdev-string", "string instruction on a trapped register", PARKED,
	  test_device_string },
	{ "testdev-modify", "read-modify-write of a trapped register", PARKED,
	  test_device_modify },
	{ "testdev-push", "exception whose frame goes to the test device", PARKED,
	  test_device_push },
	{ "testdev-race", "code that changes while it is emulated (two CPUs)", ANY, code_race },
	{ "user-read", "user mode reads memory of others", SURVIVES, user_read },
	{ "user-write", "user mode writes to memory of others", SURVIVES, user_write },
	{ "user-vector", "user mode, vector load from memory of others", SURVIVES, user_vector },
	{ "user-modify", "user mode, read-modify-write of memory of others", SURVIVES,
	  user_modify },
	{ "user-exec", "user mode executes memory of others", SURVIVES, user_execute },
};

HOSTILE_PART(hostile_memory);
