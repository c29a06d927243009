#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Turn what the plugin svm-exits counted into the table of costs.

    bench.py [--json] XAPIC-COUNTS X2APIC-COUNTS OBJECT-DIRECTORY SOURCE-DIRECTORY

Figures of one exit are the minimum over all exits of that kind; figures of an
operation are sums over the CPU that asked for it; of what shall not exit, the
exits that it caused are counted. tools/testing/selftests/jailhouse/bench.sh says
what the phases are.
"""
import json
import os
import re
import subprocess
import sys

CPUID, IOIO, MSR, VMMCALL, NPF = 0x72, 0x7b, 0x7c, 0x81, 0x400
INTR, NMI, VINTR = 0x60, 0x61, 0x64
READ_PORT = WRITE_MSR = WRITE_MMIO = 1 << 32
# Hypercalls that are management operations
DISABLE, CREATE, START, SET_LOADABLE, DESTROY, GET_INFO = range(6)
MANAGEMENT = (DISABLE, CREATE, START, SET_LOADABLE, DESTROY)
PHASE_ENABLE, PHASE_CREATE, PHASE_START, PHASE_DESTROY = 1, 3, 5, 7
MIN_EXITS = 200

# Name: (exit code, detail, at most)
EXITS = {
    "hypercall": (VMMCALL, lambda s: s == GET_INFO, 80),
    "cpuid": (CPUID, lambda s: s == 0, 75),
    "rdmsr": (MSR, lambda s: s == 0x277, 80),
    "pio_cf8": (IOIO, lambda s: s == 0xcf8, 80),
    "xapic_write": (NPF, lambda s: s == WRITE_MMIO | 0xfee00080, 280),
    "xapic_ipi": (NPF, lambda s: s == WRITE_MMIO | 0xfee00300, 340),
    "ioapic": (NPF, lambda s: s & 0xfffff000 == 0xfec00000, 350),
    "ecam": (NPF, lambda s: 0xb0000000 <= s & 0xffffffff < 0xc0000000, 350),
}
# The same on the machine in x2APIC mode
X2APIC_EXITS = {
    "x2apic_icr": (MSR, lambda s: s == WRITE_MSR | 0x830, 100),
}
# Name: (phase that does it over and over, exit codes that it could cause)
NO_EXITS = {
    "external_interrupt": (17, (INTR, VINTR)),
    "granted_port": (16, (IOIO,)),
}
X2APIC_NO_EXITS = {
    "x2apic_eoi": (18, (MSR,)),
    "x2apic_tpr": (19, (MSR,)),
}
MAX_EXIT = 3000
# Name: (phase, hypercall, at most)
OPERATIONS = {
    "create": (PHASE_CREATE, CREATE, 70000),
    "start": (PHASE_START, START, 32000),
    "destroy": (PHASE_DESTROY, DESTROY, 200000),
}
ENABLE = 2000000
# A page has 512 words
CLEAR_PAGE = 530
PAGE_SIZE, WORD = 4096, 8
IMAGE = "arch/x86/jailhouse/svm.elf"
TEXT, RODATA = 40 * 1024, 16 * 1024


def read_counts(name):
    exits, phases = [], []
    for line in open(name):
        words = line.split()
        if words[0] == "exit":
            words = dict(zip(words[1::2], words[2::2]))
            exits.append({k: int(v, 0) for k, v in words.items()})
        elif words[0] == "phase":
            marked = "marked" in words
            if marked:
                words.remove("marked")
            words = dict(zip(words[0::2], words[1::2]))
            phase = {k: int(v) for k, v in words.items()}
            phase["marked"] = marked
            phases.append(phase)
        elif words[0] == "overflow":
            sys.exit("bench: the plugin's table was too small")
    return exits, phases


def section_sizes(elf):
    text = subprocess.run(["size", "-A", elf], check=True, text=True,
                          capture_output=True).stdout
    return {w[0]: int(w[1]) for w in (l.split() for l in text.splitlines())
            if len(w) == 3 and w[1].isdigit()}


def source_lines(path):
    """Lines with code: neither empty nor comment"""
    text = open(path).read()
    text = re.sub(r'"(\\.|[^"\\\n])*"', '""', text)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"//.*", "", text)
    return sum(1 for line in text.splitlines() if line.strip())


def command_file(objects, target):
    """The command that Kbuild made a target with, and what that depends on"""
    directory, name = os.path.split(target)
    return open(os.path.join(objects, directory, ".%s.cmd" % name)).read()


def image_sources(objects, source):
    """What is linked into the image, our headers included"""
    link = command_file(objects, IMAGE).splitlines()[0]
    files = set()
    for target in set(re.findall(r"\S+\.hyp\.o\b", link)):
        for path in re.findall(r"\S+\.[chS]\b", command_file(objects, target)):
            path = os.path.normpath(path)
            # Kbuild also names headers that only would have been included
            if (path.startswith(source) and os.path.exists(path) and
                    "jailhouse" in path[len(source):]):
                files.add(path)
    return files


def exit_costs(wanted, exits):
    """name -> (figure, limit, remark), as all parts of the table"""
    table = {}
    for name, (code, detail, limit) in wanted.items():
        hits = [e for e in exits if e["code"] == code and detail(e["sub"])]
        number = sum(e["n"] for e in hits)
        if number < MIN_EXITS:
            table[name] = (None, limit, "%d exits, %d needed" % (number, MIN_EXITS))
        else:
            table[name] = (min(e["min"] for e in hits), limit, "%d exits" % number)
    return table


def exits_counted(wanted, exits, phases):
    """The same for what shall cause no exit at all"""
    table = {}
    for name, (phase, codes) in wanted.items():
        number = sum(e["n"] for e in exits
                     if e["phase"] == phase and e["code"] in codes)
        done = sum(p["ops"] for p in phases if p["phase"] == phase)
        if done < MIN_EXITS:
            table[name] = (None, 0, "done %d times, %d needed" % (done, MIN_EXITS))
        else:
            table[name] = (number, 0, "exits while done %d times" % done)
    return table


def clearing(phases):
    size = sum(p["bytes"] for p in phases)
    if not size:
        return (None, CLEAR_PAGE, "nothing was cleared")
    # The plugin counts a string instruction once: add what it repeats
    cost = sum(p["clear"] for p in phases) + size // WORD
    pages = size // PAGE_SIZE
    return (-(-cost // pages), CLEAR_PAGE, "%d pages, each store counted" % pages)


def main():
    args = sys.argv[1:]
    as_json = "--json" in args
    if as_json:
        args.remove("--json")
    xapic, x2apic, objects, source = args
    exits, phases = read_counts(xapic)
    x2apic_exits, x2apic_phases = read_counts(x2apic)

    table = exit_costs(EXITS, exits)
    table.update(exit_costs(X2APIC_EXITS, x2apic_exits))
    table.update(exits_counted(NO_EXITS, exits, phases))
    table.update(exits_counted(X2APIC_NO_EXITS, x2apic_exits, x2apic_phases))

    single = [e for e in exits if e["code"] != NMI and
              not (e["code"] == VMMCALL and e["sub"] in MANAGEMENT)]
    if single:
        worst = max(single, key=lambda e: e["max"])
        table["max_exit"] = (worst["max"], MAX_EXIT, "exit code 0x%x, detail 0x%x"
                             % (worst["code"], worst["sub"]))

    for p in phases:
        if p["phase"] == PHASE_ENABLE and p["marked"]:
            spent = sum(e["sum"] for e in exits
                        if e["phase"] == PHASE_ENABLE and e["cpu"] == p["cpu"])
            table["enable"] = (p["insns"] - spent, ENABLE, "CPU %d" % p["cpu"])
    for name, (phase, call, limit) in OPERATIONS.items():
        hits = [e for e in exits if e["phase"] == phase and
                e["code"] == VMMCALL and e["sub"] == call]
        if hits:
            table[name] = (sum(e["sum"] for e in hits), limit,
                           "%d calls" % sum(e["n"] for e in hits))
        else:
            table[name] = (None, limit, "not seen")

    table["clear_page"] = clearing(phases)

    sizes = section_sizes(os.path.join(objects, IMAGE))
    table["image_text_bytes"] = (sizes[".text"], TEXT, "")
    table["image_rodata_bytes"] = (sizes[".rodata"], RODATA, "")
    table["sloc"] = (sum(source_lines(f) for f in image_sources(objects, source)),
                     None, "headers included")

    if as_json:
        print(json.dumps({k: v[0] for k, v in table.items()}))
        return
    print("%-20s %10s %10s  %s" % ("", "counted", "at most", ""))
    for name, (figure, limit, remark) in table.items():
        missed = figure is None or (limit is not None and figure > limit)
        print("%-20s %10s %10s  %s%s" %
              (name, "-" if figure is None else figure,
               "" if limit is None else limit,
               "MISSED  " if missed else "", remark))


main()
