"""Measure everything, or only the sections named: cold, ops, warm, fold, export, import."""

import argparse
import logging
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stdout
from itertools import chain
from pathlib import Path

from benchmarks import (
    ROOT,
    attached,
    campaigns,
    carrying,
    cold,
    debts,
    decoding,
    exports,
    folds,
    giving,
    imports,
    lists,
    messages,
    nights,
    operations,
    pipeline,
    plans,
    prices,
    publishing,
    reporting,
    searches,
    sites,
    warm,
)
from benchmarks.company import Company, company
from benchmarks.figures import Figure, row, save
from benchmarks.instrument import instrument
from benchmarks.report import write

RESULTS = ROOT / "benchmarks" / "results.json"
DOCUMENT = ROOT / "docs" / "performance.md"
_BEGUN = time.monotonic()


def say(what: str) -> None:
    """One line of progress."""
    print(f"[{time.monotonic() - _BEGUN:5.0f} s] {what} ...", file=sys.stderr, flush=True)


def _in_company(*parts: Callable[[Callable[[str], None], Company], Iterable[Figure]]) -> Iterator[Figure]:
    for part in parts:
        with company() as firm:
            yield from part(say, firm)


SECTIONS: dict[str, Callable[[], Iterable[Figure]]] = {
    "cold": lambda: cold.measure(say),
    "warm": lambda: chain(_in_company(warm.measure), decoding.measure(say)),
    "ops": lambda: _in_company(
        lists.measure,
        searches.measure,
        operations.measure,
        giving.measure,
        messages.measure,
        attached.measure,
        debts.measure,
        publishing.measure,
        campaigns.measure,
        nights.measure,
        pipeline.measure,
        reporting.measure,
        sites.measure,
        carrying.measure,
    ),
    "fold": lambda: _in_company(folds.measure),
    "export": lambda: exports.measure(say),
    "import": lambda: chain(imports.measure(say), _in_company(plans.measure)),
}


def main() -> int:
    """Print the table; 1 when a limit is broken."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("section", nargs="*", choices=[*SECTIONS, []], default=[])
    chosen = parser.parse_args().section or list(SECTIONS)
    logging.disable(logging.ERROR)
    print(f"cold starts: {instrument().what}")
    found: list[Figure] = []
    shown = sys.stdout
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):  # what handlers print is not the result
        for name in chosen:
            for figure in SECTIONS[name]():
                found.append(figure)
                print(row(figure), file=shown, flush=True)
    if len(chosen) == len(SECTIONS):
        save(found, RESULTS)
        write(found, DOCUMENT)
        prices.tell(found)
    broken = [figure for figure in found if figure.broken]
    limited = sum(figure.limit is not None for figure in found)
    print(f"\n{len(found)} figures, {limited} with a limit, {len(broken)} of them broken")
    for figure in broken:
        print(row(figure))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
