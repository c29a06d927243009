# SPDX-License-Identifier: GPL-2.0-only
. commands/lib.inc

# Established binaries, revision 14, put together field by field

# le BYTES VALUE...: little-endian numbers
le()
{
	bytes=$1
	shift
	for value; do
		n=0
		while [ "$n" -lt "$bytes" ]; do
			# shellcheck disable=SC2059
			printf "\\$(printf %03o $((value >> 8 * n & 255)))"
			n=$((n + 1))
		done
	done
}

# text LENGTH TEXT: padded with NULs
text()
{
	printf '%s' "$2"
	head -c $(($1 - ${#2})) /dev/zero
}

zero()
{
	head -c "$1" /dev/zero
}

# memory PHYS VIRT SIZE FLAGS
memory()
{
	le 8 "$1" "$2" "$3" "$4"
}

# A cell with everything; $1: revision, $2: architecture
cell()
{
	printf JHCLL
	le 1 "$2"
	le 2 "$1"
	text 32 old-cell
	le 4 0				# id
	le 4 0x80000001			# passive, virtual console active
	le 4 8 6 1 1 2 2 2 0 0		# sizes of the arrays, vpci_irq_base
	le 8 0 1000			# reset address, message timeout
	le 8 0x2f8			# console
	le 4 8
	le 2 2 0
	le 4 1 0
	le 8 0
	le 8 0xc			# CPUs 2 and 3
	memory 0x3b000000 0 0x100000 0x47
	memory 0 0x100000 0x1000 0x21
	memory 0 0 0 0			# a placeholder
	memory 0x3b100000 0x3b100000 0x1000 0x81
	memory 0x3b101000 0x3b101000 0x1000 0x83
	memory 0x3b102000 0x3b102000 0x1000 0x83
	le 4 0 4			# L3 ways 0-3
	le 1 3 0
	le 2 0
	le 8 0xfec00000			# IO-APIC, pins 3 and 8-9
	le 4 0xff00 0 0x308 0 0 0
	le 2 0x2f8 8 0 0		# ports, the second range is empty
	le 1 1 0			# a device
	le 2 0 0xd8
	le 4 0xffffc000 0 0 0 0 0
	le 2 0 2
	le 1 1 1
	le 2 0 0
	le 8 0
	le 4 0
	le 1 0 0
	le 2 0
	le 1 3 0			# shared memory
	le 2 1 0x70
	le 4 0xfffff000 0xfffff000 0 0 0 0
	le 2 0 0
	le 1 0 0
	le 2 1 0
	le 8 0
	le 4 3				# first region
	le 1 0 1
	le 2 1
	le 2 5 0x60 14 1		# capabilities
	le 2 0x8001 0x100 0x48 0
}

# What differs by architecture in a system; $1: architecture
platform()
{
	if [ "$1" = 0 ]; then
		le 2 0x608
		le 1 1 0
		le 4 0 2400000 1000000
		zero 28
	else
		le 1 25 3 0 0		# maintenance interrupt, GIC version
		le 8 0x8000000 0 0 0 0x80a0000
	fi
}

# A system; $1: architecture; $2, $3: debug console, $4: start of RAM if not on a PC
system()
{
	printf JHSYS
	le 1 "$1"
	le 2 14
	le 4 1
	memory "$((${4:-0} + 0x3a000000))" "$((${4:-0} + 0x3a000000))" 0x600000 3
	le 8 "${2:-0x3f8}"			# debug console
	le 4 8
	le 2 2 "${3:-0}"
	le 4 0 0
	le 8 0
	le 8 0xb0000000			# ECAM
	le 1 255 0
	le 2 0
	if [ "$1" = 0 ]; then
		le 4 1			# an AMD IOMMU
		le 8 0xfed80000
		le 4 0x80000
		le 2 2
		le 1 0x40 0x64
		le 4 0x48824 0
	else
		le 4 3			# an SMMU
		le 8 0x9050000
		le 4 0x20000 0 0 0
	fi
	zero $((7 * 28))
	platform "$1"
	printf JHCLL			# root cell
	le 1 "$1"
	le 2 14
	text 32 root
	le 4 0 0
	le 4 8 1 0 0 0 0 0 0 0
	le 8 0 0
	zero 32
	le 8 0xf
	memory "${4:-0}" "${4:-0}" 0x3a000000 0xf
}

cell 14 0 >"$work/old.cell"
system 0 >"$work/old-system.cell"
run jailhouse config import "$work/old.cell"
run jailhouse config import "$work/old-system.cell"

# What is printed is the same configuration
jailhouse config import "$work/old.cell" >"$work/old.dts"
# shellcheck disable=SC2086
run jailhouse config compile $include "$work/old.dts" -o "$work/new.cell"
run jailhouse config compile "$work/old.cell" -o "$work/direct.cell"
run cmp "$work/new.cell" "$work/direct.cell"
run jailhouse config check "$work/old-system.cell" "$work/old.cell"

# Accepted by the commands that take a configuration
export JAILHOUSE_DEVICE="$work/no-device"
run jailhouse enable "$work/old-system.cell"
run jailhouse cell create "$work/old.cell"

cell 13 0 >"$work/revision"
run jailhouse config import "$work/revision"
cell 14 7 >"$work/architecture"
run jailhouse config import "$work/architecture"
system 2 0x9000000 1 0x40000000 >"$work/arm64-system"
run jailhouse config import "$work/arm64-system"
# GICv3 called GICv2: byte 313 is the version
cp "$work/arm64-system" "$work/gicv2"
poke "$work/gicv2" 313 '\002'
run jailhouse config import "$work/gicv2"
head -c 131 "$work/old.cell" >"$work/header"
run jailhouse config import "$work/header"
head -c 399 "$work/old-system.cell" >"$work/system-header"
run jailhouse config import "$work/system-header"
head -c 300 "$work/old.cell" >"$work/arrays"
run jailhouse config import "$work/arrays"
{ cat "$work/old.cell"; printf more; } >"$work/long"
run jailhouse config import "$work/long"
cp "$work/old.cell" "$work/count"
poke "$work/count" 52 '\377\377\377\377'
run jailhouse config import "$work/count"
cp "$work/old.cell" "$work/cpu-set"
poke "$work/cpu-set" 48 '\377\377\377\377'
run jailhouse config import "$work/cpu-set"
cp "$work/old.cell" "$work/name"
poke "$work/name" 8 '01234567890123456789012345678901'
run jailhouse config import "$work/name"
cp "$work/old.cell" "$work/overlap"
poke "$work/overlap" 182 '\000\000\000'
run jailhouse config import "$work/overlap"
