"""`python -m local.errors`: writes docs/errors.md, every problem and field message that the API answers with."""

from pathlib import Path

from kernel.messages import FIELD_MESSAGES, PROBLEMS

PAGE = Path(__file__).parents[1] / "docs" / "errors.md"
_HEAD = """# Errors

Every answer that is not a success is `application/problem+json` (RFC 9457), in the caller's language
(`Accept-Language: vi` or `en`, else the company's): `type` and `code` say what it is, `title` and `detail` what is
wrong and how to mend it, `request_id` finds it in the logs. `errors` lists each field that is wrong, where `path` is
a JSON pointer into the body (`/emails/0`), or names a query parameter (`/limit`).

A program decides by `code`: codes stay, texts may be improved. What stands in `{braces}` is filled in. A request that
was refused has changed nothing; one that was answered with 5xx, 409 `in_flight` or 429 can be repeated as it is (with
its `Idempotency-Key`, if it has one).

This page is generated from the texts themselves (`make openapi`).

## Problems

| code | status | title | what it says |
|---|--:|---|---|
"""
_FIELDS = """
## Field messages

In `errors[].code`, below `invalid_request` and the like.

| code | what it says | in Vietnamese |
|---|---|---|
"""


def page() -> str:
    """As it stands in docs/errors.md."""
    problems = "".join(
        f"| `{code}` | {text.status} | {text.title['en']} | {_cell(text.detail['en'])} |\n"
        for code, text in sorted(PROBLEMS.items(), key=lambda one: (one[1].status, one[0]))
    )
    fields = "".join(
        f"| `{code}` | {_cell(text['en'])} | {_cell(text['vi'])} |\n" for code, text in sorted(FIELD_MESSAGES.items())
    )
    return _HEAD + problems + _FIELDS + fields


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(Path.cwd())}")
