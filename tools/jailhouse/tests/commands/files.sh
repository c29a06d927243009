# SPDX-License-Identifier: GPL-2.0-only
. commands/lib.inc

# Files that are no sound configuration
compile tiny
compile qemu-q35
run jailhouse config show "$work/nothing"
printf 'hello, world' >"$work/text"
run jailhouse config show "$work/text"
: >"$work/empty"
run jailhouse config show "$work/empty"
head -c 100 "$work/tiny.cell" >"$work/head"
run jailhouse config show "$work/head"
head -c 250 "$work/tiny.cell" >"$work/short"
run jailhouse config show "$work/short"
{ cat "$work/tiny.cell"; printf 'more'; } >"$work/long"
run jailhouse config show "$work/long"
{ cat "$work/tiny.cell"; head -c 300000 /dev/zero; } >"$work/huge"
run jailhouse config show "$work/huge"

broken()
{
	cp "$work/tiny.cell" "$work/$1"
	poke "$work/$1" "$2" "$3"
	run jailhouse config show "$work/$1"
}
broken version 8 '\143'
broken arch 10 '\011'
broken kind 11 '\003'
broken kind-system 11 '\001'
broken flags 20 '\020'
broken name-tail 55 'x'
broken cpus-count 108 '\005'
broken cpus-offset 104 '\001'
broken memory-count 116 '\377\377\377\377'
broken memory-offset 112 '\000\377'
broken memory-in-header 112 '\010\000'
broken memory-on-cpus 112 '\260\000'
broken memory-flags 208 '\000\002'
broken pio-count 124 '\000\000\000\020'
broken system 172 '\260'

# The wrong one of two
run jailhouse enable "$work/tiny.cell"
run jailhouse cell create "$work/qemu-q35.cell"

# A damaged device tree
printf '\320\015\376\355\000\000\000\100' >"$work/damaged.dtb"
head -c 100 /dev/zero >>"$work/damaged.dtb"
run jailhouse config show "$work/damaged.dtb"

# Output that cannot be written
run jailhouse config compile "$work/tiny.cell" -o "$work/none/tiny.cell"
# Programs that are missing
cp "$configs/x86/tiny.dts" "$work/"
PATH=/nonexistent run "$JAILHOUSE" config compile "$work/tiny.dts" -o "$work/x" 2>&1 | sort
