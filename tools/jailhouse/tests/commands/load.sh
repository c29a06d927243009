# SPDX-License-Identifier: GPL-2.0-only
. commands/lib.inc

export JAILHOUSE_DEVICE="$work/no-device"
echo image >"$work/image"
: >"$work/empty"
run jailhouse cell load tiny
run jailhouse cell load tiny "$work/nothing"
run jailhouse cell load tiny "$work/empty"
run jailhouse cell load tiny "$work/image" -a
run jailhouse cell load tiny -a 0x1000 "$work/image"
run jailhouse cell load tiny "$work/image" -a 4k
run jailhouse cell load tiny "$work/image" -a -1
run jailhouse cell load tiny "$work/image" -s
run jailhouse cell load tiny "$work/image" -s text
run jailhouse cell load tiny "$work/image" -s text "$work/image" -a 0x1000
run jailhouse cell load tiny "$work/image" -x
run jailhouse cell load tiny "$work/image" -s text -a 0x1000
