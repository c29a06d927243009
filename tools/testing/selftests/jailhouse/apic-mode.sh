#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The configuration says which mode the APICs are in, and Linux is not moved under
# a hypervisor that was told otherwise. In x2APIC mode this machine's configuration
# is one that is not secure: nobody uses that by accident.

. "$(dirname "$0")/lib.sh"

sysfs=/sys/class/misc/jailhouse
insecure=/configs/qemu-q35-x2apic.dtb
warning="INSECURE test configuration"

if in_x2apic_machine; then
	mode=x2APIC
	other="--insecure /tmp/other.dtb"
	other_error="is in x2APIC mode, the configuration says xAPIC.*nox2apic"
	warnings=1
else
	mode=xAPIC
	other="--insecure $insecure"
	other_error="is in xAPIC mode, the configuration says x2APIC.*let .*use x2APIC"
	warnings=0
fi

plan 13

# The property apic-mode: its size, name, and value
xxd -p $insecure | tr -d '\n' >/tmp/hex
sed 's/00000007\(........\)7832617069630000/00000006\17861706963000000/' \
	/tmp/hex | xxd -r -p >/tmp/other.dtb

linux_mode()
{
	if dmesg | grep -q "x2apic enabled"; then
		echo x2APIC
	else
		echo xAPIC
	fi
}

is_off()
{
	[ "$(cat $sysfs/enabled)" = 0 ] && [ "$(jailhouse cell list | wc -l)" -le 1 ]
}

check_equal "Linux talks to its APICs as expected" $mode "$(linux_mode)"
check "the driver loads" modprobe jailhouse

check_error "an insecure configuration is refused, with the remedy" \
	"does not isolate cells.*--insecure" jailhouse enable $insecure
check "nothing is enabled" is_off
check_equal "no warning yet" 0 "$(kernel_log | grep -c "$warning")"

check "the other configuration differs" sh -c "! cmp -s $insecure /tmp/other.dtb"
# shellcheck disable=SC2086
check_error "a configuration for the other mode says so" "$other_error" \
	jailhouse enable $other
check "nothing is enabled" is_off

kernel_log >/tmp/before
check "this machine's configuration is enabled" enable_system
kernel_log >/tmp/after
check_equal "the kernel warns if it is insecure" $warnings \
	"$(($(grep -c "$warning" /tmp/after) - $(grep -c "$warning" /tmp/before)))"
check_equal "the kernel warns of DMA" 1 \
	"$(($(grep -c "DMA is not confined" /tmp/after) -
	$(grep -c "DMA is not confined" /tmp/before)))"
check "disabled" jailhouse disable
check_equal "Linux still talks to its APICs that way" $mode "$(linux_mode)"
finish
