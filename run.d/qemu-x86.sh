#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Run the x86 machine, by default with CPU model EPYC and four serial ports; see
# qemu.sh. Environment, besides what is there:
#
#	JH_X2APIC=	1: Linux uses x2APIC, with a VT-d unit for interrupts only;
#			needs QEMU 10 and the configuration qemu-q35-x2apic

set -eu
. "$(dirname "$0")/qemu.sh"

machine=q35
cpu=EPYC
tcg=
more=

if [ -n "${JH_X2APIC:-}" ]; then
	JH_QEMU=10
	machine=q35,kernel-irqchip=split
	cpu=EPYC,+x2apic
	JH_APPEND="jh.x2apic ${JH_APPEND:-}"
	more="-device intel-iommu,intremap=on,eim=on"
	# A timer's register is an MSR then, and with -icount QEMU dies ("Bad icount
	# read") where such an instruction is not the last one of its block.
	tcg=,one-insn-per-tb=on
fi

qemu_program x86_64
qemu_arguments "$@"
# Where the hypervisor and the cells live; configs/x86 says the same.
# shellcheck disable=SC2016
append="console=ttyS0 $append"' memmap=82M$0x3a000000'
# A busy host leaves no time between the ticks that Linux waits for
[ -z "${JH_MTTCG:-}" ] || append="$append no_timer_check"

# shellcheck disable=SC2086
set -- -M "${JH_MACHINE:-$machine}" -cpu "${JH_CPU:-$cpu}" \
	-device e1000,addr=19.0 -device intel-hda,addr=1b.0 \
	-audiodev none,id=a -device hda-output,audiodev=a $more
for n in 1 2 3; do
	set -- "$@" -serial "file:$logdir/ttyS$n.log"
done
build=$cache/build-x86
qemu_run "$build/arch/x86/boot/bzImage" "$build/initramfs.cpio" 3 "$tcg" "$@"
