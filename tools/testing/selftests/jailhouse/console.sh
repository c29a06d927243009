#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The log of hypervisor and cells: a cell that prints more than anybody reads, and a
# system whose root cell may not read what cells print.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

reader=/tmp/reader

plan 25

# read_log: what file descriptor 3 has not read yet
read_log()
{
	timeout 1 cat <&3 2>/dev/null
}

# Numbers of the lines "Timer fired N," are in sequence, and there are enough
in_sequence()
{
	sed -n 's/^cell [0-9]*: Timer fired \([0-9]*\),.*/\1/p' "$1" |
		awk -v least="$2" '
		NR > 1 && $1 != last + 1 { print last " is followed by " $1; bad = 1 }
		{ last = $1 }
		END { if (NR < least) print "only " NR " lines"
		      exit bad || NR < least }'
}

# flag_config TO PROPERTY: the system's configuration with another property instead
# of root-reads-console, which is not longer
flag_config()
{
	fc_from=$(printf root-reads-console | xxd -p)
	fc_to=$(printf %s "$2" | xxd -p)
	while [ ${#fc_to} -lt ${#fc_from} ]; do
		fc_to=${fc_to}00
	done
	xxd -p "$(system_config)" | tr -d '\n' | sed "s/$fc_from/$fc_to/" |
		xxd -r -p >"$1"
	! cmp -s "$1" "$(system_config)"
}

check "the machine is partitioned" enable_machine
exec 3</dev/jailhouse
read_log >/dev/null

# A cell with a timer prints a line ten times in a second
check "a cell prints now and then" run_cell apic apic no-lock
check "it does" wait_until 10 console_has "Timer fired 2,"

# Without an argument "hostile" lists all that it can do: more than a ring holds
check "a cell prints much" run_cell hostile hostile
check "who waits for it reads the end of it" \
	wait_until 20 console_has "hostile: class comm-silence"
read_log >$reader
check_match "who reads late is told what was lost" \
	'^\.\.\. [1-9][0-9]* bytes lost, read more often \.\.\.$' "$(cat $reader)"
check_equal "... once" 1 "$(grep -c 'bytes lost' $reader)"
check "the end is there" grep -q "hostile: class comm-silence" $reader
check "all other lines are whole" \
	sh -c "! grep -Ev '^(cell [0-9]+: |hypervisor: |\.\.\. )' $reader"

# The ring of another CPU was not touched
check "the other cell has lost no line" in_sequence $reader 5
lost=$(sed -n 's/^\.\.\. \([0-9]*\) bytes lost.*/\1/p' $reader)
kept=$(grep 'hostile: class' $reader | wc -c)
check "a ring of 4 KiB was kept ($lost bytes lost, $kept kept)" \
	[ "$kept" -gt 2000 -a "$kept" -lt 5000 ]

# Again and again, while nobody but the background process reads
n=0
while [ $n -lt 10 ]; do
	jailhouse cell shutdown hostile 2>/dev/null
	jailhouse cell start hostile
	n=$((n + 1))
done
check "the cell that prints much lives on" cell_is hostile running
all_console_text >/tmp/all
check "the other one has not lost its pace" in_sequence /tmp/all 10
check "Linux works" taskset 1 sleep 0.02
exec 3<&-
check "the cell is destroyed" jailhouse cell destroy hostile
jailhouse cell destroy apic 2>/dev/null
check "the other one is destroyed" jailhouse cell destroy apic
check "the machine is Linux's again" disable_machine

# The root cell may not know what cells print
flag_config /tmp/private.dtb test-device
check "enabled without root-reads-console" jailhouse enable /tmp/private.dtb
collect_console
check "a cell prints" run_cell hostile hostile class=mem-write
check "the driver says that nobody sees it" \
	sh -c "dmesg | grep -q \"cell 'hostile': nobody will see what it prints\""
check "it has come to where it prints" wait_until 10 cell_is hostile failed
check "the root is told why it failed" \
	wait_until 5 console_has "memory that was not granted"
check_equal "but not what it printed" "" "$(all_console_text | grep '^cell ')"
jailhouse cell destroy hostile
check "the machine is Linux's again" disable_machine

# What does not exist yet is refused
flag_config /tmp/audit.dtb audit
check_error "audit mode" "audit mode does not exist yet; remove 'audit'" \
	jailhouse enable /tmp/audit.dtb
finish
