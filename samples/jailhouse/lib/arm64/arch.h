/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arm64 part of the runtime library; include <inmate.h> instead
 */
#ifndef _INMATE_ARM64_ARCH_H
#define _INMATE_ARM64_ARCH_H

#include <linux/psci.h>

#include <sysreg.h>

/* How the hardware calls a CPU, in format and argument */
#define CPU_HW_ID		"MPIDR %#llx"
#define smp_hw_id(cpu)		smp_mpidr(cpu)
/* The program that shows a timer is named after the interrupt controller */
#define TIMER_DEMO		"gic"

/* --- instructions --- */

static inline void cpu_relax(void)
{
	__asm__ __volatile__("yield" : : : "memory");
}

static inline void memory_fence(void)
{
	__asm__ __volatile__("dmb sy" : : : "memory");
}

static inline void wait_for_completion(void)
{
	__asm__ __volatile__("dsb sy; isb" : : : "memory");
}

static inline void halt(void)
{
	__asm__ __volatile__("dsb sy; wfi" : : : "memory");
}

static inline void irq_enable(void)
{
	__asm__ __volatile__("msr daifclr, #2" : : : "memory");
}

static inline void irq_disable(void)
{
	__asm__ __volatile__("msr daifset, #2" : : : "memory");
}

/* No interrupt is missed: WFI ends with one that is masked, too */
static inline void irq_enable_and_halt(void)
{
	__asm__ __volatile__("msr daifset, #2; dsb sy; wfi; msr daifclr, #2; isb" : : : "memory");
}

static inline unsigned long irq_save(void)
{
	unsigned long flags;

	__asm__ __volatile__("mrs %0, daif; msr daifset, #2" : "=r" (flags) : : "memory");
	return flags;
}

static inline void irq_restore(unsigned long flags)
{
	__asm__ __volatile__("msr daif, %0" : : "r" (flags) : "memory");
}

#define SYSREG_NAME_1(reg)	#reg
#define SYSREG_NAME(reg)	SYSREG_NAME_1(reg)

#define read_sysreg(reg)							\
({										\
	u64 sysreg_val;								\
										\
	__asm__ __volatile__("mrs %0, " SYSREG_NAME(reg) : "=r" (sysreg_val)	\
			     : : "memory");					\
	sysreg_val;								\
})

#define write_sysreg(val, reg)							\
do {										\
	u64 sysreg_new = (val);							\
										\
	__asm__ __volatile__("msr " SYSREG_NAME(reg) ", %x0"			\
			     : : "rZ" (sysreg_new) : "memory");			\
} while (0)

/*
 * In assembly, as only loads and stores of one register without writeback can be
 * emulated where registers are trapped
 */
#define INMATE_MMIO_FUNCS(width, load, store)					\
static inline u##width mmio_read##width(unsigned long addr)			\
{										\
	u##width val;								\
										\
	__asm__ __volatile__(load ", [%1]" : "=r" (val) : "r" (addr) : "memory"); \
	return val;								\
}										\
										\
static inline void mmio_write##width(unsigned long addr, u##width val)		\
{										\
	__asm__ __volatile__(store ", [%1]" : : "rZ" (val), "r" (addr) : "memory"); \
}

INMATE_MMIO_FUNCS(8, "ldrb %w0", "strb %w0")
INMATE_MMIO_FUNCS(16, "ldrh %w0", "strh %w0")
INMATE_MMIO_FUNCS(32, "ldr %w0", "str %w0")
INMATE_MMIO_FUNCS(64, "ldr %x0", "str %x0")

/* No console has ports */
static inline u8 arch_port_read(unsigned long port __maybe_unused)
{
	return 0xff;
}

static inline void arch_port_write(unsigned long port __maybe_unused, u8 val __maybe_unused)
{
}

static inline u32 div_u64_rem(u64 *val, u32 div)
{
	u32 rem = *val % div;

	*val /= div;
	return rem;
}

static inline u64 div_u64(u64 val, u32 div)
{
	return val / div;
}

/* --- interrupt.c --- */

/* What the entry code in interrupt-entry.S pushes */
struct int_frame {
	unsigned long x[31];
	unsigned long vector;	/* 0-15: offset in the vectors / 0x80 */
	unsigned long elr, spsr, esr, far;
};

/* Exceptions that an instruction in TRY() raised: exception class, or -1 */
#define NO_EXCEPTION	(-1)

typedef void (*int_handler_t)(u32 intid);
typedef void (*exception_handler_t)(struct int_frame *frame);

#define NUM_INTERRUPTS	1020

void interrupt_set_handler(unsigned int intid, int_handler_t handler);
void exception_set_handler(exception_handler_t handler);

/* Class of the last exception in TRY(), by CPU */
extern int try_class[SMP_MAX_CPUS];

/*
 * TRY() - execute one instruction and catch what it raises
 * @insn: instruction(s), a string
 * @outputs, @inputs: operands as in an asm statement, named, in parentheses
 * Further arguments: clobbers. Gives the class of the exception (ESR_EL1.EC), or
 * NO_EXCEPTION.
 */
#define TRY(insn, outputs, inputs, ...)						\
({										\
	unsigned int try_cpu = cpu_id();					\
										\
	try_class[try_cpu] = NO_EXCEPTION;					\
	__asm__ __volatile__("1:	" insn "\n"				\
			     "2:\n"						\
			     ".pushsection .ex_table, \"a\"\n"			\
			     "	.long 1b - ., 2b - .\n"				\
			     ".popsection\n"					\
			     : TRY_ARGS outputs : TRY_ARGS inputs		\
			     : "memory", ##__VA_ARGS__);			\
	try_class[try_cpu];							\
})
#define TRY_ARGS(...)	__VA_ARGS__

/* --- gic.c --- */

#define GIC_FIRST_PPI	16
#define GIC_FIRST_SPI	32
#define GIC_SPURIOUS	1020	/* and up: nothing is pending */

#define GICD_CTLR		0x0000
#define GICD_TYPER		0x0004
#define GICD_ISENABLER		0x0100
#define GICD_ICENABLER		0x0180
#define GICD_ISPENDR		0x0200
#define GICD_ICPENDR		0x0280
#define GICD_IPRIORITYR		0x0400
#define GICD_ITARGETSR		0x0800
#define GICD_ICFGR		0x0c00
#define GICD_SGIR		0x0f00
#define GICD_IROUTER		0x6000
#define GICR_TYPER		0x0008
#define GICR_SGI_BASE		0x10000
#define GICC_CTLR		0x0000
#define GICC_PMR		0x0004
#define GICC_IAR		0x000c
#define GICC_EOIR		0x0010

unsigned int gic_version(void);
unsigned long gic_dist(unsigned int intid);
unsigned long gic_next_redist(unsigned long redist, u64 *mpidr);
void gic_enable(unsigned int intid);
void gic_disable(unsigned int intid);
void gic_set_priority(unsigned int intid, u8 priority);
void gic_set_mask(u8 priority);
void gic_set_cpu(unsigned int intid, unsigned int cpu);
u32 gic_acknowledge(void);
void gic_end(u32 iar);

/* --- timer.c --- */

#define TIMER_INTID	27	/* virtual timer */

u64 counter_read(void);
u64 counter_hz(void);

/* --- psci.c --- */

s64 psci_call(u32 function, u64 arg1, u64 arg2, u64 arg3);

/* --- smp.c --- */

u64 cpu_mpidr(void);
u64 smp_mpidr(unsigned int cpu);

/* --- mem.c --- */

#define MAP_CACHED	ATTR_NORMAL
#define MAP_UNCACHED	ATTR_DEVICE

#endif /* _INMATE_ARM64_ARCH_H */
