#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The root cell panics while a cell runs: all CPUs of Linux stop, which takes NMIs
# if they do not listen to anything else, and the cell goes on. The results after
# the panic come from the module jh_panic. The machine ends with this test.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

# The cell has CPU 3, and CPU 0 panics
plan 8

check "the machine is partitioned" enable_machine
check "a cell with a timer runs" run_cell apic apic no-lock
check "... and prints" wait_until 10 console_has "Timer fired 3,"
check "somebody looks" modprobe jh_panic first=5 cell="$(cell_id apic)" cell_cpus=8
# What was printed so far has to reach the kernel's log first
sleep 0.3
taskset 1 sh -c 'echo 1 >/sys/module/jh_panic/parameters/crash'
