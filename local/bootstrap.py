"""Makes the environments named on the command line, from nothing but a Python 3.

`python3 local/bootstrap.py dev stack sam` brings these three up to date.
Standard library only, and any Python 3.8 or newer: it runs before there is an environment.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"
UV_VERSION = "0.13.9"
PYTHON = "3.13"
UV = LOCAL / "bin" / "uv"
ENVIRONMENTS = {"dev": ROOT / ".venv", "stack": LOCAL / "stack", "sam": LOCAL / "sam", "audit": LOCAL / "audit"}


def run(*command: object) -> str:
    """A command's output; its own words and a one-line end when it fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\nfailed: {' '.join(str(part) for part in command)}")
    return done.stdout.strip()


def is_wanted_uv(path: object) -> bool:
    """Whether this is the version of uv that the locks were made with."""
    try:
        said = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    return said.split()[1:2] == [UV_VERSION]


def ensure_uv() -> None:
    """Put the wanted uv at .local/bin/uv: a link to the one on PATH, or to one that pip installs."""
    if is_wanted_uv(UV):
        return
    found = shutil.which("uv")
    if not (found and is_wanted_uv(found)):
        print(f"installing uv {UV_VERSION}", flush=True)
        run(sys.executable, "-m", "venv", LOCAL / "uv")
        run(LOCAL / "uv" / "bin" / "pip", "install", "--quiet", f"uv=={UV_VERSION}")
        found = str(LOCAL / "uv" / "bin" / "uv")
    UV.parent.mkdir(parents=True, exist_ok=True)
    if UV.is_symlink() or UV.exists():
        UV.unlink()
    UV.symlink_to(found)


def find_python() -> str:
    """A Python of the cloud's version: what uv finds, or pyenv's even where it is not the chosen one."""
    pyenv = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))) / "versions"
    for candidate in [PYTHON, *sorted(pyenv.glob(f"{PYTHON}*/bin/python"), reverse=True)]:
        done = subprocess.run(
            [str(UV), "python", "find", "--no-python-downloads", str(candidate)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            return done.stdout.strip()
    sys.exit(
        f"Python {PYTHON} is needed and was not found: install it (for example: pyenv install {PYTHON}) and try again"
    )


def ensure_environment(name: str) -> None:
    """The environment of this name, holding exactly what its lock says."""
    home, lock = ENVIRONMENTS[name], ROOT / "locks" / f"{name}.txt"
    stamp, wanted = home / ".made-from", hashlib.sha256(lock.read_bytes()).hexdigest()
    python = home / "bin" / "python"
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"environment {name}: installing what {lock.relative_to(ROOT)} names", flush=True)
    if not python.exists():
        run(UV, "venv", "--quiet", "--clear", "--python", find_python(), home)
    run(UV, "pip", "sync", "--quiet", "--python", python, "--require-hashes", lock)
    stamp.write_text(wanted)


if __name__ == "__main__":
    ensure_uv()
    for environment in sys.argv[1:]:
        ensure_environment(environment)
