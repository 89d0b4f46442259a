"""Deploying a stage: what is wrong is said before anything changes; what would change is shown; then it is changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from console import deploying
from console.deploying import Change
from console.places import Cloud
from local.failure import Failure
from local.ministack import REGION
from local.stack import Stack

READY = {
    "LEADSTREAM_MAIL_DOMAIN": "mail.example", "LEADSTREAM_ALARM_EMAIL": "ops@example.org",
    "LEADSTREAM_ALLOWED_ORIGINS": "https://crm.example",
}  # fmt: skip
TEMPLATE = {
    "Parameters": {"Stage": {"Type": "String"}},
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
    "Outputs": {"ApiUrl": {"Value": "https://api.example"}},
}


def test_a_stage_that_there_is_not_is_named_with_those_that_there_are():
    with pytest.raises(Failure, match="no stage 'staging' to deploy: dev or prod"):
        deploying.stage("staging", given={})


def test_everything_that_is_missing_is_said_at_once():
    with pytest.raises(Failure, match="nothing was changed") as caught:
        deploying.stage("prod", given={})
    assert all(name in str(caught.value) for name in ("MailDomain", "AlarmEmail", "AllowedOrigins"))


def test_the_environment_completes_and_overrules_the_file():
    found = deploying.stage("prod", given={**READY, "LEADSTREAM_LOG_RETENTION_DAYS": "365"})
    assert found.parameters["MailDomain"] == "mail.example"
    assert found.parameters["LogRetentionDays"] == "365"
    assert found.parameters["DeletionProtection"] == "true"
    assert found.parameters["Stage"] == "prod"
    assert found.watched == 15


def test_a_value_that_a_parameter_cannot_have_is_refused():
    with pytest.raises(Failure, match="LogRetentionDays is '8' and can be 1, 3, 7"):
        deploying.stage("prod", given={**READY, "LEADSTREAM_LOG_RETENTION_DAYS": "8"})
    with pytest.raises(Failure, match="CampaignRate is 'many' and has to be a whole number"):
        deploying.stage("prod", given={**READY, "LEADSTREAM_CAMPAIGN_RATE": "many"})


def test_a_parameter_that_there_is_not_is_refused(tmp_path: Path):
    settings = tmp_path / "stages.toml"
    settings.write_text('[dev.parameters]\nMailDomian = "mail.example"\n', encoding="utf-8")
    with pytest.raises(Failure, match="there is no parameter MailDomian"):
        deploying.stage("dev", settings, {})


def test_all_that_the_file_sets_are_parameters_of_the_template():
    assert deploying.stage("dev", given=READY).parameters.keys() <= deploying.parameters().keys()
    assert deploying.stage("prod", given=READY).parameters.keys() <= deploying.parameters().keys()


def test_alarms_that_take_a_change_back_are_in_the_template():
    template = deploying.TEMPLATE.read_text(encoding="utf-8")
    assert all(f"\n  {name}:\n    Type: AWS::CloudWatch::Alarm" in template for name in deploying.WATCHED)
    assert len(deploying.WATCHED) <= 5


@dataclass(frozen=True)
class OnThisMachine(Cloud):
    """As on AWS, but that the local AWS answers."""

    stack: Stack

    @property
    def region(self) -> str:
        return REGION

    def client(self, service: str) -> Any:
        return self.stack.client(service)


@pytest.fixture
def cloud(aws: Stack, request: pytest.FixtureRequest) -> Cloud:
    """A stage of its own for each test."""
    return OnThisMachine(request.node.name[:40].replace("_", "-"), aws)


def address(template: Mapping[str, object], tmp_path: Path, where: Cloud) -> str:
    packaged = tmp_path / "packaged.yaml"
    packaged.write_text(f"# CodeUri: s3://code/abc\n{json.dumps(template)}", encoding="utf-8")
    return deploying.upload(where, packaged)


def queues(where: Cloud) -> int:
    return len(where.client("sqs").list_queues(QueueNamePrefix=where.stack_name).get("QueueUrls", []))


def test_a_change_is_shown_before_it_is_made(cloud: Cloud, tmp_path: Path):
    wanted = deploying.Stage("dev", {"Stage": "dev"}, 0)
    changes = deploying.propose(cloud, wanted, address(TEMPLATE, tmp_path, cloud), "first")
    assert changes == [Change("Add", "Queue", "AWS::SQS::Queue")]
    assert queues(cloud) == 0
    deploying.execute(cloud, "first", lambda _: None)
    assert cloud.api_url() == "https://api.example"
    assert queues(cloud) == 1


def test_a_stack_that_is_as_it_is_to_be_is_left_alone(cloud: Cloud, tmp_path: Path):
    wanted = deploying.Stage("dev", {"Stage": "dev"}, 0)
    template = address(TEMPLATE, tmp_path, cloud)
    deploying.propose(cloud, wanted, template, "first")
    deploying.execute(cloud, "first", lambda _: None)
    assert deploying.propose(cloud, wanted, template, "second") == []


def test_what_is_taken_away_is_shown_first(cloud: Cloud, tmp_path: Path):
    wanted = deploying.Stage("dev", {"Stage": "dev"}, 0)
    deploying.propose(cloud, wanted, address(TEMPLATE, tmp_path, cloud), "first")
    deploying.execute(cloud, "first", lambda _: None)
    other = {**TEMPLATE, "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
    changes = deploying.propose(cloud, wanted, address(other, tmp_path, cloud), "second")
    assert [(one.action, one.resource) for one in changes] == [("Remove", "Queue"), ("Add", "Topic")]


def test_a_stack_that_is_not_there_is_a_sentence(cloud: Cloud):
    with pytest.raises(Failure, match=r"the stack leadstream-.* cannot be read in"):
        cloud.outputs()
