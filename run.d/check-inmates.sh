#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# help: the inmates, and their library, on a machine without hypervisor
#
# check-inmates.sh: KTAP on stdout

set -eu
. run.d/lib.sh
. run.d/machines.sh

platform x86-svm

need_packages "to build the inmates" make gcc libc6-dev binutils
lock_cache
# Has x2APIC without hypervisor
stage "QEMU 10" get_qemu10
unlock_cache
dir=$JH_CACHE/check-inmates
mkdir -p "$dir"
make -s -C samples/jailhouse O="$dir" >&2
QEMU_X2APIC=$JH_CACHE/qemu10/run-qemu-system-x86_64 \
	exec sh tools/testing/selftests/jailhouse/bare/test.sh "$dir"
