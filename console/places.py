"""Where a command works: the local stack, or one that was deployed to AWS. Commands do not ask which."""

import os
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ProfileNotFound

from local.failure import Failure
from local.ministack import REGION
from local.stack import Stack, current

LOCAL = "local"
STAGES = ("dev", "prod")
"""On AWS; the template's parameter `Stage` allows the same."""
LONGEST = 910
"""Seconds: no function runs longer than 900."""


class NoSuchStage(Failure):
    """A word that names none."""

    code = 2


class NotThere(Failure):
    """A stack that is not up, not deployed, or not ours to see."""

    code = 4


class Place(Protocol):
    """A deployed stack."""

    @property
    def name(self) -> str:
        """What the stage is called."""
        ...

    @property
    def region(self) -> str:
        """Where it is."""
        ...

    def outputs(self) -> dict[str, str]:
        """The stack's outputs; Failure when it is not deployed, or not ours to see."""
        ...

    def api_url(self) -> str:
        """The API's base; routes are below it, as in `/v1/leads`."""
        ...

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes clients at run time
        """A boto3 client of its AWS, with the rights of who calls."""
        ...


class Here:
    """A stack on this machine."""

    name, region = LOCAL, REGION

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def outputs(self) -> dict[str, str]:
        """Of the local stack."""
        running = self._stack.aws.running() is not None
        found = self._stack.outputs() if running else {}
        if not found:
            raise NotThere("the local stack is not up: make run")
        return found

    def api_url(self) -> str:
        """On 127.0.0.1."""
        self.outputs()
        return self._stack.api_url()

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes clients at run time
        """Of the local AWS."""
        return self._stack.client(service)


@dataclass(frozen=True)
class Cloud:
    """A stack on AWS, in the region and with the credentials that the AWS command line would use."""

    name: str

    @property
    def stack_name(self) -> str:
        """What CloudFormation calls it."""
        return f"leadstream-{self.name}"

    @cached_property
    def _session(self) -> Any:  # noqa: ANN401 - boto3's session
        try:
            session = boto3.Session(region_name=os.environ.get("AWS_REGION"))
        except ProfileNotFound as error:
            raise NotThere(f"AWS_PROFILE names none: {error}") from None
        if session.region_name is None:
            raise NotThere("no AWS region: set AWS_REGION, or a profile that has one")
        return session

    @property
    def region(self) -> str:
        """As AWS_REGION or the profile says."""
        return str(self._session.region_name)

    @cached_property
    def _outputs(self) -> dict[str, str]:
        try:
            (found,) = self.client("cloudformation").describe_stacks(StackName=self.stack_name)["Stacks"]
        except (BotoCoreError, ClientError) as error:
            raise NotThere(f"the stack {self.stack_name} cannot be read in {self.region}: {error}") from None
        return {item["OutputKey"]: item["OutputValue"] for item in found.get("Outputs", [])}

    def outputs(self) -> dict[str, str]:
        """As CloudFormation says."""
        return self._outputs

    def api_url(self) -> str:
        """Of its API Gateway."""
        return self.outputs()["ApiUrl"]

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes clients at run time
        """With the caller's own credentials. A function is called once, and waited for as long as one may run."""
        patient = Config(read_timeout=LONGEST, retries={"max_attempts": 0}) if service == "lambda" else None
        return self._session.client(service, config=patient)


def place(stage: str) -> Place:
    """The stack of a stage. Failure for a name that is none."""
    if stage == LOCAL:
        return Here(current())
    if stage in STAGES:
        return Cloud(stage)
    raise NoSuchStage(f"there is no stage {stage!r}: {', '.join((LOCAL, *STAGES))}")
