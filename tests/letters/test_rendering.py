"""What templates say, and what they cannot be made to do."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.problems import Language
from kernel.refusal import Refused
from letters.purposes import PURPOSES, barest, sample
from letters.rendering import LONGEST, check, render
from letters.rules import LONGEST_HTML, LONGEST_SUBJECT, Letter, Template, Value, Wording

PLAIN = Wording("Xin chào {{ name }}", "Kính gửi {{ name }},\n\nCảm ơn <bạn>.\nAn", None)


def said(wording: Wording, purpose: str = "confirmation", language: Language = "vi", **variables: Value) -> Letter:
    values = {**barest(purpose, language), **variables}
    return render(Template(code="x", purpose=purpose, vi=wording), language, values)


def wrong(source: str, part: str = "text", purpose: str = "confirmation") -> list[tuple[str, str, str]]:
    """(part, code, line)."""
    found = check(purpose, replace(PLAIN, **{part: source}), "vi")
    return [(where, refused.code, refused.values["line"]) for where, refused in found]


def test_a_template_speaks_the_language_asked_for_or_the_one_that_it_has():
    both = Template(code="x", purpose="introduction", vi=Wording("Chào", "Chào"), en=Wording("Hello", "Hello"))
    assert [render(both, language, {}).subject for language in ("vi", "en")] == ["Chào", "Hello"]
    assert render(replace(both, vi=None), "vi", {}).subject == "Hello"


def test_text_that_has_no_html_is_shown_as_it_reads():
    letter = said(PLAIN, name="Hoà & <b>")
    assert letter.text == "Kính gửi Hoà & <b>,\n\nCảm ơn <bạn>.\nAn"
    assert letter.html == "<p>Kính gửi Hoà &amp; &lt;b&gt;,</p>\n<p>Cảm ơn &lt;bạn&gt;.<br>\nAn</p>"


@pytest.mark.parametrize("name", ['<img src=x onerror="alert(1)">', "</p><script>", "{{ code }}", "{% raw %}", '" x="'])
def test_a_customers_name_is_text_and_nothing_else(name: str):
    html = '<p title="{{ name }}">{{ name | upper }}{{ name }}</p>'
    letter = said(replace(PLAIN, html=html), name=name, code="SECRET")
    assert "SECRET" not in letter.html
    assert letter.html.count("<") == 2
    assert letter.html.count('"') == 2
    assert name in letter.text


def test_a_list_is_looped_over_and_its_rows_have_parts():
    rows = ({"label": "Công suất", "text": "500\nm³"}, {"label": "<b>", "text": "&"})
    letter = said(
        Wording("a", "{% for row in answers %}{{ loop.index }}. {{ row.label }}: {{ row.text }}\n{% endfor %}",
                "{% for row in answers %}<li>{{ row.label }}: {{ row.text }}</li>{% endfor %}"),
        answers=rows,
    )  # fmt: skip
    assert letter.text == "1. Công suất: 500\nm³\n2. <b>: &\n"
    assert letter.html == "<li>Công suất: 500<br>\nm³</li><li>&lt;b&gt;: &amp;</li>"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00"])
def test_nothing_in_a_subject_begins_another_header(end: str):
    letter = said(PLAIN, name=f"Hoà{end}Bcc: all@example.com")
    assert letter.subject == "Xin chào Hoà Bcc: all@example.com"


def test_a_subject_is_never_empty_and_never_endless():
    assert len(said(PLAIN, name="x" * 1000).subject) == LONGEST_SUBJECT
    assert wrong("{{ company }}", "subject") == [("subject", "wording_empty", "1")]


ESCAPES = [
    "{{ ''.__class__ }}", "{{ name.__class__.__mro__ }}", "{{ name['__class__'] }}", "{{ name.upper() }}",
    "{{ cycler.__init__.__globals__ }}", "{{ self.__init__ }}", "{{ self._TemplateReference__context }}",
    "{{ name.format(name) }}", "{{ '{0.__class__}'.format(name) }}", "{{ '{0.__class__}' | format(name) }}",
    "{{ '%s' % name }}", "{{ name | attr('__class__') }}", "{{ answers[0] }}", "{{ lipsum.__globals__['os'] }}",
    "{{ namespace() }}", "{{ dict(a=1) }}", "{{ joiner() }}", "{{ range(10 ** 9) }}", "{{ config }}",
    "{% for i in range(1000000000) %}x{% endfor %}", "{{ 'a' * 1000000000 }}", "{{ 9 ** 9 ** 9 }}", "{{ name * 9 }}",
    "{{ name ~ name }}", "{{ 1 + 1 }}", "{{ [name] * 9 }}", "{{ name | center(999999999) }}", "{{ name | safe }}",
    "{{ name | indent(999999999) }}", "{{ answers | join(name) }}", "{{ name | replace('', name) }}", "{{ name[:9] }}",
    "{% set a = name %}", "{% macro m() %}{{ m() }}{% endmacro %}", "{% include 'x' %}", "{% import 'x' as x %}",
    "{% extends 'x' %}", "{% block b %}{% endblock %}", "{% filter upper %}{% endfilter %}",
    "{% call x() %}{% endcall %}",
    "{% for a in answers recursive %}{{ loop(answers) }}{% endfor %}", "{% with a = 1 %}{% endwith %}",
    "{% for a in answers %}{% for b in answers %}{% endfor %}{% endfor %}", "{% for a in name %}{% endfor %}",
    "{% for a in answers %}{{ a.items }}{% endfor %}", "{% for a in answers %}{{ a.__class__ }}{% endfor %}",
    "{% for a in answers %}{{ loop.__init__ }}{% endfor %}", "{{ caller }}{{ a.b }}",
    "{% autoescape false %}{% endautoescape %}",
]  # fmt: skip


@pytest.mark.parametrize("source", ESCAPES)
@pytest.mark.parametrize("part", ["text", "html", "subject"])
def test_what_is_not_in_the_small_language_is_refused(source: str, part: str):
    ((where, code, _),) = wrong(source, part)
    assert (where, code) in {(part, one) for one in ("wording_code", "wording_unknown", "wording_syntax")}


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        ("a\nb\n{{ nam }}", "wording_unknown", "3"),
        ("a\n{% if nam %}{% endif %}", "wording_unknown", "2"),
        ("a\n{{ name", "wording_syntax", "2"),
        ("{% if name %}\na\n", "wording_syntax", "1"),
        ("a\n\n{% endif %}", "wording_syntax", "3"),
        ("a\n{{ name | nofilter }}", "wording_code", "2"),
        ("a\n{{ name.x }}", "wording_code", "2"),
        ("a\n\n\n{{ name > 5 }}", "wording_syntax", "4"),
        ("{{ " + "9" * 5000 + " }}", "wording_syntax", "1"),
    ],
)
def test_a_mistake_is_told_with_its_line(source: str, code: str, line: str):
    assert wrong(source) == [("text", code, line)]


def test_mistakes_of_all_parts_are_told_at_once():
    assert [part for part, *_ in check("notice", Wording("{{ a }}", "{{ b }}", "{{ c }}"), "vi")] == [
        "subject", "text", "html",
    ]  # fmt: skip


HUGE = [
    "{{ " + "(" * 5000 + "name" + ")" * 5000 + " }}",
    "{{ " + "not " * 3000 + "name }}",
    "{% if name %}" * 300 + "{% endif %}" * 300,
    "{{ name if name else " * 500 + "name" + "}}" * 500,
    "{{ name" + " | upper" * 900 + " }}",
    "{#" * 4000, "{{" * 4000, "{% raw %}" * 800, "{{ '" + "\\" * 7000, "{%-" * 2500,
    "x" * (LONGEST_HTML + 1), "{% if name %}x{% elif name %}" + "{% elif name %}" * 1000,
]  # fmt: skip


@pytest.mark.parametrize("source", HUGE)
def test_a_monster_is_refused_in_no_time(source: str):
    began = time.process_time()
    assert wrong(source, "html")
    assert time.process_time() - began < 1


def test_what_a_template_says_is_bounded_however_long_its_values_are():
    source = "{% for row in answers %}" + "{{ row.text }}" * 500 + "{% endfor %}"
    assert wrong(source) == []
    with pytest.raises(Refused, match="wording_too_large"):
        said(replace(PLAIN, text=source), answers=({"label": "", "text": "x" * (LONGEST // 900)},) * 2)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_all_that_can_be_named_is_there_also_of_whom_nothing_is_known(purpose: str):
    for name in PURPOSES[purpose].variables:
        assert wrong(f"{{{{ {name} }}}}", purpose=purpose) == []
    assert sample(purpose, "vi").keys() == barest(purpose, "en").keys() == PURPOSES[purpose].variables


def test_what_a_purpose_does_not_have_is_not_handed_on():
    with pytest.raises(Refused, match="wording_unknown"):
        said(Wording("a", "{{ note }}"), note="not for the customer")


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_any_text_is_rendered_or_refused_and_nothing_else(source: str):
    for part, refused in check("notice", Wording("a", source, f"<p>{source}</p>"), "vi"):
        assert refused.code.startswith("wording_")
        assert part in {"text", "html"}


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=40)
def test_any_value_is_shown_and_makes_no_markup(name: str, answer: str):
    wording = Wording("{{ name }}.", "{{ name }}", '<a title="{{ name }}">{{ answers }}</a>')
    letter = said(wording, name=name, answers=({"label": "a", "text": answer},))
    assert letter.text == name
    assert letter.html.replace("<br>\n", "").count("<") == 2
    assert len(letter.subject.splitlines()) == 1
