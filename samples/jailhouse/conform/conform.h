/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conformance test of the cell interface: what its parts share
 *
 * The interface description is a list of sentences; each case stands for one.
 */
#ifndef _CONFORM_H
#define _CONFORM_H

#include <inmate.h>
#include <ktap.h>

enum outcome { PASS, FAIL, SKIP };

/**
 * struct conform_case - one sentence
 * @text:	the sentence, in short
 * @run:	tests it
 */
struct conform_case {
	const char *text;
	enum outcome (*run)(void);
};

/**
 * struct conform_part - cases of one subject
 * @name:	printed before them
 * @cases:	the cases, in order
 * @count:	how many
 */
struct conform_part {
	const char *name;
	const struct conform_case *cases;
	unsigned int count;
};

#define CONFORM_PART(part, title)						\
	const struct conform_part part = {					\
		.name = title, .cases = cases, .count = ARRAY_SIZE(cases)	\
	}

extern const struct conform_part part_detect, part_start, part_comm, part_hypercall, part_counters,
	part_user, part_apic, part_msr, part_refused, part_messages;

/* entry.S */
extern u32 capture_esp, capture_flags, capture_gpr, capture_segments, capture_cs, capture_cr0,
	   capture_cr4, capture_efer, capture_mtrr, capture_apicbase, capture_sipi_cs,
	   capture_sipi_marker;
extern u64 capture_gpr64;
extern char conform_sipi[];

extern const char *skip_reason;
extern u32 irq_count[256];

/* Own APIC registers, by MSR whatever the mode */
#define X2APIC(reg)	(APIC_BASE_MSR + ((reg) >> 4))

/* These end the case, unless all is well */
#define EXPECT_EQ(got, expected)						\
do {										\
	u64 expect_got = (u64)(got), expect_val = (u64)(expected);		\
										\
	if (expect_got != expect_val) {						\
		report_difference(#got, expect_got, expect_val);		\
		end_case(FAIL);							\
	}									\
} while (0)

#define EXPECT(condition)							\
do {										\
	if (!(condition)) {							\
		printf("# not true: %s\n", #condition);				\
		end_case(FAIL);							\
	}									\
} while (0)

#define SKIP_IF(condition, reason)						\
do {										\
	if (condition) {							\
		skip_reason = (reason);						\
		end_case(SKIP);							\
	}									\
} while (0)

void __noreturn end_case(enum outcome result);
void report_difference(const char *what, u64 got, u64 expected);
int own_logical_cpu(void);
void count_irq(struct int_frame *frame);
bool wait_for(u32 *counter, u32 value, u32 timeout_ms);
bool run_on_other_cpu(void (*fn)(void));
enum outcome run_at_start_of_others(enum outcome (*run)(void));
void halt_others(void);

#endif /* _CONFORM_H */
