// SPDX-License-Identifier: GPL-2.0-only
/*
 * AMD SVM: the virtual CPU and its states
 *
 * A CPU executes its cell, or it is parked: then it executes a guest of its own
 * that halts with interrupts off. An NMI gets it out of both alike, which waiting
 * in the hypervisor would not do, because NMIs are held back there.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <asm/cpufeatures.h>
#include <asm/msr-index.h>
#include <asm/processor-flags.h>
#include <asm/svm.h>
#include <asm/trapnr.h>
#include <apic.h>
#include <asm_paging.h>
#include <cell.h>
#include <control.h>
#include <host.h>
#include <log.h>
#include <msr.h>
#include <paging.h>
#include <pool.h>
#include <setup.h>
#include <svm_backend.h>
#include <tlb_track.h>
#include <vcpu.h>
#include <walk.h>
#include <window.h>

/* Segment attributes as the VMCB packs them: G DB L AVL, P DPL S type */
#define ATTR_CODE64	0xa9b
#define ATTR_DATA	0xc93
#define ATTR_USER_DATA	0xcf3
#define ATTR_CODE16	0x09b
#define ATTR_DATA16	0x093
#define ATTR_LDT	0x082
#define ATTR_TSS32_BUSY	0x08b

static struct page_table parking;
static u8 *parking_iopm;

static const u32 intercepts_common[MAX_INTERCEPT] = {
	/*
	 * Delivery of #AC or #DB that causes the next one would go on for ever
	 * and hold back even NMIs.
	 */
	[INTERCEPT_EXCEPTION] = BIT(X86_TRAP_AC) | BIT(X86_TRAP_DB),
	[INTERCEPT_WORD3] = BIT(INTERCEPT_NMI % 32) |
			    BIT(INTERCEPT_CPUID % 32) |
			    BIT(INTERCEPT_INVD % 32) |
			    BIT(INTERCEPT_INVLPGA % 32) |
			    BIT(INTERCEPT_IOIO_PROT % 32) |
			    BIT(INTERCEPT_MSR_PROT % 32) |
			    BIT(INTERCEPT_SHUTDOWN % 32),
	[INTERCEPT_WORD4] = BIT(INTERCEPT_VMRUN % 32) |
			    BIT(INTERCEPT_VMMCALL % 32) |
			    BIT(INTERCEPT_VMLOAD % 32) |
			    BIT(INTERCEPT_VMSAVE % 32) |
			    BIT(INTERCEPT_STGI % 32) |
			    BIT(INTERCEPT_CLGI % 32) |
			    BIT(INTERCEPT_SKINIT % 32) |
			    BIT(INTERCEPT_XSETBV % 32),
	/* Reach beyond the CPU or its address space */
	[INTERCEPT_WORD5] = BIT(INTERCEPT_INVLPGB % 32) |
			    BIT(INTERCEPT_INVLPGB_ILLEGAL % 32) |
			    BIT(INTERCEPT_MCOMMIT % 32),
};

/**
 * svm_cpu_init() - switch this CPU's SVM on
 *
 * The driver has set EFER.SVME already, because holding back NMIs needs it.
 * AMD APM vol. 2, 15.30.4.
 */
void svm_cpu_init(void)
{
	unsigned int n;

	/* The image has distances only, because it is not relocated */
	for (n = 0; n < PRIV_EXIT_HANDLERS; n++)
		priv->exit_handler[n] = (void *)svm_exit_table +
					svm_exit_table[n];
	hyp_wrmsr(MSR_VM_HSAVE_PA, priv->vmcb_phys + offsetof(struct arch_private, host_save) -
	      offsetof(struct arch_private, vmcb));
	svm_nmi_init();
}

/**
 * svm_cpu_exit() - undo svm_cpu_init()
 */
void svm_cpu_exit(void)
{
	hyp_wrmsr(MSR_VM_HSAVE_PA, 0);
}

/*
 * Let this CPU see the memory of what it executes
 *
 * The nested tables have the format of the CPU's own (AMD APM vol. 2, 15.25.5),
 * so they can hang under its top level: read-only and never executable, whatever
 * the entries below allow. This is the window through which the hypervisor
 * reads instructions and page tables of the guest; it can reach exactly what the
 * guest can.
 *
 * The slots are copies, so they are renewed with every flush: a table below the
 * top level that was taken out is freed after that.
 */
static void update_window(void)
{
	const u64 *top = phys_to_hyp(priv->vmcb.control.nested_cr3);
	unsigned int n;

	if (arch_stage2_levels() == 5)
		top = top[0] & PTE_PRESENT ? phys_to_hyp(top[0] & PTE_ADDR) :
					     NULL;
	for (n = 0; n < JH_WINDOW_SLOTS; n++)
		priv->root[PT_INDEX(JH_WINDOW_BASE, 3) + n] =
			top && top[n] & PTE_PRESENT ?
			(top[n] & ~PTE_WRITE) | PTE_NX : 0;
}

/**
 * cpu_join_cell() - let this CPU execute a cell
 * @cell:	its cell from now on
 */
void cpu_join_cell(struct cell *cell)
{
	struct vmcb_control_area *c = &priv->vmcb.control;

	this_cpu()->cell = cell;
	memcpy(c->intercepts, intercepts_common, sizeof(c->intercepts));
	/* The root writes back its caches for devices; a cell may not stall others */
	if (cell != root_cell) {
		c->intercepts[INTERCEPT_WORD4] |= BIT(INTERCEPT_WBINVD % 32);
		/* Counters of others */
		c->intercepts[INTERCEPT_WORD3] |= BIT(INTERCEPT_RDPMC % 32);
		/* With CR0.NE clear: an interrupt of the root's 8259 */
		c->intercepts[INTERCEPT_WORD3] |= BIT(INTERCEPT_FERR_FREEZE % 32);
	}
	c->nested_cr3 = hyp_to_phys(cell->stage2.root);
	c->iopm_base_pa = hyp_to_phys(cell->arch.iopm);
	c->msrpm_base_pa = hyp_to_phys(msrpm_of(cell));
	svm_nmi_reset();
	arch_flush_stage2();
}

/**
 * arch_flush_stage2() - see control.h
 */
void arch_flush_stage2(void)
{
	u64 tables = priv->vmcb.control.nested_cr3;
	u64 seen = tlb_track_begin();

	update_window();
	/* Takes effect with the next VMRUN (AMD APM vol. 2, 15.16.2) */
	priv->vmcb.control.tlb_ctl = TLB_CONTROL_FLUSH_ALL_ASID;
	tlb_track_flushed(this_cpu()->cpu, TLB_GUEST, tables, seen);
	/* The window: no entry of ours is global */
	write_cr3_hyp(read_cr3_hyp());
	tlb_track_flushed(this_cpu()->cpu, TLB_WINDOW, tables, seen);
}

static void init_control(void)
{
	struct vmcb_control_area *c = &priv->vmcb.control;

	c->asid = 1;
	c->nested_ctl = SVM_NESTED_CTL_NP_ENABLE;
	c->clean = 0;
}

static void set_segment(struct vmcb_seg *seg, u16 attrib, u32 limit)
{
	seg->attrib = attrib;
	seg->limit = limit;
}

/* A data segment of 64-bit Linux: null, or user space's flat one */
static void set_linux_data(struct vmcb_seg *seg)
{
	if (seg->selector & ~3)
		set_segment(seg, ATTR_USER_DATA, ~0);
}

/**
 * svm_vcpu_from_linux() - make the virtual CPU continue what Linux was doing
 *
 * It returns from its call of the hypervisor with 0. What was found on entry is in
 * the VMCB already: selectors, GDTR, IDTR, CR3, CR4 and RSP.
 */
void svm_vcpu_from_linux(void)
{
	struct vmcb_save_area *s = &priv->vmcb.save;
	struct walk_state ws;
	u64 gpa;

	/* Shorter than with the address in each instruction */
	OPTIMIZER_HIDE_VAR(s);
	init_control();
	msr_cpu_from_linux();
	set_segment(&s->cs, ATTR_CODE64, ~0);
	set_segment(&s->ss, ATTR_DATA, ~0);
	set_linux_data(&s->ds);
	set_linux_data(&s->es);
	s->efer = hyp_rdmsr(MSR_EFER);
	s->cr0 = read_cr0_hyp();
	asm volatile("mov %%dr6, %0" : "=r" (s->dr6));
	asm volatile("mov %%dr7, %0" : "=r" (s->dr7));
	s->rflags = X86_EFLAGS_FIXED;

	/* Only the root's own tables map its stack, where the caller is found */
	vcpu_walk_state(&ws);
	if (walk_guest(&ws, s->rsp, 0, &gpa) ||
	    window_read64(gpa, &s->rip))
		boot_fail(-EFAULT, "CPU %u: the root cell lacks memory of Linux: check its regions",
			  this_cpu()->cpu);
}

/*
 * MSRs that VMRUN does not load but VMLOAD does (AMD APM vol. 2, 15.5.2): the
 * reset values wipe what the CPU's last cell left behind.
 */
static void load_segments_and_syscall_msrs(void)
{
	asm volatile("vmload %0" : : "a" (priv->vmcb_phys) : "memory");
}

/**
 * svm_vcpu_reset() - state after INIT (AMD APM vol. 2, 14.1.3), except where the
 * CPU starts
 * @cs_selector: selector of CS
 * @cs_base:	base of CS
 * @rip:	offset in it
 */
void svm_vcpu_reset(u16 cs_selector, u64 cs_base, u64 rip)
{
	/* ES, CS, SS, DS, FS, GS, GDTR, LDTR, IDTR, TR */
	static const u16 reset_attrib[] = {
		ATTR_DATA16, ATTR_CODE16, ATTR_DATA16, ATTR_DATA16, ATTR_DATA16,
		ATTR_DATA16, 0, ATTR_LDT, 0, ATTR_TSS32_BUSY,
	};
	struct vmcb_save_area *s = &priv->vmcb.save;
	unsigned int n;

	OPTIMIZER_HIDE_VAR(s);
	memset(s, 0, sizeof(*s));
	memset(guest_regs(), 0, GUEST_REGS_SIZE);
	init_control();
	priv->vmcb.control.event_inj = 0;
	priv->vmcb.control.int_state = 0;
	priv->vmcb.control.next_rip = 0;

	for (n = 0; n < ARRAY_SIZE(reset_attrib); n++)
		set_segment(&s->es + n, reset_attrib[n], 0xffff);
	s->cs.selector = cs_selector;
	s->cs.base = cs_base;
	s->efer = EFER_SVME;
	s->cr0 = X86_CR0_NW | X86_CR0_CD | X86_CR0_ET;
	s->dr6 = 0xffff0ff0;
	s->dr7 = 0x400;
	s->rflags = X86_EFLAGS_FIXED;
	msr_cpu_reset();
	s->rip = rip;
	load_segments_and_syscall_msrs();
}

/**
 * svm_init_parking() - build the guest that parked CPUs execute
 *
 * Return: 0 or -ENOMEM.
 */
int svm_init_parking(void)
{
	u8 *code = pool_alloc(1);

	parking_iopm = pool_alloc(3);
	parking.root = pool_alloc(1);
	if (!code || !parking_iopm || !parking.root)
		return -ENOMEM;
	memset(parking_iopm, 0xff, 3 * PAGE_SIZE);
	parking.levels = arch_stage2_levels();
	parking.stage2 = true;
	/* hlt; jmp to it */
	code[0] = 0xf4;
	code[1] = 0xeb;
	code[2] = 0xfd;
	return page_table_map(&parking, 0, hyp_to_phys(code), PAGE_SIZE,
			      MAP_READ | MAP_EXEC);
}

/**
 * vcpu_park() - execute nothing but waiting for an NMI from now on
 */
void vcpu_park(void)
{
	struct vmcb_control_area *c = &priv->vmcb.control;

	svm_vcpu_reset(0, 0, 0);
	c->nested_cr3 = hyp_to_phys(parking.root);
	c->iopm_base_pa = hyp_to_phys(parking_iopm);
	svm_nmi_reset();
	arch_flush_stage2();
	this_cpu()->parked = true;
}

/**
 * arch_stage2_levels() - depth of nested page tables
 *
 * Nested paging uses the paging mode of the hypervisor, which is that of Linux
 * (AMD APM vol. 2, 15.25.3).
 *
 * Return: 4 or 5.
 */
unsigned int arch_stage2_levels(void)
{
	return read_cr4_hyp() & X86_CR4_LA57 ? 5 : 4;
}
