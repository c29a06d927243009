// SPDX-License-Identifier: GPL-2.0-only
/*
 * What Linux uses, and what the hypervisor can carry on
 *
 * A processor feature that the hypervisor does not know may need state that it
 * does not save, or may let a guest reach out. So the bits that Linux has set are
 * compared with a list of those that are understood.
 *
 * Pure: setup.c has read the registers.
 */
#include <linux/errno.h>
#include <linux/bits.h>
#include <asm/msr-index.h>
#include <asm/processor-flags.h>
#include <checks.h>
#include <msr.h>
#include <setup.h>

#define CR0_KNOWN	(X86_CR0_PE | X86_CR0_MP | X86_CR0_EM | X86_CR0_TS | \
			 X86_CR0_ET | X86_CR0_NE | X86_CR0_WP | X86_CR0_AM | \
			 X86_CR0_PG)
#define CR4_KNOWN	(X86_CR4_VME | X86_CR4_PVI | X86_CR4_TSD |	\
			 X86_CR4_DE | X86_CR4_PSE | X86_CR4_PAE |	\
			 X86_CR4_MCE | X86_CR4_PGE | X86_CR4_PCE |	\
			 X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT |		\
			 X86_CR4_UMIP | X86_CR4_LA57 | X86_CR4_FSGSBASE | \
			 X86_CR4_PCIDE | X86_CR4_OSXSAVE | X86_CR4_SMEP | \
			 X86_CR4_SMAP | X86_CR4_PKE)
#define EFER_KNOWN	(EFER_SCE | EFER_LME | EFER_LMA | EFER_NX |	\
			 EFER_SVME | EFER_FFXSR | EFER_TCE | EFER_AUTOIBRS)
/* MTRR extensions and the tail of memory above 4 GiB; not SME, not SNP */
#define SYSCFG_KNOWN	GENMASK_ULL(22, 18)
#define XSS_KNOWN	0ULL

/* Names of what people are likely to meet, and how to be without it */
static const char *bit_name(char reg, unsigned int bit)
{
	if (reg == '4' && bit == 13)
		return "VMX: unload kvm_intel";
	if (reg == '4' && bit == 14)
		return "SMX: boot without a measured launch";
	if (reg == '4' && bit == 23)
		return "CET: boot with ibt=off nousershstk";
	if (reg == '4' && bit == 24)
		return "PKS: use a kernel without it";
	if (reg == '4' && bit == 28)
		return "LAM: boot with clearcpuid=lam";
	if (reg == '4' && bit == 32)
		return "FRED: boot with fred=off";
	if (reg == 'X' && (bit == 11 || bit == 12))
		return "CET: boot with nousershstk";
	if (reg == 'S' && bit == 23)
		return "SME: boot with mem_encrypt=off";
	if (reg == 'S' && bit == 24)
		return "SNP: switch it off in the firmware";
	if (reg == '0' && (bit == 29 || bit == 30))
		return "caches are off: look for a driver that did it";
	return "unknown to the hypervisor: switch off what needs it";
}

static void check_bits(u32 cpu, const char *reg, u64 value, u64 known)
{
	unsigned int bit;

	value &= ~known;
	if (!value)
		return;
	bit = __builtin_ctzll(value);
	boot_fail(-ENODEV, "CPU %u: Linux uses bit %u of %s (%s)", cpu, bit, reg,
		  bit_name(reg[0] == 'C' ? reg[2] : reg[0], bit));
}

/**
 * check_controls() - find out whether a CPU can be taken over
 * @cpu:	logical number
 * @c:		what Linux has set on it
 *
 * Reports through boot_fail().
 */
void check_controls(u32 cpu, const struct cpu_controls *c)
{
	check_bits(cpu, "CR0", c->cr0, CR0_KNOWN);
	check_bits(cpu, "CR4", c->cr4, CR4_KNOWN);
	check_bits(cpu, "EFER", c->efer, EFER_KNOWN);
	check_bits(cpu, "SYSCFG", c->syscfg, SYSCFG_KNOWN);
	check_bits(cpu, "XSS", c->xss, XSS_KNOWN);
}
