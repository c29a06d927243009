#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# help: the documentation renders with the kernel's Sphinx, without warnings
#
# check-docs.sh: KTAP on stdout. Rendered again only if something that goes into
# it has changed. The result is in the cache, docs/virt/jailhouse/index.html.

set -eu
. run.d/lib.sh
. run.d/source.sh

DOCS=virt/jailhouse
OUT=$JH_CACHE/docs

need_packages "to render the documentation" make gcc perl python3 python3-sphinx \
	python3-yaml
lock_cache
overlay_kernel

# What our documents consist of: themselves, and sources that they take
# descriptions from
inputs()
{
	find "Documentation/$DOCS" Documentation/ABI/testing/*jailhouse* -type f
	sed -n 's/^ *\.\. \(kernel-doc\|include\|literalinclude\):: *\([^ ]*\)/\2/p' \
		"Documentation/$DOCS"/*.rst
}

# Lines of a log that are findings. Not one: that pictures in formats which we do
# not use would need a program that is not installed.
findings()
{
	grep -E 'WARNING|ERROR|CRITICAL|warning:|error:|Error ' "$1" |
		grep -v 'dot(1) not found' || :
}

render()
{
	rm -rf "$OUT"
	mkdir -p "$OUT"
	make -s -C "$JH_LINUX" O="$OUT/work" SPHINXDIRS="$DOCS" htmldocs \
		>"$OUT/htmldocs.log" 2>&1 9>&- || {
		echo "make htmldocs failed, the end of $OUT/htmldocs.log is:"
		tail -n 15 "$OUT/htmldocs.log"
	}
	findings "$OUT/htmldocs.log"
	[ -f "$OUT/work/Documentation/output/$DOCS/index.html" ] || {
		echo "there is no index.html"
		return
	}
	mkdir -p "$OUT/virt"
	mv "$OUT/work/Documentation/output/$DOCS" "$OUT/virt/"
	rm -rf "$OUT/work"
}

check_abi()
{
	perl "$JH_PRISTINE/scripts/get_abi.pl" validate \
		--dir "$JH_LINUX/Documentation/ABI" 2>&1 | grep -i jailhouse || :
}

cd "$JH_LINUX"
sum=$(inputs | LC_ALL=C sort -u | while read -r f; do
	sha256sum "$f"
done | sha256sum)
sum="$sum $(sphinx-build --version) $(sha256sum <"$JH_TOP/run.d/check-docs.sh")"
[ "$(cat "$OUT/inputs" 2>/dev/null)" = "$sum" ] || {
	say "rendering the documentation"
	render >"$JH_CACHE/docs.findings"
	check_abi >>"$JH_CACHE/docs.findings"
	mv "$JH_CACHE/docs.findings" "$OUT/findings"
	printf '%s\n' "$sum" >"$OUT/inputs"
}

echo "KTAP version 1"
echo "1..1"
if [ -s "$OUT/findings" ]; then
	echo "not ok 1 htmldocs"
	head -n 60 "$OUT/findings" | sed 's/^/# /'
else
	echo "ok 1 htmldocs"
fi
