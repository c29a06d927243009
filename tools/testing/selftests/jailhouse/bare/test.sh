#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Run the inmates on a machine without hypervisor, as far as they can do their work
# there. Tests the runtime library alone. Output in KTAP format.
#
#	test.sh DIRECTORY-OF-INMATES [x86|arm64]
#
# Environment: as for run-inmate.sh; QEMU_X2APIC, an emulator whose TCG has x2APIC (10
# and up)

set -u

here=$(cd "$(dirname "$0")" && pwd)
inmates=${1:?usage: test.sh DIRECTORY-OF-INMATES [x86|arm64]}
arch=${2:-x86}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

count=0
failed=0
skipped=0

result()
{
	count=$((count + 1))
	[ "$1" = ok ] || failed=$((failed + 1))
	echo "$1 $count - $2"
}

skip()
{
	count=$((count + 1))
	skipped=$((skipped + 1))
	echo "ok $count - $1 # SKIP $2"
}

# try NAME "EXPECTED LINE (basic regular expression)" OPTIONS... INMATE [WORDS...]
try()
{
	name=$1
	expected=$2
	shift 2
	"$here/run-inmate.sh" -a "$arch" -w "$work/run" "$@" no-serve >"$work/out" 2>"$work/err"
	status=$?
	tr -d '\r' <"$work/out" >"$work/text"
	if [ $status -eq 0 ] && grep -q "^$expected\$" "$work/text"; then
		result ok "$name"
		return
	fi
	sed 's/^/# /' "$work/text" "$work/err"
	echo "# status $status, expected line: $expected"
	result "not ok" "$name"
}

# Parts of the conformance test that a machine has to pass that is no cell
conform()
{
	QEMU=$QEMU_X2APIC CPU=EPYC,+x2apic "$here/run-inmate.sh" -w "$work/run" -c 2 -t 60 \
		"$inmates/conform.bin" no-serve >"$work/out" 2>"$work/err"
	tr -d '\r' <"$work/out" >"$work/text"
	for text in 'start: INIT, SIPI, SIPI' 'start: INIT stops a CPU' 'start: XCR0 is 1' \
		'user mode: user mode works' 'local APIC: x2APIC MSR SVR' \
		'local APIC: x2APIC MSRs ICR and EOI' 'local APIC: x2APIC MSR TPR' \
		'local APIC: x2APIC MSRs of the timer' \
		'local APIC: interrupts and NMIs to another CPU' 'MSRs: EFER' \
		'refused accesses: all 65536'; do
		if grep "^ok .* - $text" "$work/text" | grep -vq SKIP; then
			result ok "conform: $text"
		else
			grep -B 1 -- "- $text" "$work/text" | sed 's/^/# /'
			result "not ok" "conform: $text"
		fi
	done
}

test_x86()
{
	try "tiny" "Hello from a cell with 1 CPU(s)" "$inmates/tiny.bin"
	try "tiny: four CPUs start at once" "Hello from a cell with 4 CPU(s)" -c 4 \
		"$inmates/tiny.bin"
	try "apic" "apic: stopped after 5 interrupts" -i "$inmates/apic.bin" count=5
	try "smp" "smp: done" -c 4 "$inmates/smp.bin" rounds=50
	try "ioapic" "ioapic: done" "$inmates/ioapic.bin"
	try "pci" "pci: done" "$inmates/pci.bin"
	try "pci, ECAM" "pci: done" "$inmates/pci.bin" ecam
	try "32-bit" "32-bit: 10 timer interrupts" -i "$inmates/32-bit.bin"
	try "sse" "sse: registers kept" -i "$inmates/sse.bin"
	try "mmio-access" "# Totals: .* fail:0 .*" -i "$inmates/mmio-access.bin" base=0x100000
	try "mmio-access-32" "# Totals: .* fail:0 .*" -i "$inmates/mmio-access-32.bin" base=0x100000
	try "cache-timing" "cache-timing:  256 KiB: .* ns" -i "$inmates/cache-timing.bin"
	try "hostile: MSRs" "hostile: msr-read: end, survived" "$inmates/hostile.bin" class=msr-read
	try "hostile: task switch" "hostile: task-switch: end, survived" \
		"$inmates/hostile-32.bin" class=task-switch
	if [ -n "${QEMU_X2APIC:-}" ]; then
		conform
	else
		skip "conform" "QEMU_X2APIC is not set, it needs x2APIC without hypervisor"
	fi
}

test_arm64()
{
	for gic in 3 2; do
		try "GICv$gic: tiny" "Hello from a cell with 1 CPU(s)" -g $gic \
			"$inmates/tiny.bin"
		try "GICv$gic: tiny finds four CPUs" "Hello from a cell with 4 CPU(s)" \
			-g $gic -c 4 "$inmates/tiny.bin"
		try "GICv$gic: gic" "gic: stopped after 5 interrupts" -g $gic -i \
			"$inmates/gic.bin" count=5
		try "GICv$gic: smp" "smp: done" -g $gic -c 4 "$inmates/smp.bin" rounds=50
		try "GICv$gic: conform" "# Totals: pass:21 fail:0 .* skip:5 .*" -g $gic \
			-c 2 "$inmates/conform.bin"
		# Of the first serial port, which prints
		try "GICv$gic: uart" "uart: done" -g $gic "$inmates/uart.bin" irq=33
	done
	try "mmio-access" "# Totals: .* fail:0 .*" -i \
		"$inmates/mmio-access.bin" base=0x80000000 writeback
	for gic in 3 2; do
		if "$here/latency.sh" "$inmates/gic.bin" $gic >"$work/out" 2>&1; then
			result ok "GICv$gic: each timer interrupt is equally late"
		else
			result "not ok" "GICv$gic: each timer interrupt is equally late"
		fi
		sed 's/^/# /' "$work/out"
	done
}

echo "KTAP version 1"
"test_$arch"
echo "1..$count"
echo "# Totals: pass:$((count - failed - skipped)) fail:$failed xfail:0" \
	"xpass:0 skip:$skipped error:0"
[ "$failed" -eq 0 ]
