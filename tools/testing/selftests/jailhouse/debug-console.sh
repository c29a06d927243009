#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A serial port for the hypervisor alone: what it has to say appears there. That is
# outside of this machine, where who runs it looks for the lines.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

plan 8

config=/configs/qemu-q35-debug.dtb

check "the driver loads" modprobe jailhouse
check "enabled" jailhouse enable $config
collect_console
check "a cell runs" run_cell tiny tiny halt
check "it says so" wait_until 10 console_has "Hello from a cell"
# It does not answer, which the hypervisor reports
check "it is shut down" jailhouse cell shutdown tiny
check "the log says why" wait_until 5 console_has \
	"\(tiny\): failed, it did not answer for 1000000 us"
check "the cell is destroyed" jailhouse cell destroy tiny
check "disabled" disable_machine
finish
