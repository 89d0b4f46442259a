"""How much memory processes take: in the first third of the time beside the last."""

import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

GROWTH, SLACK = 1.25, 16_384
"""A process may take so many times as much in the last third as in the first, and KiB more: imports that came late."""
LEAST = 9
"""Samples of a process that tell something."""


@dataclass
class Memory:
    """What each process took, sample after sample, in KiB; and what it is."""

    samples: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    names: dict[int, str] = field(default_factory=dict)

    def sample(self, root: int) -> None:
        """Of a process and all that it started."""
        command = ["ps", "-A", "-ww", "-o", "pid=,ppid=,rss=,args="]
        rows = [row.split(maxsplit=3) for row in subprocess.run(
            command, capture_output=True, text=True, check=True).stdout.splitlines()]  # fmt: skip
        family, grown = {root}, True
        while grown:
            more = {int(pid) for pid, parent, *_ in rows if int(parent) in family} - family
            family, grown = family | more, bool(more)
        for pid, _, rss, *args in rows:
            if int(pid) in family:
                self.samples[int(pid)].append(int(rss))
                self.names[int(pid)] = " ".join(args)[:200]

    def grown(self, but: int | None = None) -> Iterator[tuple[int, float, float]]:
        """(process, first third, last third) of those that were there long enough, but for one."""
        for pid, found in self.samples.items():
            third = len(found) // 3
            if pid != but and len(found) >= LEAST:
                yield pid, median(found[:third]), median(found[-third:])

    def unbounded(self, but: int | None = None) -> list[str]:
        """Processes that take more and more, in words."""
        return [
            f"process {pid} grew from {first:,.0f} to {last:,.0f} KiB: {self.names.get(pid)}"
            for pid, first, last in self.grown(but) if last > GROWTH * first + SLACK
        ]  # fmt: skip
