// SPDX-License-Identifier: GPL-2.0-only
/*
 * Code in user mode and in virtual-8086 mode
 *
 * It ends with an exception, for example by HLT; the handler then changes the frame so
 * that it returns behind the entry.
 */
#include <start.h>

#define EFLAGS_VM	0x20000

struct tss {
	u32 reserved0;
	unsigned long sp0;	/* 32 bit: followed by SS0 */
	u32 ss0;
	u8 rest[92];
	u16 reserved1, iomap;
} __packed;

unsigned long user_kernel_sp;

static struct tss tss __aligned(128);
static struct user_result result;
static unsigned long code_start;
static u8 user_stack[PAGE_SIZE] __aligned(16);

#ifdef __x86_64__
#define WORD		"quad"
#define KERNEL_CODE	SEL_CODE64
__asm__(".pushsection .text\n"
	"user_enter:\n"
	"	push	%rbx\n"
	"	push	%rbp\n"
	"	push	%r12\n"
	"	push	%r13\n"
	"	push	%r14\n"
	"	push	%r15\n"
	"	mov	%rsp, user_kernel_sp\n"
	"	mov	%rdi, %rsp\n"
	"	mov	%rsi, %rax\n"
	"	mov	%rdx, %rdi\n"
	"	iretq\n"
	"user_resume:\n"
	"	pop	%r15\n"
	"	pop	%r14\n"
	"	pop	%r13\n"
	"	pop	%r12\n"
	"	pop	%rbp\n"
	"	pop	%rbx\n"
	"	ret\n"
	".popsection\n");
#else
#define KERNEL_CODE	SEL_CODE32
/* The way back does not switch stacks: IRET to the same privilege */
__asm__(".pushsection .text\n"
	"user_enter:\n"
	"	push	%ebx\n"
	"	push	%ebp\n"
	"	push	%esi\n"
	"	push	%edi\n"
	"	mov	%esp, user_kernel_sp\n"
	"	mov	20(%esp), %ecx\n"
	"	mov	24(%esp), %eax\n"
	"	mov	28(%esp), %edi\n"
	"	mov	$0x23, %edx\n"		/* SEL_USER_DATA | 3 */
	"	mov	%edx, %ds\n"
	"	mov	%edx, %es\n"
	"	mov	%ecx, %esp\n"
	"	iret\n"
	"user_resume:\n"
	"	mov	user_kernel_sp, %esp\n"
	"	pop	%edi\n"
	"	pop	%esi\n"
	"	pop	%ebp\n"
	"	pop	%ebx\n"
	"	mov	$0x10, %edx\n"		/* SEL_DATA */
	"	mov	%edx, %fs\n"
	"	mov	%edx, %gs\n"
	"	ret\n"
	".popsection\n");
#endif

static void leave_user(struct int_frame *frame)
{
	result.vector = frame->vector;
	result.ax = frame->ax;
	result.offset = frame->ip - code_start;
	if (!(frame->cs & 3) && !(frame->flags & EFLAGS_VM)) {
		printf("FATAL: exception %lu at %#lx\n", frame->vector, frame->ip);
		inmate_stop(1);
	}
	frame->ip = (unsigned long)user_resume;
	frame->cs = KERNEL_CODE;
	frame->flags = X86_EFLAGS_FIXED;
#ifdef __x86_64__
	frame->sp = user_kernel_sp;
	frame->ss = SEL_DATA;
#endif
}

static void prepare(const void *code)
{
	unsigned long base = (unsigned long)&tss;
	u64 *desc = &gdt[SEL_TSS / 8];

	/* nothing below the current frame is in use when user mode is left */
	tss.sp0 = ((unsigned long)__builtin_frame_address(0) - 512) & ~15UL;
	tss.ss0 = SEL_DATA;
	tss.iomap = sizeof(tss);
	desc[0] = (sizeof(tss) - 1) | (base & 0xffffff) << 16 | 0x89ULL << 40 |
		  (u64)(base >> 24 & 0xff) << 56;
	desc[1] = 0;
	__asm__ __volatile__("ltr %w0" : : "r" (SEL_TSS));

	code_start = (unsigned long)code;
	for (unsigned int n = 0; n < NUM_EXCEPTIONS; n++)
		interrupt_set_handler(n, leave_user);
}

static void finish(void)
{
	for (unsigned int n = 0; n < NUM_EXCEPTIONS; n++)
		interrupt_set_handler(n, NULL);
}

/**
 * user_run() - run code in user mode until it raises an exception
 * @code:	the code, HLT at its end
 * @ax:		initial value of AX
 * @di:		initial value of DI
 *
 * On one CPU only. Handlers of exceptions are removed.
 *
 * Return: how it ended.
 */
struct user_result user_run(const void *code, unsigned long ax, unsigned long di)
{
	unsigned long frame[] = {
		(unsigned long)code, SEL_USER_CODE | 3, X86_EFLAGS_FIXED,
		(unsigned long)user_stack + sizeof(user_stack), SEL_USER_DATA | 3,
	};

	prepare(code);
	user_enter(frame, ax, di);
	finish();
	return result;
}

#ifndef __x86_64__
/**
 * user_run_v86() - run code in virtual-8086 mode until it raises an exception
 * @code:	the code, below 1 MiB, HLT at its end
 * @ax:		initial value of AX
 * @di:		initial value of DI
 *
 * On one CPU only. Handlers of exceptions are removed.
 *
 * Return: how it ended.
 */
struct user_result user_run_v86(const void *code, unsigned long ax, unsigned long di)
{
	unsigned long addr = (unsigned long)code;
	unsigned long frame[] = {
		addr & 15, addr >> 4, X86_EFLAGS_FIXED | EFLAGS_VM, 0xfff0, 0x8000, 0, 0, 0, 0,
	};

	prepare((void *)(addr & 15));
	user_enter(frame, ax, di);
	finish();
	return result;
}
#endif
