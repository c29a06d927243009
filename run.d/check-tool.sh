#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# help: the command-line tool against golden files
#
# check-tool.sh: KTAP on stdout

set -eu
. run.d/lib.sh
. run.d/source.sh

need_packages "to build and test the tool" make gcc libc6-dev libfdt-dev \
	device-tree-compiler
lock_cache
overlay_kernel
unlock_cache
[ -f "$JH_LINUX/tools/jailhouse/Makefile" ] ||
	die "no tools/jailhouse/Makefile: nothing to test"
mkdir -p "$JH_CACHE/check-tool"
exec make -s -C "$JH_LINUX/tools/jailhouse" O="$JH_CACHE/check-tool" check
