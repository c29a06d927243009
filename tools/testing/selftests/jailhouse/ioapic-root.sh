#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Interrupts of the root cell's IO-APIC pins must not reach CPUs of other cells.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

pin=15

plan 9

# rte LOW HIGH: redirection entry of the pin, through index and data register
rte()
{
	devmem 0xfec00000 32 $((0x11 + 2 * pin)) &&
		devmem 0xfec00010 32 "$2" &&
		devmem 0xfec00000 32 $((0x10 + 2 * pin)) &&
		devmem 0xfec00010 32 "$1"
}

check "the machine is partitioned" enable_machine
for dest in 0x01000000 0xff000000; do
	check "destination $dest while the root cell has all CPUs" \
		rte 0x41 $dest
	check_error "that destination is told when a CPU goes" "." \
		jailhouse cell create /configs/tiny.dtb
	check_match "with the pin" "pin $pin: interrupts CPU 1" "$(jailhouse console)"
done
check "without it" rte 0x10000 0
check "the CPU can go" jailhouse cell create /configs/tiny.dtb
finish
