#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Run the arm64 machine, by default with CPU model cortex-a57; see qemu.sh.
# Environment, besides what is there:
#
#	JH_GIC=3	version of the interrupt controller; 2 has 8 CPUs at most
#
# The second serial port is for cells. It is a PL011 at 0x9040000 (SPI 8) with QEMU
# 10. QEMU 7 has none there; its second port is an 8250 behind PCI (00:02.0), with
# registers where Linux puts them in the window for ports at 0x3eff0000.

set -eu
. "$(dirname "$0")/qemu.sh"

qemu_program aarch64
qemu_arguments "$@"
# Where the hypervisor and the cells live begins behind that.
gic=${JH_GIC:-3}
append="console=ttyAMA0 $append mem=768M jh.gic=$gic"

machine=virt,virtualization=on,gic-version=$gic,its=off,dtb-randomness=off
set -- -M "${JH_MACHINE:-$machine}" -cpu "${JH_CPU:-cortex-a57}"
if [ "${JH_QEMU:-7}" = 7 ]; then
	set -- "$@" -chardev "file,id=ttyS1,path=$logdir/ttyS1.log" \
		-device pci-serial,chardev=ttyS1,addr=2
else
	set -- "$@" -serial "file:$logdir/ttyS1.log"
fi
build=$cache/build-arm64
qemu_run "$build/arch/arm64/boot/Image" "$build/initramfs.cpio" 0 '' "$@"
