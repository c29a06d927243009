/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System registers (Arm ARM, chapters D17 and D23; GIC architecture specification,
 * chapter 12) and what of them is used
 */
#ifndef _INMATE_ARM64_SYSREG_H
#define _INMATE_ARM64_SYSREG_H

/* By encoding: not every assembler knows their names */
#define ICC_PMR_EL1		S3_0_C4_C6_0
#define ICC_SGI1R_EL1		S3_0_C12_C11_5
#define ICC_IAR1_EL1		S3_0_C12_C12_0
#define ICC_EOIR1_EL1		S3_0_C12_C12_1
#define ICC_BPR1_EL1		S3_0_C12_C12_3
#define ICC_CTLR_EL1		S3_0_C12_C12_4
#define ICC_SRE_EL1		S3_0_C12_C12_5
#define ICC_IGRPEN1_EL1		S3_0_C12_C12_7

/* SCTLR_EL1: bits that are 1 in Armv8.0, MMU, caches, stack alignment */
#define SCTLR_ON		0x30d0181d

/* MAIR_EL1: attribute 0 is write-back memory, 1 Device-nGnRE */
#define MAIR_VALUE		0x04ff
#define ATTR_NORMAL		0
#define ATTR_DEVICE		1

/*
 * TCR_EL1 without IPS: 39 bits of addresses in TTBR0 alone, walks inner-shareable and
 * write-back, 4 KiB granule
 */
#define TCR_VALUE		0x803519
#define TCR_IPS_SHIFT		32
#define TCR_IPS_MAX		5	/* 48 bits: more need another granule */
#define VA_BITS			39

/* Translation tables */
#define PTE_TABLE		0x3
#define PTE_PAGE		0x3
#define PTE_BLOCK		0x1
#define PTE_ATTR(n)		((n) << 2)
#define PTE_INNER_SHAREABLE	0x300
#define PTE_ACCESSED		0x400
#define PTE_XN			0x60000000000000	/* both levels */
#define PTE_UXN			0x40000000000000

#define CNTV_CTL_ENABLE		1
#define CNTV_CTL_IMASK		2

#define ESR_EC_SHIFT		26
#define EC_UNKNOWN		0x00
#define EC_SVC64		0x15
#define EC_SYSREG		0x18
#define EC_INSN_ABORT		0x21
#define EC_PC_ALIGNMENT		0x22
#define EC_DATA_ABORT		0x25

#endif /* _INMATE_ARM64_SYSREG_H */
