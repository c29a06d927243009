# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Run a table of tests, each in an emulated machine of its own, and turn what the
# machines print into KTAP.

. "$JH_TOP/run.d/kernel.sh"
. "$JH_TOP/run.d/initramfs.sh"
. "$JH_TOP/run.d/qemu10.sh"

# Kernel messages that no test may cause by accident
JH_COMPLAINTS='BUG:|WARNING:|Oops|general protection fault|Internal error|SError|Call [Tt]race:|rcu.*stall|soft lockup|hard LOCKUP|Kernel panic|unchecked MSR access|No irq handler|Spurious'

# What the machines boot is what was built now, whatever is built meanwhile.
snapshot_boot_files()
{
	mkdir -p "$JH_RUNS"
	JH_KERNEL=$JH_RUNS/kernel
	cp "$K_IMAGE" "$JH_KERNEL"
	cp "$JH_INITRD" "$JH_RUNS/initrd"
	JH_INITRD=$JH_RUNS/initrd
	export JH_RUNS JH_KERNEL JH_INITRD
}

# machine_ktap NAME TESTS ALLOW FILE PANIC LAST SERIAL: KTAP of one console log
machine_ktap()
{
	echo "# group: $1"
	# Kernel messages have a time stamp, and so do the lines of the tests.
	tr -d '\r' <"$4" | sed 's/^\[ *[0-9]*\.[0-9]*\] //' >"$4.text"
	awk '
		/^# jh: begin / { on = 1; next }
		/^# jh: end / {
			on = 0
			if ($5 != 0 && $5 != 4)
				print "# exit code", $5
			next
		}
		/^# jh: time-out/ { over = 1 }
		over
		on && /^(TAP version|KTAP version|1\.\.|ok |not ok |#|Bail out!)/ ' \
		"$4.text"

	mk_bad=
	mk_panicked=
	if [ -n "$5" ]; then
		mk_panicked=$(grep -E "end Kernel panic - not syncing: ($5)" "$4.text") ||
			mk_bad=" no panic '$5';"
	fi
	for mk_t in $(echo "$2" | tr , ' '); do
		mk_rc=$(sed -n "s/^# jh: end $mk_t //p" "$4.text")
		case $mk_rc in
		0 | 4) ;;
		# Failed, and said so
		1) grep -q '^not ok ' "$4.text" || mk_bad="$mk_bad $mk_t exited with 1;" ;;
		'') [ -n "$mk_panicked" ] || mk_bad="$mk_bad $mk_t did not end;" ;;
		*) mk_bad="$mk_bad $mk_t exited with $mk_rc;" ;;
		esac
	done
	! grep -q '^# jh: time-out' "$4.text" || mk_bad="$mk_bad time-out;"
	if [ -z "$mk_bad" ]; then
		echo "ok - runs to its end"
	else
		echo "not ok - runs to its end"
		echo "#  $mk_bad see $4"
		sed '/^# jh: time-out/,$d' "$4.text" | tail -n 15 | sed 's/^/#   /'
		grep -v ': warning: ' "${4%/*}/qemu.log" | sed 's/^/#   /'
	fi

	if [ -n "$6" ]; then
		echo "$6" | sed 's/,,/\n/g' >"$4.last"
		sed '1,/^# jh: done/d' "$4.text" |
			awk -v last="$4.last" '
			BEGIN { more = getline want <last }
			more > 0 && $0 ~ want { more = getline want <last }
			END {
				print (more > 0 ? "not ok" : "ok") " - says how it goes down"
				if (more > 0)
					print "#   nothing, or not in order: " want
			}'
	fi

	if [ -n "$7" ]; then
		mk_title="serial port ${7%%:*} receives '${7#*:}'"
		if tr -d '\r' <"${4%/*}/ttyS${7%%:*}.log" |
				grep -Eq -e "^(${7#*:})\$"; then
			echo "ok - $mk_title"
		else
			echo "not ok - $mk_title"
		fi
	fi

	mk_text=$(grep -E -e "$JH_COMPLAINTS" "$4.text" |
		grep -Ev -e "${3:-^\$}" | head -n 5)
	if [ -z "$mk_text" ]; then
		echo "ok - the kernel does not complain"
	else
		echo "not ok - the kernel does not complain"
		echo "$mk_text" | sed 's/^/#   /'
	fi
}

# run_machine NAME TESTS SETTING...
run_machine()
(
	rm_name=$1
	rm_tests=$2
	shift 2
	rm_dir=$JH_RUNS/$rm_name
	rm_allow=
	rm_panic=
	rm_last=
	rm_serial=
	for rm_s; do
		case $rm_s in
		allow=*) rm_allow=${rm_s#allow=} ;;
		panic=*)
			rm_panic=${rm_s#panic=}
			rm_allow='Kernel panic|Call [Tt]race'
			export JH_PANIC=1
			;;
		last=*)
			rm_last=$(echo "${rm_s#last=}" | tr _ ' ')
			# Cells may take their time
			export JH_DOWN=60
			;;
		serial=*) rm_serial=$(echo "${rm_s#serial=}" | tr _ ' ') ;;
		JH_*=*)
			rm_v=$(echo "${rm_s#*=}" | sed 's/,,/ /g')
			export "${rm_s%%=*}=$rm_v"
			;;
		*) die "bad setting '$rm_s' of test '$rm_name'" ;;
		esac
	done
	rm -rf "$rm_dir"
	mkdir -p "$rm_dir"
	"$P_RUNNER" "$rm_dir" "jh.tests=$rm_tests"
	machine_ktap "$rm_name" "$rm_tests" "$rm_allow" "$rm_dir/ttyS0.log" \
		"$rm_panic" "$rm_last" "$rm_serial" >"$rm_dir/ktap.tmp"
	mv "$rm_dir/ktap.tmp" "$rm_dir/ktap"
)

# platform NAME: set the variables that machines of a platform need
# shellcheck disable=SC2034
platform()
{
	platform=$1
	case $1 in
	x86-svm)
		P_ARCH=x86
		P_QEMU=qemu-system-x86
		;;
	arm64)
		P_ARCH=arm64
		P_QEMU=qemu-system-arm
		;;
	*)
		die "unknown platform '$1'; there are: x86-svm arm64"
		;;
	esac
	P_RUNNER=$JH_TOP/run.d/qemu-$P_ARCH.sh
}

# select_machines TABLE [NAME...]: lines of all (or the named) tests
select_machines()
{
	sm_table=$1
	shift
	for sm_n; do
		grep -Eq "^${sm_n}[[:space:]]" "$sm_table" ||
			die "no test '$sm_n' in $sm_table"
	done
	grep -Ev '^[[:space:]]*(#|$)' "$sm_table" | while read -r sm_n sm_rest; do
		case " ${*:-$sm_n} " in
		*" $sm_n "*) echo "$sm_n $sm_rest" ;;
		esac
	done
}

# run_machines TABLE [NAME...]: KTAP of these tests, in the order of the table,
# JH_JOBS machines at a time
run_machines()
{
	rs_table=$1
	shift
	mkdir -p "$JH_RUNS"
	rs_list=$JH_RUNS/list.$$
	select_machines "$rs_table" "$@" >"$rs_list"

	echo "KTAP version 1"
	rs_running=0
	rs_first=1
	rs_last=0
	while read -r rs_n rs_t rs_s; do
		# shellcheck disable=SC2086
		run_machine "$rs_n" "$rs_t" $rs_s </dev/null &
		rs_last=$((rs_last + 1))
		eval "rs_pid_$rs_last=$! rs_name_$rs_last=$rs_n"
		rs_running=$((rs_running + 1))
		if [ $rs_running -ge "$JH_JOBS" ]; then
			reap_machine
		fi
	done <"$rs_list"
	while [ $rs_running -gt 0 ]; do
		reap_machine
	done
	rm -f "$rs_list"
}

# The oldest machine first: results come in the order of the table
reap_machine()
{
	eval "wait \$rs_pid_$rs_first" || :
	eval "rs_n=\$rs_name_$rs_first"
	if [ -f "$JH_RUNS/$rs_n/ktap" ]; then
		cat "$JH_RUNS/$rs_n/ktap"
	else
		echo "# group: $rs_n"
		echo "not ok - the machine could not be run"
	fi
	rs_first=$((rs_first + 1))
	rs_running=$((rs_running - 1))
}

# build_guest DIR: what machines of the platform boot; sets JH_RUNS to DIR, if it is
# not set
build_guest()
{
	need_packages "to emulate the machine" "$P_QEMU"
	lock_cache
	stage "$P_ARCH kernel" build_kernel "$P_ARCH"
	stage "$P_ARCH root file system" build_initramfs
	JH_RUNS=${JH_RUNS:-$1}
	snapshot_boot_files
	unlock_cache
}

# check_machines PLATFORM [NAME...]: the named tests of its table, or all
check_machines()
{
	platform "$1"
	shift
	cm_table=run.d/$platform.tests
	cm_list=$(select_machines "$cm_table" "$@")
	lock_cache
	case $cm_list in
	*JH_X2APIC=1* | *JH_QEMU=10*) stage "QEMU 10" get_qemu10 ;;
	esac
	build_guest "$JH_CACHE/run-$platform"
	run_machines "$cm_table" "$@"
}
