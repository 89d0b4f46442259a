"""The operator's guide knows every alarm, every command and every secret that there is."""

import re
from pathlib import Path

from console.__main__ import app
from console.deploying import WATCHED
from tests.infra.conftest import Resources, of_type

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_every_alarm_is_in_the_guide_with_what_to_do(resources: Resources) -> None:
    table = GUIDE.partition("## Alarms")[2].partition("###")[0]
    rows = [line.split("|")[1:4] for line in table.splitlines() if line.startswith("| `")]
    told = {name for names, _, _ in rows for name in re.findall(r"`(\w+)`", names)}
    assert of_type(resources, "AWS::CloudWatch::Alarm").keys() == told
    assert all(means.strip() and do.strip() for _, means, do in rows)


def test_every_secret_of_the_stack_is_in_the_guide(resources: Resources) -> None:
    assert all(f"| `{name}` |" in GUIDE for name in of_type(resources, "AWS::SecretsManager::Secret"))


def test_every_command_that_the_guide_names_is_one() -> None:
    commands = {
        " ".join(words.split()) for words in re.findall(r"\./leadstream ((?:replay|rebuild|tenants|mail) \w+)", GUIDE)
    }
    groups = {group.name: group.typer_instance for group in app.registered_groups}
    there = {
        f"{name} {one.name or (one.callback.__name__ if one.callback else '')}"
        for name, group in groups.items() if group for one in group.registered_commands
    }  # fmt: skip
    assert commands == there


def test_the_guide_says_how_many_alarms_take_a_change_back() -> None:
    assert len(WATCHED) == 4
    assert "CloudFormation watches four alarms" in GUIDE


def test_the_dashboard_shows_every_alarm_and_every_measure_of_ours_that_one_watches(resources: Resources) -> None:
    alarms = of_type(resources, "AWS::CloudWatch::Alarm")
    body = str(resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])
    assert {name for name in alarms if f'"${{{name}.Arn}}"' in body} == alarms.keys()
    ours = re.findall(r"'Namespace': 'Leadstream', 'MetricName': '(\w+)'", str(alarms))
    assert ours
    assert all(f'\\"{name}\\"' in body for name in ours)


def test_what_make_load_is_said_to_print_is_what_it_prints() -> None:
    block = GUIDE.partition("```text\n")[2].partition("```")[0]
    said = ("first come, first served", "refused, and served when they came again", "last third by first", "wrong:")
    code = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests" / "load").rglob("*.py")))
    assert [words for words in said if words not in block or words not in code] == []
