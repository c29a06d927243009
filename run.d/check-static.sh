#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# help: the series applies; checkpatch, sparse, W=1, clang, coccinelle, kernel-doc
#
# shellcheck disable=SC2317
#
# check-static.sh [CHECK...]: KTAP on stdout. A check is a function check_<name>
# that prints its findings; one that prints nothing has passed.

set -eu
. run.d/lib.sh
. run.d/kernel.sh

CHECKS='series checkpatch spelling sparse clang coccinelle kernel_doc bindings shell'

OUT=$JH_CACHE/check-static
# Not the cache's lock: others need not wait for all of this.
command -v flock >/dev/null && exec 8>"$OUT.lock" && flock 8
rm -rf "$OUT"
mkdir -p "$OUT"

need_packages "for the static checks" make gcc git perl sparse coccinelle \
	shellcheck clang lld llvm dt-schema device-tree-compiler \
	python3-ply python3-git codespell

# The series applies with git am, and the result is what everything else here
# was built from.
check_series()
{
	mkdir -p "$OUT/am"
	(
		cd "$OUT/am"
		git init -q -b check .
		for f in MAINTAINERS $(cat "$JH_TOP"/series/patches/*.patch |
			sed -n 's,^+++ b/,,p' | sort -u); do
			mkdir -p "$(dirname "$f")"
			cp "$JH_PRISTINE/$f" "$f"
			git add "$f"
		done
		git config user.name check
		git config user.email check@localhost
		git commit -q -m pristine
		set -- "$OUT"/series/[0-9]*.patch
		shift
		git am -q --whitespace=nowarn "$@" 2>&1
	) || echo "git am failed"
	diff -rq --exclude=.git --exclude=MAINTAINERS "$OUT/overlay" "$OUT/am" || :
}

# Left out: each patch is asked whether MAINTAINERS has to change; it does, in one
# of them. Golden files are what a program prints.
check_checkpatch()
{
	# checkpatch wants a kernel tree, and in it a repository that knows the
	# licences
	root=$OUT/root
	mkdir "$root"
	ln -s "$JH_LINUX"/* "$root/"
	rm "$root/LICENSES"
	cp -r "$JH_PRISTINE/LICENSES" "$root/"
	git -C "$root" init -q
	git -C "$root" add LICENSES
	git -C "$root" -c user.name=check -c user.email=check@localhost \
		commit -q -m licences
	for p in "$OUT"/series/[0-9]*.patch; do
		case $p in
		*/0000-*) continue ;;
		esac
		echo "$p"
	done | xargs -P "$JH_JOBS" -n 1 perl "$root/scripts/checkpatch.pl" \
		--root="$root" --strict --quiet --no-summary --terse --show-types \
		--showfile --ignore FILE_PATH_CHANGES,CAMELCASE 2>&1 |
		grep -v '^tools/jailhouse/tests/golden/' | LC_ALL=C sort
}

# checkpatch could do this too, but takes minutes for it
check_spelling()
{
	overlay_files | grep -v -e '/corpus/' -e '/golden/' |
		xargs codespell --builtin clear,rare \
			--ignore-words-list "$(paste -sd , run.d/words)" || :
}

# Sparse and W=1 look at the same build
check_sparse()
{
	lock_cache
	build_kernel x86
	build_variant static CONFIG_JAILHOUSE_DEBUG=y \
		CONFIG_JAILHOUSE_TEST_DEVICE=y clean >/dev/null
	build_variant static CONFIG_JAILHOUSE_DEBUG=y \
		CONFIG_JAILHOUSE_TEST_DEVICE=y W=1 C=2 \
		CF=-D__CHECK_ENDIAN__ >/dev/null
	grep -E '(warning|error):' "$JH_CACHE/log/variant-static.log" || :
}

# Kernel options depend on the compiler, so this needs a tree configured for
# clang; it is not worth building a second kernel, so modpost knows no symbols.
check_clang()
{
	K_OUT=$JH_CACHE/build-x86-clang
	mkdir -p "$K_OUT"
	cl_make="make -C $JH_LINUX O=$K_OUT ARCH=$K_ARCH LLVM=1"
	[ -f "$K_OUT/.config" ] || {
		$cl_make -s allnoconfig KCONFIG_ALLCONFIG="$K_FRAGMENT"
		$cl_make -s -j"$JH_JOBS" modules_prepare
	} >"$JH_CACHE/log/clang-prepare.log" 2>&1 9>&-
	kmake()
	{
		$cl_make "$@" 9>&-
	}
	build_variant clang CONFIG_JAILHOUSE_DEBUG=y \
		CONFIG_JAILHOUSE_TEST_DEVICE=y W=1 KBUILD_MODPOST_WARN=1 >/dev/null
	grep -E '(warning|error):' "$JH_CACHE/log/variant-clang.log" |
		grep -v modpost || :
}

check_coccinelle()
{
	for d in drivers/virt/jailhouse virt/jailhouse arch/x86/jailhouse; do
		make -s -C "$JH_LINUX" coccicheck MODE=report M="$d" \
			J="$JH_JOBS" 2>"$OUT/cocci.err" || cat "$OUT/cocci.err"
	done | grep -E '^[^ ]+:[0-9]+|ERROR|WARNING' || :
}

check_kernel_doc()
{
	overlay_files | grep '\.[ch]$' | grep -v -e '^tools/' -e '^samples/' |
		while read -r f; do
			perl "$JH_PRISTINE/scripts/kernel-doc" -none -Wall "$f" 2>&1
		done | grep -E 'warning|error' || :
}

# Debian's dt-schema is older than what the kernel's make dt_binding_check takes
check_bindings()
{
	cb_dir=Documentation/devicetree/bindings
	cb_list=$(find "$cb_dir" -name '*.yaml' 2>/dev/null || :)
	[ -n "$cb_list" ] || {
		echo "no schema in $cb_dir"
		return
	}
	for f in $cb_list; do
		dt-doc-validate -u "$cb_dir" "$f" 2>&1 || :
	done
	# A single file would be taken for a schema that is processed already
	dt-mk-schema -j Documentation/devicetree/bindings/jailhouse >"$OUT/schema.json" 2>"$OUT/schema.err" ||
		cat "$OUT/schema.err"
	find configs -name '*.dts' | while read -r f; do
		cpp -nostdinc -undef -D__DTS__ -x assembler-with-cpp \
			-I configs/include -I "$(dirname "$f")" -I include "$f" |
			dtc -q -I dts -O dtb -o "$OUT/config.dtb" - &&
			dt-validate -s "$OUT/schema.json" "$OUT/config.dtb" 2>&1 |
			sed "s,$OUT/config.dtb,$f," || echo "$f does not compile"
	done
}

check_shell()
{
	shellcheck -x -S warning -e SC1091,SC2034,SC2046,SC2154,SC3044 -s sh -f gcc run run.d/*.sh run.d/guest/init \
		.ci/run tools/testing/selftests/jailhouse/*.sh || :
}

[ $# -gt 0 ] || eval "set -- $CHECKS"
lock_cache
overlay_kernel
kernel_arch x86
echo "KTAP version 1"
echo "1..$#"
overlay_tree "$OUT/overlay"
# Whoever only runs tests need not have told git a name
git var GIT_AUTHOR_IDENT >/dev/null 2>&1 ||
	export GIT_AUTHOR_NAME=check GIT_AUTHOR_EMAIL=check@localhost
JH_LOCKED=1 ./run series -o "$OUT/series" >/dev/null
unlock_cache
n=0
for c; do
	n=$((n + 1))
	say "static: $c"
	("check_$c") >"$OUT/$c.txt" || echo "check_$c failed" >>"$OUT/$c.txt"
	if [ -s "$OUT/$c.txt" ]; then
		echo "not ok $n $c"
		head -n 60 "$OUT/$c.txt" | sed 's/^/# /'
		echo "# $(wc -l <"$OUT/$c.txt") lines in $OUT/$c.txt"
	else
		echo "ok $n $c"
	fi
done
