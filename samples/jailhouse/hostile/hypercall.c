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
	u32 code;

	for (unsigned int n = 0; n < 20000; n++) {
		code = random() & 0xf;
		if (code == JAILHOUSE_HC_DEBUG_CONSOLE_PUTC)
			continue;	/* would only print garbage */
		hypercall(n & 1 ? code : random(), (unsigned long)random() << (random() & 32),
			  (unsigned long)random() << (random() & 32));
	}
	return true;
}

static bool garbage(void)
{
	u64 end = pm_timer_ns() + cmdline_u64("seconds", 2) * NS_PER_SEC;

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
	u64 end = pm_timer_ns() + cmdline_u64("seconds", 2) * NS_PER_SEC;

	for (unsigned int n = 0; pm_timer_ns() < end; n++)
		comm_set_state(values[n % ARRAY_SIZE(values)]);
	comm_set_state(JAILHOUSE_CELL_RUNNING);
	return true;
}

/* Answers all the time, and in all ways, without having been asked */
static bool replies(void)
{
	u64 end = pm_timer_ns() + cmdline_u64("seconds", 2) * NS_PER_SEC;

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
	{ "comm-garbage", "garbage in the communication region", SURVIVES, garbage },
	{ "comm-states", "cell states that change all the time", SURVIVES, states },
	{ "comm-replies", "replies to nothing", SURVIVES, replies },
	{ "comm-silence", "no reply, for ever", ANY, silence },
};

HOSTILE_PART(hostile_hypercall);
