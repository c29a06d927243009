# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# The root file system of the emulated machines: busybox, kernel modules, tool,
# configurations, inmates and selftests. The archive is the same to the byte when
# its content is: the emulated runs repeat exactly only then.

# Each part NAME is installed by part_NAME into the directory $1.

part_busybox()
{
	need_packages "for the root file system" busybox-static
	# What it cannot run itself, this machine has in the same version
	[ -z "$K_DEBIAN" ] || [ -x "$K_DEBIAN/root/bin/busybox" ] ||
		fetch_foreign "$K_DEBIAN" "$K_ARCH" busybox-static libfdt-dev
	mkdir -p "$1/bin" "$1/sbin" "$1/usr/bin" "$1/usr/sbin" "$1/root" \
		"$1/proc" "$1/sys" "$1/dev" "$1/tmp" "$1/etc"
	cp "${K_DEBIAN:+$K_DEBIAN/root}/bin/busybox" "$1/bin/busybox"
	/bin/busybox --list-full | while read -r pb_f; do
		[ -e "$1/$pb_f" ] || ln -s /bin/busybox "$1/$pb_f"
	done
	install -m 755 "$JH_TOP/run.d/guest/init" "$1/init"
	echo 'root::0:0:root:/root:/bin/sh' >"$1/etc/passwd"
	echo "nobody:x:65534:65534:nobody:/:/bin/sh" >>"$1/etc/passwd"
	echo "export PS1='root-cell:\w# '" >"$1/etc/profile"
}

part_modules()
{
	kmake -s modules_install INSTALL_MOD_PATH="$1" INSTALL_MOD_STRIP=1 >&2
	rm -f "$1"/lib/modules/*/build "$1"/lib/modules/*/source
	# Chosen by jh.debug on the kernel's command line
	build_variant debug CONFIG_JAILHOUSE_DEBUG=y \
		CONFIG_JAILHOUSE_TEST_DEVICE=y
	mkdir -p "$1/debug"
	"${K_CROSS}strip" --strip-debug -o "$1/debug/jailhouse.ko" \
		"$K_VARIANT/drivers/virt/jailhouse/jailhouse.ko"
}

# Modules that tests load; after part_modules, whose directory they go to
part_test_modules()
{
	pm_dir=$K_OUT/test-modules
	mkdir -p "$pm_dir"
	rsync -rlpc --include='*.c' --include='*.h' --include=Makefile \
		--exclude='*' --delete \
		"$JH_LINUX/tools/testing/selftests/jailhouse/modules/" "$pm_dir/"
	kmake -s M="$pm_dir" modules >&2
	kmake -s M="$pm_dir" modules_install INSTALL_MOD_PATH="$1" \
		INSTALL_MOD_STRIP=1 >&2
}

part_tool()
{
	[ -f "$JH_LINUX/tools/jailhouse/Makefile" ] || return 0
	need_packages "to build the tool" libfdt-dev
	mkdir -p "$K_OUT/tool"
	pt_usr=$K_DEBIAN/root/usr
	env -u MAKEFLAGS make -s -C "$JH_LINUX/tools/jailhouse" \
		O="$K_OUT/tool" ARCH="$K_ARCH" CROSS_COMPILE="$K_CROSS" \
		CC="ccache ${K_CROSS}gcc${K_DEBIAN:+ -isystem $pt_usr/include}" \
		LDFLAGS="-static${K_DEBIAN:+ -L$pt_usr/lib/${K_CROSS%-}}" >&2 9>&-
	pt_bin=$(find "$K_OUT/tool" -type f -name jailhouse | head -n 1)
	[ -n "$pt_bin" ] || die "tools/jailhouse built no program 'jailhouse'"
	install -D -m 755 "$pt_bin" "$1/usr/bin/jailhouse"
	"${K_CROSS}strip" "$1/usr/bin/jailhouse"
}

part_configs()
{
	pc_dir=$JH_LINUX/tools/jailhouse/configs
	[ -d "$pc_dir/$K_CONFIGS" ] || return 0
	need_packages "to compile configurations" device-tree-compiler cpp
	mkdir -p "$1/configs"
	for pc_f in "$pc_dir/$K_CONFIGS"/*.dts; do
		cpp -nostdinc -undef -D__DTS__ -x assembler-with-cpp \
			-I "$pc_dir/include" -I "$pc_dir/$K_CONFIGS" \
			-I "$JH_LINUX/include" "$pc_f" |
			dtc -q -I dts -O dtb -@ \
				-o "$1/configs/$(basename "$pc_f" .dts).dtb" - ||
			die "cannot compile $pc_f"
	done
}

part_inmates()
{
	[ -f "$JH_LINUX/samples/jailhouse/Makefile" ] || return 0
	mkdir -p "$K_OUT/inmates" "$1/inmates"
	kmake -s headers >&2
	env -u MAKEFLAGS make -s -C "$JH_LINUX/samples/jailhouse" \
		O="$K_OUT/inmates" ARCH="$K_ARCH" CROSS_COMPILE="$K_CROSS" \
		CC="ccache ${K_CROSS}gcc" \
		UAPI_INCLUDES="-I$K_OUT/usr/include" >&2 9>&-
	find "$K_OUT/inmates" -name '*.bin' -exec cp {} "$1/inmates/" \;
}

part_tests()
{
	mkdir -p "$1/tests/jailhouse" "$1/tests/kselftest" \
		"$K_OUT/selftests"
	kmake -s headers >&2
	env -u MAKEFLAGS make -s -C "$JH_LINUX/tools/testing/selftests/jailhouse" \
		install OUTPUT="$K_OUT/selftests" \
		INSTALL_PATH="$1/tests/jailhouse" ARCH="$K_ARCH" \
		CROSS_COMPILE="$K_CROSS" USERLDFLAGS=-static \
		KHDR_INCLUDES="-isystem $K_OUT/usr/include" >&2 9>&-
	cp "$JH_LINUX/tools/testing/selftests/kselftest/ktap_helpers.sh" \
		"$1/tests/kselftest/"
	[ ! -d "$JH_TOP/run.d/guest/demo" ] ||
		cp -r "$JH_TOP/run.d/guest/demo" "$1/demo"
}

# List of the archive's content for the kernel's gen_init_cpio
initramfs_list()
{
	(cd "$1" && find . -mindepth 1 | LC_ALL=C sort) | while read -r il_f; do
		il_n=${il_f#.}
		if [ -L "$1/$il_f" ]; then
			echo "slink $il_n $(readlink "$1/$il_f") 777 0 0"
		elif [ -d "$1/$il_f" ]; then
			echo "dir $il_n 755 0 0"
		elif [ -x "$1/$il_f" ]; then
			echo "file $il_n $1/$il_f 755 0 0"
		else
			echo "file $il_n $1/$il_f 644 0 0"
		fi
	done
	echo "nod /dev/console 600 0 0 c 5 1"
	echo "nod /dev/kmsg 600 0 0 c 1 11"
}

# build_initramfs: for the kernel that build_kernel made; sets JH_INITRD
build_initramfs()
{
	JH_INITRD=$K_OUT/initramfs.cpio
	bi_root=$K_OUT/root
	say "building the root file system"
	rm -rf "$bi_root"
	mkdir -p "$bi_root"
	for bi_p in busybox modules test_modules tool configs inmates tests; do
		part_$bi_p "$bi_root"
	done
	initramfs_list "$bi_root" >"$K_OUT/initramfs.list"
	"$K_OUT/usr/gen_init_cpio" -t 0 "$K_OUT/initramfs.list" >"$JH_INITRD.tmp"
	# Never replaced while a machine boots from it
	if cmp -s "$JH_INITRD.tmp" "$JH_INITRD"; then
		rm "$JH_INITRD.tmp"
	else
		mv "$JH_INITRD.tmp" "$JH_INITRD"
	fi
}
