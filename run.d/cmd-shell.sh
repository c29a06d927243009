# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# help: shell [platform]|a root shell in the emulated machine; platforms: x86-svm

. run.d/kernel.sh
. run.d/initramfs.sh
. run.d/machines.sh

prepare_guest shell "$@"

say "end with 'exit', or with Ctrl-A X; other serial ports are in $JH_RUNS"
# What somebody types arrives in real time anyway
JH_MTTCG=${JH_MTTCG-1} exec run.d/qemu-x86.sh -i "$JH_RUNS" jh.shell quiet
