// SPDX-License-Identifier: GPL-2.0-only
/*
 * mark N: tell the plugin of the benchmark that phase N begins
 */
#include <stdio.h>
#include <stdlib.h>
#include "modules/mark.h"

int main(int argc, char **argv)
{
	switch (argc == 2 ? atoi(argv[1]) : -1) {
	case 1:
		BENCH_PHASE(1);
		break;
	case 2:
		BENCH_PHASE(2);
		break;
	case 3:
		BENCH_PHASE(3);
		break;
	case 4:
		BENCH_PHASE(4);
		break;
	case 5:
		BENCH_PHASE(5);
		break;
	case 6:
		BENCH_PHASE(6);
		break;
	case 7:
		BENCH_PHASE(7);
		break;
	case 8:
		BENCH_PHASE(8);
		break;
	case 9:
		BENCH_PHASE(9);
		break;
	default:
		fprintf(stderr, "usage: mark 1...9\n");
		return 1;
	}
	return 0;
}
