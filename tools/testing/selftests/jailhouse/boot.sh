#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The machine boots, all CPUs are there, and the driver can come and go.

. "$(dirname "$0")/lib.sh"

plan 7

cpus=$(sed -n 's/.*jh\.cpus=\([0-9]*\).*/\1/p' /proc/cmdline)
check_equal "all CPUs are online" "${cpus:-4}" \
	"$(grep -c '^processor' /proc/cpuinfo)"
check_match "memory is reserved for the hypervisor" "0x0*3a000000-0x0*3f1fffff" \
	"$(dmesg | grep -i 'user: .*reserved')"
check "the driver loads" modprobe jailhouse
check "it creates its device" test -c /dev/jailhouse
check "it is unloaded" rmmod jailhouse
check "its device is gone" test ! -e /dev/jailhouse
check "it loads once more" modprobe jailhouse

finish
