#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Enable and disable, again and again, and every way in which enable can fail on a
# CPU: Linux goes on as if nothing had been.

. "$(dirname "$0")/lib.sh"

cpus=$(nproc)
sysfs=/sys/class/misc/jailhouse
param=/sys/module/jailhouse/parameters

# Without the debug build there is nothing that makes a CPU fail
stages="1 2 3"
grep -q jh.debug /proc/cmdline || stages=
set -- $stages
plan $((14 + $# * cpus * 2))

# All CPUs take interrupts, and time goes on
alive()
{
	i=0
	while [ $i -lt "$cpus" ]; do
		taskset "$(printf %x $((1 << i)))" sleep 0.05 || return 1
		i=$((i + 1))
	done
}

check "the driver loads" modprobe jailhouse
check_equal "it is off at first" 0 "$(cat $sysfs/enabled)"
check_error "disable while off says so" "not enabled" jailhouse disable
check "enable" enable_system
check_equal "it is on" 1 "$(cat $sysfs/enabled)"
check "all CPUs work in the root cell" alive
check_error "enable twice says so" "already" enable_system
check_error "the driver stays while it is on" "." rmmod jailhouse
check "disable" jailhouse disable
check_equal "it is off again" 0 "$(cat $sysfs/enabled)"
check "all CPUs work without it" alive

rounds()
{
	r=0
	while [ $r -lt 10 ]; do
		enable_system || return 1
		alive || return 1
		jailhouse disable || return 1
		r=$((r + 1))
	done
}
check "ten times in a row" rounds

if [ "$cpus" -gt 1 ]; then
	echo 0 >/sys/devices/system/cpu/cpu1/online
	check_error "an offline CPU is named" "CPU 1|cpu1" enable_system
	echo 1 >/sys/devices/system/cpu/cpu1/online
else
	skip "an offline CPU is named" "a second CPU"
fi

for stage in $stages; do
	cpu=0
	while [ $cpu -lt "$cpus" ]; do
		echo $cpu >$param/fault_cpu
		echo "$stage" >$param/fault
		check_error "stage $stage fails on CPU $cpu" \
			"injected failure of CPU $cpu" enable_system
		check "Linux is unharmed" alive
		cpu=$((cpu + 1))
	done
done

check "after all that it still works" rounds
finish
