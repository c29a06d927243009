// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules about the memory of configurations that are used together
 *
 * What the hypervisor refuses when it makes a cell (virt/jailhouse/memory_check.c)
 * is to be found before.
 */
#include <linux/jailhouse_cell.h>
#include "check.h"

/* Rights that the root cell must have itself in order to give them away */
#define RIGHTS	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | \
		 JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA)

/* What the root cell must have for a cell to get it, each includes those before */
enum grant {
	GRANT_PLACE,
	GRANT_RIGHTS,
	GRANT_PIECE,
	NUM_GRANTS
};

/*
 * Where chipsets have the HPET, and in it the FSB route registers of its up to 32
 * timers (IA-PC HPET specification, 2.3.10)
 */
#define HPET_ADDRESS		0xfed00000ULL
#define HPET_TIMERS		32
#define HPET_ROUTE(timer)	(HPET_ADDRESS + 0x110 + 0x20 * (timer))
#define HPET_ROUTE_SIZE		8

static bool overlap(__u64 start1, __u64 size1, __u64 start2, __u64 size2)
{
	return start1 < start2 + size2 && start2 < start1 + size1;
}

static bool is_granted(const struct jailhouse_config_memory *own,
		       const struct jailhouse_config_memory *mem, enum grant grant)
{
	bool shared = mem->flags & JAILHOUSE_MEM_ROOTSHARED;

	if (grant >= GRANT_RIGHTS && mem->flags & ~own->flags & RIGHTS)
		return false;
	if (grant < GRANT_PIECE)
		return true;
	/* Of whole pages no part is taken away, but it can be shared */
	if (!config_memory_is_subpage(own))
		return !config_memory_is_subpage(mem) || shared;
	if (!config_memory_is_subpage(mem) ||
	    mem->flags & ~own->flags & JAILHOUSE_MEM_IO_WIDTHS)
		return false;
	/* It changes hands as a whole */
	return shared || (mem->phys_start == own->phys_start &&
			  mem->size == own->size);
}

/* Where does what the root cell can give of a region end? Its regions may touch. */
static __u64 granted_until(const struct jailhouse_config *root,
			   const struct jailhouse_config_memory *mem,
			   enum grant grant)
{
	__u64 start = mem->phys_start, end = start + mem->size;
	const struct jailhouse_config_memory *own;
	bool progress = true;
	__u32 n;

	while (start < end && progress) {
		progress = false;
		for (n = 0; n < root->memory.count; n++) {
			own = &config_memory(root)[n];
			if (own->size && own->phys_start <= start &&
			    start < own->phys_start + own->size &&
			    is_granted(own, mem, grant)) {
				start = own->phys_start + own->size;
				progress = true;
			}
		}
	}
	return start;
}

static void check_granted(struct checker *c, unsigned int n, __u32 m)
{
	const struct jailhouse_config_memory *mem =
		&config_memory(checked_config(c, n))[m];
	enum grant grant;
	__u64 end;

	for (grant = 0; grant < NUM_GRANTS; grant++) {
		end = granted_until(checked_config(c, 0), mem, grant);
		if (end < mem->phys_start + mem->size)
			break;
	}
	switch (grant) {
	case GRANT_PLACE:
		COMPLAIN(c, n, JAILHOUSE_OBJ_MEMORY, m,
			 "0x%llx bytes at 0x%llx are not all in the root cell, which would have to give them away; add them to %s or move the region",
			 ULL(mem->size), ULL(mem->phys_start), c->files[0]);
		break;
	case GRANT_RIGHTS:
		COMPLAIN(c, n, JAILHOUSE_OBJ_MEMORY, m,
			 "the root cell has fewer rights at 0x%llx; add them to the 'access' in %s, or take no more here",
			 ULL(end), c->files[0]);
		break;
	case GRANT_PIECE:
		COMPLAIN(c, n, JAILHOUSE_OBJ_MEMORY, m,
			 "less than a page at 0x%llx, and the root cell has another piece or access width; list the same region in %s, or write 'root-shared' if both are to have it",
			 ULL(end), c->files[0]);
		break;
	default:
		break;
	}
}

static void check_system(struct checker *c, unsigned int n, __u32 m)
{
	const struct jailhouse_config_system *sys = config_system(checked_config(c, 0));
	const struct jailhouse_config_memory *mem =
		&config_memory(checked_config(c, n))[m];
	bool comm = mem->flags & JAILHOUSE_MEM_COMM_REGION;
	__u64 ecam = sys->pci_mmconfig_base;
	__u64 ecam_size = ((__u64)sys->pci_mmconfig_end_bus + 1) << 20;

	if (!comm && overlap(mem->phys_start, mem->size, sys->hypervisor_phys,
			     sys->hypervisor_size))
		COMPLAIN(c, n, JAILHOUSE_OBJ_MEMORY, m,
			 "overlaps the hypervisor's memory at 0x%llx; move it",
			 ULL(sys->hypervisor_phys));
	else if (ecam && ((!comm && overlap(mem->phys_start, mem->size, ecam,
					    ecam_size)) ||
			  overlap(mem->virt_start, mem->size, ecam, ecam_size)))
		COMPLAIN(c, n, JAILHOUSE_OBJ_MEMORY, m,
			 "covers the PCI configuration space at 0x%llx; list the devices in 'pci-host' instead",
			 ULL(ecam));
	else if (!comm && sys->debug_console.flags & JAILHOUSE_CON_MMIO &&
		 overlap(mem->phys_start, mem->size, sys->debug_console.address, 1))
		COMPLAIN(c, n, JAILHOUSE_OBJ_MEMORY, m,
			 "covers the hypervisor's debug console at 0x%llx; give the cell another UART",
			 ULL(sys->debug_console.address));
	else if (!comm)
		check_granted(c, n, m);
}

/* Regions of configuration @k, those before @end, that are the same memory */
static void check_others(struct checker *c, unsigned int n, __u32 m, unsigned int k,
			 __u32 end)
{
	const struct jailhouse_config_memory *mem, *other;
	__u32 o;

	mem = &config_memory(checked_config(c, n))[m];
	for (o = 0; o < end; o++) {
		other = &config_memory(checked_config(c, k))[o];
		if (!other->size || other->flags & JAILHOUSE_MEM_COMM_REGION ||
		    !overlap(mem->phys_start, mem->size, other->phys_start,
			     other->size) ||
		    mem->flags & other->flags & JAILHOUSE_MEM_ROOTSHARED)
			continue;
		COMPLAIN(c, n, JAILHOUSE_OBJ_MEMORY, m,
			 "overlaps memory %u of %s at physical address 0x%llx; move one, or write 'root-shared' in both if they are to share it",
			 o, c->files[k], ULL(other->phys_start));
	}
}

/**
 * memory_rules() - rules about memory
 * @c:		the check
 * @n:		configuration to look at, together with those before it
 */
void memory_rules(struct checker *c, unsigned int n)
{
	const struct jailhouse_config *cfg = checked_config(c, n);
	bool system = checked_config(c, 0)->system;
	const struct jailhouse_config_memory *mem;
	unsigned int k;
	__u32 m;

	for (m = 0; m < cfg->memory.count; m++) {
		mem = &config_memory(cfg)[m];
		if (!mem->size)
			continue;
		if (system)
			check_system(c, n, m);
		if (mem->flags & JAILHOUSE_MEM_COMM_REGION)
			continue;
		check_others(c, n, m, n, m);
		for (k = system ? 1 : 0; k < n; k++)
			check_others(c, n, m, k, checked_config(c, k)->memory.count);
	}
}

/**
 * hpet_rule() - rule about the timer that can send any interrupt message
 * @c:		the check
 * @n:		configuration to look at
 */
void hpet_rule(struct checker *c, unsigned int n)
{
	const struct jailhouse_config *cfg = checked_config(c, n);
	const struct jailhouse_config_memory *mem;
	unsigned int timer;
	__u32 m;

	for (m = 0; cfg->arch == JAILHOUSE_ARCH_X86 && m < cfg->memory.count; m++) {
		mem = &config_memory(cfg)[m];
		if (!(mem->flags & JAILHOUSE_MEM_WRITE) ||
		    mem->flags & JAILHOUSE_MEM_COMM_REGION)
			continue;
		for (timer = 0; timer < HPET_TIMERS; timer++)
			if (overlap(mem->phys_start, mem->size, HPET_ROUTE(timer),
				    HPET_ROUTE_SIZE))
				break;
		if (timer < HPET_TIMERS)
			WARN(c, n, JAILHOUSE_OBJ_MEMORY, m,
			     "whoever writes to 0x%llx makes the HPET send any interrupt to any CPU; list its registers without those at 0x110, 0x130 and so on",
			     HPET_ROUTE(timer));
	}
}
