"""What a process costs: instructions where the machine can count them, CPU time where it cannot."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

type Name = Literal["perf", "valgrind", "cpu time"]

TIMES = 5
"""Runs of which the cheapest counts, where the instrument is CPU time."""


@dataclass(frozen=True)
class Instrument:
    """Counts what a command costs."""

    name: Name
    what: str

    def cost(self, command: Sequence[str], environment: Mapping[str, str]) -> float:
        """Instructions, or seconds of CPU. Raises CalledProcessError, with what it said, if the command fails."""
        if self.name == "perf":
            return _number(_said(["perf", "stat", "-x,", "-e", "instructions:u", *command], environment), r"^(\d+),")
        if self.name == "valgrind":
            return _valgrind(command, environment)
        return min(_seconds(command, environment) for _ in range(TIMES))


@cache
def instrument() -> Instrument:
    """The best one that works here: virtual machines often hide the processor's own counter."""
    if shutil.which("perf") and _works(["perf", "stat", "-x,", "-e", "instructions:u", "true"], r"^\d+,"):
        return Instrument("perf", "instructions retired in user space, counted by the processor (perf stat)")
    if shutil.which("valgrind") and _works(["valgrind", "--version"], "valgrind"):
        return Instrument("valgrind", "instructions, counted by valgrind's cachegrind")
    return Instrument("cpu time", f"CPU time in user space, the least of {TIMES} runs (neither perf nor valgrind here)")


def _works(command: list[str], wanted: str) -> bool:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode == 0 and re.search(wanted, done.stdout + done.stderr, re.MULTILINE) is not None


def _valgrind(command: Sequence[str], environment: Mapping[str, str]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        tool = ["valgrind", "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={out}"]
        return _number(_said([*tool, *command], environment), r"I\s+refs:\s+([\d,]+)")


def _said(command: Sequence[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)[:200]}\n{done.stderr[-3000:]}")
    return done.stderr


def _number(text: str, pattern: str) -> float:
    found = re.search(pattern, text, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"the instrument did not say what it counted:\n{text[-2000:]}")
    return float(found[1].replace(",", ""))


def _seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """User time of one child, apart from any that run beside it."""
    process = subprocess.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)[:200]} ended with {process.returncode}")
    return usage.ru_utime
