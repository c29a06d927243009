# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# help: help|this text

cat <<END
Usage: ./run <command> [argument...]

END
sed -n 's/^# help: //p' run.d/cmd-*.sh | while IFS='|' read -r c t; do
	printf '  %-28s %s\n' "$c" "$t"
done
cat <<END

Missing Debian packages are installed (as root or through sudo). Results are
kept in $JH_CACHE; JAILHOUSE_CACHE selects
another directory, JAILHOUSE_JOBS the number of parallel jobs.
END
