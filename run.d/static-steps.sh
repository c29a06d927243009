# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# The series builds after each of its patches. That is what bisecting needs, and it
# is built the way somebody does who has the patches only.
#
# What the patches can break is built: the kernel's headers, drivers/virt and what
# is entered from there, the tool, the inmates and the tests. Nothing else of
# the kernel can change, which is checked too.

ST_DIR=$OUT/steps
ST_SRC=$ST_DIR/linux
ST_BUILD=$ST_DIR/build

# Kernel files that the series may change
ST_HOOKS='drivers/virt/(Kconfig|Makefile)|tools/testing/selftests/Makefile'
ST_HOOKS="$ST_HOOKS|MAINTAINERS|Documentation/.*"

# A tree of symbolic links to the pristine one, with real directories and files
# where the patches work
steps_tree()
{
	rm -rf "$ST_SRC"
	mkdir -p "$ST_SRC" "$ST_BUILD"
	cat "$OUT"/series/[0-9]*.patch | sed -n 's,^+++ b/,,p' |
		LC_ALL=C sort -u >"$OUT/steps.files"
	{
		cat "$OUT/steps.files"
		# "make headers" follows no links
		(cd "$JH_PRISTINE" && find include/uapi -name '*.h')
	} | awk '{
		n = split($0, part, "/")
		for (dir = ""; ++i < n; dir = dir "/")
			print dir = dir part[i]
		i = 0
	}' | LC_ALL=C sort -u >"$OUT/steps.dirs"
	while read -r d; do
		mkdir "$ST_SRC/$d"
	done <"$OUT/steps.dirs"
	echo . | cat - "$OUT/steps.dirs" | while read -r d; do
		[ ! -d "$JH_PRISTINE/$d" ] ||
			find "$JH_PRISTINE/$d" -mindepth 1 -maxdepth 1 ! -name ".git*" |
			while read -r f; do
				[ -e "$ST_SRC/$d/${f##*/}" ] ||
					ln -s "$f" "$ST_SRC/$d/"
			done
	done
	while read -r f; do
		[ ! -e "$JH_PRISTINE/$f" ] || {
			rm "$ST_SRC/$f"
			cp -p "$JH_PRISTINE/$f" "$ST_SRC/$f"
		}
	done <"$OUT/steps.files"
	git -C "$ST_SRC" init -q
}

# touches REGEX: does the present patch change such a file?
touches()
{
	grep -qE "^($1)" "$OUT/step.files"
}

# Is our directory entered? Before that, nothing in it is compiled.
hooked()
{
	grep -q jailhouse "$ST_SRC/drivers/virt/Makefile"
}

steps_make()
{
	env -u MAKEFLAGS make -s -j"$JH_JOBS" "$@"
}

# Build what the present patch has to do with
build_step()
{
	if touches '.*Kconfig' || [ ! -f "$ST_BUILD/.config" ]; then
		fragments_config
		kmake -s -j"$JH_JOBS" modules_prepare
	fi
	if touches 'include/uapi/'; then
		kmake -s headers
		for h in "$ST_BUILD"/usr/include/linux/jailhouse*.h; do
			gcc -std=c90 -Wall -Werror -fsyntax-only -nostdinc \
				-I "$ST_BUILD/usr/include" -include "$h" \
				-include "$h" -x c /dev/null
		done
	fi
	if touches 'drivers/virt/(Kconfig|Makefile)' ||
		{ hooked && touches '(arch|drivers|include|virt)/'; }; then
		kmake -s -j"$JH_JOBS" drivers/virt/
		! hooked || kmake -s -j"$JH_JOBS" KBUILD_MODPOST_WARN=1 \
			drivers/virt/jailhouse/jailhouse.ko
	fi
	[ ! -f "$ST_SRC/tools/jailhouse/Makefile" ] ||
		! touches '(tools/jailhouse|include|virt)/' ||
		steps_make -C "$ST_SRC/tools/jailhouse" O="$ST_DIR/tool" \
			CC="ccache gcc"
	[ ! -f "$ST_SRC/samples/jailhouse/Makefile" ] ||
		! touches '(samples|include)/' || {
		steps_make -C "$ST_SRC/samples/jailhouse" O="$ST_DIR/inmates" \
			ARCH="$K_ARCH" CC="ccache gcc" \
			UAPI_INCLUDES="-I$ST_BUILD/usr/include"
	}
	[ ! -f "$ST_SRC/tools/testing/selftests/jailhouse/Makefile" ] ||
		! touches '(tools/testing|include)/' || {
		mkdir -p "$ST_DIR/tests"
		steps_make -C "$ST_SRC/tools/testing/selftests/jailhouse" \
			OUTPUT="$ST_DIR/tests" ARCH="$K_ARCH" \
			KHDR_INCLUDES="-isystem $ST_BUILD/usr/include"
		kmake -s M="$ST_SRC/tools/testing/selftests/jailhouse/modules" \
			KBUILD_MODPOST_WARN=1 modules
	}
}

# A series begins with the patches of one that was fine: those need no second look
check_steps()
{
	kernel_arch x86
	need_kernel_packages
	JH_LINUX=$ST_SRC
	K_OUT=$ST_BUILD
	touch "$KEEP/steps"
	steps_tree
	: >"$OUT/steps.passed"
	st_sum=
	for p in "$OUT"/series/[0-9]*.patch; do
		n=${p##*/}
		case $n in
		0000-*) continue ;;
		esac
		sed -n 's,^+++ b/,,p' "$p" >"$OUT/step.files"
		while read -r f; do
			[ ! -e "$JH_PRISTINE/$f" ] ||
				echo "$f" | grep -qxE "$ST_HOOKS" ||
				echo "$n: changes $f, which is not built here"
		done <"$OUT/step.files"
		git -C "$ST_SRC" apply --whitespace=nowarn "$p" 2>&1 || {
			echo "$n: does not apply"
			return
		}
		st_sum=$({ echo "$st_sum"; sed -n '/^diff /,$p' "$p"; } | sum_text)
		if grep -qxF "$st_sum" "$KEEP/steps"; then
			echo "$st_sum" >>"$OUT/steps.passed"
			continue
		fi
		say "static: steps: $n"
		log=$JH_CACHE/log/static-step.log
		set +e
		(
			set -e
			build_step
		) >"$log" 2>&1
		rc=$?
		set -e
		end_build "$ST_DIR/step" "$log" $rc >"$OUT/step.found"
		if [ -s "$OUT/step.found" ]; then
			sed "s,^,$n: ," "$OUT/step.found"
			return
		fi
		echo "$st_sum" >>"$OUT/steps.passed"
		echo "$st_sum" >>"$KEEP/steps"
	done
	mv "$OUT/steps.passed" "$KEEP/steps"
}
