"""Word documents: what a template may say, and how values read (D7)."""

import io

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.refusal import Refused
from printing.fields import FIELDS, Plain, values_of
from printing.words import render
from tests.printing.papers import altered, letter, read_letter

RECORD: dict[str, Plain] = {
    "name": 'Công ty Nước <sạch> & "Hoà Bình"', "code": "L-1", "expected_revenue": "620000000", "stars": 4,
    "score": 88, "expected_close": "2026-03-09", "created_at": "2026-03-02T01:30:00",
    "phones": ["0912 345 678", "024 3825 0000"], "emails": [], "groups": ["Miền Bắc"], "description": "dòng 1\ndòng 2",
}  # fmt: skip


def printed(*paragraphs: str, record: dict[str, Plain] | None = None, **more: object) -> list[str]:
    made, _ = render(letter(*paragraphs, **more), values_of(record if record is not None else RECORD))  # type: ignore[arg-type]
    return read_letter(made)


def refusal(*paragraphs: str) -> tuple[str, dict[str, str]]:
    with pytest.raises(Refused) as refused:
        printed(*paragraphs)
    return refused.value.code, refused.value.values


def test_fields_are_filled_in_the_body_in_tables_and_in_headers():
    found = printed("Kính gửi {{ name }},", "Hạng {{stars}} sao", header="{{ code }}", table=[["{{ score }}", "x"]])
    assert found == ["L-1", 'Kính gửi Công ty Nước <sạch> & "Hoà Bình",', "Hạng 4 sao", "88", "x"]


def test_amounts_and_days_read_as_in_vietnam():
    found = printed("{{ expected_revenue }} đ", "{{ expected_close }}", "{{ created_at }}")
    assert found == ["620.000.000 đ", "09/03/2026", "02/03/2026 01:30"]


def test_what_a_record_has_not_is_empty_and_compares_as_false():
    found = printed(
        "[{{ expected_revenue }}{{ company }}{{ expected_close }}{{ phones | join }}]",
        "{{ company | default('chưa có') }}",
        "{% if expected_revenue > 5 %}lớn{% else %}nhỏ{% endif %}",
        record={},
    )
    assert found == ["[]", "chưa có", "nhỏ"]


def test_a_list_is_looped_over_or_joined():
    found = printed(
        "{{ phones | join(' / ') }}", "{{ phones }}", "{%p for phone in phones %}", "{{ loop.index }}. {{ phone }}",
        "{%p endfor %}", "{{ phones | length }}",
    )  # fmt: skip
    assert found == [
        "0912 345 678 / 024 3825 0000", "0912 345 678, 024 3825 0000", "1. 0912 345 678", "2. 024 3825 0000", "2",
    ]  # fmt: skip


def test_conditions_and_the_few_filters_work():
    assert printed(
        "{% if stars >= 4 and not company %}VIP{% endif %}", "{{ code | lower }}", "{{ 'x' if score == 88 else 'y' }}"
    ) == ["VIP", "l-1", "x"]


def test_a_text_of_several_lines_stays_so():
    assert printed("{{ description }}") == ["dòng 1\ndòng 2"]


def test_a_placeholder_that_word_has_cut_into_runs_is_one():
    document = docx.Document()
    paragraph = document.add_paragraph()
    for piece in ("{", "{ na", "me }", "}"):
        paragraph.add_run(piece).bold = piece == "{ na"
    out = io.BytesIO()
    document.save(out)
    assert read_letter(render(out.getvalue(), values_of({"name": "A"}))[0]) == ["A"]


@pytest.mark.parametrize(
    "value", ["{{ code }}", "{% for x in y %}", "{_{ code }_}", "</w:t></w:r>", "&amp;", "\ufffe\x00"]
)
def test_a_value_is_text_and_never_a_template_or_xml(value: str):
    (found,) = printed("[{{ name }}]", record={"name": value, "code": "SECRET"})
    assert "SECRET" not in found
    assert len(found) <= len(value) + 2


@given(st.text(st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=40)
def test_any_text_gives_a_document_that_opens(text: str):
    assert len(read_letter(render(LETTER, values_of({"name": text}))[0])) >= 1


LETTER = letter("A{{ name }}Z")


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_field_that_there_is_can_be_named(field: str):
    _, used = render(letter(f"{{{{ {field} }}}}"), values_of(RECORD))
    assert used == [field]


def test_unknown_fields_are_all_listed():
    assert refusal("{{ nam }} {{ name }}", "{% if revenue %}x{% endif %}") == (
        "unknown_fields", {"fields": "nam, revenue"},
    )  # fmt: skip


@pytest.mark.parametrize(
    "code",
    [
        "{{ ''.__class__ }}", "{{ name.__class__.__mro__ }}", "{{ name['__class__'] }}", "{{ name.upper() }}",
        "{{ self }}{{ self.x }}", "{{ cycler('a') }}", "{{ range(9) }}", "{{ lipsum() }}", "{{ 'a' * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}", "{{ 1 + 1 }}", "{{ name ~ name }}", "{{ name | attr('x') }}",
        "{{ name | center(99999999) }}",
        "{{ name | replace('a', 'b') }}", "{{ name | join('a') }}", "{{ 'a' | join('b') }}", "{{ [1, 2] }}", "{{ {} }}",
        "{% for a in phones %}{% for b in phones %}x{% endfor %}{% endfor %}", "{% for c in name %}{{ c }}{% endfor %}",
        "{% for a in phones recursive %}{% endfor %}", "{% for a in [1] * 9 %}{% endfor %}", "{{ loop.index }}",
        "{% for a in phones %}{{ loop.cycle('a') }}{% endfor %}", "{% include 'x' %}", "{% import 'x' as y %}",
        "{% extends 'x' %}", "{% set x = 1 %}", "{% macro x() %}{% endmacro %}", "{% block x %}{% endblock %}",
        "{% filter upper %}a{% endfilter %}", "{% call x() %}{% endcall %}", "{% with x = 1 %}{% endwith %}",
        "{{ name is callable }}", "{{ name[:2] }}", "{% autoescape false %}{{ name }}{% endautoescape %}",
        "{{r name }}",
        "{{ " + "'" + "a" * 2000 + "'" + " }}",
    ],
)  # fmt: skip
def test_what_is_not_in_the_small_language_is_refused(code: str):
    assert refusal(code)[0] in {"template_code", "unknown_fields", "template_syntax"}
    assert refusal(code)[0] == "template_code" or "self" in code or "autoescape" in code or "block" in code


@pytest.mark.parametrize(
    "code", ["{{ name", "{% if name %}x", "{% endif %}", "{{ }}", "{% nonsense %}", "{{ name | nope }}"]
)
def test_a_mistake_is_told_as_one(code: str):
    assert refusal(code)[0] in {"template_syntax", "template_code"}


def field(instruction: str) -> bytes:
    """A document in which Word is to compute something."""
    code = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>x</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    halves = code.format("</w:instrText></w:r><w:r><w:instrText>".join((instruction[:3], instruction[3:])))
    return altered(letter("HERE"), {"word/document.xml": ("<w:r><w:t>HERE</w:t></w:r>", halves)})


@pytest.mark.parametrize(
    "instruction", ["PAGE", " DATE \\@ &quot;dd/MM/yyyy&quot;", "HYPERLINK &quot;https://a.vn&quot;", "= 1 + 1"]
)
def test_fields_that_word_computes_from_the_document_stay(instruction: str):
    assert render(field(instruction), values_of({}))[0]


@pytest.mark.parametrize(
    "instruction",
    [
        "DDEAUTO c:\\\\cmd.exe &quot;/c calc&quot;", "ddeauto x", "INCLUDETEXT &quot;http://a&quot;",
        "LINK Excel.Sheet",
        "INCLUDEPICTURE &quot;http://a&quot;", "MACROBUTTON x", "{{ name }}", "IMPORT x",
    ],
)  # fmt: skip
def test_fields_that_fetch_or_start_something_are_refused(instruction: str):
    with pytest.raises(Refused, match="template_program"):
        render(field(instruction), values_of({}))
    simple = f'<w:fldSimple w:instr="{instruction}"><w:r><w:t>x</w:t></w:r></w:fldSimple>'
    whole = altered(letter("HERE"), {"word/document.xml": ("<w:r><w:t>HERE</w:t></w:r>", simple)})
    with pytest.raises(Refused, match="template_program"):
        render(whole, values_of({}))
