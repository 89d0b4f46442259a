"""Load, for a given time: in one process with AWS throttled, then against a local stack of its own: `make load`."""

import argparse
import gc
import logging
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from pathlib import Path
from typing import NamedTuple

from _pytest.monkeypatch import MonkeyPatch

MINUTES = 30.0
INSIDE = 1 / 3
"""So much of the time is spent in process."""
THINGS = 120
"""In a round."""
SHOWN = 20


class Round(NamedTuple):
    """What a process did in one go: counts, what was wrong, its memory in KiB."""

    pid: int
    done: Counter[str]
    refused: Counter[str]
    calls: tuple[int, int]
    wrong: list[str]
    memory: int


def one(seed: int) -> Round:
    """A round in a world of its own."""
    from tests.conftest import opened  # noqa: PLC0415 - it sets the environment, and is for the child
    from tests.load.within import Inside  # noqa: PLC0415

    logging.disable(logging.CRITICAL)
    with (
        Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere),
        MonkeyPatch.context() as patch, opened(patch) as world,
    ):  # fmt: skip
        inside = Inside(world, patch, seed)
        wrong = inside.run(THINGS)
    gc.collect()
    rows = Path("/proc/self/statm")
    taken = int(rows.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024 if rows.exists() else 0
    return Round(
        os.getpid(), inside.traffic.done, inside.traffic.refused, (inside.calls, inside.throttled), wrong, taken
    )


def inside(seconds: float, seed: int, workers: int) -> list[str]:
    """Rounds until the time is over; what was wrong."""
    from tests.load.memory import Memory  # noqa: PLC0415

    memory, done, refused, calls, throttled, wrong = Memory(), Counter[str](), Counter[str](), 0, 0, list[str]()
    end, rounds = time.monotonic() + seconds, 0
    with ProcessPoolExecutor(workers) as pool:
        while time.monotonic() < end:
            for found in pool.map(one, range(seed + rounds, seed + rounds + workers)):
                memory.samples[found.pid].append(found.memory)
                done, refused, wrong = done + found.done, refused + found.refused, wrong + found.wrong
                calls, throttled = calls + found.calls[0], throttled + found.calls[1]
            rounds += workers
    print(f"in process: {rounds} rounds of a busy and a quiet company, {calls:,} calls of AWS, {throttled:,} throttled")
    print("  " + ", ".join(f"{number:,} {kind}" for kind, number in sorted(done.items())))
    print(f"  refused, and served when they came again: {dict(refused)}")
    for pid, first, last in memory.grown():
        print(f"  memory of process {pid}, last third by first: {last / first:.2f} times")
    return wrong + memory.unbounded()


def stacked(seconds: float, seed: int) -> list[str]:
    """The same against a stack."""
    from tests.load.stacked import outside as opened  # noqa: PLC0415

    print("against the local stack:", flush=True)
    with opened(seed) as running:
        wrong = running.run(seconds)
        for line in running.told():
            print(f"  {line}")
    return wrong


def main() -> int:
    """Print what was done and what was wrong; 1 when anything was."""
    parser = argparse.ArgumentParser(prog="load", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", choices=("inside", "stack", "turns"))
    asked = parser.parse_args()
    seconds, wrong = asked.minutes * 60, list[str]()
    if asked.only in {None, "turns"}:
        from tests.load.turns import compare  # noqa: PLC0415

        print(compare())
    if asked.only in {None, "inside"}:
        wrong += inside(seconds * (INSIDE if asked.only is None else 1), asked.seed, asked.workers)
    if asked.only in {None, "stack"}:
        wrong += stacked(seconds * (1 - INSIDE if asked.only is None else 1), asked.seed)
    print(f"wrong: {len(wrong)}")
    for line in wrong[:SHOWN]:
        print(f"  {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
