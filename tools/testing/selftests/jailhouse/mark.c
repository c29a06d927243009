// SPDX-License-Identifier: GPL-2.0-only
/*
 * mark N: tell the plugin of the benchmark that phase N begins
 */
#include <stdio.h>
#include <stdlib.h>
#include "modules/mark.h"

#define MARK(n)	case n: BENCH_PHASE(n); break

int main(int argc, char **argv)
{
	switch (argc == 2 ? atoi(argv[1]) : -1) {
	MARK(1);
	MARK(2);
	MARK(3);
	MARK(4);
	MARK(5);
	MARK(6);
	MARK(7);
	MARK(8);
	MARK(9);
	default:
		fprintf(stderr, "usage: mark 1...9\n");
		return 1;
	}
	return 0;
}
