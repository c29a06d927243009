# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# help: series -o DIR|write this tree as a patch series for the kernel

. run.d/source.sh

dir=
while getopts o: opt; do
	case $opt in
	o) dir=$OPTARG ;;
	*) die "usage: ./run series -o DIR" ;;
	esac
done
[ -n "$dir" ] || die "usage: ./run series -o DIR"

need_packages "to write the series" git rsync patch
lock_cache
unpack_kernel
tmp=$JH_CACHE/series.tmp
rm -rf "$tmp"
mkdir -p "$tmp" "$dir"

# What goes into the kernel, at its place there
overlay_tree "$tmp/tree"

# A repository with nothing in it but the files that change: patches need their
# old content, not 80000 others.
author=$(git var GIT_AUTHOR_IDENT 2>/dev/null | sed 's/>.*/>/')
[ -n "$author" ] ||
	die "git does not know who you are: set user.name and user.email with 'git config'"
when=$(git log -1 --format=%ct 2>/dev/null || date +%s)
GIT_DIR=$tmp/git
GIT_INDEX_FILE=$tmp/index
GIT_AUTHOR_DATE="$when +0000"
GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
GIT_AUTHOR_NAME=${author%% <*}
GIT_AUTHOR_EMAIL=$(echo "${author##*<}" | tr -d '>')
GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME
GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
export GIT_DIR GIT_INDEX_FILE GIT_AUTHOR_DATE GIT_COMMITTER_DATE
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
git init -q --bare -b base "$GIT_DIR"

# index_file ROOT PATH: put a file into the next commit
index_file()
{
	if_mode=100644
	[ ! -x "$1/$2" ] || if_mode=100755
	if_blob=$(git hash-object -w "$1/$2")
	git update-index --add --cacheinfo "$if_mode,$if_blob,$2"
}

# commit BRANCH MESSAGE-FILE [PARENT]
commit()
{
	c_tree=$(git write-tree)
	c_id=$(git commit-tree ${3:+-p "$3"} "$c_tree" <"$2")
	git update-ref "refs/heads/$1" "$c_id"
	echo "$c_id"
}

# add_maintainers FILE: our entry at its place in the alphabet
add_maintainers()
{
	awk -v entry=MAINTAINERS -v author="$author" '
		function insert(	line)
		{
			while ((getline line < entry) > 0) {
				print line
				if (line == title)
					print "M:\t" author
			}
			print ""
			done = 1
		}
		BEGIN { getline title < entry; close(entry) }
		BEGIN { letter = substr(title, 1, 1) }
		# Some entries are out of order, those of our letter are not
		!done && substr($0, 1, 1) == letter && !/^[A-Z]:/ && $0 > title {
			insert()
		}
		{ print }' "$1" >"$tmp/maintainers"
	mv "$tmp/maintainers" "$1"
}

patched=$(cat series/patches/*.patch | sed -n 's,^+++ b/,,p' | LC_ALL=C sort -u)
for f in MAINTAINERS $patched; do
	[ ! -f "$JH_PRISTINE/$f" ] || index_file "$JH_PRISTINE" "$f"
done
echo "linux-source-6.12" >"$tmp/message"
parent=$(commit base "$tmp/message")

(cd "$tmp/tree" && find . -type f | sed 's,^\./,,' | LC_ALL=C sort) >"$tmp/left"
for f in $patched; do
	grep -vxF "$f" "$tmp/left" >"$tmp/left.new" || :
	mv "$tmp/left.new" "$tmp/left"
done

mkdir -p "$tmp/state"
for f in MAINTAINERS $patched; do
	[ -f "$JH_PRISTINE/$f" ] || continue
	mkdir -p "$tmp/state/$(dirname "$f")"
	cp "$JH_PRISTINE/$f" "$tmp/state/$f"
done

for p in series/patches/*.patch; do
	grep -qF "+${p##*/}" series/order || die "$p is in no patch of series/order"
done

set -f
grep -Ev '^[[:space:]]*(#|$)' series/order >"$tmp/order"
while read -r name patterns; do
	[ -f "series/messages/$name" ] || die "no series/messages/$name"
	: >"$tmp/left.new"
	changed=
	while read -r f; do
		mine=
		for p in $patterns; do
			# shellcheck disable=SC2254
			case $f in
			$p) mine=1 ;;
			esac
		done
		for p in $patterns; do
			# shellcheck disable=SC2254
			case -$f in
			$p) mine= ;;
			esac
		done
		if [ -n "$mine" ]; then
			index_file "$tmp/tree" "$f"
			changed=1
		else
			echo "$f" >>"$tmp/left.new"
		fi
	done <"$tmp/left"
	mv "$tmp/left.new" "$tmp/left"
	for p in $patterns; do
		case $p in
		+MAINTAINERS)
			add_maintainers "$tmp/state/MAINTAINERS"
			index_file "$tmp/state" MAINTAINERS
			changed=1
			continue
			;;
		+*) ;;
		*) continue ;;
		esac
		p=series/patches/${p#+}
		patch -s -p1 --fuzz=0 --no-backup-if-mismatch -d "$tmp/state" <"$p" >&2
		# shellcheck disable=SC2013
		for f in $(sed -n 's,^+++ b/,,p' "$p"); do
			index_file "$tmp/state" "$f"
		done
		changed=1
	done
	if [ -z "$changed" ]; then
		say "patch '$name' is empty, left out"
		continue
	fi
	{
		cat "series/messages/$name"
		printf '\nSigned-off-by: %s\n' "$author"
	} >"$tmp/message"
	parent=$(commit series "$tmp/message" "$parent")
done <"$tmp/order"
set +f

[ ! -s "$tmp/left" ] || {
	cat "$tmp/left" >&2
	die "these files are in no patch of series/order"
}

git config branch.series.description "$(cat series/messages/cover)"
rm -f "$dir"/[0-9][0-9][0-9][0-9]-*.patch
git format-patch -q --cover-letter --cover-from-description=subject \
	--signature="$(sed -n 's/^\(VERSION\|PATCHLEVEL\|SUBLEVEL\) = //p' \
		"$JH_PRISTINE/Makefile" | paste -sd .)" \
	-o "$(cd "$dir" && pwd)" base..series
rm -rf "$tmp"
unlock_cache
say "$(find "$dir" -name '[0-9]*.patch' | wc -l) files in $dir"
