#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# help: system tests in QEMU for arm64, with GICv3 and GICv2 (run.d/arm64.tests)
#
# check-arm64.sh [NAME...]: run the named tests of the table, or all. KTAP comes
# on stdout. What the machines printed is kept in the cache, run-arm64/NAME/.

set -eu
. run.d/lib.sh
. run.d/machines.sh

check_machines arm64 "$@"
