// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: a violation record as text for people
 *
 * Pure: works on the memory that it is given.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "log_reader.h"

static const char * const kind_names[] = {
	[JH_VIOLATION_NONE] = "nothing",
	[JH_VIOLATION_MEMORY] = "memory that was not granted",
	[JH_VIOLATION_MMIO] = "device register that may not be accessed so",
	[JH_VIOLATION_PIO] = "I/O port that was not granted",
	[JH_VIOLATION_MSR] = "model-specific register that was not granted",
	[JH_VIOLATION_PCI] = "PCI configuration space that was not granted",
	[JH_VIOLATION_CR] = "control register bits that are not allowed",
	[JH_VIOLATION_XSETBV] = "extended state that is not allowed",
	[JH_VIOLATION_IRQ] = "interrupt that was not granted",
	[JH_VIOLATION_IPI] = "interprocessor interrupt to a CPU outside of the cell",
	[JH_VIOLATION_INSN] = "instruction that cannot be emulated",
	[JH_VIOLATION_SHUTDOWN] = "triple fault",
	[JH_VIOLATION_EXCEPTION] = "endless exception",
	[JH_VIOLATION_EXIT] = "exit that was not expected",
	[JH_VIOLATION_HYPERVISOR] = "fault inside of the hypervisor itself",
};

struct text {
	char *buf;
	size_t size;
	size_t pos;
};

static __printf(2, 3) void add(struct text *t, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	t->pos += vscnprintf(t->buf + t->pos, t->size - t->pos, fmt, args);
	va_end(args);
}

static const char *direction(const struct jh_violation *v)
{
	if (v->flags & JH_VIOLATION_WALK)
		return "page table";
	if (v->flags & JH_VIOLATION_WRITE)
		return "write";
	return v->flags & JH_VIOLATION_FETCH ? "fetch" : "read";
}

/* What was accessed, in the terms of its kind */
static void add_access(struct text *t, const struct jh_violation *v)
{
	switch (v->kind) {
	case JH_VIOLATION_MEMORY:
	case JH_VIOLATION_MMIO:
		/* How much was accessed is known of decoded instructions only */
		add(t, "  access:   %s", direction(v));
		if (v->width)
			add(t, " of %u bytes", v->width);
		add(t, " at guest-physical 0x%llx", v->address);
		if (v->flags & JH_VIOLATION_EVENT)
			add(t, ", delivering an interrupt or exception");
		break;
	case JH_VIOLATION_PIO:
		add(t, "  access:   %s of %u bytes at port 0x%llx", direction(v),
		    v->width, v->address);
		break;
	case JH_VIOLATION_MSR:
		add(t, "  access:   %s of MSR 0x%llx", direction(v), v->address);
		break;
	case JH_VIOLATION_PCI:
		add(t, "  access:   %s of %u bytes at %02llx:%02llx.%llx, register 0x%llx",
		    direction(v), v->width, v->address >> 24 & 0xff,
		    v->address >> 19 & 0x1f, v->address >> 16 & 7,
		    v->address & 0xffff);
		break;
	case JH_VIOLATION_CR:
		add(t, "  access:   %s of CR%llu", direction(v), v->address);
		break;
	case JH_VIOLATION_IRQ:
		add(t, "  access:   interrupt %llu", v->address);
		break;
	case JH_VIOLATION_IPI:
		add(t, "  access:   destination 0x%llx", v->address);
		break;
	case JH_VIOLATION_HYPERVISOR:
		add(t, "  access:   vector %llu, error code 0x%llx", v->address,
		    v->value);
		break;
	case JH_VIOLATION_EXIT:
		add(t, "  access:   exit code 0x%llx", v->address);
		break;
	default:
		add(t, "  access:   0x%llx", v->address);
		break;
	}
	if ((v->flags & JH_VIOLATION_WRITE &&
	     !(v->flags & (JH_VIOLATION_WALK | JH_VIOLATION_EVENT))) ||
	    v->kind == JH_VIOLATION_IPI)
		add(t, ", value 0x%llx", v->value);
	add(t, "\n");
}

/* The lines of a configuration that would have allowed it, if any would */
static void add_remedy(struct text *t, const struct jh_violation *v)
{
	u64 page = v->address & ~0xfffULL;

	switch (v->kind) {
	case JH_VIOLATION_MEMORY:
		add(t, "  to grant: mmio@%llx { reg = <0x%x 0x%x 0x0 0x1000>; access = %s; };\n",
		    page, (u32)(page >> 32), (u32)page,
		    v->flags & JH_VIOLATION_WRITE ? "\"read\", \"write\"" :
		    v->flags & JH_VIOLATION_FETCH ? "\"read\", \"execute\"" :
						    "\"read\"");
		break;
	case JH_VIOLATION_MMIO:
		/* Registers are neither code nor page tables */
		if (!v->width) {
			add(t, "  to grant: no configuration allows this\n");
			break;
		}
		add(t, "  to grant: access-widths = <%u>; access = \"%s\"; in the region's node\n",
		    v->width * 8, direction(v));
		break;
	case JH_VIOLATION_PIO:
		add(t, "  to grant: io-ports { device@%llx { reg = <0x%llx %u>; }; };\n",
		    v->address, v->address, v->width);
		break;
	case JH_VIOLATION_PCI:
		add(t, "  to grant: pci-host { device@%llx { reg = <PCI_BDF(%llu, 0x%llx, %llu)>;",
		    v->address >> 16 & 0xffff, v->address >> 24 & 0xff,
		    v->address >> 19 & 0x1f, v->address >> 16 & 7);
		add(t, " capabilities = <...>; }; };\n");
		break;
	case JH_VIOLATION_IRQ:
		add(t, "  to grant: interrupts = <%llu> in the device's node\n",
		    v->address);
		break;
	case JH_VIOLATION_IPI:
		add(t, "  to grant: add the CPU to cpus = <...> of the cell\n");
		break;
	default:
		add(t, "  to grant: no configuration allows this\n");
		break;
	}
}

/**
 * jh_violation_kind() - what was refused, in words
 * @v:		the record
 *
 * Return: a text, never NULL.
 */
const char *jh_violation_kind(const struct jh_violation *v)
{
	return v->kind < ARRAY_SIZE(kind_names) ? kind_names[v->kind] :
						  "unknown kind";
}

/**
 * jh_violation_format() - format a record
 * @v:		the record
 * @buf:	receives some lines, terminated
 * @size:	bytes of @buf; JH_REPORT_MAX is enough
 *
 * Return: length of the text.
 */
int jh_violation_format(const struct jh_violation *v, char *buf, size_t size)
{
	struct text t = { .buf = buf, .size = size };
	unsigned int i;

	add(&t, "violation %u: cell %u (%.*s), CPU %u: %s\n", v->seq, v->cell,
	    JAILHOUSE_NAME_MAX, v->cell_name, v->cpu, jh_violation_kind(v));
	add_access(&t, v);
	add(&t, "  outcome:  %s\n",
	    v->flags & JH_VIOLATION_AUDIT ? "let through (audit mode)" :
	    v->flags & JH_VIOLATION_FATAL ? "CPU stopped" : "refused");
	add(&t, "  code:     %u bit, at 0x%llx:", v->mode, v->pc);
	for (i = 0; i < v->code_len && i < sizeof(v->code); i++)
		add(&t, " %02x", v->code[i]);
	add(&t, "%s\n", v->code_len ? "" : " (not readable)");
	add_remedy(&t, v);
	t.pos += jh_violation_registers(v, t.buf + t.pos, t.size - t.pos);
	return t.pos;
}
