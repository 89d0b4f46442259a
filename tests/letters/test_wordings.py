"""A template says what it says in the language that is wanted, or in the one that it has."""

import pytest

from letters.rules import Template, Wording

VI, EN = Wording("Chào", "Xin chào"), Wording("Hello", "Hello there", "<p>Hello</p>")


def template(**fields: object) -> Template:
    return Template(code="a", purpose="introduction", **fields)  # type: ignore[arg-type]


def test_the_wanted_language_comes_first_and_the_other_instead():
    both = template(vi=VI, en=EN)
    assert (both.wording("vi"), both.wording("en")) == (VI, EN)
    assert (template(vi=VI).wording("en"), template(en=EN).wording("vi")) == (VI, EN)
    with pytest.raises(ValueError, match=r"^a template has a wording$"):
        template().wording("vi")


def test_a_template_comes_back_out_of_the_table_as_it_went_in():
    for one in (template(vi=VI), template(name="A", vi=VI, en=EN)):
        assert Template.model_validate(one.model_dump(exclude_none=True)) == one
        assert Template.model_validate(one.model_dump()) == one
    assert template(vi=VI).model_dump(exclude_none=True) == {
        "code": "a", "purpose": "introduction", "vi": {"subject": "Chào", "text": "Xin chào"}}  # fmt: skip
    assert template(vi=VI).model_dump()["en"] is None
