# SPDX-License-Identifier: GPL-2.0-only
# Bash completion for jailhouse(8)

# Names of the cells that exist
_jailhouse_cells()
{
	cat "${JAILHOUSE_SYSFS:-/sys/class/misc/jailhouse}"/cells/*/name \
		2>/dev/null
}

_jailhouse()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
	local words="" files="" dirs=""

	case $prev in
	-I | --include | --root)
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		return
		;;
	-o | --output)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	-a | --address | -s | --string | -i | --interval)
		COMPREPLY=()
		return
		;;
	esac

	if [ "$COMP_CWORD" = 1 ]; then
		words="enable disable console cell config hardware help"
	else
		case ${COMP_WORDS[1]} in
		enable)
			words="--insecure --include"
			files=1
			;;
		console)
			words="--follow"
			;;
		cell)
			if [ "$COMP_CWORD" = 2 ]; then
				words="create list load start shutdown destroy stats help"
			else
				case ${COMP_WORDS[2]} in
				create)
					words="--json --include"
					files=1
					;;
				list)
					words="--json"
					;;
				load)
					if [ "$COMP_CWORD" = 3 ]; then
						words=$(_jailhouse_cells)
					else
						words="--address --string"
						files=1
					fi
					;;
				start | shutdown | destroy)
					words=$(_jailhouse_cells)
					;;
				stats)
					words="--json --interval $(_jailhouse_cells)"
					;;
				esac
			fi
			;;
		config)
			if [ "$COMP_CWORD" = 2 ]; then
				words="compile check show import help"
			else
				words="--include"
				case ${COMP_WORDS[2]} in
				compile)
					words="$words --output"
					;;
				check | show)
					words="$words --json"
					;;
				esac
				files=1
			fi
			;;
		hardware)
			if [ "$COMP_CWORD" = 2 ]; then
				words="check help"
			else
				words="--include --json --root"
				files=1
			fi
			;;
		esac
	fi

	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	if [ -n "$files" ]; then
		while IFS= read -r dirs; do
			COMPREPLY+=("$dirs")
		done < <(compgen -f -- "$cur")
	fi
}

complete -o filenames -F _jailhouse jailhouse
