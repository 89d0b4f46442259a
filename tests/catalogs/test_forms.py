"""Answers fit the form, or the refusal names each that does not (B6)."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from catalogs import asking
from catalogs.forms import LARGEST_ANSWERS, Form, FormField, FormGroup, Option, check, mistakes
from catalogs.requirement import Requirement
from kernel.fields import Names
from kernel.messages import FIELD_MESSAGES
from kernel.problems import FieldError, Problem
from kernel.validation import from_validation
from kernel.values import decode, encode

OWN = asking._own_form()
NAME = {"vi": "Tên", "en": "Name"}


def field(code: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "name": NAME, "kind": kind, **more}


def form_of(*fields: dict[str, Any]) -> Form:
    return Form.model_validate({"groups": [{"code": "g", "name": NAME, "fields": list(fields)}]})


OPTIONS = [{"code": code, "name": NAME} for code in ("a", "b", "c")]
FORM = form_of(
    field("t", "text"),
    field("n", "number"),
    field("d", "date"),
    field("s", "select", options=OPTIONS),
    field("m", "multi-select", options=OPTIONS),
    field("w", "text", types=["water"]),
    field("r", "text", types=["repair"], required=True),
)


def asked(answers: Any, request_type: str = "water") -> Requirement:
    return Requirement.model_validate_json(json.dumps({"type": request_type, "answers": answers}), strict=True)


def errors(answers: Any, request_type: str = "water", form: Form = FORM) -> list[tuple[str, str]]:
    with pytest.raises(Problem, match="invalid_request") as refused:
        check(form, asked(answers, request_type))
    for error in refused.value.errors:
        assert error.code in FIELD_MESSAGES
        assert "…" not in error.message("vi") + error.message("en")
    return [(error.path, error.code) for error in refused.value.errors]


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        ({"t": "  một\r\nhai "}, {"t": "một\nhai"}),
        ({"t": "Hoa\u0300"}, {"t": "Hoà"}),
        ({"n": 3}, {"n": Decimal(3)}),
        ({"n": 2.50}, {"n": Decimal("2.5")}),
        ({"n": "-12.25"}, {"n": Decimal("-12.25")}),
        ({"d": "2026-02-28"}, {"d": "2026-02-28"}),
        ({"s": "b"}, {"s": "b"}),
        ({"m": ["c", "a", "c"]}, {"m": ("a", "c")}),
        ({"w": "x"}, {"w": "x"}),
        ({"t": " ", "m": [], "n": "", "r": "", "none": ""}, {}),
        ({}, {}),
    ],
)
def test_an_answer_that_fits_is_kept_as_what_it_is(answers: Any, kept: Any):
    assert check(FORM, asked(answers)).answers == kept


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"none": "x"}, ("none", "unknown_field")),
        ({"r": "x"}, ("r", "not_for_type")),
        ({"t": 5}, ("t", "text")),
        ({"t": ["a"]}, ("t", "text")),
        ({"n": "five"}, ("n", "number")),
        ({"n": "1e5"}, ("n", "number")),
        ({"n": "١٢"}, ("n", "number")),
        ({"n": ["1"]}, ("n", "number")),
        ({"d": "28/02/2026"}, ("d", "date")),
        ({"d": "2026-02-30"}, ("d", "date")),
        ({"d": "20260228"}, ("d", "date")),
        ({"d": 20260228}, ("d", "date")),
        ({"s": "z"}, ("s", "option")),
        ({"s": ["a"]}, ("s", "text")),
        ({"m": "a"}, ("m", "list")),
        ({"m": ["a", "z"]}, ("m", "option")),
        ({"a/b~c": "x"}, ("a~1b~0c", "unknown_field")),
    ],
)
def test_an_answer_that_does_not_fit_is_named(answers: Any, expected: tuple[str, str]):
    assert errors(answers) == [(f"/requirement/answers/{expected[0]}", expected[1])]


def test_what_is_required_of_one_type_is_lacking_for_that_type_only():
    assert errors({"r": " "}, "repair") == [("/requirement/answers/r", "missing")]
    assert check(FORM, asked({}, "water")).answers == {}


def test_a_required_answer_that_is_wrong_is_told_once():
    assert errors({"r": 5}, "repair") == [("/requirement/answers/r", "text")]


def test_all_that_is_wrong_is_told_at_once():
    found = errors({"n": "x", "d": "y", "w": "z"}, "repair")
    assert found == [
        ("/requirement/answers/n", "number"), ("/requirement/answers/d", "date"),
        ("/requirement/answers/w", "not_for_type"), ("/requirement/answers/r", "missing"),
    ]  # fmt: skip


def test_errors_stand_where_the_caller_has_the_requirement():
    with pytest.raises(Problem) as refused:
        check(FORM, asked({"n": "x"}), path="/lead/requirement")
    assert refused.value.errors[0].path == "/lead/requirement/answers/n"


def test_answers_together_are_as_large_as_a_profile_can_carry():
    many = form_of(*(field(f"f{n}", "text") for n in range(10)))
    fits = {f"f{n}": "x" * 1900 for n in range(4)}
    assert len(check(many, asked(fits)).answers) == 4
    assert errors(fits | {"f5": "ễ" * (LARGEST_ANSWERS // 20)}, form=many) == [
        ("/requirement/answers", "too_large_together")
    ]


@pytest.mark.parametrize(
    ("answer", "code"),
    [(True, "answer"), (None, "answer"), ({}, "answer"), ([1], "answer"), ([["a"]], "answer"), (1e400, "answer"),
     (10**15, "answer"), (0.00001, "answer"), ("x" * 2001, "too_long"), ("a\x00", "control_characters")]
)  # fmt: skip
def test_what_can_be_no_answer_at_all_does_not_get_as_far(answer: Any, code: str):
    raw = json.dumps({"type": "water", "answers": {"t": answer}})
    with pytest.raises(ValidationError) as refused:
        Requirement.model_validate_json(raw, strict=True)
    assert [(e.path, e.code) for e in from_validation(refused.value, raw.encode()).errors] == [("/answers/t", code)]


SHAPES = st.one_of(
    st.text(max_size=5), st.sampled_from(["a", "b", "2026-01-01", "7.5"]), st.integers(-(10**14), 10**14),
    st.decimals(-1000, 1000, places=3).map(float), st.lists(st.sampled_from(["a", "b", "z", ""]), max_size=4),
)  # fmt: skip


@given(st.dictionaries(st.sampled_from([f.code for f in FORM.fields()]), SHAPES))
def test_what_was_kept_fits_again_also_when_it_comes_from_the_table_or_from_an_answer(answers: Any):
    try:
        kept = check(FORM, asked(answers, "water"))
    except (Problem, ValidationError):
        return
    assert check(FORM, kept) == kept
    stored = decode(encode(kept.model_dump(exclude_none=True)))
    assert Requirement.model_validate(stored) == kept
    assert check(FORM, Requirement.model_validate_json(kept.model_dump_json(), strict=True)) == kept


def found(form: Form) -> list[tuple[str, str]]:
    return [(error.path, error.code) for error in mistakes(form)]


def test_a_form_without_mistakes_has_none():
    assert found(FORM) == found(OWN) == found(Form(groups=())) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([field("a", "text"), field("a", "date")], ("1/code", "duplicate")),
        ([field("a", "select")], ("0/options", "too_few")),
        ([field("a", "multi-select")], ("0/options", "too_few")),
        ([field("a", "text", options=OPTIONS)], ("0/options", "only_for_selects")),
        ([field("a", "select", options=[*OPTIONS, OPTIONS[1]])], ("0/options/3/code", "duplicate")),
    ],
)
def test_a_mistake_of_a_form_is_named_where_it_is(fields: list[Any], expected: tuple[str, str]):
    assert found(form_of(*fields)) == [(f"/groups/0/fields/{expected[0]}", expected[1])]


def test_codes_are_unique_across_groups():
    group = {"code": "g", "name": NAME, "fields": [field("a", "text")]}
    assert found(Form.model_validate({"groups": [group, group]})) == [
        ("/groups/1/code", "duplicate"), ("/groups/1/fields/0/code", "duplicate"),
    ]  # fmt: skip


def test_a_form_has_its_measure():
    fields = [field(f"f{n}", "text") for n in range(150)]
    groups = [{"code": f"g{n}", "name": NAME, "fields": fields} for n in range(2)]
    assert found(Form.model_validate({"groups": groups})) == [("/groups", "too_many")]
    types = [field(f"f{n}", "text", types=[f"t{n}"]) for n in range(51)]
    assert found(form_of(*types)) == [("/groups", "too_many_types")]
    long = Option.model_validate({"code": "o", "name": {"vi": "ễ" * 120, "en": "x" * 120}})
    options = tuple(long.model_copy(update={"code": f"o{n}"}) for n in range(100))
    large = [FormField.model_validate(field(f"f{n}", "select", options=options)) for n in range(3)]
    assert mistakes(Form(groups=(FormGroup(code="g", name=Names(vi="G", en="G"), fields=tuple(large)),))) == [
        FieldError("/groups", "too_large_together", (("limit", 100_000),))
    ]


def test_the_default_form_is_the_one_of_the_specification():
    asked_of = {
        request_type: [field.name.en for field in OWN.fields() if field.asks(request_type)]
        for request_type in ("emission", "emission-more", "water", "water-more", "warranty")
    }
    common = ["Production sector", "New or additional installation", "Parameters to monitor"]
    emission = [*common, "Furnace or boiler capacity", "Number of stacks", "Working platform"]
    water = [*common, "Discharge capacity"]
    assert asked_of == {
        "emission": emission, "emission-more": emission, "water": water, "water-more": water,
        "warranty": [*common, "Project", "Acceptance record number", "Start", "End"],
    }  # fmt: skip
    (sector,) = (field for field in OWN.fields() if field.kind == "select")
    assert [option.name.en for option in sector.options] == [
        "Water supply", "Wastewater", "Environment", "Thermal power", "Mining, cement, steel, metallurgy",
        "Pulp and paper", "Food and pharma", "Chemicals, oil and gas", "Other",
    ]  # fmt: skip
