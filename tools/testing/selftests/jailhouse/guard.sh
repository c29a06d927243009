#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What Linux does on its own while it is the root cell: sleep, use its devices,
# switch CPUs off, end programs by signals, look at the state.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

# The audio controller that cell "pci" gets, and a driver for any device
audio=0000:00:1b.0
driver=/sys/bus/pci/drivers/uio_pci_generic

plan 26

driver_of()
{
	basename "$(readlink /sys/bus/pci/devices/$audio/driver || echo none)"
}

put()
{
	echo "$1" >"$2"
}

# Takes CPU 3 away whenever it is there, until there is /tmp/stop
take_cpu()
{
	while [ ! -e /tmp/stop ]; do
		echo 0 >/sys/devices/system/cpu/cpu3/online
	done 2>/dev/null
}

# disable_somehow: try again until it succeeds; it may complain about CPUs only
disable_somehow()
{
	ds_left=200
	until ds_out=$(jailhouse disable 2>&1); do
		ds_left=$((ds_left - 1))
		if [ $ds_left -eq 0 ] ||
		   ! echo "$ds_out" | grep -q 'CPU.* offline'; then
			echo "$ds_out"
			return 1
		fi
	done
}

come_and_go()
{
	for n in 1 2 3 4 5 6 7 8; do
		enable_system || return 1
		rm -f /tmp/stop
		take_cpu &
		disable_somehow
		ret=$?
		touch /tmp/stop
		wait $!
		[ $ret -eq 0 ] || return 1
		echo 1 >/sys/devices/system/cpu/cpu3/online
	done
}

# Reads the state until there is /tmp/stop; errors go to /tmp/errors
watch_state()
{
	while [ ! -e /tmp/stop ]; do
		cat $sysfs/cells/0/state >/dev/null 2>>/tmp/errors
	done
}

come_and_go_of_cells()
{
	for n in 1 2 3 4 5; do
		run_cell tiny tiny && jailhouse cell destroy tiny || return 1
	done
}

# interrupted DELAY COMMAND...: it gets a signal after a while
interrupted()
{
	in_delay=$1
	shift
	"$@" >/dev/null 2>&1 &
	in_pid=$!
	sleep "$in_delay"
	kill -TERM $in_pid 2>/dev/null
	wait $in_pid 2>/dev/null
}

# Whenever the signal comes: there is a cell or there is none
interrupt_cells()
{
	for delay in 0 0.001 0.002 0.004 0.006 0.008 0.01 0.015 0.02 0.03 0.05; do
		interrupted $delay jailhouse cell create /configs/smp.dtb
		cell_is smp none || {
			interrupted $delay jailhouse cell destroy smp
			cell_is smp none || jailhouse cell destroy smp || return 1
		}
		[ "$(pool_used)" = "$pool" ] || {
			echo "after $delay s: $(pool_used) pages used, $pool at first"
			return 1
		}
	done
}

# Devices
modprobe uio_pci_generic
put "8086 2668" $driver/new_id
check_equal "a driver uses a device" uio_pci_generic "$(driver_of)"
check "the machine is partitioned" enable_machine
pool=$(pool_used)
check_error "the device is refused" \
	"$audio is used by driver uio_pci_generic; unbind it" \
	jailhouse cell create /configs/pci.dtb
check_equal "its CPU stays" 0-3 "$(cat /sys/devices/system/cpu/online)"
check_equal "no page is used" "$pool" "$(pool_used)"
check "the driver lets go" put $audio $driver/unbind
check "the device is given away" jailhouse cell create /configs/pci.dtb
check_error "its driver cannot have it back" "No such device" \
	put $audio $driver/bind
check_equal "none has it" none "$(driver_of)"
check "the cell is destroyed" jailhouse cell destroy pci
check "the driver can have it again" put $audio $driver/bind
check_equal "it has it" uio_pci_generic "$(driver_of)"
check "it lets go again" put $audio $driver/unbind

# Readers of the state
rm -f /tmp/stop /tmp/errors
watch_state &
check "cells come and go while others look" come_and_go_of_cells
touch /tmp/stop
wait $!
check_equal "nobody was sent away" "" "$(cat /tmp/errors)"

# Signals
check "signals end the tool, not the order" interrupt_cells
check "all CPUs work" all_cpus_work

# Sleep
if [ -e /sys/power/pm_test ]; then
	check_error "no suspend while enabled" "busy" put mem /sys/power/state
	check_error "no suspend to idle either" "busy" put freeze /sys/power/state
	check_match "the kernel log says why" "run 'jailhouse disable' first" \
		"$(kernel_log)"
	check "disabled" disable_machine
	put freezer /sys/power/pm_test
	# Seconds that it would wait and do nothing
	put 0 /sys/module/suspend/parameters/pm_test_delay
	check "suspend works when disabled" put freeze /sys/power/state
else
	for n in 1 2 3; do
		skip "suspend $n" "CONFIG_SUSPEND and CONFIG_PM_DEBUG"
	done
	check "disabled" disable_machine
	skip "suspend works when disabled" "CONFIG_SUSPEND and CONFIG_PM_DEBUG"
fi

# CPUs
check "the hypervisor goes with all CPUs or not at all" come_and_go
check "all CPUs work" all_cpus_work
check "enable" enable_system
check "disable" jailhouse disable
finish
