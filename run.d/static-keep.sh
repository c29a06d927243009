# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# What static checks have found is kept under the sum of what they looked at, so
# that nothing is looked at twice. Each sum includes $TOOLS: the versions of the
# programs, and the checks themselves.

KEEP=$OUT/keep

# sum_files: of the files whose names are on stdin, with names and modes
sum_files()
{
	LC_ALL=C sort -u >"$OUT/sum.list"
	{
		echo "$TOOLS"
		xargs -r -d '\n' sha256sum -- <"$OUT/sum.list" 2>&1 || :
		xargs -r -d '\n' stat -c '%A %n' -- <"$OUT/sum.list" 2>&1 || :
	} | sha256sum | cut -d' ' -f1
}

# sum_text: of stdin
sum_text()
{
	{
		echo "$TOOLS"
		cat
	} | sha256sum | cut -d' ' -f1
}

# once NAME: what check_NAME finds. It is done again only if one of the files that
# inputs_NAME lists has changed, and always if there is no such function.
once()
{
	on_sum=
	if command -v "inputs_$1" >/dev/null; then
		on_sum=$("inputs_$1" | sum_files)
		if [ "$(cat "$KEEP/$1.sum" 2>/dev/null)" = "$on_sum" ]; then
			cat "$KEEP/$1.txt"
			return
		fi
	fi
	# No "||" here: it would turn "set -e" off in the check
	set +e
	(
		set -e
		"check_$1"
	) >"$OUT/$1.txt"
	on_rc=$?
	set -e
	[ $on_rc -eq 0 ] || echo "check_$1 exited with $on_rc" >>"$OUT/$1.txt"
	cat "$OUT/$1.txt"
	# Somebody may have changed a file in the meantime
	[ -z "$on_sum" ] || [ "$("inputs_$1" | sum_files)" != "$on_sum" ] || {
		rm -f "$KEEP/$1.sum"
		cp "$OUT/$1.txt" "$KEEP/"
		echo "$on_sum" >"$KEEP/$1.sum"
	}
}

# not_passed NAME [SUM]: those of the files on stdin that check NAME has not passed
# as they are; SUM is of all else that its result depends on
not_passed()
{
	np_sums=$OUT/$1.sums
	np_kept=$KEEP/files/$1-$(echo "${2:-}" | sum_text)
	mkdir -p "$KEEP/files"
	touch "$np_kept"
	xargs -r -d '\n' sha256sum -- | LC_ALL=C sort >"$np_sums"
	[ -s "$np_sums" ] || die "static: $1 has no files to look at"
	LC_ALL=C comm -23 "$np_sums" "$np_kept" | cut -c67-
}

# have_passed NAME FINDINGS [SUM]: the files of the last not_passed have, apart from
# those that lines of FINDINGS begin with
have_passed()
{
	cut -d: -f1 "$2" | sed 's,^\./,,' | LC_ALL=C sort -u >"$OUT/$1.failed"
	# A line that names none of them may be about any
	awk 'NR == FNR { name[substr($0, 67)]; next }
		!($0 in name) { rc = 1 } END { exit rc }' \
		"$OUT/$1.sums" "$OUT/$1.failed" || return 0
	rm -f "$KEEP/files/$1"-*
	awk 'FILENAME == ARGV[1] { failed[$0]; next }
		!(substr($0, 67) in failed)' "$OUT/$1.failed" "$OUT/$1.sums" \
		>"$KEEP/files/$1-$(echo "${3:-}" | sum_text)"
}
