// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bring-up: from Linux on all CPUs to Linux in the root cell on all CPUs
 *
 * Every CPU comes here at the same time. The first one builds what all share;
 * at each barrier a CPU that failed makes all of them go back to Linux.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <asm/cpufeatures.h>
#include <asm/msr-index.h>
#include <asm/processor-flags.h>
#include <apic.h>
#include <cell.h>
#include <checks.h>
#include <config.h>
#include <control.h>
#include <host.h>
#include <asm_paging.h>
#include <log.h>
#include <msr.h>
#include <paging.h>
#include <pool.h>
#include <setup.h>
#include <svm_backend.h>
#include <unit.h>
#include <vcpu.h>

struct jh_boot *boot;
struct jh_public *public;
const struct jailhouse_config *system_config;
const struct jailhouse_config_system *system;
u64 hyp_phys;
bool paging_1g;
u64 tramp_return;

/* Upper half of the top-level table of every CPU, apart from private slots */
static struct page_table hyp_tables = { .levels = 4 };
static u64 next_device = JH_DEVICE_BASE;

static u32 first_cpu_taken;
static int tables_error;
/* CPUs that arrived at barriers so far, and the barrier where a failure counts */
static u32 arrived;
static u32 failed;

/**
 * boot_fail() - say why enable fails
 * @err:	negative errno
 * @fmt:	what is wrong and what to do about it
 *
 * The first failure is the one that is reported.
 *
 * Return: @err.
 */
int boot_fail(int err, const char *fmt, ...)
{
	va_list args;

	/*
	 * This CPU has yet to arrive at the next barrier. There all CPUs see the
	 * failure, and none sees it earlier while it looks at the previous one.
	 */
	if (__sync_bool_compare_and_swap(&failed, 0,
					 READ_ONCE(arrived) / num_cpus + 1)) {
		va_start(args, fmt);
		hyp_vsnprintf(boot->error_text, sizeof(boot->error_text), fmt,
			      args);
		va_end(args);
		boot->error = err;
	}
	return err;
}

/* What nobody has explained, which is lack of memory in most cases */
static int explain_error(int err)
{
	return boot_fail(err, err == -ENOMEM ?
			 "page pool too small: enlarge the hypervisor's memory" :
			 "root cell: error %d, correct the system configuration",
			 err);
}

static void __section(".text.wait") noinline wait_for_cpus(u32 count)
{
	while (READ_ONCE(arrived) < count)
		asm volatile("pause");
}

/*
 * All CPUs meet here, for the @number-th time. Returns 0 on all of them, or the
 * error of the one that failed.
 */
static int barrier_cpus(u32 number)
{
	__sync_fetch_and_add(&arrived, 1);
	wait_for_cpus(number * num_cpus);
	return READ_ONCE(failed) && READ_ONCE(failed) <= number ? boot->error :
								  0;
}

static bool fault_injected(u32 cpu, enum jh_boot_fault where)
{
	return IS_ENABLED(CONFIG_JAILHOUSE_DEBUG) && boot->fault == where &&
	       boot->fault_cpu == cpu;
}

static struct arch_private *private_of(u32 cpu)
{
	return (void *)percpu_of(cpu) + PAGE_SIZE;
}

static int map_self(u64 start, u64 end, unsigned int flags)
{
	return page_table_map(&hyp_tables, JH_BASE + start, hyp_phys + start,
			      end - start, flags);
}

/* On the boot page table, by the first CPU: what all CPUs' tables have in common */
static int build_tables(struct jh_boot *b)
{
	u32 cpu;
	int err;

	boot = b;
	hyp_phys = b->phys;
	num_cpus = b->num_cpus;
	tramp_return = b->tramp_return;
	public = phys_to_hyp(hyp_phys + b->public_offset);
	system_config = phys_to_hyp(hyp_phys + b->config_offset);

	if (b->version != JH_BOOT_VERSION || b->percpu_size != PERCPU_SIZE)
		return boot_fail(-EINVAL, "driver and hypervisor image differ: rebuild the module");

	paging_1g = false;	/* AMD APM vol. 2, 5.3: CPUID 8000_0001 EDX[26] */
	host_init();
	pool_init(phys_to_hyp(hyp_phys + b->pool_offset), b->pool_pages);
	hyp_tables.root = pool_alloc(1);
	if (!hyp_tables.root)
		return explain_error(-ENOMEM);

	err = map_self(0, __rodata_start - __text_start, MAP_READ | MAP_EXEC);
	if (!err)
		err = map_self(__rodata_start - __text_start,
			       __data_start - __text_start, MAP_READ);
	if (!err)
		err = map_self(__data_start - __text_start, b->percpu_offset,
			       MAP_READ | MAP_WRITE);
	for (cpu = 0; cpu < num_cpus && !err; cpu++) {
		u64 shared = b->percpu_offset + cpu * (u64)b->percpu_size;

		err = map_self(shared, shared + PAGE_SIZE,
			       MAP_READ | MAP_WRITE);
	}
	if (!err)
		err = map_self(b->pool_offset,
			       b->pool_offset + b->pool_pages * PAGE_SIZE,
			       MAP_READ | MAP_WRITE);
	if (!err)
		err = page_table_map(&hyp_tables, b->tramp_virt & PAGE_MASK,
				     b->tramp_phys & PAGE_MASK, PAGE_SIZE,
				     MAP_READ | MAP_EXEC);
	/*
	 * So that devices mapped later appear in every CPU's table. The window
	 * follows in the same last-level table.
	 */
	if (!err)
		err = page_table_map(&hyp_tables, next_device, hyp_phys,
				     PAGE_SIZE, MAP_READ);
	if (err)
		return explain_error(err);
	next_device += PAGE_SIZE;
	return 0;
}

/**
 * map_device() - map registers for the hypervisor
 * @phys:	physical address
 * @size:	bytes
 *
 * Context: initialization, first CPU. The mapping stays until disable.
 * Return: address in the hypervisor, or NULL if the page pool is empty.
 */
void *map_device(u64 phys, u64 size)
{
	u64 offset = phys & (PMD_SIZE - 1);
	u64 virt;

	size = (size + (phys & ~PAGE_MASK) + PAGE_SIZE - 1) & PAGE_MASK;
	/* Same offset in a large page, so that large pages can be used */
	virt = ((next_device + PMD_SIZE - 1) & ~(PMD_SIZE - 1)) +
	       (offset & PAGE_MASK);
	if (page_table_map(&hyp_tables, virt, phys & PAGE_MASK, size,
			   MAP_READ | MAP_WRITE | MAP_DEVICE))
		return NULL;
	next_device = virt + size;
	return (void *)(virt + (phys & ~PAGE_MASK));
}

/**
 * map_device_window() - let pages of the window for registers show other ones
 * @page:	first page of the window, which has DEVICE_WINDOW_PAGES of them
 * @phys:	physical address
 * @size:	bytes
 *
 * Takes nothing from the page pool: the window shares its last-level table with the
 * page that build_tables() maps.
 *
 * Context: management lock held. CPUs that look at these pages flush their TLB
 * before.
 * Return: address in the hypervisor.
 */
void *map_device_window(u32 page, u64 phys, u64 size)
{
	u64 virt = JH_DEVICE_BASE + (page + 1) * PAGE_SIZE;

	size = (size + (phys & ~PAGE_MASK) + PAGE_SIZE - 1) & PAGE_MASK;
	if (page_table_map(&hyp_tables, virt, phys & PAGE_MASK, size,
			   MAP_READ | MAP_WRITE | MAP_DEVICE))
		return NULL;
	return (void *)(virt + (phys & ~PAGE_MASK));
}

static void copy_table(u64 *to, u64 entry)
{
	if (entry & PTE_PRESENT)
		memcpy(to, phys_to_hyp(entry & PTE_ADDR), PAGE_SIZE);
}

/* On the boot page table: this CPU's own tables. Returns their address. */
static u64 build_cpu_tables(u32 cpu)
{
	const u64 table = PTE_PRESENT | PTE_WRITE | PTE_ACCESSED;
	struct arch_private *p = private_of(cpu);
	struct percpu *pc = percpu_of(cpu);
	u64 phys = hyp_to_phys(p);
	unsigned int n;

	p->percpu = pc;
	p->vmcb_phys = hyp_to_phys(&p->vmcb);

	pc->cpu = cpu;
	pc->arch.apic_id = boot->apic_id[cpu];
	pc->arch.private_phys = phys;

	/*
	 * The trampoline and the private area share the end of the address
	 * space, so each CPU has the tables there for itself.
	 */
	memcpy(&p->root[256], &hyp_tables.root[256], 256 * sizeof(u64));
	copy_table(p->pdpt, p->root[PT_INDEX(JH_PRIVATE_BASE, 3)]);
	copy_table(p->pd, p->pdpt[PT_INDEX(JH_PRIVATE_BASE, 2)]);
	p->root5[511] = hyp_to_phys(p->root) | table;
	p->root[PT_INDEX(JH_PRIVATE_BASE, 3)] = hyp_to_phys(p->pdpt) | table;
	p->pdpt[PT_INDEX(JH_PRIVATE_BASE, 2)] = hyp_to_phys(p->pd) | table;
	p->pd[PT_INDEX(JH_PRIVATE_BASE, 1)] = hyp_to_phys(p->pt) | table;
	for (n = 0; n < sizeof(*p) / PAGE_SIZE; n++)
		p->pt[n] = (phys + n * PAGE_SIZE) | table | PTE_DIRTY | PTE_NX;

	return hyp_to_phys(read_cr4_hyp() & X86_CR4_LA57 ? p->root5 : p->root);
}

/**
 * entry_tables() - first steps of a CPU, on the boot page table
 * @b:		what the driver says
 * @cpu:	logical number
 *
 * Return: physical address of the CPU's page table, or a negative errno.
 */
long entry_tables(struct jh_boot *b, u64 cpu)
{
	if (!__sync_lock_test_and_set(&first_cpu_taken, 1)) {
		tables_error = build_tables(b);
		__sync_fetch_and_add(&arrived, num_cpus);
	} else {
		wait_for_cpus(1);
	}
	if (tables_error)
		return tables_error;

	/* From here on every CPU arrives at every barrier, also a failed one */
	if (fault_injected(cpu, JH_FAULT_EARLY))
		boot_fail(-EIO, "injected failure of CPU %u on entry", (u32)cpu);
	return build_cpu_tables(cpu);
}

/* First CPU: build the root cell and let the units claim what is in it */
static int build_root_cell(void)
{
	int err;

	/* Trusted; the driver has checked it in order to find mistakes */
	system = config_system(system_config);

	/* The APIC's mode decides which MSRs pass */
	err = apic_init();
	if (!err)
		err = msr_init();
	apic_drain_init();
	if (!err)
		err = svm_init_parking();
	if (!err)
		err = root_cell_init();
	if (!err)
		err = units_init();
	return err ? explain_error(err) : 0;
}

/* What Linux has switched on that the hypervisor does not know */
static void check_cpu(u32 cpu)
{
	struct cpu_controls controls = {
		.cr0 = read_cr0_hyp(),
		.cr4 = priv->vmcb.save.cr4,
		.efer = hyp_rdmsr(MSR_EFER),
	};

	/* An MSR that does not exist reads as 0 */
	hyp_rdmsr_safe(MSR_AMD64_SYSCFG, &controls.syscfg);
	hyp_rdmsr_safe(MSR_IA32_XSS, &controls.xss);
	check_controls(cpu, &controls);
}

/*
 * CR4 of the hypervisor: no global pages, so that reloading CR3 flushes everything;
 * no PCID. OSXSAVE is for XSETBV, OSFXSR for wiping registers.
 */
static u64 host_cr4(u64 linux_cr4)
{
	u32 eax, ebx, ecx, edx;
	u64 cr4 = X86_CR4_PAE | X86_CR4_OSFXSR |
		  (linux_cr4 & (X86_CR4_LA57 | X86_CR4_MCE | X86_CR4_SMEP));

	cpuid_hyp(1, 0, &eax, &ebx, &ecx, &edx);
	if (ecx & BIT(X86_FEATURE_XSAVE % 32))
		cr4 |= X86_CR4_OSXSAVE;
	return cr4;
}

/**
 * entry_main() - rest of the way of a CPU, on its own page table
 * @cpu:	logical number
 *
 * Return: a negative errno if any CPU failed. On success the CPU executes the
 * root cell and this does not return.
 */
long entry_main(u64 cpu)
{
	const bool first = cpu == 0;
	bool apic;
	int err;

	host_load();
	write_cr4_hyp(host_cr4(priv->vmcb.save.cr4));
	check_cpu(cpu);
	svm_cpu_init();
	if (fault_injected(cpu, JH_FAULT_CPU_INIT))
		boot_fail(-EIO, "injected failure of CPU %u", (u32)cpu);
	err = barrier_cpus(2);

	if (first && !err)
		build_root_cell();
	if (!err)
		err = barrier_cpus(3);
	if (!err) {
		/* Devices and the root's window have been mapped since */
		memcpy(&priv->root[256], &hyp_tables.root[256],
		       (PT_INDEX(JH_DEVICE_BASE, 3) - 256 + 1) * sizeof(u64));
		apic = !apic_cpu_init(this_cpu());
		cpu_join_cell(root_cell);
		svm_vcpu_from_linux();
		if (fault_injected(cpu, JH_FAULT_LATE))
			boot_fail(-EIO, "injected failure of CPU %u at the end",
				  (u32)cpu);
		err = barrier_cpus(4);
		if (err && apic)
			apic_cpu_shutdown(this_cpu());
		if (err && first)
			units_shutdown();
	}
	if (err) {
		svm_cpu_exit();
		return err;
	}
	svm_enter_root();
}
