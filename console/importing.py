"""An import from the file to the records: what the test says is shown before anything is written."""

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import requests

from local.caller import Caller
from local.failure import Failure

type Shown = Mapping[str, Any]
type Tell = Callable[[Shown], None]
"""Hears how the import stands."""

_PAUSE = 0.5
"""Seconds between two looks."""
_AT_WORK = frozenset({"reading", "testing", "importing", "undoing"})
_ENDED_BADLY = frozenset({"refused", "failed", "changed"})


def upload(api: Caller, kind: str, file: Path, tell: Tell) -> Shown:
    """The import of a file that is read. Failure with the reason when the file is refused."""
    made = api("POST", "/v1/imports", {"kind": kind, "filename": file.name, "size": file.stat().st_size})
    form = made["upload"]
    with file.open("rb") as content:
        sent = requests.post(form["url"], data=form["fields"], files={"file": content}, timeout=600)
    if not sent.ok:
        raise Failure(f"storage does not take {file}: {sent.status_code}")
    api("POST", f"/v1/imports/{made['id']}/uploaded")
    return _settled(api, made["id"], tell)


def test(api: Caller, one: Shown, options: Shown, tell: Tell) -> Shown:
    """What would become of each row, by these options in place of what the file's first sheet proposes."""
    path = f"/v1/imports/{one['id']}"
    chosen = {"sheet": (one["options"] or {}).get("sheet", 1), **options}
    read = api("PUT", f"{path}/mapping", chosen, version=one["version"])
    if read["missing"]:
        raise Failure(f"no column is {', '.join(read['missing'])}: name it in the file's header")
    api("POST", f"{path}/test")
    return _settled(api, one["id"], tell)


def carry_out(api: Caller, one: Shown, tell: Tell) -> Shown:
    """Do what the test said."""
    api("POST", f"/v1/imports/{one['id']}/import", {"plan": one["plan"]})
    return _settled(api, one["id"], tell)


def undo(api: Caller, import_id: str, tell: Tell) -> Shown:
    """Take back what was imported."""
    api("POST", f"/v1/imports/{import_id}/undo")
    return _settled(api, import_id, tell)


def told(api: Caller, one: Shown, outcome: str, most: int) -> Iterator[tuple[str, int, str]]:
    """(sheet, row, what is said of it) of the first rows with an outcome."""
    page = api("GET", f"/v1/imports/{one['id']}/rows", outcome=outcome, limit=most)
    for row in page["items"]:
        for why in row["why"] or [{"message": ""}]:
            where = f"{why['column']}: " if why.get("column") else ""
            yield row["sheet"], row["row"], f"{where}{why['message']}"


def _settled(api: Caller, import_id: str, tell: Tell) -> Shown:
    while (one := api("GET", f"/v1/imports/{import_id}"))["state"] in _AT_WORK:
        tell(one)
        time.sleep(_PAUSE)
    tell(one)
    if one["state"] in _ENDED_BADLY:
        why = one["reason"] or {"message": "something has changed since it was tested; test again"}
        raise Failure(f"the import is {one['state']}: {why['message']}")
    found: Shown = one
    return found
