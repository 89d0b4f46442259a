"""What HTML a template may be made of, and where in it a variable may stand."""

import pytest

from letters.rendering import check
from letters.rules import Wording


def wrong(html: str, purpose: str = "campaign") -> list[tuple[str, str, str]]:
    """(code, what, line)."""
    found = check(purpose, Wording("a", "a", html), "vi")
    return [(refused.code, refused.values.get("what", ""), refused.values["line"]) for _, refused in found]


FINE = """<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><style>p { color: #123456; }</style></head>
<body style="margin:0" bgcolor='#ffffff'><!-- don't <script> {{ name }} -->
<table width=600 cellpadding="0"><tr><td align="center">
<img src="https://example.com/logo.png" alt="{{ tenant }}"></td></tr></table>
<p title="Gửi {{ name }}">1 < 2 {% if company %}<b>{{ company }}</b>{% else %}<i>{{ name }}</i>{% endif %}</p>
<a href="https://example.com/x?c={{ code }}">x</a> <a href="mailto:a@example.com">y</a>
<a href="{{ unsubscribe }}">z</a> <a href='tel:+84912345678' target=_blank>gọi</a>
</body></html>"""


def test_what_mails_are_made_of_is_fine():
    assert wrong(FINE) == []


def test_the_link_of_a_row_may_be_led_to():
    html = '{% for phone in phones %}<a href="{{ phone.link }}">{{ phone.text }}</a>{% endfor %}'
    assert wrong(html, "notice") == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>", "<SCRIPT src='https://x.example/'>", "<iframe src='https://x.example/'></iframe>",
        "<svg/onload=x>",
        "<form action='https://x.example/'>", "<input>", "<object data='x'>", "<base href='https://x.example/'>",
        "<meta http-equiv='refresh' content='0'>", "<link rel='stylesheet' href='https://x.example/'>",
        "<p onclick='x'>", "<p onmouseover=x>", "<a href='javascript:x'>", "<a href=' java&#115;cript:x'>",
        "<a href='data:text/html,x'>", "<img src='http:x'>", "<a href='//x.example/'>", "<a href='{{ name }}'>",
        "<a href='https://{{ name }}'>", "<a href='https://x.example{{ name }}/'>",
        "<a href='{{ unsubscribe }}{{ name }}'>",
        "<p title={{ name }}>", "<p {{ name }}>", "<{{ name }}>", "</{{ name }}>", "<p style='color: {{ name }}'>",
        "<style>p { color: {{ name }} }</style>", "<style>@import 'https://x.example/'</style>",
        "<p style='width: expression(x)'>", "<p{% if name %} onclick='x'{% endif %}>",
        "<scr{% if name %}ipt{% endif %}>",
        "<{% if name %}script{% endif %}>", "<p class='{% if name %}x{% endif %}'>", "<p title='{{ name }}>", "<p ",
        "<?php x ?>", '<a href="{{ tenant }}">', "<a srcset='x'>",
    ],
)  # fmt: skip
def test_what_runs_fetches_asks_or_lets_a_value_out_of_its_place_is_refused(html: str):
    ((code, what, line),) = wrong(f"<p>a</p>\n{html}\n<p>b</p>")
    assert (code, line) == ("wording_markup", "2")
    assert what


def test_marks_of_our_own_are_no_way_around():
    assert wrong("<a href='\ue000unsubscribe'>") == [("wording_markup", 'href="unsubscribe"', "1")]
