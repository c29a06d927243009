# SPDX-License-Identifier: GPL-2.0-only
. commands/lib.inc

# Configurations of Arm machines that are sound alone but not together
sys=$configs/arm64/qemu-virt.dts
check()
{
	# shellcheck disable=SC2086
	"$JAILHOUSE" config check $include -I "$configs/arm64" "$@"
}
# with FILE NAME TEXT: FILE and something else
with()
{
	{
		cat "$configs/arm64/$1.dts"
		echo "$3"
	} >"$work/$2.dts"
}
run check "$sys" "$configs/arm64/tiny.dts" "$configs/arm64/uart.dts"
run check "$configs/arm64/qemu-virt-1cpu.dts" "$configs/arm64/tiny.dts"
run check "$sys" "$configs/x86/tiny.dts"

with gic redistributor '/ { ram@8000000 { reg = <0 0x80a0000 0 0x1000>;
	phys-address = <0 0x70800000>; access = "read"; }; };'
run check "$sys" "$work/redistributor.dts"
run check "$configs/arm64/qemu-virt-gicv2.dts" "$work/redistributor.dts"
with gic gicv '/ { ram@8041000 { reg = <0 0x8041000 0 0x1000>;
	phys-address = <0 0x70800000>; access = "read"; }; };'
run check "$configs/arm64/qemu-virt-gicv2.dts" "$work/gicv.dts"
with gic comm '&{/communication-region@80000000} { reg = <0 0x80b0000 0 0x1000>; };'
run check "$sys" "$work/comm.dts"
with gic direct '/ { direct-interrupts; };'
run check "$sys" "$work/direct.dts"
run check "$configs/arm64/qemu-virt-gicv2.dts" "$work/direct.dts"
with gic spi '&gic { interrupt-ranges = <41 1>; };'
run check "$sys" "$work/spi.dts"
with gic other '&gic { reg = <0 0x8010000 0 0x1000>; };'
run check "$sys" "$work/other.dts"
with gic no-comm '&{/communication-region@80000000} { status = "disabled"; };'
run check "$sys" "$work/no-comm.dts"
with qemu-virt console '/ { debug-console@3eff1000 { type = "8250";
	reg = <0 0x3eff1000 0 8>; }; };'
run check "$work/console.dts" "$configs/arm64/tiny.dts"
run check --json "$sys" "$work/redistributor.dts"
