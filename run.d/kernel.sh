# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Small kernels for the emulated machines: allnoconfig plus run.d/common.config and
# run.d/<arch>.config.

. "$JH_TOP/run.d/source.sh"

# Kernel images depend on their source only: the result is the same tomorrow.
KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 2026'
KBUILD_BUILD_USER=jailhouse
KBUILD_BUILD_HOST=jailhouse
KBUILD_BUILD_VERSION=1
CCACHE_DIR=${CCACHE_DIR:-$JH_CACHE/ccache}
export KBUILD_BUILD_TIMESTAMP KBUILD_BUILD_USER KBUILD_BUILD_HOST
export KBUILD_BUILD_VERSION CCACHE_DIR

# kernel_arch ARCH: set the variables that the build of ARCH needs
# shellcheck disable=SC2034
kernel_arch()
{
	K_OUT=$JH_CACHE/build-$1
	K_FRAGMENTS="$JH_TOP/run.d/common.config $JH_TOP/run.d/$1.config"
	K_ARCH=$1
	K_CROSS=
	K_DEBIAN=
	K_CONFIGS=$1
	case $1 in
	x86)
		K_ARCH=x86_64
		K_IMAGE=$K_OUT/arch/x86/boot/bzImage
		K_IMAGE_TARGET=bzImage
		K_PACKAGES=lz4
		;;
	arm64)
		K_CROSS=aarch64-linux-gnu-
		K_DEBIAN=$JH_CACHE/debian-arm64
		K_IMAGE=$K_OUT/arch/arm64/boot/Image
		K_IMAGE_TARGET=Image
		K_PACKAGES="gcc-aarch64-linux-gnu libc6-dev-arm64-cross"
		;;
	*)
		die "no kernel for '$1' yet; there are: x86 arm64"
		;;
	esac
}

kmake()
{
	# 9>&-: the compiler cache's daemons must not inherit our lock
	make -C "$JH_LINUX" O="$K_OUT" ARCH="$K_ARCH" \
		CC="ccache ${K_CROSS}gcc" CROSS_COMPILE="$K_CROSS" \
		"$@" 9>&-
}

# fragments_config: .config from the fragments
fragments_config()
{
	# shellcheck disable=SC2086
	cat $K_FRAGMENTS >"$K_OUT/fragment.config"
	kmake -s allnoconfig KCONFIG_ALLCONFIG="$K_OUT/fragment.config" >&2
}

# The fragments are a list of promises: complain when Kconfig did not keep one.
kernel_config()
{
	# shellcheck disable=SC2086
	kc_key=$(cat $K_FRAGMENTS "$JH_TOP/run.d/kernel.sh" \
		"$JH_TOP"/drivers/virt/jailhouse/Kconfig | sha256sum)
	[ "$(cat "$K_OUT/.jailhouse-config" 2>/dev/null)" != "$kc_key" ] ||
		return 0
	fragments_config
	grep '^CONFIG_' "$K_OUT/fragment.config" |
		sed 's/^\(CONFIG_[^=]*\)=n$/# \1 is not set/' |
		grep -vxFf "$K_OUT/.config" | {
		! grep . || die "Kconfig did not accept these lines of $K_FRAGMENTS"
	}
	printf '%s\n' "$kc_key" >"$K_OUT/.jailhouse-config"
}

# need_kernel_packages: what the kernel's build needs on the host
need_kernel_packages()
{
	# shellcheck disable=SC2086
	need_packages "to build the kernel" make gcc libc6-dev flex bison bc \
		libelf-dev libssl-dev ccache rsync cpio patch perl python3 kmod \
		xz-utils $K_PACKAGES
}

# build_kernel ARCH: kernel image and modules, ours among them
build_kernel()
{
	kernel_arch "$1"
	need_kernel_packages
	overlay_kernel
	mkdir -p "$K_OUT"
	kernel_config
	logged "$JH_CACHE/log/kernel-$1.log" \
		"building the $1 kernel and modules; the first time takes about 10 minutes on 2 cores" \
		kmake -j"$JH_JOBS" "$K_IMAGE_TARGET" modules
	grep -E 'warning:|WARNING:' "$JH_CACHE/log/kernel-$1.log" >&2 || :
}

# build_variant NAME OPTION=VALUE...: the driver with other options, as an external
# module against the kernel that build_kernel made; sets K_VARIANT to its directory.
# K_GOALS is what is built, if not modules.
build_variant()
{
	K_VARIANT=$K_OUT/variant-$1
	bv_name=$1
	shift
	mkdir -p "$K_VARIANT"
	for bv_d in arch virt drivers include; do
		rsync -rlpc --delete --exclude='*.o' --exclude='*.ko' \
			--exclude='*.mod*' --exclude='*.elf' --exclude='*.bin' \
			--exclude=hyp.lds --exclude='.*.cmd' --exclude='modules.order' \
			"$JH_TOP/$bv_d/" "$K_VARIANT/$bv_d/"
	done
	rsync -pc "$JH_TOP/Kbuild" "$K_VARIANT/"
	logged "$JH_CACHE/log/variant-$bv_name.log" \
		"building the driver as an external module ($bv_name)" \
		kmake -j"$JH_JOBS" M="$K_VARIANT" "$@" ${K_GOALS:-modules}
	grep -E 'warning:|WARNING:' "$JH_CACHE/log/variant-$bv_name.log" >&2 || :
}
