#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The machine goes down while there are cells: jh.down on the kernel's command line
# says how. The rest is in what the kernel says after this test; see "last" in
# run.d/x86-svm.tests.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

how=$(sed -n 's/.*jh\.down=\([a-z]*\).*/\1/p' /proc/cmdline)
if [ -z "$how" ]; then
	ktap_print_header
	ktap_skip_all "no jh.down=reboot or poweroff on the command line"
	exit 4
fi

plan 4

locked_cell()
{
	run_cell apic apic && wait_until 10 cell_is apic running/locked
}

check "the machine is partitioned" enable_machine
if [ "$how" = reboot ]; then
	check "a cell runs" run_cell apic tiny
	# Fails after its time-out
	check "one runs that answers no message" run_cell tiny tiny halt
else
	check "a cell runs" run_cell tiny tiny halt
	# Refuses the first time
	check "one has locked the configuration" locked_cell
fi
# To the first process, which does it when this test has ended
check "$how is on its way" "$how"
finish
