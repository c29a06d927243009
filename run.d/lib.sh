# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# What all commands use: messages, the cache, Debian packages.

# What Debian's packages install comes first: it is what was tested.
PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH
export PATH

# Messages are looked for in the output of programs, which speak many languages.
LC_ALL=C.UTF-8
export LC_ALL
unset LANGUAGE

JH_TOP=${JH_TOP:-$PWD}
JH_CACHE=${JAILHOUSE_CACHE:-${HOME:?}/.cache/jailhouse}
JH_JOBS=${JAILHOUSE_JOBS:-$(nproc)}
export JH_TOP JH_CACHE JH_JOBS
mkdir -p "$JH_CACHE/log"

# Messages go to stderr: stdout belongs to results.
say()
{
	printf '==> %s\n' "$*" >&2
}

die()
{
	printf 'run: %s\n' "$*" >&2
	exit 1
}

# Serialize everything that writes to the cache. Held until the shell exits.
lock_cache()
{
	[ -z "${JH_LOCKED:-}" ] || return 0
	command -v flock >/dev/null || return 0
	exec 9>"$JH_CACHE/lock"
	flock -n 9 || {
		say "waiting for another ./run that uses $JH_CACHE"
		flock 9
	}
	JH_LOCKED=1
	export JH_LOCKED
}

unlock_cache()
{
	[ -n "${JH_LOCKED:-}" ] || return 0
	exec 9>&-
	JH_LOCKED=
}

as_root()
{
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "needs root for: $*; run it as root or install sudo"
	fi
}

# need_packages WHY PACKAGE...: install what is missing
need_packages()
{
	np_why=$1
	shift
	np_missing=
	for np_p; do
		dpkg-query -W -f '${Status}' "$np_p" 2>/dev/null |
			grep -q 'ok installed' || np_missing="$np_missing $np_p"
	done
	[ -n "$np_missing" ] || return 0

	command -v apt-get >/dev/null ||
		die "missing packages (for $np_why):$np_missing"
	say "installing Debian packages, needed $np_why:"
	for np_p in $np_missing; do
		grep -E "^$np_p " "$JH_TOP/run.d/packages" ||
			echo "$np_p"
	done | sed 's/^/    /' >&2
	# Now, in case that it asks for a password
	as_root true || die "no permission to install:$np_missing"
	# The list of packages may be as old as the machine.
	# shellcheck disable=SC2086
	apt_install $np_missing || {
		say "updating the list of packages"
		watched "$JH_CACHE/log/apt-update.log" as_root apt-get -q update
		apt_install $np_missing
	} || {
		grep '^[EW]:' "$JH_CACHE/log/apt.log" >&2
		die "cannot install:$np_missing, see $JH_CACHE/log/apt.log"
	}
}

# Something else may be installing when a machine has just been started.
apt_install()
{
	watched "$JH_CACHE/log/apt.log" as_root \
		env DEBIAN_FRONTEND=noninteractive \
		apt-get -q -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=600 \
		install -y --no-install-recommends "$@"
}

# cpu_seconds FILE: what the programs that this shell has run have used
cpu_seconds()
{
	# No pipe: "times" is about the shell that executes it
	times >"$1"
	sed -n '2s/[ms]/ /gp' "$1" |
		awk '{ printf "%d\n", ($1 + $3) * 60 + $2 + $4 }'
}

# stage NAME COMMAND...: run it, keep the time for the table at the end
stage()
{
	st_name=$1
	shift
	[ -n "${JH_STAGES:-}" ] || {
		"$@"
		return
	}
	st_start=$(date +%s)
	cpu_seconds "$JH_STAGES.times" >"$JH_STAGES.start.$$"
	# No "||" here: it would turn "set -e" off in the command.
	"$@"
	cpu_seconds "$JH_STAGES.times" >"$JH_STAGES.end.$$"
	printf '%s %s %s\n' $(($(date +%s) - st_start)) \
		$(($(cat "$JH_STAGES.end.$$") - $(cat "$JH_STAGES.start.$$"))) \
		"$st_name" >>"$JH_STAGES"
	rm -f "$JH_STAGES.start.$$" "$JH_STAGES.end.$$" "$JH_STAGES.times"
}

# watched FILE PROGRAM...: output into FILE, a line now and then as a sign of life
watched()
{
	wt_file=$1
	shift
	"$@" </dev/null >"$wt_file" 2>&1 9>&- &
	wt_pid=$!
	wt_n=0
	while kill -0 $wt_pid 2>/dev/null; do
		sleep 1
		wt_n=$((wt_n + 1))
		[ $((wt_n % 15)) -ne 0 ] ||
			printf '    %4d s  %6d lines  %s\n' $wt_n \
				"$(wc -l <"$wt_file")" \
				"$(tail -n 1 "$wt_file" | cut -c1-60)" >&2
	done
	wait $wt_pid
}

# logged FILE WHAT COMMAND...: the same, and the end of FILE if the command fails
logged()
{
	lg_file=$1
	lg_what=$2
	shift 2
	say "$lg_what (output in $lg_file)"
	watched "$lg_file" "$@" || {
		tail -n 30 "$lg_file" >&2
		die "$lg_what failed, see $lg_file"
	}
}
