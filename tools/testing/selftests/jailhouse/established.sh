#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Binary configurations of the established format, as they are in the field: the
# machine is partitioned by one and runs cells of others.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

cd "$(dirname "$0")" || exit 1

plan 18

# established NAME: /tmp/NAME.cell, and that it is what it should be
established()
{
	jailhouse config compile "/configs/$1.dtb" -o /tmp/compiled &&
		./jh_established /tmp/compiled "/tmp/$1.cell" &&
		head -c 5 "/tmp/$1.cell" | grep -Eq 'JHSYS|JHCLL'
}

run_established()
{
	jailhouse cell create "/tmp/$1.cell" &&
		jailhouse cell load "$1" "/inmates/$1.bin" -s con=hypercall -a 0x1000 &&
		jailhouse cell start "$1"
}

for name in qemu-q35 tiny smp pci; do
	check "$name in the established format" established $name
done
check "the driver loads" modprobe jailhouse
check "the system is enabled" jailhouse enable /tmp/qemu-q35.cell
collect_console
pool=$(pool_used)
check "a cell runs" run_established tiny
check "it says hello" wait_until 5 console_has "Hello from a cell with 1 CPU"
check "it is shut down" jailhouse cell shutdown tiny
check "it is destroyed" jailhouse cell destroy tiny
check "one with two CPUs runs" run_established smp
check "it comes to its end" wait_until 5 console_has "smp: done"
check "it is destroyed" jailhouse cell destroy smp
check "one with a PCI device runs" run_established pci
check "it gets its interrupts" wait_until 5 console_has "pci: done"
check "it is destroyed" jailhouse cell destroy pci
check_equal "all pages are back" "$pool" "$(pool_used)"
check "disabled" disable_machine
finish
