"""A million events of ten thousand customers, in every kind of weather: `make soak`."""

import argparse
import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import redirect_stdout
from pathlib import Path

CUSTOMERS, EVENTS, COMPANY = 10_000, 1_000_000, 250
LIMIT = 600
"""Seconds."""
SHOWN = 20


def _environment() -> None:
    os.environ |= {
        "TABLE_NAME": "leadstream", "AWS_DEFAULT_REGION": "ap-southeast-1", "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test", "POWERTOOLS_SERVICE_NAME": "soak",
    }  # fmt: skip
    logging.disable(logging.CRITICAL)


def one(number: int, seed: int, customers: int, events: int) -> tuple[Counter[str], list[str]]:
    """A company of its own, in a process of two."""
    _environment()
    from tests.soak.run import soak  # noqa: PLC0415 - after the environment is set

    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):  # the metrics of what is set aside
        found = soak(f"firm{number}", seed * 1_000_003 + number * 10, customers, events)
    return found.told, found.differences


def _all(seed: int, customers: int, events: int, workers: int) -> Iterator[tuple[Counter[str], list[str]]]:
    companies = max(1, customers // COMPANY)
    with ProcessPoolExecutor(workers) as pool:
        each = [pool.submit(one, n, seed, customers // companies, events // companies) for n in range(companies)]
        for place, done in enumerate(as_completed(each), 1):
            yield done.result()
            print(f"\r  company {place} of {companies}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def main() -> int:
    """Print what was done and what differs; 1 when anything does, or when it took too long."""
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    for name, value in {"seed": 1, "customers": CUSTOMERS, "events": EVENTS, "workers": 2}.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    asked = parser.parse_args()
    begun = time.monotonic()
    told: Counter[str] = Counter()
    differences: list[str] = []
    for counted, found in _all(asked.seed, asked.customers, asked.events, asked.workers):
        told += counted
        differences += found
    seconds = time.monotonic() - begun
    print(f"{told['events']:,} events for {asked.customers:,} customers, {told['repeated']:,} of them repetitions")
    parts = ("delivered", "redelivered", "kills", "faults", "pauses", "rebuilds", "publications", "streams lost")
    print(", ".join(f"{told[name]:,} {name}" for name in parts))
    print(f"differences: {len(differences):,} in {seconds:,.0f} seconds (seed {asked.seed})")
    for line in differences[:SHOWN]:
        print(f"  {line}")
    if seconds > LIMIT:
        print(f"that is longer than {LIMIT} seconds")
    return 1 if differences or seconds > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
