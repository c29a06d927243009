# SPDX-License-Identifier: GPL-2.0-only
. commands/lib.inc

export JAILHOUSE_DEVICE="$work/no-device" JAILHOUSE_SYSFS="$work/no-sysfs"
compile qemu-q35
compile tiny
echo image >"$work/image"
run jailhouse enable "$work/qemu-q35.cell"
run jailhouse disable
run jailhouse console
run jailhouse console -f
run jailhouse cell create "$work/tiny.cell"
run jailhouse cell load tiny "$work/image"
run jailhouse cell start tiny
run jailhouse cell shutdown 1
run jailhouse cell destroy tiny
run jailhouse cell list
run jailhouse cell stats tiny
# Something that is not the driver
touch "$work/file"
JAILHOUSE_DEVICE="$work/file"
run jailhouse cell start tiny
