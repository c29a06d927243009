#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Each demo inmate in its cell: from creation to destruction, and what it prints
# in between.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

# One line each: cell and inmate, what is seen when it works, how many seconds it
# may take, its command line
demos='
tiny		Hello from a cell with 1 CPU\(s\)		10
smp		smp: done					20
ioapic		ioapic: done					20
pci		pci: done					20
32-bit		32-bit: [1-9][0-9]* timer interrupts		20
sse		sse: registers kept				20
cache-timing	cache-timing: +256 KiB: [0-9]+\.[0-9]+ cycles	60
'
test_demos='
mmio-access	# Totals: pass:[1-9][0-9]* fail:0		30
mmio-access-32	# Totals: pass:[1-9][0-9]* fail:0		30
'

plan $(((7 + 2) * 6 + 14 + 3))

# demo NAME PATTERN SECONDS [WORD...]
demo()
{
	demo=$1
	pattern=$2
	seconds=$3
	shift 3
	pool=$(pool_used)
	console_mark
	check "$demo: created, loaded and started" run_cell "$demo" "$demo" "$@"
	if wait_until "$seconds" console_has "$pattern"; then
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

# demos TABLE
demos()
{
	# Tabs separate columns, so that patterns may have blanks
	printf '%s\n' "$1" | sed '/^$/d; s/		*/	/g' >/tmp/demos
	while IFS='	' read -r name pattern seconds words <&3; do
		# shellcheck disable=SC2086
		demo "$name" "$pattern" "$seconds" $words
	done 3</tmp/demos
}

check "the machine is partitioned" enable_machine

demos "$demos"
if debug_driver; then
	demos "$test_demos"
else
	for name in mmio-access mmio-access-32; do
		for what in started prints refused shutdown destroyed pages; do
			skip "$name: $what" "a driver with the test device (jh.debug)"
		done
	done
fi

# The one that locks the configuration and does not go at once
pool=$(pool_used)
console_mark
check "apic: another cell is there" \
	jailhouse cell create /configs/cache-timing.dtb
check "apic: created, loaded and started" run_cell apic apic
check "apic: its timer runs" wait_until 10 console_has "Timer fired 10,"
check_equal "apic: it says that it is locked" "running/locked" \
	"$(cell_state apic)"
check_error "apic: while locked, no cell is created" "locked the configuration" \
	jailhouse cell create /configs/tiny.dtb
check_error "apic: ... nor destroyed" \
	"'cache-timing' was not destroyed: cell 'apic' has locked" \
	jailhouse cell destroy cache-timing
check_error "apic: the first shutdown is refused" "its program refuses" \
	jailhouse cell shutdown apic
check "apic: it says so" wait_until 5 console_has "shutdown request refused"
check_equal "apic: it still runs" "running/locked" "$(cell_state apic)"
check "apic: the second shutdown is not refused" jailhouse cell shutdown apic
check_equal "apic: it is shut down" "shut down" "$(cell_state apic)"
check "apic: the other cell can be destroyed" \
	jailhouse cell destroy cache-timing
check "apic: destroyed" jailhouse cell destroy apic
check_equal "apic: used pages are back" "$pool" "$(pool_used)"

check "all CPUs are back at Linux" all_cpus_work
check "disabled" disable_machine
finish
