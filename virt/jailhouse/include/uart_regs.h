/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Jailhouse partitioning hypervisor: how to print to a UART
 *
 * One table for all types of consoles that have registers, and the code that goes by
 * it. Used by the hypervisor and by programs in cells. Who includes it has defined
 *
 *	__u32 jailhouse_uart_read(unsigned long reg, unsigned int bits);
 *	void jailhouse_uart_write(unsigned long reg, __u32 value, unsigned int bits);
 *
 * which access a register by its offset from the console's address, with 8, 16 or 32
 * bits. The 8250 counts registers; these two multiply by their distance.
 */
#ifndef _JAILHOUSE_UART_REGS_H
#define _JAILHOUSE_UART_REGS_H

#include <linux/types.h>
#include <linux/jailhouse_cell.h>

/* What a step of the set-up writes, besides its value */
#define UART_VALUE	0
#define UART_DIVIDER	1	/* plus the divider */
#define UART_DIVIDER_LO	2	/* its low byte */
#define UART_DIVIDER_HI	3	/* its second byte */

#define UART_MAX_STEPS	7

/**
 * struct jailhouse_uart - a type of UART
 * @data:	register that takes a character
 * @status:	register that tells whether it may be written
 * @data_bits:	width of accesses to @data
 * @bits:	width of accesses to all other registers
 * @ready_mask:	bits of @status that matter,
 * @ready:	and how they are when a character can be written
 * @sent:	bits of @status to clear after that
 * @steps:	set-up for 8 bits without parity, in this order, if there is a divider;
 *		bits 0 ends it
 */
struct jailhouse_uart {
	__u16 data;
	__u16 status;
	__u8  data_bits;
	__u8  bits;
	__u16 sent;
	__u32 ready_mask;
	__u32 ready;
	struct {
		__u16 reg;
		__u8  bits;
		__u8  what;
		__u32 value;
	} steps[UART_MAX_STEPS];
};

#define JAILHOUSE_NUM_UARTS	(JAILHOUSE_CON_TYPE_SCIF + 1)

static const struct jailhouse_uart jailhouse_uarts[JAILHOUSE_NUM_UARTS] = {
	[JAILHOUSE_CON_TYPE_8250] = {
		.data = 0, .data_bits = 8, .status = 5, .bits = 8,
		.ready_mask = 0x20, .ready = 0x20,	/* LSR.THRE */
		.steps = {
			{ 3, 8, UART_VALUE, 0x80 },	/* LCR: divisor latch */
			{ 0, 8, UART_DIVIDER_LO },
			{ 1, 8, UART_DIVIDER_HI },
			{ 3, 8, UART_VALUE, 0x03 },	/* LCR: 8 bits */
			{ 1, 8, UART_VALUE, 0 },	/* IER */
			{ 2, 8, UART_VALUE, 0x07 },	/* FCR: on, emptied */
			{ 4, 8, UART_VALUE, 0x0b },	/* MCR: DTR, RTS, OUT2 */
		},
	},
	[JAILHOUSE_CON_TYPE_PL011] = {
		.data = 0x00, .data_bits = 32, .status = 0x18, .bits = 32,
		.ready_mask = 0x20, .ready = 0,		/* UARTFR.TXFF */
		.steps = {
			{ 0x30, 32, UART_VALUE, 0 },	/* UARTCR */
			{ 0x24, 32, UART_DIVIDER, 0 },	/* UARTIBRD */
			{ 0x28, 32, UART_VALUE, 0 },	/* UARTFBRD */
			{ 0x2c, 32, UART_VALUE, 0x70 },	/* UARTLCR_H: 8 bits, FIFO */
			{ 0x30, 32, UART_VALUE, 0x301 }, /* UARTCR: on, RX, TX */
		},
	},
	[JAILHOUSE_CON_TYPE_XUARTPS] = {
		.data = 0x30, .data_bits = 32, .status = 0x2c, .bits = 32,
		.ready_mask = 0x10, .ready = 0,		/* SR.TFULL */
		.steps = {
			{ 0x00, 32, UART_VALUE, 0x28 },	/* CR: RX and TX disabled */
			{ 0x18, 32, UART_DIVIDER, 0 },	/* BAUDGEN */
			{ 0x04, 32, UART_VALUE, 0x20 },	/* MR: 8 bits, no parity */
			{ 0x00, 32, UART_VALUE, 0x03 },	/* CR: FIFOs emptied */
			{ 0x00, 32, UART_VALUE, 0x14 },	/* CR: RX and TX enabled */
		},
	},
	[JAILHOUSE_CON_TYPE_MVEBU] = {
		.data = 0x04, .data_bits = 32, .status = 0x0c, .bits = 32,
		.ready_mask = 0x800, .ready = 0,	/* STAT: TX FIFO full */
		.steps = {
			{ 0x10, 32, UART_DIVIDER, 0 },	/* BRDV */
		},
	},
	[JAILHOUSE_CON_TYPE_HSCIF] = {
		.data = 0x0c, .data_bits = 8, .status = 0x10, .bits = 16,
		.ready_mask = 0x20, .ready = 0x20,	/* HSFSR.TDFE */
		.sent = 0x60,				/* ... and TEND */
		.steps = {
			{ 0x08, 16, UART_VALUE, 0 },	/* HSSCR */
			{ 0x18, 16, UART_VALUE, 0x06 },	/* HSFCR: FIFOs emptied */
			{ 0x18, 16, UART_VALUE, 0 },
			{ 0x00, 16, UART_VALUE, 0 },	/* HSSMR: 8 bits */
			{ 0x04, 8, UART_DIVIDER, 0 },	/* HSBRR */
			{ 0x08, 16, UART_VALUE, 0x30 },	/* HSSCR: RX, TX */
		},
	},
	[JAILHOUSE_CON_TYPE_SCIFA] = {
		.data = 0x20, .data_bits = 8, .status = 0x14, .bits = 16,
		.ready_mask = 0x20, .ready = 0x20,	/* SCASSR.TDFE */
		.sent = 0x60,
		.steps = {
			{ 0x08, 16, UART_VALUE, 0 },	/* SCASCR */
			{ 0x18, 16, UART_VALUE, 0x06 },	/* SCAFCR */
			{ 0x18, 16, UART_VALUE, 0 },
			{ 0x00, 16, UART_VALUE, 0 },	/* SCASMR */
			{ 0x04, 8, UART_DIVIDER, 0 },	/* SCABRR */
			{ 0x08, 16, UART_VALUE, 0x30 },	/* SCASCR */
		},
	},
	[JAILHOUSE_CON_TYPE_IMX] = {
		.data = 0x40, .data_bits = 32, .status = 0xb4, .bits = 32,
		.ready_mask = 0x10, .ready = 0,		/* UTS.TXFULL */
		.steps = {
			{ 0x80, 32, UART_VALUE, 0 },	/* UCR1 */
			{ 0x84, 32, UART_VALUE, 0x4027 }, /* UCR2: no RTS, 8 bits, on */
			{ 0xa4, 32, UART_VALUE, 0x0f },	/* UBIR: before UBMR */
			{ 0xa8, 32, UART_DIVIDER, 0 },	/* UBMR */
			{ 0x80, 32, UART_VALUE, 0x01 },	/* UCR1: on */
		},
	},
	[JAILHOUSE_CON_TYPE_IMX_LPUART] = {
		.data = 0x1c, .data_bits = 32, .status = 0x14, .bits = 32,
		.ready_mask = 0x800000, .ready = 0x800000, /* STAT.TDRE */
		.steps = {
			{ 0x18, 32, UART_VALUE, 0 },	/* CTRL */
			{ 0x10, 32, UART_DIVIDER, 0x0f000000 }, /* BAUD: OSR 16 */
			{ 0x18, 32, UART_VALUE, 0xc0000 }, /* CTRL: RX, TX */
		},
	},
	[JAILHOUSE_CON_TYPE_SCIF] = {
		.data = 0x0c, .data_bits = 8, .status = 0x10, .bits = 16,
		.ready_mask = 0x20, .ready = 0x20,	/* SCFSR.TDFE */
		.sent = 0x60,
		.steps = {
			{ 0x08, 16, UART_VALUE, 0 },	/* SCSCR */
			{ 0x18, 16, UART_VALUE, 0x06 },	/* SCFCR */
			{ 0x18, 16, UART_VALUE, 0 },
			{ 0x00, 16, UART_VALUE, 0 },	/* SCSMR */
			{ 0x04, 8, UART_DIVIDER, 0 },	/* SCBRR */
			{ 0x08, 16, UART_VALUE, 0x30 },	/* SCSCR */
		},
	},
};

/**
 * jailhouse_uart() - the entry of a type
 * @type:	JAILHOUSE_CON_TYPE_*, any value
 *
 * Return: the entry; NULL if it is no UART.
 */
static inline const struct jailhouse_uart *jailhouse_uart(unsigned int type)
{
	if (type >= JAILHOUSE_NUM_UARTS || !jailhouse_uarts[type].bits)
		return (void *)0;
	return &jailhouse_uarts[type];
}

/**
 * jailhouse_uart_set_up() - make a UART ready to send
 * @uart:	its type
 * @divider:	baud-rate divider; with 0 it is left as firmware has set it up
 * @flags:	JAILHOUSE_CON_*
 *
 * A clock gate is not opened here, because it lies elsewhere.
 */
static inline void jailhouse_uart_set_up(const struct jailhouse_uart *uart,
					 __u32 divider, unsigned int flags)
{
	unsigned int n;
	__u32 value;

	if (!divider)
		return;
	for (n = 0; n < UART_MAX_STEPS && uart->steps[n].bits; n++) {
		value = uart->steps[n].value;
		if (uart->steps[n].what == UART_DIVIDER)
			value |= divider;
		else if (uart->steps[n].what == UART_DIVIDER_LO)
			value |= divider & 0xff;
		else if (uart->steps[n].what == UART_DIVIDER_HI)
			value |= divider >> 8 & 0xff;
		jailhouse_uart_write(uart->steps[n].reg, value, uart->steps[n].bits);
	}
	/* TI's 8250 sends nothing before its mode has been chosen: 16x */
	if (flags & JAILHOUSE_CON_MDR_QUIRK)
		jailhouse_uart_write(8, 0, 8);
}

/**
 * jailhouse_uart_ready() - can a character be sent?
 * @uart:	type of the UART
 *
 * Return: nonzero if it can.
 */
static inline int jailhouse_uart_ready(const struct jailhouse_uart *uart)
{
	return (jailhouse_uart_read(uart->status, uart->bits) & uart->ready_mask) ==
	       uart->ready;
}

/**
 * jailhouse_uart_put() - send a character
 * @uart:	type of the UART, which is ready
 * @c:		the character
 */
static inline void jailhouse_uart_put(const struct jailhouse_uart *uart, char c)
{
	jailhouse_uart_write(uart->data, (__u8)c, uart->data_bits);
	/* These bits say "sent" until they are told that it has been seen */
	if (uart->sent)
		jailhouse_uart_write(uart->status,
				     jailhouse_uart_read(uart->status, uart->bits) &
				     ~(__u32)uart->sent, uart->bits);
}

#endif /* _JAILHOUSE_UART_REGS_H */
