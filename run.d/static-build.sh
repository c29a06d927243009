# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Static checks that compile. What was built is kept, and make knows what to compile
# again. What was built with findings is thrown away, as make would not repeat them.

# begin_build DIR
begin_build()
{
	[ "$(cat "$1.built" 2>/dev/null)" = "$TOOLS" ] || rm -rf "$1"
	rm -f "$1.built"
	mkdir -p "$1"
}

# end_build DIR LOG RESULT: print what is wrong. Where only the driver is built, the
# kernel's symbols are not known, and so they are missing; and kbuild has two rules for
# what is built in and not asked for by the kernel.
end_build()
{
	eb_found=$OUT/build.found
	grep -iE '(warning|error|fatal):|^make.* Error|undefined reference' "$2" |
		grep -v -e 'WARNING: modpost: .* undefined!$' \
			-e 'WARNING: modpost: suppressed' \
				-e 'WARNING: \(vmlinux.o\|Module.symvers\) is missing' \
			-e 'warning: .* recipe for target .*/built-in.a' \
			>"$eb_found" || :
	[ "$3" -eq 0 ] || {
		echo "exit code $3, the end of $2 is:"
		tail -n 10 "$2"
	} >>"$eb_found"
	cat "$eb_found"
	[ -s "$eb_found" ] || echo "$TOOLS" >"$1.built"
}

# build NAME DIR COMMAND...: build into DIR
build()
{
	bu_log=$JH_CACHE/log/static-$1.log
	bu_dir=$2
	shift 2
	begin_build "$bu_dir"
	bu_rc=0
	"$@" >"$bu_log" 2>&1 9>&- || bu_rc=$?
	end_build "$bu_dir" "$bu_log" $bu_rc
}

# build_driver NAME OPTION...: our code as an external module with debug code
build_driver()
{
	bd_name=$1
	begin_build "$K_OUT/variant-$bd_name"
	bd_rc=0
	# In a subshell: it ends if the build fails
	(build_variant "$@" CONFIG_JAILHOUSE_DEBUG=y \
		CONFIG_JAILHOUSE_TEST_DEVICE=y W=1) >/dev/null 2>&1 || bd_rc=$?
	end_build "$K_OUT/variant-$bd_name" \
		"$JH_CACHE/log/variant-$bd_name.log" $bd_rc
}

inputs_driver()
{
	overlay_files | grep -E '^(arch|drivers|include|virt)/'
	printf '%s\n' Kbuild run.d/common.config run.d/x86.config run.d/kernel.sh \
		run.d/source.sh
}

inputs_sparse()
{
	inputs_driver
	overlay_files | grep '^tools/testing/selftests/jailhouse/modules/'
}

# Sparse and W=1 look at the same build. The tests replace functions by macros, which
# sparse does not like.
check_sparse()
{
	lock_cache
	build_kernel x86 >/dev/null
	build_driver static C=1 CF=-D__CHECK_ENDIAN__
	K_GOALS=$(cd drivers/virt/jailhouse &&
		find tests -name Makefile -printf 'drivers/virt/jailhouse/%h/built-in.a ')
	build_driver unit CONFIG_JAILHOUSE_KUNIT_TEST=y
	K_GOALS=
	cs_modules=$K_OUT/variant-unit/modules
	mkdir -p "$cs_modules"
	rsync -rlpc "$JH_TOP/tools/testing/selftests/jailhouse/modules/" "$cs_modules/"
	build test-modules "$K_OUT/test-modules" \
		kmake M="$cs_modules" KBUILD_MODPOST_WARN=1 W=1 modules
}

inputs_builtin()
{
	inputs_driver
}

# The driver as a part of the kernel, without linking a kernel: it is compiled for
# that, finds all that it needs among the symbols of the kernel that has it as a
# module, defines none of them a second time, and refers to nothing that is freed
# after initialization. It is not booted.
check_builtin()
{
	lock_cache
	build_kernel x86 >/dev/null
	K_GOALS=drivers/virt/jailhouse/built-in.a
	build_driver builtin CONFIG_JAILHOUSE=y
	K_GOALS=
	bi_dir=$OUT/builtin
	mkdir -p "$bi_dir"
	# modpost knows what this one is by its name
	bi_object=$bi_dir/vmlinux.o
	ld -r -z noexecstack --whole-archive -o "$bi_object" \
		"$K_OUT/variant-builtin/drivers/virt/jailhouse/built-in.a"
	cut -d ' ' -f 3 "$K_OUT/System.map" | sort -u >"$bi_dir/kernel"
	nm -u "$bi_object" | sed 's/.* //' | sort -u >"$bi_dir/needed"
	nm -g --defined-only "$bi_object" | cut -d ' ' -f 3 | sort -u >"$bi_dir/defined"
	[ -s "$bi_dir/needed" ] && [ -s "$bi_dir/defined" ] && [ -s "$bi_dir/kernel" ] ||
		echo "no symbols: look at $bi_dir"
	comm -23 "$bi_dir/needed" "$bi_dir/kernel" | sed 's/$/: not in the kernel/'
	comm -12 "$bi_dir/defined" "$bi_dir/kernel" | sed 's/$/: in the kernel already/'
	(cd "$bi_dir" && "$K_OUT/scripts/mod/modpost" -o symvers vmlinux.o) 2>&1
}

# Kernel options depend on the compiler, so this needs a tree configured for
# clang; it is not worth building a second kernel, so modpost knows no symbols.
clang_tree()
{
	kernel_arch x86
	K_OUT=$JH_CACHE/build-x86-clang
	mkdir -p "$K_OUT"
	# shellcheck disable=SC2086
	ct_sum=$(printf '%s\n' $K_FRAGMENTS | sum_files)
	[ "$(cat "$K_OUT/.jailhouse-config" 2>/dev/null)" != "$ct_sum" ] || return 0
	say "preparing a kernel tree for clang"
	{
		fragments_config
		kmake -s -j"$JH_JOBS" modules_prepare headers
	} >"$JH_CACHE/log/static-clang-tree.log" 2>&1
	echo "$ct_sum" >"$K_OUT/.jailhouse-config"
}

# clang instead of what the others use
clang_make()
{
	kmake()
	{
		make -C "$JH_LINUX" O="$K_OUT" ARCH="$K_ARCH" LLVM=1 \
			CC="ccache clang" "$@" 9>&-
	}
	lock_cache
	overlay_kernel
	clang_tree
}

inputs_clang_driver()
{
	inputs_driver
}

check_clang_driver()
{
	build_driver clang KBUILD_MODPOST_WARN=1
}

inputs_clang_programs()
{
	overlay_files | grep -E '^(tools|samples|include|virt|drivers/virt/jailhouse/.*\.h)'
}

check_clang_programs()
{
	cp_dir=$K_OUT/programs
	kmake -s headers >/dev/null
	rm -rf "$cp_dir"
	cp_make="env -u MAKEFLAGS make -s -j$JH_JOBS -C $JH_LINUX"
	# shellcheck disable=SC2086
	build clang-tool "$cp_dir/tool" $cp_make/tools/jailhouse \
		O="$cp_dir/tool" CC="ccache clang"
	# shellcheck disable=SC2086
	build clang-inmates "$cp_dir/inmates" $cp_make/samples/jailhouse \
		O="$cp_dir/inmates" ARCH="$K_ARCH" CC="ccache clang" \
		UAPI_INCLUDES="-I$K_OUT/usr/include"
	# shellcheck disable=SC2086
	build clang-tests "$cp_dir/tests" \
		$cp_make/tools/testing/selftests/jailhouse \
		OUTPUT="$cp_dir/tests" ARCH="$K_ARCH" LLVM=1 \
		KHDR_INCLUDES="-isystem $K_OUT/usr/include"
	mkdir -p "$cp_dir/modules"
	cp "$JH_LINUX"/tools/testing/selftests/jailhouse/modules/* \
		"$cp_dir/modules/"
	build clang-modules "$cp_dir/modules-out" \
		kmake M="$cp_dir/modules" KBUILD_MODPOST_WARN=1 W=1 modules
}

check_clang()
{
	# In subshells: others need not wait for the lock, and kmake is another
	(
		clang_make
		once clang_driver
		once clang_programs
	)
}

# Each file is looked at on its own, with all headers next to it
check_coccinelle()
{
	co_dir=$OUT/coccinelle
	co_list=$OUT/coccinelle.list
	overlay_files | grep -E '^(arch|drivers|virt)/.*\.[ch]$' >"$OUT/coccinelle.all"
	co_headers=$(grep '\.h$' "$OUT/coccinelle.all" | sum_files)
	not_passed coccinelle "$co_headers" <"$OUT/coccinelle.all" >"$co_list"
	[ -s "$co_list" ] || return 0
	rm -rf "$co_dir"
	mkdir "$co_dir"
	rsync -a --files-from="$co_list" "$JH_TOP/" "$co_dir/"
	grep '\.h$' "$OUT/coccinelle.all" | rsync -a --files-from=- "$JH_TOP/" "$co_dir/"
	say "coccinelle: $(wc -l <"$co_list") files"
	co_rc=0
	make -s -C "$JH_LINUX" coccicheck MODE=report M="$co_dir" \
		J="$JH_JOBS" >"$OUT/coccinelle.out" 2>"$OUT/coccinelle.err" 8>&- || co_rc=$?
	grep -hE '^[^ ]+:[0-9]+|ERROR|WARNING' "$OUT/coccinelle.out" \
		"$OUT/coccinelle.err" | sed "s,$co_dir/,," >"$OUT/coccinelle.found" || :
	[ $co_rc -eq 0 ] || {
		echo "coccicheck: exit code $co_rc, the end of $OUT/coccinelle.err is:"
		tail -n 5 "$OUT/coccinelle.err"
	} >>"$OUT/coccinelle.found"
	cat "$OUT/coccinelle.found"
	have_passed coccinelle "$OUT/coccinelle.found" "$co_headers"
}
