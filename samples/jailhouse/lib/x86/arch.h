/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * x86 part of the runtime library; include <inmate.h> instead
 */
#ifndef _INMATE_X86_ARCH_H
#define _INMATE_X86_ARCH_H

#include <asm/processor-flags.h>

#include <layout.h>
#include <msr.h>

/* How the hardware calls a CPU, in format and argument */
#define CPU_HW_ID		"APIC id %u"
#define smp_hw_id(cpu)		smp_apic_id(cpu)
/* The program that shows a timer is named after the interrupt controller */
#define TIMER_DEMO		"apic"

/* --- instructions --- */

static inline void cpu_relax(void)
{
	__asm__ __volatile__("pause" : : : "memory");
}

static inline void memory_fence(void)
{
	__asm__ __volatile__("lock; addl $0, (%0)" : : "r" (__builtin_frame_address(0)) : "memory");
}

static inline void halt(void)
{
	__asm__ __volatile__("hlt" : : : "memory");
}

static inline void irq_enable(void)
{
	__asm__ __volatile__("sti" : : : "memory");
}

static inline void irq_disable(void)
{
	__asm__ __volatile__("cli" : : : "memory");
}

/* No interrupt can slip in between: STI takes effect after the next instruction */
static inline void irq_enable_and_halt(void)
{
	__asm__ __volatile__("sti; hlt" : : : "memory");
}

static inline unsigned long irq_save(void)
{
	unsigned long flags;

	__asm__ __volatile__("pushf; pop %0; cli" : "=r" (flags) : : "memory");
	return flags;
}

static inline void irq_restore(unsigned long flags)
{
	__asm__ __volatile__("push %0; popf" : : "r" (flags) : "memory", "cc");
}

#define INMATE_PORT_FUNCS(width, suffix)					\
static inline u##width in##suffix(u16 port)					\
{										\
	u##width val;								\
										\
	__asm__ __volatile__("in" #suffix " %1, %0" : "=a" (val) : "Nd" (port)); \
	return val;								\
}										\
										\
static inline void out##suffix(u##width val, u16 port)				\
{										\
	__asm__ __volatile__("out" #suffix " %0, %1" : : "a" (val), "Nd" (port)); \
}

INMATE_PORT_FUNCS(8, b)
INMATE_PORT_FUNCS(16, w)
INMATE_PORT_FUNCS(32, l)

/* Of a console at ports */
static inline u8 arch_port_read(unsigned long port)
{
	return inb(port);
}

static inline void arch_port_write(unsigned long port, u8 val)
{
	outb(val, port);
}

/* In assembly, as only MOV can be emulated where registers are trapped */
#define INMATE_MMIO_FUNCS(width, suffix)					\
static inline u##width mmio_read##width(unsigned long addr)			\
{										\
	u##width val;								\
										\
	__asm__ __volatile__("mov" #suffix " %1, %0"				\
			     : "=q" (val) : "m" (*(u##width *)addr) : "memory");	\
	return val;								\
}										\
										\
static inline void mmio_write##width(unsigned long addr, u##width val)		\
{										\
	__asm__ __volatile__("mov" #suffix " %1, %0"				\
			     : "=m" (*(u##width *)addr) : "q" (val) : "memory");	\
}

INMATE_MMIO_FUNCS(8, b)
INMATE_MMIO_FUNCS(16, w)
INMATE_MMIO_FUNCS(32, l)
#ifdef __x86_64__
INMATE_MMIO_FUNCS(64, q)
#endif

struct cpuid {
	u32 eax, ebx, ecx, edx;
};

static inline struct cpuid cpuid(u32 leaf, u32 subleaf)
{
	struct cpuid c;

	__asm__ __volatile__("cpuid"
			     : "=a" (c.eax), "=b" (c.ebx), "=c" (c.ecx), "=d" (c.edx)
			     : "a" (leaf), "c" (subleaf));
	return c;
}

static inline u64 rdmsr(u32 msr)
{
	u32 low, high;

	__asm__ __volatile__("rdmsr" : "=a" (low), "=d" (high) : "c" (msr) : "memory");
	return low | (u64)high << 32;
}

static inline void wrmsr(u32 msr, u64 val)
{
	__asm__ __volatile__("wrmsr" : : "c" (msr), "a" ((u32)val), "d" ((u32)(val >> 32))
			     : "memory");
}

static inline u64 read_tsc(void)
{
	u32 low, high;

	/* waits for what stands before it, so that it measures that */
	__asm__ __volatile__("lfence; rdtsc" : "=a" (low), "=d" (high) : : "memory");
	return low | (u64)high << 32;
}

static inline u64 xgetbv(u32 reg)
{
	u32 low, high;

	__asm__ __volatile__("xgetbv" : "=a" (low), "=d" (high) : "c" (reg));
	return low | (u64)high << 32;
}

static inline void xsetbv(u32 reg, u64 val)
{
	__asm__ __volatile__("xsetbv" : : "c" (reg), "a" ((u32)val), "d" ((u32)(val >> 32))
			     : "memory");
}

#define INMATE_CR_FUNCS(n)							\
static inline unsigned long read_cr##n(void)					\
{										\
	unsigned long val;							\
										\
	__asm__ __volatile__("mov %%cr" #n ", %0" : "=r" (val) : : "memory");	\
	return val;								\
}										\
										\
static inline void write_cr##n(unsigned long val)				\
{										\
	__asm__ __volatile__("mov %0, %%cr" #n : : "r" (val) : "memory");	\
}

INMATE_CR_FUNCS(0)
INMATE_CR_FUNCS(2)
INMATE_CR_FUNCS(3)
INMATE_CR_FUNCS(4)

/* 64 by 32 bit division, which the compiler has no instruction for in 32-bit code */
static inline u32 div_u64_rem(u64 *val, u32 div)
{
	u32 high = *val >> 32, low = *val, qhigh = high / div, rem = high % div;

	__asm__("divl %2" : "+a" (low), "+d" (rem) : "rm" (div) : "cc");
	*val = (u64)qhigh << 32 | low;
	return rem;
}

static inline u64 div_u64(u64 val, u32 div)
{
	div_u64_rem(&val, div);
	return val;
}

/* --- interrupt.c --- */

/* What the entry code in interrupt-entry.S pushes; the stack grows down from the end */
struct int_frame {
#ifdef __x86_64__
	unsigned long r15, r14, r13, r12, r11, r10, r9, r8;
#endif
	unsigned long di, si, bp, bx, dx, cx, ax;
	unsigned long vector, error, ip, cs, flags, sp, ss;	/* sp, ss: not always in 32 bit */
};

#define EXC_DB		1
#define EXC_NMI		2
#define EXC_BP		3
#define EXC_UD		6
#define EXC_NM		7
#define EXC_DF		8
#define EXC_GP		13
#define EXC_PF		14
#define EXC_AC		17
#define NUM_EXCEPTIONS	32

/* Exceptions that an instruction in TRY() raised: vector, or -1 */
#define NO_EXCEPTION	(-1)

typedef void (*int_handler_t)(struct int_frame *frame);

void interrupt_init_cpu(void);
void interrupt_set_handler(unsigned int vector, int_handler_t handler);
void interrupt_set_gate_dpl(unsigned int vector, unsigned int dpl);

/* Vector of the last exception in TRY(), by CPU */
extern int try_vector[SMP_MAX_CPUS];

/*
 * TRY() - execute one instruction and catch what it raises
 * @insn: instruction(s), a string
 * @outputs, @inputs: operands as in an asm statement, named, in parentheses
 * Further arguments: clobbers. Gives the vector of the exception, or NO_EXCEPTION.
 */
#define TRY(insn, outputs, inputs, ...)						\
({										\
	unsigned int try_cpu = cpu_id();					\
										\
	try_vector[try_cpu] = NO_EXCEPTION;					\
	__asm__ __volatile__("1:	" insn "\n"				\
			     "2:\n"						\
			     ".pushsection .ex_table, \"a\"\n"			\
			     "	.long 1b, 2b\n"					\
			     ".popsection\n"					\
			     : TRY_ARGS outputs : TRY_ARGS inputs		\
			     : "memory", ##__VA_ARGS__);			\
	try_vector[try_cpu];							\
})
#define TRY_ARGS(...)	__VA_ARGS__

static inline int rdmsr_safe(u32 msr, u64 *val)
{
	u32 low = 0, high = 0;
	int exc = TRY("rdmsr", ([low] "+a" (low), [high] "+d" (high)), ([msr] "c" (msr)));

	*val = low | (u64)high << 32;
	return exc;
}

static inline int wrmsr_safe(u32 msr, u64 val)
{
	return TRY("wrmsr", (),
		   ([msr] "c" (msr), [low] "a" ((u32)val), [high] "d" ((u32)(val >> 32))));
}

/* --- user.c --- */

/**
 * struct user_result - how code in user mode ended
 * @vector:	exception that ended it
 * @ax:		its AX register then
 * @offset:	where it was, from its start
 */
struct user_result {
	unsigned int vector;
	unsigned long ax;
	unsigned long offset;
};

struct user_result user_run(const void *code, unsigned long ax, unsigned long di);
struct user_result user_run_v86(const void *code, unsigned long ax, unsigned long di);

/* --- smp.c --- */

void inmate_other_cpu(void);
u32 cpu_apic_id(void);
u32 smp_apic_id(unsigned int cpu);
bool smp_start_cpu_at(unsigned int cpu, u8 vector, void (*fn)(void));
void smp_stop_cpu(unsigned int cpu);

/* --- apic.c --- */

enum apic_mode { APIC_AUTO, APIC_XAPIC, APIC_X2APIC };

void apic_init(enum apic_mode mode);
enum apic_mode apic_current_mode(void);
u32 apic_read(unsigned int reg);
void apic_write(unsigned int reg, u32 val);
void apic_eoi(void);
void apic_send_ipi(u32 dest, u32 icr_low);
void apic_timer_init(unsigned int vector);
void apic_timer_start(u64 delay_ns);
void apic_timer_periodic(u64 period_ns);
void apic_timer_stop(void);
bool apic_timer_has_deadline(void);
u32 apic_timer_khz(void);

/* --- timing.c --- */

#define PM_TIMER_HZ	3579545U

u32 pm_timer_read(void);
u64 pm_timer_ns(void);
u32 measure_khz(u64 (*read)(void));
u32 tsc_khz(void);
u64 tsc_ns(void);
u64 tsc_from_ns(u64 ns);

/* --- mem.c --- */

#define MAP_CACHED	0
#define MAP_UNCACHED	(X86_PAGE_PCD | X86_PAGE_PWT)
#define X86_PAGE_PRESENT	0x01UL
#define X86_PAGE_RW		0x02UL
#define X86_PAGE_USER		0x04UL
#define X86_PAGE_PWT		0x08UL
#define X86_PAGE_PCD		0x10UL
#define X86_PAGE_PSE		0x80UL

/* --- pci.c, msi.c --- */

#define PCI_BDF(bus, dev, fn)	((bus) << 8 | (dev) << 3 | (fn))
#define PCI_ANY			0xffff
#define PCI_NOT_FOUND		(-1)

u32 pci_cf8_read(u16 bdf, unsigned int reg, unsigned int size);
void pci_cf8_write(u16 bdf, unsigned int reg, u32 val, unsigned int size);
u32 pci_ecam_read(u16 bdf, unsigned int reg, unsigned int size);
void pci_ecam_write(u16 bdf, unsigned int reg, u32 val, unsigned int size);
u32 pci_read(u16 bdf, unsigned int reg, unsigned int size);
void pci_write(u16 bdf, unsigned int reg, u32 val, unsigned int size);
int pci_find_device(u16 vendor, u16 device, unsigned int start_bdf);
int pci_find_class(u16 class, unsigned int start_bdf);
int pci_find_cap(u16 bdf, u8 cap);
u64 pci_read_bar(u16 bdf, unsigned int bar);
bool pci_msi_set_vector(u16 bdf, unsigned int vector, u32 apic_id);
bool pci_msix_set_vector(u16 bdf, unsigned int entry, unsigned int vector, u32 apic_id);

/* --- ioapic.c --- */

#define IOAPIC_DEFAULT_BASE	0xfec00000UL
#define IOAPIC_REG_ID		0x00
#define IOAPIC_REG_VER		0x01
#define IOAPIC_REDIR(pin)	(0x10 + 2 * (pin))
#define IOAPIC_MASKED		0x10000
#define IOAPIC_LEVEL		0x08000
#define IOAPIC_ACTIVE_LOW	0x02000

void ioapic_init(unsigned long base);
u32 ioapic_read(unsigned int reg);
void ioapic_write(unsigned int reg, u32 val);
unsigned int ioapic_num_pins(void);
void ioapic_set_pin(unsigned int pin, unsigned int vector, u32 flags, u32 apic_id);

#endif /* _INMATE_X86_ARCH_H */
