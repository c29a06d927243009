// SPDX-License-Identifier: GPL-2.0-only
/*
 * conform: interrupts
 */
#include "conform.h"

#define NUM_SGIS	16
#define NUM_PRIORITIES	4

/* SGIs in the order in which they arrived */
static u8 order[2 * NUM_SGIS];
static u32 arrived, ticks;

static void on_sgi(u32 intid)
{
	if (arrived < sizeof(order))
		order[arrived] = intid;
	WRITE_ONCE(arrived, arrived + 1);
}

static void on_tick(void)
{
	WRITE_ONCE(ticks, ticks + 1);
}

static void send_to_self(u32 intid)
{
	ipi_send(cpu_id(), intid);
}

/* Let what is pending through, for as long as something comes */
static u32 collect(u32 expected)
{
	u64 end = clock_ns() + 100 * NS_PER_MSEC;

	irq_enable();
	while (READ_ONCE(arrived) < expected && clock_ns() < end)
		cpu_relax();
	irq_disable();
	return arrived;
}

/* More than there are list registers, each twice: the second time is the same one */
static void test_many_sgis(void)
{
	bool once = true;

	arrived = 0;
	for (u32 n = 0; n < 2 * NUM_SGIS; n++)
		send_to_self(n % NUM_SGIS);
	/* with all of the same priority, their order is not defined */
	collect(NUM_SGIS);
	delay_us(1000);
	for (u32 n = 0; n < NUM_SGIS; n++) {
		u32 seen = 0;

		for (u32 k = 0; k < arrived && k < sizeof(order); k++)
			seen += order[k] == n;
		once &= expect("SGI", seen, 1);
	}
	ktap_result(once & expect("number", arrived, NUM_SGIS),
		    "GIC: 16 SGIs at once, each arrives once");
}

static void test_priorities(void)
{
	static const u8 priorities[NUM_PRIORITIES] = { 0xa0, 0x60, 0x80, 0x40 };
	static const u8 expected[NUM_PRIORITIES] = { 3, 1, 2, 0 };
	bool ok;

	for (u32 n = 0; n < NUM_PRIORITIES; n++)
		gic_set_priority(n, priorities[n]);
	arrived = 0;
	for (u32 n = 0; n < NUM_PRIORITIES; n++)
		send_to_self(n);
	ok = expect("number", collect(NUM_PRIORITIES), NUM_PRIORITIES);
	for (u32 n = 0; n < NUM_PRIORITIES; n++)
		ok &= expect("SGI", order[n], expected[n]);
	ktap_result(ok, "GIC: four priorities are delivered in their order");

	/* those of lower priority than the mask wait */
	arrived = 0;
	gic_set_mask(0x70);
	for (u32 n = 0; n < NUM_PRIORITIES; n++)
		send_to_self(n);
	collect(NUM_PRIORITIES);
	ok = expect("number", arrived, 2) & expect("first", order[0], 3) &
	     expect("second", order[1], 1);
	gic_set_mask(0xf0);
	ok &= expect("number", collect(NUM_PRIORITIES), NUM_PRIORITIES) &
	      expect("third", order[2], 2) & expect("fourth", order[3], 0);
	ktap_result(ok, "GIC: the priority mask holds interrupts back");
	for (u32 n = 0; n < NUM_PRIORITIES; n++)
		gic_set_priority(n, 0xa0);
}

static bool ticks_within_ms(u32 ms)
{
	u64 end = clock_ns() + ms * NS_PER_MSEC;

	ticks = 0;
	timer_start_at(clock_ns());
	irq_enable();
	while (!READ_ONCE(ticks) && clock_ns() < end)
		cpu_relax();
	irq_disable();
	return ticks;
}

static void test_timer(void)
{
	bool ok;

	timer_init(on_tick);
	ktap_result(ticks_within_ms(100), "GIC: the virtual timer interrupts");
	gic_disable(TIMER_INTID);
	ok = !ticks_within_ms(5);
	gic_enable(TIMER_INTID);
	irq_enable();
	delay_us(1000);
	irq_disable();
	ktap_result(ok & expect("interrupts", ticks, 1),
		    "GIC: it is pending while disabled, and comes when enabled");
	timer_stop();
}

/* What belongs to others reads as zero and ignores writes, and is no violation */
static void test_foreign(void)
{
	unsigned long word = foreign_spi / 32 * 4, addr = gic_dist(foreign_spi);
	u32 bit = 1U << foreign_spi % 32;
	bool ok;

	if (!foreign_spi) {
		ktap_skip("\"foreign=\" names no interrupt", "GIC: a foreign interrupt");
		return;
	}
	mmio_write32(addr + GICD_ISENABLER + word, bit);
	mmio_write32(addr + GICD_ISPENDR + word, bit);
	mmio_write8(addr + GICD_IPRIORITYR + foreign_spi, 0x20);
	ok = expect("enable", mmio_read32(addr + GICD_ISENABLER + word) & bit, 0) &
	     expect("pending", mmio_read32(addr + GICD_ISPENDR + word) & bit, 0) &
	     expect("priority", mmio_read8(addr + GICD_IPRIORITYR + foreign_spi), 0) &
	     expect("type", mmio_read32(addr + GICD_ICFGR + foreign_spi / 16 * 4) >>
		    foreign_spi % 16 * 2 & 3, 0);
	if (gic_version() == 2)
		ok &= expect("target", mmio_read8(addr + GICD_ITARGETSR + foreign_spi), 0);
	else
		ok &= expect("route", mmio_read64(addr + GICD_IROUTER + 8 * foreign_spi), 0);
	ktap_result(ok, "GIC: a foreign interrupt reads 0 and ignores writes");
}

/* Guests sweep through all of it */
static void test_distributor(void)
{
	unsigned long addr = gic_dist(GIC_FIRST_SPI);
	u32 ctlr = mmio_read32(addr + GICD_CTLR), typer = mmio_read32(addr + GICD_TYPER);

	if (bare) {
		ktap_skip("needs a hypervisor", "GIC: the distributor cannot be turned off");
	} else {
		mmio_write32(addr + GICD_CTLR, 0);
		ktap_result((ctlr & 3) && expect("GICD_CTLR", mmio_read32(addr + GICD_CTLR), ctlr),
			    "GIC: the distributor cannot be turned off");
	}
	for (u32 n = GIC_FIRST_SPI / 32; n <= (typer & 0x1f); n++) {
		mmio_write32(addr + GICD_ICENABLER + 4 * n, ~0U);
		mmio_write32(addr + GICD_ICPENDR + 4 * n, ~0U);
	}
	/* or this line is not reached */
	ktap_result(true, "GIC: all interrupts are cleared without violation");
}

void test_gic(void)
{
	irq_init_cpu();
	for (u32 n = 0; n < NUM_SGIS; n++)
		interrupt_set_handler(n, on_sgi);
	test_many_sgis();
	test_priorities();
	test_timer();
	test_foreign();
	test_distributor();
}
