"""Who is behind an opening or a click, in the words in which verdicts are kept (H6): what scoring makes of them.

A verdict says `human` (the provider knows), `unknown` (nothing speaks against a person), `proxy` (a program fetched for
somebody) or `bot`; a reason says by what it was found. What was kept before there were verdicts has none: unknown.
"""

from collections.abc import Mapping
from typing import Literal

type Verdict = Literal["human", "unknown", "proxy", "bot"]
type Who = Literal["person", "proxied", "machine"]

AGENT = "agent:"
_FETCHED_ON_OPENING = frozenset({"agent:gmail", "agent:yahoo", "agent:seznam"})
"""Proxies that fetch when somebody opens the mail, and hide who; others fetch whether anybody does or not."""

_TEXTS: Mapping[str, tuple[str, str]] = {
    "provider_flag": ("Nhà cung cấp email báo như vậy", "The email provider says so"),
    "no_pause": (
        "Bấm ngay sau khi gửi, người không thể nhanh như vậy",
        "Clicked too soon after sending for a person",
    ),
    "burst": ("Nhiều liên kết được mở cùng lúc, như máy quét", "Many links followed at once, as a scanner does"),
    "agent:apple": (
        "Apple Mail tự tải ảnh, dù có đọc hay không",
        "Apple Mail fetches images whoever reads or not",
    ),
    "agent:gmail": ("Gmail tải ảnh thay cho người mở", "Gmail fetches images for whoever opens"),
    "agent:yahoo": ("Yahoo Mail tải ảnh thay cho người mở", "Yahoo Mail fetches images for whoever opens"),
    "agent:seznam": ("Seznam tải ảnh thay cho người mở", "Seznam fetches images for whoever opens"),
    "agent:gmail_prefetch": ("Gmail tải trước khi hiển thị", "Gmail fetches before it shows anything"),
    "agent:crawler": ("Chương trình tự động", "A crawler or another program"),
}
_SCANNER = ("Máy quét thư: {name}", "A mail scanner: {name}")


def who(verdict: str | None, reason: str | None) -> Who:
    """Whether a person is behind it, somebody through a proxy, or a machine by itself."""
    if verdict == "proxy" and reason in _FETCHED_ON_OPENING:
        return "proxied"
    return "person" if verdict in {None, "human", "unknown"} else "machine"


def told(reason: str | None) -> dict[str, str] | None:
    """A reason in both languages."""
    if reason is None:
        return None
    name = reason.removeprefix(AGENT).replace("_", " ").title()
    vi, en = _TEXTS.get(reason, _SCANNER if reason.startswith(AGENT) else (reason, reason))
    return {"vi": vi.format(name=name), "en": en.format(name=name)}
