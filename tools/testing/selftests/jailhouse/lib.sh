# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# What the tests share. A test looks like this:
#
#	. "$(dirname "$0")/lib.sh"
#	plan 2
#	check "it works" command argument
#	check_error "it says why not" "pattern" command argument
#	finish
#
# It has to run in the shell of busybox.

. "$(dirname "$0")/../kselftest/ktap_helpers.sh"

# plan N: N results will follow
plan()
{
	ktap_print_header
	ktap_set_plan "$1"
}

finish()
{
	ktap_finished
}

# diag TEXT: lines that help a reader, no result
diag()
{
	printf '%s\n' "$*" | sed 's/^/#   /'
}

pass()
{
	ktap_test_pass "$1"
}

# fail NAME [TEXT]: TEXT says what was expected and what came
fail()
{
	ktap_test_fail "$1"
	[ $# -lt 2 ] || diag "$2"
}

# skip NAME MISSING: what would have to be there to run it
skip()
{
	# ktap_test_skip() has no place for a reason
	__ktap_test ok "$1" "SKIP $2"
	KTAP_CNT_SKIP=$((KTAP_CNT_SKIP + 1))
}

# check NAME COMMAND...: the command succeeds
check()
{
	name=$1
	shift
	if out=$("$@" 2>&1); then
		pass "$name"
	else
		fail "$name" "exit code $? of: $*
$out"
	fi
}

# check_error NAME PATTERN COMMAND...: the command fails, and its output matches
# the extended regular expression
check_error()
{
	name=$1
	pattern=$2
	shift 2
	if out=$("$@" 2>&1); then
		fail "$name" "succeeded: $*
$out"
	elif printf '%s\n' "$out" | grep -Eq -e "$pattern"; then
		pass "$name"
	else
		fail "$name" "expected an error that matches '$pattern', got:
$out"
	fi
}

# check_equal NAME EXPECTED ACTUAL
check_equal()
{
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "expected '$2', got '$3'"
	fi
}

# check_match NAME PATTERN TEXT
check_match()
{
	if printf '%s\n' "$3" | grep -Eq -e "$2"; then
		pass "$1"
	else
		fail "$1" "expected a match of '$2' in:
$3"
	fi
}

# wait_until SECONDS COMMAND...: until the command succeeds
wait_until()
{
	wu_left=$(($1 * 10))
	shift
	until "$@" >/dev/null 2>&1; do
		wu_left=$((wu_left - 1))
		[ $wu_left -gt 0 ] || return 1
		sleep 0.1
	done
}

# in_x2apic_machine: the one of JH_X2APIC in run.d/qemu-x86.sh
in_x2apic_machine()
{
	grep -q jh.x2apic /proc/cmdline
}

# system_config: configuration of this machine, with the flags that it needs
system_config()
{
	set -- /sys/devices/system/cpu/cpu[0-9]*
	if in_x2apic_machine; then
		echo "--insecure /configs/qemu-q35-x2apic.dtb"
		return
	fi
	sc_name=qemu-q35
	if [ "$(uname -m)" = aarch64 ]; then
		sc_name=qemu-virt
		! grep -q jh.gic=2 /proc/cmdline || sc_name=qemu-virt-gicv2
	fi
	[ $# -eq 4 ] || sc_name=$sc_name-$#cpu
	echo "/configs/$sc_name.dtb"
}

# enable_system: with that configuration
enable_system()
{
	# shellcheck disable=SC2046
	jailhouse enable $(system_config)
}

# put FILE OFFSET BYTE...: one write, bytes in hexadecimal
put()
{
	pu_file=$1
	pu_offset=$2
	shift 2
	pu_text=
	for pu_byte; do
		pu_text="$pu_text\\x$pu_byte"
	done
	# shellcheck disable=SC2059
	printf "$pu_text" | dd of="$pu_file" bs=$# seek=$((pu_offset / $#)) conv=notrunc \
		2>/dev/null
}

# kernel_log: the kernel's messages since the test began
kernel_log()
{
	dmesg | sed '1,/# jh: begin/d'
}
