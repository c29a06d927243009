#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# help: the series builds patch by patch; checkpatch, sparse, W=1, clang, coccinelle, kernel-doc
#
# shellcheck disable=SC2317
#
# check-static.sh [CHECK...]: KTAP on stdout. A check is a function check_<name>
# that prints its findings; one that prints nothing has passed.

set -eu
. run.d/lib.sh
. run.d/kernel.sh

CHECKS='series steps checkpatch spelling sparse builtin clang coccinelle kernel_doc bindings
	shell'
PACKAGES='make gcc git perl sparse coccinelle shellcheck clang lld llvm dt-schema
	device-tree-compiler python3-ply python3-git codespell libfdt-dev libpython3-dev
	ocaml'

OUT=$JH_CACHE/check-static
mkdir -p "$OUT"
# Not the cache's lock: others need not wait for all of this.
command -v flock >/dev/null && exec 8>"$OUT.lock" && flock 8
find "$OUT" -mindepth 1 -maxdepth 1 ! -name keep ! -name steps ! -name series \
	! -name overlay -exec rm -rf {} +
mkdir -p "$OUT/keep"

# shellcheck disable=SC2086
need_packages "for the static checks" $PACKAGES
# shellcheck disable=SC2086
TOOLS=$({
	# Not installed where it comes from the security updates
	dpkg-query -W linux-source-6.12 2>/dev/null || :
	dpkg-query -W $PACKAGES
	cat run.d/check-static.sh run.d/static-*.sh
} | sha256sum | cut -d' ' -f1)

. run.d/static-keep.sh
. run.d/static-build.sh
. run.d/static-steps.sh
. run.d/static-checkpatch.sh

# Files that are not part of the series
other_files()
{
	find Kbuild run.d run .ci -type f
}

inputs_series()
{
	overlay_files
	find series run.d/cmd-series.sh run.d/source.sh MAINTAINERS -type f
}

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

# checkpatch could do this too, but takes minutes for it
check_spelling()
{
	cs_words=$(sha256sum run.d/words)
	{
		overlay_files | grep -v -e '/corpus/' -e '/golden/'
		other_files
		find README.md series/messages -type f
	} | not_passed spelling "$cs_words" >"$OUT/spelling.list"
	cs_rc=0
	xargs -r -d '\n' codespell --builtin clear,rare \
		--ignore-words-list "$(paste -sd , run.d/words)" \
		<"$OUT/spelling.list" >"$OUT/spelling.found" || cs_rc=$?
	cat "$OUT/spelling.found"
	[ $cs_rc -eq 0 ] || [ -s "$OUT/spelling.found" ] ||
		echo "codespell: exit code $cs_rc"
	[ $cs_rc -ne 0 ] || have_passed spelling "$OUT/spelling.found" "$cs_words"
}

check_kernel_doc()
{
	overlay_files | grep '\.[ch]$' | grep -v -e '^tools/' -e '^samples/' |
		not_passed kernel_doc >"$OUT/kernel_doc.list"
	xargs -r -d '\n' perl "$JH_PRISTINE/scripts/kernel-doc" -none -Wall \
		<"$OUT/kernel_doc.list" >"$OUT/kernel_doc.out" 2>&1 ||
		echo "kernel-doc failed: $(tail -n 1 "$OUT/kernel_doc.out")"
	grep -E 'warning|error|Error' "$OUT/kernel_doc.out" \
		>"$OUT/kernel_doc.found" || :
	cat "$OUT/kernel_doc.found"
	have_passed kernel_doc "$OUT/kernel_doc.found"
}

inputs_bindings()
{
	find Documentation/devicetree configs include/dt-bindings -type f
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
	dt-mk-schema -j "$cb_dir/jailhouse" >"$OUT/schema.json" \
		2>"$OUT/schema.err" || cat "$OUT/schema.err"
	find configs -name '*.dts' >"$OUT/bindings.list"
	[ -s "$OUT/bindings.list" ] || echo "no configuration to validate"
	while read -r f; do
		if cpp -nostdinc -undef -D__DTS__ -x assembler-with-cpp \
			-I configs/include -I "$(dirname "$f")" -I include "$f" \
			"$OUT/config.dts" 2>&1 &&
			dtc -q -I dts -O dtb -o "$OUT/config.dtb" "$OUT/config.dts" 2>&1
		then
			dt-validate -s "$OUT/schema.json" "$OUT/config.dtb" 2>&1 |
				sed "s,$OUT/config.dtb,$f,"
		else
			echo "$f does not compile"
		fi
	done <"$OUT/bindings.list"
}

inputs_shell()
{
	{
		other_files
		overlay_files | grep -v -e '/corpus/' -e '\.[chS]$'
	} | while read -r f; do
		case $f in
		*.sh) ;;
		*) head -n 1 "$f" | grep -q '^#!/bin/sh' || continue ;;
		esac
		echo "$f"
	done
}

check_shell()
{
	sh_rc=0
	inputs_shell | xargs -d '\n' shellcheck -x -S warning \
		-e SC1091,SC2034,SC2046,SC2154,SC3044 -s sh -f gcc 2>&1 || sh_rc=$?
	[ $sh_rc -eq 0 ] || echo "shellcheck: exit code $sh_rc"
}

# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- $CHECKS
echo "KTAP version 1"
echo "1..$#"

# The tree in its place in the kernel's, and as a series
kernel_arch x86
# Whoever only runs tests need not have told git a name
git var GIT_AUTHOR_IDENT >/dev/null 2>&1 ||
	export GIT_AUTHOR_NAME=check GIT_AUTHOR_EMAIL=check@localhost
tree_sum=$({ inputs_series | sum_files; git var GIT_AUTHOR_IDENT | sed 's/>.*//'; } |
	sum_text)
if [ "$(cat "$OUT/keep/tree" 2>/dev/null)" != "$tree_sum" ]; then
	lock_cache
	overlay_kernel
	rm -rf "$OUT/overlay" "$OUT/series" "$OUT/keep/tree"
	overlay_tree "$OUT/overlay"
	JH_LOCKED=1 ./run series -o "$OUT/series" >/dev/null
	unlock_cache
	echo "$tree_sum" >"$OUT/keep/tree"
fi

n=0
for c; do
	n=$((n + 1))
	say "static: $c"
	once "$c" >"$OUT/findings"
	if [ -s "$OUT/findings" ]; then
		echo "not ok $n $c"
		head -n 60 "$OUT/findings" | sed 's/^/# /'
		mv "$OUT/findings" "$OUT/$c.txt"
		echo "# $(wc -l <"$OUT/$c.txt") lines in $OUT/$c.txt"
	else
		echo "ok $n $c"
	fi
done
