"""A whole Leadstream in one process: the template's table, the real handlers, streams and queues pumped by hand."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from urllib.parse import parse_qsl

import boto3
from moto.backends import get_backend
from moto.core.models import DEFAULT_ACCOUNT_ID as ACCOUNT_ID

import activities.api
import attached.api
import bulk.api
import bulk.job
import campaigns.api
import campaigns.webhooks
import catalogs.api
import conversion.api
import customers.api
import debts.api
import documents.api
import dossiers.api
import export.api
import export.job
import identity.api
import imports.api
import imports.job
import intake.api
import intake.job
import intake.webhooks
import leads.api
import letters.api
import mailing.job
import merging.api
import merging.job
import messages.api
import opportunities.api
import overview.api
import printing.api
import products.api
import reactions.stream
import reports.api
import rulebooks.api
import sales.api
import scoring.api
import scoring.stream
import search.api
import sites.api
import sites.webhooks
import tests.account  # noqa: F401 - what moto does not know of SES
import tiers.api
import tiers.job
import trash.job
import vouchers.api
from identity.rules import Department, Employee
from identity.setup import TenantCreate, create
from identity.writing import founding, hiring
from kernel import clock, ids, table
from kernel.access import Role
from tests.serving.serving import announce
from tests.serving.template import template

announce()
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "ap-southeast-1",
    "AWS_REGION": "ap-southeast-1",
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",  # moto knows no account-based endpoints
    "TABLE_NAME": "leadstream",
    "BUCKET_NAME": "leadstream-files",
    "USER_POOL_ID": "set-by-world",
    "EXPORT_QUEUE_URL": "set-by-world",
    "IMPORT_QUEUE_URL": "set-by-world",
    "TIER_QUEUE_URL": "set-by-world",
    "BULK_QUEUE_URL": "set-by-world",
    "PURGE_QUEUE_URL": "set-by-world",
    "MERGE_QUEUE_URL": "set-by-world",
    "MAIL_QUEUE_URL": "set-by-world",
    "INTAKE_QUEUE_URL": "set-by-world",
    "MAIL_FROM": "Leadstream <no-reply@leadstream.example>",
    "MAIL_SETTINGS": "leadstream-mail",
    "CHANNEL_SECRETS": "leadstream/channels",
    "PUBLIC_URL": "https://api.leadstream.example",
    "CAMPAIGN_RATE": "1000",
    "UNSUBSCRIBE_KEY": "another-secret-of-the-tests",
    "CURSOR_KEY": "a-secret-of-the-tests",
    "SEALING_KEY": "another-secret-of-the-tests",
    "SES_TOPIC_ARNS": "arn:aws:sns:ap-southeast-1:123456789012:leadstream-mail",
    "POWERTOOLS_SERVICE_NAME": "test",
    "POWERTOOLS_METRICS_NAMESPACE": "Leadstream",
    "POWERTOOLS_METRICS_DISABLED": "true",
}


@cache
def table_definition() -> dict[str, Any]:
    """The table as the template has it, for create_table."""
    (properties,) = (r["Properties"] for r in template()["Resources"].values() if r["Type"] == "AWS::DynamoDB::Table")
    names = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    stream = {"StreamEnabled": True, **properties["StreamSpecification"]}
    plain = cast("dict[str, Any]", json.loads(json.dumps({name: properties[name] for name in names})))
    return {**plain, "StreamSpecification": stream}


def create_table(client: Any, name: str) -> str:
    """Create the table; returns its stream's ARN."""
    made = client.create_table(TableName=name, **table_definition())
    return str(made["TableDescription"]["LatestStreamArn"])


@cache
def client(service: str) -> Any:
    """A client of the tests' own: making one takes longer than most calls."""
    return boto3.session.Session().client(service)  # type: ignore[call-overload]


def backend(service: str, region: str = ENVIRONMENT["AWS_REGION"]) -> Any:
    """What moto has of a service."""
    return get_backend(service)[ACCOUNT_ID][region]  # type: ignore[call-overload]


@dataclass(frozen=True)
class Person:
    """An employee and the claims that their ID token carries."""

    tenant: str
    id: str
    department: str

    @property
    def claims(self) -> dict[str, str]:
        """What the authorizer hands over."""
        return {"custom:tenant": self.tenant, "custom:employee": self.id, "token_use": "id", "sub": self.id}


@dataclass(frozen=True)
class Answer:
    """What a caller gets."""

    status: int
    headers: Mapping[str, str]
    body: Any
    raw: str

    def __getitem__(self, name: str) -> Any:
        return self.body[name]


class World:
    """The company under test and everything around it."""

    def __init__(self, stream_arn: str, queues: Mapping[str, str], heard: int = 0) -> None:
        self.stream_arn = stream_arn
        self.queues = queues
        self.heard = heard
        self.history: list[dict[str, Any]] = []

    # --- people ----------------------------------------------------------------------------------
    def company(self, tenant: str = "acme") -> Person:
        """A fresh tenant; returns its administrator."""
        order = {"tenant": tenant, "name": "Acme", "admin": {"name": "An", "email": f"an@{tenant}.example"}}
        made = create(TenantCreate.model_validate(order))
        return Person(tenant, made.employee, made.department)

    def department(self, tenant: str = "acme", code: str = "D2") -> str:
        """Another department."""
        made = Department(id=ids.new(clock.now()), code=code, name=code)
        table.write(*founding(tenant, made))
        return made.id

    def employee(self, department: str, code: str, role: Role = "staff", tenant: str = "acme", **more: Any) -> Person:
        """Another employee."""
        employee = Employee(
            id=ids.new(clock.now()), code=code, name=code, email=f"{code.lower()}@{tenant}.example",
            department=department, role=role, **more,
        )  # fmt: skip
        table.write(*hiring(tenant, employee))
        return Person(tenant, employee.id, department)

    # --- calls -----------------------------------------------------------------------------------
    def call(
        self, method: str, path: str, body: Any = None, *, by: Person | None = None, raw: str | None = None,
        headers: Mapping[str, str] | None = None, claims: Mapping[str, Any] | None = None, binary: bytes | None = None,
        **query: Any,
    ) -> Answer:  # fmt: skip
        """A request as API Gateway hands it to the function behind its path (payload format 2.0).

        The body is JSON of `body`, the very text `raw`, or `binary`, which API Gateway hands over in base64. The path
        may bring a query with it, as links of the product do.
        """
        path, _, asked = path.partition("?")
        query = {k: str(v) for k, v in {**dict(parse_qsl(asked)), **query}.items() if v is not None}
        raw = raw if raw is not None else json.dumps(body) if body is not None else None
        return self.request(
            method, path, query, {"content-type": "application/json", "accept-language": "en", **(headers or {})},
            raw=raw, by=by, claims=claims, binary=binary,
        )  # fmt: skip

    def request(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], *, raw: str | None = None,
        by: Person | None = None, claims: Mapping[str, Any] | None = None, binary: bytes | None = None,
    ) -> Answer:  # fmt: skip
        """The very same, and nothing else than what is said."""
        if binary is not None:
            raw = base64.b64encode(binary).decode()
        if claims is None:
            claims = by.claims if by else {}
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": path,
            "rawQueryString": "",
            "headers": dict(headers),
            "queryStringParameters": dict(query),
            "requestContext": {
                "http": {"method": method, "path": path, "sourceIp": "127.0.0.1", "userAgent": "test"},
                "requestId": "request-1",
                "stage": "$default",
                "authorizer": {"jwt": {"claims": dict(claims), "scopes": None}},
            },
            "body": raw,
            "isBase64Encoded": binary is not None,
        }
        answer = handler_of(path)(event, None)
        headers_out = {**answer.get("headers", {}), **{k: v[0] for k, v in answer.get("multiValueHeaders", {}).items()}}
        text = answer.get("body") or ""
        spoken = text and not {"text/html", "image/svg+xml"} & {headers_out.get("Content-Type", "").partition(";")[0]}
        return Answer(answer["statusCode"], headers_out, json.loads(text) if spoken else None, text)

    # --- what lies in the table ---------------------------------------------------------------------
    def item(self, pk: str, sk: str) -> dict[str, Any]:
        """An item's attribute values, {} when there is none."""
        key = {"pk": {"S": pk}, "sk": {"S": sk}}
        found = client("dynamodb").get_item(TableName=ENVIRONMENT["TABLE_NAME"], Key=key, ConsistentRead=True)
        return cast("dict[str, Any]", found.get("Item", {}))

    @property
    def table(self) -> Any:
        """moto's table; another one when a transaction was rolled back."""
        return backend("dynamodb").tables[ENVIRONMENT["TABLE_NAME"]]

    def items(self) -> list[dict[str, Any]]:
        """Every item there is."""
        return [item.to_json()["Attributes"] for item in self.table.all_items()]

    def put(self, item: dict[str, Any]) -> None:
        """Write an item behind the product's back."""
        client("dynamodb").put_item(TableName=ENVIRONMENT["TABLE_NAME"], Item=item)

    # --- what happens by itself -------------------------------------------------------------------
    def records(self) -> list[dict[str, Any]]:
        """New stream records since the last call, as Lambda gets them; straight from moto's list."""
        told = self.table.stream_shard.items
        found = [lambda_record(one.to_json(), self.stream_arn) for one in told[self.heard :]]
        self.heard = len(told)
        self.history += found
        return found

    def pump(self) -> None:
        """Let the streams and queues run until nothing more happens."""
        while True:
            found = self.records()
            deliver(found)
            if not found and not self.work():
                return

    def work(self) -> int:
        """Hand each waiting message to its worker; returns how many there were."""
        done = 0
        for name, worker in WORKERS.items():
            if not backend("sqs").queues[name]._messages:
                continue
            if name == "EXPORT":
                hurry(name)
            for message in client("sqs").receive_message(QueueUrl=self.queues[name]).get("Messages", []):
                worker({"Records": [{"messageId": message["MessageId"], "body": message["Body"]}]}, None)
                client("sqs").delete_message(QueueUrl=self.queues[name], ReceiptHandle=message["ReceiptHandle"])
                done += 1
        return done


WORKERS = {
    "EXPORT": export.job.handler, "IMPORT": imports.job.handler, "TIER": tiers.job.handler,
    "BULK": bulk.job.handler, "PURGE": trash.job.handler, "MERGE": merging.job.handler,
    "MAIL": mailing.job.handler, "INTAKE": intake.job.handler,
}  # fmt: skip
"""Who works off which queue."""


def hurry(queue: str) -> None:
    """Nobody waits here for the time after which a fault may have passed."""
    for message in backend("sqs").queues[queue]._messages:
        message.delayed_until = 0


def deliver(records: list[dict[str, Any]]) -> None:
    """A batch to both stream functions, filtered as the template filters."""
    for handler, prefixes in ((scoring.stream.handler, SCORING), (reactions.stream.handler, REACTIONS)):
        mine = [r for r in records if r["dynamodb"]["Keys"]["sk"]["S"].startswith(prefixes)]
        if mine:
            handler({"Records": mine}, None)


def _filters(logical_id: str) -> tuple[str, ...]:
    """The sort-key prefixes that an event source in the template lets through."""
    (source,) = (
        r["Properties"]
        for name, r in template()["Resources"].items()
        if r["Type"] == "AWS::Lambda::EventSourceMapping" and name.startswith(logical_id)
    )
    patterns = [json.loads(f["Pattern"]) for f in source["FilterCriteria"]["Filters"]]
    return tuple(
        prefix["prefix"] for p in patterns for prefix in p["dynamodb"]["Keys"]["sk"]["S"] if "prefix" in prefix
    )


SCORING = _filters("ScoringStream")
REACTIONS = _filters("Reactions")


def lambda_record(record: Mapping[str, Any], arn: str) -> dict[str, Any]:
    """A record of the DynamoDB Streams API as Lambda hands it to a function."""
    data = dict(record["dynamodb"])
    at = data["ApproximateCreationDateTime"]
    data["ApproximateCreationDateTime"] = at.timestamp() if hasattr(at, "timestamp") else at
    return {**record, "dynamodb": data, "eventSourceARN": arn}


def handler_of(path: str) -> Any:
    """The function that the template routes a path to: of all that have such a route, the one that spells out most."""
    told = path.split("/")
    fitting = [
        (sum(one == said for one, said in zip(asked, told, strict=True)), api.handler)
        for asked, api in PATHS
        if len(asked) == len(told) and all(one in {said, "<>"} for one, said in zip(asked, told, strict=True))
    ]
    return max(fitting, key=lambda found: found[0])[1] if fitting else FUNCTIONS[told[2]]


APIS: tuple[Any, ...] = (
    activities.api,
    attached.api,
    bulk.api,
    campaigns.api,
    catalogs.api,
    conversion.api,
    customers.api,
    debts.api,
    documents.api,
    dossiers.api,
    printing.api,
    products.api,
    export.api,
    identity.api,
    imports.api,
    intake.api,
    leads.api,
    letters.api,
    merging.api,
    messages.api,
    opportunities.api,
    overview.api,
    reports.api,
    sales.api,
    rulebooks.api,
    scoring.api,
    search.api,
    sites.api,
    tiers.api,
    vouchers.api,
)
FUNCTIONS: dict[str, Any] = {
    route.path.split("/")[2]: api.handler
    for api in APIS
    for route in api.app.routes
    if api not in {overview.api, merging.api, conversion.api}
} | {
    "webhooks": intake.webhooks.handler,
    "web": sites.webhooks.handler,
    "unsubscribe": campaigns.webhooks.handler,
}
"""The function behind whatever begins so, where no route fits."""
PATHS = [(re.sub("<[^>]*>", "<>", route.path).split("/"), api) for api in APIS for route in api.app.routes]
