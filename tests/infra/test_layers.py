import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from layers.aws_models import OPERATIONS, trim
from layers.build import LAYERS as BUILT
from layers.bytecode import compile_tree
from tests.infra.conftest import ROOT, Resources

LAYERS = [ROOT / "layers" / name / "python" for name in BUILT]
IMPORT = """
import importlib, os, sys
sys.path[:0] = sys.argv[2:]
os.environ.update(
    AWS_DEFAULT_REGION="ap-southeast-1", TABLE_NAME="t", BUCKET_NAME="b", USER_POOL_ID="p", CURSOR_KEY="k",
    EXPORT_QUEUE_URL="q", IMPORT_QUEUE_URL="q", TIER_QUEUE_URL="q", PURGE_QUEUE_URL="q", MERGE_QUEUE_URL="q",
    MAIL_QUEUE_URL="q", MAIL_FROM="f", MAIL_SETTINGS="m",
    SES_TOPIC_ARNS="a", POWERTOOLS_SERVICE_NAME="s",
)
for path in sys.argv[1].split():
    module, _, name = path.rpartition(".")
    assert callable(getattr(importlib.import_module(module), name)), path
"""


def in_lambda(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python as a function would see it: the standard library, and what is named."""
    return subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-I", "-S", "-c", code, *arguments], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="session")
def layers() -> list[str]:
    if not all((layer / ".made-from").exists() for layer in LAYERS):
        pytest.fail("the layers are not built: python -m layers.build")
    return [str(layer) for layer in LAYERS]


def test_every_handler_comes_up_with_nothing_but_the_layers(functions: Resources, layers: list[str]) -> None:
    handlers = " ".join(sorted(properties["Handler"] for properties in functions.values()))
    done = in_lambda(IMPORT, handlers, str(ROOT / "functions"), *layers)
    assert done.returncode == 0, done.stderr


def test_a_template_is_rendered_with_nothing_but_the_layers(layers: list[str]) -> None:
    for module in ("printing.words.render", "printing.sheets.render", "printing.child.main"):
        done = in_lambda(IMPORT, module, str(ROOT / "functions"), *layers)
        assert done.returncode == 0, done.stderr


def test_a_client_made_from_the_layer_knows_our_calls_and_no_others(layers: list[str]) -> None:
    code = """
import json, sys
sys.path[:0] = sys.argv[1:]
from botocore.session import get_session
session = get_session()
def calls(service):
    return sorted(session.create_client(service, region_name="ap-southeast-1").meta.method_to_api_mapping.values())
print(json.dumps({service: calls(service) for service in session.get_available_services()}))
"""
    done = in_lambda(code, *layers)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {service: sorted(calls) for service, calls in OPERATIONS.items()}


def test_every_module_of_a_layer_has_byte_code_that_is_never_checked(layers: list[str]) -> None:
    for layer in layers:
        sources = list(Path(layer).rglob("*.py"))
        for source in sources:
            compiled = source.parent / "__pycache__" / f"{source.stem}.{sys.implementation.cache_tag}.pyc"
            assert compiled.read_bytes()[4:8] == b"\x01\x00\x00\x00", source  # PEP 552: hash-based, unchecked
        assert sources


def test_byte_code_is_the_same_wherever_it_was_made(tmp_path: Path) -> None:
    made = []
    for place in (tmp_path / "here", tmp_path / "there"):
        place.mkdir()
        (place / "module.py").write_text("def answer():\n    return 42\n")
        compile_tree(place, "/var/task")
        (compiled,) = place.rglob("*.pyc")
        made.append(compiled.read_bytes())
    assert made[0] == made[1]


def test_trimming_refuses_an_operation_that_the_service_does_not_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = tmp_path / "sqs" / "2012-11-05"
    version.mkdir(parents=True)
    (version / "service-2.json").write_text('{"operations": {}, "shapes": {}}')
    (version / "endpoint-rule-set-1.json").write_text("{}")
    monkeypatch.setitem(OPERATIONS, "sqs", {"SendMassage"})
    with pytest.raises(ValueError, match="SendMassage"):
        trim(tmp_path)


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", (ROOT / "locks" / f"{name}.txt").read_text(), re.MULTILINE))


@pytest.mark.parametrize("layer", BUILT)
def test_what_is_tested_is_what_is_deployed(layer: str) -> None:
    dev = pins("dev")
    deployed = pins(layer)
    assert deployed
    assert {name: dev.get(name) for name in deployed} == deployed


@pytest.mark.parametrize("lock", sorted(path.name for path in (ROOT / "locks").glob("*.txt")))
def test_a_lock_names_no_host(lock: str) -> None:
    assert "://" not in (ROOT / "locks" / lock).read_text()
