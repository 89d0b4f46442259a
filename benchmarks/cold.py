"""Cold starts: a fresh process imports a function as it is deployed and makes the clients its first event needs."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cfnlint.decode import decode

from benchmarks import ROOT
from benchmarks.figures import Figure
from benchmarks.instrument import instrument
from layers.build import LAYERS
from layers.bytecode import compile_tree
from local.deployment import alone

DISTRIBUTIONS = {"dateutil": "python-dateutil"}
PLAIN = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six")
FLOOR = "import boto3; boto3.client('dynamodb')"
DYNAMODB = "from kernel import table; table.connection().connection.client"
LIMITS = {"webhooks": 1.0, "stream": 1.1, "schedule": 1.1, "api": 1.5, "job": 1.25}
WIDER = {
    "overview.api": 1.8, "opportunities.api": 1.6, "leads.api": 1.55, "conversion.api": 1.55, "sales.api": 1.55,
    "tiers.api": 1.55, "export.api": 1.55, "bulk.job": 1.7, "imports.job": 1.35, "scoring.schedule": 1.35,
    "campaigns.webhooks": 1.3, "campaigns.api": 1.55, "reactions.stream": 1.15,
}  # fmt: skip
"""A record's page shows what every other API does, and so needs what every one of them needs. Who makes an
opportunity may make its customer in the same call, and is shown whom there is already. A step of a job changes
records, and with a catalogue entry or an employee's department the opportunities, activities and all else that names
them; and it tries whole rulebooks: it needs the rules of all these, and of what a job is told. Schemas of answers are
not among that. The night proves what is derived anywhere, ledgers among it, whose entries are validated: it comes up
25 times a day, and nobody waits for it. Who makes or converts a lead has mails sent in the same transaction; five kinds
of documents are one API; a ladder that is saved reaches products and customers by jobs, and what may be exported knows
the filters of all that is listed. Campaigns and messages to many are jobs, too. What follows from a change are twenty
reactions in one function, which is warm wherever anybody works. Who unsubscribes is a person, now and then, and what
they say is kept as a signal. How an import stands is a validated value: steps that test or write
its rows need what validates requests anyway.
"""
MORE: dict[str, str] = {
    "ExportWorker": "from kernel import aws; aws.s3()",
    "ImportWorker": "from kernel import aws; aws.s3()",
    "IntakeWorker": "from kernel import aws; aws.s3()",
    "MailSender": "from kernel import aws; aws.ses()",
    "MailWebhooks": "from intake import doors; from kernel import aws; aws.s3(); aws.dynamodb()",
    "TierSchedule": "from kernel import aws; aws.sqs()",
}
"""Clients besides DynamoDB's that the first event of a function always needs."""
TABLELESS = frozenset({"MailWebhooks", "ReferenceApi"})
"""Who asks DynamoDB without models, or not at all: a provider's request has its keys looked up and its body kept."""
SOMETIMES: dict[str, str] = {
    "Reactions": "from kernel import aws; aws.sqs(); aws.cognito(); aws.s3()",
    "ExportApi": "from kernel import aws; aws.s3()",
    "ImportApi": "from kernel import aws; aws.s3()",
    "ImportWorker": "from imports import reading; from kernel import aws; aws.sqs()",
    "PrintingApi": "from kernel import aws; aws.s3()",
    "DossiersApi": "from kernel import aws; aws.s3()",
    "DocumentsApi": "from kernel import aws; aws.s3()",
    "TierRecalc": "from kernel import aws; aws.sqs()",
    "BulkWorker": "from kernel import aws; aws.sqs()",
    "IntakeWorker": "from kernel import aws; aws.sqs()",
    "MailWebhooks": "from kernel import aws; aws.sns('ap-southeast-1')",
}
"""Clients that only some events need: measured apart, without a limit."""


@dataclass(frozen=True)
class Function:
    """A function of the template, as far as its cold start goes."""

    logical_id: str
    module: str
    layers: tuple[str, ...]
    environment: Mapping[str, str]

    @property
    def name(self) -> str:
        """Its name in figures: LeadsApi is leads_api."""
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in self.logical_id).lstrip("_")

    @property
    def limit(self) -> float:
        """The ratio that it must keep, by what kind of entry point it is."""
        return WIDER.get(self.module) or LIMITS[self.module.rpartition(".")[2]]


def functions() -> list[Function]:
    """Every function of the template."""
    template: Any = decode(str(ROOT / "infra" / "template.yaml"))[0]
    shared = template["Globals"]["Function"]
    folders = {
        name: Path(r["Properties"]["ContentUri"]).name
        for name, r in template["Resources"].items()
        if r["Type"] == "AWS::Serverless::LayerVersion"
    }
    return [
        _function(name, r["Properties"], shared, folders)
        for name, r in template["Resources"].items()
        if r["Type"] == "AWS::Serverless::Function"
    ]


def _function(name: str, own: Any, shared: Any, folders: Mapping[str, str]) -> Function:  # noqa: ANN401 - YAML
    layers = [*shared.get("Layers", ()), *own.get("Layers", ())]
    variables = {**shared["Environment"]["Variables"], **own.get("Environment", {}).get("Variables", {})}
    plain = {key: value if isinstance(value, str) else "set-at-deployment" for key, value in variables.items()}
    return Function(name, own["Handler"].rpartition(".")[0], tuple(folders[layer["Ref"]] for layer in layers), plain)


def measure(say: Callable[[str], None]) -> Iterator[Figure]:
    """The ratio of every function's cold start to the floor, two processes at a time."""
    say("building the layers")
    with _deployed() as paths, ThreadPoolExecutor(2) as pool:
        say("cold starts")
        floor = pool.submit(_cost, FLOOR, [paths["plain"]], {})
        jobs: list[tuple[str, Future[float], float | None]] = []
        for function in functions():
            jobs.append((f"cold.{function.name}.ratio", pool.submit(_start, function, paths, MORE), function.limit))
            if function.logical_id in SOMETIMES:
                every = pool.submit(_start, function, paths, MORE, SOMETIMES)
                jobs.append((f"cold.{function.name}.all_clients.ratio", every, None))
        for name, cost, limit in jobs:
            yield Figure(name, cost.result() / floor.result(), "ratio", limit)


def _start(function: Function, paths: Mapping[str, Path], *clients: Mapping[str, str]) -> float:
    own = "" if function.logical_id in TABLELESS else DYNAMODB
    wanted = "; ".join(filter(None, (own, *(some.get(function.logical_id) for some in clients))))
    path = [paths["functions"], *(paths[name] for name in function.layers if name in paths)]
    return _cost(f"import {function.module}; {wanted}", path, function.environment)


def _cost(program: str, path: list[Path], variables: Mapping[str, str]) -> float:
    environment = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "PYTHONPATH": ":".join(map(str, path)),
        "AWS_REGION": "ap-southeast-1",
        "AWS_DEFAULT_REGION": "ap-southeast-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        **variables,
    }
    return instrument().cost([str(Path(sys.base_prefix) / "bin" / "python3"), "-P", "-c", program], environment)


@contextmanager
def _deployed() -> Iterator[dict[str, Path]]:
    """Our code and the layers as they are deployed, and plain boto3 in the lock's versions, all with byte code.

    They are copies: a build that somebody starts meanwhile takes the originals away.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / name for name in ("functions", "plain", *LAYERS)}
        with alone():
            subprocess.run([sys.executable, "-m", "layers.build"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            for name in LAYERS:
                shutil.copytree(ROOT / "layers" / name / "python", paths[name])
        shutil.copytree(ROOT / "functions", paths["functions"], ignore=shutil.ignore_patterns("__pycache__"))
        compile_tree(paths["functions"], "/var/task")
        _plain(paths["plain"])
        yield paths


def _plain(target: Path) -> None:
    """boto3 and what it needs, as installed here."""
    locked = (ROOT / "locks" / "runtime.txt").read_text()
    for name in PLAIN:
        distribution = DISTRIBUTIONS.get(name, name)
        if f"{distribution}=={version(distribution)} " not in locked:
            raise RuntimeError(f"{distribution} {version(distribution)} is not the lock's; run make environment")
        place = Path(str(getattr(find_spec(name), "origin", None)))
        if place.name == "__init__.py":
            shutil.copytree(place.parent, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(place, target)
    compile_tree(target, "/opt/python")
