"""A deployed local stack, and the one way to reach it: `make run` keeps one, tests start their own.

with Stack(auth=True) as stack:
    stack.outputs()["TableName"], stack.api_url(), stack.client("dynamodb")
"""

import contextlib
import json
import os
import tempfile
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.request import urlopen

import boto3
import yaml
from botocore.config import Config
from botocore.exceptions import ClientError

from local import deployment
from local.deployment import Tell
from local.ministack import CREDENTIALS, REGION, ROOT, MiniStack, discard, free_port, last_port

DEFAULT_PORT = 4566
DEPLOYED = "leadstream-local-deployed"
HOME = ROOT / ".local" / "state"
_ONCE: dict[str, Any] = {"read_timeout": 910, "retries": {"max_attempts": 0}}
"""Functions are called once, and waited for as long as one may run."""


class Stack:
    """MiniStack with the template deployed; without `state`, a directory that goes when it stops."""

    def __init__(
        self, port: int | None = None, state: Path | None = None, *, auth: bool = True, tell: Tell = lambda _: None,
        zalo: str | None = None,
    ) -> None:  # fmt: skip
        self._temporary, self._tell, self._zalo = state is None, tell, zalo
        home = state or Path(tempfile.mkdtemp(prefix="leadstream-"))
        self.aws = MiniStack(port or free_port(), home, persist=state is not None, auth=auth)
        self._outputs: dict[str, str] = {}

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.aws.stop()
        if self._temporary:
            discard(self.aws.home)

    def start(self) -> None:
        """Start the local AWS and deploy; what is up to date is left alone."""
        if self.aws.running() is None:
            self._tell("starting the local AWS (MiniStack)")
            self.aws.start()
        self.deploy()

    def deploy(self) -> bool:
        """Build and deploy when the sources changed; says whether it had to."""
        log = self.aws.home / "deploy.log"
        with deployment.alone():
            given = deployment.parameters(self.endpoint(), self._zalo)
            wanted = " ".join([deployment.build(log, self._tell), *given])
            if self._deployed() == wanted:
                return False
            self._tell("deploying (sam deploy)")
            deployment.deploy(self.endpoint(), log, given)
        self._outputs = {}
        self._mend()
        self.client("ssm").put_parameter(Name=DEPLOYED, Value=wanted, Type="String", Overwrite=True)
        return True

    def _deployed(self) -> str | None:
        """What was deployed last, as the local AWS itself remembers it: its state may be older than our files."""
        ssm = self.client("ssm")
        with contextlib.suppress(ssm.exceptions.ParameterNotFound):
            value: str = ssm.get_parameter(Name=DEPLOYED)["Parameter"]["Value"]
            return value
        return None

    def outputs(self) -> dict[str, str]:
        """The stack's outputs; empty when it is not deployed."""
        if not self._outputs:
            try:
                found = self.client("cloudformation").describe_stacks(StackName=deployment.STACK)["Stacks"]
            except ClientError:
                return {}
            self._outputs = {item["OutputKey"]: item["OutputValue"] for item in found[0].get("Outputs", [])}
        return self._outputs

    def endpoint(self) -> str:
        """Where every AWS service answers."""
        return self.aws.endpoint

    def api_url(self) -> str:
        """The API's base; routes are below it, as in `/v1/leads`."""
        return f"{self.endpoint()}/_aws/execute-api/{self.outputs()['ApiId']}/$default"

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes clients at run time
        """A boto3 client of the local AWS, as the administrator."""
        return boto3.client(
            service,  # type: ignore[call-overload]
            endpoint_url=self.endpoint(),
            region_name=REGION,
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
            config=Config(s3={"addressing_style": "path"}, **(_ONCE if service == "lambda" else {})),
        )

    def said(self, function: str) -> list[str]:
        """What a function, by its name in the template, has logged so far: a line each."""
        pages = self.client("logs").get_paginator("filter_log_events")
        found = pages.paginate(logGroupName=f"/aws/lambda/{deployment.STACK}/{function}")
        return [event["message"] for page in found for event in page["events"]]

    def _mend(self) -> None:
        """What MiniStack does not take from the template, and what only the local stack has."""
        self._allow_origins()
        self._expire_items()
        self._open_certificate_mirror()
        self._own_mail_domain()

    def _allow_origins(self) -> None:
        """MiniStack answers preflights only with a CORS configuration that came through its API."""
        built = yaml.safe_load((deployment.BUILD / "template.yaml").read_text(encoding="utf-8"))
        cors = built["Resources"]["Api"]["Properties"]["CorsConfiguration"] | {"AllowOrigins": ["*"]}
        self.client("apigatewayv2").update_api(ApiId=self.outputs()["ApiId"], CorsConfiguration=cors)

    def _expire_items(self) -> None:
        """MiniStack does not take a table's expiry from CloudFormation."""
        dynamodb, table = self.client("dynamodb"), self.outputs()["TableName"]
        now = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]["TimeToLiveStatus"]
        if now == "DISABLED":
            dynamodb.update_time_to_live(
                TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"}
            )

    def _own_mail_domain(self) -> None:
        """That our mail's domain is ours is proven outside of the template, on AWS too."""
        ses = self.client("sesv2")
        with contextlib.suppress(ses.exceptions.AlreadyExistsException):
            ses.create_email_identity(EmailIdentity=deployment.MAIL_DOMAIN)

    def sent_mail(self) -> list[dict[str, Any]]:
        """What was sent, the oldest first."""
        with urlopen(f"{self.endpoint()}/_ministack/ses/messages", timeout=10) as answer:  # noqa: S310 - our own
            of_accounts: dict[str, list[dict[str, Any]]] = json.load(answer)["messages"]
        return [mail for messages in of_accounts.values() for mail in messages]

    def _open_certificate_mirror(self) -> None:
        """The bucket that stands in for the SNS host; the certificate in it is public, as there."""
        s3, name = self.client("s3"), deployment.CERTIFICATES
        if name not in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
            s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.delete_public_access_block(Bucket=name)
        anyone_reads = {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
            ],
        }
        s3.put_bucket_policy(Bucket=name, Policy=json.dumps(anyone_reads))


def kept(tell: Tell = lambda _: None) -> Stack:
    """The stack that `make run` keeps; LEADSTREAM_PORT moves it, and it stays there; LEADSTREAM_STATE names another."""
    wanted, home = os.environ.get("LEADSTREAM_PORT"), Path(os.environ.get("LEADSTREAM_STATE", HOME))
    return Stack(int(wanted) if wanted else last_port(home) or DEFAULT_PORT, home, auth=False, tell=tell)


@cache
def current() -> Stack:
    """The same, made once."""
    return kept()


def outputs() -> dict[str, str]:
    """The outputs of the stack that `make run` keeps."""
    return current().outputs()


def endpoint() -> str:
    """Where its AWS answers."""
    return current().endpoint()


def api_url() -> str:
    """Where its API answers."""
    return current().api_url()


def client(service: str) -> Any:  # noqa: ANN401 - boto3 makes clients at run time
    """A boto3 client of its AWS."""
    return current().client(service)
