"""What a process, and those it has started, take of the machine: read from /proc, and counted by perf."""
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

TICK = os.sysconf("SC_CLK_TCK")


def ticks(stat):
    """User and system time from a file such as /proc/1/stat, in ticks."""
    fields = pathlib.Path(stat).read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def processor_seconds(pid):
    """User and system time of a process and of its living children, in seconds."""
    total = 0.0
    for each in [pid] + children(pid):
        try:
            total += ticks(f"/proc/{each}/stat") / TICK
        except FileNotFoundError:
            pass
    return total


def compiler_seconds(pid):
    """Time of a Java program's compilers, as far as their threads still live."""
    total = 0.0
    for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            if re.match(r"C[12] Compiler", (thread / "comm").read_text()):
                total += ticks(thread / "stat") / TICK
        except (FileNotFoundError, ProcessLookupError):
            pass
    return total


def children(pid):
    try:
        return [int(c) for c in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


class Instructions:
    """Counts what processes do outside of the system, with Linux' perf, from now until it is stopped."""

    def __init__(self, pids):
        self.perf = subprocess.Popen(["perf", "stat", "-x,", "-e", "instructions:u", "-p", ",".join(map(str, pids))],
                                     stderr=subprocess.PIPE, text=True)
        time.sleep(0.3)

    def stop(self):
        self.perf.send_signal(signal.SIGINT)
        said = self.perf.communicate()[1]
        if not said.split(",")[0].isdigit():
            sys.exit(f"perf counts no instructions on this machine: {said!r}")
        return int(said.split(",")[0])


def resident_megabytes(pid):
    total = 0
    for each in [pid] + children(pid):
        match = re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{each}/status").read_text())
        total += int(match.group(1)) if match else 0
    return total / 1024
