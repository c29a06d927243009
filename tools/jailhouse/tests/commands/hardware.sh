# SPDX-License-Identifier: GPL-2.0-only
. commands/lib.inc

m=$work/machine
compile qemu-q35
svm='fpu msr apic nx svm npt nrip_save'
cmdline='console=ttyS0 memmap=82M$0x3a000000'
reserved='3a000000-3f1fffff : Reserved'

machine "$m" "$svm decodeassists vnmi" "$cmdline" "$reserved" 0-3
run jailhouse hardware check --root "$m"
run jailhouse hardware check --root "$m" "$work/qemu-q35.cell"
run jailhouse hardware check --root "$m" --json "$work/qemu-q35.cell"

# shellcheck disable=SC2086,SC2154
run jailhouse hardware check --root "$m" --json $include \
	"$configs/x86/qemu-q35.dts"

# MSRs: efer at 0xc0000080, vm_cr at 0xc0010114, syscfg at 0xc0010010
mkdir -p "$m/dev/cpu/0"
: >"$m/dev/cpu/0/msr"
msr()
{
	poke "$m/dev/cpu/0/msr" "$1" "$2"
}
msr $((0xc0000080)) '\001\015\000\000\000\000\000\000'
run jailhouse hardware check --root "$m"
msr $((0xc0000080)) '\001\015\100\000\000\000\000\000'
msr $((0xc0010010)) '\000\000\200\000\000\000\000\000'
msr $((0xc0010114)) '\020\000\000\000\000\000\000\000'
run jailhouse hardware check --root "$m"
# SNP, and a supervisor state
msr $((0xc0000080)) '\001\015\000\000\000\000\000\000'
msr $((0xc0010010)) '\000\000\004\001\000\000\000\000'
msr $((0xc0010114)) '\000'
msr $((0xda0)) '\000\010'
run jailhouse hardware check --root "$m"
rm -r "$m"

machine "$m" "fpu msr" "console=ttyS0" "3a000000-3ffdffff : System RAM" 0
run jailhouse hardware check --root "$m" "$work/qemu-q35.cell"
run jailhouse hardware check --root "$m"
machine "$m" "fpu msr vmx ept" "console=ttyS0" "$reserved" 0-4
run jailhouse hardware check --root "$m" "$work/qemu-q35.cell"
mkdir -p "$m/sys/module/kvm_amd" "$m/sys/class/misc/jailhouse" \
	"$m/sys/kernel/security"
echo 'none [integrity] confidentiality' >"$m/sys/kernel/security/lockdown"
machine "$m" "$svm" "$cmdline" "$reserved" 0-3
run jailhouse hardware check --root "$m"
echo '[none] integrity confidentiality' >"$m/sys/kernel/security/lockdown"
echo live >"$m/sys/module/kvm_amd/initstate"
machine "$m" "fpu svm fred user_shstk" "$cmdline mem_encrypt=on" "$reserved" 0-3
run jailhouse hardware check --root "$m"
printf '00000000-00000000 : System RAM\n' >"$m/proc/iomem"
run jailhouse hardware check --root "$m"
echo 1 >"$m/sys/class/misc/jailhouse/enabled"
run jailhouse hardware check --root "$m"
run jailhouse hardware check --root "$work/none"
