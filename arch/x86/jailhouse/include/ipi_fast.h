/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interprocessor interrupts that nearly all are, without a function call
 */
#ifndef _JAILHOUSE_X86_IPI_FAST_H
#define _JAILHOUSE_X86_IPI_FAST_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <apic.h>

/* Only these bits are set: a fixed interrupt, to one CPU or to the sender */
#define IPI_FAST_BITS	(APIC_VECTOR_MASK | APIC_INT_ASSERT | \
			 APIC_DEST_LOGICAL | APIC_DEST_SELF)

/**
 * ipi_x2apic_fast() - send what a cell wrote to the ICR, if that is simple
 * @pc:		this CPU
 * @dest:	upper half of what was written
 * @icr:	lower half
 *
 * It goes out as it was written, because hardware has no choice: in x2APIC mode the
 * logical id of a CPU is its APIC id in another form, and nobody can set it. AMD APM
 * vol. 2, 16.14; Intel SDM vol. 3, 11.12.10.2.
 *
 * Return: whether it was sent; if not, ipi_x2apic() has to do it.
 */
static __always_inline bool ipi_x2apic_fast(struct percpu *pc, u32 dest, u32 icr)
{
	const struct percpu *target;
	u32 bit, id = dest;

	if (unlikely(!apic_x2apic || (icr & ~IPI_FAST_BITS) ||
		     (icr & APIC_VECTOR_MASK) < APIC_FIRST_VECTOR))
		return false;
	if (!(icr & APIC_DEST_SELF)) {
		if (icr & APIC_DEST_LOGICAL) {
			bit = dest & 0xffff;
			/* Linux names one CPU most often */
			if (!bit || bit & (bit - 1))
				return false;
			id = dest >> 16 << 4 | __builtin_ctz(bit);
		}
		if (id >= APIC_CPU_TABLE)
			return false;
		target = apic_cpu_at(id);
		if (!target || target->cell != pc->cell)
			return false;
	}
	/* The halves are in two registers already */
	asm volatile("wrmsr" : : "c" (APIC_BASE_MSR + (APIC_ICR >> 4)),
		     "a" (icr), "d" (dest) : "memory");
	return true;
}

#endif /* _JAILHOUSE_X86_IPI_FAST_H */
