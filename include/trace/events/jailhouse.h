/* SPDX-License-Identifier: GPL-2.0-only */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM jailhouse

#if !defined(_TRACE_JAILHOUSE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_JAILHOUSE_H

#include <linux/tracepoint.h>

DECLARE_EVENT_CLASS(jailhouse_machine,
		    TP_PROTO(unsigned int num_cpus),
		    TP_ARGS(num_cpus),

		    TP_STRUCT__entry(__field(unsigned int, num_cpus)),
		    TP_fast_assign(__entry->num_cpus = num_cpus;),

		    TP_printk("cpus=%u", __entry->num_cpus)
);

/* The hypervisor runs */
DEFINE_EVENT(jailhouse_machine, jailhouse_enable,
	     TP_PROTO(unsigned int num_cpus),
	     TP_ARGS(num_cpus)
);

/* The machine is Linux's again */
DEFINE_EVENT(jailhouse_machine, jailhouse_disable,
	     TP_PROTO(unsigned int num_cpus),
	     TP_ARGS(num_cpus)
);

/*
 * Something has happened to a cell: @event is the JAILHOUSE_EVENT of the uevent,
 * @state is what sysfs shows.
 */
TRACE_EVENT(jailhouse_cell,
	    TP_PROTO(const char *event, u32 id, const char *name,
		     const char *state),
	    TP_ARGS(event, id, name, state),

	    TP_STRUCT__entry(__string(event, event)
			     __field(u32, id)
			     __string(name, name)
			     __string(state, state)),
	    TP_fast_assign(__assign_str(event);
			   __entry->id = id;
			   __assign_str(name);
			   __assign_str(state);),

	    TP_printk("event=%s id=%u name=%s state=\"%s\"", __get_str(event),
		      __entry->id, __get_str(name), __get_str(state))
);

/*
 * The hypervisor has refused an access. That happened on @cpu, up to a second
 * before: nothing tells Linux when there is a record.
 */
TRACE_EVENT(jailhouse_violation,
	    TP_PROTO(u32 id, const char *name, u32 cpu, const char *kind,
		     u64 address, u64 value, unsigned int width, bool write,
		     bool fatal, u64 pc),
	    TP_ARGS(id, name, cpu, kind, address, value, width, write, fatal,
		    pc),

	    TP_STRUCT__entry(__field(u32, id)
			     __string(name, name)
			     __field(u32, cpu)
			     __string(kind, kind)
			     __field(u64, address)
			     __field(u64, value)
			     __field(unsigned int, width)
			     __field(bool, write)
			     __field(bool, fatal)
			     __field(u64, pc)),
	    TP_fast_assign(__entry->id = id;
			   __assign_str(name);
			   __entry->cpu = cpu;
			   __assign_str(kind);
			   __entry->address = address;
			   __entry->value = value;
			   __entry->width = width;
			   __entry->write = write;
			   __entry->fatal = fatal;
			   __entry->pc = pc;),

	    TP_printk("id=%u name=%s cpu=%u kind=\"%s\" %s address=0x%llx value=0x%llx width=%u pc=0x%llx outcome=%s",
		      __entry->id, __get_str(name), __entry->cpu,
		      __get_str(kind), __entry->write ? "write" : "read",
		      __entry->address, __entry->value, __entry->width,
		      __entry->pc, __entry->fatal ? "stopped" : "refused")
);

#endif /* _TRACE_JAILHOUSE_H */

/* This part must be outside protection */
#include <trace/define_trace.h>
