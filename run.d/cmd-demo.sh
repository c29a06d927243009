# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# help: demo [platform]|a tour: Linux is partitioned with a few commands

. run.d/kernel.sh
. run.d/initramfs.sh
. run.d/machines.sh

prepare_guest demo "$@"

# Colours are for terminals
if [ -t 1 ]; then
	colours='s/^$//'
else
	colours='s/\x1b\[[0-9]*m//g'
fi

say "booting the machine; what follows happens inside of it"
mkdir -p "$JH_RUNS"
: >"$JH_RUNS/ttyS0.log"
run.d/qemu-x86.sh "$JH_RUNS" jh.run="$platform" quiet &
pid=$!
trap 'kill $pid 2>/dev/null' INT TERM
# What the guest's console shows, from the first line of the demo on
tail -n +1 --pid="$pid" -f "$JH_RUNS/ttyS0.log" |
	sed -u -n -e 's/\r$//' -e "$colours" -e '/reboot: Power down/d' \
		-e '/# This is Linux/,$p'
wait "$pid" || die "the machine did not run to its end, see $JH_RUNS/qemu.log"
grep -q '# Linux has the machine for itself again' "$JH_RUNS/ttyS0.log" ||
	die "the demo did not end as it should, see $JH_RUNS/ttyS0.log"
