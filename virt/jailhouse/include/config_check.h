/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Jailhouse partitioning hypervisor: shared by the parts of the validator
 */
#ifndef _JAILHOUSE_CONFIG_CHECK_H
#define _JAILHOUSE_CONFIG_CHECK_H

#include <linux/errno.h>
#include "config.h"

/* What cells address through four levels, what the hardware at most decodes */
#define VIRT_LIMIT	0x1000000000000ULL
#define PHYS_LIMIT	0x10000000000000ULL

struct check {
	const struct jailhouse_config *cfg;
	struct jailhouse_config_error *err;
	unsigned int object;
	unsigned int index;
};

static inline int refuse(struct check *c, unsigned int code, __u64 value, __u64 other)
{
	c->err->code = code;
	c->err->object = c->object;
	c->err->index = c->index;
	c->err->value = value;
	c->err->other = other;
	return code == JAILHOUSE_CFG_TOO_BIG ? -E2BIG : -EINVAL;
}

/* Known to be the one that the caller wants */
static inline unsigned int config_arch(const struct check *c)
{
	return c->cfg->arch;
}

static inline bool config_is_arm(const struct check *c)
{
	return config_arch(c) == JAILHOUSE_ARCH_ARM ||
	       config_arch(c) == JAILHOUSE_ARCH_ARM64;
}

/* The caller has checked that neither range wraps */
static inline bool overlap(__u64 start1, __u64 size1, __u64 start2, __u64 size2)
{
	return start1 < start2 + size2 && start2 < start1 + size1;
}

int check_not_mapped(struct check *c, __u64 start, __u64 size,
		     unsigned int code);
int check_pio(struct check *c);
int check_irqchips(struct check *c);
int check_pci(struct check *c);
int check_caches(struct check *c);
int check_streams(struct check *c);
int check_gic_pins(struct check *c, const struct jailhouse_config_irqchip *chip);
int check_arm(struct check *c, const struct jailhouse_config_system *sys);

#endif /* _JAILHOUSE_CONFIG_CHECK_H */
