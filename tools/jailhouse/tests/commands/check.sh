# SPDX-License-Identifier: GPL-2.0-only
. commands/lib.inc

# Configurations that are sound alone but not together
cell()
{
	sed -e "s|CELL_NAME	\".*\"|CELL_NAME	\"$2\"|" \
		-e "s|CELL_CPUS	.*|CELL_CPUS	$3|" \
		-e "s|CELL_RAM	.*|CELL_RAM	$4|" \
		-e "s|CELL_UART	.*|CELL_UART	$5|" \
		"$configs/x86/${6:-tiny}.dts" >"$work/$1.dts"
	printf '%s\n' "${7:-}" >>"$work/$1.dts"
}
check()
{
	# shellcheck disable=SC2086
	"$JAILHOUSE" config check $include -I "$configs/x86" "$@"
}
sys=$configs/x86/qemu-q35.dts
cell a a 1 0x3a600000 0x2f8
cell b b 2 0x3a700000 0x3e8
run check "$sys" "$work/a.dts" "$work/b.dts"
run check "$work/a.dts" "$work/b.dts"
run check "$sys" "$sys"

cell same-cpu x 1 0x3a800000 0x2e8
run check "$sys" "$work/a.dts" "$work/same-cpu.dts"
cell no-cpu x 5 0x3a800000 0x2e8
run check "$sys" "$work/no-cpu.dts"
cell same-ram x 3 0x3a6ff000 0x2e8
run check "$sys" "$work/a.dts" "$work/same-ram.dts"
cell hypervisor-ram x 3 0x3a500000 0x2e8
run check "$sys" "$work/hypervisor-ram.dts"
cell foreign-ram x 3 0x3ff80000 0x2e8
run check "$sys" "$work/foreign-ram.dts"
cell same-port x 3 0x3a800000 0x2f8
run check "$sys" "$work/a.dts" "$work/same-port.dts"
cell same-name a 3 0x3a800000 0x2e8
run check "$sys" "$work/a.dts" "$work/same-name.dts"
cell same-pin x 3 0x3a900000 0x3e8 ioapic
cell same-pin2 y 2 0x3aa00000 0x2f8 ioapic
run check "$sys" "$work/same-pin.dts" "$work/same-pin2.dts"
cell foreign-pin x 3 0x3a900000 0x2f8 ioapic '&uart { interrupts-extended = <&ioapic 30>; };'
run check "$sys" "$work/foreign-pin.dts"
cell pci x 2 0x3a900000 0x3e8 pci
cell pci2 y 3 0x3aa00000 0x2e8 pci
run check "$sys" "$work/pci.dts" "$work/pci2.dts"
cell ports x 3 0x3a800000 0x2e8 tiny \
	'/ { io-ports { pci@cf8 { reg = <0xcf8 8>; }; mouse@5 { reg = <5 1>; }; }; };'
run check "$sys" "$work/ports.dts"
cell ecam x 3 0x3a800000 0x2e8 tiny \
	'/ { mmio@b0000000 { reg = <0 0xb0000000 0 0x1000>; access = "read"; }; };'
run check "$sys" "$work/ecam.dts"
cell no-comm x 3 0x3a800000 0x2e8 tiny \
	'/ { communication-region@100000 { status = "disabled"; }; };'
run check "$sys" "$work/no-comm.dts"
cell passive x 3 0x3a800000 0x2e8 tiny '/ { passive-communication; };'
run check "$sys" "$work/passive.dts"
cell reset x 3 0x3a800000 0x2e8 tiny '/ { reset-address = <0 0x100000>; };'
run check "$sys" "$work/reset.dts"
cell arm x 3 0x3a800000 0x2e8 tiny \
	'/ { architecture = "arm64"; console { status = "disabled"; };
	io-ports { status = "disabled"; }; };'
run check "$sys" "$work/arm.dts"
{
	cat "$sys"
	echo '/ { debug-console { type = "8250"; io-port = <0x2f8>; }; };'
} >"$work/console.dts"
run check "$work/console.dts" "$work/a.dts"
run check --json "$sys" "$work/a.dts" "$work/same-cpu.dts" "$work/pci.dts"
run check --json "$sys" "$work/a.dts"
