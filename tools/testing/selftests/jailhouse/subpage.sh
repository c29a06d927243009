#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A cell with less than a page of RAM and of a device: it reaches that and nothing else
# of the page; the root cell reaches the rest, and what is shared.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

# As in the cell's configuration
page=0x3b400000
shared=0x3b400ff8
next_to_it=0x3b400ff0
next_page=0x3b401000
counter=0xfed000f0
comparator=0xfed00148
other_comparator=0xfed00128
# Timer 2's interrupt message, which nobody has
message=0xfed00150

plan 39

# peek NAME WORD...: let the cell access something. Not to be run by "check", which would
# lose the mark.
peek()
{
	pk_name=$1
	shift
	jailhouse cell destroy subpage 2>/dev/null
	console_mark
	check "$pk_name" run_cell subpage peek "$@"
}

# cell_reads REGEX
cell_reads()
{
	wait_until 10 console_has "peek: read $1"
}

# refused_at REGEX: the cell was stopped for that, and read nothing
refused_at()
{
	wait_until 10 cell_is subpage failed &&
		wait_until 5 console_has "access: *$1([^0-9a-f]|$)" &&
		! console_has "peek: read"
}

reg()
{
	echo $(($(devmem "$@")))
}

check "the machine is partitioned" enable_machine
for at in $page $next_to_it $next_page; do
	devmem $at 64 0x1111111111111111
done
devmem $shared 64 0x123456789abcdef0
devmem $comparator 32 0x1000
peek "a cell starts that has pieces of pages" at=0x101ff8 width=8
check "it reads what is shared" cell_reads 0x123456789abcdef0
check_equal "the root cell does, too" $((0x123456789abcdef0)) "$(reg $shared 64)"
devmem $shared 32 0x5555aaaa
peek "it sees what the root cell writes" at=0x101ff8 width=4
check "at any width" cell_reads 0x5555aaaa
peek "a byte of it can be written" at=0x101ffa width=1 write value=0x77
check "and read" cell_reads 0x77
check_equal "the root cell sees that" $((0x123456785577aaaa)) "$(reg $shared 64)"

for width in 1 2 4 8; do
	peek "$width bytes before it" at=$(printf '0x%x' $((0x101ff8 - width))) \
		width=$width write value=0x2222222222222222
	check "stop the cell" refused_at \
		"write of $width bytes? at guest-physical $(printf '0x%x' $((0x101ff8 - width)))"
done
peek "what begins in it and ends behind" at=0x101ffc width=8
check "stops the cell" refused_at "read of 8 bytes at guest-physical 0x101ffc"
peek "what is behind it" at=0x102000
check "stops the cell" refused_at "read of 4 bytes at guest-physical 0x102000"
for at in $page $next_to_it $next_page; do
	check_equal "nothing else was changed ($at)" $((0x1111111111111111)) \
		"$(reg $at 64)"
done

peek "a counter is read" at=$counter width=8
check "and has counted" cell_reads "0x[0-9a-f]{4,}"
peek "it cannot be written" at=$counter write
check "which stops the cell" refused_at "write of 4 bytes at guest-physical $counter"
check "the root cell reads it" reg $counter 32

peek "a register that was the root cell's" at=$comparator write value=0x4321
check "is the cell's now" cell_reads 0x4321
check_error "the root cell cannot read it" "" devmem $comparator 32
check "but the register beside it" devmem $other_comparator 32 0x1234
peek "a register that nobody has" at=$message
check "stops the cell" refused_at "read of 4 bytes at guest-physical $message"
peek "a width that was not granted" at=$comparator width=2
check "stops the cell" refused_at "read of 2 bytes at guest-physical $comparator"
jailhouse cell destroy subpage
check_equal "the root cell gets the register back" $((0x4321)) "$(reg $comparator 32)"
check "disabled" disable_machine
finish
