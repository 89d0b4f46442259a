"""`make prove` looks for secrets in all tracked files. What looks like one and is none has its reason here.

What is written out of other files (locks, the OpenAPI document, the collection) is looked at where it comes from.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCANNER = ROOT / ".local" / "audit" / "bin" / "detect-secrets"
WRITTEN = r"^(locks/.*|docs/openapi\.json|docs/leadstream\.postman_collection\.json)$"
_DEMO = "the password of the demo company's made-up people, which the README names"
_MADE_UP = "made up: no service takes it"
_NAME = "the name of a secret or of its variable"
NONE = {
    "README.md": "a cursor of the demo's list",
    "benchmarks/cold.py": _MADE_UP,
    "docs/authentication.md": _DEMO,
    "docs/examples.json": "answers of a company that was made up and is gone",
    "docs/first-hour.md": _DEMO,
    "docs/gio-dau-tien.md": _DEMO,
    "docs/webhooks.md": "an address with a place for a password",
    "functions/customers/making.py": "the alphabet of codes",
    "functions/imports/plans.py": "the alphabet of codes",
    "infra/template.yaml": _NAME,
    "local/company.py": _DEMO,
    "tests/channels/test_zalo_events.py": _MADE_UP,
    "tests/console/test_sessions.py": _MADE_UP,
    "tests/e2e/test_messages.py": _MADE_UP,
    "tests/intake/test_doors.py": "a provider's documented example",
    "tests/intake/test_formats.py": "a provider's documented example",
    "tests/isolation/routes.py": _MADE_UP,
    "tests/kernel/test_problems.py": _MADE_UP,
    "tests/messages/conftest.py": _MADE_UP,
    "tests/messages/test_channels.py": _MADE_UP,
    "tests/soak/__main__.py": _MADE_UP,
    "tests/visits/test_rules.py": "an address with a password that must not be kept",
    "tests/world.py": _MADE_UP,
}
"""By file; whoever adds another one looks at it first."""


def found() -> dict[str, list[str]]:
    """By file, what looks like a secret, and where."""
    command = [str(SCANNER), "scan", "--exclude-files", WRITTEN]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    results = json.loads(done.stdout)["results"]
    return {file: [f"{file}:{one['line_number']}: {one['type']}" for one in ones] for file, ones in results.items()}


def main() -> int:
    """Say what is new, and what is no more."""
    there = found()
    strange = [line for file, lines in sorted(there.items()) if file not in NONE for line in lines]
    gone = sorted(NONE.keys() - there.keys())
    strange += [f"{file}: nothing looks like a secret there any more" for file in gone]
    print("\n".join(strange) or "no secrets")
    return int(bool(strange))


if __name__ == "__main__":
    sys.exit(main())
