#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# MSRs in the root cell: those that would reach beyond Linux raise #GP, which
# rdmsr_safe() and wrmsr_safe() survive, and are reported once. What a cell does to
# its own ones is not seen by Linux.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

# One or more of each class; the emulator lets all of them be read
read_refused='
0x3a feature control
0x480 VMX
0x800 x2APIC, in xAPIC mode
0xda0 XSS
0x40000000 hypervisor interface
0x4b564d00 KVM
0xc0010062 P-states
0xc0010111 SMM
0xc0010114 VM_CR
0xc0010117 host save area
0xc0010130 GHCB
0xffffffff no MSR at all
'

# All bits are written to these
write_refused='
0x10 TSC
0x1b APICBASE
0x3b TSC_ADJUST
0x79 microcode, Intel
0x277 PAT
0x800 x2APIC, in xAPIC mode
0xc0000080 EFER
0xc0010010 SYSCFG
0xc0010015 HWCR
0xc0010020 microcode, AMD
0xc001001a TOP_MEM
0xc0010062 P-states
0xc0010111 SMM
0xc0010117 host save area
0xc0011029 DE_CFG
'

# Linux sets all bits of these; a write of 0 succeeds, and changes nothing
write_ignored='
0x17b MCG_CTL
0x400 MC0_CTL
0x404 MC1_CTL
'

# ... and of this one, changes it
write_passed=0x409	# MC2_STATUS

# read_msr CPU MSR
read_msr()
{
	dd if=/dev/cpu/"$1"/msr bs=8 count=1 iflag=skip_bytes skip=$(($2)) \
		2>/tmp/error | od -A n -t x4
	! grep . /tmp/error | grep -v records
}

# write_msr CPU MSR: all bits 1
write_msr()
{
	printf '\377\377\377\377\377\377\377\377' |
		dd of=/dev/cpu/"$1"/msr bs=8 count=1 oflag=seek_bytes conv=notrunc \
			seek=$(($2)) 2>&1
}

# clear_msr CPU MSR
clear_msr()
{
	head -c 8 /dev/zero |
		dd of=/dev/cpu/"$1"/msr bs=8 count=1 oflag=seek_bytes conv=notrunc \
			seek=$(($2)) 2>/dev/null
}

# PAT of all CPUs
pats()
{
	for cpu in 0 1 2 3; do
		read_msr $cpu 0x277 || return 1
	done
}

count()
{
	echo "$1" | grep -c .
}

plan $((2 * $(count "$read_refused") + $(count "$write_refused") +
	2 * $(count "$write_ignored") + 11))

modprobe msr allow_writes=on
echo "$read_refused" | grep . >/tmp/reads
echo "$write_refused" | grep . >/tmp/writes
echo "$write_ignored" | grep . >/tmp/ignored

while read -r msr what <&3; do
	check "$what ($msr) can be read without hypervisor" read_msr 0 "$msr"
done 3</tmp/reads

before=$(pats)
efer=$(read_msr 0 0xc0000080)
check "the machine is partitioned" enable_machine
while read -r msr what <&3; do
	check_error "$what ($msr) cannot be read" "Input/output error" \
		read_msr 0 "$msr"
done 3</tmp/reads
while read -r msr what <&3; do
	check_error "$what ($msr) cannot be written" "Input/output error" \
		write_msr 0 "$msr"
done 3</tmp/writes

while read -r msr what <&3; do
	check "$what ($msr) can be written" clear_msr 0 "$msr"
	check_equal "... without effect" " ffffffff ffffffff" "$(read_msr 0 "$msr")"
done 3</tmp/ignored
check "status of machine checks can be cleared" clear_msr 0 $write_passed

check "it was reported" wait_until 2 console_has \
	"violation [0-9]+: cell 0 \\(root\\), CPU 0: model-specific register"
check_equal "... once" 1 \
	"$(console_text | grep -c "violation .*: cell 0 (root), CPU 0:")"
check_equal "PATs are what they were" "$before" "$(pats)"
check_equal "so is EFER" "$efer" "$(read_msr 0 0xc0000080)"

cell=hostile
check "a cell changes its PAT" run_cell $cell hostile class=msr-pat
check "... as it wants" wait_until 10 console_has "hostile: msr-pat: end, survived"
jailhouse cell destroy $cell
check_equal "PATs of Linux are what they were" "$before" "$(pats)"

check "the machine is whole again" disable_machine
check_equal "PATs are still what they were" "$before" "$(pats)"
finish
