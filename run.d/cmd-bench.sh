# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# help: bench [platform] [--json]|what exits, operations and the image cost

. run.d/machines.sh

platform x86-svm
json=
for arg; do
	case $arg in
	x86-svm) ;;
	--json) json=--json ;;
	*) die "usage: ./run bench [x86-svm] [--json]" ;;
	esac
done

need_packages "to measure" gcc libc6-dev binutils python3 cpp
lock_cache
get_qemu10
build_guest "$JH_CACHE/bench-$platform"

plugin=$JH_RUNS/svm-exits.so
gcc -shared -fPIC -O2 -Wall -o "$plugin" run.d/plugins/svm-exits.c
elf=$K_OUT/arch/x86/jailhouse/svm.elf

# constant EXPRESSION: of the hypervisor's headers
constant()
{
	printf '#include <boot.h>\n#include <private.h>\nVALUE %s\n' "$1" |
		cpp -P -D__ASSEMBLY__ -I virt/jailhouse/include \
			-I arch/x86/jailhouse/include -I include - |
		sed -n 's/^VALUE //p' | python3 -c 'print(hex(eval(input())))'
}

# The image's address in the hypervisor's own tables, plus a symbol's
base=$(constant JH_BASE)
symbol()
{
	nm "$elf" | awk -v s="$1" '$3 == s { print "0x" $1 }' |
		python3 -c "print(hex($base + int(input(), 0)))"
}

# extent FUNCTION: its addresses as LO-HI
extent()
{
	nm -S "$elf" | awk -v s="$1" '$4 == s { print "0x" $1, "0x" $2 }' |
		python3 -c "
a, n = (int(x, 0) for x in input().split())
print('%#x-%#x' % ($base + a, $base + a + n))"
}

args=vmcb=$(constant 'JH_PRIVATE_BASE + JH_STACK_SIZE - GUEST_REGS_SIZE + PRIV_VMCB')
args=$args,image=$(symbol __text_start)-$(symbol __text_end)
args=$args,wait=$(symbol __text_wait_start)-$(symbol __text_wait_end)
args=$args,clear=$(extent arch_clear_memory)${JH_PROFILE:+,profile=$JH_PROFILE}

# measure NAME: counts go to NAME.txt
measure()
{
	say "measuring in QEMU 10: $1 mode (less than a minute)"
	rm -f "$JH_RUNS/$1.txt"
	JH_QEMU=10 JH_MTTCG=1 JH_TIMEOUT=${JH_TIMEOUT:-300} \
		JH_DEVICES="-plugin $plugin,$args,out=$JH_RUNS/$1.txt" \
		"$P_RUNNER" "$JH_RUNS/$1" jh.tests=bench.sh
	machine_ktap "$1" bench.sh '' "$JH_RUNS/$1/ttyS0.log" '' '' '' \
		>"$JH_RUNS/$1.ktap"
	if grep '^not ok' "$JH_RUNS/$1.ktap" >&2 || [ ! -s "$JH_RUNS/$1.txt" ]; then
		die "the run failed, see $JH_RUNS/$1/ttyS0.log"
	fi
}

measure xAPIC
# Only what that mode is about is taken from there: it is another machine
JH_X2APIC=1 measure x2APIC
# shellcheck disable=SC2086
python3 run.d/bench.py $json "$JH_RUNS/xAPIC.txt" "$JH_RUNS/x2APIC.txt" \
	"$K_OUT" "$JH_LINUX"
