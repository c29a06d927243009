// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jailhouse driver: reading /dev/jailhouse gives the log of the hypervisor and of
 * cells, and reports of violations
 */
#include <linux/fs.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include "driver.h"
#include "log_reader.h"

/* One entry with its prefix, or one report and the end of the line before */
#define LINE_MAX	MAX(JH_LOG_SHOWN_MAX, JH_REPORT_MAX + 1)

/**
 * struct console - an open /dev/jailhouse
 * @lock:	taken for as long as it takes to copy, not while waiting
 * @reader:	how far it has read
 * @generation:	for which @reader is valid, see jailhouse.generation
 * @events:	last event that poll() has reported
 * @line:	text that did not fit into the caller's buffer
 * @text:	of an entry
 * @pos:	first byte of it
 * @len:	bytes in @line
 */
struct console {
	struct mutex lock;		/* of all below */
	struct jh_log_reader reader;
	unsigned int generation;
	u32 events;
	char line[LINE_MAX];
	char text[JH_LOG_TEXT_MAX];
	unsigned int pos;
	unsigned int len;
};

/* jailhouse.alive held for reading. Returns false if there is no log at all. */
static bool sync_reader(struct console *con)
{
	if (!jailhouse.public)
		return false;
	if (con->generation != jailhouse.generation) {
		jh_log_reader_init(&con->reader, jailhouse.public,
				   jailhouse.num_cpus);
		con->generation = jailhouse.generation;
	}
	return true;
}

/* Format the next thing to read; false if there is none */
static bool fill_line(struct console *con)
{
	struct jh_violation v;
	int len;
	u8 cell;

	con->pos = 0;
	con->len = 0;

	down_read(&jailhouse.alive);
	if (!sync_reader(con))
		goto out;
	len = jh_log_next(&con->reader, jailhouse.public, &cell, con->text,
			  sizeof(con->text));
	if (len >= 0) {
		con->len = jh_log_line(&con->reader, cell, con->text, len,
				       con->line, sizeof(con->line));
	} else if (jh_violation_next(&con->reader, jailhouse.public, &v)) {
		if (con->reader.in_line)
			con->line[con->len++] = '\n';
		con->reader.in_line = false;
		con->len += jh_violation_format(&v, con->line + con->len,
						sizeof(con->line) - con->len);
	}
out:
	up_read(&jailhouse.alive);
	return con->len != 0;
}

static bool can_read(struct console *con)
{
	bool pending = true;

	mutex_lock(&con->lock);
	if (con->pos == con->len) {
		down_read(&jailhouse.alive);
		pending = sync_reader(con) &&
			  jh_log_pending(&con->reader, jailhouse.public);
		up_read(&jailhouse.alive);
	}
	mutex_unlock(&con->lock);
	return pending;
}

/* Not wait_event(), whose condition must not sleep */
static int wait_readable(struct console *con)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);
	int ret = 0;

	jh_watch_begin();
	add_wait_queue(&jh_event_wait, &wait);
	while (!can_read(con)) {
		if (signal_pending(current)) {
			ret = -ERESTARTSYS;
			break;
		}
		wait_woken(&wait, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
	}
	remove_wait_queue(&jh_event_wait, &wait);
	jh_watch_end();
	return ret;
}

static ssize_t copy_lines(struct console *con, char __user *buf, size_t size)
{
	size_t done = 0;

	while (done < size) {
		size_t n;

		if (con->pos == con->len && !fill_line(con))
			break;
		n = min_t(size_t, size - done, con->len - con->pos);
		if (copy_to_user(buf + done, con->line + con->pos, n))
			return done ?: -EFAULT;
		con->pos += n;
		done += n;
	}
	return done;
}

static ssize_t jh_read(struct file *file, char __user *buf, size_t size,
		       loff_t *ppos)
{
	struct console *con = file->private_data;
	ssize_t ret;

	if (!size)
		return 0;
	for (;;) {
		if (mutex_lock_interruptible(&con->lock))
			return -ERESTARTSYS;
		ret = copy_lines(con, buf, size);
		mutex_unlock(&con->lock);
		if (ret)
			return ret;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		ret = wait_readable(con);
		if (ret)
			return ret;
	}
}

/* EPOLLIN: read() has something; EPOLLPRI: an event, see sysfs for the state */
static __poll_t jh_poll(struct file *file, poll_table *wait)
{
	struct console *con = file->private_data;
	u32 events = jh_event_count();
	__poll_t mask = 0;

	poll_wait(file, &jh_event_wait, wait);
	if (can_read(con))
		mask |= EPOLLIN | EPOLLRDNORM;
	mutex_lock(&con->lock);
	if (events != con->events) {
		mask |= EPOLLPRI;
		con->events = events;
	}
	mutex_unlock(&con->lock);
	/* Look once more after a while; whoever still waits asks again then */
	jh_watch_soon();
	return mask;
}

static int jh_open(struct inode *inode, struct file *file)
{
	struct console *con = kvzalloc(sizeof(*con), GFP_KERNEL);

	if (!con)
		return -ENOMEM;
	mutex_init(&con->lock);
	con->events = jh_event_count();
	file->private_data = con;
	return stream_open(inode, file);
}

static int jh_release(struct inode *inode, struct file *file)
{
	kvfree(file->private_data);
	return 0;
}

const struct file_operations jh_fops = {
	.owner = THIS_MODULE,
	.open = jh_open,
	.release = jh_release,
	.read = jh_read,
	.poll = jh_poll,
	.unlocked_ioctl = jh_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};
