"""`make prove` looks for secrets in all tracked files. What looks like one and is none has its reason here.

What is written out of other files (locks, the OpenAPI document, the collection) is looked at where it comes from.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCANNER = ROOT / ".local" / "audit" / "bin" / "detect-secrets"
WRITTEN = r"^(locks/.*|docs/openapi\.json|docs/leadstream\.postman_collection\.json)$"
_BEGINNING = 12
_DEMO = "the password of the demo company's made-up people, which the README names"
_MADE_UP = "made up: no service takes it"
_NAME = "the name of a secret or of its variable"
NONE = {
    "README.md": ("a cursor of the demo's list", "#64e6a91482b9"),
    "benchmarks/cold.py": (_MADE_UP, "#71f8e7976e4c"),
    "docs/authentication.md": (_DEMO, "#ff9c06415bad"),
    "docs/examples.json": (
        "answers of a company that was made up and is gone",
        (
            "#3f2839dd4b82 #407879021d06 #436437bb6b99 #abd55946648c #b2081b345c63 #b56f961c3b46 #b76414f51b90 "
            "#dc6bd3b5f1be #df5771a425f9 #e75a46019acd #f7ff955d8305"
        ),
    ),
    "docs/first-hour.md": (_DEMO, "#ff9c06415bad"),
    "docs/gio-dau-tien.md": (_DEMO, "#ff9c06415bad"),
    "docs/webhooks.md": ("an address with a place for a password", "#e5e9fa1ba31e"),
    "functions/customers/making.py": ("the alphabet of codes", "#3ea6cf17f95e"),
    "functions/imports/plans.py": ("the alphabet of codes", "#3ea6cf17f95e"),
    "infra/template.yaml": (_NAME, "#0550e2aa7f55 #7cb6efb98ba5 #837452f09c57 #f31dd092ee62"),
    "local/company.py": (_DEMO, "#ff9c06415bad"),
    "tests/channels/test_zalo_events.py": (_MADE_UP, "#b7c8ffb8fbc6"),
    "tests/console/test_sessions.py": (_MADE_UP, "#a90f632a98f8"),
    "tests/e2e/test_messages.py": (_MADE_UP, "#6af473f26441"),
    "tests/intake/test_doors.py": ("a provider's documented example", "#cb1718cf8a19 #e32520ab11cf"),
    "tests/intake/test_formats.py": ("a provider's documented example", "#5fb768779b19"),
    "tests/isolation/routes.py": (_MADE_UP, "#abd55946648c"),
    "tests/kernel/test_problems.py": (_MADE_UP, "#1e08d90296f5"),
    "tests/messages/conftest.py": (_MADE_UP, "#6af473f26441"),
    "tests/messages/test_channels.py": (_MADE_UP, "#eda22a19c365"),
    "tests/serving/test_serving.py": (_MADE_UP, "#26e71caaae83"),
    "tests/soak/__main__.py": (_MADE_UP, "#a94a8fe5ccb1"),
    "tests/visits/test_rules.py": ("an address with a password that must not be kept", "#e5e9fa1ba31e"),
    "tests/world.py": (_MADE_UP, "#a94a8fe5ccb1 #e5fc7ed797d6"),
}
"""By file: why it is none, and how the hash begins of each; whoever adds another one looks at it first."""


def found() -> dict[tuple[str, str], str]:
    """By file and how the hash of what looks like a secret begins, where it is; never what it is."""
    command = [str(SCANNER), "scan", "--exclude-files", WRITTEN]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return {
        (file, "#" + one["hashed_secret"][:_BEGINNING]): f"{file}:{one['line_number']}: {one['type']}"
        for file, ones in json.loads(done.stdout)["results"].items()
        for one in ones
    }


def told(there: Mapping[tuple[str, str], str]) -> list[str]:
    """What is new, with how its hash begins, and what is no more."""
    known = {(file, one) for file, (_, hashes) in NONE.items() for one in hashes.split()}
    strange = [f"{line} ({one[1]})" for one, line in sorted(there.items()) if one not in known]
    return strange + [f"{file}: {one} is not there any more" for file, one in sorted(known - there.keys())]


def main() -> int:
    """Say what is new, and what is no more."""
    strange = told(found())
    print("\n".join(strange) or "no secrets")
    return int(bool(strange))


if __name__ == "__main__":
    sys.exit(main())
