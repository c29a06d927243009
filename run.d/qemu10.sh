# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# QEMU 10 beside the distribution's QEMU: x2APIC under TCG and plugins need it.
# Unpacked from bookworm-backports into the cache with an apt configuration of its
# own; nothing is installed.

JH_QEMU10=$JH_CACHE/qemu10

apt_private()
{
	apt-get -q -o "Dir::Etc::sourcelist=$JH_QEMU10.tmp/apt/sources.list" \
		-o Dir::Etc::sourceparts=- \
		-o "Dir::State::lists=$JH_QEMU10.tmp/apt/lists" \
		-o "Dir::Cache=$JH_QEMU10.tmp/apt/cache" \
		-o APT::Sandbox::User= "$@"
}

# Programs find their firmware through -L and their libraries beside them.
qemu10_wrapper()
{
	cat >"$JH_QEMU10.tmp/run-$1" <<END
#!/bin/sh
d=$JH_QEMU10/root/usr
LD_LIBRARY_PATH=\$d/lib/x86_64-linux-gnu\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH QEMU_MODULE_DIR=\$d/lib/x86_64-linux-gnu/qemu
exec "\$d/bin/$1" -L "\$d/share/seabios" -L "\$d/share/qemu" \\
	-L /usr/share/qemu -L /usr/lib/ipxe/qemu "\$@"
END
	chmod +x "$JH_QEMU10.tmp/run-$1"
}

# get_qemu10: needs the distribution's QEMU, whose libraries it shares
get_qemu10()
{
	[ ! -x "$JH_QEMU10/run-qemu-system-x86_64" ] || return 0
	need_packages "to emulate the machine" qemu-system-x86
	say "unpacking QEMU 10 of bookworm-backports into $JH_QEMU10"
	rm -rf "$JH_QEMU10.tmp"
	mkdir -p "$JH_QEMU10.tmp/apt/lists/partial" "$JH_QEMU10.tmp/deb" \
		"$JH_QEMU10.tmp/apt/cache/archives/partial" "$JH_QEMU10.tmp/root"
	# shellcheck disable=SC2016
	gq_site=$(apt-get indextargets --format '$(SITE)' \
		'Created-By: Packages' 'Suite: bookworm' 2>/dev/null |
		grep -v security | head -n 1)
	for gq_s in bookworm bookworm-backports; do
		echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${gq_site:-http://deb.debian.org/debian} $gq_s main"
	done >"$JH_QEMU10.tmp/apt/sources.list"
	apt_private update >&2
	gq_list=$(apt_private -s -t bookworm-backports --no-install-recommends \
		install qemu-system-x86 | sed -n 's/^Inst \([^ ]*\).*/\1/p')
	[ -n "$gq_list" ] || die "bookworm-backports has no newer qemu-system-x86"
	# shellcheck disable=SC2086
	(cd "$JH_QEMU10.tmp/deb" &&
		apt_private -t bookworm-backports download $gq_list >&2)
	for gq_f in "$JH_QEMU10.tmp"/deb/*.deb; do
		dpkg -x "$gq_f" "$JH_QEMU10.tmp/root"
	done
	rm -rf "$JH_QEMU10.tmp/deb" "$JH_QEMU10.tmp/apt"
	qemu10_wrapper qemu-system-x86_64
	mv "$JH_QEMU10.tmp" "$JH_QEMU10"
	"$JH_QEMU10/run-qemu-system-x86_64" --version | head -n 1 >&2
}
