#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Run an inmate without hypervisor, on a machine of QEMU's q35 board
#
#	run-inmate.sh [-c CPUS] [-t SECONDS] [-i] [-w DIR] INMATE.bin [COMMAND LINE...]
#
# -i: deterministic instruction counting. Everything after "--" goes to QEMU.
# Exit status: that of the inmate; 124 if it had to be stopped.

set -eu

cpus=1
seconds=30
accel=tcg,thread=single
extra=
work=

usage()
{
	sed -n '5,9s/^# \{0,1\}//p' "$0" >&2
	exit 2
}

while getopts c:t:iw: opt; do
	case $opt in
	c) cpus=$OPTARG ;;
	t) seconds=$OPTARG ;;
	i) extra="-icount shift=3,sleep=off -rtc base=2026-01-01T00:00:00,clock=vm -seed 42" ;;
	w) work=$OPTARG ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
[ $# -ge 1 ] || usage
inmate=$1
shift

cmdline="exit-port=0x501"
while [ $# -gt 0 ] && [ "$1" != -- ]; do
	cmdline="$cmdline $1"
	shift
done
[ "${1:-}" != -- ] || shift

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../../../../.." && pwd)
cleanup=
if [ -z "$work" ]; then
	work=$(mktemp -d)
	cleanup=$work
fi
trap '[ -z "$cleanup" ] || rm -rf "$cleanup"' EXIT
mkdir -p "$work"

${CC:-gcc} -O -Wall -I "$top/include/uapi" -o "$work/mkcell" "$here/mkcell.c"
${CC:-gcc} -m32 -c -o "$work/firmware.o" "$here/firmware.S"
ld -m elf_i386 -Ttext 0 -e _start -o "$work/firmware.elf" "$work/firmware.o"
objcopy -O binary -j .text "$work/firmware.elf" "$work/firmware.bin"
"$work/mkcell" "$inmate" "$cpus" "${APIC_KHZ:-0}" "$cmdline" "$work/ram.bin" "$work/comm.bin"

# shellcheck disable=SC2086 # $extra is a list of words
set -- -accel "$accel" $extra -M q35 -cpu "${CPU:-EPYC}" -smp "$cpus" -m 64M \
	-nodefaults -no-user-config -no-reboot -display none -vga none -net none \
	-device intel-hda,addr=1b.0 -audiodev none,id=a -device hda-output,audiodev=a \
	-serial stdio -bios "$work/firmware.bin" \
	-device loader,file="$work/ram.bin",addr=0,force-raw=on \
	-device loader,file="$work/comm.bin",addr=0x100000,force-raw=on \
	-device isa-debug-exit,iobase=0x501,iosize=4 "$@"

status=0
timeout "$seconds" "${QEMU:-qemu-system-x86_64}" "$@" < /dev/null || status=$?
# isa-debug-exit turns what is written into 2n + 1
case $status in
124) exit 124 ;;
0) echo "run-inmate.sh: the machine was reset" >&2; exit 125 ;;
*) exit $((status >> 1)) ;;
esac
