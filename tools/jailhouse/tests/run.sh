#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests of the tool that need no hypervisor, against golden files
#
#	run.sh [-u]	-u writes the golden files anew: look at the difference
#
# JAILHOUSE names the tool. KTAP goes to standard output.
#
#	bad/*.dts	each breaks one rule; bad/*.out is what the tool says
#	commands/*.sh	commands; commands/*.out what they print, with exit codes
#	configurations	each is compiled, checked, printed and compiled again

cd "$(dirname "$0")" || exit 1
update=
[ "${1:-}" = -u ] && update=1

: "${JAILHOUSE:=$PWD/../jailhouse}"
top=$(cd ../../.. && pwd)
configs=$top/configs
# Where the configurations are once they are in the kernel tree
[ -d "$configs" ] || configs=$top/tools/jailhouse/configs
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
include="-I $top/include"
export JAILHOUSE work configs include

if [ ! -x "$JAILHOUSE" ]; then
	echo "Bail out! no tool at $JAILHOUSE"
	exit 1
fi
for program in cpp dtc; do
	if ! command -v $program >/dev/null; then
		echo "Bail out! $program is not installed"
		exit 1
	fi
done

count=0
failed=0

result()
{
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count $2"
	else
		echo "not ok $count $2"
		failed=$((failed + 1))
	fi
}

# compare NAME GOLDEN: the output is in $work/out
compare()
{
	# Paths of this machine are none of the tool's behaviour
	sed -e "s|$JAILHOUSE|jailhouse|g" -e "s|$work/dir|WORK|g" \
		-e "s|$work|WORK|g" -e "s|$configs|CONFIGS|g" -e "s|$top|TOP|g" \
		"$work/out" >"$work/out.clean"
	if [ -n "$update" ]; then
		cp "$work/out.clean" "$2"
	fi
	if diff -u "$2" "$work/out.clean" >"$work/diff" 2>&1; then
		result 0 "$1"
	else
		sed 's/^/# /' "$work/diff"
		result 1 "$1"
	fi
}

# The same configuration, whichever way it went?
round_trip()
{
	# shellcheck disable=SC2086
	"$JAILHOUSE" config compile $include "$1" -o "$work/first.cell" &&
	"$JAILHOUSE" config show "$work/first.cell" >"$work/again.dts" &&
	"$JAILHOUSE" config compile $include "$work/again.dts" \
		-o "$work/second.cell" &&
	cmp "$work/first.cell" "$work/second.cell"
}

echo "TAP version 13"
set -- bad/*.dts good/*.dts commands/*.sh "$configs"/*/*.dts "$configs"/*/*.dts
echo "1..$#"

for f in bad/*.dts; do
	# shellcheck disable=SC2086
	"$JAILHOUSE" config compile $include "$f" -o "$work/bad.cell" \
		>"$work/out" 2>&1
	echo "exit code $?" >>"$work/out"
	[ -e "$work/bad.cell" ] && echo "a file was written" >>"$work/out"
	rm -f "$work/bad.cell"
	compare "refused: $(basename "$f" .dts)" "${f%.dts}.out"
done

for f in commands/*.sh; do
	rm -rf "$work/dir"
	mkdir "$work/dir"
	work=$work/dir sh "$f" >"$work/out" 2>&1
	compare "command: $(basename "$f" .sh)" "${f%.sh}.out"
done

for f in good/*.dts "$configs"/*/*.dts; do
	round_trip "$f" >"$work/log" 2>&1
	code=$?
	sed 's/^/# /' "$work/log"
	result $code "compiled, shown, compiled again: $(basename "$f" .dts)"
done

for f in "$configs"/*/*.dts; do
	case $f in
	*/qemu-*)
		set -- "$f"
		;;
	*/x86/*)
		set -- "${f%/*}/qemu-q35.dts" "$f"
		;;
	*-pl011.dts)
		set -- "${f%/*}/qemu-virt-pl011.dts" "$f"
		;;
	*)
		set -- "${f%/*}/qemu-virt.dts" "$f"
		;;
	esac
	# shellcheck disable=SC2086
	"$JAILHOUSE" config check $include "$@" >"$work/log" 2>&1
	code=$?
	sed 's/^/# /' "$work/log"
	result $code "checked: $(basename "$f" .dts)"
done

echo "# Totals: pass:$((count - failed)) fail:$failed"
[ "$failed" = 0 ]
