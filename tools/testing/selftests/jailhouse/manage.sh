#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Cells that do not answer, cells that get another program, what is counted, and
# CPUs of Linux that come and go beside a cell.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

plan 69

cpu=/sys/devices/system/cpu

# elapsed COMMAND...: milliseconds that it took, in $took
elapsed()
{
	took=$(cut -d. -f1,2 /proc/uptime | cut -d' ' -f1 | tr -d .)
	"$@"
	elapsed_rc=$?
	took=$((($(cut -d' ' -f1 /proc/uptime | tr -d .) - took) * 10))
	return $elapsed_rc
}

# took_about MIN MAX: milliseconds
took_about()
{
	[ "$took" -ge "$1" ] && [ "$took" -le "$2" ] || {
		echo "it took $took ms"
		return 1
	}
}

# silent_cell: runs and never answers
silent_cell()
{
	console_mark
	run_cell tiny tiny halt && wait_until 10 console_has "Hello from a cell"
}

# interrupted COMMAND...: by a signal, after 200 ms
interrupted()
{
	"$@" &
	sleep 0.2
	kill $!
	wait $!
}

# slow_cell: answers messages after a while
slow_cell()
{
	console_mark
	run_cell tiny tiny slow=600 &&
		wait_until 10 console_has "Hello from a cell"
}

# stat_of CELL NAME: a counter of a cell, as sysfs has it
stat_of()
{
	cat "$sysfs/cells/$(cell_id "$1")/statistics/vmexits_$2"
}

# grows CELL NAME
grows()
{
	gr_before=$(stat_of "$1" "$2")
	wait_until 5 has_grown "$@"
}

has_grown()
{
	[ "$(stat_of "$1" "$2")" -gt "$gr_before" ]
}

# sum_is_total CELL: counters of the CPUs add up to those of the cell. They go on
# meanwhile, so the cell must not run.
sum_is_total()
{
	si_dir=$sysfs/cells/$(cell_id "$1")/statistics
	for si_file in "$si_dir"/vmexits_*; do
		si_name=${si_file##*/}
		si_sum=$(cat "$si_dir"/cpu*/"$si_name" | awk '{ n += $1 } END { print n }')
		[ "$si_sum" = "$(cat "$si_file")" ] || {
			echo "$si_name: CPUs $si_sum, cell $(cat "$si_file")"
			return 1
		}
	done
}

# offline CPU, online CPU
offline()
{
	echo 0 >$cpu/cpu"$1"/online
}

online()
{
	echo 1 >$cpu/cpu"$1"/online
}

check "the machine is partitioned" enable_machine
pool=$(pool_used)

# A cell that does not answer
check "a cell runs that answers no message" silent_cell
elapsed jailhouse cell shutdown tiny >/tmp/out 2>&1
check_equal "it is shut down all the same" 0 $elapsed_rc
check "... after its time-out, not earlier and not much later" took_about 1000 2500
check "the log says why" wait_until 5 console_has \
	"\(tiny\): failed, it did not answer for 1000000 us"
check_equal "it is shut down now" "shut down" "$(cell_state tiny)"
check "another program can be loaded" load_cell tiny tiny
console_mark
check "... and started" jailhouse cell start tiny
check "... and works" wait_until 10 console_has "Hello from a cell"
check "the cell is destroyed" jailhouse cell destroy tiny
check "another one that answers no message" silent_cell
elapsed jailhouse cell destroy tiny >/tmp/out 2>&1
check_equal "it is destroyed all the same" 0 $elapsed_rc
check "... after its time-out, too" took_about 1000 3000
check "a third one" silent_cell
check_error "a signal ends the wait" "interrupted|Terminated|^\$" \
	interrupted jailhouse cell shutdown tiny
check_equal "the cell has not been stopped" running "$(cell_state tiny)"
check "it is destroyed" jailhouse cell destroy tiny
check "one that answers, but slowly" slow_cell
check_error "a signal comes before" "interrupted|Terminated|^\$" \
	interrupted jailhouse cell shutdown tiny
# It would have answered by now
sleep 1
check_equal "the request was withdrawn: it runs" running "$(cell_state tiny)"
check "it is destroyed when it agrees" jailhouse cell destroy tiny
check_equal "its pages are back" "$pool" "$(pool_used)"

# Reload
check "a cell runs" run_cell apic tiny
check_error "it is not there twice" "already named" \
	jailhouse cell create /configs/apic.dtb
console_mark
check "while it runs, another program is loaded" load_cell apic apic no-lock
check_equal "for that it was shut down" "shut down" "$(cell_state apic)"
check "the program starts" jailhouse cell start apic
check "... and works" wait_until 10 console_has "Timer fired 3,"
# It does not go at the first request
jailhouse cell shutdown apic 2>/dev/null
console_mark
check "started while it runs, it begins again" jailhouse cell start apic
check "... from the beginning" wait_until 10 console_has "Timer fired 1,"
check_equal "it runs" running "$(cell_state apic)"

# What is counted
check "exits of the cell are counted" grows apic total
check "its hypercalls" grows apic hypercall
check "exits of the root cell are counted" grows root total
check "those of its APIC" grows root xapic
check "the tool shows them" sh -c \
	"jailhouse cell stats apic | grep -Eq '^vmexits_total +[1-9]'"
check "... of a cell by its id" sh -c \
	"jailhouse cell stats 0 | grep -Eq '^vmexits_total +[1-9]'"
check_equal "... all of them" "$(find $sysfs/cells/0/statistics/ \
	-maxdepth 1 -name 'vmexits_*' | wc -l)" \
	"$(jailhouse cell stats root | grep -c vmexits)"
check_match "... as JSON" '"vmexits_total": *[1-9][0-9]*' \
	"$(jailhouse cell stats apic --json)"
check_equal "... again and again" 3 "$(timeout 5 jailhouse cell stats apic -i 1 |
	grep -m 3 vmexits_total | grep -c .)"
check "a cell with two CPUs runs" run_cell smp smp
check "it comes to its end" wait_until 20 console_has "smp: done"
check "it is shut down" jailhouse cell shutdown smp
check "counters of its CPUs add up" sum_is_total smp
check "it is destroyed" jailhouse cell destroy smp
check_error "no statistics of a cell that is not there" \
	"no cell 'nobody'; see 'jailhouse cell list'" \
	jailhouse cell stats nobody

# CPUs of Linux beside a cell, which has CPU 3
check_equal "Linux has the others" 0-2 "$(cat $cpu/online)"
check_error "it cannot switch on that of the cell" "not permitted" online 3
check_match "the kernel's log says why" "CPU 3 belongs to a cell; destroy the cell" \
	"$(kernel_log)"
check "one goes" offline 1
check "another one goes" offline 2
check_equal "one is left" 0 "$(cat $cpu/online)"
console_mark
check "the cell goes on" wait_until 5 console_has "Timer fired"
check "one comes" online 1
check "a cell takes it, also from who executes on it" \
	taskset 2 jailhouse cell create /configs/tiny.dtb
check_error "nobody else can" "not permitted" online 1
check "the other one comes" online 2
check_equal "Linux has two" 0,2 "$(cat $cpu/online)"
jailhouse cell shutdown apic 2>/dev/null
check "the first cell goes" jailhouse cell destroy apic
check_equal "its CPU is back" 0,2-3 "$(cat $cpu/online)"
check "its CPU goes and comes" sh -c \
	"echo 0 >$cpu/cpu3/online && echo 1 >$cpu/cpu3/online"
check "the second cell goes" jailhouse cell destroy tiny
check_equal "all CPUs are back" 0-3 "$(cat $cpu/online)"
check "all CPUs work" all_cpus_work
check "one goes again" offline 2
check "disabled without it" disable_machine
check_equal "it is still off" 0-1,3 "$(cat $cpu/online)"
check "it comes" online 2
check "all CPUs work at the end" all_cpus_work
finish
