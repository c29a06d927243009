#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The page pool: the driver says how much memory the hypervisor needs, and with as
# much there is room for all cells.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

plan 15

# size_config KIB: the system's configuration with so much for the hypervisor
size_config()
{
	sc_size=$(printf %08x $(($1 * 1024)))
	xxd -p "$(system_config)" | tr -d '\n' |
		sed "s/000000003a0000000000000000600000/000000003a00000000000000$sc_size/" |
		xxd -r -p >"/tmp/size-$1.dtb"
	echo "/tmp/size-$1.dtb"
}

# cell_configs: names of all of them
cell_configs()
{
	for cc_file in /configs/*.dtb; do
		cc_name=$(basename "$cc_file" .dtb)
		case $cc_name in
		qemu-q35*) ;;
		*) echo "$cc_name" ;;
		esac
	done
}

# create_round NAME...: create as many as there are resources for, several of them
# need the same; the others are in $waiting
create_round()
{
	created=
	waiting=
	why=
	for cr_name; do
		if cr_out=$(jailhouse cell create "/configs/$cr_name.dtb" 2>&1); then
			created="$created $cr_name"
			continue
		fi
		waiting="$waiting $cr_name"
		why="$why$cr_name: $cr_out
"
		case $cr_out in
		*pool*)
			echo "$why"
			return 1
			;;
		esac
	done
}

destroy_all()
{
	for da_dir in "$sysfs"/cells/[1-9]*; do
		[ ! -d "$da_dir" ] ||
			jailhouse cell destroy "$(basename "$da_dir")" || return 1
	done
}

# All of them, several at once
create_all()
{
	# shellcheck disable=SC2046
	set -- $(cell_configs)
	most=0
	while [ $# -gt 0 ]; do
		create_round "$@" || return 1
		[ -n "$created" ] || {
			echo "not even one can be created: $why"
			return 1
		}
		for ca_name in $created; do
			load_cell "$ca_name" tiny >/dev/null || return 1
			jailhouse cell start "$ca_name" || return 1
		done
		# shellcheck disable=SC2086
		set -- $created
		[ $# -le $most ] || most=$#
		destroy_all || return 1
		# shellcheck disable=SC2086
		set -- $waiting
	done
	echo "at most $most at once"
	[ "$most" -ge 2 ]
}

check "the driver is there" modprobe jailhouse
online=$(cat /sys/devices/system/cpu/online)

text=$(jailhouse enable "$(size_config 512)" 2>&1)
check_match "too little memory is refused" \
	"has 512 KiB, this configuration needs [0-9]+ MiB; enlarge it" "$text"
needed=$(echo "$text" | sed -n 's/.* needs \([0-9]*\) MiB.*/\1/p')
check_equal "nothing was enabled" 0 "$(cat $sysfs/enabled)"
check_equal "no CPU is missing" "$online" "$(cat /sys/devices/system/cpu/online)"
check "all CPUs work" all_cpus_work

check "a demo machine needs no more than 4 MiB ($needed)" [ "$needed" -le 4 ]
check_error "a page less is refused" "needs $needed MiB; enlarge it" \
	jailhouse enable "$(size_config $((needed * 1024 - 1024)))"
check "what the driver asked for is enough" \
	jailhouse enable "$(size_config $((needed * 1024)))"
pool=$(pool_used)
size=$(cat $sysfs/mem_pool_size)
check "the pool is known" [ "$size" -gt "$pool" ]
check "all cells have room, several at once" create_all
check_equal "used pages are back" "$pool" "$(pool_used)"
diag "$pool of $size pages are in use without cells"
check "all CPUs work" all_cpus_work
check "disabled" jailhouse disable
check "the whole memory can be used after that" enable_system
check "disabled" jailhouse disable
finish
