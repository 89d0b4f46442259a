"""`make openapi` writes docs/licences.md: under which licence each package is that a layer ships.

As its own metadata says, where it is installed for development: that is the same version (tests/infra/test_layers.py).
"""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
LICENCES = ROOT / "docs" / "licences.md"
LAYERS = ("runtime", "printing", "tables")
_CLASSIFIER = "License :: OSI Approved :: "
_CALLED = {
    "Apache 2.0": "Apache-2.0", "Apache License 2.0": "Apache-2.0", "Apache Software License": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0", "Apache-2.0 License": "Apache-2.0", "MIT License": "MIT",
    "The MIT License": "MIT", "BSD License": "BSD-3-Clause", "BSD 3-Clause License": "BSD-3-Clause",
    "Dual License": "Apache-2.0 OR BSD-3-Clause", "GNU Lesser General Public License v2.1": "LGPL-2.1-only",
    "Python Software Foundation License": "PSF-2.0",
}  # fmt: skip
"""What packages call the licences that SPDX has a name for."""


def pins(layer: str) -> dict[str, str]:
    """The packages of a layer, and their versions."""
    text = (ROOT / "locks" / f"{layer}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", text, re.MULTILINE))


def licence(package: str) -> str | None:
    """Under which licence a package is; None for one that is not for this system."""
    try:
        about = metadata(package)
    except PackageNotFoundError:
        return None
    given = [about.get("License-Expression"), *_approved(about.get_all("Classifier") or ()), about.get("License")]
    said = next((one.strip() for one in given if one and "\n" not in one.strip()), "unknown")
    return _CALLED.get(said, said)


def _approved(classifiers: list[str] | tuple[str, ...]) -> list[str]:
    names = [one.removeprefix(_CLASSIFIER) for one in classifiers if one.startswith(_CLASSIFIER)]
    return [re.sub(r" \(.*\)$", "", name) for name in names]


def table() -> list[tuple[str, str, str, str]]:
    """(package, version, licence, layers) of all that ships."""
    versions = {layer: pins(layer) for layer in LAYERS}
    every = {name: version for found in versions.values() for name, version in found.items()}
    return [
        (name, version, said, ", ".join(layer for layer in LAYERS if name in versions[layer]))
        for name, version in sorted(every.items()) if (said := licence(name)) is not None
    ]  # fmt: skip


def text() -> str:
    """The document."""
    rows = "\n".join(f"| {' | '.join(row)} |" for row in table())
    return (
        "# Licences of what is shipped\n\n"
        "Leadstream is under Apache-2.0 ([LICENSE](../LICENSE)). Its layers hold these packages, each as its own\n"
        "metadata says (`make openapi` writes this page); tests/infra/test_licences.py says which licences may be.\n\n"
        f"| package | version | licence | layers |\n|---|---|---|---|\n{rows}\n"
    )


if __name__ == "__main__":
    LICENCES.write_text(text(), encoding="utf-8")
