#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Cells on arm64: each demo inmate from creation to destruction, twice, and what it
# prints in between.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

plan $((2 * (6 + 6) + 3))

# demo NAME PATTERN [WORD...]
demo()
{
	demo=$1
	pattern=$2
	shift 2
	pool=$(pool_used)
	console_mark
	check "$demo: created, loaded and started" run_cell "$demo" "$demo" "$@"
	if wait_until 20 console_has "$pattern"; then
		pass "$demo: prints what it should"
	else
		fail "$demo: prints what it should" "expected '$pattern', got:
$(console_text)
$(jailhouse cell list)"
	fi
	check_equal "$demo: nothing was refused" "" "$(console_text |
		grep violation)"
	check "$demo: shut down" jailhouse cell shutdown "$demo"
	check "$demo: destroyed" jailhouse cell destroy "$demo"
	check_equal "$demo: used pages are back" "$pool" "$(pool_used)"
}

check "the machine is partitioned" enable_machine
for round in 1 2; do
	diag "round $round"
	demo tiny "Hello from a cell with 1 CPU\(s\)"
	demo smp "smp: done"
done
check "all CPUs are back at Linux" all_cpus_work
check "disabled" disable_machine
finish
