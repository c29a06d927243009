# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# help: shell [platform]|a root shell in the emulated machine; platforms: x86-svm arm64

. run.d/machines.sh

platform "${1:-x86-svm}"
build_guest "$JH_CACHE/shell-$platform"

say "end with 'exit', or with Ctrl-A X; other serial ports are in $JH_RUNS"
# What somebody types arrives in real time anyway
JH_MTTCG=${JH_MTTCG-1} exec "$P_RUNNER" -i "$JH_RUNS" jh.shell quiet
