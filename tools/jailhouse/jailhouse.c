// SPDX-License-Identifier: GPL-2.0-only
/*
 * jailhouse: partition this machine
 */
#include <string.h>
#include <subcmd/parse-options.h>
#include "builtin.h"
#include "load.h"
#include "source.h"
#include "util.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

static const struct command toplevel[] = {
	{ "enable", cmd_enable, "put the hypervisor underneath this Linux" },
	{ "disable", cmd_disable, "remove it again" },
	{ "console", cmd_console, "show what the hypervisor and the cells say" },
	{ "cell", cmd_cell, "create, load, start, stop and list cells" },
	{ "config", cmd_config, "compile, check, show and import configurations" },
	{ "hardware", cmd_hardware, "what this machine has and lacks" },
	{ }
};

/* For OPT_INCLUDE() */
int parse_include(const struct option *opt, const char *arg, int unset)
{
	(void)opt;
	(void)unset;
	add_include_dir(arg);
	return 0;
}

static void list_commands(FILE *out, const char *parent,
			  const struct command *list)
{
	fprintf(out, "\n usage: %s <command> [<args>]\n\n The commands are:\n",
		parent);
	for (; list->name; list++)
		fprintf(out, "   %-10s %s\n", list->name, list->help);
	fprintf(out, "\n See '%s <command> -h' and the manual page jailhouse(8).\n\n",
		parent);
}

/**
 * dispatch() - find a command by its name, or the start of it, and run it
 * @parent:	what was typed before, for messages
 * @commands:	the possible ones, ended by an empty element
 * @argc:	arguments from the name of the command on
 * @argv:	ditto
 *
 * Return: exit code.
 */
int dispatch(const char *parent, const struct command *commands, int argc,
	     const char **argv)
{
	const struct command *cmd, *found = NULL;
	unsigned int matches = 0;

	if (!argc) {
		list_commands(stderr, parent, commands);
		return 129;
	}
	if (!strcmp(argv[0], "help") || !strcmp(argv[0], "--help") ||
	    !strcmp(argv[0], "-h")) {
		list_commands(stdout, parent, commands);
		return EXIT_OK;
	}
	for (cmd = commands; cmd->name; cmd++) {
		if (!strcmp(cmd->name, argv[0]))
			return cmd->run(argc, argv);
		if (!strncmp(cmd->name, argv[0], strlen(argv[0]))) {
			found = cmd;
			matches++;
		}
	}
	if (matches == 1)
		return found->run(argc, argv);
	error("'%s' is %s command of '%s'; see '%s help'", argv[0],
	      matches ? "no unique" : "no", parent, parent);
	return 129;
}

int main(int argc, const char **argv)
{
	if (argc > 1 && (!strcmp(argv[1], "--version") ||
			 !strcmp(argv[1], "version"))) {
		printf("jailhouse version %s\n", VERSION);
		return EXIT_OK;
	}
	return dispatch("jailhouse", toplevel, argc - 1, argv + 1);
}
