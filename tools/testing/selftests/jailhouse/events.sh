#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Trace events: what happens to the machine and to cells, and what is refused.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cells.sh"

tracing=/sys/kernel/tracing

plan 19

trace_has()
{
	grep -Eq -e "$1" $tracing/trace
}

# check_trace NAME REGEX: within some seconds
check_trace()
{
	if wait_until 5 trace_has "$2"; then
		pass "$1"
	else
		fail "$1" "no '$2' in:
$(grep -v '^#' $tracing/trace)"
	fi
}

check "the driver is there" modprobe jailhouse
check_equal "its events are there" \
	"jailhouse_cell jailhouse_disable jailhouse_enable jailhouse_violation" \
	"$(cd $tracing/events/jailhouse && echo jailhouse_*)"
echo 1 >$tracing/events/jailhouse/enable
echo 1 >$tracing/tracing_on

check "the machine is partitioned" enable_system
check_trace "enable" 'jailhouse_enable: cpus=4$'

check "a cell runs" run_cell tiny tiny
check_trace "its creation" \
	'jailhouse_cell: event=cell-created id=[0-9]+ name=tiny state="shut down"$'
check_trace "loading it" \
	'jailhouse_cell: event=cell-loadable id=[0-9]+ name=tiny state="shut down"$'
check_trace "its start" \
	'jailhouse_cell: event=cell-started id=[0-9]+ name=tiny state="running"$'
check_equal "nothing was refused" 0 "$(grep -c jailhouse_violation: $tracing/trace)"
check "it is destroyed" jailhouse cell destroy tiny
check_trace "its end" 'jailhouse_cell: event=cell-destroyed id=[0-9]+ name=tiny'

# Nobody reads /dev/jailhouse: it is noticed all the same
check "a cell misbehaves" run_cell hostile hostile class=mem-write
check_trace "the violation" \
	'jailhouse_violation: id=[0-9]+ name=hostile cpu=1 '\
'kind="memory that was not granted" write address=0x200000 .*outcome=stopped$'
check_trace "the state that follows" \
	'jailhouse_cell: event=cell-changed id=[0-9]+ name=hostile state="failed"$'
check_equal "it is reported once" 1 \
	"$(grep -c "jailhouse_violation: .*outcome=stopped" $tracing/trace)"
check "it is destroyed" jailhouse cell destroy hostile

check "the machine is Linux's again" jailhouse disable
check_trace "disable" 'jailhouse_disable: cpus=4$'
check "the driver can be unloaded" rmmod jailhouse
finish
