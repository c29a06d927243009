# SPDX-License-Identifier: GPL-2.0-only
. commands/lib.inc

compile pci
compile qemu-q35
run jailhouse config show "$work/pci.cell"
run jailhouse config show --json "$work/pci.cell"
run jailhouse config show --json "$work/qemu-q35.cell"
# shellcheck disable=SC2086
run jailhouse config show --json $include good/everything-cell.dts
