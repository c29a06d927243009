#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# How late an inmate gets the interrupts of its timer, without hypervisor
#
#	latency.sh gic.bin [GIC-VERSION]
#
# prints "timer_latency_bare_ns N". One instruction takes 1 ns, so this is the same in
# each run; the resolution is a tick of the timer, 16 ns. Fails if it varies.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
inmate=${1:?usage: latency.sh gic.bin [GIC-VERSION]}
gic=${2:-3}

# The first ones find code and data that have not been used yet
out=$("$here/run-inmate.sh" -a arm64 -g "$gic" -i "$inmate" no-lock no-serve \
	count=20 period=1000 every=1)
echo "$out" | tr -d '\r' | awk '
	/^Timer fired/ {
		n++
		ns = $5
		if (n > 5 && ns != last)
			varies = 1
		last = ns
	}
	END {
		if (n < 20 || varies) {
			print "latency.sh: " (n < 20 ? "too few interrupts" : \
				"not all equally late")
			exit 1
		}
		print "timer_latency_bare_ns " last
	}'
