/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hand-over between the driver and the hypervisor, x86 part; see boot.h
 *
 * Entry function, called by the driver's trampoline on the boot page table
 * with interrupts off and (AMD) GIF clear:
 *
 *	RDI	address of struct jh_boot (JH_BASE + boot_offset)
 *	RSI	logical CPU number
 *	RDX	Linux's RSP; the word it points to is the address in Linux to
 *		which the CPU goes back
 *	RCX	Linux's CR3
 *	R8	Linux's CR4
 *
 * On success the CPU goes on in the root cell at the address that [RSP] holds,
 * as if by RET, with RAX = 0, interrupts off and GIF set. On failure, and after
 * the hypercall DISABLE, it comes back through tramp_return (RAX = CR3, RCX = CR4,
 * RDX = RSP, RSI = result), with Linux's GDTR and IDTR loaded, but GIF clear and
 * foreign code and stack segments; the trampoline reloads CR3, CR4, RSP and the
 * segments, sets GIF and does the RET itself. Callee-saved registers, FS, GS, TR
 * and LDTR keep their values.
 */
#ifndef _JAILHOUSE_ASM_BOOT_H
#define _JAILHOUSE_ASM_BOOT_H

/*
 * Where the hypervisor finds itself, on its own page tables. Nothing of it
 * depends on Linux; the slot is free in every table, because no table is
 * shared.
 */
#define JH_BASE			0xffffff0000000000

/* What the configuration has to be for */
#define JH_CONFIG_ARCH		JAILHOUSE_ARCH_X86

#ifndef __ASSEMBLY__

#include <linux/types.h>
#include <linux/jailhouse.h>

/**
 * struct jh_boot_arch - x86 part of struct jh_boot
 * @apic_id:	APIC id of each CPU
 * @tsc_khz:	TSC frequency as measured by Linux
 * @apic_khz:	APIC timer frequency as measured by Linux, before the divider
 * @pm1_control: ports of ACPI's PM1a and PM1b control, 0 if not there
 */
struct jh_boot_arch {
	u32 apic_id[JAILHOUSE_MAX_CPUS];
	u32 tsc_khz;
	u32 apic_khz;
	u16 pm1_control[2];
};

/**
 * struct jh_violation_arch - registers of the CPU that was refused something
 * @regs:	RAX RBX RCX RDX RSI RDI RBP RSP R8..R15
 * @flags_reg:	RFLAGS
 * @cs:		selector
 * @ss:		selector
 * @pad:	0
 * @cr0:	control register
 * @cr2:	control register
 * @cr3:	control register
 * @cr4:	control register
 * @efer:	MSR
 */
struct jh_violation_arch {
	u64 regs[16];
	u64 flags_reg;
	u16 cs;
	u16 ss;
	u32 pad;
	u64 cr0;
	u64 cr2;
	u64 cr3;
	u64 cr4;
	u64 efer;
};

#endif /* __ASSEMBLY__ */
#endif /* _JAILHOUSE_ASM_BOOT_H */
