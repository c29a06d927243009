# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# checkpatch for each patch of the series, and for each file that is in none. The
# files of the series need not be looked at, too: being new, they are in a patch
# from the first line to the last.
#
# Messages that are not followed are in static.accept.

CP_ROOT=$OUT/root

# A kernel tree is expected, and in it a repository that knows the licences. Two
# programs are started for each file if they are there: get_maintainer.pl has
# nothing to say about new files, and check_licences starts the other one once.
checkpatch_root()
{
	rm -rf "$CP_ROOT"
	mkdir "$CP_ROOT"
	ln -s "$JH_LINUX"/* "$CP_ROOT/"
	rm "$CP_ROOT/LICENSES" "$CP_ROOT/scripts"
	mkdir "$CP_ROOT/scripts"
	ln -s "$JH_LINUX"/scripts/* "$CP_ROOT/scripts/"
	rm "$CP_ROOT/scripts/get_maintainer.pl" "$CP_ROOT/scripts/spdxcheck.py"
	cp -r "$JH_PRISTINE/LICENSES" "$CP_ROOT/"
	git -C "$CP_ROOT" init -q
	git -C "$CP_ROOT" add LICENSES
	git -C "$CP_ROOT" -c user.name=check -c user.email=check@localhost \
		commit -q -m licences
}

# checkpatch OUTPUT ARGUMENT...
#
# Left out: each patch is asked whether MAINTAINERS has to change; it does, in one
# of them.
checkpatch()
{
	cp_out=$1
	shift
	cp_rc=0
	perl "$CP_ROOT/scripts/checkpatch.pl" --root="$CP_ROOT" --strict --quiet \
		--no-summary --terse --show-types --showfile \
		--ignore FILE_PATH_CHANGES "$@" >"$cp_out.tmp" 2>&1 || cp_rc=$?
	[ $cp_rc -eq 0 ] || { [ $cp_rc -eq 1 ] && [ -s "$cp_out.tmp" ]; } ||
		echo "checkpatch:0: ERROR:FAILED: it exited with $cp_rc" >>"$cp_out.tmp"
	mv "$cp_out.tmp" "$cp_out"
}

# Are the licences that files name known?
check_licences()
{
	overlay_files | grep -v -e '/corpus/' |
		sed "s,^,$JH_TOP/," >"$OUT/licences"
	(cd "$CP_ROOT" && xargs -d '\n' python3 "$JH_LINUX/scripts/spdxcheck.py" \
		<"$OUT/licences" 2>&1) || echo "spdxcheck: exit code $?"
}

# strip_patch PATCH: without what is different in each series of the same tree, and
# without the files that are not looked at
strip_patch()
{
	grep -v '^#' run.d/static.accept | awk '
		NR == FNR { if ($2 == "ALL") all[$1]; next }
		FNR == 1 { sub(/[0-9a-f]+/, "0000000000000000000000000000000000000000") }
		/^Date: / && !diff { next }
		/^diff --git / {
			diff = 1
			skip = 0
			for (p in all)
				if (substr($4, 3) ~ p)
					skip = 1
		}
		/^-- $/ { skip = 0 }
		!skip { print }' - "$1"
}

# What is not in static.accept, and what is there in vain
accept()
{
	awk -v list=run.d/static.accept '
		FILENAME == list {
			if (/^(#|$)/)
				next
			path[++n] = $1
			type[n] = $2
			if (NF < 3)
				print list ":" FNR ": no reason given"
			next
		}
		FILENAME == paths {
			for (i = 1; i <= n; i++)
				if (type[i] == "ALL" && $0 ~ path[i])
					used[i]
			next
		}
		{
			accepted = 0
			split($0, part, ":")
			for (i = 1; i <= n; i++)
				if (part[1] ~ path[i] && part[4] == type[i]) {
					used[i]
					accepted = 1
				}
			if (!accepted)
				print
		}
		END {
			for (i = 1; i <= n; i++)
				if (!(i in used))
					print list ": in vain: " path[i] " " type[i]
		}' run.d/static.accept paths="$2" "$2" "$1"
}

check_checkpatch()
{
	cc_keep=$KEEP/checkpatch
	cc_work=$OUT/checkpatch
	mkdir -p "$cc_keep" "$cc_work"
	checkpatch_root
	cc_bindings=$(cd "$OUT/overlay" &&
		find Documentation/devicetree -type f | sum_files)

	: >"$cc_work/all"
	: >"$cc_work/todo"
	for p in "$OUT"/series/[0-9]*.patch; do
		n=${p##*/}
		case $n in
		0000-*) continue ;;
		esac
		strip_patch "$p" >"$cc_work/$n"
		cc_sum=$({ echo "$cc_bindings"; cat "$cc_work/$n"; } | sum_text)
		echo "$cc_sum $n" >>"$cc_work/all"
		[ -f "$cc_keep/$cc_sum" ] ||
			echo "$cc_keep/$cc_sum $cc_work/$n" >>"$cc_work/todo"
	done
	# The largest first, dealt to as many loops as there are processors
	while read -r s f; do
		echo "$(wc -c <"$f") $s $f"
	done <"$cc_work/todo" | sort -rn | cut -d' ' -f2- >"$cc_work/sorted"
	for j in $(seq "$JH_JOBS"); do
		awk -v j="$j" -v jobs="$JH_JOBS" 'NR % jobs == j % jobs' \
			"$cc_work/sorted" | while read -r s f; do
			checkpatch "$s" "$f"
		done &
	done
	wait
	while read -r s n; do
		sed "s,^$cc_work/,," "$cc_keep/$s"
		mv "$cc_keep/$s" "$cc_work/"
	done <"$cc_work/all" >"$cc_work/findings"
	# Forget what is of no use now
	rm -rf "$cc_keep"
	mkdir "$cc_keep"
	while read -r s n; do
		mv "$cc_work/$s" "$cc_keep/"
	done <"$cc_work/all"

	other_files | not_passed checkpatch >"$cc_work/files"
	[ ! -s "$cc_work/files" ] || {
		# shellcheck disable=SC2046
		checkpatch "$cc_work/files.txt" -f $(cat "$cc_work/files")
		have_passed checkpatch "$cc_work/files.txt"
		cat "$cc_work/files.txt" >>"$cc_work/findings"
	}
	{
		grep -h '^+++ b/' "$OUT"/series/[0-9]*.patch | cut -c7-
		other_files
	} >"$cc_work/paths"
	check_licences
	accept "$cc_work/findings" "$cc_work/paths" | LC_ALL=C sort
}
