// SPDX-License-Identifier: GPL-2.0-only
/*
 * peek: reads memory or a register of a device, or writes to it first, and prints what
 * is there: does the cell reach it, and with which width?
 *
 * Command line: "at=ADDRESS": where, the communication region if not given;
 * "width=BYTES": 1, 2, 4 (if not given) or 8; "write", "value=NUMBER": write that (0 if
 * not given), then read
 */
#include <inmate.h>

/* One instruction of that width each */
static u64 peek(unsigned long at, u32 width)
{
	switch (width) {
	case 1:
		return READ_ONCE(*(u8 *)at);
	case 2:
		return READ_ONCE(*(u16 *)at);
	case 4:
		return READ_ONCE(*(u32 *)at);
	default:
		return READ_ONCE(*(u64 *)at);
	}
}

static void poke(unsigned long at, u32 width, u64 value)
{
	switch (width) {
	case 1:
		WRITE_ONCE(*(u8 *)at, (u8)value);
		break;
	case 2:
		WRITE_ONCE(*(u16 *)at, (u16)value);
		break;
	case 4:
		WRITE_ONCE(*(u32 *)at, (u32)value);
		break;
	default:
		WRITE_ONCE(*(u64 *)at, value);
		break;
	}
}

int inmate_main(void)
{
	unsigned long at = cmdline_u64("at", COMM_REGION_ADDR);
	u32 width = cmdline_u64("width", 4);

	if (width != 1 && width != 2 && width != 4 && width != 8) {
		printf("peek: width is %u, use 1, 2, 4 or 8\n", width);
		return 1;
	}
	map_range(at & ~(PAGE_SIZE - 1), 2 * PAGE_SIZE, MAP_UNCACHED);
	printf("peek: %u bytes at %#lx\n", width, at);
	if (cmdline_flag("write"))
		poke(at, width, cmdline_u64("value", 0));
	printf("peek: read %#llx\n", peek(at, width));
	comm_serve();
	return 0;
}
