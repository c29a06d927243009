// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hypercalls with wrong rights and arguments, and a communication region full of
 * nonsense
 */
#include "hostile.h"

static bool rights(void)
{
	static const u32 codes[] = {
		JAILHOUSE_HC_DISABLE, JAILHOUSE_HC_CELL_CREATE, JAILHOUSE_HC_CELL_START,
		JAILHOUSE_HC_CELL_SET_LOADABLE, JAILHOUSE_HC_CELL_DESTROY,
		JAILHOUSE_HC_CELL_GET_STATE,
	};
	bool ok = true;
	int ret;

	for (unsigned int n = 0; n < ARRAY_SIZE(codes); n++) {
		for (unsigned long arg = 0; arg < 64; arg++) {
			ret = hypercall(codes[n], arg < 32 ? arg : 1UL << arg, random());
			if (ret == -EPERM)
				continue;
			printf("hostile: hypercall %u: %d\n", codes[n], ret);
			ok = false;
		}
	}
	return ok;
}

static bool arguments(void)
{
	u32 code, count = cmdline_u64("count", 10000);

	for (unsigned int n = 0; n < count; n++) {
		code = random() & 0xf;
		if (code == JAILHOUSE_HC_DEBUG_CONSOLE_PUTC)
			continue;	/* would only print garbage */
		hypercall(n & 1 ? code : random(), (unsigned long)random() << (random() & 32),
			  (unsigned long)random() << (random() & 32));
	}
	return true;
}

/* A call changes no general register but RAX */
static bool keeps_registers(void)
{
	static u64 before[14], after[14];
	bool ok = true;
	u64 ret;

	for (unsigned int n = 0; n < ARRAY_SIZE(before); n++)
		before[n] = (u64)random() << 32 | random();
	for (unsigned long code = 0; code < 16; code++) {
		if (code == JAILHOUSE_HC_DEBUG_CONSOLE_PUTC)
			continue;
		__asm__ __volatile__("push %%rbp\n\t"
				     "mov 8*0+%[before], %%rbx\n\t"
				     "mov 8*1+%[before], %%rcx\n\t"
				     "mov 8*2+%[before], %%rdx\n\t"
				     "mov 8*3+%[before], %%rsi\n\t"
				     "mov 8*4+%[before], %%rdi\n\t"
				     "mov 8*5+%[before], %%rbp\n\t"
				     "mov 8*6+%[before], %%r8\n\t"
				     "mov 8*7+%[before], %%r9\n\t"
				     "mov 8*8+%[before], %%r10\n\t"
				     "mov 8*9+%[before], %%r11\n\t"
				     "mov 8*10+%[before], %%r12\n\t"
				     "mov 8*11+%[before], %%r13\n\t"
				     "mov 8*12+%[before], %%r14\n\t"
				     "mov 8*13+%[before], %%r15\n\t"
				     "vmmcall\n\t"
				     "mov %%rbx, 8*0+%[after]\n\t"
				     "mov %%rcx, 8*1+%[after]\n\t"
				     "mov %%rdx, 8*2+%[after]\n\t"
				     "mov %%rsi, 8*3+%[after]\n\t"
				     "mov %%rdi, 8*4+%[after]\n\t"
				     "mov %%rbp, 8*5+%[after]\n\t"
				     "mov %%r8, 8*6+%[after]\n\t"
				     "mov %%r9, 8*7+%[after]\n\t"
				     "mov %%r10, 8*8+%[after]\n\t"
				     "mov %%r11, 8*9+%[after]\n\t"
				     "mov %%r12, 8*10+%[after]\n\t"
				     "mov %%r13, 8*11+%[after]\n\t"
				     "mov %%r14, 8*12+%[after]\n\t"
				     "mov %%r15, 8*13+%[after]\n\t"
				     "pop %%rbp"
				     : [after] "=m" (after), "=a" (ret)
				     : [before] "m" (before), "a" (code)
				     : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11",
				       "r12", "r13", "r14", "r15", "memory", "cc");
		if (!memcmp(before, after, sizeof(before)))
			continue;
		printf("hostile: hypercall %lu changes registers\n", code);
		ok = false;
	}
	return ok;
}

static bool garbage(void)
{
	u64 end = busy_until();

	while (pm_timer_ns() < end)
		for (unsigned int n = 0; n < 0x400; n++)
			/* the PM timer's port is still needed */
			if (n != offsetof(struct jailhouse_comm_region, x86) / 4)
				mmio_write32(COMM_REGION_ADDR + 4 * n, random());
	return true;
}

/* Each state there is, and those there are not */
static bool states(void)
{
	static const u32 values[] = { 0, 1, 2, 3, 4, 5, 0x7fffffff, 0x80000000, 0xffffffff };
	u64 end = busy_until();

	for (unsigned int n = 0; pm_timer_ns() < end; n++)
		comm_set_state(values[n % ARRAY_SIZE(values)]);
	comm_set_state(JAILHOUSE_CELL_RUNNING);
	return true;
}

/* Answers all the time, and in all ways, without having been asked */
static bool replies(void)
{
	u64 end = busy_until();

	while (pm_timer_ns() < end)
		comm_reply(random() & 7);
	return true;
}

/* Takes messages and never answers: the caller must not wait for ever */
static bool silence(void)
{
	for (;;) {
		comm_region()->msg_to_cell = JAILHOUSE_MSG_NONE;
		cpu_relax();
	}
	return true;
}

static const struct hostile_class classes[] = {
	{ "call-rights", "hypercalls of the root cell", SURVIVES, rights },
	{ "call-arguments", "hypercalls with any code and arguments", SURVIVES, arguments },
	{ "call-registers", "registers that hypercalls keep", SURVIVES, keeps_registers },
	{ "comm-garbage", "garbage in the communication region", SURVIVES, garbage },
	{ "comm-states", "cell states that change all the time", SURVIVES, states },
	{ "comm-replies", "replies to nothing", SURVIVES, replies },
	{ "comm-silence", "no reply, for ever", ANY, silence },
};

HOSTILE_PART(hostile_hypercall);
