#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The conformance inmate: every sentence of the cell interface. Each of its cases
# becomes a result here. Needs the test device, so the driver's debug build.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

cd "$(dirname "$0")" || exit 1

ktap_print_header

results=0

# relay PREFIX: results of the inmate are ours
relay()
{
	console_text | sed -n 's/^cell [0-9]*: //p' >/tmp/relay
	while IFS= read -r line <&3; do
		text=${line#*ok [0-9]* - }
		case $line in
		"ok "*"# SKIP"*)
			reason=${text#*# SKIP}
			skip "$1: ${text%% # SKIP*}" "${reason# }"
			;;
		"ok "*)		pass "$1: $text" ;;
		"not ok "*)	fail "$1: $text" ;;
		"# Totals"*)	continue ;;
		"# "*)		echo "$line"; continue ;;
		*)		continue ;;
		esac
		results=$((results + 1))
	done 3</tmp/relay
}

# check, counted: how many cases there are is the inmate's business
counted()
{
	results=$((results + 1))
	check "$@"
}

# comes_to_end PREFIX SECONDS: the inmate comes to its end
comes_to_end()
{
	counted "$1: comes to its end" wait_until "$2" console_has "# Totals"
	relay "$1"
}

counted "the machine is partitioned" enable_machine

for inmate in conform conform-32; do
	console_mark
	counted "$inmate: started" run_cell conform $inmate test-device \
		ioapic ioapic-pin=3 console=0x2f8 cpus=2
	comes_to_end $inmate 60
	counted "$inmate: shut down" jailhouse cell shutdown conform
	counted "$inmate: destroyed" jailhouse cell destroy conform
done

# Messages: three of them, when the inmate says that it waits
console_mark
counted "messages: started" run_cell conform conform part=messages messages wait=20
counted "messages: waits for a cell" wait_until 60 \
	console_has "waiting for creation"
counted "messages: another cell is created" jailhouse cell create /configs/apic.dtb
counted "messages: waits for a request to deny" wait_until 30 \
	console_has "will be denied"
results=$((results + 1))
check_error "messages: the request is denied" "refuses" \
	jailhouse cell shutdown conform
counted "messages: waits for a request to approve" wait_until 30 \
	console_has "will be approved"
counted "messages: the request is approved" jailhouse cell shutdown conform
# It has been stopped at the moment of its approval
relay messages
counted "messages: destroyed" jailhouse cell destroy conform
counted "messages: the other cell is destroyed" jailhouse cell destroy apic

# At a reset address that is not 0 there is
#	mov	%cs:0xfffc, %sp
#	mov	%cs, %bp
#	ljmp	$0, $0
#	.word	0x4a48
printf '\056\213\046\374\377\214\315\352\000\000\000\000\110\112' >/tmp/stub.bin

run_at()
{
	jailhouse config compile /configs/conform.dtb -o /tmp/conform.cell &&
		./jh_ioctl -p cpu_reset_address="$1" create /tmp/conform.cell &&
		jailhouse cell load conform /inmates/conform.bin \
			-s "con=hypercall part=start reset-address=$1" -a 0x1000 \
			/tmp/stub.bin -a "$1" &&
		jailhouse cell start conform
}

for address in 0xbfff0 0xfffffff0; do
	console_mark
	counted "reset at $address: started" run_at $address
	comes_to_end "reset at $address" 60
	counted "reset at $address: destroyed" jailhouse cell destroy conform
done

# State 4; it would not answer, for which it has a second
counted "ABI mismatch: started" run_cell conform conform part=messages abi-mismatch
counted "ABI mismatch: the state is known" wait_until 5 \
	cell_is conform failed/comm-revision
counted "ABI mismatch: nobody asks it" timeout 0.5 jailhouse cell shutdown conform
counted "ABI mismatch: destroyed" jailhouse cell destroy conform

console_mark
counted "violation: started" run_cell conform conform part=messages violate
comes_to_end violation 60
counted "violation: destroyed" jailhouse cell destroy conform

counted "all CPUs are back at Linux" all_cpus_work
counted "disabled" disable_machine
echo "1..$results"
# shellcheck disable=SC2034
KSFT_NUM_TESTS=$results
finish
