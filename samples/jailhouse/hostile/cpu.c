// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CPU itself: control registers, virtualization and cache instructions, faults
 * without end
 */
#include "hostile.h"

#include <start.h>

static bool triple_fault(void)
{
	struct table_pointer ptr = { .limit = 0, .base = 0 };

	__asm__ __volatile__("lidt %0; int3" : : "m" (ptr) : "memory");
	return true;
}

/* Give an exception a stack of its own. Returns where its frame begins. */
static unsigned long use_own_stack(unsigned int vector)
{
	static u8 stack[256] __aligned(16);
	static struct {
		u32 reserved0;
		u64 rsp[3], reserved1, ist[7], reserved2;
		u16 reserved3, iomap;
	} __packed tss __aligned(128);
	unsigned long base = (unsigned long)&tss;
	u64 *desc = &gdt[SEL_TSS / 8];
	struct table_pointer idt;

	tss.ist[0] = (unsigned long)stack + sizeof(stack);
	tss.iomap = sizeof(tss);
	desc[0] = (sizeof(tss) - 1) | (base & 0xffffff) << 16 | 0x89ULL << 40 |
		  (u64)(base >> 24 & 0xff) << 56;
	desc[1] = 0;
	__asm__ __volatile__("ltr %w0" : : "r" (SEL_TSS));
	__asm__ __volatile__("sidt %0" : "=m" (idt));
	((u8 *)idt.base)[16 * vector + 4] = 1;		/* IST 1 */
	return (unsigned long)&stack[sizeof(stack) - 8];
}

/*
 * The frame of #DB is pushed over a breakpoint, which raises #DB, always at the same
 * place: the gate has a stack of its own
 */
static bool db_loop(void)
{
	unsigned long slot = use_own_stack(EXC_DB);

	__asm__ __volatile__("mov %0, %%dr0" : : "r" (slot));
	/* breakpoint 0: enabled, writes, 8 bytes */
	__asm__ __volatile__("mov %0, %%dr7" : : "r" (0x90402UL));
	mmio_write64(slot, 0);
	return true;
}

/*
 * The handler of #DB begins with a breakpoint: it is entered again and again, and its
 * first instruction never executed. The frames are pushed to a stack of its own, always
 * to the same place.
 */
static bool db_handler(void)
{
	struct table_pointer idt;
	u8 *gate;
	unsigned long handler;

	use_own_stack(EXC_DB);
	__asm__ __volatile__("sidt %0" : "=m" (idt));
	gate = (u8 *)idt.base + 16 * EXC_DB;
	handler = *(u16 *)gate | (unsigned long)*(u16 *)(gate + 6) << 16;

	__asm__ __volatile__("mov %0, %%dr0" : : "r" (handler));
	/* breakpoint 0: enabled, execution */
	__asm__ __volatile__("mov %0, %%dr7" : : "r" (0x402UL));
	__asm__ __volatile__("int %0" : : "i" (EXC_DB));
	return true;
}

/* What is legal may be accepted, and what the CPU does not check as well */
static bool change_cr0(void)
{
	unsigned long old = read_cr0();
	unsigned int accepted = 0, refused = 0;
	int exc;

	for (unsigned int n = 0; n < 64; n++) {
		/* PE and PG: the mode that this code runs in */
		if (n == 0 || n == 31)
			continue;
		exc = TRY("mov %[val], %%cr0", (), ([val] "r" (old ^ 1UL << n)));
		accepted += exc == NO_EXCEPTION;
		refused += exc == EXC_GP;
		write_cr0(old);
	}
	printf("hostile: %u changes of CR0 accepted, %u refused\n", accepted, refused);
	return true;
}

/* QEMU answers a reserved bit by an invalid exit instead of #GP, so any fate is right */
static bool change_cr4(void)
{
	unsigned long old = read_cr4(), bit;
	unsigned int accepted = 0, refused = 0;
	bool ok = true;
	int exc;

	for (unsigned int n = 0; n < 64; n++) {
		bit = 1UL << n;
		/* PAE, LA57, PCIDE matter for paging; SMEP, SMAP forbid what this code does */
		if (n == 5 || n == 12 || n == 17 || n == 20 || n == 21 || (old & bit))
			continue;
		exc = TRY("mov %[val], %%cr4", (), ([val] "r" (old | bit)));
		accepted += exc == NO_EXCEPTION;
		refused += exc == EXC_GP;
		if (exc == NO_EXCEPTION && (n == 13 || n == 14)) {
			printf("hostile: CR4 bit %u accepted\n", n);	/* VMXE, SMXE */
			ok = false;
		}
		write_cr4(old);
	}
	printf("hostile: %u bits of CR4 accepted, %u refused\n", accepted, refused);
	return ok;
}

/* Raises #UD (or #GP), whatever it is */
#define REFUSED(...)								\
do {										\
	int exc = TRY(__VA_ARGS__, (), ([ax] "a" (0x10000UL), [cx] "c" (0UL)));	\
										\
	if (exc != EXC_UD && exc != EXC_GP) {					\
		printf("hostile: %s: exception %d\n", __VA_ARGS__, exc);	\
		ok = false;							\
	}									\
} while (0)

static bool virtualization(void)
{
	bool ok = true;

	REFUSED(".byte 0x0f, 0x01, 0xd8");	/* vmrun */
	REFUSED(".byte 0x0f, 0x01, 0xda");	/* vmload */
	REFUSED(".byte 0x0f, 0x01, 0xdb");	/* vmsave */
	REFUSED(".byte 0x0f, 0x01, 0xdc");	/* stgi */
	REFUSED(".byte 0x0f, 0x01, 0xdd");	/* clgi */
	REFUSED(".byte 0x0f, 0x01, 0xde");	/* skinit */
	REFUSED(".byte 0x0f, 0x01, 0xdf");	/* invlpga */
	REFUSED(".byte 0x0f, 0x01, 0xc2");	/* vmlaunch */
	REFUSED(".byte 0x0f, 0x01, 0xc4");	/* vmxoff */
	REFUSED(".byte 0x0f, 0xaa");		/* rsm */
	REFUSED(".byte 0x0f, 0x37");		/* getsec */
	return ok;
}

static void ignore(struct int_frame *frame __maybe_unused)
{
}

/* May work or not, but must not hurt */
static bool odd_instructions(void)
{
	u32 low;

	TRY("rdpmc", ([ax] "=a" (low)), ([cx] "c" (0)), "edx");
	TRY(".byte 0x0f, 0x01, 0xc8", (), ([ax] "a" (0x3000UL), [cx] "c" (0UL), [dx] "d" (0UL)));
	TRY(".byte 0x0f, 0x01, 0xfa", (), ([ax] "a" (0x3000UL), [cx] "c" (0UL), [dx] "d" (0UL)));
	TRY("ud2", (), ());
	/* icebp: #DB behind it */
	interrupt_set_handler(EXC_DB, ignore);
	__asm__ __volatile__(".byte 0xf1");
	TRY(".byte 0x0f, 0x3f, 0x01", (), ());
	TRY(".byte 0xf0, 0x8b, 0x07", (), ([di] "D" (0x3000UL)), "eax");	/* lock mov */
	return true;
}

/* Those of the northbridge (6...) and of the last-level cache (10...) count for all */
static bool shared_counters(void)
{
	static const u32 counters[] = { 6, 9, 10, 15, 16, 64, 0x40000000, 0x80000006, 0xffffffff };
	u32 low, high;
	bool ok = true;
	int exc;

	for (unsigned int n = 0; n < ARRAY_SIZE(counters); n++) {
		exc = TRY("rdpmc", ([ax] "=a" (low), [dx] "=d" (high)), ([cx] "c" (counters[n])));
		if (exc != EXC_GP) {
			printf("hostile: RDPMC of counter %#x: exception %d\n", counters[n], exc);
			ok = false;
		}
	}
	return ok;
}

static bool caches(void)
{
	u32 count = cmdline_u64("count", 1000), bad = 0;
	u8 *buf = mem_alloc(0x10000, PAGE_SIZE);
	u64 start = pm_timer_ns(), ns;

	for (u32 n = 0; n < count; n++) {
		memset(buf, n, 256);
		/* data must not get lost, whatever INVD is by the manual */
		__asm__ __volatile__("invd" : : : "memory");
		for (unsigned int i = 0; i < 256; i++)
			bad += buf[i] != (n & 0xff);
		__asm__ __volatile__("wbinvd" : : : "memory");
		TRY(".byte 0xf3, 0x0f, 0x09", (), ());	/* wbnoinvd */
	}
	ns = pm_timer_ns() - start;
	printf("hostile: %u times INVD, WBINVD, WBNOINVD in %u us, %u bytes lost\n", count,
	       (u32)div_u64(ns, 1000), bad);
	return !bad;
}

/* The same without end, and without ever looking at the communication region */
static bool caches_loop(void)
{
	for (;;)
		__asm__ __volatile__("invd\n\t"
				     "wbinvd\n\t"
				     ".byte 0xf3, 0x0f, 0x09\n\t"	/* wbnoinvd */
				     ".byte 0x48, 0x0f, 0x09"		/* rex.w wbinvd */
				     : : : "memory");
	return true;
}

/* Exits as fast as they can be had: does another cell keep its deadlines? */
static bool flood(void)
{
	u64 end = busy_until();
	u32 rounds = 0;
	u64 val;

	do {
		for (unsigned int n = 0; n < 100; n++) {
			cpuid(random(), random());
			outb(n, 0x80);
			rdmsr_safe(MSR_VM_CR, &val);
			wrmsr(MSR_IA32_CR_PAT, rdmsr(MSR_IA32_CR_PAT));
			pci_cf8_read(random(), 0, 4);
			hypercall(random() | 0x100, 0, 0);
			__asm__ __volatile__("wbinvd" : : : "memory");
		}
		rounds += 100;
		comm_accept_reconfig();
	} while (pm_timer_ns() < end);
	printf("hostile: %u rounds of exits\n", rounds);
	return true;
}

static const struct hostile_class classes[] = {
	{ "triple-fault", "triple fault", PARKED, triple_fault },
	{ "db-loop", "#DB while #DB is delivered", ANY, db_loop },
	{ "db-handler", "#DB before the first instruction of its handler", ANY, db_handler },
	{ "cr0", "every bit of CR0", SURVIVES, change_cr0 },
	{ "cr4", "every bit of CR4", ANY, change_cr4 },
	{ "svm", "virtualization instructions", SURVIVES, virtualization },
	{ "odd-insns", "RDPMC, MONITOR, ICEBP, invalid ones", SURVIVES, odd_instructions },
	{ "rdpmc", "counters that CPUs share", SURVIVES, shared_counters },
	{ "cache", "INVD and WBINVD", SURVIVES, caches },
	{ "cache-loop", "INVD and WBINVD without end", ANY, caches_loop },
	{ "flood", "exits without end", SURVIVES, flood },
};

HOSTILE_PART(hostile_cpu);
