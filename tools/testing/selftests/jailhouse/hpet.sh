#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The root cell has the HPET without the registers that hold interrupt messages: Linux
# uses it as before, and cannot make it send an interrupt to wherever it likes.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

base=0xfed00000
sources=/sys/devices/system/clocksource/clocksource0

plan 20

# reg OFFSET WIDTH [VALUE]: read a register, or write it
reg()
{
	reg_addr=$(printf '0x%x' $((base + $1)))
	shift
	devmem "$reg_addr" "$@"
}

counts()
{
	first=$(reg 0xf0 32) && sleep 0.01 && [ $(($(reg 0xf0 32))) -gt $((first)) ]
}

# clock NAME: Linux takes the time from it
clock()
{
	echo "$1" >$sources/current_clocksource &&
		[ "$(cat $sources/current_clocksource)" = "$1" ]
}

# time_passes: neither faster nor slower than the timers of CPUs
time_passes()
{
	read -r before rest </proc/uptime
	sleep 0.5
	read -r after rest </proc/uptime
	ms=$(echo "$before $after" | awk '{ print int(($2 - $1) * 1000) }')
	[ "$ms" -ge 490 ] && [ "$ms" -lt 1000 ] || {
		echo "$ms ms"
		return 1
	}
}

check "the machine is partitioned" enable_machine
check_match "who made it can be read" "8086" "$(reg 0x0 32)"
check_match "64 bits at a time, too" "8086" "$(reg 0x0 64)"
check "it counts" counts
for timer in 1 2; do
	at=$((0x108 + 0x20 * timer))
	check "comparator $timer can be written" reg $at 32 0x12345678
	check_equal "and keeps that" $((0x12345678)) $(($(reg $at 32)))
done
check "Linux takes the time from it" clock hpet
check "time passes" time_passes
check "Linux takes the time from the TSC" wait_until 5 clock tsc

# Address and data of messages; the address is written first
for timer in 0 1 2; do
	at=$((0x110 + 0x20 * timer))
	check_error "no message from timer $timer" "" reg $((at + 4)) 32 0xfee03000
	check_error "with no vector" "" reg $at 64 0xfee0300000000040
done
check_match "it was reported" "write of 4 bytes at guest-physical 0xfed00114" \
	"$(jailhouse console)"
check "all CPUs work" all_cpus_work
check "disabled" disable_machine
finish
