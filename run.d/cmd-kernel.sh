# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# help: kernel [arch]|build the kernel, the driver and the hypervisor

. run.d/kernel.sh

lock_cache
build_kernel "${1:-x86}"
say "kernel: $K_IMAGE"
say "driver: $K_OUT/drivers/virt/jailhouse/jailhouse.ko"
