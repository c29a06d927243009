# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# help: demo [platform]|a tour: Linux is partitioned with a few commands

. run.d/machines.sh

platform "${1:-x86-svm}"
[ -f "run.d/guest/demo/$platform" ] || die "there is no demo for $platform yet"
build_guest "$JH_CACHE/demo-$platform"

# Colours are for terminals
if [ -t 1 ]; then
	colours='s/^$//'
else
	colours='s/\x1b\[[0-9]*m//g'
fi

say "booting the machine; what follows happens inside of it"
mkdir -p "$JH_RUNS"
: >"$JH_RUNS/ttyS0.log"
"$P_RUNNER" "$JH_RUNS" jh.run="$platform" quiet &
pid=$!
trap 'kill $pid 2>/dev/null' INT TERM
# What the guest's console shows, from the first line of the demo on
tail -n +1 --pid="$pid" -f "$JH_RUNS/ttyS0.log" |
	sed -u -n -e 's/\r$//' -e "$colours" -e '/reboot: Power down/d' \
		-e '/# This is Linux/,$p'
wait "$pid" || die "the machine did not run to its end, see $JH_RUNS/qemu.log"
grep -q '# Linux has the machine for itself again' "$JH_RUNS/ttyS0.log" ||
	die "the demo did not end as it should, see $JH_RUNS/ttyS0.log"
