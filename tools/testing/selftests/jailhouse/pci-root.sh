#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# PCI configuration space and I/O ports of the root cell: what Linux does with
# its devices goes on to work, what would reach others does not.

. "$(dirname "$0")/lib.sh"

config=/configs/qemu-q35.dtb
devices=/sys/bus/pci/devices
# The network controller, which no driver uses: 128 KiB at BAR 0
dev=$devices/0000:00:19.0/config
# No driver uses this one either: BAR 5
sata=$devices/0000:00:1f.2/config

plan 26

# get FILE OFFSET LENGTH: bytes in hexadecimal
get()
{
	od -An -v -tx1 -j "$2" -N "$3" "$1" | tr -d ' \n'
}

# Seeks, because od would read all ports before the one that is asked for
port()
{
	dd if=/dev/port bs=1 skip=$(($1)) count="$2" 2>/dev/null |
		od -An -v -tx1 | tr -d ' \n'
}

# All configuration space, apart from the address of ROMs
dump()
{
	for f in "$devices"/*/config; do
		echo "$f $(get "$f" 0 48) $(get "$f" 52 4096)"
	done
}

check "the driver loads" modprobe jailhouse
dump >/tmp/before
bar=$(get $dev 16 4)
command=$(get $dev 4 2)
check "enable" jailhouse enable $config
dump >/tmp/after
check_equal "configuration space reads as before" "$(cat /tmp/before)" \
	"$(cat /tmp/after)"
check_equal "all devices are looked at" "$(ls $devices | wc -l)" \
	"$(wc -l </tmp/after)"
check_match "the log warns that DMA is not confined" "DMA is not confined" \
	"$(jailhouse console)"

put $dev 60 5a
check_equal "the interrupt line is a scratch register" 5a "$(get $dev 60 1)"
put $dev 12 10
check_equal "the cache line size can be set" 10 "$(get $dev 12 1)"
put $dev 4 00 00
put $dev 16 ff ff ff ff
check_equal "the size of a BAR can be found out" 0000feff "$(get $dev 16 4)"
put $dev 48 00 f8 ff ff
check_equal "there is no ROM" 00000000 "$(get $dev 48 4)"
put $dev 16 00 00 00 10
put $dev 4 02 00
check_equal "a BAR over RAM does not decode" 0000 "$(get $dev 4 2)"
check_match "and the log says why" "BAR 0 moved to 0x10000000, over RAM" \
	"$(jailhouse console)"
put $dev 16 00 00 00 b0
put $dev 4 02 00
check_equal "a BAR over ECAM does not decode" 0000 "$(get $dev 4 2)"
put $dev 16 00 00 c0 fe
put $dev 4 02 00
check_equal "a BAR over the IO-APIC does not decode" 0000 "$(get $dev 4 2)"
put $dev 16 00 00 00 3a
put $dev 4 02 00
check_equal "a BAR over the hypervisor does not decode" 0000 "$(get $dev 4 2)"
put $dev 16 $(echo "$bar" | sed 's/../& /g')
put $dev 4 02 00
check_equal "at its old place it decodes" 0200 "$(get $dev 4 2)"
put $dev 4 $(echo "$command" | sed 's/../& /g')

# The SATA controller over the registers of the audio controller, both the root's
sata_bar=$(get $sata 36 4)
sata_command=$(get $sata 4 2)
put $sata 36 00 00 be fe
put $sata 4 02 00
check_equal "a BAR over other memory of the root decodes" 0200 "$(get $sata 4 2)"
check_error "no cell gets that memory" "move it back" jailhouse cell create /configs/pci.dtb
check_match "and the log says what to do" \
	"00:1f.2: BAR 5 was moved over memory of the cell: move it back" \
	"$(jailhouse console)"
put $sata 4 00 00
check "a cell gets it when nothing else decodes there" \
	jailhouse cell create /configs/pci.dtb
put $sata 4 02 00
check_equal "and nothing else will" 0000 "$(get $sata 4 2)"
put $sata 36 $(echo "$sata_bar" | sed 's/../& /g')
put $sata 4 $(echo "$sata_command" | sed 's/../& /g')
check_equal "at its old place it decodes while there is the cell" \
	"$sata_command" "$(get $sata 4 2)"
jailhouse cell destroy pci

# Ports: the timer counts, passing time by port 0x80 harms nobody
timer=$(port 0x608 4)
put /dev/port $((0x80)) 00
check "the PM timer runs" test "$timer" != "$(port 0x608 4)"
check_equal "a moderated port can be read" 1c "$(port 0x64 1)"

check "disable" jailhouse disable
check_equal "BARs are where they were" "$bar" "$(get $dev 16 4)"
check_equal "the command register is what it was" "$command" "$(get $dev 4 2)"
finish
