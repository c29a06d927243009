// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of MSRs: what passes without an exit, and what becomes of the rest
 */
#include <asm/svm.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/string.h>

/* User Mode Linux has others */
#undef HOST_CS
#undef HOST_DS
#include <host.h>
#include <private.h>

static u64 env_rdmsr(u32 msr);
static int env_rdmsr_safe(u32 msr, u64 *value);
static void env_wrmsr(u32 msr, u64 value);
static int env_wrmsr_safe(u32 msr, u64 value);

#define hyp_rdmsr	env_rdmsr
#define hyp_rdmsr_safe	env_rdmsr_safe
#define hyp_wrmsr	env_wrmsr
#define hyp_wrmsr_safe	env_wrmsr_safe
#undef priv
#define priv		(&env_priv)

static struct arch_private env_priv;

#include "msr.c"

static struct percpu env_pc;
static struct cell env_root, env_cell;
static u8 env_map[2][MSRPM_PAGES * PAGE_SIZE] __aligned(PAGE_SIZE);
static u32 env_maps;

/* The processor: EFER, and another MSR that there is */
static u64 env_efer, env_efer_bits;
static u32 env_msr;
static u64 env_value;
static unsigned int env_writes;

struct cell *root_cell = &env_root;

static int env_rdmsr_safe(u32 msr, u64 *value)
{
	*value = msr == MSR_EFER ? env_efer : env_value;
	return msr == MSR_EFER || msr == env_msr ? 0 : -EFAULT;
}

static u64 env_rdmsr(u32 msr)
{
	u64 value;

	env_rdmsr_safe(msr, &value);
	return value;
}

static int env_wrmsr_safe(u32 msr, u64 value)
{
	env_writes++;
	if (msr == MSR_EFER && !(value & ~env_efer_bits))
		env_efer = value;
	else if (msr == env_msr)
		env_value = value;
	else
		return -EFAULT;
	return 0;
}

static void env_wrmsr(u32 msr, u64 value)
{
	env_wrmsr_safe(msr, value);
}

void *pool_alloc(u32 pages)
{
	return env_maps < 2 ? env_map[env_maps++] : NULL;
}

void x2apic_fill_msrpm(u8 *msrpm_page, bool root)
{
}

int apicbase_rdmsr(u64 *value)
{
	return -EFAULT;
}

int apicbase_wrmsr(u64 value)
{
	return -EFAULT;
}

int apic_msr_read(struct percpu *pc, u32 msr, u64 *value)
{
	return -EFAULT;
}

int apic_msr_write(struct percpu *pc, u32 msr, u64 value)
{
	return -EFAULT;
}

static int msr_test_init(struct kunit *test)
{
	memset(&env_priv, 0, sizeof(env_priv));
	env_maps = 0;
	env_writes = 0;
	env_efer_bits = EFER_SCE | EFER_LME | EFER_LMA | EFER_NX | EFER_SVME |
			EFER_TCE | EFER_AUTOIBRS;
	env_efer = EFER_LME | EFER_LMA | EFER_NX | EFER_SVME | EFER_AUTOIBRS;
	env_priv.vmcb.save.efer = EFER_LME | EFER_LMA | EFER_SVME;
	env_priv.vmcb.save.cr0 = X86_CR0_PG;
	env_pc.cell = &env_cell;
	env_msr = 0;
	return msr_init();
}

static bool passes(const u8 *map, u32 msr, bool write)
{
	int bit = msrpm_bit(msr) + write;

	return !(map[bit / 8] >> bit % 8 & 1);
}

/* Whether a cell may set a bit is tried with the hypervisor's EFER, which is not its */
static void efer_of_the_host(struct kunit *test)
{
	const u64 host = env_efer, guest = EFER_LME | EFER_LMA;
	const struct vmcb_save_area *s = &env_priv.vmcb.save;

	KUNIT_EXPECT_EQ(test, msr_write(&env_pc, MSR_EFER,
					guest | EFER_SCE | EFER_TCE), 0);
	KUNIT_EXPECT_EQ(test, env_efer, host);
	KUNIT_EXPECT_EQ(test, s->efer, guest | EFER_SCE | EFER_TCE | EFER_SVME);
	KUNIT_EXPECT_EQ(test, msr_write(&env_pc, MSR_EFER,
					guest | EFER_AUTOIBRS), 0);
	KUNIT_EXPECT_EQ(test, env_efer, host);
	KUNIT_EXPECT_EQ(test, msr_write(&env_pc, MSR_EFER, guest), 0);
	KUNIT_EXPECT_EQ(test, env_efer, host);
	KUNIT_EXPECT_EQ(test, s->efer, guest | EFER_SVME);
}

static void efer_refused(struct kunit *test)
{
	static const u64 values[] = {
		EFER_LME | EFER_LMA | EFER_FFXSR,	/* not there */
		EFER_LME | EFER_LMA | EFER_SVME,
		EFER_LME | EFER_LMA | BIT_ULL(13),	/* LMSLE */
		EFER_LMA,				/* while paging is on */
	};
	const u64 host = env_efer, guest = env_priv.vmcb.save.efer;
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(values); n++)
		KUNIT_EXPECT_EQ_MSG(test, msr_write(&env_pc, MSR_EFER, values[n]),
				    -EPERM, "EFER 0x%llx", values[n]);
	KUNIT_EXPECT_EQ(test, env_efer, host);
	KUNIT_EXPECT_EQ(test, env_priv.vmcb.save.efer, guest);
}

/* The root takes notice of machine checks, but does not choose what is one */
static void machine_check_control(struct kunit *test)
{
	u32 msr, last = MSR_IA32_MCx_MISC(31);

	env_pc.cell = root_cell;
	for (msr = MSR_IA32_MC0_CTL; msr <= last; msr++) {
		KUNIT_EXPECT_TRUE(test, passes(env_map[0], msr, false));
		KUNIT_EXPECT_EQ_MSG(test, passes(env_map[0], msr, true),
				    msr % 4 != 0, "MSR 0x%x", msr);
		KUNIT_EXPECT_FALSE(test, passes(env_map[1], msr, false));
		KUNIT_EXPECT_FALSE(test, passes(env_map[1], msr, true));
	}
	KUNIT_EXPECT_FALSE(test, passes(env_map[0], last + 1, false));
	KUNIT_EXPECT_FALSE(test, passes(env_map[0], MSR_IA32_MCG_CAP, true));
	KUNIT_EXPECT_TRUE(test, passes(env_map[0], MSR_IA32_MCG_STATUS, true));
	KUNIT_EXPECT_TRUE(test, passes(env_map[0], MSR_IA32_MCG_CTL, false));
	KUNIT_EXPECT_FALSE(test, passes(env_map[0], MSR_IA32_MCG_CTL, true));

	env_msr = MSR_IA32_MCG_CTL;
	KUNIT_EXPECT_EQ(test, msr_write(&env_pc, env_msr, 0), 0);
	env_msr = MSR_IA32_MC0_CTL;
	KUNIT_EXPECT_EQ(test, msr_write(&env_pc, env_msr, 0), 0);
	env_msr = MSR_IA32_MCx_CTL(31);
	KUNIT_EXPECT_EQ(test, msr_write(&env_pc, env_msr, 0), 0);
	KUNIT_EXPECT_EQ(test, env_writes, 0);

	env_pc.cell = &env_cell;
	KUNIT_EXPECT_EQ(test, msr_write(&env_pc, env_msr, 0), -EPERM);
	KUNIT_EXPECT_EQ(test, msr_write(&env_pc, MSR_IA32_MCG_CTL, 0), -EPERM);
}

/* Banks that have their MSRs elsewhere are not in the map (AMD APM vol. 2, 9.3.3) */
static void scalable_machine_check(struct kunit *test)
{
	u64 value = 0;

	env_pc.cell = root_cell;
	env_value = 0x1234;
	env_msr = 0xc0002011;		/* bank 1: status */
	KUNIT_EXPECT_EQ(test, msr_read(&env_pc, env_msr, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 0x1234);
	KUNIT_EXPECT_EQ(test, msr_write(&env_pc, env_msr, 0), 0);
	KUNIT_EXPECT_EQ(test, env_value, 0);
	KUNIT_EXPECT_EQ(test, msr_read(&env_pc, env_msr + 1, &value), -EFAULT);
	KUNIT_EXPECT_EQ(test, msr_write(&env_pc, env_msr + 1, 0), -EFAULT);

	/* Control, configuration */
	env_value = 0x1234;
	env_msr = 0xc0002010;
	KUNIT_EXPECT_EQ(test, msr_write(&env_pc, env_msr, 0), 0);
	env_msr = 0xc0002014;
	KUNIT_EXPECT_EQ(test, msr_write(&env_pc, env_msr, 0), 0);
	KUNIT_EXPECT_EQ(test, env_value, 0x1234);
	KUNIT_EXPECT_EQ(test, msr_read(&env_pc, env_msr, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 0x1234);

	env_msr = 0xc0002400;
	KUNIT_EXPECT_EQ(test, msr_read(&env_pc, env_msr, &value), -EPERM);
	env_pc.cell = &env_cell;
	env_msr = 0xc0002011;
	KUNIT_EXPECT_EQ(test, msr_read(&env_pc, env_msr, &value), -EPERM);
	KUNIT_EXPECT_EQ(test, msr_write(&env_pc, env_msr, 0), -EPERM);
}

static struct kunit_case msr_cases[] = {
	KUNIT_CASE(efer_of_the_host),
	KUNIT_CASE(efer_refused),
	KUNIT_CASE(machine_check_control),
	KUNIT_CASE(scalable_machine_check),
	{}
};

static struct kunit_suite msr_suite = {
	.name = "jailhouse-msr",
	.init = msr_test_init,
	.test_cases = msr_cases,
};

kunit_test_suite(msr_suite);
