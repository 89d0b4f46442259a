"""From the sources to a running stack: layers, `sam build`, byte code, `sam deploy`; each only when needed."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.build import OWN_ARCHITECTURE, digest
from local.failure import Failure
from local.ministack import CREDENTIALS, REGION, ROOT

LOCAL = ROOT / ".local"
SAM = LOCAL / "sam" / "bin"
BUILD = ROOT / ".aws-sam" / "build"
STAMP = ROOT / ".aws-sam" / "made-from"
STACK = "leadstream-local"
CERTIFICATES = "leadstream-local-certificates"
MAIL_DOMAIN = "leadstream.example"
type Tell = Callable[[str], None]


@contextmanager
def alone() -> Iterator[None]:
    """One build or deployment at a time on this machine's copy of the sources."""
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def build(log: Path, tell: Tell) -> str:
    """Bring layers and build up to date; returns a name for their contents. Hold `alone()` meanwhile."""
    tell("bringing the layers up to date")
    uv = {"UV": str(LOCAL / "bin" / "uv")}
    _run([sys.executable, "-m", "layers.build"], log, uv)
    made_from = sources()
    if not (STAMP.exists() and STAMP.read_text() == made_from):
        tell("building the functions (sam build)")
        STAMP.unlink(missing_ok=True)
        _run([SAM / "sam", "build", "--template", "infra/template.yaml", "--build-dir", BUILD], log)
        copies = sorted(path for path in BUILD.iterdir() if path.is_dir())
        _run([sys.executable, "-m", "layers.bytecode", *copies], log)
        STAMP.write_text(made_from)
    return made_from


def sources() -> str:
    """A name for all that `sam build` reads."""
    functions = sorted(path for path in (ROOT / "functions").rglob("*") if path.suffix != ".pyc" and path.is_file())
    layers = sorted((ROOT / "layers").glob("*/python/.made-from"))
    names = "\n".join(str(path.relative_to(ROOT)) for path in functions)
    return digest([*functions, *layers, ROOT / "infra" / "template.yaml", Path(__file__)], names)


def parameters(endpoint: str, zalo: str | None) -> list[str]:
    """What the template's parameters are here; `zalo`: what stands in for Zalo, if anything does."""
    return [
        *([f"ZaloEndpoint={zalo}"] if zalo else ()),
        f"PublicUrl={endpoint}",
        "Stage=local",
        f"Architecture={OWN_ARCHITECTURE}",
        "DeletionProtection=false",
        f"MailDomain={MAIL_DOMAIN}",
        f"SnsCertificateMirror={endpoint}/{CERTIFICATES}/",
    ]


def deploy(endpoint: str, log: Path, given: list[str]) -> None:
    """Deploy what was built with these parameters, as one would to AWS. Hold `alone()` meanwhile."""
    _run(
        [SAM / "sam", "deploy", "--template-file", BUILD / "template.yaml", "--stack-name", STACK, "--region", REGION,
         "--resolve-s3", "--capabilities", "CAPABILITY_IAM", "--no-confirm-changeset", "--no-fail-on-empty-changeset",
         "--no-progressbar", "--parameter-overrides", *given],
        log,
        {"AWS_ENDPOINT_URL": endpoint},
    )  # fmt: skip


def _run(command: list[str | Path], log: Path, variables: dict[str, str] | None = None) -> None:
    """Run a step with its words in the log. Raises Failure that names the step and the log."""
    own = {"AWS_DEFAULT_REGION": REGION, "SAM_CLI_TELEMETRY": "0", "PATH": f"{SAM}{os.pathsep}{os.environ['PATH']}"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        done = subprocess.run(
            command, cwd=ROOT, env=kept | CREDENTIALS | own | (variables or {}), stdout=out, stderr=out, check=False
        )
    if done.returncode:
        step = " ".join([Path(command[0]).name, *map(str, command[1:3])])
        raise Failure(f"{step} failed; see the end of {log}")
