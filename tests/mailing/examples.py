import json
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

EVENTS = {
    file.stem: json.loads(file.read_text("utf-8"))
    for file in sorted((Path(__file__).parent / "ses_events").glob("*.json"))
}
AT = datetime(2026, 3, 2, 4, 0, 19, 652000, UTC)
CUSTOMER = "01JZX5T0Q8V3M4N5P6R7S8T9W0"
LINK = "https://www.example.com/bao-gia?id=7&utm_source=mail#gia"


def changed(name: str, path: str, value: object) -> dict[str, Any]:
    body: dict[str, Any] = deepcopy(EVENTS[name])
    *way, last = path.split(".")
    node = body
    for step in way:
        node = node[step]
    node[last] = value
    return body
