# SPDX-License-Identifier: GPL-2.0-only
#
# Read the KTAP of one suite, print a line for each result, and count.
#
#	awk -v suite=NAME -v counts=FILE -f ktap.awk
#
# A result with results of its own (one level deeper, right above it) is their
# sum and not counted again, unless it failed and none of them did. A result
# that was announced ("1..N") and did not come is a failure.

function report(verdict, text)
{
	n[verdict]++
	printf "%-5s %s: %s\n", verdict, suite, text
	fflush()
}

# Leave all levels deeper than d
function close_levels(d,	l)
{
	for (l = deepest; l > d; l--) {
		if (l in planned && seen[l] + 0 < planned[l])
			report("FAIL", "only " seen[l] + 0 " of " planned[l] \
			       " announced results came" where())
		delete planned[l]
		delete seen[l]
		delete failed[l]
	}
	if (deepest > d)
		deepest = d
}

function where()
{
	return group == "" ? "" : " (" group ")"
}

BEGIN {
	n["ok"] = n["FAIL"] = n["skip"] = 0
	group = ""
}

{
	sub(/\r$/, "")
	match($0, /^ */)
	level = int(RLENGTH / 4) + 1
	line = substr($0, RLENGTH + 1)
}

# A program begins; what follows belongs to it.
line ~ /^# group: / {
	close_levels(0)
	group = substr(line, 10)
	next
}

line ~ /^# Subtest: / {
	subtest[level] = substr(line, 12)
	next
}

line ~ /^1\.\.[0-9]+/ {
	# The plan may also come last
	if ((level in planned) || !(level in seen))
		close_levels(level - 1)
	if (deepest < level)
		deepest = level
	planned[level] = substr(line, 4) + 0
	if (line ~ /^1\.\.0 *# *SKIP/) {
		sub(/^1\.\.0 *# *SKIP */, "", line)
		report("skip", group ": " line)
	}
	next
}

line ~ /^Bail out!/ {
	report("FAIL", line where())
	next
}

line ~ /^(not )?ok / {
	good = line !~ /^not /
	sub(/^(not )?ok *[0-9]* *(- )?/, "", line)
	text = line
	if (level in subtest)
		text = subtest[level] ": " text
	if (group != "")
		text = group ": " text

	children = seen[level + 1] + 0
	failures = failed[level + 1] + 0
	before = n["FAIL"]
	close_levels(level)
	failures += n["FAIL"] - before
	if (deepest < level)
		deepest = level
	seen[level]++
	if (!good)
		failed[level]++

	if (good && line ~ /# *SKIP/)
		report("skip", text)
	else if (!children)
		report(good ? "ok" : "FAIL", text)
	else if (!good && !failures)
		report("FAIL", text)
	delete subtest[level + 1]
	next
}

# What explains a failure
(line ~ /^#/ || line != "") && verbose {
	print "      " line
}

END {
	close_levels(0)
	if (n["ok"] + n["FAIL"] + n["skip"] == 0)
		report("FAIL", "no test ran")
	print n["ok"], n["FAIL"], n["skip"] > counts
}
