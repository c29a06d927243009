/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Model-specific registers and local APIC registers that inmates use
 *
 * Names as in the kernel's asm/msr-index.h and asm/apicdef.h (apart from capitals),
 * which are not exported to user space.
 */
#ifndef _INMATE_X86_MSR_H
#define _INMATE_X86_MSR_H

#define MSR_IA32_APICBASE		0x0000001b
#define MSR_IA32_APICBASE_BSP		0x00000100
#define MSR_IA32_APICBASE_X2APIC	0x00000400
#define MSR_IA32_APICBASE_ENABLE	0x00000800
#define MSR_SMI_COUNT			0x00000034
#define MSR_MTRR_CAP			0x000000fe
#define MSR_IA32_SYSENTER_CS		0x00000174
#define MSR_IA32_SYSENTER_ESP		0x00000175
#define MSR_IA32_SYSENTER_EIP		0x00000176
#define MSR_MTRR_FIX64K_00000		0x00000250
#define MSR_IA32_CR_PAT			0x00000277
#define MSR_MTRR_DEF_TYPE			0x000002ff
#define MTRR_DEF_TYPE_ENABLE		0x00000800
#define MSR_IA32_TSC_DEADLINE		0x000006e0
#define MSR_IA32_XSS			0x00000da0
#define MSR_EFER			0xc0000080
#define EFER_SCE			0x00000001
#define EFER_LME			0x00000100
#define EFER_NX				0x00000800
#define EFER_SVME			0x00001000
#define MSR_STAR			0xc0000081
#define MSR_LSTAR			0xc0000082
#define MSR_CSTAR			0xc0000083
#define MSR_SYSCALL_MASK		0xc0000084
#define MSR_FS_BASE			0xc0000100
#define MSR_GS_BASE			0xc0000101
#define MSR_KERNEL_GS_BASE		0xc0000102
#define MSR_TSC_AUX			0xc0000103
#define MSR_K7_EVNTSEL0			0xc0010000
#define MSR_K7_PERFCTR0			0xc0010004
#define MSR_AMD64_SYSCFG		0xc0010010
#define MSR_VM_CR			0xc0010114
#define MSR_VM_IGNNE			0xc0010115
#define MSR_VM_HSAVE_PA			0xc0010117
#define MSR_F15H_PERF_CTL0		0xc0010200

/* x2APIC registers are MSRs at APIC_BASE_MSR + (xAPIC offset >> 4) */
#define APIC_BASE_MSR			0x800
#define APIC_DEFAULT_PHYS_BASE		0xfee00000

#define APIC_ID				0x20
#define APIC_LVR			0x30
#define APIC_TASKPRI			0x80
#define APIC_EOI			0xb0
#define APIC_LDR			0xd0
#define APIC_DFR			0xe0
#define APIC_SPIV			0xf0
#define APIC_SPIV_APIC_ENABLED		0x100
#define APIC_ISR			0x100
#define APIC_IRR			0x200
#define APIC_ESR			0x280
#define APIC_LVTCMCI			0x2f0
#define APIC_ICR			0x300
#define APIC_DM_FIXED			0x00000
#define APIC_DM_LOWEST			0x00100
#define APIC_DM_SMI			0x00200
#define APIC_DM_NMI			0x00400
#define APIC_DM_INIT			0x00500
#define APIC_DM_STARTUP			0x00600
#define APIC_DM_EXTINT			0x00700
#define APIC_DEST_LOGICAL		0x00800
#define APIC_ICR_BUSY			0x01000
#define APIC_INT_ASSERT			0x04000
#define APIC_INT_LEVELTRIG		0x08000
#define APIC_DEST_SELF			0x40000
#define APIC_DEST_ALLINC		0x80000
#define APIC_DEST_ALLBUT		0xc0000
#define APIC_ICR2			0x310
#define APIC_LVTT			0x320
#define APIC_LVT_TIMER_ONESHOT		0x00000
#define APIC_LVT_TIMER_PERIODIC		0x20000
#define APIC_LVT_TIMER_TSCDEADLINE	0x40000
#define APIC_LVT_MASKED			0x10000
#define APIC_LVTTHMR			0x330
#define APIC_LVTPC			0x340
#define APIC_LVT0			0x350
#define APIC_LVT1			0x360
#define APIC_LVTERR			0x370
#define APIC_TMICT			0x380
#define APIC_TMCCT			0x390
#define APIC_TDCR			0x3e0
#define APIC_TDR_DIV_1			0xb
#define APIC_TDR_DIV_16			0x3
#define APIC_SELF_IPI			0x3f0	/* x2APIC only */

#endif /* _INMATE_X86_MSR_H */
