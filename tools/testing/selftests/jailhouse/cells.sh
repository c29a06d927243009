# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# For tests that run cells: sourced after lib.sh.
#
# Inmates are told to print through the hypervisor, whose log a background
# process collects in $console_log from the moment that the machine is
# partitioned.

sysfs=/sys/class/misc/jailhouse
console_log=/tmp/console
console_pid=
console_seen=0

debug_driver()
{
	grep -q jh.debug /proc/cmdline
}

# collect_console: from now on, what cells say
collect_console()
{
	: >$console_log
	jailhouse console -f >$console_log 2>&1 &
	console_pid=$!
	console_seen=0
}

# enable_machine: load the driver, enable, and collect what cells say
enable_machine()
{
	modprobe jailhouse || return 1
	enable_system || return 1
	collect_console
}

# all_console_text: what was collected
all_console_text()
{
	cat $console_log
}

# disable_machine: the opposite
disable_machine()
{
	jailhouse disable || return 1
	[ -z "$console_pid" ] || kill "$console_pid"
	console_pid=
}

# console_mark: console_text shows only what comes after this
console_mark()
{
	# The collector may be behind
	sleep 0.1
	console_seen=$(wc -l <$console_log)
}

console_text()
{
	tail -n +$((console_seen + 1)) $console_log
}

# console_has REGEX: it was printed since the last mark
console_has()
{
	console_text | grep -Eq -e "$1"
}

# cell_id NAME
cell_id()
{
	for ci_dir in "$sysfs"/cells/*; do
		[ "$(cat "$ci_dir/name" 2>/dev/null)" != "$1" ] ||
			basename "$ci_dir"
	done
}

# cell_state NAME: as sysfs has it, "none" if there is no such cell
cell_state()
{
	cs_id=$(cell_id "$1")
	if [ -n "$cs_id" ]; then
		cat "$sysfs/cells/$cs_id/state"
	else
		echo none
	fi
}

cell_is()
{
	[ "$(cell_state "$1")" = "$2" ]
}

# load_cell NAME INMATE [WORD...]: load an inmate, WORDs are its command line
load_cell()
{
	lc_name=$1
	lc_inmate=$2
	shift 2
	jailhouse cell load "$lc_name" "/inmates/$lc_inmate.bin" \
		-s "con=hypercall $*" -a 0x1000
}

# run_cell NAME INMATE [WORD...]: create a cell, load an inmate and start it
run_cell()
{
	rc_name=$1
	jailhouse cell create "/configs/$rc_name.dtb" &&
		load_cell "$@" &&
		jailhouse cell start "$rc_name"
}

pool_used()
{
	cat $sysfs/mem_pool_used
}

# all_cpus_work: each CPU of Linux is online, runs tasks and has a timer
all_cpus_work()
{
	ac_cpu=0
	while [ -d /sys/devices/system/cpu/cpu$ac_cpu ]; do
		taskset "$(printf %x $((1 << ac_cpu)))" sleep 0.02 || return 1
		ac_cpu=$((ac_cpu + 1))
	done
}
