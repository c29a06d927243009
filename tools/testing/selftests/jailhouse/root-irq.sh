#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Interrupts of the devices that the root cell has, by IO-APIC and by message: they
# arrive as before, on the CPU that Linux chooses, also beside cells; what was set up
# before enable goes on, and so does it after disable.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

plan 37

# irq_of NAME: number of its interrupt
irq_of()
{
	sed -n "s/^ *\([0-9]*\): .* $1\$/\1/p" /proc/interrupts
}

# count_of NAME [CPU]: how many came, on all CPUs or on one
count_of()
{
	awk -v name="$1" -v cpu="${2:--1}" '
	NR == 1 { for (i = 1; i <= NF; i++) column[substr($i, 4)] = i + 1; n = NF; next }
	$NF == name {
		for (i = 2; i <= n + 1; i++)
			if (cpu < 0 || i == column[cpu])
				sum += $i
	}
	END { print sum + 0 }' /proc/interrupts
}

# The UART of the second port sends a line, which takes interrupts
send_line()
{
	echo "from Linux" >&3
}

# moves NAME CPU COMMAND...: the command makes interrupts on this CPU, on no other
moves()
{
	mv_name=$1
	mv_cpu=$2
	shift 2
	mv_all=$(count_of "$mv_name")
	mv_one=$(count_of "$mv_name" "$mv_cpu")
	"$@" || return 1
	wait_until 2 more_came || {
		echo "no interrupt '$mv_name' on CPU $mv_cpu"
		cat /proc/interrupts
		return 1
	}
	mv_all=$(($(count_of "$mv_name") - mv_all))
	mv_one=$(($(count_of "$mv_name" "$mv_cpu") - mv_one))
	[ $mv_all -eq $mv_one ] || {
		echo "$mv_all interrupts '$mv_name', $mv_one on CPU $mv_cpu"
		return 1
	}
}

more_came()
{
	[ "$(count_of "$mv_name" "$mv_cpu")" -gt "$mv_one" ]
}

# route NAME CPU: where it goes from now on
route()
{
	echo "$2" >/proc/irq/"$(irq_of "$1")"/smp_affinity_list
}

messages()
{
	echo 5 >/sys/module/jh_msi/parameters/fire
}

# both_arrive WHEN CPU...: on each of the CPUs
both_arrive()
{
	when=$1
	shift
	for cpu; do
		route ttyS1 "$cpu"
		# The first one may still go where it went
		send_line
		sleep 0.05
		check "$when: by IO-APIC, on CPU $cpu" moves ttyS1 "$cpu" send_line
		route jh_msi "$cpu"
		messages
		check "$when: by message, on CPU $cpu" moves jh_msi "$cpu" messages
	done
	check_equal "$when: none is missing" 0 \
		"$(cat /sys/module/jh_msi/parameters/missing)"
}

check "a device with MSI is there" modprobe jh_msi
exec 3>/dev/ttyS1
both_arrive "without hypervisor" 0 3
check "the machine is partitioned" enable_machine
both_arrive "in the root cell" 0 1 2 3
# Linux moves what went to the CPU that it loses
check "a cell runs" run_cell apic apic no-lock
check "it prints" wait_until 10 console_has "Timer fired 2,"
both_arrive "beside a cell" 0 2

# From nothing: capability and message are written under the hypervisor's eyes
check "the device goes" rmmod jh_msi
check "the device comes again" modprobe jh_msi
both_arrive "set up in the root cell" 1
check "the cell goes" sh -c \
	"jailhouse cell shutdown apic 2>/dev/null; jailhouse cell destroy apic"
both_arrive "after the cell" 3
# CPUs that come online try model-specific registers, and survive that
check_equal "nothing was refused" "" "$(grep violation $console_log |
	grep -v model-specific)"
check "disabled" disable_machine
both_arrive "without hypervisor again" 3
exec 3>&-
finish
