// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptor tables and exceptions of the hypervisor itself
 *
 * The hypervisor runs with interrupts held back and is not supposed to fault,
 * except where it reads what a guest controls. Those instructions have a fix-up
 * in the exception table.
 */
#include <linux/errno.h>
#include <asm/segment.h>
#include <asm/trapnr.h>
#include <boot.h>
#include <host.h>
#include <log.h>
#include <vcpu.h>
#include "offsets.h"

static_assert(offsetof(struct jh_boot, percpu_offset) == BOOT_PERCPU_OFFSET);
static_assert(offsetof(struct jh_boot, percpu_size) == BOOT_PERCPU_SIZE);
static_assert(offsetof(struct vmcb_save_area, es) == SAVE_ES);
static_assert(offsetof(struct vmcb_save_area, cs) == SAVE_CS);
static_assert(offsetof(struct vmcb_save_area, ss) == SAVE_SS);
static_assert(offsetof(struct vmcb_save_area, ds) == SAVE_DS);
static_assert(offsetof(struct vmcb_save_area, gdtr) == SAVE_GDTR);
static_assert(offsetof(struct vmcb_save_area, idtr) == SAVE_IDTR);
static_assert(offsetof(struct vmcb_save_area, cr4) == SAVE_CR4);
static_assert(offsetof(struct vmcb_save_area, cr3) == SAVE_CR3);
static_assert(offsetof(struct vmcb_save_area, rsp) == SAVE_RSP);
static_assert(offsetof(struct vmcb_seg, limit) == SEG_LIMIT);
static_assert(offsetof(struct vmcb_seg, base) == SEG_BASE);

/*
 * struct exception_frame - what exception_common leaves on the stack
 */
struct exception_frame {
	u64 vector;
	u64 error_code;
	u64 rip;
	u64 cs;
	u64 rflags;
	u64 rsp;
	u64 ss;
};

/* 64-bit code and flat data (AMD APM vol. 2, 4.8) */
static const u64 gdt[] = { 0, 0x00af9b000000ffff, 0x00cf93000000ffff };

struct idt_gate host_idt[HOST_IDT_GATES];

/**
 * host_set_gate() - fill in an entry of an interrupt descriptor table
 * @gate:	the entry
 * @handler:	code that ends with IRET
 */
void host_set_gate(struct idt_gate *gate, const void *handler)
{
	u64 offset = (u64)handler;

	gate->offset_low = offset;
	gate->selector = HOST_CS;
	gate->type = IDT_GATE;
	gate->offset_middle = offset >> 16;
	gate->offset_high = offset >> 32;
	gate->reserved = 0;
}

/**
 * host_init() - build the descriptor tables, once
 */
void host_init(void)
{
	unsigned int n;

	for (n = 0; n < HOST_IDT_GATES; n++)
		host_set_gate(&host_idt[n],
			      exception_stubs + n * EXCEPTION_STUB_SIZE);
	host_set_gate(&host_idt[X86_TRAP_NMI], host_nmi);
}

/**
 * host_load() - let this CPU use them
 *
 * FS, GS, TR and LDTR belong to the guest at all times: there is no stack
 * switch in the hypervisor, so none of them is needed.
 */
void host_load(void)
{
	/* Hidden: as constants, addresses would have to be relocated */
	struct desc_ptr_packed desc = {
		.limit = sizeof(gdt) - 1,
		.base = (u64)absolute_pointer(gdt),
	};
	u64 code;

	asm volatile("lgdt %0" : : "m" (desc));
	asm volatile("mov %0, %%ss\n"
		     "mov %1, %%ds\n"
		     "mov %1, %%es\n"
		     : : "r" (HOST_DS), "r" (0));
	asm volatile("pushq %1\n"
		     "lea 1f(%%rip), %0\n"
		     "push %0\n"
		     "lretq\n"
		     "1:\n"
		     : "=&r" (code) : "i" (HOST_CS) : "memory");

	desc.limit = sizeof(host_idt) - 1;
	desc.base = (u64)absolute_pointer(host_idt);
	asm volatile("lidt %0" : : "m" (desc));
}

static void __noreturn __section(".text.wait") host_stop(void)
{
	for (;;)
		asm volatile("hlt");
}

/**
 * host_exception() - called on every exception but NMI
 * @frame:	where and what
 *
 * Without a fix-up this is a bug of ours: the state of this CPU cannot be
 * trusted, so it stops for good; the others go on.
 */
void host_exception(struct exception_frame *frame)
{
	const struct extable_entry *entry;
	struct jh_violation *v;

	for (entry = __extable_start; entry < __extable_end; entry++)
		if ((u64)&entry->from + entry->from == frame->rip) {
			frame->rip = (u64)&entry->to + entry->to;
			return;
		}

	hyp_log("BUG: exception %llu, error code %llx at image offset %llx, CR2 %llx",
		frame->vector, frame->error_code,
		frame->rip - (u64)__text_start, read_cr2_hyp());
	v = violation_begin();
	v->kind = JH_VIOLATION_HYPERVISOR;
	v->flags = JH_VIOLATION_FATAL;
	v->address = frame->vector;
	v->value = frame->error_code;
	v->pc = frame->rip - (u64)__text_start;
	v->arch.cr2 = read_cr2_hyp();
	violation_commit(v);
	this_cpu()->failed = true;
	/* From here on nobody waits for this CPU */
	WRITE_ONCE(this_cpu()->dead, true);
	host_stop();
}
