#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2034,SC2154
#
# Interrupts between CPUs: those of Linux work as before, those of a cell stay in
# the cell, whatever it asks its local APIC for.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

cpus="1 2 3"

if in_x2apic_machine; then
	mode=x2APIC
	classes="ipi-x2apic ipi-logical ipi-broadcast ipi-modes nmi-storm"
else
	mode=xAPIC
	classes="ipi-x2apic ipi-xapic ipi-logical ipi-broadcast ipi-modes nmi-storm"
fi

# shellcheck disable=SC2086
set -- $classes
plan $((9 + $# * 5))

# INIT and SIPI
hotplug()
{
	for cpu in $cpus; do
		echo 0 >/sys/devices/system/cpu/cpu$cpu/online || return 1
	done
	for cpu in $cpus; do
		echo 1 >/sys/devices/system/cpu/cpu$cpu/online || return 1
	done
	all_cpus_work
}

# Each CPU answers an NMI: sysrq-l asks all but the one that executes it
backtraces()
{
	dmesg -c >/dev/null
	echo l >/proc/sysrq-trigger
	for cpu in $cpus; do
		wait_until 5 sh -c "dmesg | grep -q 'NMI backtrace for cpu $cpu'" ||
			return 1
	done
}

backtraces_from_0()
{
	taskset -p 1 $$ >/dev/null && backtraces
	result=$?
	taskset -p f $$ >/dev/null
	return $result
}

check "the machine is partitioned, in $mode mode" enable_machine
check "all CPUs of Linux go and come" hotplug
check "all CPUs of Linux get NMIs" backtraces_from_0

# A CPU that was a cell's
check "a cell with two CPUs starts them by INIT and SIPI" run_cell smp smp
check "... and they interrupt each other" wait_until 20 console_has "smp: done"
check "the cell is destroyed" jailhouse cell destroy smp
check "all CPUs of Linux go and come again" hotplug

# hostile CLASS
hostile()
{
	class=$1
	end="end, survived"
	# It sends NMIs to itself as well, and has no handler
	[ "$class" != ipi-modes ] || end="($end|FATAL: .*unexpected interrupt 2,)"
	console_mark
	check "$class: runs" run_cell hostile hostile "class=$class"
	if wait_until 30 console_has "hostile: $class: end, |FATAL"; then
		check_match "$class: finds nothing that it may not do" \
			"$end" "$(console_text)"
	else
		fail "$class: finds nothing that it may not do" "$(console_text)"
	fi
	case $class in
	nmi-storm)
		check_equal "$class: nothing to refuse" "" \
			"$(console_text | grep violation)"
		;;
	*)
		check_match "$class: what was refused is recorded" \
			"interprocessor interrupt to a CPU outside of the cell" \
			"$(console_text)"
		;;
	esac
	check "$class: Linux has its CPUs" all_cpus_of_root_work
	check "$class: the cell goes" jailhouse cell destroy hostile
}

# The hostile cell has one of the CPUs
all_cpus_of_root_work()
{
	for cpu in 0 $cpus; do
		[ "$cpu" = 0 ] ||
			[ "$(cat /sys/devices/system/cpu/cpu$cpu/online)" = 1 ] ||
			continue
		taskset "$(printf %x $((1 << cpu)))" sleep 0.02 || return 1
	done
}

for class in $classes; do
	hostile "$class"
done

check "all CPUs work at the end" all_cpus_work
check "the machine is whole again" disable_machine
finish
