# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# The kernel source: pristine, and with this tree laid over it.
#
# Files are replaced only when their content differs, so that make rebuilds what
# changed and nothing else.

. "$JH_TOP/run.d/debs.sh"

JH_PRISTINE=$JH_CACHE/linux-source-6.12
JH_LINUX=$JH_CACHE/linux
JH_OVERLAY_DIRS='arch virt drivers include tools samples Documentation configs'
export JH_PRISTINE JH_LINUX

# The package is among the security updates, which not every machine gets.
unpack_kernel()
{
	[ ! -f "$JH_PRISTINE/Makefile" ] || return 0
	need_packages "to unpack the kernel source" xz-utils
	uk_tar=/usr/src/linux-source-6.12.tar.xz
	if [ ! -f "$uk_tar" ] && apt_knows linux-source-6.12; then
		need_packages "to get the kernel source" linux-source-6.12
	fi
	rm -rf "$JH_PRISTINE.tmp" "$JH_PRISTINE.deb"
	if [ ! -f "$uk_tar" ]; then
		fetch_debs "$JH_PRISTINE.deb" bookworm-security linux-source-6.12
		uk_tar=$JH_PRISTINE.deb/root$uk_tar
	fi
	mkdir -p "$JH_PRISTINE.tmp"
	logged "$JH_CACHE/log/unpack.log" \
		"unpacking the kernel source (1.5 GB) to $JH_PRISTINE" \
		tar -C "$JH_PRISTINE.tmp" --strip-components=1 -xvf "$uk_tar"
	rm "$JH_CACHE/log/unpack.log"
	mv "$JH_PRISTINE.tmp" "$JH_PRISTINE"
	rm -rf "$JH_PRISTINE.deb"
}

# Our files that go into the kernel tree, one path a line
overlay_files()
{
	# shellcheck disable=SC2086
	if git -C "$JH_TOP" rev-parse --git-dir >/dev/null 2>&1; then
		(cd "$JH_TOP" &&
			git ls-files -co --exclude-standard -- $JH_OVERLAY_DIRS)
	else
		(cd "$JH_TOP" && find $JH_OVERLAY_DIRS -type f 2>/dev/null)
	fi | LC_ALL=C sort -u | while read -r of_f; do
		[ ! -f "$JH_TOP/$of_f" ] || printf '%s\n' "$of_f"
	done
}

# Kernel files with our few lines in them, into directory $1
patched_files()
{
	for pf_p in "$JH_TOP"/series/patches/*.patch; do
		# shellcheck disable=SC2013
		for pf_f in $(sed -n 's,^+++ b/,,p' "$pf_p"); do
			[ ! -f "$1/$pf_f" ] || continue
			mkdir -p "$1/$(dirname "$pf_f")"
			[ ! -f "$JH_PRISTINE/$pf_f" ] ||
				cp "$JH_PRISTINE/$pf_f" "$1/$pf_f"
		done
		patch -s -p1 --fuzz=0 --no-backup-if-mismatch -d "$1" <"$pf_p" >&2 ||
			die "$pf_p does not apply to $JH_PRISTINE"
	done
}

# overlay_tree DIR: our files, and the kernel's files that we change, at the
# places where they belong in the kernel tree
overlay_tree()
{
	mkdir -p "$1"
	overlay_files >"$1.files"
	rsync -a --files-from="$1.files" "$JH_TOP/" "$1/"
	rm "$1.files"
	if [ -d "$1/configs" ]; then
		mkdir -p "$1/tools/jailhouse"
		mv "$1/configs" "$1/tools/jailhouse/configs"
	fi
	patched_files "$1"
}

overlay_kernel()
{
	need_packages "to prepare the kernel source" rsync patch
	unpack_kernel
	if [ ! -f "$JH_LINUX/Makefile" ]; then
		rm -rf "$JH_LINUX.tmp"
		# Links: whatever is laid over a file replaces it
		cp -al "$JH_PRISTINE" "$JH_LINUX.tmp"
		mv "$JH_LINUX.tmp" "$JH_LINUX"
	fi

	ok_tmp=$JH_CACHE/overlay.tmp
	rm -rf "$ok_tmp"
	mkdir -p "$ok_tmp"
	overlay_tree "$ok_tmp/tree"
	(cd "$ok_tmp/tree" && find . -type f | LC_ALL=C sort) >"$ok_tmp/list"

	# What an earlier run put there and this one does not
	if [ -f "$JH_LINUX/.jailhouse-overlay" ]; then
		LC_ALL=C comm -23 "$JH_LINUX/.jailhouse-overlay" "$ok_tmp/list" |
			while read -r ok_f; do
				rm -f "$JH_LINUX/$ok_f"
				[ ! -f "$JH_PRISTINE/$ok_f" ] ||
					cp "$JH_PRISTINE/$ok_f" "$JH_LINUX/$ok_f"
			done
	fi
	rsync -rlpc "$ok_tmp/tree/" "$JH_LINUX/"
	mv "$ok_tmp/list" "$JH_LINUX/.jailhouse-overlay"
	rm -rf "$ok_tmp"
}
