// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes a configuration in the established binary format, revision 14:
 *
 *	jh_established CONFIG OUTPUT
 *
 * CONFIG is a compiled system or cell of an x86 machine. The output is put together
 * field by field in the order in which the description of that format lists them, and
 * shares nothing with the tool that reads it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/jailhouse.h>

#define REVISION	14

static union {
	struct jailhouse_config config;
	char bytes[JAILHOUSE_CONFIG_MAX_SIZE];
} in;

static FILE *out;

static const void *array(const struct jailhouse_config_array *a)
{
	return in.bytes + a->offset;
}

/* Little-endian, of 1 to 8 bytes */
static void put(unsigned int bytes, unsigned long long value)
{
	for (; bytes; bytes--, value >>= 8)
		fputc(value & 0xff, out);
}

static void header(const char *signature)
{
	fputs(signature, out);
	put(1, in.config.arch);
	put(2, REVISION);
}

static void memory(__u64 phys, __u64 virt, __u64 size, __u64 flags)
{
	put(8, phys);
	put(8, virt);
	put(8, size);
	put(8, flags);
}

static void console(const struct jailhouse_config_console *con)
{
	put(8, con->address);
	put(4, con->size);
	put(2, con->type);
	put(2, con->flags);
	put(4, con->divider);
	put(4, con->gate_nr);
	put(8, con->clock_reg);
}

static void pci_device(const struct jailhouse_config_pci *dev)
{
	unsigned int n;

	put(1, dev->type);
	put(1, dev->iommu);
	put(2, dev->domain);
	put(2, dev->bdf);
	for (n = 0; n < 6; n++)
		put(4, dev->bar_mask[n]);
	put(2, dev->caps_start);
	put(2, dev->num_caps);
	put(1, dev->num_msi_vectors);
	put(1, dev->msi_flags);
	put(2, dev->num_msix_vectors);
	put(2, dev->msix_region_size);
	put(8, dev->msix_address);
	put(4, dev->shmem_regions_start);
	put(1, dev->shmem_dev_id);
	put(1, dev->shmem_peers);
	put(2, dev->shmem_protocol);
}

static void cell(void)
{
	const struct jailhouse_config *c = &in.config;
	const struct jailhouse_config_memory *mem = array(&c->memory);
	const struct jailhouse_config_cache *cache = array(&c->caches);
	const struct jailhouse_config_irqchip *chip = array(&c->irqchips);
	const struct jailhouse_config_pio *pio = array(&c->pio);
	const struct jailhouse_config_pci *pci = array(&c->pci);
	const struct jailhouse_config_pci_cap *cap = array(&c->pci_caps);
	unsigned int n, k;

	header("JHCLL");
	fwrite(c->name, 1, 32, out);
	put(4, c->id);
	put(4, c->flags);
	put(4, c->cpus.count * 8);
	put(4, c->memory.count);
	put(4, c->caches.count);
	put(4, c->irqchips.count);
	put(4, c->pio.count);
	put(4, c->pci.count);
	put(4, c->pci_caps.count);
	put(4, c->stream_ids.count);
	put(4, c->vpci_irq_base);
	put(8, c->cpu_reset_address);
	put(8, c->msg_reply_timeout);
	console(&c->console);

	for (n = 0; n < c->cpus.count; n++)
		put(8, ((const __u64 *)array(&c->cpus))[n]);
	for (n = 0; n < c->memory.count; n++)
		memory(mem[n].phys_start, mem[n].virt_start, mem[n].size, mem[n].flags);
	for (n = 0; n < c->caches.count; n++) {
		put(4, cache[n].start);
		put(4, cache[n].size);
		put(1, cache[n].type);
		put(1, 0);
		put(2, cache[n].flags);
	}
	for (n = 0; n < c->irqchips.count; n++) {
		put(8, chip[n].address);
		put(4, chip[n].id);
		put(4, chip[n].pin_base);
		for (k = 0; k < 4; k++)
			put(4, chip[n].pin_bitmap[k]);
	}
	for (n = 0; n < c->pio.count; n++) {
		put(2, pio[n].base);
		put(2, pio[n].length);
	}
	for (n = 0; n < c->pci.count; n++)
		pci_device(&pci[n]);
	for (n = 0; n < c->pci_caps.count; n++) {
		put(2, cap[n].id);
		put(2, cap[n].start);
		put(2, cap[n].len);
		put(2, cap[n].flags);
	}
	for (n = 0; n < c->stream_ids.count; n++)
		put(4, ((const __u32 *)array(&c->stream_ids))[n]);
}

static void system_part(const struct jailhouse_config_system *sys)
{
	unsigned int n;

	header("JHSYS");
	put(4, sys->flags);
	memory(sys->hypervisor_phys, sys->hypervisor_phys, sys->hypervisor_size,
	       JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE);
	console(&sys->debug_console);
	put(8, sys->pci_mmconfig_base);
	put(1, sys->pci_mmconfig_end_bus);
	put(1, sys->pci_is_virtual);
	put(2, sys->pci_domain);
	/* No IOMMU: 8 units of 28 bytes */
	for (n = 0; n < 8 * 28; n++)
		put(1, 0);
	put(2, sys->x86_pm_timer_address);
	put(1, sys->x86_apic_mode);
	put(1, 0);
	put(4, 0);
	put(4, sys->x86_tsc_khz);
	put(4, sys->x86_apic_khz);
	for (n = 16; n < 44; n++)
		put(1, 0);
}

int main(int argc, char **argv)
{
	FILE *file;

	if (argc != 3) {
		fprintf(stderr, "usage: jh_established CONFIG OUTPUT\n");
		return 2;
	}
	file = fopen(argv[1], "rb");
	out = fopen(argv[2], "wb");
	if (!file || !out || fread(&in, 1, sizeof(in), file) < sizeof(in.config)) {
		perror("jh_established");
		return 1;
	}
	if (in.config.system)
		system_part((const void *)(in.bytes + in.config.system));
	cell();
	return fclose(out) ? 1 : 0;
}
