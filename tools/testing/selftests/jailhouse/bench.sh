#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What the benchmark measures, in phases that the plugin tells apart. All of it
# happens on CPU 0. run.d/bench.py knows the phases by these numbers. The module
# has phases of its own within phase 2.

. "$(dirname "$0")/lib.sh"

plan 11

taskset -p 1 $$ >/dev/null
check "the driver loads" modprobe jailhouse
./mark 1
check "enable" enable_system
./mark 2
check "exits of the root cell" modprobe jh_exits
./mark 3
check "create" jailhouse cell create /configs/tiny.dtb
./mark 4
check "load" jailhouse cell load tiny /inmates/tiny.bin
./mark 5
check "start" jailhouse cell start tiny
./mark 6
sleep 1
check "the cell runs" sh -c "jailhouse cell list | grep tiny"
./mark 7
check "destroy" jailhouse cell destroy tiny
./mark 8
sleep 1
./mark 9
check "disable" jailhouse disable
check "unload" rmmod jailhouse
check "the module for exits goes" rmmod jh_exits

finish
