/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A page pool for tests, in place of the hypervisor's memory
 */
#ifndef _JAILHOUSE_TESTS_POOL_ENV_H
#define _JAILHOUSE_TESTS_POOL_ENV_H

#include <kunit/test.h>

#define TEST_POOL_ORDER		8
#define TEST_POOL_PAGES		BIT(TEST_POOL_ORDER)
#define TEST_POOL_PHYS		0x3a000000ULL	/* where the code thinks it is */

int test_pool_init(struct kunit *test);
void test_pool_exit(struct kunit *test);

#endif /* _JAILHOUSE_TESTS_POOL_ENV_H */
