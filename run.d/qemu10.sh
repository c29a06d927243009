# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# QEMU 10 beside the distribution's QEMU: x2APIC under TCG, plugins and the second
# serial port on arm64 need it. Unpacked from bookworm-backports into the cache.

. "$JH_TOP/run.d/debs.sh"

JH_QEMU10=$JH_CACHE/qemu10

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

# get_qemu10: for all platforms. It shares libraries with the distribution's QEMU,
# whichever is installed first.
get_qemu10()
{
	[ ! -x "$JH_QEMU10/run-qemu-system-aarch64" ] || return 0
	need_packages "to emulate the machine" "$P_QEMU"
	fetch_debs "$JH_QEMU10.tmp" bookworm-backports qemu-system-x86 qemu-system-arm
	qemu10_wrapper qemu-system-x86_64
	qemu10_wrapper qemu-system-aarch64
	rm -rf "$JH_QEMU10"
	mv "$JH_QEMU10.tmp" "$JH_QEMU10"
	"$JH_QEMU10/run-qemu-system-aarch64" --version | head -n 1 >&2
}
