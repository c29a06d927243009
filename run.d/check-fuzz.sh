#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# help: a short run of each fuzz target
#
# check-fuzz.sh [TARGET...]: KTAP on stdout. JH_FUZZ_RUNS inputs a target, always
# the same ones: this is a test; for a search set JH_FUZZ_RUNS=-1.

set -eu
. run.d/lib.sh
. run.d/source.sh

need_packages "to build and run the fuzz targets" make clang libclang-rt-14-dev \
	libcapstone-dev
lock_cache
overlay_kernel
dir=$JH_LINUX/tools/testing/selftests/jailhouse/fuzz
out=$JH_CACHE/fuzz
[ -f "$dir/Makefile" ] || die "no $dir/Makefile: nothing to test"
mkdir -p "$out"
make -s -C "$dir" O="$out" >&2 9>&-
unlock_cache

# shellcheck disable=SC2046
[ $# -gt 0 ] || set -- $(cd "$out" && find . -maxdepth 1 -name 'fuzz-*' \
	-type f -perm -u+x | sed 's,^\./fuzz-,,' | LC_ALL=C sort)
[ $# -gt 0 ] || die "$dir built no program fuzz-*"

echo "KTAP version 1"
echo "1..$#"
n=0
for target; do
	n=$((n + 1))
	# New inputs are kept out of the tree
	[ "${JH_FUZZ_RUNS:-}" = -1 ] || rm -rf "$out/new-$target"
	mkdir -p "$out/new-$target" "$dir/corpus/$target"
	if "$out/fuzz-$target" -seed=1 -runs="${JH_FUZZ_RUNS:-300000}" \
		-max_total_time="${JH_FUZZ_SECONDS:-60}" -timeout=10 \
		-print_final_stats=1 -artifact_prefix="$out/crash-$target-" \
		"$out/new-$target" "$dir/corpus/$target" \
		</dev/null >"$out/$target.log" 2>&1; then
		echo "ok $n $target"
	else
		echo "not ok $n $target"
		tail -n 40 "$out/$target.log" | sed 's/^/# /'
	fi
	sed -n 's/^stat::/#/p' "$out/$target.log"
done
