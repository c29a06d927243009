// SPDX-License-Identifier: GPL-2.0-only
/*
 * Detection of the hypervisor, and its calls
 */
#include <inmate.h>

/**
 * hypervisor_present() - whether this is a cell, or a machine of its own
 *
 * Return: true in a cell.
 */
bool hypervisor_present(void)
{
	struct cpuid c = cpuid(JAILHOUSE_CPUID_BASE, 0);

	return c.ebx == JAILHOUSE_CPUID_SIGNATURE_EBX &&
	       c.ecx == JAILHOUSE_CPUID_SIGNATURE_ECX &&
	       c.edx == JAILHOUSE_CPUID_SIGNATURE_EDX;
}

/* AMD CPUs, and those built after them, know VMMCALL only; the others VMCALL */
static bool is_amd(void)
{
	struct cpuid c = cpuid(0, 0);

	return c.ebx == 0x68747541 /* AuthenticAMD */ || c.ebx == 0x6f677948 /* HygonGenuine */;
}

/**
 * hypercall() - call the hypervisor
 * @code:	JAILHOUSE_HC_*
 * @arg1:	first argument
 * @arg2:	second argument
 *
 * Return: what the call returns; negative: an errno. -ENODEV without hypervisor.
 */
int hypercall(u32 code, unsigned long arg1, unsigned long arg2)
{
	static int variant;	/* 1: none, 2: VMCALL, 3: VMMCALL */
	int ret = code;

	if (!variant)
		variant = !hypervisor_present() ? 1 : is_amd() ? 3 : 2;
	if (variant == 1)
		return -ENODEV;

	if (variant == 3)
		__asm__ __volatile__("vmmcall" : "+a" (ret) : "D" (arg1), "S" (arg2) : "memory");
	else
		__asm__ __volatile__("vmcall" : "+a" (ret) : "D" (arg1), "S" (arg2) : "memory");
	return ret;
}
