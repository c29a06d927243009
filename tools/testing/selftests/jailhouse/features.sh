#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Linux uses something that the hypervisor does not know, or somebody else uses
# SVM: enable says what and what to do, and changes nothing.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

bits=/sys/module/jh_bits/parameters
param=/sys/module/jailhouse/parameters

plan 19

state()
{
	cat /proc/iomem /sys/devices/system/cpu/online $sysfs/enabled \
		$sysfs/mem_pool_size /sys/module/jailhouse/refcnt
}

# refused NAME PATTERN: enable fails, and nothing has changed
refused()
{
	state >/tmp/before
	if out=$(enable_system 2>&1); then
		fail "$1" "it was enabled"
		return
	fi
	state >/tmp/after
	if ! echo "$out" | grep -Eq -e "$2"; then
		fail "$1" "expected '$2', got: $out"
	elif ! cmp -s /tmp/before /tmp/after; then
		fail "$1" "changed: $(diff /tmp/before /tmp/after)"
	else
		diag "$out"
		pass "$1"
	fi
}

# unknown CPU REGISTER BIT PATTERN NAME: the bit is set, enable names it and its CPU
unknown()
{
	if (echo "$1 $2 $3" >$bits/set) 2>/dev/null; then
		refused "$5" "CPU $1: .*$4"
		echo "$1 $2 $3" >$bits/clear
	else
		skip "$5" "an emulated CPU that keeps bit $3 of $2"
	fi
}

# all_cpus_set REGISTER BIT
all_cpus_set()
{
	for cpu in 0 1 2 3; do
		(echo "$cpu $1 $2" >$bits/set) 2>/dev/null || return 1
	done
}

check "the driver loads" modprobe jailhouse
check "bits can be set" modprobe jh_bits
unknown 2 cr0 30 "bit 30 of CR0 .caches are off: " "caches are off"
unknown 1 cr4 24 "bit 24 of CR4 .PKS: " "protection keys of the kernel"
unknown 3 cr4 23 "bit 23 of CR4 .CET: boot with" "shadow stacks"
unknown 1 xss 11 "bit 11 of XSS" "a state component of the supervisor"
unknown 2 syscfg 23 "bit 23 of SYSCFG .SME: boot with" "memory encryption"
unknown 3 efer 20 "bit 20 of EFER" "an unknown bit of EFER"

# Others that use SVM
echo "1 efer 12" >$bits/set
refused "a CPU uses SVM already" \
	"CPU 1 already uses SVM.*modprobe -r kvm_amd"
echo "1 efer 12" >$bits/clear
modprobe kvm_amd
refused "KVM is there" "module kvm_amd is loaded.*modprobe -r kvm_amd"
modprobe -r kvm_amd

if [ -e $param/fake_vm_cr ]; then
	echo 0x10 >$param/fake_vm_cr
	refused "SVM is disabled by the firmware" "VM_CR.SVMDIS.*enable virtualization"
	echo 0 >$param/fake_vm_cr
else
	skip "SVM is disabled by the firmware" \
		"a driver with CONFIG_JAILHOUSE_DEBUG (jh.debug)"
fi

check "without all that it works" enable_machine
check_error "KVM does not get in" "." modprobe kvm_amd
check_match "the kernel's log says why" \
	"kvm_amd refused: .*run 'jailhouse disable' first" "$(kernel_log)"
check "all CPUs work" all_cpus_work
check "disabled" disable_machine

# Not all that is new is unknown
if all_cpus_set cr4 22; then
	check "protection keys of user space are known" enable_machine
	check "all CPUs work with them" all_cpus_work
	check "and are disabled with them" disable_machine
else
	for what in known work disabled; do
		skip "protection keys of user space: $what" "a CPU with them (JH_CPU=max)"
	done
fi
finish
