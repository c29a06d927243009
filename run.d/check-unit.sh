#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# help: KUnit tests under User Mode Linux
#
# check-unit.sh: KTAP on stdout

set -eu
. run.d/lib.sh
. run.d/kernel.sh

need_packages "to run KUnit" make gcc libc6-dev flex bison bc python3 rsync ccache
lock_cache
overlay_kernel
unlock_cache
[ -f "$JH_LINUX/drivers/virt/jailhouse/.kunitconfig" ] ||
	die "no drivers/virt/jailhouse/.kunitconfig: nothing to test"
cd "$JH_LINUX"
out=$JH_CACHE/build-kunit
mkdir -p "$out"
# Not "kunit.py build": it says nothing until it is done
logged "$JH_CACHE/log/kunit-config.log" "configuring User Mode Linux" \
	python3 tools/testing/kunit/kunit.py config \
	--kunitconfig=drivers/virt/jailhouse --build_dir="$out"
logged "$JH_CACHE/log/kunit-build.log" \
	"building User Mode Linux; the first time takes about 5 minutes on 2 cores" \
	make -j"$JH_JOBS" ARCH=um O="$out" CC="ccache gcc"
# The parser of kunit.py prints for people; ours counts, from the raw output
python3 tools/testing/kunit/kunit.py exec --raw_output=kunit --timeout 300 \
	--kunitconfig=drivers/virt/jailhouse --build_dir="$out" </dev/null
