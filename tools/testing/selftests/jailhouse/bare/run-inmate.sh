#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Run an inmate without hypervisor, on a machine of QEMU's q35 or virt board
#
#	run-inmate.sh [-a ARCH] [-c CPUS] [-g GIC] [-t SECONDS] [-i] [-w DIR]
#		INMATE.bin [COMMAND LINE...]
#
# -a: x86, if not given, or arm64. -g: version of the interrupt controller on arm64, 3
# if not given. -i: deterministic instruction counting. Everything after "--" goes to
# QEMU. Environment: QEMU, CPU, CC, CROSS_COMPILE (of the arm64 firmware).
# Exit status: that of the inmate; 124 if it had to be stopped.

set -eu

arch=x86
cpus=1
gic=3
seconds=30
accel=tcg,thread=single
count=
work=

usage()
{
	sed -n '5,13s/^# \{0,1\}//p' "$0" >&2
	exit 2
}

while getopts a:c:g:t:iw: opt; do
	case $opt in
	a) arch=$OPTARG ;;
	c) cpus=$OPTARG ;;
	g) gic=$OPTARG ;;
	t) seconds=$OPTARG ;;
	i) count=1 ;;
	w) work=$OPTARG ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
[ $# -ge 1 ] || usage
inmate=$1
shift

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../../../../.." && pwd)
cleanup=
if [ -z "$work" ]; then
	work=$(mktemp -d)
	cleanup=$work
fi
trap '[ -z "$cleanup" ] || rm -rf "$cleanup"' EXIT
mkdir -p "$work"

# Where the inmate and its communication region are, the end of its command line, and
# what counts instructions: one in 8 ns, or on arm64 in 1 ns
case $arch in
x86)
	ram=0
	comm=0x100000
	words="exit-port=0x501"
	shift_ns=3
	machine_value=${APIC_KHZ:-0}
	;;
arm64)
	ram=0x70000000
	comm=0x80000000
	words="bare psci=hvc exit=semihosting"
	shift_ns=0
	machine_value=$gic
	;;
*)
	usage
	;;
esac
while [ $# -gt 0 ] && [ "$1" != -- ]; do
	words="$words $1"
	shift
done
[ "${1:-}" != -- ] || shift

${CC:-gcc} -O -Wall -I "$top/include/uapi" -o "$work/mkcell" "$here/mkcell.c"
"$work/mkcell" "$arch" "$inmate" "$cpus" "$machine_value" "$words" \
	"$work/ram.bin" "$work/comm.bin"

set -- -accel "$accel" -smp "$cpus" -nodefaults -no-user-config -no-reboot \
	-display none -serial stdio \
	-device loader,file="$work/ram.bin",addr=$ram,force-raw=on \
	-device loader,file="$work/comm.bin",addr=$comm,force-raw=on "$@"
if [ -n "$count" ]; then
	set -- -icount shift=$shift_ns,sleep=off \
		-rtc base=2026-01-01T00:00:00,clock=vm -seed 42 "$@"
fi
if [ "$arch" = x86 ]; then
	gcc -m32 -c -o "$work/firmware.o" "$here/firmware-x86.S"
	ld -m elf_i386 -Ttext 0 -e _start -o "$work/firmware.elf" "$work/firmware.o"
	objcopy -O binary -j .text "$work/firmware.elf" "$work/firmware.bin"
	qemu=${QEMU:-qemu-system-x86_64}
	set -- -M q35 -cpu "${CPU:-EPYC}" -m 64M -vga none -net none \
		-device intel-hda,addr=1b.0 -audiodev none,id=a \
		-device hda-output,audiodev=a -bios "$work/firmware.bin" \
		-device isa-debug-exit,iobase=0x501,iosize=4 "$@"
else
	cross=${CROSS_COMPILE-aarch64-linux-gnu-}
	"${cross}gcc" -c -DGIC="$gic" -DINMATE=$ram -o "$work/firmware.o" \
		"$here/firmware-arm64.S"
	"${cross}objcopy" -O binary -j .text "$work/firmware.o" "$work/firmware.bin"
	qemu=${QEMU:-qemu-system-aarch64}
	# RAM from 0x40000000 to behind the communication region
	set -- -M virt,gic-version="$gic" -cpu "${CPU:-cortex-a57}" -m 1088M -nic none \
		-device loader,file="$work/firmware.bin",addr=0x48000000,cpu-num=0,force-raw=on \
		-semihosting-config enable=on,target=native "$@"
fi

status=0
timeout "$seconds" "$qemu" "$@" < /dev/null || status=$?
[ "$arch" = x86 ] || exit $status
# isa-debug-exit turns what is written into 2n + 1
case $status in
124) exit 124 ;;
0) echo "run-inmate.sh: the machine was reset" >&2; exit 125 ;;
*) exit $((status >> 1)) ;;
esac
