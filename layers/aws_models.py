"""Cuts botocore's descriptions of AWS to the calls we make: reading them is most of a client's cold start."""

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

# The only place that says which calls of AWS the functions may use; any other fails at once, in every stack.
OPERATIONS = {
    "dynamodb": {
        "BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "TransactWriteItems",
        "UpdateItem",
    },
    "s3": {
        "AbortMultipartUpload", "CompleteMultipartUpload", "CopyObject", "CreateMultipartUpload", "DeleteObject",
        "GetObject", "HeadObject", "ListObjectsV2", "PutObject", "UploadPart",
        "CreateBucket",  # never called: botocore takes an upload form's address from its description
    },
    "sqs": {"GetQueueAttributes", "SendMessage"},
    "sns": {"ConfirmSubscription", "Publish"},
    "secretsmanager": {"CreateSecret", "GetSecretValue", "PutSecretValue"},
    "sesv2": {"GetAccount", "GetEmailIdentity", "SendEmail"},
    "cognito-idp": {
        "AdminCreateUser", "AdminDeleteUser", "AdminDisableUser", "AdminEnableUser", "AdminGetUser",
    },
}  # fmt: skip
SHARED = {"_retry.json", "endpoints.json", "partitions.json", "sdk-default-configuration.json"}

type Json = dict[str, Any]


def trim(data: Path) -> None:
    """Keep, of a botocore data directory, what these operations need."""
    for path in data.iterdir():
        if path.is_dir() and path.name in OPERATIONS:
            _service(path, OPERATIONS[path.name])
        elif path.is_dir():
            shutil.rmtree(path)
        elif path.name not in SHARED:
            path.unlink()
    for name in SHARED:
        _write(data / name, _read(data / name))
    _write(data / "endpoints.json", _endpoints(_read(data / "endpoints.json")))


def _service(directory: Path, operations: set[str]) -> None:
    """The newest version of one service: its model, cut, and its endpoint rules, unpacked."""
    *older, newest = sorted(directory.iterdir())
    for version in older:
        shutil.rmtree(version)
    model, rules = _read(_file(newest, "service-2")), _read(_file(newest, "endpoint-rule-set-1"))
    extras = newest / "service-2.sdk-extras.json"
    if extras.exists():
        for part, of in _read(extras)["merge"].items():
            model[part].update(of)
    shutil.rmtree(newest)
    newest.mkdir()
    _write(newest / "service-2.json", _model(model, operations))
    _write(newest / "endpoint-rule-set-1.json", rules)


def _model(model: Json, operations: set[str]) -> Json:
    """A service's description with these operations, the shapes they reach, and no prose."""
    missing = operations - model["operations"].keys()
    if missing:
        raise ValueError(f"botocore does not know {sorted(missing)}")
    kept = {name: model["operations"][name] for name in sorted(operations)}
    reached: set[str] = set()
    open_ends = _shapes_in(list(kept.values()))
    while open_ends:
        reached |= open_ends
        open_ends = _shapes_in([model["shapes"][name] for name in open_ends]) - reached
    shapes = {name: model["shapes"][name] for name in sorted(reached)}
    return _without_prose({**model, "operations": kept, "shapes": shapes})


def _shapes_in(value: object) -> set[str]:
    """The names of the shapes that a part of a model points at."""
    if isinstance(value, list):
        return {name for item in value for name in _shapes_in(item)}
    if isinstance(value, dict):
        own = {value["shape"]} if isinstance(value.get("shape"), str) else set()
        return own | _shapes_in(list(value.values()))
    return set()


def _without_prose(model: Json) -> Json:
    """The same without documentation; a member may itself be called so, hence only strings go."""

    def strip(value: Any) -> Any:  # noqa: ANN401 - any JSON value
        if isinstance(value, dict):
            prose = {"documentation"} if isinstance(value.get("documentation"), str) else set()
            # botocore insists on the documentation of these.
            return {
                key: item if key == "clientContextParams" else strip(item)
                for key, item in value.items()
                if key not in prose
            }
        return [strip(item) for item in value] if isinstance(value, list) else value

    stripped: Json = strip(model)
    return stripped


def _endpoints(endpoints: Json) -> Json:
    """All regions and partitions, our services only."""
    for partition in endpoints["partitions"]:
        services = partition["services"]
        partition["services"] = {
            name: value for name, value in services.items() if name in {*OPERATIONS, "streams.dynamodb", "email"}
        }
    return endpoints


def _file(directory: Path, name: str) -> Path:
    plain = directory / f"{name}.json"
    return plain if plain.exists() else directory / f"{name}.json.gz"


def _read(path: Path) -> Json:
    raw = path.read_bytes()
    parsed: Json = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    return parsed


def _write(path: Path, value: Json) -> None:
    path.write_text(json.dumps(value, separators=(",", ":"), ensure_ascii=False), encoding="utf-8")
