/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processor while it executes the hypervisor
 */
#ifndef _JAILHOUSE_HOST_H
#define _JAILHOUSE_HOST_H

#include <linux/types.h>
#include <private.h>

#define HOST_CS		0x08
#define HOST_DS		0x10

struct desc_ptr_packed {
	u16 limit;
	u64 base;
} __packed;

static inline u64 hyp_rdmsr(u32 msr)
{
	u32 low, high;

	asm volatile("rdmsr" : "=a" (low), "=d" (high) : "c" (msr));
	return low | (u64)high << 32;
}

static inline void hyp_wrmsr(u32 msr, u64 value)
{
	asm volatile("wrmsr" : : "c" (msr), "a" ((u32)value),
		     "d" ((u32)(value >> 32)) : "memory");
}

/*
 * Accesses that may fault: the exception handler goes on at the fix-up, with
 * the result already set to failure.
 */
#define __EXTABLE(from, to)						\
	".pushsection .extable, \"a\"\n"				\
	".balign 4\n"							\
	".long " from " - .\n"						\
	".long " to " - .\n"						\
	".popsection\n"

#define EXTABLE(from, to)		__EXTABLE(#from, #to)

/* The same with a C label, for asm goto */
#define EXTABLE_LABEL(from, label)	__EXTABLE(#from, "%l[" #label "]")

/**
 * hyp_rdmsr_safe() - read an MSR that may not exist
 * @msr:	number
 * @value:	result
 *
 * Return: 0 or -EFAULT.
 */
static inline int hyp_rdmsr_safe(u32 msr, u64 *value)
{
	u32 low = 0, high = 0;
	int err = -14;

	asm volatile("1: rdmsr\n"
		     "xor %2, %2\n"
		     "2:\n"
		     EXTABLE(1b, 2b)
		     : "+a" (low), "+d" (high), "+r" (err) : "c" (msr));
	*value = low | (u64)high << 32;
	return err;
}

/**
 * hyp_wrmsr_safe() - write an MSR that may not exist or not take the value
 * @msr:	number
 * @value:	value
 *
 * Return: 0 or -EFAULT.
 */
static inline int hyp_wrmsr_safe(u32 msr, u64 value)
{
	int err = -14;

	asm volatile("1: wrmsr\n"
		     "xor %0, %0\n"
		     "2:\n"
		     EXTABLE(1b, 2b)
		     : "+r" (err) : "c" (msr), "a" ((u32)value),
		       "d" ((u32)(value >> 32)) : "memory");
	return err;
}

static inline u64 read_cr0_hyp(void)
{
	u64 value;

	asm volatile("mov %%cr0, %0" : "=r" (value));
	return value;
}

static inline u64 read_cr2_hyp(void)
{
	u64 value;

	asm volatile("mov %%cr2, %0" : "=r" (value));
	return value;
}

static inline u64 read_cr4_hyp(void)
{
	u64 value;

	asm volatile("mov %%cr4, %0" : "=r" (value));
	return value;
}

static inline void write_cr0_hyp(u64 value)
{
	asm volatile("mov %0, %%cr0" : : "r" (value) : "memory");
}

static inline void write_cr4_hyp(u64 value)
{
	asm volatile("mov %0, %%cr4" : : "r" (value) : "memory");
}

static inline u64 read_cr3_hyp(void)
{
	u64 value;

	asm volatile("mov %%cr3, %0" : "=r" (value));
	return value;
}

static inline void write_cr3_hyp(u64 value)
{
	asm volatile("mov %0, %%cr3" : : "r" (value) : "memory");
}

static inline void cpuid_hyp(u32 leaf, u32 subleaf, u32 *eax, u32 *ebx,
			     u32 *ecx, u32 *edx)
{
	asm volatile("cpuid"
		     : "=a" (*eax), "=b" (*ebx), "=c" (*ecx), "=d" (*edx)
		     : "a" (leaf), "c" (subleaf));
}

/*
 * Take a pending NMI, so that it is no longer pending (AMD APM vol. 2, 15.21.8).
 * Tells whether there was one: its handler, host_nmi, sets R11.
 */
static inline bool host_take_nmi(void)
{
	register u64 taken asm("r11") = 0;

	asm volatile("stgi; nop; clgi" : "+r" (taken) : : "memory");
	return taken;
}

/**
 * struct extable_entry - an instruction that may fault
 * @from:	distance to the instruction
 * @to:		distance to where execution goes on
 */
struct extable_entry {
	s32 from;
	s32 to;
};

/**
 * struct idt_gate - where an interrupt or exception goes (AMD APM vol. 2, 4.8.4)
 * @offset_low:	bits 15:0 of the address
 * @selector:	HOST_CS
 * @type:	IDT_GATE
 * @offset_middle: bits 31:16
 * @offset_high: bits 63:32
 * @reserved:	0
 */
struct idt_gate {
	u16 offset_low;
	u16 selector;
	u16 type;
	u16 offset_middle;
	u32 offset_high;
	u32 reserved;
};

#define IDT_GATE	0x8e00	/* present, DPL 0, interrupt gate */
#define HOST_IDT_GATES	32

extern struct idt_gate host_idt[HOST_IDT_GATES];

extern const struct extable_entry __extable_start[], __extable_end[];

/* Bounds of the image's sections */
extern u8 __text_start[], __rodata_start[], __data_start[];

/* entry.S */
extern u8 exception_stubs[], host_nmi[];

struct exception_frame;

void host_exception(struct exception_frame *frame);
void host_set_gate(struct idt_gate *gate, const void *handler);
void host_init(void);
void host_load(void);

#endif /* _JAILHOUSE_HOST_H */
