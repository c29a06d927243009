#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Reset and sleep of the machine would end all cells: the root cell can have them
# only while there is no other.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

# PM1a control, from the FADT (ACPI specification, 5.2.9)
pm1=$(od -An -tu4 -j64 -N4 /sys/firmware/acpi/tables/FACP | tr -d ' ')

plan 9

check_match "the firmware tells where sleep is controlled" '^[1-9][0-9]*$' "$pm1"
check "the machine is partitioned" enable_machine
console_mark
check "a cell runs" run_cell tiny tiny
# SLP_EN is in the upper byte, written alone here; type 0 is "off" in QEMU
check "sleep" put /dev/port $((pm1 + 1)) 20
check "is refused while there is a cell" wait_until 5 \
	console_has "sleep of the machine refused"
# Full reset by the reset control register
check "reset" put /dev/port $((0xcf9)) 0e
check_match "is refused as well" running "$(cell_state tiny)"
check "the cell is destroyed" jailhouse cell destroy tiny
check "disabled" disable_machine
finish
