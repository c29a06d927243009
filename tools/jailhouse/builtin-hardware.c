// SPDX-License-Identifier: GPL-2.0-only
/*
 * jailhouse hardware check: what this machine has, lacks, and what to do
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <stdlib.h>
#include <string.h>
#include <subcmd/parse-options.h>
#include <unistd.h>
#include "builtin.h"
#include "load.h"
#include "util.h"

#define MSR_XSS		0xda0
#define MSR_EFER	0xc0000080
#define MSR_SYSCFG	0xc0010010
#define MSR_VM_CR	0xc0010114

#define VM_CR_SVMDIS	0x10ULL
#define SYSCFG_SME	0x800000ULL
/* MTRRs, and the tail of memory above 4 GiB: AMD APM vol. 2, 7.9.1 */
#define SYSCFG_KNOWN	0x7c0000ULL
/* SCE, LME, LMA, NXE, SVME, FFXSR, TCE, AIBRSE: AMD APM vol. 2, 3.1.7 */
#define EFER_KNOWN	0x20dd01ULL

enum status { OK, NOTE, WARNING, MISSING };

static const char * const status_names[] = {
	[OK] = "ok", [NOTE] = "note", [WARNING] = "warning",
	[MISSING] = "missing",
};

static const char *root_dir = "";
static bool json;
static unsigned int findings, missing;

/* @remedy is what to do, NULL if nothing */
static void result(enum status status, const char *what, const char *remedy)
{
	if (json) {
		printf("%s\n  {\"status\": \"%s\", \"text\": ",
		       findings ? "," : "", status_names[status]);
		json_string(stdout, what);
		if (remedy) {
			printf(", \"remedy\": ");
			json_string(stdout, remedy);
		}
		printf("}");
	} else {
		printf("%-8s %s%s%s\n", status_names[status], what,
		       remedy ? ": " : "", remedy ? remedy : "");
	}
	findings++;
	missing += status == MISSING;
}

static char *read_root_file(const char *file)
{
	char *path = xasprintf("%s%s", root_dir, file);
	char *text = read_file(path, NULL);

	free(path);
	return text;
}

static bool exists(const char *file)
{
	char *path = xasprintf("%s%s", root_dir, file);
	bool found = !access(path, F_OK);

	free(path);
	return found;
}

static bool read_msr(__u32 msr, __u64 *value)
{
	char *path = xasprintf("%s/dev/cpu/0/msr", root_dir);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool got;

	free(path);
	if (fd < 0)
		return false;
	got = pread(fd, value, sizeof(*value), msr) == sizeof(*value);
	close(fd);
	return got;
}

/* Is @word one of the words of the line "@line_start : ..."? */
static bool has_flag(const char *cpuinfo, const char *word)
{
	const char *line = strstr(cpuinfo, "\nflags"), *end, *pos;
	size_t len = strlen(word);

	if (!line)
		return false;
	line++;
	end = line + strcspn(line, "\n");
	for (pos = line; (pos = strstr(pos, word)) && pos < end; pos += len)
		if (pos[-1] == ' ' && (pos[len] == ' ' || pos[len] == '\n' ||
				       !pos[len]))
			return true;
	return false;
}

static void check_svm(const char *cpuinfo)
{
	static const char * const helpful[][3] = {
		{ "nrip_save", "next instruction pointer",
		  "not there, works without if no prefix stands before CPUID, RDMSR, WRMSR and VMMCALL",
		},
		{ "decodeassists", "instruction bytes of faults",
		  "not there, works without; accesses to trapped devices take longer then" },
		{ "vnmi", "virtual NMI",
		  "not there, works without; NMIs take longer then" },
	};
	bool has;
	bool svm = has_flag(cpuinfo, "svm");
	char text[128];
	unsigned int n;
	__u64 value;

	if (has_flag(cpuinfo, "vmx")) {
		result(MISSING, "Intel CPU",
		       "use a machine with an AMD CPU, this build runs on AMD-V only");
		return;
	}
	if (read_msr(MSR_VM_CR, &value) && value & VM_CR_SVMDIS) {
		result(MISSING, "AMD-V is disabled (VM_CR.SVMDIS)",
		       "enable SVM or virtualization in the firmware setup");
	} else if (svm) {
		result(OK, "CPU with AMD-V (SVM)", NULL);
	} else {
		result(MISSING, "no AMD-V (SVM)",
		       "enable it in the firmware setup, or in QEMU use -cpu EPYC; other CPUs do not have it");
		return;
	}
	if (has_flag(cpuinfo, "npt"))
		result(OK, "nested paging (NPT)", NULL);
	else
		result(MISSING, "no nested paging (NPT)",
		       "use a CPU that has it, from family 10h on; in QEMU -cpu EPYC");
	for (n = 0; n < sizeof(helpful) / sizeof(*helpful); n++) {
		snprintf(text, sizeof(text), "%s (%s)", helpful[n][1],
			 helpful[n][0]);
		has = has_flag(cpuinfo, helpful[n][0]);
		result(has ? OK : NOTE, text, has ? NULL : helpful[n][2]);
	}
	if (!has_flag(cpuinfo, "nx"))
		result(MISSING, "no-execute pages are off",
		       "boot Linux without 'noexec=off' and enable them in the firmware setup");
	if (!has_flag(cpuinfo, "apic"))
		result(MISSING, "the local APIC is off",
		       "boot Linux without 'nolapic' and enable it in the firmware setup");
}

/* What the running Linux may have switched on and the hypervisor refuses */
static void check_features(const char *cpuinfo, const char *cmdline)
{
	static const char * const unknown[][3] = {
		{ "fred", "FRED (CR4.FRED)", "boot Linux with 'fred=off'" },
		{ "user_shstk", "user shadow stacks (CR4.CET)",
		  "boot Linux with 'nousershstk'" },
		{ "ibt", "indirect branch tracking (CR4.CET)",
		  "boot Linux with 'ibt=off'" },
		{ "pks", "supervisor protection keys (CR4.PKS)",
		  "boot Linux with 'clearcpuid=pks'" },
	};
	char text[128];
	unsigned int n;
	bool any = false;
	__u64 value;

	for (n = 0; n < sizeof(unknown) / sizeof(*unknown); n++) {
		if (!has_flag(cpuinfo, unknown[n][0]))
			continue;
		result(MISSING, unknown[n][1], unknown[n][2]);
		any = true;
	}
	if (cmdline && strstr(cmdline, "mem_encrypt=on")) {
		result(MISSING, "memory encryption (SME)",
		       "boot Linux with 'mem_encrypt=off'");
		any = true;
	}
	if (!read_msr(MSR_EFER, &value)) {
		result(NOTE, "MSRs (EFER, VM_CR, SYSCFG, XSS) not read",
		       "run this as root after 'modprobe msr'");
	} else {
		if (value & ~EFER_KNOWN) {
			snprintf(text, sizeof(text),
				 "unknown bits 0x%llx in EFER",
				 (unsigned long long)(value & ~EFER_KNOWN));
			result(MISSING, text,
			       "switch the feature off on the command line of Linux");
			any = true;
		}
		if (read_msr(MSR_SYSCFG, &value) && value & SYSCFG_SME) {
			result(MISSING, "memory encryption (SYSCFG.MemEncryptionModEn)",
			       "disable SME in the firmware setup");
			any = true;
		} else if (read_msr(MSR_SYSCFG, &value) && value & ~SYSCFG_KNOWN) {
			snprintf(text, sizeof(text),
				 "unknown bits 0x%llx in SYSCFG",
				 (unsigned long long)(value & ~SYSCFG_KNOWN));
			result(MISSING, text,
			       "disable SEV and SNP in the firmware setup");
			any = true;
		}
		if (read_msr(MSR_XSS, &value) && value) {
			snprintf(text, sizeof(text),
				 "supervisor states 0x%llx in XSS",
				 (unsigned long long)value);
			result(MISSING, text,
			       "boot Linux with 'noxsaves'");
			any = true;
		}
	}
	if (!any)
		result(OK, "no feature in use that the hypervisor does not know",
		       NULL);
}

static void check_other_users(void)
{
	/* As the driver has them */
	static const char * const rivals[] = { "kvm_amd", "kvm_intel", "vboxdrv" };
	char *text = read_root_file("/sys/kernel/security/lockdown");
	char path[64], what[64], remedy[64];
	bool any = false;
	unsigned int n;

	for (n = 0; n < sizeof(rivals) / sizeof(*rivals); n++) {
		/* What is built in has a directory, but nothing to be unloaded */
		snprintf(path, sizeof(path), "/sys/module/%s/initstate", rivals[n]);
		if (!exists(path))
			continue;
		snprintf(what, sizeof(what), "another hypervisor is loaded (%s)",
			 rivals[n]);
		snprintf(remedy, sizeof(remedy), "unload it with 'modprobe -r %s'",
			 rivals[n]);
		result(MISSING, what, remedy);
		any = true;
	}
	if (!any && exists("/sys/module/kvm_amd"))
		result(NOTE, "KVM is built in",
		       "stop its virtual machines before 'jailhouse enable'");
	else if (!any)
		result(OK, "no other hypervisor (KVM)", NULL);
	if (text && (strstr(text, "[integrity]") ||
		     strstr(text, "[confidentiality]")))
		result(MISSING, "the kernel is locked down",
		       "boot without Secure Boot or 'lockdown='");
	free(text);
	if (exists("/sys/class/misc/jailhouse"))
		result(OK, "driver is loaded", NULL);
	else
		result(NOTE, "driver is not loaded",
		       "load it with 'modprobe jailhouse'");
}

/* Is the range in one line of /proc/iomem that ends with "Reserved"? */
static bool is_reserved(const char *iomem, __u64 start, __u64 size)
{
	unsigned long long first, last;
	const char *line;
	int used;

	for (line = iomem; line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		used = 0;
		if (sscanf(line, " %llx-%llx : %n", &first, &last, &used) == 2 &&
		    used && !strncasecmp(line + used, "reserved", 8) &&
		    first <= start && start + size - 1 <= last)
			return true;
	}
	return false;
}

static void check_memory(const struct jailhouse_config *cfg,
			 const char *cmdline)
{
	const struct jailhouse_config_system *sys;
	char *iomem = read_root_file("/proc/iomem");
	char text[128];

	if (!iomem) {
		result(MISSING, "cannot read /proc/iomem", "mount /proc");
		return;
	}
	/* To others than root all addresses are shown as 0 */
	if (!strstr(iomem, "-000fffff") && !strpbrk(iomem, "123456789abcdef-")) {
		result(NOTE, "memory map is hidden", "run this as root");
	} else if (!strncmp(iomem, "00000000-00000000", 17)) {
		result(NOTE, "memory map is hidden", "run this as root");
	} else if (cfg) {
		sys = config_system(cfg);
		snprintf(text, sizeof(text),
			 "memory of the hypervisor (0x%llx bytes at 0x%llx)",
			 (unsigned long long)sys->hypervisor_size,
			 (unsigned long long)sys->hypervisor_phys);
		if (is_reserved(iomem, sys->hypervisor_phys,
				sys->hypervisor_size)) {
			result(OK, text, NULL);
		} else {
			char *remedy;

			remedy = xasprintf("%s'memmap=0x%llx$0x%llx', more for the cells",
					   "not reserved; boot Linux with ",
					   (unsigned long long)sys->hypervisor_size,
					   (unsigned long long)sys->hypervisor_phys);
			result(MISSING, text, remedy);
			free(remedy);
		}
	} else if (cmdline && strstr(cmdline, "memmap=") &&
		   strchr(strstr(cmdline, "memmap="), '$')) {
		result(OK, "memory is reserved on the command line (memmap=)",
		       NULL);
	} else {
		result(MISSING, "no memory is reserved for hypervisor and cells",
		       "boot Linux with 'memmap=82M$0x3a000000' or the like (in GRUB write \\\\\\$)");
	}
	free(iomem);
}

/* Lists as in sysfs: "0-3,5" */
static bool cpu_is_listed(const char *list, unsigned int cpu)
{
	unsigned int first, last;
	int used;

	while (*list >= '0' && *list <= '9') {
		if (sscanf(list, "%u%n", &first, &used) != 1)
			return false;
		list += used;
		last = first;
		if (*list == '-' && sscanf(list, "-%u%n", &last, &used) == 1)
			list += used;
		if (cpu >= first && cpu <= last)
			return true;
		list += *list == ',';
	}
	return false;
}

static void check_cpus(const struct jailhouse_config *cfg)
{
	char *online = read_root_file("/sys/devices/system/cpu/online");
	char text[128];
	unsigned int cpu;
	bool all = true;

	if (!online) {
		result(MISSING, "cannot read which CPUs are online",
		       "mount /sys");
		return;
	}
	online[strcspn(online, "\n")] = '\0';
	if (cfg) {
		for (cpu = config_next_cpu(cfg, 0); cpu < JAILHOUSE_MAX_CPUS;
		     cpu = config_next_cpu(cfg, cpu + 1)) {
			if (cpu_is_listed(online, cpu))
				continue;
			snprintf(text, sizeof(text), "CPU %u is not online", cpu);
			result(MISSING, text,
			       "bring it up, or remove it from the configuration");
			all = false;
		}
		for (cpu = 0; cpu < JAILHOUSE_MAX_CPUS; cpu++) {
			if (!cpu_is_listed(online, cpu) ||
			    config_has_cpu(cfg, cpu))
				continue;
			snprintf(text, sizeof(text),
				 "CPU %u is online but not in the configuration",
				 cpu);
			result(MISSING, text,
			       "add it, or take it down before enable");
			all = false;
		}
	}
	if (all) {
		snprintf(text, sizeof(text), "CPUs online: %s", online);
		if (!strcmp(online, "0"))
			result(WARNING, text,
			       "a cell needs at least one more than the root");
		else
			result(OK, text, NULL);
	}
	free(online);
}

static int hardware_check(int argc, const char **argv)
{
	static const char * const usage[] = {
		"jailhouse hardware check [<options>] [<system configuration>]",
		NULL
	};
	const struct option options[] = {
		OPT_INCLUDE(),
		OPT_BOOLEAN(0, "json", &json, "print JSON"),
		OPT_STRING(0, "root", &root_dir, "dir",
			   "look at the /proc, /sys and /dev below this directory"),
		OPT_END()
	};
	struct loaded_config loaded = { };
	char *cpuinfo, *cmdline, *enabled;
	int ret;

	argc = parse_options(argc, argv, options, usage, 0);
	if (argc > 1)
		usage_with_options(usage, options);
	if (argc) {
		ret = load_config(argv[0], JAILHOUSE_KIND_SYSTEM, &loaded);
		if (ret)
			return ret;
	}
	cpuinfo = read_root_file("/proc/cpuinfo");
	if (!cpuinfo)
		die("cannot read %s/proc/cpuinfo: %s; mount /proc", root_dir,
		    strerror(errno));
	cmdline = read_root_file("/proc/cmdline");

	if (json)
		printf("[");
	/* It hides from Linux what it uses itself */
	enabled = read_root_file("/sys/class/misc/jailhouse/enabled");
	if (enabled && *enabled == '1') {
		result(NOTE, "the hypervisor is enabled",
		       "run 'jailhouse disable' first to check the CPU, too");
	} else {
		check_svm(cpuinfo);
		check_features(cpuinfo, cmdline);
		check_other_users();
	}
	check_memory(loaded.config, cmdline);
	check_cpus(loaded.config);
	/* Whatever the machine has, and the configuration lists */
	result(WARNING, "no IOMMU is used",
	       "devices reach all memory by DMA; give cells only devices that you trust");
	if (json)
		puts("\n]");
	free(cpuinfo);
	free(cmdline);
	free(enabled);
	if (argc)
		unload_config(&loaded);
	return missing ? EXIT_MISSING : EXIT_OK;
}

static const struct command commands[] = {
	{ "check", hardware_check, "say what is there, what is missing and what to do" },
	{ }
};

int cmd_hardware(int argc, const char **argv)
{
	return dispatch("jailhouse hardware", commands, argc - 1, argv + 1);
}
