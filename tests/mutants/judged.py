"""Changes that no test can notice, or that none should hold fast: each is named with the reason (reasons/*.toml)."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.trying import ROOT, Mutant

REASONS = Path(__file__).parent / "reasons"


@dataclass(frozen=True)
class Verdict:
    """On the changes of some files: which survive with a reason, which without, and which reasons are for nothing."""

    justified: Sequence[Mutant]
    open: Sequence[Mutant]
    idle: Sequence[str]
    """As `feature: change`, where such a change was not made, or was noticed."""


def feature_of(file: str) -> str:
    """The feature whose rules these are."""
    return Path(file).parts[1]


def written(feature: str, folder: Path = REASONS) -> dict[str, str]:
    """Each change that has a reason, as `- before + after` in one line, and the reason."""
    file = folder / f"{feature}.toml"
    if not file.exists():
        return {}
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    return {_plain(change): str(one["because"]) for one in found["reason"] for change in one["changes"]}


def judge(survivors: Iterable[Mutant], files: Iterable[str], folder: Path = REASONS) -> Verdict:
    """Hold what survived of these files against what was written of them."""
    known = {(feature, change) for feature in map(feature_of, files) for change in written(feature, folder)}
    left = [(one, (feature_of(one.file), change_of(one))) for one in survivors]
    return Verdict(
        justified=[one for one, name in left if name in known],
        open=[one for one, name in left if name not in known],
        idle=sorted(f"{feature}: {change}" for feature, change in known - {name for _, name in left}),
    )


def change_of(mutant: Mutant) -> str:
    """As it stands in a file of reasons, in one line; where it is in its file may change."""
    told = mutant.told((ROOT / mutant.file).read_text(encoding="utf-8"))
    return _plain(told.partition("\n")[2])


def _plain(change: str) -> str:
    return " ".join(change.split())


def table(mutants: Sequence[Mutant], verdict: Verdict) -> str:
    """A line for each file, and one for all: changes, how many were noticed, survive with a reason, and without."""
    total, justified, left = (Counter(one.file for one in part) for part in (mutants, verdict.justified, verdict.open))
    rows = [(file, total[file], justified[file], left[file]) for file in sorted(total)]
    rows.append(("all", len(mutants), len(verdict.justified), len(verdict.open)))
    lines = [
        f"{file:36}{every:>8}{every - kept - open_:>8}{kept:>10}{open_:>8}{100 * (every - kept - open_) / every:>8.1f}"
        for file, every, kept, open_ in rows
    ]
    return "\n".join([f"{'file':36}{'changes':>8}{'noticed':>8}{'justified':>10}{'open':>8}{'%':>8}", *lines])
