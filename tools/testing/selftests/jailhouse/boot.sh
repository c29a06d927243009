#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The machine boots, all CPUs are there, and the driver can come and go.

. "$(dirname "$0")/lib.sh"

case $(uname -m) in
x86_64) plan 7 ;;
aarch64) plan 9 ;;
esac

cpus=$(sed -n 's/.*jh\.cpus=\([0-9]*\).*/\1/p' /proc/cmdline)
check_equal "all CPUs are online" "${cpus:-4}" \
	"$(grep -c '^processor' /proc/cpuinfo)"
case $(uname -m) in
x86_64)
	check_match "memory is reserved for the hypervisor" \
		"0x0*3a000000-0x0*3f1fffff" \
		"$(dmesg | grep -i 'user: .*reserved')"
	;;
aarch64)
	check_equal "memory is left for the hypervisor" \
		"40000000-6fffffff : System RAM" \
		"$(grep 'System RAM' /proc/iomem)"
	check_match "all CPUs were at EL2" "All CPU\(s\) started at EL2" "$(dmesg)"
	gic=$(sed -n 's/.*jh\.gic=\([0-9]*\).*/\1/p' /proc/cmdline)
	# EL2's own timer where Linux has stayed there (VHE)
	check_match "the timer's interrupt comes through GICv$gic" \
		"GICv$gic +(26|30) .*arch_timer" "$(cat /proc/interrupts)"
	;;
esac
check "the driver loads" modprobe jailhouse
check "it creates its device" test -c /dev/jailhouse
check "it is unloaded" rmmod jailhouse
check "its device is gone" test ! -e /dev/jailhouse
check "it loads once more" modprobe jailhouse

finish
