/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Layout of the hypervisor image; the linker script of each architecture includes
 * this after it has named its format
 *
 * The image is linked to address 0 and loaded at any page boundary. Each output
 * section starts on a page of its own, because the hypervisor maps text
 * executable, rodata read-only and the rest writable:
 *
 *   0                   .text    header and entry, wait loops, code
 *   __rodata_start      .rodata  constants, unit table, exception table
 *   __data_start        .data
 *   __bss_start         .bss     not in the file, cleared by whoever loads it
 *   __image_end
 */
SECTIONS
{
	. = 0;

	.text : ALIGN(PAGE_SIZE) {
		HIDDEN(__text_start = .);
		/* The header has to come first: the driver reads it there. */
		KEEP(*(.head.text))
		/* Wait loops stand apart, so that a profile can leave them out. */
		. = ALIGN(16);
		HIDDEN(__text_wait_start = .);
		*(.text.wait .text.wait.*)
		HIDDEN(__text_wait_end = .);
		*(.text .text.*)
		*(.noinstr.text)
		HIDDEN(__text_end = .);
	}

	.rodata : ALIGN(PAGE_SIZE) {
		HIDDEN(__rodata_start = .);
		*(.rodata .rodata.*)
		/* Entries are pairs of 32-bit self-relative addresses. */
		. = ALIGN(8);
		HIDDEN(__units_start = .);
		KEEP(*(SORT(.units) SORT(.units.*)))
		HIDDEN(__units_end = .);
		. = ALIGN(8);
		HIDDEN(__extable_start = .);
		KEEP(*(.extable))
		HIDDEN(__extable_end = .);
		HIDDEN(__rodata_end = .);
	}

	.data : ALIGN(PAGE_SIZE) {
		HIDDEN(__data_start = .);
		*(.data .data.*)
		. = ALIGN(PAGE_SIZE);
		HIDDEN(__data_end = .);
	}

	.bss : ALIGN(PAGE_SIZE) {
		HIDDEN(__bss_start = .);
		*(.bss .bss.*)
		*(COMMON)
		. = ALIGN(PAGE_SIZE);
		HIDDEN(__bss_end = .);
		HIDDEN(__image_end = .);
	}

	/*
	 * Code that is patched at boot or reported through the kernel's tables
	 * would misbehave here: nobody patches the image, and nobody handles
	 * its BUG()s. Sections are kept in order to complain about them.
	 */
	.altinstructions : { *(.altinstructions) }
	ASSERT(SIZEOF(.altinstructions) == 0, "ALTERNATIVE() used in the hypervisor")
	__jump_table : { *(__jump_table) }
	ASSERT(SIZEOF(__jump_table) == 0, "static key used in the hypervisor")
	.static_call : { *(.static_call_sites .static_call.text .static_call_tramp_key) }
	ASSERT(SIZEOF(.static_call) == 0, "static call used in the hypervisor")
	__bug_table : { *(__bug_table) }
	ASSERT(SIZEOF(__bug_table) == 0, "BUG() or WARN() used in the hypervisor")
	__ex_table : { *(__ex_table) }
	ASSERT(SIZEOF(__ex_table) == 0, "kernel exception table used in the hypervisor")
	.percpu : { *(.data..percpu .data..percpu.*) }
	ASSERT(SIZEOF(.percpu) == 0, "per-CPU variable of the kernel used in the hypervisor")
	.init : { *(.init.text .init.data .init.rodata) }
	ASSERT(SIZEOF(.init) == 0, "__init used in the hypervisor")

	/* Position independence: the linker has to have resolved everything. */
	.got : { *(.got) }
	ASSERT(SIZEOF(.got) == HYP_GOT_RESERVED, "Unexpected GOT entries detected!")
	.got.plt (INFO) : { *(.got.plt) }
	ASSERT(SIZEOF(.got.plt) == 0 || SIZEOF(.got.plt) == 0x18,
	       "Unexpected GOT/PLT entries detected!")
	.plt : { *(.plt) *(.plt.*) *(.iplt) }
	ASSERT(SIZEOF(.plt) == 0, "Unexpected PLT entries detected!")
	/* Not asserted: the Makefile lists what it finds here. */
	.rela.dyn : { *(.rela.*) *(.rela_*) }

	/* For gdb */
	.debug_info 0 : { *(.debug_info) }
	.debug_abbrev 0 : { *(.debug_abbrev) }
	.debug_aranges 0 : { *(.debug_aranges) }
	.debug_line 0 : { *(.debug_line) }
	.debug_line_str 0 : { *(.debug_line_str) }
	.debug_str 0 : { *(.debug_str) }
	.debug_str_offsets 0 : { *(.debug_str_offsets) }
	.debug_addr 0 : { *(.debug_addr) }
	.debug_loc 0 : { *(.debug_loc) }
	.debug_loclists 0 : { *(.debug_loclists) }
	.debug_ranges 0 : { *(.debug_ranges) }
	.debug_rnglists 0 : { *(.debug_rnglists) }
	.debug_frame 0 : { *(.debug_frame) }
	.comment 0 : { *(.comment) }
	.symtab 0 : { *(.symtab) }
	.strtab 0 : { *(.strtab) }
	.shstrtab 0 : { *(.shstrtab) }

	/DISCARD/ : {
		*(.dynamic) *(.dynsym) *(.dynstr) *(.dynbss)
		*(.hash) *(.gnu.hash) *(.gnu.version*) *(.interp)
		*(.note.*) *(.note) *(.eh_frame) *(.eh_frame_hdr) *(.sframe)
		*(.modinfo) *(.discard) *(.discard.*)
		*(.altinstr_replacement) *(.altinstr_aux)
		/* LOCK prefixes stay; the kernel may patch its own away on UP. */
		*(.smp_locks)
		*(.export_symbol) *(.llvm_addrsig) *(.llvm.*)
		*(.return_sites) *(.retpoline_sites) *(.call_sites)
		*(.ibt_endbr_seal) *(.orc_*) *(.cfi_sites)
	}
}
