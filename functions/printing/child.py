"""A process of its own in which a template is rendered: without credentials, with little memory and time.

It reads an order from its standard input, a line of JSON and the template, and writes its answer the same way.
"""

import json
import resource
import sys
from typing import Any

MEMORY = 768 << 20
SECONDS = 10


def main() -> None:
    """Do one order."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    answer, made = work(json.loads(head), content)
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + made)


def work(order: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """({"fields": …} and the file) or ({"refused": …, "values": …} and nothing)."""
    from kernel.refusal import Refused  # noqa: PLC0415 - after the limits are set
    from printing import fields  # noqa: PLC0415

    try:
        if order["kind"] == "docx":
            from printing.words import render  # noqa: PLC0415 - only one of the two is needed
        else:
            from printing.sheets import render  # noqa: PLC0415
        made, used = render(content, fields.values_of(order["values"]))
    except Refused as refused:
        return {"refused": refused.code, "values": refused.values}, b""
    except (MemoryError, RecursionError):
        return {"refused": "template_too_large", "values": {}}, b""
    return {"fields": used}, made


if __name__ == "__main__":
    main()
