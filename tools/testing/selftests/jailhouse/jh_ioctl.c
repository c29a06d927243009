// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls the Jailhouse driver with arguments that the tool would not give it:
 *
 *	jh_ioctl [OPTION...] enable|create FILE
 *	jh_ioctl [OPTION...] load ID ADDRESS SIZE [ADDRESS SIZE...]
 *	jh_ioctl [OPTION...] disable | start ID | shutdown ID | destroy ID
 *
 *	-p FIELD=VALUE	change a field of the configuration, see find_field()
 *	-s SIZE		say that the configuration has SIZE bytes; -N: N less, +N: N more
 *	-f FLAGS	flags of the call
 *	-P VALUE	padding of the call
 *	-e VALUE	padding of what is common to all calls
 *	-0		no address of a configuration or an image
 *	-i		no address of the list of images
 *	-t SIZE		bytes for the text of the error
 *	-u UID		do it as this user, with the device already open
 *	-c		do it without CAP_SYS_ADMIN
 *
 * Exit code 1 if the call failed; prints the errno and the driver's text.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/capability.h>
#include <linux/jailhouse.h>

/* More than the driver accepts */
#define MAX_SIZE	(2 * JAILHOUSE_CONFIG_MAX_SIZE)
#define IMAGE_SIZE	(64 * 1024)

/* Aligned as the driver wants its copy to be */
static __u64 config_words[MAX_SIZE / 8];
static unsigned char *const config = (unsigned char *)config_words;
static char image[IMAGE_SIZE];
static char text[1024];
static unsigned int text_size = sizeof(text);

static void die(const char *what, const char *which)
{
	fprintf(stderr, "jh_ioctl: %s '%s'\n", what, which);
	exit(2);
}

struct field {
	const char *name;
	unsigned int offset;
	unsigned int width;
};

static const struct field header[] = {
	{ "magic", 0, 8 },
	{ "version", offsetof(struct jailhouse_config, version), 2 },
	{ "arch", offsetof(struct jailhouse_config, arch), 1 },
	{ "kind", offsetof(struct jailhouse_config, kind), 1 },
	{ "size", offsetof(struct jailhouse_config, size), 4 },
	{ "id", offsetof(struct jailhouse_config, id), 4 },
	{ "flags", offsetof(struct jailhouse_config, flags), 4 },
	{ "name", offsetof(struct jailhouse_config, name), 1 },
	{ "cpu_reset_address", offsetof(struct jailhouse_config, cpu_reset_address), 8 },
	{ "system", offsetof(struct jailhouse_config, system), 4 },
	{ "cpus.offset", offsetof(struct jailhouse_config, cpus.offset), 4 },
	{ "cpus.count", offsetof(struct jailhouse_config, cpus.count), 4 },
	{ "memory.offset", offsetof(struct jailhouse_config, memory.offset), 4 },
	{ "memory.count", offsetof(struct jailhouse_config, memory.count), 4 },
	{ "pio.offset", offsetof(struct jailhouse_config, pio.offset), 4 },
	{ "pio.count", offsetof(struct jailhouse_config, pio.count), 4 },
	{ "irqchips.offset", offsetof(struct jailhouse_config, irqchips.offset), 4 },
	{ "irqchips.count", offsetof(struct jailhouse_config, irqchips.count), 4 },
	{ "pci.offset", offsetof(struct jailhouse_config, pci.offset), 4 },
	{ "pci.count", offsetof(struct jailhouse_config, pci.count), 4 },
	{ "pci_caps.offset", offsetof(struct jailhouse_config, pci_caps.offset), 4 },
	{ "pci_caps.count", offsetof(struct jailhouse_config, pci_caps.count), 4 },
	{ "caches.offset", offsetof(struct jailhouse_config, caches.offset), 4 },
	{ "caches.count", offsetof(struct jailhouse_config, caches.count), 4 },
	{ "stream_ids.offset", offsetof(struct jailhouse_config, stream_ids.offset), 4 },
	{ "stream_ids.count", offsetof(struct jailhouse_config, stream_ids.count), 4 },
	{ }
};

static const struct field system_part[] = {
	{ "hypervisor_phys", offsetof(struct jailhouse_config_system, hypervisor_phys), 8 },
	{ "hypervisor_size", offsetof(struct jailhouse_config_system, hypervisor_size), 8 },
	{ "pci_mmconfig_base", offsetof(struct jailhouse_config_system, pci_mmconfig_base), 8 },
	{ }
};

static const struct field memory_region[] = {
	{ "phys_start", offsetof(struct jailhouse_config_memory, phys_start), 8 },
	{ "virt_start", offsetof(struct jailhouse_config_memory, virt_start), 8 },
	{ "size", offsetof(struct jailhouse_config_memory, size), 8 },
	{ "flags", offsetof(struct jailhouse_config_memory, flags), 8 },
	{ }
};

static const struct field pio_range[] = {
	{ "base", offsetof(struct jailhouse_config_pio, base), 2 },
	{ "length", offsetof(struct jailhouse_config_pio, length), 2 },
	{ }
};

static const struct field irqchip[] = {
	{ "address", offsetof(struct jailhouse_config_irqchip, address), 8 },
	{ "pin_bitmap", offsetof(struct jailhouse_config_irqchip, pin_bitmap[0]), 4 },
	{ }
};

static const struct field pci_device[] = {
	{ "bdf", offsetof(struct jailhouse_config_pci, bdf), 2 },
	{ "type", offsetof(struct jailhouse_config_pci, type), 1 },
	{ }
};

static const struct field *lookup(const struct field *fields, const char *name)
{
	for (; fields->name; fields++)
		if (!strcmp(fields->name, name))
			return fields;
	return NULL;
}

/*
 * A field of the header ("version", "memory.count"), of the system part
 * ("hypervisor_phys"), of an element ("memory.2.size"), or a word of the CPU set
 * ("cpus.0").
 */
static struct field find_field(char *name)
{
	const struct jailhouse_config *cfg = (const void *)config;
	const struct {
		const char *name;
		const struct jailhouse_config_array *array;
		unsigned int size;
		const struct field *fields;
	} arrays[] = {
		{ "cpus", &cfg->cpus, sizeof(__u64), NULL },
		{ "memory", &cfg->memory, sizeof(struct jailhouse_config_memory),
		  memory_region },
		{ "pio", &cfg->pio, sizeof(struct jailhouse_config_pio), pio_range },
		{ "irqchips", &cfg->irqchips,
		  sizeof(struct jailhouse_config_irqchip), irqchip },
		{ "pci", &cfg->pci, sizeof(struct jailhouse_config_pci), pci_device },
		{ }
	};
	const struct field *f = lookup(header, name);
	struct field found = { name, 0, 8 };
	unsigned int i, index;
	char *rest;

	if (f)
		return *f;
	f = lookup(system_part, name);
	if (f) {
		found = *f;
		found.offset += cfg->system;
		return found;
	}
	rest = strchr(name, '.');
	if (!rest)
		die("no field", name);
	*rest++ = '\0';
	index = strtoul(rest, &rest, 0);
	for (i = 0; arrays[i].name; i++) {
		if (strcmp(arrays[i].name, name))
			continue;
		if (index >= arrays[i].array->count)
			die("too few elements", name);
		if (arrays[i].fields) {
			f = *rest ? lookup(arrays[i].fields, rest + 1) : NULL;
			if (!f)
				die("no field", rest);
			found = *f;
		}
		found.offset += arrays[i].array->offset + index * arrays[i].size;
		return found;
	}
	die("no array", name);
	return found;
}

static void patch(char *assignment)
{
	char *value = strchr(assignment, '=');
	struct field field;
	__u64 number;

	if (!value)
		die("no value in", assignment);
	*value++ = '\0';
	field = find_field(assignment);
	if (!strcmp(field.name, "magic")) {
		memset(config, 0, field.width);
		memcpy(config, value, strnlen(value, field.width));
		return;
	}
	number = strtoull(value, NULL, 0);
	/* Little-endian, as the machines that this runs on */
	memcpy(config + field.offset, &number, field.width);
}

static __u32 read_config(const char *path)
{
	int fd = open(path, O_RDONLY);
	ssize_t size;

	if (fd < 0)
		die("cannot open", path);
	size = read(fd, config, MAX_SIZE);
	if (size < 0)
		die("cannot read", path);
	close(fd);
	return size;
}

static void drop_admin(void)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &head, data))
		die("cannot get", "capabilities");
	data[0].effective &= ~(1U << CAP_SYS_ADMIN);
	data[0].permitted &= ~(1U << CAP_SYS_ADMIN);
	if (syscall(SYS_capset, &head, data))
		die("cannot drop", "CAP_SYS_ADMIN");
}

static const char *errno_name(int error)
{
	static char number[16];

	switch (error) {
	case EPERM: return "EPERM";
	case ENOENT: return "ENOENT";
	case EINTR: return "EINTR";
	case EAGAIN: return "EAGAIN";
	case E2BIG: return "E2BIG";
	case ENOEXEC: return "ENOEXEC";
	case ENOMEM: return "ENOMEM";
	case EFAULT: return "EFAULT";
	case EBUSY: return "EBUSY";
	case EEXIST: return "EEXIST";
	case ENODEV: return "ENODEV";
	case EINVAL: return "EINVAL";
	case ENOTTY: return "ENOTTY";
	case ENOSPC: return "ENOSPC";
	}
	snprintf(number, sizeof(number), "%d", error);
	return number;
}

int main(int argc, char **argv)
{
	struct jailhouse_image images[JAILHOUSE_MAX_IMAGES + 1] = { };
	union {
		struct jailhouse_error_buf error;
		struct jailhouse_enable enable;
		struct jailhouse_disable disable;
		struct jailhouse_cell_create create;
		struct jailhouse_cell_ref ref;
		struct jailhouse_cell_load load;
	} u = { };
	const char *size_text = NULL, *command;
	bool no_address = false, no_list = false;
	unsigned long call = 0;
	char *patches[16];
	int num_patches = 0;
	__u32 size, flags = 0, pad = 0, common_pad = 0;
	int fd, option, n;

	fd = open("/dev/jailhouse", O_RDWR);
	if (fd < 0)
		die("cannot open", "/dev/jailhouse");
	while ((option = getopt(argc, argv, "p:s:f:P:e:0it:u:c")) != -1) {
		switch (option) {
		case 'p':
			if (num_patches == 16)
				die("too many", "changes");
			patches[num_patches++] = optarg;
			break;
		case 's':
			size_text = optarg;
			break;
		case 'f':
			flags = strtoul(optarg, NULL, 0);
			break;
		case 'P':
			pad = strtoul(optarg, NULL, 0);
			break;
		case 'e':
			common_pad = strtoul(optarg, NULL, 0);
			break;
		case '0':
			no_address = true;
			break;
		case 'i':
			no_list = true;
			break;
		case 't':
			text_size = strtoul(optarg, NULL, 0);
			break;
		case 'u':
			if (setuid(atoi(optarg)))
				die("cannot become user", optarg);
			break;
		case 'c':
			drop_admin();
			break;
		default:
			return 2;
		}
	}
	argc -= optind;
	argv += optind;
	if (!argc)
		die("no", "command");
	command = argv[0];

	u.error.text = (unsigned long)text;
	u.error.size = text_size;
	u.error.pad = common_pad;
	if (!strcmp(command, "enable") || !strcmp(command, "create")) {
		if (argc != 2)
			die("one configuration for", command);
		size = read_config(argv[1]);
		for (n = 0; n < num_patches; n++)
			patch(patches[n]);
		if (size_text)
			size = *size_text == '-' || *size_text == '+' ?
			       size + atoi(size_text) : strtoul(size_text, NULL, 0);
		/* Both begin alike */
		u.enable.config = no_address ? 0 : (unsigned long)config;
		u.enable.config_size = size;
		u.enable.flags = flags;
		call = *command == 'e' ? JAILHOUSE_ENABLE : JAILHOUSE_CELL_CREATE;
		if (call == JAILHOUSE_CELL_CREATE)
			u.create.pad = pad;
	} else if (!strcmp(command, "disable")) {
		u.disable.flags = flags;
		u.disable.pad = pad;
		call = JAILHOUSE_DISABLE;
	} else {
		if (argc < 2)
			die("no cell for", command);
		u.ref.id = atoi(argv[1]);
		u.ref.flags = flags;
		if (!strcmp(command, "start"))
			call = JAILHOUSE_CELL_START;
		else if (!strcmp(command, "shutdown"))
			call = JAILHOUSE_CELL_SHUTDOWN;
		else if (!strcmp(command, "destroy"))
			call = JAILHOUSE_CELL_DESTROY;
		else if (!strcmp(command, "load"))
			call = JAILHOUSE_CELL_LOAD;
		else
			die("unknown command", command);
	}
	if (call == JAILHOUSE_CELL_LOAD) {
		for (n = 2; n + 1 < argc && n / 2 <= JAILHOUSE_MAX_IMAGES + 1; n += 2) {
			images[n / 2 - 1].source =
				no_address ? 0 : (unsigned long)image;
			images[n / 2 - 1].target = strtoull(argv[n], NULL, 0);
			images[n / 2 - 1].size = strtoull(argv[n + 1], NULL, 0);
		}
		u.load.images = no_list ? 0 : (unsigned long)images;
		u.load.pad = pad;
		u.load.num_images = n / 2 - 1;
	}

	if (!ioctl(fd, call, &u))
		return 0;
	printf("%s: %s\n", errno_name(errno), text);
	return 1;
}
