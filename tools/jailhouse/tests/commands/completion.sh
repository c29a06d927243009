# SPDX-License-Identifier: GPL-2.0-only
. commands/lib.inc

export JAILHOUSE_SYSFS="$work/sysfs"
mkdir -p "$work/sysfs/cells/0" "$work/sysfs/cells/1" "$work/dir"
echo root >"$work/sysfs/cells/0/name"
echo tiny >"$work/sysfs/cells/1/name"
touch "$work/dir/tiny.dts" "$work/dir/tiny.bin"

# complete WORD...: what bash offers for the last one
complete()
{
	echo "\$ jailhouse $*"
	bash -c '. ../jailhouse-completion.bash
		 cd "$work/dir"
		 COMP_WORDS=(jailhouse "$@")
		 COMP_CWORD=$#
		 _jailhouse
		 [ ${#COMPREPLY[@]} = 0 ] || printf "  %s\n" "${COMPREPLY[@]}"' \
		complete "$@"
}

complete ""
complete ena
complete enable ""
complete cell ""
complete cell load ""
complete cell load tiny ""
complete cell load tiny tiny.bin -a ""
complete cell destroy t
complete cell stats --
complete config ""
complete config compile --
complete config compile tiny.dts -o ""
complete hardware check --
complete console --

# Every command and option that is offered exists and is in the manual page
for c in "enable" "console" "cell create" "cell list" "cell stats" \
	"config compile" "config check" "config show" "hardware check"; do
	help=$("$JAILHOUSE" $c -h 2>&1)
	for option in $(complete $c -- | sed -n 's/^  --/--/p'); do
		case $help in
		*"$option"*)
			;;
		*)
			echo "'$c' does not know $option"
			;;
		esac
		grep -q -e "$(echo "$option" | sed 's/-/\\\\-/g')" \
			../jailhouse.8 || echo "$option is not in jailhouse.8"
	done
done
for parent in "" cell config hardware; do
	for c in $("$JAILHOUSE" $parent help | sed -n 's/^   \([a-z]*\) .*/\1/p'); do
		[ -n "$parent" ] || case $c in cell | config | hardware) continue;; esac
		grep -q "^\.B ${parent:+$parent }$c\$" ../jailhouse.8 ||
			echo "'$parent $c' is not in jailhouse.8"
	done
done
