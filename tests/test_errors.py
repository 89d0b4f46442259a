"""The catalogue of errors is what the code says."""

import re
from pathlib import Path

from kernel.messages import FIELD_MESSAGES, PROBLEMS
from local.errors import PAGE, page

ROOT = Path(__file__).parents[1]


def test_the_catalogue_of_errors_is_what_the_code_says():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make openapi`"


def test_every_problem_that_the_code_raises_is_in_the_catalogue():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "functions").rglob("*.py"))
    raised = set(re.findall(r"\bProblem\(\"(\w+)\"", code))
    assert raised <= PROBLEMS.keys()
    assert len(raised) > 50


def test_every_text_names_the_same_values_in_both_languages():
    for text in PROBLEMS.values():
        assert _values(text.detail["vi"]) == _values(text.detail["en"])
    for code, told in FIELD_MESSAGES.items():
        assert _values(told["vi"]) == _values(told["en"]), code


def _values(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))
