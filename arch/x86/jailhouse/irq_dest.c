// SPDX-License-Identifier: GPL-2.0-only
/*
 * Destinations of interrupts that devices send
 */
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/jailhouse.h>
#include <apic.h>
#include <cell.h>
#include <control.h>

/* Message address, AMD APM vol. 2, 16.7, Intel SDM vol. 3, 11.11 */
#define MSI_ADDRESS_BASE	GENMASK_ULL(63, 20)
#define MSI_ADDRESS_DEST	GENMASK(19, 12)
#define MSI_ADDRESS_DEST_HIGH	GENMASK(11, 5)	/* bits 14:8, if supported */
#define MSI_ADDRESS_REMAPPABLE	BIT(4)
#define MSI_ADDRESS_HINT	BIT(3)
#define MSI_ADDRESS_LOGICAL	BIT(2)

/**
 * apic_find_cpu() - look a CPU up by its APIC id
 * @apic_id:	any value
 *
 * Return: the CPU, NULL if there is none.
 */
struct percpu *apic_find_cpu(u32 apic_id)
{
	struct percpu *pc;
	u32 cpu;

	if (apic_id < APIC_CPU_TABLE)
		return apic_cpu_at(apic_id);

	/* Machines with such ids are rare, and the bound is constant */
	for (cpu = 0; cpu < num_cpus; cpu++) {
		pc = percpu_of(cpu);
		if (pc->arch.apic_id == apic_id)
			return pc;
	}
	return NULL;
}

/**
 * irq_dest_in_cell() - does an 8-bit destination stay within a cell?
 * @cell:	the cell
 * @dest:	destination of an I/O interrupt, 0 to 255
 * @logical:	it is a logical one
 *
 * In x2APIC mode an 8-bit logical destination means the lower half of cluster 0,
 * in xAPIC mode see apic.h about what hardware holds.
 *
 * Return: true if no CPU outside of the cell can be reached.
 */
bool irq_dest_in_cell(const struct cell *cell, u32 dest, bool logical)
{
	const struct percpu *pc;
	u32 n;

	/* broadcast in either mode */
	if (dest >= APIC_ALL_CPUS) {
		for (n = 0; n < num_cpus; n++) {
			if (percpu_of(n)->cell != cell)
				return false;
		}
		return true;
	}

	if (!logical) {
		pc = apic_find_cpu(dest);
		return pc && pc->cell == cell;
	}

	for (n = 0; n < APIC_FLAT_CPUS; n++) {
		if (!(dest & BIT(n)))
			continue;
		if (apic_x2apic)
			pc = apic_cpu[n];
		else
			pc = n < num_cpus ? percpu_of(n) : NULL;
		if (pc && pc->cell != cell)
			return false;
	}
	return true;
}

/**
 * irq_check_message() - may a device of this cell send this interrupt?
 * @cell:	the cell
 * @dest:	8-bit destination
 * @flags:	vector (7:0), delivery mode (10:8) and destination mode (11), as in
 *		a redirection entry
 *
 * Return: 0, or -EPERM.
 */
int irq_check_message(const struct cell *cell, u32 dest, u32 flags)
{
	u32 mode = flags & APIC_DM_FIXED_MASK;

	if (mode != APIC_DM_FIXED && mode != APIC_DM_LOWEST)
		return -EPERM;
	if ((flags & APIC_VECTOR_MASK) < APIC_FIRST_VECTOR)
		return -EPERM;
	if (!irq_dest_in_cell(cell, dest, flags & APIC_DEST_LOGICAL))
		return -EPERM;
	return 0;
}

/**
 * irq_check_msi() - may a device of this cell be told to send this message?
 * @cell:	the cell
 * @address:	message address
 * @data:	message data
 *
 * To be called before a vector becomes unmasked. Level-triggered messages are
 * refused: nobody needs them, and their EOI is broadcast to all IO-APICs.
 *
 * Return: 0, or -EPERM.
 */
int irq_check_msi(const struct cell *cell, u64 address, u32 data)
{
	u32 flags = data & (APIC_VECTOR_MASK | APIC_DM_FIXED_MASK);
	u32 dest = (address & MSI_ADDRESS_DEST) >> 12;

	if ((address & MSI_ADDRESS_BASE) != APIC_DEFAULT_PHYS_BASE)
		return -EPERM;
	/* An index into a table of the IOMMU that Linux owns: see there */
	if (address & MSI_ADDRESS_REMAPPABLE)
		return cell == root_cell &&
		       (system->flags & JAILHOUSE_SYS_INSECURE_TEST) ? 0 : -EPERM;
	if ((address & MSI_ADDRESS_DEST_HIGH) || (data & APIC_INT_LEVELTRIG))
		return -EPERM;

	if (!(address & MSI_ADDRESS_LOGICAL))
		return irq_check_message(cell, dest, flags);

	/* Without the hint, manuals differ in whether the mode bit counts */
	if (!(address & MSI_ADDRESS_HINT) && !irq_dest_in_cell(cell, dest, false))
		return -EPERM;
	return irq_check_message(cell, dest, flags | APIC_DEST_LOGICAL);
}
