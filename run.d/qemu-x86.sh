#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Run the x86 machine: qemu-x86.sh [-i] LOGDIR [KERNEL-ARGUMENT...]
#
# Serial ports are written to LOGDIR/ttyS0.log ... ttyS3.log; with -i the first
# one is the terminal. The machine is deterministic by default: it behaves the
# same to the instruction in each run. Environment:
#
#	JH_SMP=4	CPUs
#	JH_CPU=EPYC	CPU model
#	JH_MEM=1G	memory
#	JH_MTTCG=	1: one host thread a CPU, real time (not deterministic)
#	JH_X2APIC=	1: Linux uses x2APIC, with a VT-d unit for interrupts only;
#			needs QEMU 10 and the configuration qemu-q35-x2apic
#	JH_QEMU=7	10: QEMU 10 from the cache (see qemu10.sh)
#	JH_APPEND=	more kernel arguments
#	JH_DEVICES=	more QEMU arguments
#	JH_TIMEOUT=600	seconds until the machine is killed; the log then ends with
#			"# jh: time-out" and where its CPUs were
#	JH_PANIC=	1: a panic is how the machine ends, it does not reboot
#	JH_KERNEL, JH_INITRD	what to boot

set -eu

interactive=
if [ "${1:-}" = -i ]; then
	interactive=1
	shift
fi
logdir=$1
shift
mkdir -p "$logdir"

cache=${JH_CACHE:-${JAILHOUSE_CACHE:-$HOME/.cache/jailhouse}}
kernel=${JH_KERNEL:-$cache/build-x86/arch/x86/boot/bzImage}
initrd=${JH_INITRD:-$cache/build-x86/initramfs.cpio}
machine=q35
cpu=EPYC
tcg=tcg,thread=single
more=

if [ -n "${JH_X2APIC:-}" ]; then
	JH_QEMU=10
	machine=q35,kernel-irqchip=split
	cpu=EPYC,+x2apic
	JH_APPEND="jh.x2apic ${JH_APPEND:-}"
	more="-device intel-iommu,intremap=on,eim=on"
	# A timer's register is an MSR then, and with -icount QEMU dies ("Bad icount
	# read") where such an instruction is not the last one of its block.
	tcg=$tcg,one-insn-per-tb=on
fi

case ${JH_QEMU:-7} in
7)
	qemu="qemu-system-x86_64"
	;;
10)
	qemu=$cache/qemu10/run-qemu-system-x86_64
	[ -x "$qemu" ] || {
		echo "there is no $qemu: './run check x86-svm' gets it" >&2
		exit 2
	}
	;;
*)
	echo "JH_QEMU has to be 7 or 10" >&2
	exit 2
	;;
esac

# Where the hypervisor and the cells live; configs/x86 says the same.
# shellcheck disable=SC2016
reserve='memmap=82M$0x3a000000'

panic=-1
[ -z "${JH_PANIC:-}" ] || panic=0
append="console=ttyS0 panic=$panic printk.time=1 printk.devkmsg=on $reserve"
append="$append ${JH_APPEND:-} $*"
# A busy host leaves no time between the ticks that Linux waits for
[ -z "${JH_MTTCG:-}" ] || append="$append no_timer_check"

set -- -cpu "${JH_CPU:-$cpu}" -smp "${JH_SMP:-4}" -m "${JH_MEM:-1G}" \
	-nodefaults -no-user-config -no-reboot -display none -vga none -net none \
	-device e1000,addr=19.0 -device intel-hda,addr=1b.0 \
	-audiodev none,id=a -device hda-output,audiodev=a

if [ -n "${JH_MTTCG:-}" ]; then
	set -- -accel tcg,thread=multi "$@"
else
	set -- -accel $tcg -icount shift=3,sleep=off \
		-rtc base=2026-01-01T00:00:00,clock=vm -seed 42 "$@"
fi

if [ -n "$interactive" ]; then
	set -- "$@" -serial mon:stdio
else
	set -- "$@" -serial "file:$logdir/ttyS0.log"
fi
for n in 1 2 3; do
	set -- "$@" -serial "file:$logdir/ttyS$n.log"
done

# shellcheck disable=SC2086
set -- "$qemu" -M "${JH_MACHINE:-$machine}" "$@" $more ${JH_DEVICES:-} \
	-kernel "$kernel" -initrd "$initrd" -append "$append"

if [ -n "$interactive" ]; then
	exec "$@"
fi

rm -f "$logdir"/monitor.*
mkfifo "$logdir/monitor.in" "$logdir/monitor.out"
set -- "$@" -chardev "pipe,id=monitor,path=$logdir/monitor" -mon monitor
printf '%s\n' "$@" >"$logdir/qemu.args"
: >"$logdir/ttyS0.log"
"$@" </dev/null >"$logdir/qemu.log" 2>&1 &
pid=$!
trap 'kill $pid 2>/dev/null' INT TERM HUP

# time_out WHY: end the machine, leave behind where its CPUs were
time_out()
{
	timeout 2 cat "$logdir/monitor.out" >"$logdir/monitor.log" &
	echo "info registers -a" >"$logdir/monitor.in"
	wait $! || :
	kill $pid 2>/dev/null || :
	{
		printf '\n# jh: time-out: %s\n' "$1"
		grep -aoE '^CPU#[0-9]+|[RE]IP=.*' "$logdir/monitor.log" |
			sed 's/^/#   /'
	} >>"$logdir/ttyS0.log"
}

# The machine ends by itself, and soon after its tests.
left=$((${JH_TIMEOUT:-600} * 5))
why="after ${JH_TIMEOUT:-600} s"
while kill -0 $pid 2>/dev/null; do
	if [ -n "${JH_PANIC:-}" ] &&
	   grep -q 'end Kernel panic' "$logdir/ttyS0.log"; then
		kill $pid
		break
	fi
	if [ $left -le 0 ]; then
		time_out "$why"
		break
	fi
	if [ $left -gt 50 ] && grep -q '# jh: done' "$logdir/ttyS0.log"; then
		left=50
		why="no power-off 10 s after the tests"
	fi
	sleep 0.2
	left=$((left - 1))
done
wait $pid || :
rm -f "$logdir/monitor.in" "$logdir/monitor.out"
