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
run check "$work/a.dts" "$sys" "$work/b.dts"
run check "$work/a.dts" "$sys" "$work/b.dts" "$sys"
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
# What the format has, but enable and create refuse: the same words
system()
{
	{
		cat "$sys"
		echo "$2"
	} >"$work/$1.dts"
}
system audit '/ { audit; };'
run check "$work/audit.dts" "$work/a.dts"
system insecure '/ { insecure-test; };'
run check "$work/insecure.dts" "$work/a.dts"
system cache '/ { l3-cache { ways = <0 4>; content = "both"; }; };'
run check "$work/cache.dts"
cell cache-cell x 3 0x3a800000 0x2e8 tiny \
	'/ { l3-cache { ways = <0 4>; content = "both"; }; };'
run check "$sys" "$work/cache-cell.dts"
system efifb '/ { debug-console { type = "efifb"; reg = <0 0xc0000000 0 0x1000>; }; };'
run check "$work/efifb.dts"
system cpu-gap '/ { cpus = <0 1 3>; };'
run check "$work/cpu-gap.dts"
run check "$work/cpu-gap.dts" "$work/a.dts"
system hpet '&hpet { reg = <0 0xfed00000 0 0x1000>; /delete-property/ access-widths; };'
run check "$work/hpet.dts"

# What the hypervisor compares with the root cell when it makes a cell
cell same-id x 3 0x3a800000 0x2e8 tiny '/ { cell-id = <4>; };'
cell same-id2 y 2 0x3a900000 0x3e8 tiny '/ { cell-id = <4>; };'
run check "$sys" "$work/same-id.dts" "$work/same-id2.dts"
cell twice x 3 0x3a800000 0x2e8 tiny \
	'/ { ram@200000 { reg = <0 0x200000 0 0x1000>;
	phys-address = <0 0x3a800000>; access = "read"; }; };'
run check "$sys" "$work/twice.dts"
cell rights x 3 0x3a800000 0x2e8 tiny \
	'/ { mmio@feb80000 { reg = <0 0xfeb80000 0 0x1000>;
	access = "read", "write", "execute"; }; };'
run check "$sys" "$work/rights.dts"
cell piece x 3 0x3a800000 0x2e8 tiny \
	'/ { mmio@feb80100 { reg = <0 0xfeb80100 0 0x20>; access = "read";
	access-widths = <32>; }; };'
run check "$sys" "$work/piece.dts"
cell piece-shared x 3 0x3a800000 0x2e8 tiny \
	'/ { mmio@feb80100 { reg = <0 0xfeb80100 0 0x20>; access = "read";
	access-widths = <32>; root-shared; }; };'
run check "$sys" "$work/piece-shared.dts"
system pieces '/ { mmio@fed40000 { reg = <0 0xfed40000 0 0x20>;
	access = "read"; access-widths = <32>; }; };'
cell piece-same x 3 0x3a800000 0x2e8 tiny \
	'/ { mmio@fed40000 { reg = <0 0xfed40000 0 0x20>; access = "read";
	access-widths = <32>; }; };'
run check "$work/pieces.dts" "$work/piece-same.dts"
cell piece-part x 3 0x3a800000 0x2e8 tiny \
	'/ { mmio@fed40000 { reg = <0 0xfed40000 0 0x10>; access = "read";
	access-widths = <32>; }; };'
run check "$work/pieces.dts" "$work/piece-part.dts"
cell piece-width x 3 0x3a800000 0x2e8 tiny \
	'/ { mmio@fed40000 { reg = <0 0xfed40000 0 0x20>; access = "read";
	access-widths = <64>; root-shared; }; };'
run check "$work/pieces.dts" "$work/piece-width.dts"
cell ecam-virt x 3 0x3a800000 0x2e8 tiny \
	'/ { ram@b0000000 { reg = <0 0xb0000000 0 0x1000>;
	phys-address = <0 0x3a900000>; access = "read"; }; };'
run check "$sys" "$work/ecam-virt.dts"
cell reset-port x 3 0x3a800000 0x2e8 tiny \
	'/ { io-ports { a20@92 { reg = <0x92 1>; }; }; };'
run check "$sys" "$work/reset-port.dts"
cell timer-port x 3 0x3a800000 0x2e8 tiny \
	'/ { io-ports { timer@608 { reg = <0x608 4>; }; }; };'
run check "$sys" "$work/timer-port.dts"
cell chip x 3 0x3a800000 0x2e8 tiny \
	'/ { interrupt-controller@fec10000 { reg = <0 0xfec10000 0 0x1000>;
	interrupt-controller; #interrupt-cells = <1>; #address-cells = <0>;
	interrupt-ranges = <0 4>; }; };'
run check "$sys" "$work/chip.dts"
cell bars x 2 0x3a900000 0x3e8 pci '/ { pci-host { audio@d8 { bar-masks = <0xffffe000>; }; }; };'
run check "$sys" "$work/bars.dts"
cell caps x 2 0x3a900000 0x3e8 pci \
	'/ { pci-host { audio@d8 { capabilities = <0x10 0x70 0x14 PCI_CAP_WRITABLE>; }; }; };'
run check "$sys" "$work/caps.dts"
run check --json "$sys" "$work/a.dts" "$work/same-cpu.dts" "$work/pci.dts"
run check --json "$sys" "$work/a.dts"
