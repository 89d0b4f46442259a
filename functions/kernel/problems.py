"""What a caller is told when a request cannot be done: application/problem+json (RFC 9457), in vi or en."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kernel.messages import FIELD_MESSAGES, PROBLEMS, STATES

type Language = Literal["vi", "en"]


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with one field: where (`path` as in /phones/0), which kind, and values for its message."""

    path: str
    code: str
    values: tuple[tuple[str, object], ...] = ()

    def message(self, language: Language) -> str:
        """Why, and how to mend it."""
        values = _Lenient(self.values)
        closer = FIELD_MESSAGES.get(f"{self.code}_{values.get('form')}")
        return (closer or FIELD_MESSAGES.get(self.code, FIELD_MESSAGES["invalid"]))[language].format_map(values)


class _Lenient(dict[str, object]):
    """A message shows a gap rather than fail while reporting a failure."""

    def __missing__(self, key: str) -> str:
        return "…"


class Problem(Exception):  # noqa: N818 - the RFC's own word
    """Ends a request with a 4xx; `code` is the stable name that callers may branch on."""

    def __init__(
        self,
        code: str,
        /,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = PROBLEMS[code].status
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.values = values

    def body(self, language: Language, request_id: str) -> dict[str, Any]:
        """The document that goes out."""
        text = PROBLEMS[self.code]
        document: dict[str, Any] = {
            "type": f"https://leadstream.dev/problems/{self.code}",
            "title": text.title[language],
            "status": self.status,
            "detail": text.detail[language].format_map(_Lenient(self._named(language))),
            "code": self.code,
            "request_id": request_id,
        }
        if self.errors:
            document["errors"] = [{"path": e.path, "code": e.code, "message": e.message(language)} for e in self.errors]
        return document

    def _named(self, language: Language) -> dict[str, object]:
        """The values of the message; states by what they are called in the caller's language."""
        named = dict(self.values)
        for name in named.keys() & {"state", "needed"}:
            states = str(named[name]).split(" / ")
            named[name] = ", ".join(STATES.get(one, {}).get(language, one) for one in states)
        return named


def invalid(path: str, code: str, **values: object) -> Problem:
    """A 422 about one field."""
    return Problem("invalid_request", errors=[FieldError(path, code, tuple(values.items()))])


def in_flight() -> Problem:
    """A 409: somebody else was faster; the same request may succeed in a moment."""
    return Problem("in_flight", headers={"Retry-After": "1"})


def busy() -> Problem:
    """A 503: too many at once, and nothing was written; the same request succeeds when there are fewer."""
    return Problem("busy", headers={"Retry-After": "2"})


def language_of(accept: str | None) -> Language:
    """The caller's language from Accept-Language (RFC 9110 weights); Vietnamese unless English is preferred."""
    best: tuple[float, Language] = (0.0, "vi")
    for part in (accept or "").split(","):
        name, _, weight = part.strip().partition(";")
        language: Language | None = "en" if name[:2].lower() == "en" else "vi" if name[:2].lower() == "vi" else None
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            quality = 0.0
        if language and quality > best[0]:
            best = (quality, language)
    return best[1]
