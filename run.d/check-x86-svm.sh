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

need_packages "to emulate the machine" qemu-system-x86
lock_cache
stage "x86 kernel" build_kernel x86
stage "x86 root file system" build_initramfs
JH_RUNS=${JH_RUNS:-$JH_CACHE/run-x86-svm}
snapshot_boot_files
unlock_cache

run_machines run.d/x86-svm.tests "$JH_TOP/run.d/qemu-x86.sh" "$@"
