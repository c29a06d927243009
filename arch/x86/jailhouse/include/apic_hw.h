/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of this CPU's local APIC
 *
 * Elsewhere than in the hypervisor, whoever links the code supplies them.
 */
#ifndef _JAILHOUSE_X86_APIC_HW_H
#define _JAILHOUSE_X86_APIC_HW_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <apic.h>

#ifdef __JAILHOUSE_HYP__
#include <host.h>

/* The xAPIC page */
extern u8 *apic_page;

static inline u32 xapic_hw_read(u32 offset)
{
	return READ_ONCE(*(u32 *)(apic_page + offset));
}

static inline void xapic_hw_write(u32 offset, u32 value)
{
	WRITE_ONCE(*(u32 *)(apic_page + offset), value);
}

static inline u64 x2apic_hw_read(u32 offset)
{
	return hyp_rdmsr(APIC_BASE_MSR + (offset >> 4));
}

/*
 * Unlike a store to the xAPIC page, WRMSR to an x2APIC register does not wait
 * for earlier stores. Guests that rely on it have their fences; of ours none
 * has to be seen by the receiver of an interrupt, but requests, and those are
 * posted by locked instructions.
 */
static inline void x2apic_hw_write(u32 offset, u64 value)
{
	hyp_wrmsr(APIC_BASE_MSR + (offset >> 4), value);
}

/* The register may not take the value: then -EFAULT */
static inline int x2apic_hw_write_safe(u32 offset, u64 value)
{
	return hyp_wrmsr_safe(APIC_BASE_MSR + (offset >> 4), value);
}

#else

u32 xapic_hw_read(u32 offset);
void xapic_hw_write(u32 offset, u32 value);
u64 x2apic_hw_read(u32 offset);
void x2apic_hw_write(u32 offset, u64 value);
int x2apic_hw_write_safe(u32 offset, u64 value);

#endif

static inline u32 apic_hw_read(u32 offset)
{
	return apic_x2apic ? (u32)x2apic_hw_read(offset) : xapic_hw_read(offset);
}

static inline void apic_hw_write(u32 offset, u32 value)
{
	if (apic_x2apic)
		x2apic_hw_write(offset, value);
	else
		xapic_hw_write(offset, value);
}

/* Until the last IPI is out; the x2APIC has no such state */
static inline void xapic_idle(void)
{
	if (xapic_hw_read(APIC_ICR) & APIC_ICR_BUSY)
		apic_wait_idle();
}

/**
 * apic_hw_send() - send an interrupt to one CPU
 * @apic_id:	physical destination
 * @icr:	low half of the ICR, without destination shorthand
 *
 * In xAPIC mode the caller puts the cell's ICR2 back.
 */
static inline void apic_hw_send(u32 apic_id, u32 icr)
{
	if (apic_x2apic) {
		x2apic_hw_write(APIC_ICR, (u64)apic_id << 32 | icr);
		return;
	}
	xapic_idle();
	xapic_hw_write(APIC_ICR2, SET_XAPIC_DEST_FIELD(apic_id));
	xapic_hw_write(APIC_ICR, icr);
}

#endif /* _JAILHOUSE_X86_APIC_HW_H */
