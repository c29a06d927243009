# SPDX-License-Identifier: GPL-2.0-only
. commands/lib.inc

# What the driver shows, made up
export JAILHOUSE_SYSFS="$work/sysfs"
run jailhouse cell list
mkdir -p "$work/sysfs/cells"
run jailhouse cell list
run jailhouse cell list --json
cell()
{
	mkdir -p "$work/sysfs/cells/$1/statistics/cpu$4"
	echo "$2" >"$work/sysfs/cells/$1/name"
	echo "$3" >"$work/sysfs/cells/$1/state"
	echo "$4" >"$work/sysfs/cells/$1/cpus_assigned_list"
	echo "$5" >"$work/sysfs/cells/$1/cpus_failed_list"
	echo 1234 >"$work/sysfs/cells/$1/statistics/vmexits_total"
	echo 17 >"$work/sysfs/cells/$1/statistics/vmexits_mmio"
}
cell 0 root running 0-1,3 ""
cell 10 'a"quote' failed 3 3
cell 2 tiny running/locked 2 ""
run jailhouse cell list
run jailhouse cell list --json
run jailhouse cell stats tiny
run jailhouse cell stats 2
run jailhouse cell stats --json 10
run jailhouse cell stats 3
run jailhouse cell stats nobody
run jailhouse cell stats 64
run jailhouse cell start a-name-that-is-longer-than-31-characters
run jailhouse cell start 64
