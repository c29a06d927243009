# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# What the scripts qemu-<arch>.sh share. They are called as
#
#	qemu-<arch>.sh [-i] LOGDIR [KERNEL-ARGUMENT...]
#
# Serial ports are written to LOGDIR/ttyS0.log, ttyS1.log ..., whatever Linux calls
# them; with -i the first one is the terminal. The machine is deterministic by
# default: it behaves the same to the instruction in each run. Environment:
#
#	JH_SMP=4	CPUs
#	JH_CPU=		CPU model
#	JH_MEM=1G	memory
#	JH_MACHINE=	QEMU's machine and its options
#	JH_MTTCG=	1: one host thread a CPU, real time (not deterministic)
#	JH_QEMU=7	10: QEMU 10 from the cache (see qemu10.sh)
#	JH_APPEND=	more kernel arguments
#	JH_DEVICES=	more QEMU arguments
#	JH_TIMEOUT=600	seconds until the machine is killed; the log then ends with
#			"# jh: time-out" and where its CPUs were
#	JH_DOWN=10	seconds that it may need from the end of the tests to power-off
#	JH_PANIC=	1: a panic is how the machine ends, it does not reboot
#	JH_KERNEL, JH_INITRD	what to boot

cache=${JH_CACHE:-${JAILHOUSE_CACHE:-$HOME/.cache/jailhouse}}

# qemu_arguments [-i] LOGDIR [KERNEL-ARGUMENT...]: sets interactive, logdir, append
qemu_arguments()
{
	interactive=
	if [ "${1:-}" = -i ]; then
		interactive=1
		shift
	fi
	logdir=$1
	shift
	mkdir -p "$logdir"
	panic=-1
	[ -z "${JH_PANIC:-}" ] || panic=0
	append="panic=$panic printk.time=1 printk.devkmsg=on ${JH_APPEND:-} $*"
}

# qemu_program ARCH: sets qemu
qemu_program()
{
	case ${JH_QEMU:-7} in
	7)
		qemu=qemu-system-$1
		;;
	10)
		qemu=$cache/qemu10/run-qemu-system-$1
		[ -x "$qemu" ] || {
			echo "there is no $qemu: './run check' gets it" >&2
			exit 2
		}
		;;
	*)
		echo "JH_QEMU has to be 7 or 10" >&2
		exit 2
		;;
	esac
}

# time_out WHY: end the machine, leave behind where its CPUs were
time_out()
{
	timeout 2 cat "$logdir/monitor.out" >"$logdir/monitor.log" &
	echo "info registers -a" >"$logdir/monitor.in"
	wait $! || :
	kill "$pid" 2>/dev/null || :
	{
		printf '\n# jh: time-out: %s\n' "$1"
		grep -aoE '^CPU#[0-9]+|[RE]IP=.*|\bPC=[0-9a-f]+' \
			"$logdir/monitor.log" | sed 's/^/#   /'
	} >>"$logdir/ttyS0.log"
}

# The machine ends by itself, and soon after its tests.
qemu_wait()
{
	left=$((${JH_TIMEOUT:-600} * 5))
	down=$((${JH_DOWN:-10} * 5))
	why="after ${JH_TIMEOUT:-600} s"
	while kill -0 "$pid" 2>/dev/null; do
		if [ -n "${JH_PANIC:-}" ] &&
		   grep -q 'end Kernel panic' "$logdir/ttyS0.log"; then
			kill "$pid"
			break
		fi
		if [ $left -le 0 ]; then
			time_out "$why"
			break
		fi
		if [ $left -gt $down ] && grep -q '# jh: done' "$logdir/ttyS0.log"; then
			left=$down
			why="no power-off ${JH_DOWN:-10} s after the tests"
		fi
		sleep 0.2
		left=$((left - 1))
	done
	wait "$pid" || :
}

# qemu_run KERNEL INITRD ICOUNT TCG ARGUMENT...: boot these, unless JH_KERNEL or
# JH_INITRD says otherwise; an instruction takes 2^ICOUNT ns where the machine is
# deterministic. Ends when the machine has.
qemu_run()
{
	kernel=${JH_KERNEL:-$1}
	initrd=${JH_INITRD:-$2}
	icount=$3
	tcg=$4
	shift 4
	if [ -n "${JH_MTTCG:-}" ]; then
		set -- -accel tcg,thread=multi "$@"
	else
		set -- -accel "tcg,thread=single$tcg" -icount "shift=$icount,sleep=off" \
			-rtc base=2026-01-01T00:00:00,clock=vm -seed 42 "$@"
	fi
	# The first serial port is the first one that is named
	if [ -n "$interactive" ]; then
		set -- -serial mon:stdio "$@"
	else
		set -- -serial "file:$logdir/ttyS0.log" "$@"
	fi
	# shellcheck disable=SC2086
	set -- "$qemu" -smp "${JH_SMP:-4}" -m "${JH_MEM:-1G}" -nodefaults \
		-no-user-config -no-reboot -display none -vga none -net none \
		"$@" ${JH_DEVICES:-} \
		-kernel "$kernel" -initrd "$initrd" -append "$append"
	[ -z "$interactive" ] || exec "$@"

	rm -f "$logdir"/monitor.*
	mkfifo "$logdir/monitor.in" "$logdir/monitor.out"
	set -- "$@" -chardev "pipe,id=monitor,path=$logdir/monitor" -mon monitor
	printf '%s\n' "$@" >"$logdir/qemu.args"
	: >"$logdir/ttyS0.log"
	"$@" </dev/null >"$logdir/qemu.log" 2>&1 &
	pid=$!
	trap 'kill $pid 2>/dev/null' INT TERM HUP
	qemu_wait
	rm -f "$logdir/monitor.in" "$logdir/monitor.out"
}
