#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The hostile inmate: everything that a cell was not given, one class of it in each
# life of a cell. What becomes of the cell is what the inmate announces, what was
# refused is reported as what it was, the cell can be started again, and neither
# Linux nor a cell with a timer notice.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

# How late the timer of the other cell may be, in nanoseconds. The emulator executes
# CPUs in turn, and divides the time until its next timer event among them. A clock
# that nobody listens to (fast_clock) makes one every 244 us, so the three other
# CPUs take 183 us at most. What is left are 8000 instructions, for exits on the
# way and for the handler. (QEMU 7 does not divide the time: there, what the timer
# waits for is a busy CPU with a lower number, and not the hypervisor.)
deadline=250000

# A class for each life of a cell:
#
#	CELL/INMATE CLASS[,ARGUMENT...] FATE KIND ACCESS
#
# FATE is stopped, or it survives what was refused or ignored, or it hangs, keeping
# itself busy for ever; "any" if that is up to the processor. KIND and ACCESS are
# what a report says: see kind(), and a pattern for its beginning, where @ is "at
# guest-physical ". Without them there must be none.
classes='
hostile/hostile mem-read stopped memory read of 4 bytes @0x200000
hostile/hostile mem-read,addr=0x101000 stopped memory read of 4 bytes @0x101000
hostile/hostile mem-read,addr=0x3a000000 stopped memory read of 4 bytes @0x3a000000
hostile/hostile mem-read,addr=0x3b0ffff0 stopped memory read of 4 bytes @0x3b0ffff0
hostile/hostile mem-read,addr=0x3b100000 stopped memory read of 4 bytes @0x3b100000
hostile/hostile mem-read,addr=0x3b200000 stopped memory read of 4 bytes @0x3b200000
hostile/hostile mem-read,addr=0xfffffff0 stopped memory read of 4 bytes @0xfffffff0
hostile/hostile mem-read,addr=0x100000000 stopped memory read of 4 bytes @0x100000000
hostile/hostile mem-read,addr=0xfffffffff0 stopped memory read of 4 bytes @0xfffffffff0
hostile/hostile mem-write stopped memory write of 4 bytes @0x200000, value 0xdeadbeef
hostile/hostile mem-write,addr=0x3a000000 stopped memory write of 4 bytes @0x3a000000
hostile/hostile mem-write,addr=0xfee01000 stopped memory write of 4 bytes @0xfee01000
hostile/hostile mem-modify stopped memory * @0x200000
hostile/hostile mem-exec stopped memory fetch @0x200000
hostile/hostile mem-string stopped memory write @0x200000
hostile/hostile mem-vector stopped memory write @0x200000
hostile/hostile mem-stack stopped memory write @0x200038
hostile/hostile mem-crossing stopped memory read of 8 bytes @0x101000
hostile/hostile mem-cr3 stopped memory page table @0x200000
hostile/hostile mem-pt-device stopped register page table @0xfee00000
hostile/hostile mem-idt stopped memory read @0x200030
hostile/hostile mem-gdt stopped memory read @0x200010
hostile/hostile mem-device-exec stopped register fetch @0xfee00000
hostile/hostile mem-hpet stopped memory read of 4 bytes @0xfed00000
hostile/hostile port-read stopped port read of 1 bytes at port 0x70
hostile/hostile port-write stopped port write of 1 bytes at port 0x70, value 0x0
hostile/hostile port-wide stopped port read of 4 bytes at port 0x70
hostile/hostile port-ins stopped port read of 1 bytes at port 0x70
hostile/hostile port-outs stopped port write of 1 bytes at port 0x70
hostile/hostile port-cf9 stopped port write of 1 bytes at port 0xcf9, value 0x6
hostile/hostile port-64 stopped port write of 1 bytes at port 0x64, value 0xfe
hostile/hostile port-92 stopped port write of 1 bytes at port 0x92, value 0x1
hostile/hostile port-smi stopped port write of 1 bytes at port 0xb2
hostile/hostile port-sleep stopped port write of 2 bytes at port 0x604, value 0x2000
hostile/hostile port-80-word stopped port write of 2 bytes at port 0x80
hostile/hostile port-pmtimer stopped port write of 4 bytes at port 0x608
hostile/hostile port-cf8-byte stopped port write of 1 bytes at port 0xcfb, value 0x80
hostile/hostile cfg-write stopped config write of 2 bytes at 00:1f.0, register 0x4, value 0x0
hostile/hostile cfg-write-ecam stopped config write of 2 bytes at 00:1f.0, register 0x4, value 0x0
hostile/hostile cfg-write-absent stopped config write of 2 bytes at fe:1e.7, register 0x4, value 0x0
hostile/hostile cfg-ecam-beyond stopped memory read of 4 bytes @0xc0000000
hostile/hostile triple-fault stopped fault
hostile/hostile apic-end stopped memory read of 8 bytes @0xfee01000
hostile/hostile user-read survives memory read of 4 bytes @0x200000
hostile/hostile user-write survives memory write of 4 bytes @0x200000
hostile/hostile user-vector survives memory read @0x200000
hostile/hostile user-modify survives memory * @0x200000
hostile/hostile user-exec survives memory fetch @0x200000
hostile/hostile msr-read survives msr read of MSR 0x
hostile/hostile msr-write survives msr * of MSR 0x
hostile/hostile msr-dangerous survives msr write of MSR 0x1b, value 0xfee10800
hostile/hostile msr-efer survives msr write of MSR 0xc0000080
hostile/hostile msr-pat survives msr write of MSR 0x277, value 0xffffffffffffffff
hostile/hostile msr-mtrr survives
hostile/hostile msr-x2apic survives msr read of MSR 0x80
hostile/hostile cr0 survives
hostile/hostile cr4 stopped exit exit code 0xffffffff
hostile/hostile svm survives
hostile/hostile odd-insns survives
hostile/hostile rdpmc survives
hostile/hostile db-handler hangs
hostile/hostile cache,count=100 survives
hostile/hostile cache-loop hangs
hostile/hostile flood,ms=30 survives msr read of MSR 0xc0010114
hostile/hostile ipi-x2apic survives ipi destination 0x0
hostile/hostile ipi-xapic survives ipi destination 0x0
hostile/hostile ipi-logical,count=1000 survives ipi destination 0x
hostile/hostile ipi-broadcast survives ipi destination 0xff, value 0x4040
hostile/hostile ipi-modes survives ipi destination 0x1, value 0x4100
hostile/hostile apic-mmio stopped register write of 4 bytes @0xfee00
hostile/hostile apic-unaligned survives
hostile/hostile apic-byte stopped register write of 1 bytes @0xfee00080
hostile/hostile apic-base survives msr write of MSR 0x1b
hostile/hostile nmi-storm,count=1000 survives
hostile/hostile irq-priority survives
hostile/hostile irq-exceptions hangs
hostile/hostile timer-storm survives
hostile/hostile call-rights survives
hostile/hostile call-arguments,count=2000 survives
hostile/hostile call-registers survives
hostile/hostile comm-garbage survives
hostile/hostile comm-states survives
hostile/hostile comm-replies survives
hostile/hostile comm-silence hangs
hostile/hostile-32 triple-fault stopped fault
hostile/hostile-32 mem-read stopped memory read of 4 bytes @0x200000
hostile/hostile-32 v86-memory survives
hostile/hostile-32 user-read survives memory read of 4 bytes @0x200000
hostile/hostile-32 task-switch survives
hostile/hostile-32 ac-loop any
hostile-devices/hostile testdev-rest stopped register read of 4 bytes @0x101000
hostile-devices/hostile testdev-beyond stopped register read of 8 bytes @0x101ffc
hostile-devices/hostile testdev-string stopped instruction 0x
hostile-devices/hostile testdev-modify stopped instruction 0x
hostile-devices/hostile testdev-push stopped register write @0x101ff8, delivering
hostile-devices/hostile ioapic-id stopped register write of 4 bytes @0xfec00010, value 0xf000000
hostile-devices/hostile ioapic-version stopped register write of 4 bytes @0xfec00010
hostile-devices/hostile ioapic-beyond stopped register write of 4 bytes @0xfec00010
hostile-devices/hostile ioapic-dest stopped register write of 4 bytes @0xfec00010, value 0x40
hostile-devices/hostile ioapic-mode stopped register write of 4 bytes @0xfec00010, value 0x400
hostile-devices/hostile ioapic-foreign,ioapic-pin=3 survives
hostile-devices/hostile msi-dest stopped config write of 2 bytes at 00:1b.0, register 0x62
hostile-devices/hostile msi-mode stopped config write of 2 bytes at 00:1b.0, register 0x62
hostile-devices/hostile cfg-own-id stopped config write of 4 bytes at 00:1b.0, register 0x0
hostile-devices/hostile cfg-own-bar stopped config write of 2 bytes at 00:1b.0, register 0x4
conform/hostile testdev-race any
conform/hostile start-storm hangs
conform/hostile refused-storm,count=20 survives msr read of MSR 0xc0010114
conform/hostile init-storm,count=1000 any
'

# Without a page of registers, what is written there is a message to a CPU as well
if in_x2apic_machine; then
	classes="
hostile/hostile mem-write,addr=0xfee00000 stopped memory write of 4 bytes @0xfee00000
$classes"
fi

# kind WORD: how a report begins
kind()
{
	case $1 in
	memory)		echo "memory that was not granted" ;;
	register)	echo "device register that may not be accessed so" ;;
	port)		echo "I/O port that was not granted" ;;
	msr)		echo "model-specific register that was not granted" ;;
	config)		echo "PCI configuration space that was not granted" ;;
	exit)		echo "exit that was not expected" ;;
	ipi)		echo "interprocessor interrupt to a CPU outside of the cell" ;;
	instruction)	echo "instruction that cannot be emulated" ;;
	fault)		echo "triple fault" ;;
	esac
}

# fast_clock: let the emulated RTC count at 4096 Hz. Linux has no driver for it, and
# its interrupt is masked.
fast_clock()
{
	rtc_write 0a 24 && rtc_write 0b 42
}

# rtc_write REGISTER VALUE: hexadecimal
rtc_write()
{
	put /dev/port 112 "$1" && put /dev/port 113 "$2"
}

partition()
{
	modprobe jailhouse && enable_system
}

# next_line: read one from the console into $line
next_line()
{
	# shellcheck disable=SC3045	# busybox knows it
	IFS='' read -r -t 10 line <&4 || {
		text="$text
nothing was printed for 10 s"
		return 1
	}
	case $line in
	*"Timer fired"*) ;;
	*) text="$text
$line" ;;
	esac
}

# follow: what the cell does, until the class is over in one way or another. The
# timer of the other cell is the clock. This and what it calls start no programs:
# those would take most of the time.
follow()
{
	# What was printed while the last class was waited for comes first
	text='' came='' report='' seen='|' twice='' ticks=-200 patience=40
	[ "$expected" != hangs ] || patience=3
	while next_line; do
		case $line in
		*"hostile: $class: begin, expect"*)
			ticks=0 ;;
		*"violation "*"($cell), CPU "*)
			this=$line
			line="${this##*"($cell), "}"
			case $seen in
			*"|$line|"*) twice="$line" ;;
			esac
			seen="$seen$line|"
			next_line && this="$this|$line" && next_line || return 1
			[ -n "$report" ] || report="$this|$line"
			[ "$line" != "  outcome:  CPU stopped" ] || came=stopped
			;;
		*"hostile: $class: end, survived"*)
			came=survives ;;
		*"hostile: $class: end,"*)
			came="ends, but not well" ;;
		*"FATAL: "*)
			came="ends by an exception" ;;
		*"Timer fired"*)
			ticks=$((ticks + 1))
			[ $ticks -lt $patience ] || [ -n "$came" ] || came=hangs
			;;
		esac
		# A report may come behind the end
		[ -z "$came" ] || [ "$came" != survives ] || [ -z "$kind" ] ||
			[ -n "$report" ] || [ $ticks -ge $patience ] || continue
		[ -z "$came" ] || break
	done
}

# timer_late: nanoseconds, the most so far, as of now
timer_late()
{
	while next_line; do
		case $line in
		*"Timer fired"*"max: "*)
			late=${line##*max: }
			late=${late%% *}
			return 0
			;;
		esac
	done
	return 1
}

others_well()
{
	[ "$late" -le $deadline ] || {
		echo "the timer of cell apic was $late ns late, more than $deadline"
		return 1
	}
	for cpu in 0 2; do
		read -r online 2>/dev/null </sys/devices/system/cpu/cpu$cpu/online ||
			online=1
		[ "$online" = 0 ] || taskset $((1 << cpu)) sleep 0.002 || return 1
	done
}

# check_report KIND ACCESS: it was reported first of all, and nothing if there was
# nothing to report
check_report()
{
	if [ -z "$1" ]; then
		# An NMI that meets a CPU on its start is the cell's own fault
		[ "$expected:$came" != any:stopped ] ||
			report=${report##*triple fault*}
		check_equal "$title: no report" "" "$report"
		return
	fi
	access=$2
	case $access in
	*" @"*) access="${2%% @*} at guest-physical ${2#* @}" ;;
	esac
	outcome=refused
	[ "$expected" = survives ] || outcome="CPU stopped"
	want=$(kind "$1")
	# The last one is a pattern
	# shellcheck disable=SC2254
	case $report in
	*" ($cell), CPU "[12]": $want|  access:   "$access*"|  outcome:  $outcome")
		check_equal "$title: reported, and once" "" "$twice" ;;
	*)
		fail "$title: reported" "expected:
CPU 1: $want|  access:   $access|  outcome:  $outcome
got:
$report" ;;
	esac
}

# class CLASS[,ARGUMENT...] [KIND ACCESS]: $cell, $inmate, $expected are set
class()
{
	class=${1%%,*}
	title="$inmate $1"
	kind=$2
	words=$1
	while :; do
		case $words in
		*,*) words="${words%%,*} ${words#*,}" ;;
		*) break ;;
		esac
	done
	if ! out=$(jailhouse cell load "$cell" "/inmates/$inmate.bin" \
			-s "con=hypercall class=$words ms=50" -a 0x1000 2>&1 &&
			jailhouse cell start "$cell" 2>&1); then
		fail "$title: starts" "$out"
		return
	fi
	follow
	case $expected:$came in
	any:survives | any:stopped | any:hangs | any:"ends by an exception" | \
	"$came:$came")
		pass "$title: $came" ;;
	*)
		fail "$title: $expected" "came: $came
$text" ;;
	esac
	[ "$expected" = any ] || check_report "$2" "$3"
	timer_late || late=999999999
	check "$title: others do not notice" others_well
}

# change_cell [NAME]: destroy the last one, create another
change_cell()
{
	[ -z "$cell" ] ||
		check "cell $cell is destroyed" jailhouse cell destroy "$cell"
	cell=$1
	[ -z "$cell" ] ||
		check "cell $cell is created" \
			jailhouse cell create "/configs/$cell.dtb"
}

# Only some of the classes, if their names are on the kernel's command line
only=$(sed -n 's/.*jh.hostile=\([^ ]*\).*/\1/p' /proc/cmdline)
if [ -n "$only" ]; then
	classes=$(echo "$classes" | grep -E " ($(echo "$only" | tr , '|'))[, ]")
fi

if ! debug_driver; then
	plan 1
	skip "hostile inmate" "a driver with the test device (jh.debug)"
	finish
fi

plan "$(echo "$classes" | awk -v only="$only" '
	NF	{ n += $3 == "any" ? 2 : 3 }
	{ sub("/.*", "") }
	NF && $1 != last { n += 2; last = $1 }
	END	{ print n + 8 + (only == "") }')"

# Cells are managed by a CPU that belongs to none. The emulator's APIC keeps in its
# error register for ever what a cell did wrong, and Linux takes that for its own
# errors when this CPU starts another one.
taskset -p 1 $$ >/dev/null

check "the machine is partitioned" partition
# What cells say and what is said about them comes from file descriptor 4
mkfifo /tmp/pipe
# shellcheck disable=SC2034	# disable_machine uses it
jailhouse console -f >/tmp/pipe 2>&1 &
console_pid=$!
exec 4</tmp/pipe
check "the emulator has a fast clock" fast_clock
pool=$(pool_used)
timer=apic
check "a cell with a timer runs" run_cell $timer apic no-lock period=1000 every=20
check "its timer prints" timer_late
timer_late
check "it is in time" others_well

cell=
echo "$classes" | grep . >/tmp/classes
while read -r place class expected kind access <&3; do
	config=${place%/*}
	inmate=${place#*/}
	[ "$cell" = "$config" ] || change_cell "$config"
	class "$class" "$kind" "$access"
done 3</tmp/classes
change_cell
[ -n "$only" ] || skip "hostile db-loop" \
	"an emulator that takes data breakpoints with -icount, and during delivery"
diag "the timer of the other cell was $late ns late at most"

jailhouse cell shutdown $timer 2>/dev/null
jailhouse cell destroy $timer
check_equal "used pages are back" "$pool" "$(pool_used)"
check "all CPUs are back at Linux" all_cpus_work
check "disabled" disable_machine
finish
