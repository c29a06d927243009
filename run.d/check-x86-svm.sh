#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# help: system tests in QEMU with AMD-V (run.d/x86-svm.tests)
#
# check-x86-svm.sh [NAME...]: run the named tests of the table, or all. KTAP comes
# on stdout. What the machines printed is kept in the cache, run-x86-svm/NAME/.

set -eu
. run.d/lib.sh
. run.d/kernel.sh
. run.d/initramfs.sh
. run.d/machines.sh
. run.d/qemu10.sh

table=run.d/x86-svm.tests

need_packages "to emulate the machine" qemu-system-x86
machines=$(select_machines $table "$@")
lock_cache
case $machines in
*JH_X2APIC=1* | *JH_QEMU=10*) stage "QEMU 10" get_qemu10 ;;
esac
stage "x86 kernel" build_kernel x86
stage "x86 root file system" build_initramfs
JH_RUNS=${JH_RUNS:-$JH_CACHE/run-x86-svm}
snapshot_boot_files
unlock_cache

run_machines $table "$JH_TOP/run.d/qemu-x86.sh" "$@"
