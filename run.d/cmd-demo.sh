# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# help: demo [platform]|a tour: Linux is partitioned with a few commands

. run.d/kernel.sh
. run.d/initramfs.sh
. run.d/machines.sh

prepare_guest demo "$@"

say "booting the machine; what follows happens inside of it"
mkdir -p "$JH_RUNS"
: >"$JH_RUNS/ttyS0.log"
run.d/qemu-x86.sh "$JH_RUNS" jh.run="$platform" quiet &
pid=$!
trap 'kill $pid 2>/dev/null' INT TERM
# What the guest's console shows, from the first line of the demo on
tail -n +1 --pid="$pid" -f "$JH_RUNS/ttyS0.log" |
	sed -u -n '/# This is Linux/,$p'
wait "$pid"
