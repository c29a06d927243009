# SPDX-License-Identifier: GPL-2.0-only
. commands/lib.inc

# Messages name the line of the source, which may be in an included file
check()
{
	# shellcheck disable=SC2086
	"$JAILHOUSE" config check $include -I "$work" "$@"
}
cat >"$work/common.dtsi" <<-'EOF'
	/ {
		ram@0 {
			reg = <0 0 0 0x100000>;
			phys-address = <0 RAM>;
			access = "read", "rw";
		};
	};
EOF
cat >"$work/a.dts" <<-'EOF'
	/dts-v1/;
	#define RAM 0x3a600000
	#include "common.dtsi"
	/ {
		compatible = "jailhouse,cell-config";
		#address-cells = <2>;
		#size-cells = <2>;
		cell-name = "it's a /* cell */ {";
		architecture = "x86";
		cpus = <1>;
		label: other: io-ports {
			#address-cells = <1>;
			#size-cells = <1>;
			serial@2f8 {
				colour = "red";
				reg = <0x2f8 8>,
				      <0xfff0 32>;
			};
		};
	};
	&label {
		mouse = <0>;
	};
EOF
run check "$work/a.dts"
# The last word about a property counts
printf '/ { ram@0 { access = "read", "execute";\n}; };\n' >>"$work/a.dts"
printf '&label { /delete-property/ mouse; };\n' >>"$work/a.dts"
sed -i '/colour/d' "$work/a.dts"
run check "$work/a.dts"
sed -i 's/0xfff0 32/0xfff0 16/; s/ram@0 {/&phys-address = <0 0 0 0>;/' "$work/a.dts"
run check "$work/a.dts"
# What is no source has no lines
cpp -nostdinc -undef -x assembler-with-cpp -I "$work" "$work/a.dts" |
	dtc -q -I dts -O dtb -o "$work/a.dtb"
run check "$work/a.dtb"
# A compiler that does not tell
mkdir "$work/bin"
cat >"$work/bin/dtc" <<EOF
#!/bin/sh
for arg; do
	[ "\$arg" = -T ] && echo "usage: dtc" >&2 && exit 1
done
exec $(command -v dtc) "\$@"
EOF
chmod +x "$work/bin/dtc"
PATH=$work/bin:$PATH
run check "$work/a.dts"
