#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The hostile inmate: everything that a cell was not given, one class of it in each
# life of a cell. What becomes of the cell is what the inmate announces, a stopped
# one leaves a report, and neither Linux nor a cell with a timer notice.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

# How late the timer of the other cell may be, in nanoseconds: half of its period.
# The emulator runs the CPUs in turn, that alone makes several milliseconds.
deadline=50000000

# CELL INMATE CLASS KIND: for those that are stopped, what the report says
classes='
hostile hostile mem-read memory
hostile hostile mem-write memory
hostile hostile mem-modify memory
hostile hostile mem-exec memory
hostile hostile mem-string memory
hostile hostile mem-vector memory
hostile hostile mem-stack memory
hostile hostile mem-crossing memory
hostile hostile mem-cr3 memory
hostile hostile mem-pt-device register
hostile hostile mem-idt memory
hostile hostile mem-gdt memory
hostile hostile mem-device-exec register
hostile hostile mem-hpet memory
hostile hostile port-read port
hostile hostile port-write port
hostile hostile port-wide port
hostile hostile port-ins port
hostile hostile port-outs port
hostile hostile port-cf9 port
hostile hostile port-64 port
hostile hostile port-92 port
hostile hostile port-smi port
hostile hostile port-sleep port
hostile hostile port-80-word port
hostile hostile port-pmtimer port
hostile hostile port-cf8-byte port
hostile hostile cfg-write config
hostile hostile cfg-write-ecam config
hostile hostile cfg-write-absent config
hostile hostile cfg-ecam-beyond memory
hostile hostile triple-fault fault
hostile hostile apic-end memory
hostile hostile user-read
hostile hostile user-write
hostile hostile user-vector
hostile hostile user-modify
hostile hostile user-exec
hostile hostile msr-read
hostile hostile msr-write
hostile hostile msr-dangerous
hostile hostile msr-efer
hostile hostile msr-pat
hostile hostile msr-mtrr
hostile hostile msr-x2apic
hostile hostile cr0
hostile hostile cr4
hostile hostile svm
hostile hostile odd-insns
hostile hostile db-loop
hostile hostile flood
hostile hostile ipi-x2apic
hostile hostile ipi-xapic
hostile hostile ipi-logical
hostile hostile ipi-broadcast
hostile hostile ipi-modes
hostile hostile apic-mmio
hostile hostile apic-unaligned
hostile hostile apic-byte
hostile hostile apic-base
hostile hostile nmi-storm
hostile hostile timer-storm
hostile hostile call-rights
hostile hostile call-arguments
hostile hostile comm-garbage
hostile hostile comm-states
hostile hostile comm-replies
hostile hostile comm-silence
hostile hostile-32 triple-fault fault
hostile hostile-32 mem-read memory
hostile hostile-32 v86-memory
hostile hostile-32 user-read
hostile hostile-32 task-switch
hostile hostile-32 ac-loop
hostile-devices hostile testdev-rest register
hostile-devices hostile testdev-beyond register
hostile-devices hostile testdev-string instruction
hostile-devices hostile testdev-modify instruction
hostile-devices hostile ioapic-id register
hostile-devices hostile ioapic-version register
hostile-devices hostile ioapic-beyond register
hostile-devices hostile ioapic-foreign
hostile-devices hostile cfg-own-id config
hostile-devices hostile cfg-own-bar
conform hostile testdev-race
conform hostile init-storm
hostile hostile cache
'

# kind WORD: how a report begins
kind()
{
	case $1 in
	memory)		echo "memory that was not granted" ;;
	port)		echo "I/O port that was not granted" ;;
	config)		echo "PCI configuration space that was not granted" ;;
	fault)		echo "triple fault" ;;
	register)	echo "device register that may not be accessed so" ;;
	instruction)	echo "instruction that cannot be emulated" ;;
	esac
}

# over CELL CLASS: the class has come to its end, one way or the other
over()
{
	console_has "hostile: $2: end," || cell_is "$1" failed
}

# fate CELL CLASS: what became of the cell
fate()
{
	if console_has "hostile: $2: end, survived"; then
		echo survives
	elif console_has "hostile: $2: end,"; then
		console_text | sed -n "s/.*hostile: $2: end, //p"
	elif cell_is "$1" failed; then
		echo parked
	else
		echo hangs
	fi
}

# The largest delay of the other cell's timer so far; nothing if it does not run
latest()
{
	console_text | sed -n 's/.*Timer fired.*max: \([0-9]*\) ns.*/\1/p' |
		tail -n 1
}

others_well()
{
	wait_until 2 console_has "Timer fired .* max: [0-9]+ ns" || {
		echo "the timer of cell apic has stopped"
		return 1
	}
	[ "$(latest)" -le $deadline ] || {
		echo "it was $(latest) ns late, more than $deadline"
		return 1
	}
	# Of the two CPUs that Linux has in any case
	cell_is apic running && taskset 1 sleep 0.02
}

# It may need a time-out to get rid of a cell that does not answer
destroy()
{
	jailhouse cell destroy "$1" || jailhouse cell destroy "$1"
}

# class CELL INMATE CLASS [KIND]
class()
{
	title="$2 $3"
	console_mark
	if ! out=$(run_cell "$1" "$2" "class=$3" seconds=1 2>&1) ||
	   ! wait_until 5 console_has "hostile: $3: begin, expect"; then
		fail "$title: begins" "$out
$(console_text)"
	fi
	wait_until 20 over "$1" "$3"
	# What it says at its end may still be on its way
	sleep 0.05
	announced=$(console_text |
		sed -n "s/.*hostile: $3: begin, expect \([a-z]*\).*/\1/p")
	actual=$(fate "$1" "$3")
	case $announced:$actual in
	any:parked|any:survives|any:hangs|parked:parked|survives:survives)
		pass "$title: $announced" ;;
	*)
		fail "$title: $announced" "came: $actual
$(console_text | grep -v Timer)" ;;
	esac
	if [ -n "$4" ]; then
		check_match "$title: there is a report" \
			"violation [0-9]+: cell [0-9]+ \\($1\\), CPU [12]: $(kind "$4")" \
			"$(console_text | grep -v Timer)"
	fi
	check "$title: others do not notice" others_well
	check "$title: destroyed" destroy "$1"
}

if ! debug_driver; then
	plan 1
	skip "hostile inmate" "a driver with the test device (jh.debug)"
	finish
fi

lines=$(echo "$classes" | grep -c .)
stopped=$(echo "$classes" | grep -c '[a-z0-9] .* .* .')
plan $((lines * 3 + stopped + 7))

check "the machine is partitioned" enable_machine
pool=$(pool_used)
console_mark
check "a cell with a timer runs" run_cell apic apic no-lock
check "it is in time" others_well

echo "$classes" | grep . >/tmp/classes
while read -r cell inmate class kind <&3; do
	class "$cell" "$inmate" "$class" "$kind"
done 3</tmp/classes

jailhouse cell shutdown apic 2>/dev/null
check "the cell with the timer is destroyed" destroy apic
check_equal "used pages are back" "$pool" "$(pool_used)"
check "all CPUs are back at Linux" all_cpus_work
check "disabled" disable_machine
finish
