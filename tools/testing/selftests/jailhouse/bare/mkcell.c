// SPDX-License-Identifier: GPL-2.0-only
/*
 * mkcell: memory contents of an inmate that is to run on a machine of its own
 *
 *	mkcell x86 INMATE CPUS APIC_KHZ CMDLINE RAM COMM
 *	mkcell arm64 INMATE CPUS GIC_VERSION CMDLINE RAM COMM
 *
 * writes INMATE with its command line to RAM and a communication region as a
 * hypervisor would fill it in to COMM.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/jailhouse_cell.h>

#define CMDLINE_ADDR	0x1000
#define CMDLINE_SIZE	0x1000
#define RAM_SIZE	0xf0000	/* on x86, what lies above is firmware */

static void fail(const char *what)
{
	fprintf(stderr, "mkcell: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void write_file(const char *name, const void *data, size_t size)
{
	FILE *f = fopen(name, "wb");

	if (!f || fwrite(data, 1, size, f) != size || fclose(f))
		fail(name);
}

/* QEMU's q35 machine */
static void fill_x86(struct jailhouse_comm_region *comm, int cpus, int apic_khz)
{
	comm->console.type = JAILHOUSE_CON_TYPE_8250;
	comm->console.address = 0x3f8;
	comm->console.size = 8;
	comm->console.divider = 1;
	comm->pci_mmconfig_base = 0xb0000000;
	comm->x86.pm_timer_address = 0x608;
	comm->x86.num_cpus = cpus;
	comm->x86.apic_khz = apic_khz;
}

/* QEMU's virt machine */
static void fill_arm64(struct jailhouse_comm_region *comm, int gic_version)
{
	comm->console.type = JAILHOUSE_CON_TYPE_PL011;
	comm->console.address = 0x9000000;
	comm->console.size = 0x1000;
	comm->console.flags = JAILHOUSE_CON_MMIO;
	comm->console.divider = 13;
	comm->arm.gic_version = gic_version;
	comm->arm.gicd_base = 0x8000000;
	if (gic_version == 2)
		comm->arm.gicc_base = 0x8010000;
	else
		comm->arm.gicr_base = 0x80a0000;
}

int main(int argc, char **argv)
{
	static union {
		struct jailhouse_comm_region region;
		char page[JAILHOUSE_COMM_REGION_SIZE];
	} comm;
	static char ram[RAM_SIZE];
	size_t size;
	FILE *f;

	if (argc != 8) {
		fprintf(stderr,
			"usage: mkcell x86|arm64 INMATE CPUS APIC_KHZ|GIC_VERSION CMDLINE RAM COMM\n");
		return 2;
	}

	f = fopen(argv[2], "rb");
	if (!f)
		fail(argv[2]);
	size = fread(ram, 1, sizeof(ram), f);
	fclose(f);
	if (size < CMDLINE_ADDR + CMDLINE_SIZE || size == sizeof(ram)) {
		fprintf(stderr, "mkcell: %s: not an inmate, %zu bytes\n", argv[2], size);
		return 1;
	}
	if (strlen(argv[5]) >= CMDLINE_SIZE) {
		fprintf(stderr, "mkcell: command line longer than %d bytes\n", CMDLINE_SIZE - 1);
		return 1;
	}
	memcpy(ram + CMDLINE_ADDR, argv[5], strlen(argv[5]) + 1);

	memcpy(comm.region.signature, JAILHOUSE_COMM_SIGNATURE, JAILHOUSE_COMM_SIGNATURE_LEN);
	comm.region.revision = JAILHOUSE_COMM_REVISION;
	if (!strcmp(argv[1], "arm64"))
		fill_arm64(&comm.region, atoi(argv[4]));
	else
		fill_x86(&comm.region, atoi(argv[3]), atoi(argv[4]));

	write_file(argv[6], ram, size);
	write_file(argv[7], &comm, sizeof(comm));
	return 0;
}
