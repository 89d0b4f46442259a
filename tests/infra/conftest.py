from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
type Resources = dict[str, dict[str, Any]]


class _Template(yaml.SafeLoader):
    """Reads CloudFormation's short forms, `!Ref Table`, as their long ones, `{"Ref": "Table"}`."""


def _long_form(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt":
        value = value.split(".")
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


_Template.add_multi_constructor("!", _long_form)


@pytest.fixture(scope="session")
def template() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((ROOT / "infra" / "template.yaml").read_text(encoding="utf-8"), _Template)  # noqa: S506 - a SafeLoader
    return loaded


@pytest.fixture(scope="session")
def resources(template: dict[str, Any]) -> Resources:
    found: Resources = template["Resources"]
    return found


@pytest.fixture(scope="session")
def functions(resources: Resources) -> Resources:
    return {name: item["Properties"] for name, item in of_type(resources, "AWS::Serverless::Function").items()}


def of_type(resources: Resources, kind: str) -> Resources:
    return {name: item for name, item in resources.items() if item["Type"] == kind}
