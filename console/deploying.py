"""A stage on AWS: what is to be set is looked at first, then what would change is shown, and then it is changed.

Production is watched while it changes, and a while after: when an alarm goes off, CloudFormation takes all of it back
(https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-rollback-triggers.html).
"""

import hashlib
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from botocore.exceptions import ClientError, WaiterError

from console.places import STAGES, Cloud, NoSuchStage
from layers.build import OWN_ARCHITECTURE
from local import deployment
from local.failure import Failure
from local.ministack import ROOT

SETTINGS = ROOT / "infra" / "stages.toml"
TEMPLATE = ROOT / "infra" / "template.yaml"
WATCHED = ("ApiFaults", "ScoringStreamBehind", "ReactionsBehind", "SetAside")
"""Alarms that take a change of production back; a trigger can be five alarms at most."""
LOG = ROOT / ".local" / "deploy.log"
_RANKED = ("Replace", "Remove", "Modify", "Add")


@dataclass(frozen=True)
class Stage:
    """What a stage is to be."""

    name: str
    parameters: Mapping[str, str]
    watched: int
    """Minutes for which alarms take a change back after it was made; 0: none does."""


@dataclass(frozen=True)
class Change:
    """What a change set does to a resource."""

    action: str
    resource: str
    kind: str


class _Template(yaml.SafeLoader):
    """Reads a template for its parameters; what its tags mean is CloudFormation's business."""


_Template.add_multi_constructor("!", lambda _loader, _tag, _node: None)


def stage(name: str, settings: Path = SETTINGS, given: Mapping[str, str] = os.environ) -> Stage:
    """What is set for a stage, each of `LEADSTREAM_<PARAMETER>` before the file. Failure says all that is wrong."""
    if name not in STAGES:
        raise NoSuchStage(
            f"there is no stage {name!r} to deploy: {' or '.join(STAGES)} (make deploy STAGE={STAGES[0]})"
        )
    try:
        set_down = tomllib.loads(settings.read_text(encoding="utf-8")).get(name, {})
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise Failure(f"{settings} cannot be read: {error}") from None
    known = parameters()
    values = {one: str(value) for one, value in set_down.get("parameters", {}).items()}
    values |= {one: value for one in known if (value := given.get(f"LEADSTREAM_{_shouted(one)}"))}
    values |= {"Stage": name, "Architecture": values.get("Architecture", OWN_ARCHITECTURE)}
    wrong = [*_missing(set_down.get("required", ()), values), *_misfits(known, values)]
    if wrong:
        raise Failure(f"stage {name} is not ready, nothing was changed: {'; '.join(wrong)} (see infra/{settings.name})")
    return Stage(name, values, int(set_down.get("watched_minutes", 0)))


@cache
def parameters(template: Path = TEMPLATE) -> dict[str, dict[str, Any]]:
    """The template's parameters."""
    found: dict[str, dict[str, Any]] = yaml.load(template.read_text(encoding="utf-8"), _Template)["Parameters"]  # noqa: S506 - a SafeLoader that passes over tags
    return found


def _shouted(name: str) -> str:
    return "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in name).lstrip("_")


def _missing(required: list[str], values: Mapping[str, str]) -> Iterator[str]:
    for name in required:
        if not values.get(name):
            yield f"{name} has to be set, there or as LEADSTREAM_{_shouted(name)}"


def _misfits(known: Mapping[str, Mapping[str, Any]], values: Mapping[str, str]) -> Iterator[str]:
    for name, value in values.items():
        if name not in known:
            yield f"there is no parameter {name}"
            continue
        allowed = [str(one) for one in known[name].get("AllowedValues", ())]
        if allowed and value not in allowed:
            yield f"{name} is {value!r} and can be {', '.join(allowed)}"
        if known[name]["Type"] == "Number" and not value.isdigit():
            yield f"{name} is {value!r} and has to be a whole number"


def package(where: Cloud, tell: deployment.Tell) -> Path:
    """Build everything, bring it to the bucket of SAM, and return the template that names it."""
    out = deployment.BUILD.parent / f"packaged-{where.name}.yaml"
    with deployment.alone():
        deployment.build(LOG, tell)
        tell("bringing the code to S3")
        command: list[str | Path] = [
            deployment.SAM / "sam", "package", "--template-file", deployment.BUILD / "template.yaml", "--resolve-s3",
            "--region", where.region, "--output-template-file", out,
        ]  # fmt: skip
        with LOG.open("ab") as log:
            done = subprocess.run(command, cwd=ROOT, env=_variables(), stdout=log, stderr=log, check=False)
    if done.returncode:
        raise Failure(f"sam package failed; see the end of {LOG}")
    return out


def upload(where: Cloud, packaged: Path) -> str:
    """Bring the template to the bucket beside the code it names: it is too long to be handed over; its address."""
    found = re.search(r"s3://([^/\s]+)/", packaged.read_text(encoding="utf-8"))
    if found is None:
        raise Failure(f"{packaged} names no bucket")
    key = f"templates/{hashlib.sha256(packaged.read_bytes()).hexdigest()[:32]}.yaml"
    where.client("s3").upload_file(str(packaged), found[1], key)
    return f"https://s3.{where.region}.amazonaws.com/{found[1]}/{key}"


def _variables() -> dict[str, str]:
    path = f"{deployment.SAM}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "SAM_CLI_TELEMETRY": "0", "PATH": path}


def propose(where: Cloud, wanted: Stage, template_url: str, name: str) -> list[Change]:
    """Make a change set, and say what it would change; nothing when there is nothing to change."""
    cloudformation = where.client("cloudformation")
    exists = _exists(where)
    triggers = _triggers(where, wanted) if exists else {}
    cloudformation.create_change_set(
        StackName=where.stack_name, ChangeSetName=name, ChangeSetType="UPDATE" if exists else "CREATE",
        TemplateURL=template_url, Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Parameters=[{"ParameterKey": one, "ParameterValue": value} for one, value in wanted.parameters.items()],
        **({"RollbackConfiguration": triggers} if triggers else {}),
    )  # fmt: skip
    try:
        cloudformation.get_waiter("change_set_create_complete").wait(
            StackName=where.stack_name, ChangeSetName=name, WaiterConfig={"Delay": 3, "MaxAttempts": 200}
        )
    except WaiterError:
        told = cloudformation.describe_change_set(StackName=where.stack_name, ChangeSetName=name)
        why = str(told.get("StatusReason", ""))
        if "didn't contain changes" in why or "No updates are to be performed" in why:
            cloudformation.delete_change_set(StackName=where.stack_name, ChangeSetName=name)
            return []
        raise Failure(f"CloudFormation refuses the change, nothing was changed: {why}") from None
    pages = cloudformation.get_paginator("describe_change_set").paginate(
        StackName=where.stack_name, ChangeSetName=name
    )  # fmt: skip
    found = [_change(one["ResourceChange"]) for page in pages for one in page["Changes"] if "ResourceChange" in one]
    return sorted(found, key=lambda one: (_RANKED.index(one.action), one.kind, one.resource))


def execute(where: Cloud, name: str, tell: Callable[[str], None]) -> None:
    """Make the change, and wait until it is made. Failure with the first reason when it was taken back."""
    cloudformation = where.client("cloudformation")
    new = not _exists(where)
    cloudformation.execute_change_set(StackName=where.stack_name, ChangeSetName=name)
    tell(f"CloudFormation changes {where.stack_name}")
    waiter = cloudformation.get_waiter("stack_create_complete" if new else "stack_update_complete")
    try:
        waiter.wait(StackName=where.stack_name, WaiterConfig={"Delay": 10, "MaxAttempts": 720})
    except WaiterError:
        raise Failure(f"{where.stack_name} was not changed: {_why(where)}") from None


def _exists(where: Cloud) -> bool:
    try:
        (found,) = where.client("cloudformation").describe_stacks(StackName=where.stack_name)["Stacks"]
    except ClientError:
        return False
    return bool(found["StackStatus"] != "REVIEW_IN_PROGRESS")


def _triggers(where: Cloud, wanted: Stage) -> dict[str, Any]:
    """Which alarms take a change back: those that the stack has already."""
    if not wanted.watched:
        return {}
    alarms = where.client("cloudwatch").get_paginator("describe_alarms").paginate(AlarmNamePrefix=where.stack_name)
    arns = [
        one["AlarmArn"] for page in alarms for one in page["MetricAlarms"]
        if any(f"-{name}-" in one["AlarmName"] for name in WATCHED)
    ]  # fmt: skip
    return {
        "RollbackTriggers": [{"Arn": arn, "Type": "AWS::CloudWatch::Alarm"} for arn in arns],
        "MonitoringTimeInMinutes": wanted.watched,
    }


def _change(told: Mapping[str, Any]) -> Change:
    action = "Replace" if told.get("Replacement") == "True" else told["Action"]
    return Change(action if action in _RANKED else "Modify", told["LogicalResourceId"], told["ResourceType"])


def _why(where: Cloud) -> str:
    events = where.client("cloudformation").describe_stack_events(StackName=where.stack_name)["StackEvents"]
    failed = [one for one in events if one["ResourceStatus"].endswith("_FAILED")]
    told = failed[-1] if failed else events[0]
    return f"{told['LogicalResourceId']}: {told.get('ResourceStatusReason', told['ResourceStatus'])}"
