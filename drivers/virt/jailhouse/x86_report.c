// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: registers of an x86 CPU as text
 *
 * Pure: works on the memory that it is given.
 */
#include <linux/kernel.h>
#include "log_reader.h"

static const char * const names[] = {
	"rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp",
	"r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
};

/**
 * jh_violation_registers() - format the registers of a record
 * @v:		the record
 * @buf:	receives some lines, terminated
 * @size:	bytes of @buf
 *
 * Return: length of the text.
 */
int jh_violation_registers(const struct jh_violation *v, char *buf, size_t size)
{
	const struct jh_violation_arch *a = &v->arch;
	unsigned int i;
	int pos = 0;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		pos += scnprintf(buf + pos, size - pos, "%s%3s %016llx%s",
				 i % 4 ? " " : "  ", names[i], a->regs[i],
				 i % 4 == 3 ? "\n" : "");
	pos += scnprintf(buf + pos, size - pos,
			 "  cr0 %016llx cr2 %016llx cr3 %016llx cr4 %016llx\n",
			 a->cr0, a->cr2, a->cr3, a->cr4);
	pos += scnprintf(buf + pos, size - pos,
			 "  efer %llx flags %llx cs %04x ss %04x info %llx %llx\n",
			 a->efer, a->flags_reg, a->cs, a->ss, v->info1, v->info2);
	return pos;
}
