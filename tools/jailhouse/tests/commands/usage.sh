# SPDX-License-Identifier: GPL-2.0-only
. commands/lib.inc

run jailhouse enable
run jailhouse enable --frob x
run jailhouse disable now
run jailhouse cell create
run jailhouse cell start
run jailhouse cell start one two
run jailhouse config compile x.dts
run jailhouse config check
