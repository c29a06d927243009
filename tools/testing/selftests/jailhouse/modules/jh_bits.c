// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sets and clears bits of control registers of one CPU, as a Linux would that uses
 * features the Jailhouse hypervisor does not know:
 *
 *	echo CPU REGISTER BIT >/sys/module/jh_bits/parameters/set
 *
 * REGISTER is cr0, cr4, efer, syscfg or xss. It fails with EOPNOTSUPP if the CPU
 * does not have this bit.
 */
#include <linux/module.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/msr.h>
#include <asm/special_insns.h>

#define CR4_PKS_BIT	24	/* Linux has no name for it */

struct change {
	char reg[8];
	unsigned int bit;
	bool on;
	int ret;
};

static const struct {
	const char *name;
	u32 msr;
} msrs[] = {
	{ "efer", MSR_EFER },
	{ "syscfg", MSR_AMD64_SYSCFG },
	{ "xss", MSR_IA32_XSS },
};

static u64 with_bit(u64 value, const struct change *c)
{
	return c->on ? value | BIT_ULL(c->bit) : value & ~BIT_ULL(c->bit);
}

static void change_msr(struct change *c, u32 msr)
{
	u64 old, now;

	if (rdmsrl_safe(msr, &old) || wrmsrl_safe(msr, with_bit(old, c)) ||
	    rdmsrl_safe(msr, &now) || now != with_bit(old, c))
		c->ret = -EOPNOTSUPP;
}

/* Not all emulated CPUs survive the attempt to set a bit that does not exist */
static bool cr4_has_bit(unsigned int bit)
{
	u32 eax, ebx, ecx, edx;

	cpuid_count(7, 0, &eax, &ebx, &ecx, &edx);
	switch (bit) {
	case X86_CR4_PKE_BIT:
		return ecx & BIT(3);
	case X86_CR4_CET_BIT:
		return ecx & BIT(7) || edx & BIT(20);
	case CR4_PKS_BIT:
		return ecx & BIT(31);
	}
	return false;
}

static void change_bit_of(void *data)
{
	struct change *c = data;
	unsigned int i;

	if (!strcmp(c->reg, "cr0")) {
		asm volatile("mov %0, %%cr0" : : "r" (with_bit(read_cr0(), c)));
		return;
	}
	if (!strcmp(c->reg, "cr4")) {
		if (cr4_has_bit(c->bit))
			asm volatile("mov %0, %%cr4" : :
				     "r" (with_bit(native_read_cr4(), c)));
		else
			c->ret = -EOPNOTSUPP;
		return;
	}
	c->ret = -ENOENT;
	for (i = 0; i < ARRAY_SIZE(msrs); i++) {
		if (strcmp(c->reg, msrs[i].name))
			continue;
		c->ret = 0;
		change_msr(c, msrs[i].msr);
	}
}

static int change(const char *text, bool on)
{
	struct change c = { .on = on };
	unsigned int cpu;
	int ret;

	if (sscanf(text, "%u %7s %u", &cpu, c.reg, &c.bit) != 3 || c.bit > 63)
		return -EINVAL;
	ret = smp_call_function_single(cpu, change_bit_of, &c, 1);
	return ret ?: c.ret;
}

static int set(const char *text, const struct kernel_param *kp)
{
	return change(text, true);
}

static int clear(const char *text, const struct kernel_param *kp)
{
	return change(text, false);
}

static const struct kernel_param_ops set_ops = {
	.set = set,
};
module_param_cb(set, &set_ops, NULL, 0200);
MODULE_PARM_DESC(set, "CPU, register and number of a bit to set");

static const struct kernel_param_ops clear_ops = {
	.set = clear,
};
module_param_cb(clear, &clear_ops, NULL, 0200);
MODULE_PARM_DESC(clear, "CPU, register and number of a bit to clear");

static int __init jh_bits_init(void)
{
	return 0;
}

static void __exit jh_bits_exit(void)
{
}

module_init(jh_bits_init);
module_exit(jh_bits_exit);
MODULE_DESCRIPTION("Bits of control registers, for tests of Jailhouse");
MODULE_LICENSE("GPL");
