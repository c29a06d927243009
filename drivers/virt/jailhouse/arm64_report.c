// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: registers of an arm64 CPU as text
 *
 * Pure: works on the memory that it is given.
 */
#include <linux/kernel.h>
#include "log_reader.h"

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

	for (i = 0; i < ARRAY_SIZE(a->regs); i++)
		pos += scnprintf(buf + pos, size - pos, "%sx%-2u %016llx%s",
				 i % 4 ? " " : "  ", i, a->regs[i],
				 i % 4 == 3 ? "\n" : "");
	pos += scnprintf(buf + pos, size - pos, " sp  %016llx\n", a->sp_el1);
	pos += scnprintf(buf + pos, size - pos,
			 "  spsr %llx sctlr %llx ttbr0 %llx ttbr1 %llx tcr %llx vbar %llx\n",
			 a->spsr, a->sctlr_el1, a->ttbr0_el1, a->ttbr1_el1,
			 a->tcr_el1, a->vbar_el1);
	pos += scnprintf(buf + pos, size - pos,
			 "  esr_el1 %llx elr_el1 %llx far_el1 %llx info %llx %llx\n",
			 a->esr_el1, a->elr_el1, a->far_el1, v->info1, v->info2);
	return pos;
}
