# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Debian packages from where the machine does not get its own ones. Unpacked with an
# apt configuration of its own; nothing is installed.

# apt_knows PACKAGE: it could be installed on this machine
apt_knows()
{
	apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'
}

# apt_site CODENAME: mirror from which this machine gets a suite, or nothing
apt_site()
{
	# shellcheck disable=SC2016
	apt-get indextargets --format '$(CODENAME) $(SITE)' 'Created-By: Packages' \
		2>/dev/null | sed -n "s,^$1 ,,p" | head -n 1
}

apt_private()
{
	ap_dir=$1
	shift
	apt-get -q -o "Dir::Etc::sourcelist=$ap_dir/apt/sources.list" \
		-o Dir::Etc::sourceparts=- \
		-o "Dir::State::lists=$ap_dir/apt/lists" \
		-o "Dir::Cache=$ap_dir/apt/cache" \
		-o Acquire::Languages=none \
		-o APT::Sandbox::User= "$@"
}

# fetch_debs DIR SUITE PACKAGE: unpack the package, and what it needs that is not
# installed, to DIR/root
fetch_debs()
{
	fd_dir=$1
	fd_suite=$2
	say "getting $3 of $fd_suite (unpacked in the cache, not installed)"
	rm -rf "$fd_dir"
	mkdir -p "$fd_dir/apt/lists/partial" "$fd_dir/deb" "$fd_dir/root" \
		"$fd_dir/apt/cache/archives/partial"
	fd_site=$(apt_site bookworm)
	fd_security=$(apt_site bookworm-security)
	fd_key=/usr/share/keyrings/debian-archive-keyring.gpg
	{
		for fd_s in bookworm "$fd_suite"; do
			case $fd_s in
			*-security) continue ;;
			esac
			echo "deb [signed-by=$fd_key] ${fd_site:-http://deb.debian.org/debian} $fd_s main"
		done
		echo "deb [signed-by=$fd_key] ${fd_security:-http://deb.debian.org/debian-security} bookworm-security main"
	} | LC_ALL=C sort -u >"$fd_dir/apt/sources.list"
	watched "$JH_CACHE/log/apt-update.log" apt_private "$fd_dir" update || {
		cat "$JH_CACHE/log/apt-update.log" >&2
		die "cannot read the package list of $fd_suite"
	}
	fd_list=$(apt_private "$fd_dir" -s -t "$fd_suite" --no-install-recommends \
		install "$3" | sed -n 's/^Inst \([^ ]*\).*/\1/p')
	[ -n "$fd_list" ] || die "$fd_suite has no newer $3"
	# shellcheck disable=SC2086
	(cd "$fd_dir/deb" &&
		watched "$JH_CACHE/log/apt-download.log" \
			apt_private "$fd_dir" -t "$fd_suite" download $fd_list) ||
		die "cannot get $3, see $JH_CACHE/log/apt-download.log"
	for fd_f in "$fd_dir"/deb/*.deb; do
		dpkg -x "$fd_f" "$fd_dir/root"
	done
	rm -rf "$fd_dir/deb" "$fd_dir/apt"
}
