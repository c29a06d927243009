# SPDX-License-Identifier: GPL-2.0-only
. commands/lib.inc

run jailhouse
run jailhouse help
run jailhouse cell
run jailhouse config help
run jailhouse hardware help
run jailhouse frobnicate
run jailhouse c
run jailhouse cell frob
for c in enable disable console "cell create" "cell list" "cell load" \
	"cell start" "cell shutdown" "cell destroy" "cell stats" \
	"config compile" "config check" "config show" "config import" \
	"hardware check"; do
	# shellcheck disable=SC2086
	run jailhouse $c -h
done
