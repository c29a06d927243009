// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hypercalls of a cell that is not the root cell
 */
#include "conform.h"

#define MAX_CPUS	1024	/* logical numbers that are tried */
#define NO_SUCH_CALL	38	/* ENOSYS of Linux */
#define COUNTER(n)	(JAILHOUSE_CPU_INFO_STAT_BASE + (n))

/* Logical number of the first own CPU, which only asking can tell; -1: none */
int own_logical_cpu(void)
{
	for (int cpu = 0; cpu < MAX_CPUS; cpu++)
		if (hypercall(JAILHOUSE_HC_CPU_GET_INFO, cpu, JAILHOUSE_CPU_INFO_STATE) >= 0)
			return cpu;
	return -1;
}

static enum outcome refuses(u32 code)
{
	for (unsigned long id = 0; id < 4; id++)
		EXPECT_EQ(hypercall(code, id, 0), -EPERM);
	EXPECT_EQ(hypercall(code, -1UL, -1UL), -EPERM);
	return PASS;
}

static enum outcome disable(void)
{
	return refuses(JAILHOUSE_HC_DISABLE);
}

static enum outcome create(void)
{
	EXPECT_EQ(hypercall(JAILHOUSE_HC_CELL_CREATE, 0x10000, 0), -EPERM);
	return refuses(JAILHOUSE_HC_CELL_CREATE);
}

static enum outcome start(void)
{
	return refuses(JAILHOUSE_HC_CELL_START);
}

static enum outcome set_loadable(void)
{
	return refuses(JAILHOUSE_HC_CELL_SET_LOADABLE);
}

static enum outcome destroy(void)
{
	return refuses(JAILHOUSE_HC_CELL_DESTROY);
}

static enum outcome get_state(void)
{
	return refuses(JAILHOUSE_HC_CELL_GET_STATE);
}

static int info(unsigned long type)
{
	return hypercall(JAILHOUSE_HC_HYPERVISOR_GET_INFO, type, 0);
}

static enum outcome info_pools(void)
{
	EXPECT(info(JAILHOUSE_INFO_MEM_POOL_SIZE) > 0);
	EXPECT(info(JAILHOUSE_INFO_MEM_POOL_USED) >= 0);
	EXPECT(info(JAILHOUSE_INFO_MEM_POOL_USED) <= info(JAILHOUSE_INFO_MEM_POOL_SIZE));
	EXPECT(info(JAILHOUSE_INFO_REMAP_POOL_SIZE) >= 0);
	EXPECT(info(JAILHOUSE_INFO_REMAP_POOL_USED) >= 0);
	EXPECT(info(JAILHOUSE_INFO_REMAP_POOL_USED) <= info(JAILHOUSE_INFO_REMAP_POOL_SIZE));
	return PASS;
}

static enum outcome info_cells(void)
{
	EXPECT(info(JAILHOUSE_INFO_NUM_CELLS) >= 1);
	return PASS;
}

static enum outcome info_invalid(void)
{
	EXPECT_EQ(info(5), -EINVAL);
	EXPECT_EQ(info(0x7fffffff), -EINVAL);
	EXPECT_EQ(info(0xffffffff), -EINVAL);
	return PASS;
}

static enum outcome cpu_info_own(void)
{
	unsigned int own = 0;
	int ret;

	for (unsigned int cpu = 0; cpu < MAX_CPUS; cpu++) {
		ret = hypercall(JAILHOUSE_HC_CPU_GET_INFO, cpu, JAILHOUSE_CPU_INFO_STATE);
		if (ret >= 0)
			own++;
		else
			EXPECT(ret == -EPERM || ret == -EINVAL);
	}
	EXPECT_EQ(own, smp_num_cpus());
	return PASS;
}

static enum outcome cpu_info_state(void)
{
	EXPECT_EQ(hypercall(JAILHOUSE_HC_CPU_GET_INFO, own_logical_cpu(),
			    JAILHOUSE_CPU_INFO_STATE), JAILHOUSE_CPU_RUNNING);
	return PASS;
}

static enum outcome cpu_info_foreign(void)
{
	/* x86 CPU 0 stays with the root cell */
	EXPECT_EQ(hypercall(JAILHOUSE_HC_CPU_GET_INFO, 0, JAILHOUSE_CPU_INFO_STATE), -EPERM);
	EXPECT_EQ(hypercall(JAILHOUSE_HC_CPU_GET_INFO, 0, COUNTER(0)), -EPERM);
	return PASS;
}

static enum outcome cpu_info_invalid(void)
{
	int cpu = own_logical_cpu();

	EXPECT_EQ(hypercall(JAILHOUSE_HC_CPU_GET_INFO, 0x7fffffff, 0), -EINVAL);
	EXPECT_EQ(hypercall(JAILHOUSE_HC_CPU_GET_INFO, 0xffffffff, 0), -EINVAL);
	EXPECT_EQ(hypercall(JAILHOUSE_HC_CPU_GET_INFO, cpu, 1), -EINVAL);
	EXPECT_EQ(hypercall(JAILHOUSE_HC_CPU_GET_INFO, cpu, 999), -EINVAL);
	EXPECT_EQ(hypercall(JAILHOUSE_HC_CPU_GET_INFO, cpu, COUNTER(0x1000)), -EINVAL);
	EXPECT_EQ(hypercall(JAILHOUSE_HC_CPU_GET_INFO, cpu, 0xffffffff), -EINVAL);
	return PASS;
}

static enum outcome putc_permitted(void)
{
	SKIP_IF(!(comm_region()->flags & JAILHOUSE_COMM_CONSOLE_PERMITTED),
		"the cell may not use the hypervisor's console");
	EXPECT_EQ(hypercall(JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, '#', 0), 0);
	EXPECT_EQ(hypercall(JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, '\n', 0), 0);
	return PASS;
}

static enum outcome putc_refused(void)
{
	SKIP_IF(comm_region()->flags & JAILHOUSE_COMM_CONSOLE_PERMITTED,
		"the cell may use the hypervisor's console");
	EXPECT_EQ(hypercall(JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, '#', 0), -EPERM);
	return PASS;
}

static enum outcome unknown_code(void)
{
	EXPECT_EQ(hypercall(9, 0, 0), -NO_SUCH_CALL);
	EXPECT_EQ(hypercall(0x7fffffff, 0, 0), -NO_SUCH_CALL);
	EXPECT_EQ(hypercall(0x80000005, 0, 0), -NO_SUCH_CALL);
	EXPECT_EQ(hypercall(0xffffffff, -1UL, -1UL), -NO_SUCH_CALL);
	return PASS;
}

static enum outcome code_in_eax(void)
{
#ifdef __x86_64__
	unsigned long ax = 0xdeadbeef00000000UL | JAILHOUSE_HC_HYPERVISOR_GET_INFO;
	unsigned long di = JAILHOUSE_INFO_NUM_CELLS;

	SKIP_IF(!hypervisor_present(), "no hypervisor");
	if (cpuid(0, 0).ebx == 0x68747541)
		__asm__ __volatile__("vmmcall" : "+a" (ax) : "D" (di) : "memory");
	else
		__asm__ __volatile__("vmcall" : "+a" (ax) : "D" (di) : "memory");
	EXPECT_EQ((u32)ax, info(JAILHOUSE_INFO_NUM_CELLS));
	return PASS;
#else
	skip_reason = "64-bit programs only";
	return SKIP;
#endif
}

static const struct conform_case cases[] = {
	{ "0 DISABLE: -EPERM for a non-root caller", disable },
	{ "1 CELL_CREATE: -EPERM for a non-root caller", create },
	{ "2 CELL_START: -EPERM for a non-root caller", start },
	{ "3 CELL_SET_LOADABLE: -EPERM for a non-root caller", set_loadable },
	{ "4 CELL_DESTROY: -EPERM for a non-root caller", destroy },
	{ "5 HYPERVISOR_GET_INFO: pools, for any cell", info_pools },
	{ "5 HYPERVISOR_GET_INFO: number of cells, for any cell", info_cells },
	{ "5 HYPERVISOR_GET_INFO: -EINVAL for other types", info_invalid },
	{ "6 CELL_GET_STATE: -EPERM for a non-root caller", get_state },
	{ "7 CPU_GET_INFO: a cell may ask about any CPU of its own, and no other", cpu_info_own },
	{ "7 CPU_GET_INFO: state 0 is running", cpu_info_state },
	{ "7 CPU_GET_INFO: -EPERM for CPUs of other cells", cpu_info_foreign },
	{ "7 CPU_GET_INFO: -EINVAL for other CPU numbers and types", cpu_info_invalid },
	{ "8 DEBUG_CONSOLE_PUTC: 0 with the permission flag", putc_permitted },
	{ "8 DEBUG_CONSOLE_PUTC: -EPERM without the permission flag", putc_refused },
	{ "an unknown code returns -ENOSYS", unknown_code },
	{ "code is EAX, not RAX", code_in_eax },
};

CONFORM_PART(part_hypercall, "hypercall");
