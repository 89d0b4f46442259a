"""Rendering where it can do no harm: in a child process that has nothing and may take little."""

import json
import subprocess
import sys
from collections.abc import Mapping

from kernel.refusal import Refused
from printing.fields import Kind, Plain

PATIENCE = 14
"""Seconds by the clock; the child's own limit, in seconds of work, comes first unless the machine is busy."""


def render(kind: Kind, content: bytes, values: Mapping[str, Plain]) -> tuple[bytes, list[str]]:
    """(the file, the fields that the template names). Raises Refused."""
    order = json.dumps({"kind": kind, "values": values}).encode()
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "printing.child"],
            input=order + b"\n" + content,
            env={"PYTHONPATH": ":".join(sys.path), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused("template_too_large") from None
    if done.returncode < 0:
        raise Refused("template_too_large")  # ended by its limits
    if done.returncode:
        raise RuntimeError(f"the child ended with {done.returncode}")
    head, _, made = done.stdout.partition(b"\n")
    answer = json.loads(head)
    if "refused" in answer:
        raise Refused(answer["refused"], **answer["values"])
    return made, answer["fields"]
