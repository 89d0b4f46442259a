import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kernel import keys
from kernel.table import INDEX_KEYS
from reactions.stream import REACTIONS
from tests.infra.conftest import Resources, of_type

ROOT = Path(__file__).parents[2]


def statements(part: object) -> Iterator[dict[str, Any]]:
    """Every policy statement anywhere below."""
    if isinstance(part, dict):
        if "Effect" in part:
            yield part
        for value in part.values():
            yield from statements(value)
    elif isinstance(part, list):
        for value in part:
            yield from statements(value)


def as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_every_function_logs_into_a_group_that_forgets(resources: Resources, functions: Resources) -> None:
    for name, properties in functions.items():
        group = resources[properties["LoggingConfig"]["LogGroup"]["Ref"]]
        assert group["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}, name


def test_no_two_functions_share_a_log_group(functions: Resources) -> None:
    groups = [properties["LoggingConfig"]["LogGroup"]["Ref"] for properties in functions.values()]
    assert len(groups) == len(set(groups)) == len(functions)


def test_every_queue_hands_what_it_gives_up_to_a_dead_letter_queue_that_is_watched(resources: Resources) -> None:
    queues = {name: item["Properties"] for name, item in of_type(resources, "AWS::SQS::Queue").items()}
    dead = {name for name in queues if name.endswith("Dead")}
    for name in queues.keys() - dead:
        redrive = queues[name]["RedrivePolicy"]
        assert redrive["maxReceiveCount"] == 5, name
        assert redrive["deadLetterTargetArn"]["Fn::GetAtt"][0] in dead, name
    watched = {
        part for metric in resources["DeadLetters"]["Properties"]["Metrics"] for part in dead if part in str(metric)
    }
    assert watched == dead


def test_a_queue_hides_a_message_longer_than_its_function_may_take(resources: Resources, functions: Resources) -> None:
    for mapping in of_type(resources, "AWS::Lambda::EventSourceMapping").values():
        source = mapping["Properties"]["EventSourceArn"]["Fn::GetAtt"][0]
        if resources[source]["Type"] == "AWS::SQS::Queue":
            timeout = functions[mapping["Properties"]["FunctionName"]["Ref"]]["Timeout"]
            assert resources[source]["Properties"]["VisibilityTimeout"] > timeout, source


def test_no_policy_allows_a_function_any_action_or_any_resource(functions: Resources) -> None:
    for name, properties in functions.items():
        allowed = list(statements(properties["Policies"]))
        assert allowed or name == "ReferenceApi", name  # it calls nothing
        for statement in allowed:
            assert not any("*" in action for action in as_list(statement["Action"])), name
            if "NotResource" in statement:  # text messages go to numbers, which have no ARN: to anything but topics
                assert (name, statement["Action"]) == ("MailSender", "sns:Publish")
                assert statement["NotResource"] == {"Fn::Sub": "arn:${AWS::Partition}:sns:*:*:*"}
                continue
            if statement["Action"] != "ses:GetAccount":  # it is about the account, which has no ARN
                assert "*" not in as_list(statement["Resource"]), name


def test_only_the_transport_rule_speaks_of_all_actions_and_it_denies(resources: Resources) -> None:
    broad = [item for item in statements(resources) if any("*" in action for action in as_list(item["Action"]))]
    assert [(item["Effect"], item["Condition"]) for item in broad] == [
        ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    ]


READERS = ("ScoringStream", "Reactions")


def test_readers_change_by_degrees_and_everything_else_after_them(resources: Resources, functions: Resources) -> None:
    assert {name for name, one in functions.items() if "DeploymentPreference" in one} == set(READERS)
    for name in READERS:
        assert functions[name]["AutoPublishAlias"] == "live"
        assert (
            functions[name]["AutoPublishAliasAllProperties"] is True
        )  # else a change of configuration alone stays behind
        assert resources[f"{name}Trigger"]["Properties"]["FunctionName"] == {"Ref": f"{name}.Alias"}
    for name in functions.keys() - set(READERS):
        assert resources[name]["DependsOn"] == [f"{reader}Aliaslive" for reader in READERS], name


def test_what_stops_a_new_reader_waits_for_no_other_function(resources: Resources, functions: Resources) -> None:
    """Others wait for the readers, which wait for these alarms."""
    (_, alarms, _) = functions["Reactions"]["DeploymentPreference"]["Alarms"]["Fn::If"]
    named = {reference for one in alarms for reference in re.findall(r"'Ref': '(\w+)'", str(resources[one["Ref"]]))}
    assert named & functions.keys() == set(READERS)


def test_a_stack_has_room_for_all_of_it(resources: Resources, functions: Resources) -> None:
    """CloudFormation takes 500. SAM makes a role of each function; of an alias a version, of a preference a group."""
    gradual = [one for one in functions.values() if "DeploymentPreference" in one]
    number = len(resources) + len(functions) + 3 * len(gradual) + 2
    assert number <= 500
    assert f"{number} are used in production" in (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_every_route_reaches_a_function_that_the_api_may_call(resources: Resources, functions: Resources) -> None:
    permitted = {
        item["Properties"]["FunctionName"]["Ref"] for item in of_type(resources, "AWS::Lambda::Permission").values()
    }
    for name, item in of_type(resources, "AWS::ApiGatewayV2::Route").items():
        integration = item["Properties"]["Target"]["Fn::Sub"].removeprefix("integrations/${").removesuffix("}")
        function = resources[integration]["Properties"]["IntegrationUri"]["Fn::GetAtt"][0]
        assert function in functions, name
        assert function in permitted, name


def test_only_preflights_the_reference_and_what_has_a_key_or_a_signature_need_no_token(resources: Resources) -> None:
    routes = [item["Properties"] for item in of_type(resources, "AWS::ApiGatewayV2::Route").values()]
    unguarded = {route["RouteKey"] for route in routes if route.get("AuthorizationType") != "JWT"}
    assert {key for key in unguarded if not key.startswith("OPTIONS ")} == {
        "POST /v1/webhooks/ses", "POST /v1/webhooks/in/{tenant}/{source}", "POST /v1/web/{proxy+}",
        "ANY /v1/unsubscribe/{token}",
        "GET /v1/reference", "GET /v1/reference/{proxy+}",
    }  # fmt: skip


def test_every_guarded_route_has_a_preflight_without_a_token(resources: Resources) -> None:
    routes = [item["Properties"] for item in of_type(resources, "AWS::ApiGatewayV2::Route").values()]
    keys = {route["RouteKey"] for route in routes}
    guarded = {route["RouteKey"] for route in routes if route.get("AuthorizationType") == "JWT"}
    assert guarded
    assert all(key.replace("ANY ", "OPTIONS ") in keys for key in guarded)


def test_a_user_can_read_but_never_write_the_attributes_that_decide_what_they_see(resources: Resources) -> None:
    client = resources["UserPoolClient"]["Properties"]
    assert {"custom:tenant", "custom:employee"} <= set(client["ReadAttributes"])
    assert not [name for name in client["WriteAttributes"] if name.startswith("custom:")]


def test_nobody_signs_up_by_themselves(resources: Resources) -> None:
    assert resources["UserPool"]["Properties"]["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}


def test_a_certificate_mirror_reaches_the_webhooks_on_the_local_stack_only(template: dict[str, Any]) -> None:
    (uses,) = [
        variables["SNS_CERTIFICATE_MIRROR"]
        for item in of_type(template["Resources"], "AWS::Serverless::Function").values()
        if "SNS_CERTIFICATE_MIRROR" in (variables := item["Properties"]["Environment"]["Variables"])
    ]
    assert uses == {"Fn::If": ["IsLocal", {"Ref": "SnsCertificateMirror"}, ""]}
    assert template["Parameters"]["SnsCertificateMirror"]["Default"] == ""
    assert template["Rules"]["CertificatesComeFromSns"]["RuleCondition"] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "Stage"}, "local"]}]
    }


def test_both_stream_readers_retry_bisect_and_leave_a_trace_of_what_failed(resources: Resources) -> None:
    readers = [
        mapping["Properties"]
        for mapping in of_type(resources, "AWS::Lambda::EventSourceMapping").values()
        if mapping["Properties"]["EventSourceArn"] == {"Fn::GetAtt": ["Table", "StreamArn"]}
    ]
    assert len(readers) == 2, "a shard serves two readers well, and no more"
    for reader in readers:
        assert reader["StartingPosition"] == "TRIM_HORIZON"
        assert reader["BisectBatchOnFunctionError"] is True
        assert reader["DestinationConfig"] == {"OnFailure": {"Destination": {"Fn::GetAtt": ["Bucket", "Arn"]}}}
        assert "FunctionResponseTypes" not in reader, "a transient fault raises: the local stack drops partial failures"


def test_the_bucket_is_private_encrypted_and_cleans_up(resources: Resources) -> None:
    bucket = resources["Bucket"]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    days = {rule.get("Prefix"): rule.get("ExpirationInDays") for rule in bucket["LifecycleConfiguration"]["Rules"]}
    assert days["exports/"] == 7
    assert days["imports/"] == 31
    assert days["aws/lambda/"] == 30
    assert days["waiting/"] == days["prints/"] == 1
    assert days["raw/"] == 30


def test_only_the_bucket_and_the_topic_of_mail_events_may_write_to_the_queue_of_what_providers_report(
    resources: Resources,
) -> None:
    allowed = resources["IntakeQueuePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert {(one["Effect"], one["Principal"]["Service"], str(one["Condition"])) for one in allowed} == {
        ("Allow", "s3.amazonaws.com", str({"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}})),
        ("Allow", "sns.amazonaws.com", str({"ArnEquals": {"aws:SourceArn": {"Ref": "MailEvents"}}})),
    }
    (told,) = resources["Bucket"]["Properties"]["NotificationConfiguration"]["QueueConfigurations"]
    assert (told["Queue"]["Fn::GetAtt"][0], told["Filter"]["S3Key"]["Rules"]) == (
        "IntakeQueue", [{"Name": "prefix", "Value": keys.RAW}]
    )  # fmt: skip


def test_the_table_can_be_restored_expires_items_and_tells_what_changed(resources: Resources) -> None:
    table = resources["Table"]["Properties"]
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert {index["IndexName"] for index in table["GlobalSecondaryIndexes"]} == {name for name in INDEX_KEYS if name}


def filtered(mapping: dict[str, Any]) -> set[str]:
    """The sort-key prefixes that an event source mapping lets through."""
    patterns = [json.loads(one["Pattern"]) for one in mapping["Properties"]["FilterCriteria"]["Filters"]]
    return {choice["prefix"] for pattern in patterns for choice in pattern["dynamodb"]["Keys"]["sk"]["S"]}


def test_the_reactions_get_the_changes_they_are_about_and_no_others(resources: Resources) -> None:
    about = {prefix for prefixes, _ in REACTIONS.values() for prefix in prefixes}
    assert filtered(resources["ReactionsTrigger"]) == about


def test_scoring_gets_what_scores_are_made_of_and_its_own_fences(resources: Resources) -> None:
    assert filtered(resources["ScoringStreamTrigger"]) == {
        keys.PROFILE, keys.SIGNAL, keys.QUOTE, keys.ACTIVITY, keys.OPPORTUNITY, keys.POINTS, keys.fence("SCORE")
    }  # fmt: skip


def test_whatever_any_reader_of_the_stream_sets_aside_is_told_to_somebody(
    resources: Resources, functions: Resources
) -> None:
    metrics = [metric["MetricStat"]["Metric"] for metric in resources["SetAside"]["Properties"]["Metrics"][1:]]
    watched = {tuple((one["Name"], one["Value"]) for one in metric["Dimensions"]) for metric in metrics}
    assert watched == {
        (("service", functions[name]["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]),)
        for name in ("ScoringStream", "Reactions")
    }


def test_no_alarm_sums_more_metrics_than_cloudwatch_takes(resources: Resources) -> None:
    for name, item in of_type(resources, "AWS::CloudWatch::Alarm").items():
        asked = [metric for metric in item["Properties"].get("Metrics", ()) if "MetricStat" in metric]
        assert len(asked) <= 10, name


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
def test_an_alarm_watches_each_function(metric: str, resources: Resources, functions: Resources) -> None:
    watched = [
        dimension["Value"]["Ref"]
        for name, item in of_type(resources, "AWS::CloudWatch::Alarm").items()
        if name != "ReadersFail"  # besides, while they change
        for one in item["Properties"].get("Metrics", ())
        if "MetricStat" in one and one["MetricStat"]["Metric"]["MetricName"] == metric
        for dimension in one["MetricStat"]["Metric"]["Dimensions"]
    ]
    assert sorted(watched) == sorted(functions)


def test_whoever_lists_by_an_index_may_query_it(functions: Resources) -> None:
    """Listing is in these files of a feature; who may read the table may not read its indexes by that."""
    asks = {
        path.parent.name for path in (ROOT / "functions").glob("*/*.py")
        if path.stem in {"listing", "planning", "filters", "boards"} and re.search(r'"by_[a-z]+"', path.read_text())
    }  # fmt: skip
    apis = {properties["Handler"].split(".")[0]: properties for properties in functions.values()
            if properties["Handler"].endswith(".api.handler")}  # fmt: skip
    assert asks >= {"activities", "customers", "opportunities", "products", "sales"}
    for feature in asks:
        assert "${Table.Arn}/index/*" in str(list(statements(apis[feature]))), feature


def test_the_stack_stays_below_what_cloudformation_and_the_gateway_take(
    resources: Resources, functions: Resources
) -> None:
    """500 resources in a stack, where SAM gives each function a role; 300 routes of an API."""
    roles = sum("Role" not in properties for properties in functions.values())
    assert len(resources) + roles <= 500
    assert len(of_type(resources, "AWS::ApiGatewayV2::Route")) <= 300


def test_the_dashboard_is_json_and_shows_only_what_the_code_counts(resources: Resources) -> None:
    written = resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    widgets = json.loads(re.sub(r"\$\{[\w:.]+\}", "x", written))["widgets"]
    assert len(widgets) >= 9
    places = [(one["x"], one["y"]) for one in widgets]
    assert len(set(places)) == len(places)
    code = "".join(path.read_text() for path in (ROOT / "functions").rglob("*.py"))
    (ours,) = re.findall(r"\{Leadstream,service\} MetricName=\(([^)]*)\)", str(widgets))
    named = re.findall(r'"(\w+)"', ours)
    assert len(named) >= 9
    assert all(f'"{name}"' in code for name in named)
