// SPDX-License-Identifier: GPL-2.0-only
/*
 * mkcell: memory contents of an inmate that is to run on a machine of its own
 *
 *	mkcell INMATE CPUS APIC_KHZ CMDLINE RAM COMM
 *
 * writes INMATE with its command line to RAM (for address 0) and a communication
 * region as a hypervisor would fill it in to COMM (for address 0x100000).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/jailhouse_cell.h>

#define CMDLINE_ADDR	0x1000
#define CMDLINE_SIZE	0x1000
#define RAM_SIZE	0xf0000	/* what lies above is firmware */

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

int main(int argc, char **argv)
{
	static union {
		struct jailhouse_comm_region region;
		char page[JAILHOUSE_COMM_REGION_SIZE];
	} comm;
	static char ram[RAM_SIZE];
	size_t size;
	FILE *f;

	if (argc != 7) {
		fprintf(stderr, "usage: mkcell INMATE CPUS APIC_KHZ CMDLINE RAM COMM\n");
		return 2;
	}

	f = fopen(argv[1], "rb");
	if (!f)
		fail(argv[1]);
	size = fread(ram, 1, sizeof(ram), f);
	fclose(f);
	if (size < CMDLINE_ADDR + CMDLINE_SIZE || size == sizeof(ram)) {
		fprintf(stderr, "mkcell: %s: not an inmate, %zu bytes\n", argv[1], size);
		return 1;
	}
	if (strlen(argv[4]) >= CMDLINE_SIZE) {
		fprintf(stderr, "mkcell: command line longer than %d bytes\n", CMDLINE_SIZE - 1);
		return 1;
	}
	memcpy(ram + CMDLINE_ADDR, argv[4], strlen(argv[4]) + 1);

	memcpy(comm.region.signature, JAILHOUSE_COMM_SIGNATURE, JAILHOUSE_COMM_SIGNATURE_LEN);
	comm.region.revision = JAILHOUSE_COMM_REVISION;
	comm.region.console.type = JAILHOUSE_CON_TYPE_8250;
	comm.region.console.address = 0x3f8;
	comm.region.console.size = 8;
	comm.region.console.divider = 1;
	comm.region.pci_mmconfig_base = 0xb0000000;
	comm.region.x86.pm_timer_address = 0x608;
	comm.region.x86.num_cpus = atoi(argv[2]);
	comm.region.x86.apic_khz = atoi(argv[3]);

	write_file(argv[5], ram, size);
	write_file(argv[6], &comm, sizeof(comm));
	return 0;
}
