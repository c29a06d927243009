# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Debian packages from where the machine does not get its own ones, and those of other
# architectures. Unpacked with an apt configuration of its own; nothing is installed.

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

# apt_private DIR ARGUMENT...: for architecture JH_DEB_ARCH, or this machine's
apt_private()
{
	ap_dir=$1
	shift
	apt-get -q ${JH_DEB_ARCH:+-o "APT::Architecture=$JH_DEB_ARCH" \
		-o "APT::Architectures=$JH_DEB_ARCH"} \
		-o "Dir::Etc::sourcelist=$ap_dir/apt/sources.list" \
		-o Dir::Etc::sourceparts=- \
		-o "Dir::State::lists=$ap_dir/apt/lists" \
		-o "Dir::Cache=$ap_dir/apt/cache" \
		-o Acquire::Languages=none \
		-o APT::Sandbox::User= "$@"
}

# begin_debs DIR SUITE
begin_debs()
{
	rm -rf "$1"
	mkdir -p "$1/apt/lists/partial" "$1/deb" "$1/root" \
		"$1/apt/cache/archives/partial"
	bd_site=$(apt_site bookworm)
	bd_security=$(apt_site bookworm-security)
	bd_key=/usr/share/keyrings/debian-archive-keyring.gpg
	{
		for bd_s in bookworm "$2"; do
			case $bd_s in
			*-security) continue ;;
			esac
			echo "deb [signed-by=$bd_key] ${bd_site:-http://deb.debian.org/debian} $bd_s main"
		done
		echo "deb [signed-by=$bd_key] ${bd_security:-http://deb.debian.org/debian-security} bookworm-security main"
	} | LC_ALL=C sort -u >"$1/apt/sources.list"
	watched "$JH_CACHE/log/apt-update.log" apt_private "$1" update || {
		cat "$JH_CACHE/log/apt-update.log" >&2
		die "cannot read the package list of $2"
	}
}

# unpack_debs DIR SUITE PACKAGE...: to DIR/root
unpack_debs()
{
	ud_dir=$1
	ud_suite=$2
	shift 2
	(cd "$ud_dir/deb" &&
		watched "$JH_CACHE/log/apt-download.log" \
			apt_private "$ud_dir" -t "$ud_suite" download "$@") ||
		die "cannot get $*, see $JH_CACHE/log/apt-download.log"
	for ud_f in "$ud_dir"/deb/*.deb; do
		dpkg -x "$ud_f" "$ud_dir/root"
	done
	rm -rf "$ud_dir/deb" "$ud_dir/apt"
}

# fetch_debs DIR SUITE PACKAGE...: unpack the packages, and what they need that is not
# installed, to DIR/root
fetch_debs()
{
	fd_dir=$1
	fd_suite=$2
	shift 2
	say "getting $* of $fd_suite (unpacked in the cache, not installed)"
	begin_debs "$fd_dir" "$fd_suite"
	fd_list=$(apt_private "$fd_dir" -s -t "$fd_suite" --no-install-recommends \
		install "$@" | sed -n 's/^Inst \([^ ]*\).*/\1/p')
	[ -n "$fd_list" ] || die "$fd_suite has no newer $*"
	# shellcheck disable=SC2086
	unpack_debs "$fd_dir" "$fd_suite" $fd_list
}

# fetch_foreign DIR ARCH PACKAGE...: just these packages of another architecture
fetch_foreign()
{
	ff_dir=$1
	JH_DEB_ARCH=$2
	shift 2
	say "getting $* for $JH_DEB_ARCH (unpacked in the cache, not installed)"
	begin_debs "$ff_dir.tmp" bookworm
	unpack_debs "$ff_dir.tmp" bookworm "$@"
	JH_DEB_ARCH=
	rm -rf "$ff_dir"
	mv "$ff_dir.tmp" "$ff_dir"
}
