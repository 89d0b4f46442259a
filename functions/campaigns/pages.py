"""What somebody sees who follows the link to unsubscribe: a question first, for programs follow links too. Pure."""

from collections.abc import Mapping
from typing import Literal

from kernel.problems import Language

type Page = Literal["ask", "gone", "back", "unknown", "again"]

_TITLES: Mapping[Page, tuple[str, str]] = {
    "ask": ("Huỷ đăng ký nhận thư", "Unsubscribe"),
    "gone": ("Đã huỷ đăng ký", "You are unsubscribed"),
    "back": ("Đã đăng ký lại", "You are subscribed again"),
    "unknown": ("Liên kết không đúng", "This link is not right"),
    "again": ("Tạm thời chưa được", "Not at this moment"),
}
_TEXTS: Mapping[Page, tuple[str, str]] = {
    "ask": ("Bạn không muốn nhận thư quảng bá của chúng tôi nữa?", "Do you want no more campaign mails from us?"),
    "gone": ("Bạn sẽ không nhận thư quảng bá của chúng tôi nữa.", "You will get no more campaign mails from us."),
    "back": ("Bạn sẽ lại nhận thư của chúng tôi.", "You will get our mails again."),
    "unknown": (
        "Hãy mở lại liên kết trong thư, hoặc trả lời thư để chúng tôi huỷ giúp.",
        "Open the link in the mail again, or answer the mail and we will see to it.",
    ),
    "again": ("Xin thử lại sau ít phút.", "Please try again in a few minutes."),
}
_BUTTONS: Mapping[Page, tuple[str, str, str]] = {
    "ask": ("List-Unsubscribe=One-Click", "Huỷ đăng ký", "Unsubscribe"),
    "gone": ("subscribe=again", "Nhầm rồi, tôi muốn nhận lại", "That was a mistake, subscribe me again"),
}
HEADERS: Mapping[str, str] = {
    "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow", "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy":
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}  # fmt: skip
"""The page loads nothing, goes nowhere, and is not framed."""


def page(which: Page, language: Language) -> str:
    """The page. There is nothing in it that anybody wrote, and nothing of whom the link is about."""
    english = language == "en"
    title, text = (one[which][english] for one in (_TITLES, _TEXTS))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<style>body{font:1.1em sans-serif;margin:4em auto;max-width:30em;padding:0 1em}button{font:inherit}</style>"
        f"</head><body><h1>{title}</h1><p>{text}</p>{_form(which, english=english)}</body></html>"
    )


def _form(which: Page, *, english: bool) -> str:
    if which not in _BUTTONS:
        return ""
    said, vi, en = _BUTTONS[which]
    name, _, value = said.partition("=")
    return (
        f'<form method="post"><input type="hidden" name="{name}" value="{value}">'
        f'<button type="submit">{en if english else vi}</button></form>'
    )
