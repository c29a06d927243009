# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# help: shell [platform]|a root shell in the emulated machine; platforms: x86-svm

. run.d/kernel.sh
. run.d/initramfs.sh
. run.d/machines.sh

platform=${1:-x86-svm}
case $platform in
x86-svm) arch=x86 ;;
*) die "unknown platform '$platform'; there is: x86-svm" ;;
esac

need_packages "to emulate the machine" qemu-system-x86
lock_cache
build_kernel "$arch"
build_initramfs
JH_RUNS=$JH_CACHE/shell-$platform
snapshot_boot_files
unlock_cache

say "end with 'exit', or with Ctrl-A X; other serial ports are in $JH_RUNS"
# What somebody types arrives in real time anyway
JH_MTTCG=${JH_MTTCG-1} exec run.d/qemu-x86.sh -i "$JH_RUNS" jh.shell quiet
