#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A machine whose CPUs the hypervisor cannot run on: it says what is missing and
# what to do, and Linux goes on. Which one it is follows from /proc/cpuinfo, on arm64
# from where Linux runs.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

flag()
{
	grep -Eq "^flags.* $1( |\$)" /proc/cpuinfo
}

errno=ENODEV
if [ "$(uname -m)" = aarch64 ]; then
	errno=EBUSY
	pattern=
	! dmesg | grep -q "detected: Virtualization Host Extensions" ||
		pattern="runs in EL2 .VHE..*boot it with kvm-arm.mode=nvhe"
	missing=
elif ! grep -q AuthenticAMD /proc/cpuinfo; then
	pattern="needs AMD-V.*another make; use a machine with an AMD CPU"
	missing="AMD|SVM"
elif ! flag svm; then
	pattern="no SVM .AMD-V..*enable nested virtualization"
	missing="SVM"
elif ! flag npt; then
	pattern="no nested paging .NPT..*use a newer CPU"
	missing="[Nn]ested paging|NPT"
else
	pattern=
fi

# state: what must not change
state()
{
	cat /proc/iomem /sys/devices/system/cpu/online $sysfs/enabled \
		$sysfs/mem_pool_size /sys/module/jailhouse/refcnt
}

if [ -z "$pattern" ]; then
	plan 1
	fail "something is missing" "these CPUs have all that the hypervisor needs"
	finish
fi

plan 7
check "the driver loads" modprobe jailhouse
state >/tmp/before
check_error "enable says what is missing" "$pattern" enable_system
check_equal "the errno is $errno" $errno "$(cd "$(dirname "$0")" &&
	jailhouse config compile "$(system_config)" -o /tmp/root.cell &&
	./jh_ioctl enable /tmp/root.cell | cut -d: -f1)"
check_equal "nothing has changed" "$(cat /tmp/before)" "$(state)"
if [ -n "$missing" ]; then
	check_error "the tool knows it beforehand" "$missing" jailhouse hardware check
else
	skip "the tool knows it beforehand" "jailhouse hardware check for arm64"
fi
check "all CPUs work" all_cpus_work
check "the driver goes" rmmod jailhouse
finish
