// SPDX-License-Identifier: GPL-2.0-only
/*
 * jailhouse enable, jailhouse disable
 */
#include <stdint.h>
#include <subcmd/parse-options.h>
#include "builtin.h"
#include "device.h"
#include "load.h"
#include "util.h"

int cmd_enable(int argc, const char **argv)
{
	static const char * const usage[] = {
		"jailhouse enable [<options>] <system configuration>", NULL
	};
	bool insecure = false;
	const struct option options[] = {
		OPT_BOOLEAN(0, "insecure", &insecure,
			    "accept a configuration that is marked insecure-test"),
		OPT_INCLUDE(),
		OPT_END()
	};
	struct jailhouse_enable enable = { };
	struct loaded_config loaded;
	int ret;

	argc = parse_options(argc, argv, options, usage, 0);
	if (argc != 1)
		usage_with_options(usage, options);
	ret = load_config(argv[0], JAILHOUSE_KIND_SYSTEM, &loaded);
	if (ret)
		return ret;
	enable.config = (uintptr_t)loaded.config;
	enable.config_size = loaded.size;
	enable.flags = insecure ? JAILHOUSE_ENABLE_INSECURE : 0;
	ret = call_driver(JAILHOUSE_ENABLE, &enable);
	unload_config(&loaded);
	return ret;
}

int cmd_disable(int argc, const char **argv)
{
	static const char * const usage[] = { "jailhouse disable", NULL };
	const struct option options[] = { OPT_END() };
	struct jailhouse_disable disable = { };

	argc = parse_options(argc, argv, options, usage, 0);
	if (argc)
		usage_with_options(usage, options);
	return call_driver(JAILHOUSE_DISABLE, &disable);
}
