#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# NMIs: those of Linux arrive, also while cells run and while they are created and
# destroyed, although the hypervisor uses NMIs itself. Cells get none of them.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

storm=/sys/module/jh_nmi/parameters
cycles=20

plan 30

# The CPUs whose backtraces sysrq-l brings
backtraces()
{
	dmesg -c >/dev/null
	taskset 1 sh -c 'echo l >/proc/sysrq-trigger'
	sleep 0.2
	dmesg | sed -n 's/.*NMI backtrace for cpu \([0-9]*\).*/\1/p' |
		sort -n | tr '\n' ' '
}

# nmis: of all CPUs, as Linux counts them
nmis()
{
	awk '$1 == "NMI:" { for (i = 2; i <= NF && $i ~ /^[0-9]+$/; i++) n += $i }
		END { print n }' /proc/interrupts
}

# get PARAMETER
get()
{
	cat "$storm/$1"
}

# storm_goes_on: since it was called last
storm_goes_on()
{
	rounds=$(get rounds)
	passed=$(get passed)
	wait_until 5 more_rounds
}

more_rounds()
{
	[ "$(get rounds)" -gt "$rounds" ] && [ "$(get passed)" -gt "$passed" ]
}

cycle()
{
	run_cell smp smp >/dev/null || return 1
	wait_until 10 cell_is smp running || return 1
	jailhouse cell destroy smp
}

life_cycles()
{
	n=0
	while [ $n -lt $cycles ]; do
		cycle || {
			echo "cycle $n"
			return 1
		}
		n=$((n + 1))
	done
}

hotplug()
{
	for cpu in 1 2 3; do
		echo 0 >/sys/devices/system/cpu/cpu$cpu/online &&
			echo 1 >/sys/devices/system/cpu/cpu$cpu/online ||
			return 1
	done
}

switching()
{
	n=0
	while [ $n -lt 5 ]; do
		jailhouse disable && enable_system || return 1
		n=$((n + 1))
	done
}

# The numbers say so, not only that nothing hung
storm_is_complete()
{
	check_equal "$1: no NMI was lost" 0 "$(get lost)"
	check "$1: the storm goes on" storm_goes_on
}

# Backtraces of all CPUs
check "the machine is partitioned" enable_machine
check_equal "all CPUs have a backtrace" "0 1 2 3 " "$(backtraces)"
check "a cell with a timer runs" run_cell apic apic no-lock
check "... and prints" wait_until 10 console_has "Timer fired 3,"
check_equal "the CPUs that Linux has left have a backtrace" "0 1 2 " "$(backtraces)"
check "a second cell runs" run_cell tiny tiny
check_equal "only those have a backtrace" "0 2 " "$(backtraces)"
console_mark
check "the cell with the timer goes on" wait_until 10 console_has "Timer fired"
check_equal "the other one has not noticed" running "$(cell_state tiny)"
check_equal "nothing is reported" "" "$(console_text | grep -E 'violation|FATAL')"
check "the second cell goes" jailhouse cell destroy tiny
jailhouse cell shutdown apic 2>/dev/null
check "the first cell goes" jailhouse cell destroy apic

# Storms
check "there is a source of NMIs" modprobe jh_nmi
before=$(nmis)
echo 1 >$storm/storm
check "the storm begins" storm_goes_on
check "$cycles life cycles of a cell with two CPUs" life_cycles
storm_is_complete "life cycles"
check "all CPUs of Linux go and come" hotplug
storm_is_complete "hotplug"
check "a cell with a timer runs meanwhile" run_cell apic apic no-lock
check "... and prints" wait_until 20 console_has "Timer fired 3,"
jailhouse cell shutdown apic 2>/dev/null
check "... and goes" jailhouse cell destroy apic
check "disabled and enabled, five times" switching
storm_is_complete "disable and enable"
echo 0 >$storm/storm
check "the storm ends" wait_until 5 sh -c \
	"a=\$(cat $storm/taken); sleep 0.3; [ \$a = \$(cat $storm/taken) ]"
# Each has gone through Linux' handler
taken=$(get taken)
counted=$(($(nmis) - before))
check_equal "Linux has counted what the handler has seen" "$taken" "$counted"
diag "$(get rounds) bursts, $(get passed) passed on, $taken taken"
rmmod jh_nmi

check "all CPUs work" all_cpus_work
check "disabled" disable_machine
finish
