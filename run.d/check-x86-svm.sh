#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# help: system tests in QEMU with AMD-V (run.d/x86-svm.tests)
#
# check-x86-svm.sh [NAME...]: run the named tests of the table, or all. KTAP comes
# on stdout. What the machines printed is kept in the cache, run-x86-svm/NAME/.

set -eu
. run.d/lib.sh
. run.d/machines.sh

check_machines x86-svm "$@"
