/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Test results in KTAP format
 */
#ifndef _INMATE_KTAP_H
#define _INMATE_KTAP_H

#include <inmate.h>

void ktap_begin(unsigned int plan);
void PRINTF(2, 3) ktap_result(bool ok, const char *fmt, ...);
void PRINTF(2, 3) ktap_skip(const char *why, const char *fmt, ...);
void ktap_end(void);
unsigned int ktap_failed(void);

#endif /* _INMATE_KTAP_H */
