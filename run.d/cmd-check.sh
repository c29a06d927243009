# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# help: check [suite[:test,...]...]|run tests; suites: unit tool inmates static docs x86-svm fuzz
#
# Each suite is a program run.d/check-<suite>.sh that prints KTAP. A suite that
# prints no result has failed, and so has one that exits with an error.

JH_SUITES='unit tool inmates static docs x86-svm fuzz'

# Two runs at once need a JH_RUNS each
check_dir=${JH_RUNS:-$JH_CACHE}/check
rm -rf "$check_dir"
mkdir -p "$check_dir"
JH_STAGES=$check_dir/stages
export JH_STAGES
: >"$JH_STAGES"

need_packages "to run the tests" gawk

# check_suite NAME [TEST,...]
check_suite()
{
	cs_out=$check_dir/$1
	# shellcheck disable=SC2046
	{
		cs_rc=0
		sh "run.d/check-$1.sh" $(echo "${2:-}" | tr , ' ') || cs_rc=$?
		if [ $cs_rc -ne 0 ]; then
			echo "# group: run.d/check-$1.sh"
			echo "not ok - exited with $cs_rc"
		fi
	} | tee "$cs_out.ktap" | gawk -v suite="$1" -v counts="$cs_out.counts" \
		-v verbose="${JH_VERBOSE:-}" -f run.d/ktap.awk | tee "$cs_out.results"
}

[ $# -gt 0 ] || eval "set -- $JH_SUITES"
check_named=
for suite; do
	suite=${suite%%:*}
	[ -f "run.d/check-$suite.sh" ] ||
		die "no suite '$suite'; there are: $JH_SUITES"
	case " $check_named " in
	*" $suite "*) die "suite '$suite' twice; write $suite:ONE,ANOTHER" ;;
	esac
	check_named="$check_named $suite"
done

for suite; do
	say "suite ${suite%%:*}"
	case $suite in
	*:*) stage "${suite%%:*}" check_suite "${suite%%:*}" "${suite#*:}" ;;
	*) stage "$suite" check_suite "$suite" ;;
	esac
done

# What failed once more, so that nobody has to scroll, with what the test said
for suite; do
	suite=${suite%%:*}
	grep -q '^FAIL' "$check_dir/$suite.results" || continue
	printf '\nFailed in %s (all output: %s):\n' "$suite" \
		"$check_dir/$suite.ktap"
	gawk '
		/^# group: / { group = substr($0, 10) ": " }
		/^ *(not )?ok / { shown = 0 }
		/^ *not ok / && !/# *SKIP/ { print "  " group $0; shown = 1; next }
		shown && /^ *#/ { print "  " $0 }
	' "$check_dir/$suite.ktap"
done

printf '\n%-24s %8s %12s\n' stage minutes "CPU minutes"
gawk '
	{
		t = $1
		c = $2
		sub(/^[0-9]* [0-9]* /, "")
		printf "%-24s %8.1f %12.1f\n", $0, t / 60, c / 60
	}' "$JH_STAGES"
echo
cat "$check_dir"/*.counts | gawk '
	{ ok += $1; fail += $2; skip += $3 }
	END {
		printf "%d passed, %d failed, %d skipped\n", ok, fail, skip
		exit fail || !ok
	}'
