"""An export from the order to the file."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from local.caller import Caller
from local.failure import Failure

type Tell = Callable[[dict[str, Any]], None]
"""Hears how the job stands."""

_PAUSE = 0.5
"""Seconds between two looks."""


def export(api: Caller, request: Mapping[str, Any], target: Path, tell: Tell) -> Path:
    """Where the file lies. Failure with the job's reason."""
    job = api("POST", "/v1/exports", dict(request))
    while job["state"] in {"queued", "running"}:
        tell(job)
        time.sleep(_PAUSE)
        job = api("GET", f"/v1/exports/{job['id']}")
    tell(job)
    if job["state"] != "done":
        raise Failure(f"the export {job['state']}: {job.get('reason')}")
    path = target / f"{job['request']['kind']}-{job['id']}.xlsx" if target.is_dir() else target
    return fetched(job["url"], path)


def fetched(url: str, path: Path) -> Path:
    """A file behind a presigned link; whole, or not at all."""
    if urlsplit(url).scheme not in {"http", "https"}:
        raise Failure(f"not a link: {url}")
    part = path.with_name(path.name + ".part")
    with urlopen(url, timeout=60) as answer, part.open("wb") as file:  # noqa: S310 - its scheme was looked at
        while block := answer.read(1 << 20):
            file.write(block)
    part.replace(path)
    return path
