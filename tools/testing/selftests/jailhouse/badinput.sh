#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What the driver refuses: each time an errno, a text that names the remedy, and a
# system that is as it was. The tool would not let most of this through, so it
# comes from jh_ioctl.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

cd "$(dirname "$0")" || exit 1
root=/tmp/root.cell
tiny=/tmp/tiny.cell

plan 125

# system_state: what must not change
system_state()
{
	find $sysfs/ -type f ! -path '*/statistics/*' ! -path '*/power/*' \
		-exec grep -H . {} +
	cat /proc/iomem /proc/ioports /sys/devices/system/cpu/online
	cat /sys/module/jailhouse/refcnt
	jailhouse cell list
}

# bad NAME ERRNO TEXT ARGUMENT...: jh_ioctl fails with this errno and a text that
# matches, and nothing has changed
bad()
{
	bad_name=$1
	bad_pattern="^$2: .*($3)"
	shift 3
	system_state >/tmp/before
	if bad_out=$(./jh_ioctl "$@" 2>&1); then
		fail "$bad_name" "succeeded: $*"
		return
	fi
	system_state >/tmp/after
	if ! printf '%s\n' "$bad_out" | grep -Eq -e "$bad_pattern"; then
		fail "$bad_name" "expected '$bad_pattern', got: $bad_out"
	elif ! cmp -s /tmp/before /tmp/after; then
		fail "$bad_name" "changed: $(diff /tmp/before /tmp/after)"
	else
		pass "$bad_name"
	fi
}

# What is wrong with a file as a whole: COMMAND FILE KIND-PATTERN OTHER-FILE
whole_file()
{
	bad "$1: wrong signature" EINVAL "signature.*config compile" \
		-p magic=JHCONFUS "$1" "$2"
	bad "$1: established format" EINVAL "config import" -p magic=JHSYST "$1" "$2"
	bad "$1: newer revision" EINVAL "version 99, .*compile it again" \
		-p version=99 "$1" "$2"
	bad "$1: another architecture" EINVAL "architecture 2.*this machine" \
		-p arch=2 "$1" "$2"
	bad "$1: the wrong kind" EINVAL "of kind .*enable takes a system" "$1" "$3"
	bad "$1: nothing" EINVAL "truncated: 0 bytes" -s 0 "$1" "$2"
	bad "$1: half a header" EINVAL "truncated: 100 bytes.*compile it again" \
		-s 100 "$1" "$2"
	bad "$1: the end is missing" EINVAL "truncated: .*compile it again" \
		-s -8 "$1" "$2"
	bad "$1: something follows" EINVAL "remove what follows" -s +8 "$1" "$2"
	bad "$1: far too large" E2BIG "at most 262144.*merge" -s 262152 "$1" "$2"
	bad "$1: no address" EFAULT "cannot be read" -0 "$1" "$2"
	bad "$1: a count that overflows" EINVAL "4294967295 elements, at most" \
		-p memory.count=0xffffffff "$1" "$2"
	bad "$1: a count that leaves the file" EINVAL "outside of the configuration" \
		-p pci_caps.offset=176 -p pci_caps.count=200 "$1" "$2"
	bad "$1: an offset that overflows" EINVAL "outside of the configuration" \
		-p pio.offset=0xfffffff8 -p pio.count=2 "$1" "$2"
	bad "$1: unknown flags" EINVAL "tool that belongs to this driver" \
		-f 0x80 "$1" "$2"
	not_allowed "$1" "$2"
}

# What is wrong with who calls, and with what all calls have: COMMAND ARGUMENT...
not_allowed()
{
	bad "$1: without CAP_SYS_ADMIN" EPERM "run it as root" -c "$@"
	bad "$1: as a user who was given the device" EPERM "run it as root" \
		-u 65534 "$@"
	bad "$1: padding of the error" EINVAL "tool that belongs to this driver" \
		-e 1 "$@"
}

# fail_once CPU STEP: the next time that this CPU comes to it
fail_once()
{
	echo "$2" >"/sys/devices/system/cpu/cpu$1/hotplug/fail"
}

check "the driver loads" modprobe jailhouse
check "system in binary form" jailhouse config compile /configs/qemu-q35.dtb -o $root
check "cell in binary form" jailhouse config compile /configs/tiny.dtb -o $tiny

# Not enabled
bad "disable while off" EINVAL "not enabled" disable
bad "create while off" EINVAL "not enabled; run 'jailhouse enable'" create $tiny
bad "start while off" EINVAL "not enabled; run 'jailhouse enable'" start 1
whole_file enable $root $tiny
bad "enable: CPU 3 is missing" EINVAL "CPU 3 is online but not in.*add it" \
	-p cpus.0=0x7 enable $root
bad "enable: CPU 4 does not exist" EINVAL "CPU 4 .*does not exist.*take it out" \
	-p cpus.0=0x1f enable $root
bad "enable: without CPU 0" EINVAL "CPU 0 must belong.*add it" \
	-p cpus.0=0xe enable $root
bad "enable: no CPU" EINVAL "name at least one" -p cpus.0=0 enable $root
# Region 3 is the RAM up to the hypervisor's memory
bad "enable: hypervisor in memory that is not reserved" EBUSY \
	"used by Linux; reserve it with .*memmap=6144K.0x39a00000" \
	-p hypervisor_phys=0x39a00000 -p memory.3.size=0x39900000 enable $root
bad "enable: hypervisor in the root cell's memory" EINVAL \
	"overlaps the hypervisor's memory.*exclude that" \
	-p hypervisor_phys=0x39000000 enable $root
bad "enable: hypervisor where there is no memory" EINVAL \
	"no RAM at 0x50000000; choose RAM" -p hypervisor_phys=0x50000000 enable $root
bad "enable: hypervisor with too little memory" ENOMEM \
	"needs [0-9]+ MiB; enlarge it" -p hypervisor_size=0x80000 enable $root
bad "enable: overlapping memory" EINVAL "overlaps region 2.*correct" \
	-p memory.3.virt_start=0xc0000 enable $root
bad "enable: memory that wraps" EINVAL "leaves the address space.*correct" \
	-p memory.0.phys_start=0xfffffffffffff000 enable $root
check_error "a user cannot open the device" "Permission denied" \
	su nobody -c "cat /dev/jailhouse"
check_error "... and is told who can" "run this as root" \
	su nobody -c "jailhouse disable"

check "the machine is partitioned" enable_machine
bad "enable twice" EBUSY "enabled already; disable it first" enable $root
not_allowed disable
bad "disable: unknown flags" EINVAL "tool that belongs to this driver" -f 1 disable
bad "disable: padding" EINVAL "tool that belongs to this driver" -P 1 disable

# Cells
whole_file create $tiny $root
bad "create: padding" EINVAL "tool that belongs to this driver" -P 1 create $tiny
bad "create: CPU 0" EINVAL "CPU 0 .*choose other CPUs" -p cpus.0=3 create $tiny
bad "create: a CPU that does not exist" EINVAL "no CPU 9.*choose" \
	-p cpus.0=0x202 create $tiny
bad "create: no CPU" EINVAL "name at least one" -p cpus.0=0 create $tiny
bad "create: an id that is too large" EINVAL "largest possible" -p id=64 create $tiny
bad "create: no name" EINVAL "give it one" -p name=0 create $tiny
bad "create: CPUs start above 4 GiB" EINVAL "below 4 GiB" \
	-p cpu_reset_address=0x100000000 create $tiny
bad "create: memory that Linux uses" EBUSY "used by Linux; reserve it" \
	-p memory.0.phys_start=0x10000000 create $tiny
bad "create: memory of the hypervisor" EINVAL "0x3a000000: is the hypervisor's.*correct" \
	-p memory.0.phys_start=0x3a000000 create $tiny
bad "create: memory that nobody has" EINVAL "0x50000000: the root cell lacks it.*correct" \
	-p memory.0.phys_start=0x50000000 create $tiny
bad "create: PCI configuration space as memory" EINVAL "0xb0000000: .*correct" \
	-p memory.0.phys_start=0xb0000000 create $tiny
bad "create: the local APIC as memory" EINVAL "must trap.*exclude that page" \
	-p memory.0.phys_start=0xfee00000 create $tiny
bad "create: the IO-APIC as memory" EINVAL "0xfec00000: .*correct" \
	-p memory.0.phys_start=0xfec00000 -p memory.0.size=0x1000 create $tiny
bad "create: memory that overlaps in the cell" EINVAL "overlaps region 0.*correct" \
	-p memory.1.virt_start=0x1000 create $tiny
bad "create: memory with unknown flags" EINVAL "remove them" \
	-p memory.0.flags=0x80000047 create $tiny
bad "create: ports that the root cell does not have" EINVAL \
	"ports 0x510-0x517: not the root cell's, add them" \
	-p pio.0.base=0x510 create $tiny
jailhouse config compile /configs/pci.dtb -o /tmp/pci.cell
bad "create: a PCI device that the root cell does not have" EINVAL \
	"PCI 00:05.0: .*correct" -p pci.0.bdf=0x28 create /tmp/pci.cell

# A CPU that does not go: the second one of two. A step that fails on purpose is
# chosen by its number; it does so once.
step=$(sed -n 's/^ *\([0-9]*\): workqueue:online$/\1/p' \
	/sys/devices/system/cpu/hotplug/states)
jailhouse config compile /configs/smp.dtb -o /tmp/smp.cell
check "a step of taking a CPU offline will fail" fail_once 3 "$step"
bad "create: a CPU that cannot be taken offline" EAGAIN \
	"CPU 3 cannot be taken offline.*kernel log.*choose another" \
	-p cpus.0=0xa create /tmp/smp.cell
check "then it goes" ./jh_ioctl -p cpus.0=0xa create /tmp/smp.cell
check "a step of bringing it back will fail" fail_once 3 "$step"
check "the cell is destroyed all the same" jailhouse cell destroy smp
check_equal "the CPU is missing" 0-2 "$(cat /sys/devices/system/cpu/online)"
check_match "the kernel log says what to do" \
	"CPU 3 does not come online again.*try echo 1 >" "$(kernel_log)"
check "which helps" sh -c "echo 1 >/sys/devices/system/cpu/cpu3/online"

check "a cell that locks the configuration runs" run_cell apic apic
wait_until 10 cell_is apic running/locked
id=$(cell_id apic)
bad "create: while locked" EPERM "locked the configuration; shut that cell down" \
	create $tiny
bad "create: CPU of another cell" EBUSY "CPU 3 belongs to another.*destroy that" \
	-p cpus.0=8 create $tiny
bad "disable: with a cell" EBUSY "still exists; destroy all cells" disable
bad "start: unknown cell" ENOENT "no cell with id 40; 'jailhouse cell list'" start 40
bad "start: negative id" ENOENT "no cell with id -7" start -- -7
bad "destroy: the root cell" EINVAL "root cell.*jailhouse disable" destroy 0
for command in start shutdown destroy; do
	not_allowed $command "$id"
	bad "$command: unknown flags" EINVAL "tool that belongs" -f 4 $command "$id"
done
not_allowed load "$id" 0x1000 16
bad "load: unknown flags" EINVAL "tool that belongs" -f 1 load "$id" 0x1000 16
bad "load: padding" EINVAL "tool that belongs" -P 1 load "$id" 0x1000 16
bad "load: a list that cannot be read" EFAULT "list of images cannot be read" \
	-i load "$id" 0x1000 16
bad "load: below the cell's memory is nothing" EINVAL "one loadable region.*-a" \
	load "$id" 0x200000 16
bad "load: not loadable" EINVAL "one loadable region.*-a" load "$id" 0x100000 16
bad "load: does not fit" EINVAL "one loadable region.*-a" load "$id" 0xff000 4097
bad "load: size that overflows" EINVAL "one loadable region.*-a" \
	load "$id" 0x1000 0xfffffffffffffff0
bad "load: the second one does not fit" EINVAL "image 1 .*one loadable region" \
	load "$id" 0x1000 16 0x100000 16
# shellcheck disable=SC2046
bad "load: too many images" E2BIG "65 images, at most 64.*several steps" \
	load "$id" $(yes 0x1000 | head -n 130)
bad "load: an image that cannot be read" EFAULT "image 0 cannot be read" \
	-0 load "$id" 0x1000 16
bad "load: the cell does not want to" EPERM "its program refuses; ask again" \
	load "$id" 0x1000 16
check_equal "the cell still runs" running/locked "$(cell_state apic)"
check "the cell is destroyed" jailhouse cell destroy apic

# Nothing but the errno where there is no room for a text
check_equal "an error without a text" "ENOENT: " "$(./jh_ioctl -t 0 start 9)"
check_equal "a text that is cut" "ENOENT: there is no c" \
	"$(./jh_ioctl -t 14 start 9)"

check "all CPUs work" all_cpus_work
check "disabled" disable_machine
finish
