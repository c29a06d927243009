// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: /dev/jailhouse and the in-kernel interface
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "driver.h"

struct jailhouse jailhouse = {
	.lock = __MUTEX_INITIALIZER(jailhouse.lock),
	.alive = __RWSEM_INITIALIZER(jailhouse.alive),
};

/* Hand the text to the caller; the errno is the answer even if this fails */
static void give_text(const struct jailhouse_error_buf *buf,
		      struct jailhouse_error *err)
{
	size_t len = jh_error_clip(err, buf->size);

	if (buf->text && len &&
	    copy_to_user(u64_to_user_ptr(buf->text), err->text, len))
		pr_debug("no access to the buffer of the error text\n");
}

/* Copy of a configuration in user space, NULL with a text on failure */
static void *user_config(u64 config, u32 size, struct jailhouse_error *err)
{
	void *copy;

	if (size > JAILHOUSE_CONFIG_MAX_SIZE) {
		jh_refuse(err, 0,
			  "the configuration has %u bytes, at most %u are allowed; merge adjacent regions",
			  size, JAILHOUSE_CONFIG_MAX_SIZE);
		return ERR_PTR(-E2BIG);
	}
	if (size < sizeof(struct jailhouse_config)) {
		jh_refuse(err, 0,
			  "the configuration is truncated: %u bytes instead of at least %zu; compile it again",
			  size, sizeof(struct jailhouse_config));
		return ERR_PTR(-EINVAL);
	}
	copy = memdup_user(u64_to_user_ptr(config), size);
	if (IS_ERR(copy))
		jh_refuse(err, 0,
			  "the configuration cannot be read from memory; give the address of a readable buffer");
	return copy;
}

static int refuse_flags(struct jailhouse_error *err)
{
	return jh_refuse(err, -EINVAL,
			 "unknown flags or padding that is not zero; use the tool that belongs to this driver");
}

static int ioctl_enable(const struct jailhouse_enable *arg,
			struct jailhouse_error *err)
{
	void *config;
	int ret;

	if (arg->flags & ~JAILHOUSE_ENABLE_INSECURE)
		return refuse_flags(err);
	config = user_config(arg->config, arg->config_size, err);
	if (IS_ERR(config))
		return PTR_ERR(config);
	ret = jh_enable(config, arg->config_size, arg->flags, err);
	kfree(config);
	return ret;
}

static int ioctl_disable(const struct jailhouse_disable *arg,
			 struct jailhouse_error *err)
{
	if (arg->flags || arg->pad)
		return refuse_flags(err);
	return jh_disable(err);
}

static int ioctl_create(struct jailhouse_cell_create *arg,
			struct jailhouse_error *err)
{
	void *config;
	int ret;

	if (arg->flags || arg->pad)
		return refuse_flags(err);
	config = user_config(arg->config, arg->config_size, err);
	if (IS_ERR(config))
		return PTR_ERR(config);
	ret = jh_cell_create(config, arg->config_size, &arg->id, err);
	kfree(config);
	return ret;
}

static int find_cell(const struct jailhouse_cell_ref *ref,
		     struct jailhouse_cell **cell, struct jailhouse_error *err)
{
	if (ref->flags || strnlen(ref->name, sizeof(ref->name)) == sizeof(ref->name))
		return refuse_flags(err);
	return jh_cell_find(ref->id, ref->name, cell, err);
}

static int copy_image(void *dst, u64 src, size_t size)
{
	if (!dst)
		return fault_in_readable(u64_to_user_ptr(src), size) ? -EFAULT : 0;
	return copy_from_user(dst, u64_to_user_ptr(src), size) ? -EFAULT : 0;
}

static int ioctl_load(const struct jailhouse_cell_load *arg,
		      struct jailhouse_error *err)
{
	struct jailhouse_image *images = NULL;
	struct jailhouse_cell *cell;
	int ret;

	if (arg->pad)
		return refuse_flags(err);
	ret = find_cell(&arg->cell, &cell, err);
	if (ret)
		return ret;
	if (arg->num_images > JAILHOUSE_MAX_IMAGES)
		return jh_refuse(err, -E2BIG,
				 "%u images, at most %u can be loaded at once; load them in several steps",
				 arg->num_images, JAILHOUSE_MAX_IMAGES);
	if (arg->num_images) {
		images = memdup_array_user(u64_to_user_ptr(arg->images),
					   arg->num_images, sizeof(*images));
		if (IS_ERR(images))
			return jh_refuse(err, PTR_ERR(images),
					 "the list of images cannot be read from memory; give the address of a readable one");
	}
	ret = jh_cell_load(cell, images, arg->num_images, copy_image, err);
	kfree(images);
	return ret;
}

static int ioctl_ref(unsigned int cmd, const struct jailhouse_cell_ref *ref,
		     struct jailhouse_error *err)
{
	struct jailhouse_cell *cell;
	int ret;

	ret = find_cell(ref, &cell, err);
	if (ret)
		return ret;
	if (cmd == JAILHOUSE_CELL_START)
		return jh_cell_start(cell, err);
	if (cmd == JAILHOUSE_CELL_SHUTDOWN)
		return jh_cell_set_loadable(cell, err);
	return jh_cell_destroy(cell, err);
}

/**
 * jh_ioctl() - ioctls of /dev/jailhouse
 * @file:	the open file
 * @cmd:	JAILHOUSE_ENABLE and so on
 * @arg:	user address of the argument
 *
 * Return: 0 or a negative errno; -ENOTTY for an unknown command.
 */
long jh_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	union {
		struct jailhouse_error_buf error;
		struct jailhouse_enable enable;
		struct jailhouse_disable disable;
		struct jailhouse_cell_create create;
		struct jailhouse_cell_ref ref;
		struct jailhouse_cell_load load;
	} u;
	void __user *argp = (void __user *)arg;
	struct jailhouse_error err = { };
	long ret;

	switch (cmd) {
	case JAILHOUSE_ENABLE:
	case JAILHOUSE_DISABLE:
	case JAILHOUSE_CELL_CREATE:
	case JAILHOUSE_CELL_LOAD:
	case JAILHOUSE_CELL_START:
	case JAILHOUSE_CELL_SHUTDOWN:
	case JAILHOUSE_CELL_DESTROY:
		break;
	default:
		return -ENOTTY;
	}
	/* The number says how large the argument is */
	if (copy_from_user(&u, argp, _IOC_SIZE(cmd)))
		return -EFAULT;
	if (u.error.pad) {
		ret = refuse_flags(&err);
		goto out;
	}
	if (!capable(CAP_SYS_ADMIN)) {
		ret = jh_refuse(&err, -EPERM,
				"only the administrator may do that; run it as root");
		goto out;
	}

	if (mutex_lock_interruptible(&jailhouse.lock)) {
		ret = jh_refuse(&err, -EINTR,
				"interrupted while waiting for another command to end; try again");
		goto out;
	}
	switch (cmd) {
	case JAILHOUSE_ENABLE:
		ret = ioctl_enable(&u.enable, &err);
		break;
	case JAILHOUSE_DISABLE:
		ret = ioctl_disable(&u.disable, &err);
		break;
	case JAILHOUSE_CELL_CREATE:
		ret = ioctl_create(&u.create, &err);
		break;
	case JAILHOUSE_CELL_LOAD:
		ret = ioctl_load(&u.load, &err);
		break;
	default:
		ret = ioctl_ref(cmd, &u.ref, &err);
		break;
	}
	mutex_unlock(&jailhouse.lock);

	if (!ret && cmd == JAILHOUSE_CELL_CREATE &&
	    copy_to_user(argp, &u.create, sizeof(u.create)))
		ret = -EFAULT;
out:
	if (ret)
		give_text(&u.error, &err);
	return ret;
}

/**
 * jailhouse_enable() - start the hypervisor
 * @config:	system configuration
 * @size:	bytes of it
 * @flags:	JAILHOUSE_ENABLE_*
 * @err:	receives the reason of a failure; may be NULL
 *
 * Context: process context, may sleep.
 *
 * Return: 0 or a negative errno, see jh_enable().
 */
int jailhouse_enable(const void *config, size_t size, u32 flags,
		     struct jailhouse_error *err)
{
	int ret;

	mutex_lock(&jailhouse.lock);
	ret = jh_enable(config, size, flags, err);
	mutex_unlock(&jailhouse.lock);
	return ret;
}
EXPORT_SYMBOL_GPL(jailhouse_enable);

/**
 * jailhouse_disable() - end the hypervisor
 * @err:	receives the reason of a failure; may be NULL
 *
 * Context: process context, may sleep.
 *
 * Return: 0 or a negative errno, see jh_disable().
 */
int jailhouse_disable(struct jailhouse_error *err)
{
	int ret;

	mutex_lock(&jailhouse.lock);
	ret = jh_disable(err);
	mutex_unlock(&jailhouse.lock);
	return ret;
}
EXPORT_SYMBOL_GPL(jailhouse_disable);

/**
 * jailhouse_cell_create() - create a cell
 * @config:	its configuration
 * @size:	bytes of it
 * @err:	receives the reason of a failure; may be NULL
 *
 * Context: process context, may sleep.
 *
 * Return: id of the cell, or a negative errno, see jh_cell_create().
 */
int jailhouse_cell_create(const void *config, size_t size,
			  struct jailhouse_error *err)
{
	u32 id = 0;
	int ret;

	mutex_lock(&jailhouse.lock);
	ret = jh_cell_create(config, size, &id, err);
	mutex_unlock(&jailhouse.lock);
	return ret ?: id;
}
EXPORT_SYMBOL_GPL(jailhouse_cell_create);

static int copy_kernel_image(void *dst, u64 src, size_t size)
{
	if (dst)
		memcpy(dst, (const void *)(unsigned long)src, size);
	return 0;
}

/**
 * jailhouse_cell_load() - stop a cell and load images into it
 * @id:		the cell
 * @images:	what to load
 * @num_images:	number of elements
 * @err:	receives the reason of a failure; may be NULL
 *
 * Context: process context, may sleep.
 *
 * Return: 0 or a negative errno, see jh_cell_load().
 */
int jailhouse_cell_load(u32 id, const struct jailhouse_kernel_image *images,
			unsigned int num_images, struct jailhouse_error *err)
{
	struct jailhouse_image *list;
	struct jailhouse_cell *cell;
	unsigned int i;
	int ret;

	list = kcalloc(num_images, sizeof(*list), GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	for (i = 0; i < num_images; i++)
		list[i] = (struct jailhouse_image) {
			.source = (unsigned long)images[i].data,
			.size = images[i].size,
			.target = images[i].target,
		};
	mutex_lock(&jailhouse.lock);
	ret = jh_cell_find(id, NULL, &cell, err) ?:
	      jh_cell_load(cell, list, num_images, copy_kernel_image, err);
	mutex_unlock(&jailhouse.lock);
	kfree(list);
	return ret;
}
EXPORT_SYMBOL_GPL(jailhouse_cell_load);

static int with_cell(u32 id, struct jailhouse_error *err,
		     int (*fn)(struct jailhouse_cell *cell,
			       struct jailhouse_error *err))
{
	struct jailhouse_cell *cell;
	int ret;

	mutex_lock(&jailhouse.lock);
	ret = jh_cell_find(id, NULL, &cell, err) ?: fn(cell, err);
	mutex_unlock(&jailhouse.lock);
	return ret;
}

/**
 * jailhouse_cell_start() - let a cell run
 * @id:		the cell
 * @err:	receives the reason of a failure; may be NULL
 *
 * Context: process context, may sleep.
 *
 * Return: 0 or a negative errno, see jh_cell_start().
 */
int jailhouse_cell_start(u32 id, struct jailhouse_error *err)
{
	return with_cell(id, err, jh_cell_start);
}
EXPORT_SYMBOL_GPL(jailhouse_cell_start);

/**
 * jailhouse_cell_shutdown() - ask a cell to stop, and stop it
 * @id:		the cell
 * @err:	receives the reason of a failure; may be NULL
 *
 * Context: process context, may sleep.
 *
 * Return: 0 or a negative errno, see jh_cell_set_loadable().
 */
int jailhouse_cell_shutdown(u32 id, struct jailhouse_error *err)
{
	return with_cell(id, err, jh_cell_set_loadable);
}
EXPORT_SYMBOL_GPL(jailhouse_cell_shutdown);

/**
 * jailhouse_cell_destroy() - take everything back that a cell has
 * @id:		the cell
 * @err:	receives the reason of a failure; may be NULL
 *
 * Context: process context, may sleep.
 *
 * Return: 0 or a negative errno, see jh_cell_destroy().
 */
int jailhouse_cell_destroy(u32 id, struct jailhouse_error *err)
{
	return with_cell(id, err, jh_cell_destroy);
}
EXPORT_SYMBOL_GPL(jailhouse_cell_destroy);

/**
 * jailhouse_cell_state() - what a cell is doing
 * @id:		the cell
 *
 * Context: process context; may be called from a notifier.
 *
 * Return: JAILHOUSE_CELL_*, -ENOENT if there is no such cell, -ENODEV if the
 * hypervisor is not enabled.
 */
int jailhouse_cell_state(u32 id)
{
	return jh_cell_state(id);
}
EXPORT_SYMBOL_GPL(jailhouse_cell_state);

static struct miscdevice jh_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "jailhouse",
	.fops = &jh_fops,
	.groups = jh_groups,
	.mode = 0600,
};

static int __init jh_init(void)
{
	int ret;

	ret = jh_guard_init();
	if (ret)
		return ret;
	/* The first open can come as soon as it is registered */
	mutex_lock(&jailhouse.lock);
	ret = misc_register(&jh_misc);
	jailhouse.dev = jh_misc.this_device;
	mutex_unlock(&jailhouse.lock);
	if (ret) {
		jh_guard_exit();
		return ret;
	}
	jh_debugfs_init();
	return 0;
}

/* Cannot be called while the hypervisor is enabled: it holds a reference */
static void __exit jh_exit(void)
{
	jh_debugfs_exit();
	/* Nobody can open the device any more, so nobody can start it again */
	jh_watch_exit();
	misc_deregister(&jh_misc);
	jh_guard_exit();
	jh_unmap_public();
}

module_init(jh_init);
module_exit(jh_exit);

MODULE_DESCRIPTION("Jailhouse static partitioning hypervisor");
MODULE_LICENSE("GPL");
