/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands, one file each
 */
#ifndef _JAILHOUSE_TOOL_BUILTIN_H
#define _JAILHOUSE_TOOL_BUILTIN_H

int cmd_enable(int argc, const char **argv);
int cmd_disable(int argc, const char **argv);
int cmd_console(int argc, const char **argv);
int cmd_cell(int argc, const char **argv);
int cmd_config(int argc, const char **argv);
int cmd_hardware(int argc, const char **argv);

struct option;
int parse_include(const struct option *opt, const char *arg, int unset);

#define OPT_INCLUDE()							\
	OPT_CALLBACK('I', "include", NULL, "dir",			\
		     "where a source includes files from", parse_include)

/**
 * struct command - a command or subcommand
 * @name:	what is typed
 * @run:	does it; argv[0] is the name; returns the exit code
 * @help:	one line for the list of commands
 */
struct command {
	const char *name;
	int (*run)(int argc, const char **argv);
	const char *help;
};

int dispatch(const char *parent, const struct command *commands, int argc,
	     const char **argv);

#endif
