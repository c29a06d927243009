/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every fuzz target has
 */
#ifndef _FUZZ_H
#define _FUZZ_H

#include <stddef.h>
#include <stdint.h>

/**
 * fuzz_one_input() - feed an input to the code under test
 * @data:	the input
 * @size:	its size in bytes
 *
 * Stops the program if the code does what it must not do.
 *
 * Return: 0.
 */
int fuzz_one_input(const uint8_t *data, size_t size);

#endif /* _FUZZ_H */
