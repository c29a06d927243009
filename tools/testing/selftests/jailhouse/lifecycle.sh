#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Cells come and go: many times, two at once, after a failure. What cannot be done
# is refused with a reason and changes nothing.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

cycles=200

plan 56

# What must be the same after something was refused
system_state()
{
	jailhouse cell list
	cat /sys/devices/system/cpu/online
	pool_used
}

# refused NAME REGEX COMMAND...: it fails, says why, and nothing has changed
refused()
{
	before=$(system_state)
	check_error "$@"
	check_equal "$1: nothing has changed" "$before" "$(system_state)"
}

# patch_config FROM TO SED-COMMAND: on the file as hexadecimal digits
patch_config()
{
	xxd -p "/configs/$1.dtb" | tr -d '\n' | sed "$3" >/tmp/hex
	xxd -r -p /tmp/hex >"/tmp/$2.dtb"
	! cmp -s "/configs/$1.dtb" "/tmp/$2.dtb"
}

# cpus_config TO CPU: cell "smp" with another first CPU
cpus_config()
{
	patch_config smp "$1" \
		"s/\(00000003000000080000....\)0000000100000002/\1$2""00000002/"
}

# memory_config TO ADDRESS: cell "apic" with other memory
memory_config()
{
	patch_config apic "$1" "s/000000003a700000/$2/"
}

cycle()
{
	jailhouse cell create /configs/tiny.dtb >/dev/null || return 1
	load_cell tiny tiny || return 1
	jailhouse cell start tiny || return 1
	jailhouse cell destroy tiny || return 1
	[ "$(pool_used)" = "$pool" ]
}

many_cycles()
{
	n=0
	while [ $n -lt $cycles ]; do
		cycle || {
			echo "cycle $n: $(pool_used) pages used, $pool at first"
			return 1
		}
		n=$((n + 1))
	done
}

as_nobody()
{
	su nobody -c "$*"
}

check "the machine is partitioned" enable_machine
pool=$(pool_used)

check "$cycles cells are created, loaded, started and destroyed" many_cycles
check_equal "used pages are back" "$pool" "$(pool_used)"
check "all CPUs are back at Linux" all_cpus_work

# Two at once
console_mark
check "a cell runs" run_cell tiny tiny
check "a second one runs beside it" run_cell apic apic no-lock
check "both print" wait_until 10 console_has "Timer fired 3,"
check_equal "the first one runs" running "$(cell_state tiny)"
check_equal "the second one runs" running "$(cell_state apic)"
check_equal "the list shows both" 2 "$(jailhouse cell list |
	grep -Ec ' (tiny|apic) ')"

refused "a name that exists" "already named 'tiny'" \
	jailhouse cell create /configs/tiny.dtb
refused "a CPU of another cell" "CPU 1 belongs to another cell" \
	jailhouse cell create /configs/sse.dtb
refused "a name that does not exist" "no cell named 'nobody'" \
	jailhouse cell start nobody
refused "an id that does not exist" "no cell with id 60" \
	jailhouse cell destroy 60
refused "the root cell" "root cell" jailhouse cell destroy root
refused "disable with cells" "cell" jailhouse disable
refused "an image that is too big" "does not lie in one loadable region" \
	jailhouse cell load tiny /bin/busybox
refused "an address that is not loadable" "does not lie in one loadable region" \
	jailhouse cell load tiny /inmates/tiny.bin -a 0x100000
refused "creation as a user" "administrator|denied" \
	as_nobody jailhouse cell create /configs/pci.dtb
refused "destruction as a user" "administrator|denied" \
	as_nobody jailhouse cell destroy tiny

check "the first cell is destroyed" jailhouse cell destroy tiny
check_equal "the second one still runs" running "$(cell_state apic)"
# Without the lock it still refuses the first request
jailhouse cell destroy apic 2>/dev/null
check "it is destroyed, too" jailhouse cell destroy apic
check_equal "both gave their pages back" "$pool" "$(pool_used)"

# What a configuration cannot have
cpus_config cpu0 00000000
refused "CPU 0" "CPU 0" jailhouse cell create /tmp/cpu0.dtb
cpus_config cpu7 00000007
refused "a CPU that does not exist" "no CPU 7" jailhouse cell create /tmp/cpu7.dtb
memory_config linux 0000000020000000
refused "memory that Linux uses" "reserve|memmap|Linux" \
	jailhouse cell create /tmp/linux.dtb
memory_config hypervisor 000000003a000000
refused "memory of the hypervisor" "0x3a000000: is the hypervisor's" \
	jailhouse cell create /tmp/hypervisor.dtb
jailhouse cell create /configs/tiny.dtb >/dev/null
memory_config overlap 000000003a600000
refused "memory of another cell" "0x3a600000: belongs to cell 1" \
	jailhouse cell create /tmp/overlap.dtb
jailhouse cell destroy tiny

# A cell that fails
console_mark
check "a cell misbehaves" run_cell hostile hostile class=mem-write
check "it has failed" wait_until 10 cell_is hostile failed
check "it starts again" jailhouse cell start hostile
check "it fails again" wait_until 10 cell_is hostile failed
check "another program is loaded" load_cell hostile tiny
check "it starts" jailhouse cell start hostile
check_equal "it runs" running "$(cell_state hostile)"
check "it works" wait_until 10 console_has "Hello from a cell"
check "it is destroyed" jailhouse cell destroy hostile
check_equal "its pages are back" "$pool" "$(pool_used)"

check "all CPUs work" all_cpus_work
check "disabled" disable_machine
finish
